"""Ways to sign in: password, link in a mail, passkey; and the second factor after the first two.

Each wrong try leaves one audit entry and the same answer, whether the account exists or not. Tries that
the throttle turns away leave none: they checked nothing, and a flood must not fill the log.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from lotsen import clock, crypto, scope
from lotsen.accounts import codes, mail_links, passkeys, passwords, sessions, throttle
from lotsen.accounts.devices import Visitor
from lotsen.accounts.models import Account, MailLink, Passkey, SignIn
from lotsen.accounts.sessions import SignedIn
from lotsen.audit import service as audit
from lotsen.database import change, find, own_transaction
from lotsen.errors import Conflict, Invalid, NotAllowed, NotFound
from lotsen.extensions import db
from lotsen.notices import service as notices
from lotsen.regions.models import PLATFORM

CODES_PER_SIGN_IN = 5


@dataclass(frozen=True)
class Started:
    """A session that has begun; incomplete while the second factor is owed."""

    token: str
    is_complete: bool
    mail: str


def with_password(*, mail: str, password: str, visitor: Visitor) -> Started:
    """Sign in with mail address and password; Invalid says the same for whatever was wrong."""
    db.session.rollback()  # nothing is locked while the hash is computed
    account = account_of(mail)
    with passwords.AT_ONCE:
        receipt = throttle.count(*visitor.tries(mail))
        is_right = passwords.is_right(account.password_hash if account else None, password)
    if account is None or not is_right or not account.is_active:
        note_failure("accounts.fail_password", account)
        raise Invalid(_("E-Mail-Adresse und Passwort passen nicht zusammen."))
    throttle.give_back(receipt)
    renewed = passwords.hash_password(password) if is_outdated(account) else None
    return start(account, visitor, how="password", password_hash=renewed)


def with_link(link: MailLink, *, visitor: Visitor) -> Started:
    """Sign in with a link from a mail, once."""
    db.session.rollback()
    mail_links.use_up(link)
    account = find(select(Account).where(Account.id == link.subject_id, Account.is_active))
    return start(account, visitor, how="link")


def with_passkey(credential: str, *, visitor: Visitor) -> Started:
    """Sign in with a passkey; it was unlocked by finger, face or PIN, so it is both factors."""
    db.session.rollback()
    receipt = throttle.count((throttle.ADDRESS, visitor.network))
    try:
        account = passkeys.recognise(credential)
    except Invalid:
        note_failure("accounts.fail_passkey", None)
        raise
    throttle.give_back(receipt)
    return start(account, visitor, how="passkey", is_complete=True)


def with_code(half: SignIn, *, code: str, visitor: Visitor) -> Started:
    """Complete a sign-in with a code; NotAllowed when its five tries are used up."""
    _count_code(half)
    receipt = throttle.count((throttle.CODES, str(half.account_id)))
    scope.enter(half.region_id)
    account = find(select(Account).where(Account.id == half.account_id, Account.is_active))
    kind = codes.use(account, code)
    if kind is None:
        db.session.rollback()
        _note_wrong_code(account, half)
        raise Invalid(_("Dieser Code passt nicht. Jeder Code gilt nur einmal."), "code")
    if sessions.end(db.session(), account_id=account.id, only=half.id) != 1:
        raise Conflict
    if kind is codes.Kind.RECOVERY:
        tell(account, "recovery_code_used", once=f"recovery:{half.id}", left=codes.recovery_codes_left(account))
    started = start(account, visitor, how=kind.value, is_complete=True)
    throttle.give_back(receipt)
    return started


def is_outdated(account: Account) -> bool:
    """Whether the stored hash should be made anew while the password is at hand."""
    return account.password_hash is not None and passwords.is_outdated(account.password_hash)


def account_of(mail: str) -> Account | None:
    """The account with this mail address, in any region; a value, bound to no transaction."""
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        return session.scalar(select(Account).where(Account.mail_index == crypto.mail_index(mail)))


def has_factor(account: Account) -> bool:
    """Whether a password or a link alone does not sign this account in."""
    if account.totp_seed is not None:
        return True
    return db.session.scalar(select(Passkey.id).where(Passkey.account_id == account.id).limit(1)) is not None


def note_failure(action: str, account: Account | SignedIn | None) -> None:
    """Record a failed try; where there is no account, in the chain of the platform."""
    region = account.region_id if account else PLATFORM
    subject_id = account.id if account else None
    with own_transaction(region=region) as session:
        audit.record(action, "account", subject_id, session=session, region=region)


def tell(account: Account, kind: str, *, once: str, **values: Any) -> None:
    """Write a mail about a change of an account to its owner, in the running transaction."""
    notices.write(
        kind,
        mail=account.mail,
        language=account.language,
        once=once,
        subject_id=account.id,
        region=account.region_id,
        name=account.display_name,
        at=clock.now(),
        address=notices.address("accounts.own_page"),
        **values,
    )


def start(
    account: Account,
    visitor: Visitor,
    *,
    how: str,
    is_complete: bool = False,
    password_hash: str | None = None,
) -> Started:
    """Open a session in the running transaction and commit it; the actor of this request is the account."""
    scope.enter(account.region_id)
    audit.act_as(audit.Actor(account.role, account.id))
    is_complete = is_complete or not has_factor(account)
    seen = {"last_seen_at": clock.now()} | ({"password_hash": password_hash} if password_hash else {})
    if change(update(Account).where(Account.id == account.id, Account.is_active).values(**seen)) != 1:
        raise NotFound  # deactivated a moment ago
    token = sessions.start(db.session(), account, is_complete=is_complete, device=visitor.device)
    audit.record("accounts.sign_in" if is_complete else "accounts.begin_sign_in", account, how=how)
    mail = account.mail
    db.session.commit()
    return Started(token, is_complete, mail)


def _count_code(half: SignIn) -> None:
    """Take one of the five tries before the code is looked at; exact however many arrive at once."""
    tries_left = update(SignIn).where(
        SignIn.id == half.id, SignIn.ended_at.is_(None), SignIn.failed_codes < CODES_PER_SIGN_IN
    )
    with own_transaction(region=half.region_id) as session:
        if change(tries_left.values(failed_codes=SignIn.failed_codes + 1), session) != 1:
            raise NotAllowed


def _note_wrong_code(account: Account, half: SignIn) -> None:
    """Record a wrong code; after the fifth the sign-in is over and the owner is told."""
    audit.record("accounts.fail_code", account)
    tries = db.session.scalar(select(SignIn.failed_codes).where(SignIn.id == half.id)) or 0
    if tries >= CODES_PER_SIGN_IN:
        sessions.end(db.session(), account_id=account.id, only=half.id)
        tell(account, "codes_used_up", once=f"codes:{half.id}")
    db.session.commit()


def end(sign_in_id: uuid.UUID, account_id: uuid.UUID) -> None:
    """Sign out."""
    sessions.end(db.session(), account_id=account_id, only=sign_in_id)
    audit.record("accounts.sign_out", "account", account_id)
    db.session.commit()
