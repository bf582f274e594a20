"""Invitations: the only way to an account for staff. A link of 48 hours, then name and password."""

import uuid

from flask_babel import gettext as _
from sqlalchemy import select, update

from lotsen import clock, crypto, scope
from lotsen.accounts import mail_links, passwords, sign_ins
from lotsen.accounts.devices import Visitor
from lotsen.accounts.models import Account, MailLink
from lotsen.accounts.sessions import STAFF_ROLES
from lotsen.accounts.sign_ins import Started, account_of
from lotsen.audit import service as audit
from lotsen.database import change, find, own_transaction
from lotsen.errors import Conflict, Invalid, NotFound
from lotsen.extensions import db
from lotsen.notices import service as notices
from lotsen.regions import service as regions
from lotsen.regions.models import PLATFORM

FIRST_ADMINISTRATOR = uuid.UUID(int=0)  # the subject of a link that makes an account rather than opens one


def invite(*, mail: str, role: str, name: str) -> None:
    """Open an account for a colleague and send the invitation.

    An address that another region knows gets a mail that says so; whoever invites learns nothing of it.
    """
    known = account_of(mail)
    if known and known.region_id == scope.region_id():
        raise Invalid(_("Zu dieser E-Mail-Adresse gibt es bei Ihnen schon ein Konto."), "mail")
    if known:
        _tell_known(known)
        audit.record("accounts.invite", "account", role=role)
        db.session.commit()
        return
    account = open_account(mail=mail, role=role, name=name)
    write_invitation(account)
    audit.record("accounts.invite", account, role=role)
    db.session.commit()


def open_account(*, mail: str, role: str, name: str, language: str = "de", region_id: str | None = None) -> Account:
    """Make an account without a password, in the running transaction."""
    account = Account(
        region_id=region_id,
        role=role,
        mail=mail,
        mail_index=crypto.mail_index(mail),
        display_name=name,
        language=language,
    )
    db.session.add(account)
    db.session.flush()
    return account


def write_invitation(account: Account) -> None:
    """Make a link and its mail, in the running transaction; links sent before stop working."""
    older = update(MailLink).where(MailLink.subject_id == account.id, MailLink.purpose == mail_links.INVITATION)
    change(older.where(MailLink.used_at.is_(None)).values(used_at=clock.now()))
    token = mail_links.create(mail_links.INVITATION, account.id)
    notices.write(
        "invitation",
        mail=account.mail,
        language=account.language,
        once=f"invitation:{uuid.uuid4()}",
        subject_id=account.id,
        name=account.display_name,
        region_name=regions.region(account.region_id).name,
        address=notices.address("accounts.invitation", token=token),
    )


def is_taken_up(account: Account) -> bool:
    """Whether the invitation was followed: there is a password."""
    return account.password_hash is not None


def invited(link: MailLink) -> Account | None:
    """The account that an invitation opens; None for the first administrator, whose account it makes."""
    if link.subject_id == FIRST_ADMINISTRATOR:
        return None
    return find(select(Account).where(Account.id == link.subject_id, Account.is_active))


def take_up(link: MailLink, *, name: str, password: str, visitor: Visitor) -> Started:
    """Take up an invitation: name and password, and be signed in; the second factor is set up next."""
    account = invited(link)
    if account is None:
        raise NotFound
    passwords.check_new(password, mail=account.mail, name=name)
    db.session.rollback()
    password_hash = passwords.hash_password(password)
    mail_links.use_up(link)
    account = find(select(Account).where(Account.id == link.subject_id, Account.is_active))
    account.display_name, account.password_hash = name, password_hash
    return sign_ins.start(account, visitor, how="invitation")


def take_up_first(link: MailLink, *, mail: str, name: str, password: str, region_id: str, visitor: Visitor) -> Started:
    """Make the first administrator of an installation, of the region named in the link or chosen now."""
    passwords.check_new(password, mail=mail, name=name)
    region_id = link.facts.get("region_id") or region_id
    regions.region(region_id)
    db.session.rollback()
    password_hash = passwords.hash_password(password)
    with scope.everywhere("a link of the platform makes the first account of a region"):
        mail_links.use_up(link)
        if _has_staff() or account_of(mail):
            raise Conflict(_("Es gibt schon Konten. Bitte lassen Sie sich einladen."))
        account = open_account(mail=mail, role="region_admin", name=name, region_id=region_id)
        account.password_hash = password_hash
        return sign_ins.start(account, visitor, how="invitation")


def first_administrator_link(region: str | None) -> str | None:
    """A link for the first administrator; None as soon as anybody of the staff has an account.

    Each new link ends the one before, so that one installation gets one first administrator.
    """
    if region is not None:
        with scope.everywhere("is there such a region?"):
            regions.region(region)
    if _has_staff():
        return None
    with own_transaction(region=PLATFORM) as session:
        older = update(MailLink).where(MailLink.subject_id == FIRST_ADMINISTRATOR, MailLink.used_at.is_(None))
        change(older.values(used_at=clock.now()), session)
        facts = {"region_id": region} if region else {}
        token = mail_links.create(mail_links.INVITATION, FIRST_ADMINISTRATOR, region=PLATFORM, session=session, **facts)
    return notices.address("accounts.invitation", token=token)


def _has_staff() -> bool:
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        return session.scalar(select(Account.id).where(Account.role.in_(STAFF_ROLES)).limit(1)) is not None


def _tell_known(account: Account) -> None:
    """Tell somebody who has an account elsewhere that an invitation came to nothing."""
    with scope.of(account.region_id):
        sign_ins.tell(account, "invitation_known", once=f"invitation_known:{account.id}:{clock.today()}")
        db.session.commit()
