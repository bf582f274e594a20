"""Before rows go: keep what statistics count of them, without a person, in the running transaction.

Not kept is what never was true: a list that is taken back, a question that was never sent (they go by other ways).
"""

import uuid
from datetime import date, datetime
from typing import Any, Final

from flask import current_app
from sqlalchemy import ColumnElement, Select, delete, select, update

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.interest_questions.models import InterestQuestion
from lotsen.newcomers.models import Newcomer
from lotsen.proposals.models import Proposal
from lotsen.retention.models import (
    EndedHelpRequest,
    EndedInterestQuestion,
    EndedMeetings,
    EndedProposal,
    EndedQualification,
    EndedTandem,
    ForgottenPerson,
)
from lotsen.rows import RegionRow
from lotsen.statistics import cutoff, facts, living, traits
from lotsen.statistics.lives import Traits, month_of
from lotsen.tandems.models import Meeting, Tandem
from lotsen.volunteers.models import Qualification, Volunteer

Where = ColumnElement[bool]
#: Everything that is kept. A row is made when its people go, so whatever it tells of is no later.
KEPT: Final[tuple[type[RegionRow], ...]] = (
    EndedHelpRequest,
    EndedInterestQuestion,
    EndedMeetings,
    EndedProposal,
    EndedQualification,
    EndedTandem,
    ForgottenPerson,
)


def of_requests(requests: Select[uuid.UUID]) -> None:
    """Requests with their questions, tandems and meetings."""
    tandems(Tandem.help_request_id.in_(requests))
    proposals(Proposal.help_request_id.in_(requests))
    _interests(InterestQuestion.help_request_id.in_(requests))
    _requests(HelpRequest.id.in_(requests))


def of_newcomer(newcomer: Newcomer) -> None:
    """Everything that goes with a newcomer; nothing leads from her to it any more."""
    of_requests(select(HelpRequest.id).where(HelpRequest.newcomer_id == newcomer.id))
    _person("newcomer", traits.of_newcomer(newcomer))


def of_volunteer(volunteer: Volunteer) -> None:
    """Everything that goes with a volunteer; nothing leads from her to it any more."""
    tandems(Tandem.volunteer_id == volunteer.id)
    proposals(Proposal.volunteer_id == volunteer.id)
    _interests(InterestQuestion.volunteer_id == volunteer.id)
    _trainings(Qualification.volunteer_id == volunteer.id)
    _person("volunteer", traits.of_volunteer(volunteer))


def tandems(which: Where) -> None:
    """Tandems and their meetings."""
    rows = list(db.session.scalars(select(Tandem).where(which)))
    for row in rows:
        _draw_keys(Volunteer, select(Tandem.volunteer_id).where(Tandem.id == row.id))
        _draw_keys(Newcomer, _newcomers(HelpRequest.id == row.help_request_id))
        _tandem(row)
        _meetings(row)


def _tandem(row: Tandem) -> None:
    life = living.tandems(Tandem.id == row.id)[0].coarse()
    _keep(
        EndedTandem,
        newcomer_key=life.newcomer,
        volunteer_key=life.volunteer,
        mode=life.mode,
        status=row.status if not row.is_running else "abgebrochen",
        end_reason=life.end_reason or "persoenlich",
        had_both_agreed=row.volunteer_agreed_at is not None and row.newcomer_agreed_at is not None,
        began_month=life.begun_on,
        ended_month=life.ended_on or _this_month(),
        silent_month=life.silent_from,
        meetings_count=row.meetings_count,
    )


def _meetings(row: Tandem) -> None:
    for one in living.meetings(Meeting.tandem_id == row.id):
        _keep(EndedMeetings, newcomer_key=one.newcomer, ags=one.ags, month=month_of(one.on), meetings_count=one.count,
              minutes=one.minutes)  # fmt: skip


def proposals(which: Where) -> None:
    """Questions to volunteers; one that waits for its answer is taken back today."""
    _draw_keys(Volunteer, select(Proposal.volunteer_id).where(which))
    for life in living.questions(which):
        life = life.coarse()
        waits = life.answer == "offen"
        _keep(
            EndedProposal,
            volunteer_key=life.volunteer,
            asked_month=life.asked_on,
            known_month=_this_month() if waits else life.known_on,
            answer="zurueckgezogen" if waits else life.answer,
            decline_reason=life.reason,
            answer_days=life.answer_days,
        )


def _requests(which: Where) -> None:
    """Requests; one that is still open is closed today, and nobody was found."""
    _draw_keys(Newcomer, _newcomers(which))
    for life in living.requests(which):
        life = life.coarse(_counts_until())
        _keep(
            EndedHelpRequest,
            newcomer_key=life.newcomer,
            opened_on=life.opened_on,
            found_month=life.found_on,
            closed_month=life.closed_on or _this_month(),
            wait_days=life.wait_days,
            mode=life.mode,
            ags=life.ags,
            language=life.language,
            needs=list(life.needs),
        )


def _counts_until() -> date | None:
    """The last day that counts, read once for a night: what is deleted does not move it."""
    key = scope.region_id(), clock.today()
    known: dict[tuple[str, date], date | None] = current_app.extensions.setdefault("counts_until", {})
    if key not in known:
        known.clear()
        known[key] = facts.counts_until()
    return known[key]


def _interests(which: Where) -> None:
    _draw_keys(Volunteer, select(InterestQuestion.volunteer_id).where(which))
    asked = select(InterestQuestion.help_request_id).where(which)
    _draw_keys(Newcomer, _newcomers(HelpRequest.id.in_(asked)))
    for life in living.interests(which):
        life = life.coarse()
        _keep(EndedInterestQuestion, person_key=life.person, side=life.side, asked_month=life.asked_on,
              answered_month=life.answered_on, rested_month=life.rested_on, is_resting=life.is_resting)  # fmt: skip


def _trainings(which: Where) -> None:
    _draw_keys(Volunteer, select(Qualification.volunteer_id).where(which))
    for one in living.trainings(which):
        _keep(EndedQualification, volunteer_key=one.volunteer, kind=one.kind, units=one.units,
              finished_month=month_of(one.finished_on))  # fmt: skip


def _person(side: str, found: Traits) -> None:
    """What tells people with a tandem apart; of whoever had none, nothing."""
    column = EndedTandem.volunteer_key if side == "volunteer" else EndedTandem.newcomer_key
    if db.session.scalar(select(EndedTandem.id).where(column == found.person).limit(1)) is not None:
        _keep(ForgottenPerson, person_key=found.person, side=side, gender=found.gender, age_band=found.age_band,
              languages=list(found.languages))  # fmt: skip


def forget_old() -> int:
    """Delete what is kept of years that can no longer be shown, in the running transaction; how many rows."""
    before = datetime(cutoff.first_year(clock.today()), 1, 1, tzinfo=clock.BERLIN)
    return sum(_forget_before(table, before) for table in KEPT)


def _forget_before(table: type[RegionRow], before: datetime) -> int:
    old = list(db.session.scalars(select(table.id).where(table.created_at < before)))
    db.session.execute(delete(table).where(table.created_at < before).execution_options(synchronize_session=False))
    return len(old)


def _newcomers(requests: Where) -> Select[Any]:
    return select(HelpRequest.newcomer_id).where(requests)


def _draw_keys(person: type[Newcomer] | type[Volunteer], which: Select[Any]) -> None:
    """Whoever has no key yet gets one, at random; that is no change of hers, so her row keeps its last change."""
    without = select(person.id).where(person.id.in_(which), person.count_key.is_(None))
    for row_id in list(db.session.scalars(without)):
        db.session.execute(
            update(person).where(person.id == row_id).values(count_key=uuid.uuid4(), updated_at=person.updated_at)
        )


def _keep(table: type[RegionRow], **values: Any) -> None:
    """Write one, with the month as the only trace of when."""
    begun = datetime(_this_month().year, _this_month().month, 1, tzinfo=clock.BERLIN)
    db.session.add(table(created_at=begun, **values))
    db.session.flush()


def _this_month() -> date:
    return month_of(clock.today())
