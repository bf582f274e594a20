"""What somebody does with the own account: name, language, password, factors, running sessions."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from lotsen import clock
from lotsen.accounts import codes, mail_links, passkeys, passwords, sessions, sign_ins, throttle
from lotsen.accounts.devices import Visitor
from lotsen.accounts.models import Account, MailLink, Passkey, SignIn
from lotsen.accounts.sessions import STAFF_ROLES, SignedIn
from lotsen.accounts.sign_ins import tell
from lotsen.audit import service as audit
from lotsen.calendar_feeds import closing
from lotsen.database import find
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db

KEPT_AFTER_END = timedelta(days=30)


@dataclass(frozen=True)
class Ended:
    """What a suspicion ended: how many other sessions, and whether the private calendar was among it."""

    count: int
    closed_calendar: bool


def get(account_id: uuid.UUID) -> Account:
    """One account of the reader's region."""
    return find(select(Account).where(Account.id == account_id))


def names(account_ids: Collection[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    """The names that colleagues see, by account; an account that is gone has none."""
    known = [key for key in account_ids if key is not None]
    found = db.session.scalars(select(Account).where(Account.id.in_(known))) if known else ()
    return {account.id: account.display_name for account in found}


def open_for(link: MailLink) -> Account:
    """The account that a link in a mail opens; NotFound once it is locked."""
    return find(select(Account).where(Account.id == link.subject_id, Account.is_active))


def describe(account_id: uuid.UUID, *, name: str, language: str) -> None:
    """Change the name that colleagues see and the language of pages and mails."""
    account = get(account_id)
    account.display_name, account.language = name, language
    audit.record("accounts.describe", account, language=language)
    db.session.commit()


def change_password(signed_in: SignedIn, *, password: str, visitor: Visitor) -> tuple[str, Ended]:
    """Set a new password and end every session; the token of a new one for this browser, and what ended."""
    account = get(signed_in.id)
    passwords.check_new(password, mail=account.mail, name=account.display_name)
    db.session.rollback()
    password_hash = passwords.hash_password(password)
    account, ended = _set_password(signed_in.id, password_hash)
    token = sessions.start(db.session(), account, is_complete=True, device=visitor.device)
    db.session.commit()
    return token, ended


def reset_password(link: MailLink, *, password: str) -> None:
    """Set a new password with a link from a mail. It ends every session and keeps the second factor."""
    account = open_for(link)
    passwords.check_new(password, mail=account.mail, name=account.display_name)
    db.session.rollback()
    password_hash = passwords.hash_password(password)
    mail_links.use_up(link)
    _set_password(link.subject_id, password_hash)
    db.session.commit()


def _set_password(account_id: uuid.UUID, password_hash: str) -> tuple[Account, Ended]:
    """In the running transaction: password, end of sessions and calendar, audit entry, mail to the owner."""
    account = get(account_id)
    account.password_hash = password_hash
    ended = _end_everything(account.id)
    entry = audit.record("accounts.change_password", account)
    tell(account, "password_changed", once=f"password:{entry.id}", closed_calendar=ended.closed_calendar)
    return account, ended


def _end_everything(account_id: uuid.UUID, *, but: uuid.UUID | None = None) -> Ended:
    """In the running transaction: sessions, all or all but one, and the address of the calendar."""
    count = sessions.end(db.session(), account_id=account_id, but=but)
    return Ended(count, closing.close_with_sessions(account_id))


def check_password(signed_in: SignedIn, password: str) -> None:
    """Whether this is the password of whoever is signed in; Invalid when not, TooMany after five tries."""
    stored = get(signed_in.id).password_hash
    db.session.rollback()
    with passwords.AT_ONCE:
        receipt = throttle.count((throttle.DEVICE, f"session {signed_in.sign_in_id}"))
        is_right = passwords.is_right(stored, password)
    if not is_right:
        sign_ins.note_failure("accounts.fail_password", signed_in)
        raise Invalid(_("Dieses Passwort stimmt nicht."), "current")
    throttle.give_back(receipt)


def confirm_with_password(signed_in: SignedIn, password: str) -> None:
    """Give the password again, for something that asks again."""
    check_password(signed_in, password)
    _confirmed(signed_in, "password")


def confirm_with_passkey(signed_in: SignedIn, credential: str) -> None:
    """Give a passkey again, one's own."""
    db.session.rollback()
    if passkeys.recognise(credential).id != signed_in.id:
        raise Invalid(_("Dieser Passkey gehört zu einem anderen Konto."))
    _confirmed(signed_in, "passkey")


def _confirmed(signed_in: SignedIn, how: str) -> None:
    sessions.confirm(db.session(), signed_in.sign_in_id)
    audit.record("accounts.confirm", "account", signed_in.id, how=how)
    db.session.commit()


def set_up_codes(signed_in: SignedIn, *, seed: str, code: str) -> list[str]:
    """Take an app as second factor once it has shown a right code; fresh recovery codes, to be shown once."""
    step = codes.step_of(seed, "".join(code.split()))
    if step is None:
        raise Invalid(_("Dieser Code passt nicht. Prüfen Sie, ob die Uhr Ihres Telefons richtig geht."), "code")
    account = get(signed_in.id)
    account.totp_seed, account.totp_last_step = seed, step
    recovery_codes = codes.new_recovery_codes(account)
    _factor_changed(account, signed_in, "app_set_up")
    db.session.commit()
    return recovery_codes


def renew_recovery_codes(signed_in: SignedIn) -> list[str]:
    """Replace the recovery codes; shown once."""
    account = get(signed_in.id)
    recovery_codes = codes.new_recovery_codes(account)
    _factor_changed(account, signed_in, "codes_renewed")
    db.session.commit()
    return recovery_codes


def add_passkey(signed_in: SignedIn, *, credential: str, label: str) -> list[str]:
    """Add a passkey. With the first factor of an account come recovery codes, to be shown once."""
    db.session.rollback()
    made = passkeys.check_new(credential)
    account = get(signed_in.id)
    is_first = not sign_ins.has_factor(account)
    passkeys.add(account, made, label)
    recovery_codes = codes.new_recovery_codes(account) if is_first else []
    _factor_changed(account, signed_in, "passkey_added")
    db.session.commit()
    return recovery_codes


def passkey(signed_in: SignedIn, passkey_id: uuid.UUID) -> Passkey:
    """One of the own passkeys."""
    return find(select(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == signed_in.id))


def remove_passkey(signed_in: SignedIn, passkey_id: uuid.UUID) -> None:
    """Remove a passkey; staff keep at least one second factor."""
    found = passkey(signed_in, passkey_id)
    account = get(signed_in.id)
    is_last = account.totp_seed is None and len(passkeys.of(account.id)) == 1
    if is_last and account.role in STAFF_ROLES:
        raise Conflict(_("Das ist Ihr einziger zweiter Faktor. Richten Sie zuerst einen anderen ein."))
    db.session.delete(found)
    _factor_changed(account, signed_in, "passkey_removed")
    db.session.commit()


def _factor_changed(account: Account, signed_in: SignedIn, what: str) -> None:
    """In the running transaction: other sessions end, audit entry, mail to the owner."""
    sessions.end(db.session(), account_id=account.id, but=signed_in.sign_in_id)
    entry = audit.record("accounts.change_factor", account, what=what)
    tell(account, "factor_changed", once=f"factor:{entry.id}", what=what)


def end_session(signed_in: SignedIn, sign_in_id: uuid.UUID) -> None:
    """End one of the own sessions, here or elsewhere."""
    sessions.end(db.session(), account_id=signed_in.id, only=sign_in_id)
    audit.record("accounts.end_session", "account", signed_in.id)
    db.session.commit()


def end_other_sessions(signed_in: SignedIn) -> Ended:
    """End all own sessions but this one, and the address of the calendar; what there was."""
    ended = _end_everything(signed_in.id, but=signed_in.sign_in_id)
    audit.record("accounts.end_session", "account", signed_in.id, count=ended.count)
    db.session.commit()
    return ended


def forget_old_sign_ins() -> None:
    """Delete sessions and links that have been over for 30 days, and counters. A job, for every region."""
    limit = clock.now() - KEPT_AFTER_END
    over = func.coalesce(SignIn.ended_at, SignIn.ends_at) < limit
    done = (MailLink.expires_at < limit) | (MailLink.used_at < limit)
    for statement in (delete(SignIn).where(over), delete(MailLink).where(done)):
        db.session.execute(statement.execution_options(synchronize_session=False))
    throttle.forget_old()
    db.session.commit()
