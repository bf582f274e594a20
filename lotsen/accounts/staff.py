"""What the administration of a region does with accounts: look, change the role, lock, invite again."""

import uuid
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select

from lotsen.accounts import invitations, sessions
from lotsen.accounts.models import Account, Passkey, RecoveryCode
from lotsen.accounts.sign_ins import tell
from lotsen.audit import service as audit
from lotsen.calendar_feeds.models import CalendarFeed
from lotsen.database import find
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db

#: Roles a region gives. Volunteers get theirs with their sign-up, operators belong to no region.
GIVEN_ROLES = ("case_manager", "coordinator", "region_admin", "auditor")


def listing(*, role: str = "") -> Sequence[Account]:
    """The staff of the region, or those of one role; who may sign in comes first.

    Volunteers are not among them: whoever gives roles sees no people of the register.
    """
    roles = (role,) if role in GIVEN_ROLES else GIVEN_ROLES
    statement = select(Account).where(Account.role.in_(roles))
    found = list(db.session.scalars(statement.order_by(Account.is_active.desc(), Account.created_at)))
    audit.saw("accounts.list", "account", count=len(found))
    return found


def get(account_id: uuid.UUID) -> Account:
    """The account of one of the region's staff."""
    return find(select(Account).where(Account.id == account_id, Account.role.in_(GIVEN_ROLES)))


def change_role(account_id: uuid.UUID, role: str, *, by: uuid.UUID) -> None:
    """Give a colleague another role; all sessions end, so that it holds from the next request on."""
    account = _other(account_id, by)
    if account.role not in GIVEN_ROLES or role not in GIVEN_ROLES:
        raise Invalid(_("Diese Rolle lässt sich hier nicht vergeben."), "role")
    if account.role == role:
        return
    before, account.role = account.role, role
    sessions.end(db.session(), account_id=account.id)
    entry = audit.record("accounts.change_role", account, before=before, after=role)
    tell(account, "role_changed", once=f"role:{entry.id}", role=role)
    db.session.commit()


def deactivate(account_id: uuid.UUID, *, by: uuid.UUID) -> None:
    """Lock an account; all its sessions end at once."""
    account = _other(account_id, by)
    if not account.is_active:
        raise Conflict
    account.is_active = False
    sessions.end(db.session(), account_id=account.id)
    _forget(CalendarFeed, account)
    audit.record("accounts.deactivate", account)
    db.session.commit()


def activate(account_id: uuid.UUID, *, by: uuid.UUID) -> None:
    """Open a locked account again."""
    account = _other(account_id, by)
    if account.is_active:
        raise Conflict
    account.is_active = True
    audit.record("accounts.activate", account)
    db.session.commit()


def invite_again(account_id: uuid.UUID, *, by: uuid.UUID) -> None:
    """Send a new invitation to somebody who has not followed the first."""
    account = _other(account_id, by)
    if invitations.is_taken_up(account) or not account.is_active:
        raise Conflict
    invitations.write_invitation(account)
    audit.record("accounts.invite", account, role=account.role, again=True)
    db.session.commit()


def start_over(account_id: uuid.UUID, *, by: uuid.UUID) -> None:
    """Take password and factors from an account whose owner has lost them, and invite anew."""
    account = _other(account_id, by)
    if not account.is_active or account.role not in GIVEN_ROLES:
        raise Conflict
    take_proofs(account)
    invitations.write_invitation(account)
    audit.record("accounts.start_over", account)
    db.session.commit()


def take_proofs(account: Account) -> None:
    """In the running transaction: no session, password or factor of this account opens anything any more."""
    sessions.end(db.session(), account_id=account.id)
    for kind in (Passkey, RecoveryCode, CalendarFeed):
        _forget(kind, account)
    account.password_hash = account.totp_seed = account.totp_last_step = None


def _forget(kind: type[Passkey | RecoveryCode | CalendarFeed], account: Account) -> None:
    rows = delete(kind).where(kind.account_id == account.id)
    db.session.execute(rows.execution_options(synchronize_session=False))


def _other(account_id: uuid.UUID, by: uuid.UUID) -> Account:
    """An account of the region that is not one's own: nobody locks the door behind themselves."""
    if account_id == by:
        raise Conflict(_("Am eigenen Konto kann das nur eine Kollegin oder ein Kollege ändern."))
    return get(account_id)
