"""Accounts of operators: they belong to no region and see no people, so nobody inside a region can invite them.

They are made, renewed and locked on the machine itself, by whoever may use its shell.
"""

from sqlalchemy import select, update

from lotsen import clock, scope
from lotsen.accounts import invitations, mail_links, sessions, staff
from lotsen.accounts.models import Account, MailLink
from lotsen.accounts.sign_ins import account_of
from lotsen.audit import service as audit
from lotsen.database import change, find, writing
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.imports.contacts import valid_mail
from lotsen.notices import service as notices
from lotsen.regions.models import PLATFORM


def invite(mail: str, name: str) -> str:
    """A one-time link of 48 hours to a new or a lost operator account; password and factors start over.

    Invalid where the address cannot be one or belongs to somebody of a region.
    """
    address = valid_mail(mail.strip())
    if address is None:
        raise Invalid("Diese E-Mail-Adresse ist nicht vollständig.")
    known = account_of(address)
    if known is not None and known.role != "operator":
        raise Invalid("Diese Adresse gehört schon zu einem Konto in einer Region. Bitte nehmen Sie eine andere.")
    with scope.of(PLATFORM), writing():
        if known is None:
            account = invitations.open_account(mail=address, role="operator", name=name, region_id=PLATFORM)
        else:
            account = _held(known)
            account.is_active = True
            staff.take_proofs(account)
            _end_links(account)
        token = mail_links.create(mail_links.INVITATION, account.id)
        audit.record("accounts.start_over" if known else "accounts.invite", account, role="operator")
        db.session.commit()
        return notices.address("accounts.invitation", token=token)


def lock(mail: str) -> None:
    """Lock an operator account and end its sessions; Invalid where there is none."""
    known = account_of(mail)
    if known is None or known.role != "operator":
        raise Invalid("Zu dieser Adresse gibt es kein Konto für den Betrieb.")
    with scope.of(PLATFORM), writing():
        account = _held(known)
        account.is_active = False
        sessions.end(db.session(), account_id=account.id)
        _end_links(account)
        audit.record("accounts.deactivate", account)
        db.session.commit()


def _held(known: Account) -> Account:
    db.session.rollback()
    return find(select(Account).where(Account.id == known.id).with_for_update())


def _end_links(account: Account) -> None:
    """Links printed before open nothing any more."""
    older = update(MailLink).where(MailLink.subject_id == account.id, MailLink.used_at.is_(None))
    change(older.values(used_at=clock.now()))
