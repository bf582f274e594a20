"""Keep a question to the network under a name, find it again, compare several, and do without it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import select

import network
from lotsen import clock
from lotsen.access import Role
from lotsen.accounts import service as accounts
from lotsen.audit import service as audit
from lotsen.database import find, written_once
from lotsen.errors import Invalid, NotAllowed, NotFound
from lotsen.extensions import db
from lotsen.retention.terms import Term
from lotsen.scenarios.models import LONGEST_NAME, Scenario, ScenarioPart
from lotsen.ties import snapshot, what_if
from lotsen.ties.directory import sees_people

TERM: Final = Term(months=6)
MOST_AT_ONCE: Final = 4  # more columns than anybody compares
_KINDS: Final = {network.ORGANISATION: "organisation", network.STAFF: "staff", network.VOLUNTEER: "volunteer"}


@dataclass(frozen=True)
class Kept:
    """A scenario as a reader sees it: what it asks, what of it is gone, and until when it is kept."""

    id: uuid.UUID
    name: str
    question: what_if.Question
    who: list[str]
    gone: list[str]
    made_by: uuid.UUID | None
    by: str
    saved_on: date

    @property
    def until_on(self) -> date:
        """The day on which it is deleted."""
        return TERM.after(self.saved_on)


def keep(key: uuid.UUID, *, name: str, question: what_if.Question, role: str, by: uuid.UUID) -> Scenario:
    """Keep a question, once for its key. Invalid without a name or anybody who could leave; NotFound for a stranger."""
    title = " ".join(name.split())
    if not title or len(title) > LONGEST_NAME:
        raise Invalid(_("Bitte geben Sie einen Namen mit höchstens %(most)s Zeichen ein.", most=LONGEST_NAME), "name")
    if question.is_empty:
        raise Invalid(_("Bitte wählen Sie zuerst, wer geht."))
    known = what_if.asked(question, role).question
    if known.is_empty:
        raise Invalid(_("Im Netz ist davon niemand mehr. Bitte wählen Sie, wer geht."))

    def write() -> Scenario:
        row = Scenario(id=key, name=title, made_by=by, saved_on=clock.today())
        db.session.add(row)
        db.session.add_all(_parts(row.id, known))
        audit.record("scenarios.keep", row, parts=len(known.people) + len(known.ties))
        db.session.commit()
        return row

    return written_once(Scenario, key, write)


def _parts(scenario_id: uuid.UUID, question: what_if.Question) -> list[ScenarioPart]:
    kinds = {one.id: _KINDS[one.kind] for one in snapshot.of_region().active_actors}

    def side(name: str, key: str) -> dict[str, uuid.UUID]:
        return {f"{name}_{kinds[key]}_id": uuid.UUID(key)}

    sides = [side("one", key) for key in question.people]
    sides += [{**side("one", one), **side("other", other)} for one, other in question.ties]
    return [
        ScenarioPart(scenario_id=scenario_id, position=number, **keys) for number, keys in enumerate(sides, start=1)
    ]


def may_remove(made_by: uuid.UUID | None, *, role: str, by: uuid.UUID) -> bool:
    """Whoever made a scenario may do without it, and the coordination."""
    return role == Role.COORDINATOR or by == made_by


def remove(scenario_id: uuid.UUID, *, role: str, by: uuid.UUID) -> None:
    """Do without a scenario: whoever made it, or the coordination. NotAllowed for others."""
    row = _find(scenario_id, role)
    if not may_remove(row.made_by, role=role, by=by):
        raise NotAllowed(_("Löschen kann, wer das Szenario gespeichert hat, oder die Koordination."))
    audit.record("scenarios.remove", row)
    db.session.delete(row)
    db.session.commit()


def readable(role: str) -> list[Kept]:
    """The scenarios of the region that a role may see, the newest first."""
    rows = list(db.session.scalars(select(Scenario).order_by(Scenario.saved_on.desc(), Scenario.created_at.desc())))
    return _told([row for row in rows if _is_readable(row, role)], role)


def get(scenario_id: uuid.UUID, role: str) -> Kept:
    """One scenario; NotFound where there is none or the role may not see who stands in it."""
    (kept,) = _told([_find(scenario_id, role)], role)
    return kept


def several(ids: Sequence[uuid.UUID], role: str) -> list[Kept]:
    """These scenarios in this order, each once; NotFound for an unknown one."""
    chosen = list(dict.fromkeys(ids))[:MOST_AT_ONCE]
    return _told([_find(key, role) for key in chosen], role)


def _find(scenario_id: uuid.UUID, role: str) -> Scenario:
    row = find(select(Scenario).where(Scenario.id == scenario_id))
    if not _is_readable(row, role):
        raise NotFound
    return row


def _is_readable(row: Scenario, role: str) -> bool:
    return sees_people(role) or not any(part.names_a_volunteer for part in row.parts)


def _told(rows: Sequence[Scenario], role: str) -> list[Kept]:
    """Scenarios in words, with names as far as a role reads them; also of those who have left the network."""
    people = accounts.names({row.made_by for row in rows})
    return [_as_kept(row, people.get(row.made_by, ""), role) for row in rows]


def _as_kept(row: Scenario, by: str, role: str) -> Kept:
    asked = what_if.parted(_question(row), role)
    parts = [*((key,) for key in asked.question.people), *asked.question.ties]
    who, gone = ([what_if.named(keys, role) for keys in some] for some in (parts, asked.gone))
    return Kept(row.id, row.name, asked.question, who, gone, row.made_by, by, row.saved_on)


def _question(row: Scenario) -> what_if.Question:
    keys = [part.keys for part in row.parts]
    return what_if.Question(
        tuple(one[0] for one in keys if len(one) == 1), tuple((one[0], one[1]) for one in keys if len(one) == 2)
    )
