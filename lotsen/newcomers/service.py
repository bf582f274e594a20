"""Keep newcomers: find, add, change, show the contact to the one who answers for them, end on their word."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from lotsen import clock
from lotsen.audit import service as audit
from lotsen.consents import service as consents
from lotsen.database import find, hold
from lotsen.errors import NotAllowed
from lotsen.extensions import db
from lotsen.handovers import deputies
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.network_results import service as results
from lotsen.newcomers import protection, reach
from lotsen.newcomers.models import Newcomer
from lotsen.newcomers.numbers import next_number
from lotsen.proposals.service import take_back_all
from lotsen.regions.models import Municipality
from lotsen.tandems import codes as tandem_codes
from lotsen.tandems import old_mailbox
from lotsen.tandems.service import end_all_of_request

PER_PAGE = 50
FIELDS = (
    "alias", "ags", "contact", "contact_hint", "age_band", "gender", "household", "languages",
    "accessibility", "accommodation", "note", "language", "is_protected",
)  # fmt: skip


def find_newcomer(newcomer_id: uuid.UUID) -> Newcomer:
    """One newcomer of the reader's region."""
    statement = select(Newcomer).where(Newcomer.id == newcomer_id)
    return find(statement.options(joinedload(Newcomer.municipality)))


def requests_of(newcomer_id: uuid.UUID) -> list[HelpRequest]:
    """The help requests of a newcomer, the latest first."""
    statement = select(HelpRequest).where(HelpRequest.newcomer_id == newcomer_id)
    return list(db.session.scalars(statement.order_by(HelpRequest.created_at.desc())))


def add(values: Mapping[str, Any], *, by: uuid.UUID) -> Newcomer:
    """Add a newcomer in the running transaction."""
    row = Newcomer(number=next_number(Newcomer), case_manager_id=by, **{name: values.get(name) for name in FIELDS})
    db.session.add(row)
    db.session.flush()
    return row


def edit(newcomer_id: uuid.UUID, values: Mapping[str, Any], *, by: uuid.UUID) -> Newcomer:
    """Change what is known of a newcomer; place and contact follow the rules of protection.

    NotAllowed for protected facts of somebody else's person.
    """
    person = find_newcomer(newcomer_id)
    is_responsible = protection.answers_for(person, by)
    if person.is_protected and not is_responsible:
        raise NotAllowed(_("Diese Angaben ändert nur die zuständige Person."))
    mail, was_protected = reach.mail_of(person), person.is_protected
    for name in FIELDS:
        if name in values and (is_responsible or name not in ("contact", "contact_hint", "is_protected")):
            setattr(person, name, values[name])
    if mail and reach.mail_of(person) != mail:  # a new address, or a register block: no machine writes there any more
        old_mailbox.leave_of_newcomer([request.id for request in requests_of(person.id)], mail)
    if person.is_protected and not was_protected:
        results.drop()
    _move_open_requests(person)
    audit.record("newcomers.edit", person)
    db.session.commit()
    return person


def reveal_contact(newcomer_id: uuid.UUID, *, by: uuid.UUID) -> Newcomer:
    """Show the contact, to the responsible one only; the look stands in the audit chain.

    NotAllowed for anybody else.
    """
    person = find_newcomer(newcomer_id)
    if not protection.answers_for(person, by):
        raise NotAllowed(_("Kontaktdaten sieht nur die zuständige Person."))
    audit.record("newcomers.reveal_contact", person)
    db.session.commit()
    return person


def withdraw_consent(newcomer_id: uuid.UUID) -> Newcomer:
    """The newcomer takes the consent back: nobody is asked any more, and what runs ends."""
    person = find_newcomer(newcomer_id)
    hold(Newcomer, newcomer_id)
    requests = requests_of(newcomer_id)
    states.locked_all([request.id for request in requests])
    consents.withdraw("matching", person)
    for request in requests:
        _stop(states.locked(request.id))
    audit.record("newcomers.withdraw_consent", person)
    db.session.commit()
    return person


def listing(
    *, account_id: uuid.UUID, own: bool, ags: str = "", is_open: str = "", sort: str = "", page: int = 1
) -> Pagination:
    """A page of newcomers; a hidden place is neither filtered nor sorted by."""
    statement = select(Newcomer).join(Municipality, Municipality.ags == Newcomer.ags)
    if own:
        statement = statement.where(Newcomer.case_manager_id.in_(deputies.covered_by(account_id)))
    if ags:
        statement = statement.where(Newcomer.ags == ags, protection.readable_place(account_id))
    if is_open:
        asks = select(HelpRequest.id).where(
            HelpRequest.newcomer_id == Newcomer.id, HelpRequest.status.not_in(states.CLOSED)
        )
        statement = statement.where(asks.exists() if is_open == "ja" else ~asks.exists())
    statement = statement.options(joinedload(Newcomer.municipality)).order_by(_order(sort, account_id), Newcomer.id)
    return db.paginate(statement, page=page, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)


def open_counts(people: list[Newcomer]) -> dict[uuid.UUID, int]:
    """How many requests of each are not closed."""
    statement = (
        select(HelpRequest.newcomer_id, func.count(HelpRequest.id))
        .where(
            HelpRequest.newcomer_id.in_([person.id for person in people]),
            HelpRequest.status.not_in(states.CLOSED),
        )
        .group_by(HelpRequest.newcomer_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _order(sort: str, account_id: uuid.UUID) -> ColumnElement[Any]:
    hidden_last = func.coalesce(
        select(Municipality.name)
        .where(Municipality.ags == Newcomer.ags, protection.readable_place(account_id))
        .correlate(Newcomer)
        .scalar_subquery(),
        "~",
    )
    orders: dict[str, ColumnElement[Any]] = {
        "number": Newcomer.number.asc(),
        "-number": Newcomer.number.desc(),
        "place": hidden_last.asc(),
        "-place": hidden_last.desc(),
    }
    return orders.get(sort, Newcomer.created_at.desc())


def _move_open_requests(person: Newcomer) -> None:
    """Who moves is helped where they live now."""
    for request in requests_of(person.id):
        if request.status not in states.CLOSED:
            request.ags = person.ags


def _stop(request: HelpRequest) -> None:
    if request.status in states.CLOSED:
        return
    take_back_all(request)
    end_all_of_request(request, reason=tandem_codes.WITHDRAWN)
    if request.status not in states.CLOSED:
        states.move(request, "zurueckgezogen")
        request.close_reason = tandem_codes.WITHDRAWN
        request.closed_at = clock.now()
