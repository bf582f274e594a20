"""Rules that hold from a day until the next ones begin, so that what was keeps its own."""

import uuid
from datetime import date, timedelta
from typing import Any, Final, TypeVar

from flask_babel import gettext as _
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.audit import service as audit
from lotsen.database import find, written_once
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.regions.models import GapThresholds, MatchingWeights

Rules = TypeVar("Rules", GapThresholds, MatchingWeights)
LONGEST_AHEAD: Final = timedelta(days=366)


def versions(table: type[Rules]) -> list[Rules]:
    """Every choice of the region by its first day, the earliest first."""
    return list(
        db.session.scalars(select(table).where(table.region_id == scope.region_id()).order_by(table.valid_from))
    )


def current(table: type[Rules], day: date) -> Rules | None:
    """The choice that holds on a day; None where the programme's own does."""
    begun = [row for row in versions(table) if row.valid_from <= day]
    return begun[-1] if begun else None


def plan(table: type[Rules], key: uuid.UUID, *, action: str, valid_from: date, **values: Any) -> Rules:
    """Let other rules hold from a day on, once for its key; Invalid where the day has passed or is taken."""
    today = clock.today()
    if valid_from < today:
        raise Invalid(_("Bitte wählen Sie heute oder einen Tag danach: Was war, bleibt, wie es war."), "valid_from")
    if valid_from > today + LONGEST_AHEAD:
        raise Invalid(_("Bitte planen Sie höchstens ein Jahr voraus."), "valid_from")

    def write() -> Rules:
        if any(row.valid_from == valid_from for row in versions(table)):
            sentence = _("Für diesen Tag ist schon etwas festgelegt. Bitte wählen Sie einen anderen.")
            raise Invalid(sentence, "valid_from")
        row = table(id=key, valid_from=valid_from, **values)
        db.session.add(row)
        audit.record(action, row, valid_from=valid_from)
        db.session.commit()
        return row

    return written_once(table, key, write)


def take_back(table: type[Rules], key: uuid.UUID, *, action: str) -> None:
    """Do without rules that have not begun; Conflict where they have."""
    row = find(select(table).where(table.id == key).with_for_update())
    if row.valid_from <= clock.today():
        raise Conflict(_("Das gilt schon. Bitte legen Sie etwas Neues fest, statt es zurückzunehmen."))
    audit.record(action, row, valid_from=row.valid_from)
    db.session.delete(row)
    db.session.commit()
