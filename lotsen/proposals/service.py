"""Ask volunteers, one after the other, and never let an unanswered question stand.

Every step locks the request first (``states.locked``), several in one order (``states.locked_all``). A question
has a deadline (``deadlines``); when it passes, the next person on the list is asked.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lotsen import clock
from lotsen.audit import service as audit
from lotsen.consents import service as consents
from lotsen.database import find, reading
from lotsen.errors import Conflict, Invalid, NotAllowed
from lotsen.extensions import db
from lotsen.help_requests import states
from lotsen.help_requests.models import OPEN_STATES, HelpRequest
from lotsen.interest_questions.models import InterestQuestion
from lotsen.newcomers import protection
from lotsen.notices import service as notices
from lotsen.proposals import codes, ranking, telling
from lotsen.proposals.models import Proposal
from lotsen.regions.service import policy
from lotsen.volunteers.models import Volunteer

BY_HAND = "withdrawn_by_hand"  # among the circumstances: a person decided against her, so no line brings her back
NOT_YOURS = _l("Für diese Person wählt nur die zuständige Person jemanden aus.")
NOT_NOW = _l("In diesem Stand der Anfrage kann niemand gefragt werden.")
RESTING = _l("Diese Anfrage ruht. Bitte bestätigen Sie zuerst, dass noch jemand gesucht wird.")
NO_CONSENT = _l("Ohne Einwilligung wird niemand gefragt. Bitte holen Sie sie zuerst ein.")


def propose(
    request_id: uuid.UUID,
    volunteer_ids: Sequence[uuid.UUID],
    *,
    by: uuid.UUID,
    bending: frozenset[str] = frozenset(),
    because: str = "",
) -> list[Proposal]:
    """Put volunteers in line in the given order and ask the first; Invalid where one suits no more.

    ``bending`` names rules that somebody decided to bend for them (``ranking.BENDABLE``), ``because`` says why
    (``codes.BEND_REASONS``): no exception without a reason.
    """
    if bending and because not in codes.BEND_REASONS:
        raise Invalid(_("Bitte wählen Sie, warum Sie eine Ausnahme machen."), "because")
    if not volunteer_ids:
        raise Invalid(_("Bitte wählen Sie mindestens eine Person aus."), "volunteers")
    with reading():  # ranking takes a moment, and nobody shall wait for it
        suiting = ranking.askable(request_id, bending=bending)
    planned = put_in_line(states.locked(request_id), volunteer_ids, suiting, by=by, bending=bending, because=because)
    db.session.commit()
    return planned


def put_in_line(
    request: HelpRequest,
    volunteer_ids: Sequence[uuid.UUID],
    suiting: Mapping[uuid.UUID, ranking.Askable],
    *,
    by: uuid.UUID,
    bending: frozenset[str] = frozenset(),
    because: str = "",
) -> list[Proposal]:
    """Put volunteers in line and ask the first, in the running transaction, which holds the request.

    Every refusal comes before the first write, so that whoever asks for several requests may go on with the next.
    """
    if not protection.may_see_place(request.newcomer, by):
        raise NotAllowed(NOT_YOURS)  # who suits and who does not would give the hidden place away
    _check_askable(request)
    if any(volunteer_id not in suiting for volunteer_id in volunteer_ids):
        raise Invalid(
            _("Mindestens eine der Personen passt inzwischen nicht mehr. Bitte wählen Sie neu."), "volunteers"
        )
    position = _last_position(request)
    planned = [
        Proposal(
            help_request_id=request.id,
            volunteer_id=volunteer_id,
            proposed_by=by,
            position=position + place,
            value=suiting[volunteer_id].value,
            reasons=suiting[volunteer_id].reasons,
            circumstances=suiting[volunteer_id].circumstances | ({"because": because} if bending else {}),
        )
        for place, volunteer_id in enumerate(volunteer_ids, start=1)
    ]
    db.session.add_all(planned)
    ask_next(request)
    bent = sorted(bending) or None
    audit.record("proposals.propose", request, count=len(planned), bent=bent, because=because if bent else None)
    return planned


def find_proposal(proposal_id: uuid.UUID) -> Proposal:
    """One proposal of the reader's region."""
    return find(select(Proposal).where(Proposal.id == proposal_id))


def locked(proposal_id: uuid.UUID) -> tuple[HelpRequest, Proposal]:
    """A proposal with its request, both held until this transaction ends."""
    request = states.locked(find_proposal(proposal_id).help_request_id)
    statement = select(Proposal).where(Proposal.id == proposal_id)
    return request, find(statement.with_for_update().execution_options(populate_existing=True))


def locked_of(volunteer_id: uuid.UUID) -> Iterator[tuple[HelpRequest, Proposal]]:
    """Every open proposal of a volunteer with its request, all of them held until this transaction ends."""
    pending = (Proposal.volunteer_id == volunteer_id, Proposal.status.in_(codes.PENDING))
    found = db.session.execute(select(Proposal.id, Proposal.help_request_id).where(*pending)).all()
    states.locked_all([request_id for _proposal_id, request_id in found])
    for proposal_id in sorted(proposal_id for proposal_id, _request_id in found):
        yield locked(proposal_id)


def ask_next(request: HelpRequest) -> Proposal | None:
    """Ask whoever is next in line, unless somebody is being asked; the request's state follows."""
    db.session.flush()
    asked = None
    if not _somebody_is_asked(request):
        asked = _ask_first(_in_line(request), request)
    states.settle(request)
    return asked


def withdraw(proposal_id: uuid.UUID) -> None:
    """Take one proposal back, and ask the next. Conflict once it is answered."""
    request, proposal = locked(proposal_id)
    if proposal.status not in codes.PENDING:
        raise Conflict(_("Dieser Vorschlag ist schon beantwortet."))
    take_back([proposal])
    proposal.circumstances = (proposal.circumstances or {}) | {BY_HAND: True}
    ask_next(request)
    audit.record("proposals.withdraw", proposal)
    db.session.commit()


def take_back(proposals: Iterable[Proposal]) -> None:
    """Withdraw proposals in the running transaction; who knew of one is told, politely."""
    for proposal in proposals:
        was_asked = proposal.status in codes.ANSWERABLE
        proposal.status = "zurueckgezogen"
        notices.cancel(telling.once_for("asked", proposal))
        if was_asked:
            telling.tell_volunteer("withdrawn", proposal, once=f"withdrawn:{proposal.id}")


def withdraw_all_of(volunteer_id: uuid.UUID) -> None:
    """Ask somebody no more, in the running transaction: her open proposals go to the next in line."""
    for request, proposal in locked_of(volunteer_id):
        if proposal.status in codes.PENDING:
            take_back([proposal])
            ask_next(request)


def take_back_all(request: HelpRequest, *, but: Proposal | None = None) -> None:
    """Withdraw every proposal of a request that waits or is planned, in the running transaction."""
    waiting = select(Proposal).where(Proposal.help_request_id == request.id, Proposal.status.in_(codes.PENDING))
    if but is not None:
        waiting = waiting.where(Proposal.id != but.id)
    take_back(list(db.session.scalars(waiting.order_by(Proposal.id))))


def _check_askable(request: HelpRequest) -> None:
    may_add = request.status in states.RUNNING and not request.is_exclusive
    if request.status not in OPEN_STATES and not may_add:
        raise Conflict(NOT_NOW)
    if "matching" not in consents.running(request.newcomer):
        raise Conflict(NO_CONSENT)
    resting = select(InterestQuestion.id).where(
        InterestQuestion.help_request_id == request.id, InterestQuestion.status == "ruht"
    )
    if db.session.scalar(resting) is not None:
        raise Conflict(RESTING)


def _last_position(request: HelpRequest) -> int:
    statement = select(Proposal.position).where(Proposal.help_request_id == request.id)
    return max(db.session.scalars(statement), default=0)


def _somebody_is_asked(request: HelpRequest) -> bool:
    statement = select(Proposal.id).where(Proposal.help_request_id == request.id, Proposal.status == "angefragt")
    return db.session.scalar(statement.limit(1)) is not None


def _in_line(request: HelpRequest) -> list[Proposal]:
    statement = select(Proposal).where(Proposal.help_request_id == request.id, Proposal.status == "geplant")
    return list(db.session.scalars(statement.order_by(Proposal.position, Proposal.id)))


def _ask_first(line: Iterable[Proposal], request: HelpRequest) -> Proposal | None:
    """Ask the first who still can; whoever was paused or filled up meanwhile leaves the line."""
    for proposal in line:
        person = find(select(Volunteer).where(Volunteer.id == proposal.volunteer_id))
        if person.status == "freigegeben" and person.taken_count < person.capacity:
            _ask(proposal, person)
            return proposal
        proposal.status = "zurueckgezogen"
    return None


def _ask(proposal: Proposal, person: Volunteer) -> None:
    now = clock.now()
    proposal.status = "angefragt"
    proposal.asked_at, proposal.later_on = now, None
    proposal.answer_by = now + timedelta(days=policy().answer_days)
    if person.mail:
        with db.session.no_autoflush:  # nothing that is looked up for a mail waits to be written
            telling.write_with_link("asked", proposal)
