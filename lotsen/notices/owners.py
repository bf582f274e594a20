"""Who looks after a mail that did not arrive: whoever can mend the address of the person it was for.

The coordination for volunteers, the Fallmanager:in for her newcomers, the administration for accounts of
staff. The person is found by the address; where nobody has it any more, somebody has mended it since.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from lotsen import crypto
from lotsen.accounts.models import Account
from lotsen.extensions import db
from lotsen.handovers import deputies
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers import reach
from lotsen.newcomers.models import Newcomer
from lotsen.notices.models import Notice
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer

COORDINATION, CASE_MANAGER, ADMINISTRATION, NOBODY = "coordinator", "case_manager", "region_admin", ""


@dataclass(frozen=True)
class Owner:
    """Who acts (``role``, and of case managers which account), and whose address it is."""

    role: str
    number: str = ""
    person_id: uuid.UUID | None = None
    case_manager_id: uuid.UUID | None = None


def owners(notices: Sequence[Notice]) -> dict[uuid.UUID, Owner]:
    """Who looks after each of these mails, in three queries for all of them."""
    mails = {notice.id: notice.mail for notice in notices}
    indexes = {mail: crypto.mail_index(mail) for mail in mails.values() if mail}
    wanted = list(indexes.values())
    volunteers = {
        row.mail_index: row for row in db.session.scalars(select(Volunteer).where(Volunteer.mail_index.in_(wanted)))
    }
    accounts = {
        row.mail_index: row for row in db.session.scalars(select(Account).where(Account.mail_index.in_(wanted)))
    }
    found: dict[uuid.UUID, Owner] = {}
    for notice in notices:
        index = indexes.get(mails[notice.id], b"")
        volunteer, account = volunteers.get(index), accounts.get(index)
        if volunteer is not None:
            found[notice.id] = Owner(COORDINATION, volunteer.number, volunteer.id)
        elif account is not None and account.role != "volunteer":
            found[notice.id] = Owner(ADMINISTRATION, "", account.id)
    rest = [notice for notice in notices if notice.id not in found]
    return {**{notice.id: Owner(NOBODY) for notice in rest}, **found, **_of_newcomers(rest, mails)}


def _of_newcomers(notices: Sequence[Notice], mails: dict[uuid.UUID, str]) -> dict[uuid.UUID, Owner]:
    """Mails to newcomers are about their tandem."""
    by_tandem = {notice.subject_id for notice in notices if notice.subject_id}
    statement = (
        select(Tandem.id, Newcomer)
        .join(HelpRequest, HelpRequest.id == Tandem.help_request_id)
        .join(Newcomer, Newcomer.id == HelpRequest.newcomer_id)
        .where(Tandem.id.in_(by_tandem))
    )
    people: dict[uuid.UUID | None, Newcomer] = {}
    for key, person in db.session.execute(statement) if by_tandem else ():
        people[key] = person
    found = {}
    for notice in notices:
        one = people.get(notice.subject_id)
        if one is not None and reach.mail_of(one) == mails[notice.id]:
            found[notice.id] = Owner(CASE_MANAGER, one.number, one.id, one.case_manager_id)
    return found


def may_act(owner: Owner, account_id: uuid.UUID, role: str) -> bool:
    """Whether an account may send such a mail again or settle it: case managers theirs, the others all."""
    if role != CASE_MANAGER:
        return True
    return owner.case_manager_id in deputies.covered_by(account_id)


def may_read_address(owner: Owner, account_id: uuid.UUID, role: str) -> bool:
    """Whether an account may read the address: a newcomer's is for the responsible one alone, as everywhere."""
    if owner.role == CASE_MANAGER:
        return owner.case_manager_id in deputies.covered_by(account_id)
    return role == (owner.role or COORDINATION)
