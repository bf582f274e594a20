"""What has to happen next with a request, by whom and by when: one sentence for lists and for its page."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from lotsen import clock
from lotsen.check_ins import service as check_ins
from lotsen.extensions import db
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.matching_runs.models import Suggestion
from lotsen.newcomers import reach
from lotsen.newcomers.models import Newcomer
from lotsen.planned_meetings import lists as planned_meetings
from lotsen.proposals.models import Proposal
from lotsen.start import waiting, waiting_words
from lotsen.start.questions import CASE_MANAGER, Around, Question
from lotsen.start.waiting_tandems import of_tandem
from lotsen.tandems.models import Meeting, MeetingDate, Tandem
from lotsen.volunteers.models import Volunteer


@dataclass(frozen=True)
class Step:
    """The next step: ``is_mine`` where the Fallmanager:in has to act, not wait."""

    text: str
    is_mine: bool
    due_on: date | None = None
    is_overdue: bool = False


def next_steps(requests: Sequence[HelpRequest]) -> dict[uuid.UUID, Step]:
    """The next step of each request, in a few queries for all of them."""
    return {key: step_of(question) for key, question in questions(requests).items()}


def step_of(question: Question | None) -> Step:
    """A question of the table as a step to show."""
    if question is None:
        return Step(_("Nichts mehr zu tun"), False)
    return Step(
        waiting_words.sentence(question),
        question.owner == CASE_MANAGER,
        question.due_on,
        waiting_words.is_overdue(question),
    )


def questions(requests: Sequence[HelpRequest]) -> dict[uuid.UUID, Question | None]:
    """Who owes what until when, for each request."""
    around, now = surroundings(requests), clock.now()
    return {request.id: waiting.of_request(request, around[request.id], now) for request in requests}


def surroundings(requests: Sequence[HelpRequest]) -> dict[uuid.UUID, Around]:
    """What stands around each request: proposals, running tandems, their dates and check-ins."""
    found: dict[uuid.UUID, Around] = defaultdict(Around)
    ids = [request.id for request in requests if request.status not in states.CLOSED]
    if not ids:
        return found
    for request in requests:
        found[request.id].is_single = request.appointment_at is not None
    of_tandem = {}
    for proposal in db.session.scalars(select(Proposal).where(Proposal.help_request_id.in_(ids))):
        found[proposal.help_request_id].proposals.append(proposal)
    kept = select(Suggestion.help_request_id, Suggestion.wait_until_on).where(Suggestion.help_request_id.in_(ids))
    for key, on in db.session.execute(kept.where(Suggestion.wait_until_on.is_not(None))):
        found[key].wait_until_on = on
    for tandem in db.session.scalars(select(Tandem).where(Tandem.help_request_id.in_(ids), Tandem.is_running)):
        found[tandem.help_request_id].tandems.append(tandem)
        of_tandem[tandem.id] = found[tandem.help_request_id]
    _add_reach(requests, found)
    if of_tandem:
        for key, rows in check_ins.of_tandems(of_tandem).items():
            of_tandem[key].check_ins[key] = rows
        missed = select(Meeting.tandem_id, func.max(Meeting.on)).where(
            Meeting.tandem_id.in_(of_tandem), ~Meeting.is_held, Meeting.missed_by.is_not(None)
        )
        for key, on in db.session.execute(missed.group_by(Meeting.tandem_id)):
            of_tandem[key].missed[key] = on
        for key, planned in planned_meetings.open_of(of_tandem.keys()).items():
            of_tandem[key].planned[key] = planned
        _add_absences(found.values())
        for one in db.session.scalars(select(MeetingDate).where(MeetingDate.tandem_id.in_(of_tandem))):
            of_tandem[one.tandem_id].dates.setdefault(one.tandem_id, []).append(one)
    return found


def _add_absences(found: Collection[Around]) -> None:
    """When volunteers with a date ahead are away."""
    hers = {one.volunteer_id for around in found for one in around.tandems if around.planned.get(one.id)}
    absences = planned_meetings.absences_of(hers)
    for around in found:
        around.absences = absences


def _add_reach(requests: Sequence[HelpRequest], found: dict[uuid.UUID, Around]) -> None:
    """Who gets no mail: volunteers that are asked or in a tandem, and the newcomers of running tandems."""
    asked = {one.volunteer_id for around in found.values() for one in around.proposals if one.status == "angefragt"}
    asked |= {tandem.volunteer_id for around in found.values() for tandem in around.tandems}
    statement = select(Volunteer.id).where(Volunteer.id.in_(asked), Volunteer.mail_index.is_(None))
    without_mail = set(db.session.scalars(statement)) if asked else set()
    for around in found.values():
        around.without_mail = {*without_mail}
    with_tandem = [request for request in requests if request.id in found and found[request.id].tandems]
    keys = {request.newcomer_id for request in with_tandem}
    wanted = select(Newcomer).where(Newcomer.id.in_(keys))
    people = {person.id: person for person in db.session.scalars(wanted)} if keys else {}
    for request in with_tandem:
        found[request.id].newcomer_has_mail = reach.mail_of(people[request.newcomer_id]) is not None


def for_volunteer(tandem: Tandem) -> tuple[str, str] | None:
    """What comes next in her tandem, and what she can do; None once it has ended."""
    around = surroundings([tandem.help_request])[tandem.help_request_id]
    question = of_tandem(tandem, around, clock.now())
    return waiting_words.for_volunteer(question) if question else None
