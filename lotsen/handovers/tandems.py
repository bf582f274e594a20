"""A volunteer hands her tandem over, for good or while she is away; staff decide, nobody is left without an answer."""

import uuid
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from lotsen import clock
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.database import find
from lotsen.errors import Conflict, Invalid, NotAllowed
from lotsen.extensions import db
from lotsen.handovers import deputies
from lotsen.handovers.models import TandemHandover
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers import free_text, protection
from lotsen.notices import service as notices
from lotsen.proposals import ranking
from lotsen.proposals import service as proposals
from lotsen.proposals.models import Proposal
from lotsen.tandems import held
from lotsen.tandems import service as tandems
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Absence, Volunteer


class Wish(NamedTuple):
    """What is asked for: for good, or from a day to a day."""

    kind: str
    from_on: date | None = None
    until_on: date | None = None
    reason: str | None = None


def find_handover(handover_id: uuid.UUID) -> TandemHandover:
    """One handover of the reader's region, with its tandem."""
    statement = select(TandemHandover).where(TandemHandover.id == handover_id)
    return find(
        statement.options(
            joinedload(TandemHandover.tandem).joinedload(Tandem.help_request).joinedload(HelpRequest.newcomer),
            joinedload(TandemHandover.tandem).joinedload(Tandem.volunteer),
        )
    )


def ask(tandem: Tandem, wish: Wish, *, is_own_wish: bool) -> TandemHandover:
    """Ask for somebody else; whoever answers for the request is told.

    Conflict for an ended tandem or a second wish, Invalid for days or words that cannot stand.
    """
    if not tandem.is_running:
        raise Conflict(held.ENDED)
    if sentence := free_text.fault(wish.reason):
        raise Invalid(sentence, "reason")
    if wish.kind == "vertretung" and not (wish.from_on and wish.until_on and wish.from_on <= wish.until_on):
        raise Invalid(_("Bitte geben Sie den ersten und den letzten Tag ein."), "until_on")
    if wish.until_on and wish.until_on < clock.today():
        raise Invalid(_("Diese Tage sind schon vorbei."), "until_on")
    row = TandemHandover(
        tandem_id=tandem.id, kind=wish.kind, is_own_wish=is_own_wish, reason=(wish.reason or "").strip()[:300] or None,
        from_on=wish.from_on if wish.kind == "vertretung" else None,
        until_on=wish.until_on if wish.kind == "vertretung" else None,
    )  # fmt: skip
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise Conflict(_("Darum haben Sie schon gebeten. Wir melden uns.")) from error
    if is_own_wish:
        _tell_case_manager(row, tandem)
    audit.record("handovers.ask", row, kind=wish.kind)
    db.session.commit()
    return row


def suiting(row: TandemHandover) -> ranking.RankingPage:
    """Who could take over, best first."""
    return ranking.page_of(row.tandem.help_request)


def decide(handover_id: uuid.UUID, volunteer_id: uuid.UUID, *, by: uuid.UUID) -> TandemHandover:
    """Somebody takes over: a deputy by agreement on the telephone, for good by a proposal she answers herself.

    Invalid where the person suits no more, Conflict where it is decided.
    """
    row = _open(handover_id, by)
    suits = ranking.askable(row.tandem.help_request_id)
    if volunteer_id not in suits or volunteer_id == row.tandem.volunteer_id:
        raise Invalid(_("Diese Person passt inzwischen nicht mehr. Bitte wählen Sie neu."), "volunteer")
    row.volunteer_id, row.status = volunteer_id, "entschieden"
    row.decided_by, row.decided_at = by, clock.now()
    if row.kind == "dauerhaft":
        request = tandems.end_for_handover(row.tandem_id)
        one = suits[volunteer_id]
        db.session.add(
            Proposal(help_request_id=request.id, volunteer_id=volunteer_id, proposed_by=by, position=1,
                     value=one.value, reasons=one.reasons, circumstances=one.circumstances)
        )  # fmt: skip
        proposals.ask_next(request)
    else:
        _tell_deputy(row)
    audit.record("handovers.decide", row, kind=row.kind, volunteer=volunteer_id)
    db.session.commit()
    return row


def refuse(handover_id: uuid.UUID, *, by: uuid.UUID) -> TandemHandover:
    """Nobody takes over: the tandem goes on as it is, and both have talked about it."""
    row = _open(handover_id, by)
    row.status, row.decided_by, row.decided_at = "abgelehnt", by, clock.now()
    audit.record("handovers.refuse", row, kind=row.kind)
    db.session.commit()
    return row


def withdraw(tandem: Tandem) -> None:
    """The volunteer goes on after all: what she asked for is taken back. Conflict where it is decided by now."""
    states.locked(tandem.help_request_id)
    waiting = select(TandemHandover).where(
        TandemHandover.tandem_id == tandem.id, TandemHandover.status == "offen", TandemHandover.is_own_wish
    )
    rows = list(db.session.scalars(waiting.with_for_update().execution_options(populate_existing=True)))
    if not rows:
        raise Conflict(_("Über diese Übergabe ist schon entschieden."))
    for row in rows:
        row.status, row.decided_at = "zurueckgezogen", clock.now()
        notices.cancel(_asked(row))
        audit.record("handovers.withdraw", row, kind=row.kind)
    db.session.commit()


def open_ones(account_id: uuid.UUID) -> list[TandemHandover]:
    """Handovers that wait for whoever answers for the request, the oldest first."""
    statement = (
        select(TandemHandover)
        .join(Tandem, Tandem.id == TandemHandover.tandem_id)
        .join(HelpRequest, HelpRequest.id == Tandem.help_request_id)
        .where(
            TandemHandover.status == "offen", Tandem.is_running,
            HelpRequest.case_manager_id.in_(deputies.covered_by(account_id)),
        )
        .options(
            joinedload(TandemHandover.tandem).joinedload(Tandem.help_request).joinedload(HelpRequest.newcomer),
            joinedload(TandemHandover.tandem).joinedload(Tandem.volunteer),
        )
        .order_by(TandemHandover.created_at)
    )  # fmt: skip
    return list(db.session.scalars(statement))


def of_tandem(tandem: Tandem) -> list[TandemHandover]:
    """What was asked and decided for a tandem, the latest first."""
    statement = select(TandemHandover).where(TandemHandover.tandem_id == tandem.id)
    return list(db.session.scalars(statement.order_by(TandemHandover.created_at.desc())))


def absence_of(tandem: Tandem) -> Absence | None:
    """The next or present absence of its volunteer."""
    statement = select(Absence).where(Absence.volunteer_id == tandem.volunteer_id, Absence.until_on >= clock.today())
    return db.session.scalar(statement.order_by(Absence.from_on).limit(1))


def _open(handover_id: uuid.UUID, by: uuid.UUID) -> TandemHandover:
    """A handover that waits, held with its request until this transaction ends: two do not decide it both."""
    row = find_handover(handover_id)
    states.locked(row.tandem.help_request_id)
    held_row = select(TandemHandover).where(TandemHandover.id == handover_id)
    row = find(held_row.with_for_update().execution_options(populate_existing=True))
    if not protection.may_see_place(row.tandem.help_request.newcomer, by):
        raise NotAllowed(proposals.NOT_YOURS)
    if row.status != "offen" or not row.tandem.is_running:
        raise Conflict(_("Über diese Übergabe ist schon entschieden."))
    return row


def _asked(row: TandemHandover) -> str:
    return f"handover_asked:{row.id}"


def _tell_case_manager(row: TandemHandover, tandem: Tandem) -> None:
    request = find(select(HelpRequest).where(HelpRequest.id == tandem.help_request_id))
    account = deputies.reader_for(find(select(Account).where(Account.id == request.case_manager_id)))
    if account.is_active:
        notices.write(
            "handover_asked", mail=account.mail, language=account.language, once=_asked(row),
            subject_id=row.id, number=request.number, kind_of=row.kind, first=row.from_on, last=row.until_on,
            url=notices.address("handovers.decide", tandem_handover_id=row.id),
        )  # fmt: skip


def _tell_deputy(row: TandemHandover) -> None:
    person = find(select(Volunteer).where(Volunteer.id == row.volunteer_id))
    if person.mail:
        notices.write(
            "deputy_of_tandem", mail=person.mail, language=person.language, once=f"deputy_of_tandem:{row.id}",
            subject_id=row.id, name=person.first_name, first=row.from_on, last=row.until_on,
        )  # fmt: skip
