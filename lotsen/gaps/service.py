"""One gap: find it, take it in hand, close it with a reason, open it again, and what happened to it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

import network
from lotsen import clock
from lotsen.accounts import service as accounts
from lotsen.audit import service as audit
from lotsen.database import written_once
from lotsen.errors import Conflict, Invalid, NotFound
from lotsen.extensions import db
from lotsen.gaps import states, tracking
from lotsen.gaps.models import Gap, GapStep
from lotsen.ties import service as ties

MOVED_ON = _l("Diese Lücke ist inzwischen in einem anderen Stand. Bitte sehen Sie den neuen Stand an.")


@dataclass(frozen=True)
class Tracked:
    """A gap as it is found today, as a row remembers it, or both."""

    key: uuid.UUID
    finding: network.Finding
    row: Gap | None
    is_found: bool

    @property
    def status(self) -> str:
        """Its state; new where nobody has touched it."""
        return self.row.status if self.row else states.NEW

    @property
    def is_overdue(self) -> bool:
        """In work, and the day to have looked is over."""
        return bool(self.row and self.row.status == states.IN_WORK and self.row.due_on and _is_past(self.row.due_on))


def _is_past(day: date) -> bool:
    return day < clock.today()


def find_tracked(gap_id: uuid.UUID, role: str) -> Tracked:
    """A gap of the reader's region by its key; NotFound where no rule and no row knows it, or the role may not."""
    finding = tracking.current().get(gap_id)
    row = db.session.scalar(select(Gap).where(Gap.id == gap_id))
    told = finding or (tracking.as_finding(row) if row else None)
    if told is None:
        raise NotFound
    for gap in readable([Tracked(gap_id, told, row, finding is not None)], role):
        return gap
    raise NotFound


def readable(gaps: list[Tracked], role: str) -> list[Tracked]:
    """Those of these gaps that a role may read, as far as it may read them."""
    told = {one.key: one for one in ties.readable([gap.finding for gap in gaps], role)}
    return [replace(gap, finding=told[gap.finding.key]) for gap in gaps if gap.finding.key in told]


def take_on(gap_id: uuid.UUID, *, by: uuid.UUID, due_on: date, note: str | None = None, key: uuid.UUID) -> GapStep:
    """Take a gap in hand until a day; Conflict when somebody else has it."""
    check_due(due_on)
    return step(gap_id, "begonnen", by=by, until_on=due_on, note=note, key=key)


def accept(gap_id: uuid.UUID, *, by: uuid.UUID, look_again_on: date, note: str, key: uuid.UUID) -> GapStep:
    """Leave a gap as it is, for a reason and until a day; Invalid for a day that is over or too far away."""
    latest = clock.today() + timedelta(days=states.LONGEST_LOOK_AGAIN_DAYS)
    if not note.strip():
        raise Invalid(_("Bitte schreiben Sie einen Grund dazu."), "note")
    if not clock.today() < look_again_on <= latest:
        raise Invalid(_("Bitte wählen Sie einen Tag innerhalb eines Jahres."), "look_again_on")
    return step(gap_id, states.ACCEPTED, by=by, until_on=look_again_on, note=note, key=key)


def finish(gap_id: uuid.UUID, *, by: uuid.UUID, note: str | None, key: uuid.UUID) -> GapStep:
    """It is done; if the rules still find it after two weeks, it comes back."""
    until_on = clock.today() + timedelta(days=states.STILL_THERE_DAYS)
    return step(gap_id, states.DONE, by=by, until_on=until_on, note=note, key=key)


def check_due(due_on: date) -> None:
    """A day to have looked lies ahead, and not years away."""
    if not clock.today() <= due_on <= clock.today() + timedelta(days=states.LONGEST_WORK_DAYS):
        raise Invalid(_("Bitte wählen Sie einen Tag im nächsten halben Jahr."), "due_on")


def step(
    gap_id: uuid.UUID, kind: str, *, by: uuid.UUID | None, until_on: date | None = None, note: str | None = None,
    key: uuid.UUID | None = None, also: Callable[[Gap], int] = lambda _gap: 0,
) -> GapStep:  # fmt: skip
    """Take one step with a gap, once for its key, with everything it causes in one transaction.

    ``also`` writes what goes with it and says how many mails that were. Conflict where the step cannot
    happen in the gap's state.
    """
    key = key or uuid.uuid4()

    def write() -> GapStep:
        row = held(gap_id)
        was_owned_by = row.owner_id
        if not tracking.move(row, kind):
            db.session.rollback()
            raise Conflict(MOVED_ON)
        if row.status == states.IN_WORK and kind not in states.NOTED:
            row.owner_id, row.due_on = was_owned_by or by, until_on or row.due_on
        elif row.status == states.CLOSED and kind in states.ENDS:
            row.look_again_on = until_on
        done = GapStep(id=key, gap_id=gap_id, kind=kind, by_id=by, until_on=until_on, note=(note or "").strip() or None)
        done.mail_count = also(row)
        db.session.add(done)
        audit.record("gaps.step", row, step=kind, rule=row.rule, mails=done.mail_count or None, until=until_on)
        db.session.commit()
        return done

    return written_once(GapStep, key, write)


def held(gap_id: uuid.UUID) -> Gap:
    """The row of a gap, made where there is none, held until this transaction ends."""
    statement = select(Gap).where(Gap.id == gap_id).with_for_update().execution_options(populate_existing=True)
    row = db.session.scalar(statement)
    if row is not None:
        return row
    finding = tracking.current().get(gap_id)
    if finding is None:
        raise NotFound
    try:
        with db.session.begin_nested():  # two may begin with the same gap at the same moment
            db.session.add(tracking.row_for(gap_id, finding))
    except IntegrityError:
        db.session.expire_all()
    return db.session.scalars(statement).one()


@dataclass(frozen=True)
class Happened:
    """One step of a gap's history, and whose it was."""

    step: GapStep
    who: str


def history(row: Gap | None) -> list[Happened]:
    """What happened to a gap, the newest first."""
    if row is None:
        return []
    steps = list(
        db.session.scalars(
            select(GapStep).where(GapStep.gap_id == row.id).order_by(GapStep.created_at.desc(), GapStep.id)
        )
    )
    names = accounts.names({one.by_id for one in steps})
    return [Happened(one, names.get(one.by_id, "")) for one in steps]


def overdue_count() -> int:
    """Gaps in work whose day is over."""
    late = select(Gap.id).where(Gap.status == states.IN_WORK, Gap.due_on < clock.today())
    return db.session.scalar(select(func.count()).select_from(late.subquery())) or 0
