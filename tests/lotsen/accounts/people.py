"""Accounts with a known password for tests, and what their owners do."""

import re
from functools import cache

import pyotp
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.accounts import passwords
from lotsen.accounts.models import Account
from lotsen.audit.models import AuditEntry
from lotsen.database import own_transaction
from lotsen.extensions import db
from lotsen.notices.models import Notice
from tests import factories
from tests.conftest import HERE
from tests.pages import Pages

PASSWORD = "ziegel wolke trompete neun"


@cache
def password_hash() -> str:
    """The hash of PASSWORD; made once, because it takes its time."""
    return passwords.hash_password(PASSWORD)


def somebody(role: str = "coordinator", region: str = HERE, **values: object) -> Account:
    """An account that can sign in with PASSWORD (and, for staff, a code), committed."""
    with scope.of(region):
        account = factories.account(role, **{"password_hash": password_hash(), **values})
        key = account.id
        db.session.commit()
        with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
            return session.scalars(select(Account).where(Account.id == key)).one()


def code(step: int = 0) -> str:
    """The code that an app with the seed of the factory shows."""
    return pyotp.TOTP(factories.TOTP_SEED).at(clock.now(), counter_offset=step)


def give_password(pages: Pages, account: Account, password: str = PASSWORD, status: int = 302, **options: object):
    """Fill the sign-in form."""
    return pages.post("/konto/anmelden", {"mail": account.mail, "password": password}, status, **options)


def sign_in(pages: Pages, account: Account) -> None:
    """Sign in as a person would, with both factors where they are wanted."""
    answer = give_password(pages, account)
    if "/konto/zweiter-faktor" in answer.location:
        pages.post("/konto/zweiter-faktor", {"code": code()})


def is_in(pages: Pages) -> bool:
    """Whether this browser reaches a page that wants a session."""
    return pages.client.get("/konto/anmeldungen").status_code == 200


def mails(kind: str) -> list[Notice]:
    """The mails of one kind that were written, oldest first."""
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        return list(session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.created_at)))


def link_in(notice: Notice) -> str:
    """The path of the link in a mail."""
    found = re.search(r"http://[^/]+(/\S+)", notice.body)
    assert found, notice.body
    return found.group(1)


def actions() -> list[str]:
    """What the record says happened, in order, over all regions."""
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.at, AuditEntry.seq)))


def second_browser(app: Flask) -> Pages:
    """Another device."""
    return Pages(app)
