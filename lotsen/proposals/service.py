"""Ask volunteers, one after the other, and never let an unanswered question stand.

Every step locks the request first (``states.locked``), several in one order (``states.locked_all``). A question
has a deadline (``deadlines``); when it passes, the next person on the list is asked.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lotsen import clock
from lotsen.audit import service as audit
from lotsen.consents import service as consents
from lotsen.database import find, reading
from lotsen.errors import Conflict, Invalid, LotsenError, NotAllowed
from lotsen.extensions import db
from lotsen.help_requests import states
from lotsen.help_requests.models import OPEN_STATES, HelpRequest
from lotsen.interest_questions.models import InterestQuestion
from lotsen.newcomers import protection
from lotsen.notices import service as notices
from lotsen.proposals import codes, ranking, telling
from lotsen.proposals.models import Proposal
from lotsen.regions.service import policy

Line = Sequence[tuple[uuid.UUID, ranking.Askable]]  # volunteers in the order in which they are asked
BY_HAND = "withdrawn_by_hand"  # among the circumstances: a person decided against her, so no line brings her back
NOT_YOURS = _l("Für diese Person wählt nur die zuständige Person jemanden aus.")
NOT_NOW = _l("In diesem Stand der Anfrage kann niemand gefragt werden.")
RESTING = _l("Diese Anfrage ruht. Bitte bestätigen Sie zuerst, dass noch jemand gesucht wird.")
NO_CONSENT = _l("Ohne Einwilligung wird niemand gefragt. Bitte holen Sie sie zuerst ein.")
HELD_BACK = {"resting": RESTING, "no_consent": NO_CONSENT}


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
    request = states.locked(request_id)
    for refusal in refusals([request], by=by).values():
        raise refusal
    if any(volunteer_id not in suiting for volunteer_id in volunteer_ids):
        raise Invalid(
            _("Mindestens eine der Personen passt inzwischen nicht mehr. Bitte wählen Sie neu."), "volunteers"
        )
    line = [(volunteer_id, suiting[volunteer_id]) for volunteer_id in volunteer_ids]
    planned = put_in_line({request: line}, by=by, because=because)
    db.session.commit()
    return planned


def refusals(requests: Collection[HelpRequest], *, by: uuid.UUID) -> dict[uuid.UUID, LotsenError]:
    """For which of these requests nobody may be asked now, by key, and why; before anything is written."""
    kept = held_back(requests)
    found: dict[uuid.UUID, LotsenError] = {}
    for request in requests:
        may_add = request.status in states.RUNNING and not request.is_exclusive
        if not protection.may_see_place(request.newcomer, by):
            found[request.id] = NotAllowed(NOT_YOURS)  # who suits and who does not would give the hidden place away
        elif request.status not in OPEN_STATES and not may_add:
            found[request.id] = Conflict(NOT_NOW)
        elif request.id in kept:
            found[request.id] = Conflict(HELD_BACK[kept[request.id]])
    return found


def held_back(requests: Collection[HelpRequest]) -> dict[uuid.UUID, str]:
    """For which of these requests nobody is asked until somebody has said a word, by key: a code of ``HELD_BACK``."""
    agreed = consents.people_with("matching", [request.newcomer_id for request in requests])
    resting = select(InterestQuestion.help_request_id).where(
        InterestQuestion.help_request_id.in_([request.id for request in requests]), InterestQuestion.status == "ruht"
    )
    at_rest = dict.fromkeys(db.session.scalars(resting), "resting")
    without = {request.id: "no_consent" for request in requests if request.newcomer_id not in agreed}
    return {key: code for key, code in (at_rest | without).items() if key is not None}


def put_in_line(
    lines: Mapping[HelpRequest, Line],
    *,
    by: uuid.UUID,
    because: str = "",
) -> list[Proposal]:
    """Put volunteers in line for each request and ask the first, in the running transaction, which holds them.

    Whoever calls this has asked ``refusals`` before. As many requests as there are take the same few statements.
    ``because`` is kept, and recorded, for whom a rule was bent: only the rules that she breaks, whatever was sent.
    """
    last = _last_positions(lines)
    planned = [
        Proposal(
            help_request_id=request.id,
            volunteer_id=volunteer_id,
            proposed_by=by,
            position=last[request.id] + place,
            value=suits.value,
            reasons=suits.reasons,
            circumstances=suits.circumstances | ({"because": because} if suits.bent else {}),
        )
        for request, line in lines.items()
        for place, (volunteer_id, suits) in enumerate(line, start=1)
    ]
    db.session.add_all(planned)
    ask_next(*lines)
    audit.record_each("proposals.propose", [(request, _facts(line, because)) for request, line in lines.items()])
    return planned


def _facts(line: Line, because: str) -> dict[str, object]:
    """What the record says of a line: how many, and which rules were bent for them, and why."""
    bent = sorted({rule for _volunteer, suits in line for rule in suits.bent})
    return {"count": len(line), "bent": bent or None, "because": because if bent else None}


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


def ask_next(*requests: HelpRequest) -> list[Proposal]:
    """Ask whoever is next in line for each, unless somebody is being asked; the states of the requests follow."""
    db.session.flush()
    asked = [proposal for line in _waiting_lines(requests) if (proposal := _first_who_can(line)) is not None]
    if asked:
        _ask(asked)
    states.settle(*requests)
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


def _last_positions(requests: Iterable[HelpRequest]) -> Counter[uuid.UUID]:
    """The last place that is given in each line; 0 where nobody was put in line yet."""
    last = select(Proposal.help_request_id, func.max(Proposal.position))
    last = last.where(Proposal.help_request_id.in_([request.id for request in requests]))
    found = db.session.execute(last.group_by(Proposal.help_request_id))
    return Counter(dict(found.all()))


def _waiting_lines(requests: Iterable[HelpRequest]) -> Iterable[list[Proposal]]:
    """Who is in line for each request for which nobody is being asked, in the order of the lines."""
    in_question = select(Proposal).where(
        Proposal.help_request_id.in_([request.id for request in requests]),
        Proposal.status.in_(("geplant", "angefragt")),
    )
    in_order = in_question.order_by(Proposal.position, Proposal.id).options(joinedload(Proposal.volunteer))
    lines: dict[uuid.UUID, list[Proposal]] = {request.id: [] for request in requests}
    for proposal in db.session.scalars(in_order):
        lines[proposal.help_request_id].append(proposal)
    return [line for line in lines.values() if all(one.status == "geplant" for one in line)]


def _first_who_can(line: Iterable[Proposal]) -> Proposal | None:
    """The first who still can; whoever was paused or filled up meanwhile leaves the line."""
    for proposal in line:
        person = proposal.volunteer
        if person.status == "freigegeben" and person.taken_count < person.capacity:
            return proposal
        proposal.status = "zurueckgezogen"
    return None


def _ask(proposals: Sequence[Proposal]) -> None:
    now = clock.now()
    answer_by = now + timedelta(days=policy().answer_days)
    for proposal in proposals:
        proposal.status, proposal.later_on = "angefragt", None
        proposal.asked_at, proposal.answer_by = now, answer_by
    with db.session.no_autoflush:  # nothing that is looked up for a mail waits to be written
        telling.write_with_link("asked", *proposals)
