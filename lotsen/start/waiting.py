"""Every state of a request, a proposal and a tandem has an owner, a question and a deadline: this is the table.

Pure functions of rows and a day: the pages, the work lists and the tests all ask here. ``None`` is only
for what is over. A question that a volunteer or newcomer lets pass goes to the Fallmanager:in by itself;
``HOUSE`` is a job that acts on that day, so its deadline never lies in the past for long.
"""

from datetime import date, datetime, timedelta
from typing import Final

from lotsen import clock
from lotsen.gaps.models import Gap
from lotsen.help_requests import states
from lotsen.help_requests.models import OPEN_STATES, HelpRequest
from lotsen.proposals.models import Proposal
from lotsen.start.questions import (
    CASE_MANAGER,
    COORDINATOR,
    HOUSE,
    VOLUNTEER,
    Around,
    Question,
    due_before,
    most_pressing,
)
from lotsen.start.waiting_tandems import of_tandem

#: How soon somebody has to be chosen, by urgency.
CHOOSE_DAYS: Final = {"heute_morgen": 1, "diese_woche": 3, "diesen_monat": 7, "laufend": 10}
CONSENT_DAYS: Final = 7
EXHAUSTED_DAYS: Final = 3  # for a new round, when nobody is left in the line
ENDS_DAYS: Final = 7  # before a request is valid no more
OVER_DAYS: Final = 3  # after an appointment for which nobody was found


def of_request(request: HelpRequest, around: Around, now: datetime) -> Question | None:
    """Who owes the next step of a request; None for a closed one."""
    if request.status in states.CLOSED:
        return None
    if request.status == "entwurf":
        return Question(
            "draft.consent", CASE_MANAGER, clock.day_of(request.status_since) + timedelta(days=CONSENT_DAYS)
        )
    if (ends_on := _ends_on(request, now)) is not None:
        return Question("search.valid", CASE_MANAGER, ends_on)
    questions = [of_tandem(tandem, around, now) for tandem in around.tandems]
    questions += [of_proposal(one, around, now) for one in around.proposals if one.status == "angefragt"]
    found = [one for one in questions if one is not None]
    if found:
        return most_pressing(found)
    return _search(request, around, now)


def _ends_on(request: HelpRequest, now: datetime) -> date | None:
    """The last day of a request that is valid for a week at most and still looks for somebody."""
    if request.status not in OPEN_STATES or request.appointment_at is not None or request.valid_until is None:
        return None
    return request.valid_until if request.valid_until <= clock.day_of(now) + timedelta(days=ENDS_DAYS) else None


def of_gap(gap: Gap) -> Question | None:
    """Who looks at a gap next: whoever has it in hand, or the job that finds it again; None for a new or ended one."""
    if gap.status == "in_arbeit" and gap.due_on:
        return Question("gap.look", COORDINATOR, gap.due_on, about=gap.id)
    if gap.status == "geschlossen" and gap.is_found and gap.look_again_on:
        return Question("gap.look_again", HOUSE, gap.look_again_on, about=gap.id)
    return None


def _search(request: HelpRequest, around: Around, now: datetime) -> Question:
    """Nobody is being asked: wait for whoever answers later, choose somebody, or choose anew."""
    proposals, kept = around.proposals, around.wait_until_on  # who follows the advice is not late
    if later := [one.later_on for one in proposals if one.status == "spaeter" and one.later_on]:
        return Question("proposal.later", HOUSE, min(later))
    opened, at = request.opened_at or request.status_since, request.appointment_at
    if at is not None and at <= now:
        return Question("search.over", CASE_MANAGER, clock.day_of(at) + timedelta(days=OVER_DAYS), at=at)
    tried = [one for one in proposals if one.status in ("abgelehnt", "abgelaufen") and _ended(one) >= opened]
    if tried:
        last = max(_ended(one) for one in tried)
        return Question("line.exhausted", CASE_MANAGER, due_before(at, last, EXHAUSTED_DAYS, kept), count=len(tried))
    return Question("search.choose", CASE_MANAGER, due_before(at, opened, CHOOSE_DAYS[request.urgency], kept))


def of_proposal(proposal: Proposal, around: Around, now: datetime) -> Question | None:
    """Who owes the next step of a proposal; None once it is answered or over."""
    if proposal.status == "spaeter" and proposal.later_on:
        return Question("proposal.later", HOUSE, proposal.later_on)
    asked = next((one for one in around.proposals if one.status == "angefragt"), None)
    if proposal.status not in ("geplant", "angefragt") or asked is None or asked.answer_by is None:
        return None
    if proposal.status == "geplant":
        return Question("proposal.in_line", HOUSE, clock.day_of(asked.answer_by))
    if proposal.volunteer_id in around.without_mail:
        return Question("proposal.call", CASE_MANAGER, clock.day_of(asked.answer_by), about=proposal.id)
    return Question("proposal.answer", VOLUNTEER, clock.day_of(asked.answer_by), about=proposal.id)


def _ended(proposal: Proposal) -> datetime:
    return proposal.answered_at or proposal.answer_by or proposal.created_at
