"""Mails that a stranger may ask for: a new password, a link to sign in.

A known and an unknown address get the same answer after the same work: where there is no account, a
link that opens nothing and a cancelled mail to nobody are written all the same.
"""

import uuid

from lotsen import scope
from lotsen.accounts import mail_links, throttle
from lotsen.accounts.devices import Visitor
from lotsen.accounts.models import Account
from lotsen.accounts.sign_ins import account_of
from lotsen.audit import service as audit
from lotsen.crypto import normal_mail
from lotsen.extensions import db
from lotsen.notices import service as notices
from lotsen.regions.models import PLATFORM

NOBODY = "nobody@localhost"
VOLUNTEER = "volunteer"


def ask_for_reset(mail: str, *, visitor: Visitor) -> None:
    """Send a link to set a new password, if an account that was taken up has this address."""
    if not _may_ask(mail, visitor):
        return
    account = account_of(mail)
    fits = account is not None and account.is_active and (account.password_hash or account.role == VOLUNTEER)
    _write(account if fits else None, mail_links.RESET, "accounts.reset_password")


def ask_for_link(mail: str, *, visitor: Visitor) -> None:
    """Send a link to sign in, if a volunteer has this address; staff sign in with two factors."""
    if not _may_ask(mail, visitor):
        return
    account = account_of(mail)
    fits = account is not None and account.is_active and account.role == VOLUNTEER
    _write(account if fits else None, mail_links.SIGN_IN, "accounts.mail_link")


def _may_ask(mail: str, visitor: Visitor) -> bool:
    """Whether to write at all; the fourth mail to one address within minutes is silently left out."""
    db.session.rollback()
    throttle.count((throttle.MAIL_REQUESTS, visitor.network))
    try:
        throttle.count((throttle.MAILS, normal_mail(mail)))
    except throttle.TooMany:
        return False
    return True


def _write(account: Account | None, purpose: str, endpoint: str) -> None:
    region, subject_id = (account.region_id, account.id) if account else (PLATFORM, uuid.uuid4())
    with scope.of(region):
        token = mail_links.create(purpose, subject_id)
        notice = notices.write(
            purpose if purpose == mail_links.RESET else "sign_in_link",
            mail=account.mail if account else NOBODY,
            language=account.language if account else "de",
            once=f"{purpose}:{uuid.uuid4()}",
            subject_id=subject_id,
            name=account.display_name if account else "",
            address=notices.address(endpoint, token=token),
        )
        if account is None and notice is not None:
            notice.status = "cancelled"
        audit.record(f"accounts.ask_for_{purpose}", "account", account.id if account else None)
        db.session.commit()
