"""Hand newcomers over to a colleague for good: with their requests, pending answers, and what was noted.

Protected people go along only where the responsible one, or the Regionalverwaltung, says so explicitly.
"""

import uuid
from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import select, update

from lotsen.accounts import service as accounts
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.database import change, hold
from lotsen.errors import Invalid, NotAllowed
from lotsen.extensions import db
from lotsen.handovers.deputies import CASE_ROLES
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.notices import service as notices
from lotsen.proposals import codes
from lotsen.proposals.models import Proposal


def people_of(account_id: uuid.UUID, *, reader: uuid.UUID) -> list[Newcomer]:
    """Whom an account answers for; protected ones only for whoever may hand them over."""
    statement = select(Newcomer).where(Newcomer.case_manager_id == account_id)
    if not may_hand_over_protected(account_id, by=reader):
        statement = statement.where(~Newcomer.is_protected)
    return list(db.session.scalars(statement.order_by(Newcomer.number)))


def may_hand_over(account_id: uuid.UUID, *, by: uuid.UUID) -> bool:
    """Whether somebody may hand over this account's people: her own, or those of others as coordination."""
    return by == account_id or accounts.get(by).role in ("coordinator", "region_admin")


def may_hand_over_protected(account_id: uuid.UUID, *, by: uuid.UUID) -> bool:
    """The same for people with a register block: only the responsible one, or the Regionalverwaltung."""
    return by == account_id or accounts.get(by).role == "region_admin"


def hand_over(
    account_id: uuid.UUID,
    to_id: uuid.UUID,
    *,
    newcomer_ids: Collection[uuid.UUID],
    with_protected: bool,
    by: uuid.UUID,
) -> list[Newcomer]:
    """Give chosen people to a colleague, in one transaction with every entry of the record.

    NotAllowed for other people's without coordination, Invalid for a choice that does not hold.
    """
    target = accounts.get(to_id)
    if not may_hand_over(account_id, by=by):
        raise NotAllowed(_("Andere Personen übergibt nur die Koordination."))
    if target.id == account_id or target.role not in CASE_ROLES or not target.is_active:
        raise Invalid(_("Bitte wählen Sie eine Kollegin oder einen Kollegen."), "to")
    wanted = set(newcomer_ids)
    people = [one for one in people_of(account_id, reader=by) if one.id in wanted]
    if not people or len(people) != len(wanted):
        raise Invalid(_("Bitte wählen Sie mindestens eine Person aus der Liste."), "people")
    if any(one.is_protected for one in people) and not with_protected:
        sentence = _("Eine Person hat eine Auskunftssperre. Bitte bestätigen Sie das ausdrücklich.")
        raise Invalid(sentence, "with_protected")
    for person in sorted(people, key=lambda one: one.id):
        hold(Newcomer, person.id)
    asked = select(HelpRequest.id).where(HelpRequest.newcomer_id.in_([one.id for one in people]))
    states.locked_all(db.session.scalars(asked).all())
    before = {one.id: one.case_manager_id for one in people}
    for person in people:
        _move(person, target)
    for person in people:  # the record last: whoever holds it waits for no row any more
        audit.record("handovers.hand_over", person, before=before[person.id], after=target.id)
    notices.write(
        "people_handed_over", mail=target.mail, language=target.language,
        once=f"handed:{people[0].id}:{people[0].updated_at:%y%m%d%H%M%S%f}", subject_id=target.id,
        name=target.display_name, count=len(people), url=notices.address("newcomers.listing"),
    )  # fmt: skip
    db.session.commit()
    return people


def _move(person: Newcomer, target: Account) -> None:
    person.case_manager_id = target.id
    requests = list(db.session.scalars(select(HelpRequest).where(HelpRequest.newcomer_id == person.id)))
    for request in requests:
        request.case_manager_id = target.id
    pending = update(Proposal).where(
        Proposal.help_request_id.in_([request.id for request in requests]), Proposal.status.in_(codes.PENDING)
    )
    db.session.flush()
    change(pending.values(proposed_by=target.id))
