"""Who looks after a mail that did not arrive: whoever can mend the address of the person it was for.

The coordination for volunteers, the Fallmanager:in for her newcomers, the administration for accounts of
staff. The person is found by the address; where nobody has it any more, somebody has mended it since.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from lotsen import crypto
from lotsen.accounts.models import Account
from lotsen.accounts.sessions import SignedIn
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
    volunteers = {row.mail_index: row for row in _by_index(Volunteer, indexes.values())}
    accounts = {row.mail_index: row for row in _by_index(Account, indexes.values())}
    found: dict[uuid.UUID, Owner] = {}
    for notice in notices:
        index = indexes.get(mails[notice.id])
        volunteer, account = volunteers.get(index), accounts.get(index)
        if volunteer is not None:
            found[notice.id] = Owner(COORDINATION, volunteer.number, volunteer.id)
        elif account is not None and account.role != "volunteer":
            found[notice.id] = Owner(ADMINISTRATION, "", account.id)
    rest = [notice for notice in notices if notice.id not in found]
    return {**{notice.id: Owner(NOBODY) for notice in rest}, **found, **_of_newcomers(rest, mails)}


def _by_index[Row: (Volunteer, Account)](model: type[Row], indexes: Iterable[bytes]) -> list[Row]:
    return list(db.session.scalars(select(model).where(model.mail_index.in_(list(indexes)))))


def _of_newcomers(notices: Sequence[Notice], mails: dict[uuid.UUID, str]) -> dict[uuid.UUID, Owner]:
    """Mails to newcomers are about their tandem."""
    by_tandem = {notice.subject_id for notice in notices if notice.subject_id}
    statement = (
        select(Tandem.id, Newcomer)
        .join(HelpRequest, HelpRequest.id == Tandem.help_request_id)
        .join(Newcomer, Newcomer.id == HelpRequest.newcomer_id)
        .where(Tandem.id.in_(by_tandem))
    )
    people = {key: person for key, person in db.session.execute(statement)} if by_tandem else {}
    found = {}
    for notice in notices:
        person = people.get(notice.subject_id)
        if person is not None and reach.mail_of(person) == mails[notice.id]:
            found[notice.id] = Owner(CASE_MANAGER, person.number, person.id, person.case_manager_id)
    return found


def may_act(owner: Owner, account: SignedIn) -> bool:
    """Whether an account may send such a mail again or settle it: case managers theirs, the others all."""
    if account.role != CASE_MANAGER:
        return True
    return owner.case_manager_id in deputies.covered_by(account.id)
