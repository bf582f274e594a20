"""Who works for an organisation, and with which account they sign in."""

import uuid
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from lotsen import clock
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.database import find, hold, written_once
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.handovers.deputies import CASE_ROLES
from lotsen.help_requests.models import HelpRequest
from lotsen.organisations import service
from lotsen.organisations.models import Organisation, StaffMember

OWN_DEPUTY = _l("Niemand kann sich selbst vertreten.")


def staff_of(row: Organisation) -> list[StaffMember]:
    """Who works there, the active first."""
    statement = select(StaffMember).where(StaffMember.organisation_id == row.id)
    members = list(db.session.scalars(statement))
    return sorted(members, key=lambda member: (not member.is_active, member.name.casefold()))


def at_work(row: Organisation, *, also: uuid.UUID | None = None) -> list[StaffMember]:
    """Who works there today, and one more who may have left."""
    return [one for one in staff_of(row) if one.is_active or one.id == also]


def missing_from_network() -> list[Account]:
    """Colleagues with requests who stand with no organisation: what they do is not seen in the network."""
    found = without_desk()
    asked = HelpRequest.case_manager_id.in_([one.id for one in found])
    busy = set(db.session.scalars(select(HelpRequest.case_manager_id).where(asked).distinct()))
    return [one for one in found if one.id in busy]


def without_desk(*, but: uuid.UUID | None = None) -> list[Account]:
    """Colleagues who work with people and stand with no organisation, by name; ``but`` is one who may stand there."""
    free = Account.role.in_(CASE_ROLES) & Account.is_active & Account.id.not_in(accounts_at_a_desk())
    statement = select(Account).where(free | (Account.id == but) if but else free)
    return sorted(db.session.scalars(statement), key=lambda one: one.display_name.casefold())


def account_of(member_id: uuid.UUID) -> uuid.UUID | None:
    """The account of an entry; None without one, or where there is no such entry yet."""
    return db.session.scalar(select(StaffMember.account_id).where(StaffMember.id == member_id))


def accounts_at_a_desk(*conditions: ColumnElement[bool]) -> Select[uuid.UUID | None]:
    """The accounts of those who work for an open organisation."""
    at_work = StaffMember.account_id.is_not(None), StaffMember.is_active, Organisation.is_active
    return select(StaffMember.account_id).join(StaffMember.organisation).where(*at_work, *conditions)


def staff_member(organisation_id: uuid.UUID, member_id: uuid.UUID) -> StaffMember:
    """One person of one organisation, or NotFound."""
    return find(select(StaffMember).where(StaffMember.id == member_id, StaffMember.organisation_id == organisation_id))


def colleague(member_id: uuid.UUID) -> StaffMember:
    """Somebody who works, or worked, for an organisation of the reader's region, or NotFound."""
    return find(select(StaffMember).where(StaffMember.id == member_id).options(joinedload(StaffMember.organisation)))


def add_staff_member(organisation_id: uuid.UUID, *, key: uuid.UUID | None = None, **facts: Any) -> StaffMember:
    """Add somebody who works there, once."""
    key = key or uuid.uuid4()
    return written_once(StaffMember, key, lambda: _add_staff_member(organisation_id, key, facts))


def _add_staff_member(organisation_id: uuid.UUID, key: uuid.UUID, facts: dict[str, Any]) -> StaffMember:
    row = service.get(organisation_id)
    if not row.is_active:
        raise Invalid(_("Diese Stelle ist geschlossen. Öffnen Sie sie zuerst wieder."), "name")
    _check_deputy(row, facts.get("deputy_id"), besides=None)
    _check_account(row, facts, besides=None)
    member = StaffMember(id=key, organisation_id=row.id, **facts)
    _note_leaving(member)
    db.session.add(member)
    audit.record("organisations.add_staff_member", member, job=member.job)
    db.session.commit()
    return member


def edit_staff_member(organisation_id: uuid.UUID, member_id: uuid.UUID, **facts: Any) -> StaffMember:
    """Change what is known of somebody who works there."""
    row, member = service.get(organisation_id), staff_member(organisation_id, member_id)
    _check_deputy(row, facts.get("deputy_id"), besides=member.id)
    _check_account(row, facts, besides=member.id)
    for name, value in facts.items():
        setattr(member, name, value)
    _note_leaving(member)
    audit.record("organisations.edit_staff_member", member, job=member.job)
    db.session.commit()
    return member


def _note_leaving(member: StaffMember) -> None:
    """The day on which somebody stopped working there, for the past of the network; whoever is back never left."""
    if member.is_active is False:
        member.left_on = member.left_on or clock.today()
    else:
        member.left_on = None


def _check_account(row: Organisation, facts: dict[str, Any], *, besides: uuid.UUID | None) -> None:
    """One desk for each account, so that everybody's work is counted once; held, so that two cannot take it at once.

    Whoever has left keeps hers beside the next one: what she did there stays.
    """
    account_id = facts.get("account_id")
    if account_id is None or not (row.is_active and facts.get("is_active", True)):
        return
    hold(Account, account_id)
    find(select(Account).where(Account.id == account_id))
    if db.session.scalar(accounts_at_a_desk(StaffMember.account_id == account_id, StaffMember.id != besides).limit(1)):
        raise Invalid(_("Dieses Konto gehört schon zu einer anderen Ansprechperson."), "account")


def _check_deputy(row: Organisation, deputy_id: uuid.UUID | None, *, besides: uuid.UUID | None) -> None:
    if deputy_id is None:
        return
    if deputy_id == besides:
        raise Invalid(OWN_DEPUTY, "deputy")
    staff_member(row.id, deputy_id)
