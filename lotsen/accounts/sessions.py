"""Server-side sessions: a random token in a cookie, its hash and its limits in the database.

Every request looks its session up, so ending one, deactivating an account or changing a role holds
from the next request on, in every process.
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, Request
from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lotsen import clock, scope
from lotsen.accounts.models import Account, Passkey, SignIn
from lotsen.crypto import token_hash
from lotsen.database import change, own_transaction
from lotsen.extensions import login_manager
from lotsen.settings import Settings, current_settings
from lotsen.volunteers.sealed_columns import open_sealed, sealed_column

#: Everybody but volunteers sees people, so a password alone opens nothing for them.
STAFF_ROLES = frozenset({"case_manager", "coordinator", "region_admin", "auditor", "operator"})
Answer = TypeVar("Answer", bound=Response)
TOUCH_EVERY = timedelta(seconds=60)
HALF_LASTS = timedelta(minutes=10)  # the time to find the telephone with the code


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in: a value, not a row, so that pages cannot change the account by accident."""

    id: uuid.UUID
    region_id: str
    role: str
    display_name: str
    language: str
    sign_in_id: uuid.UUID
    confirmed_at: datetime | None
    needs_second_factor_set_up: bool
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """The key of the account, as flask-login wants it."""
        return str(self.id)


def cookie_name(settings: Settings) -> str:
    """The session cookie; the prefix ties it to this host and to https."""
    return "__Host-lotsen" if settings.is_https else "lotsen"


def start(session: Session, account: Account, *, is_complete: bool, device: str = "") -> str:
    """Open a session for an account and give its token; older tokens of this browser are not reused."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    session.add(
        SignIn(
            region_id=account.region_id,
            account_id=account.id,
            token_hash=token_hash(token),
            is_complete=is_complete,
            confirmed_at=now if is_complete else None,
            last_seen_at=now,
            ends_at=now + (timedelta(hours=current_settings().session_hours) if is_complete else HALF_LASTS),
            device=device[:80],
        )
    )
    return token


def set_cookie(response: Answer, token: str) -> Answer:
    """Give the browser its token."""
    settings = current_settings()
    response.set_cookie(cookie_name(settings), token, httponly=True, secure=settings.is_https, samesite="Lax", path="/")
    return response


def clear_cookie(response: Answer) -> Answer:
    """Take the token from the browser, with every page it keeps of us.

    Not all cookies: the language and the known device are no secrets and serve the next sign-in.
    """
    settings = current_settings()
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.delete_cookie(cookie_name(settings), httponly=True, secure=settings.is_https, samesite="Lax", path="/")
    return response


def find(request: Request, *, is_complete: bool = True) -> SignIn | None:
    """The running session of a request, complete or still owing its second factor."""
    token = request.cookies.get(cookie_name(current_settings()))
    if not token:
        return None
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        return session.scalar(select(SignIn).where(*_holds(token, is_complete=is_complete)))


def _holds(token: str, *, is_complete: bool) -> list[ColumnElement[bool]]:
    """What must be true of the session behind a token."""
    now = clock.now()
    return [
        SignIn.token_hash == token_hash(token),
        SignIn.is_complete == is_complete,
        SignIn.ended_at.is_(None),
        SignIn.ends_at > now,
        SignIn.last_seen_at > now - timedelta(minutes=current_settings().idle_minutes),
    ]


def end(session: Session, *, account_id: uuid.UUID, only: uuid.UUID | None = None, but: uuid.UUID | None = None) -> int:
    """End one session of an account, all but one, or all of them; how many were still running."""
    statement = update(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
    if only is not None:
        statement = statement.where(SignIn.id == only)
    if but is not None:
        statement = statement.where(SignIn.id != but)
    return change(statement.values(ended_at=clock.now()), session)


def running(session: Session, account_id: uuid.UUID) -> list[SignIn]:
    """The sessions of an account that would still let somebody in, the latest first."""
    now = clock.now()
    statement = select(SignIn).where(
        SignIn.account_id == account_id,
        SignIn.is_complete,
        SignIn.ended_at.is_(None),
        SignIn.ends_at > now,
        SignIn.last_seen_at > now - timedelta(minutes=current_settings().idle_minutes),
    )
    return list(session.scalars(statement.order_by(SignIn.last_seen_at.desc())))


def confirm(session: Session, sign_in_id: uuid.UUID) -> None:
    """Note that whoever holds this session gave a factor just now."""
    change(update(SignIn).where(SignIn.id == sign_in_id).values(confirmed_at=clock.now()), session)


def _load(request: Request) -> SignedIn | None:
    """Who sends this request; called by flask-login once per request, so it is one query of columns."""
    token = request.cookies.get(cookie_name(current_settings()))
    if not token:
        return None
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        row = session.execute(_whose(token)).one_or_none()
    if row is None:
        return None
    _touch(row.sign_in_id, row.last_seen_at)
    return SignedIn(
        id=row.id,
        region_id=row.region_id,
        role=row.role,
        display_name=open_sealed(Account, "display_name", row.region_id, row.id, row.display_name_sealed),
        language=row.language,
        sign_in_id=row.sign_in_id,
        confirmed_at=row.confirmed_at,
        needs_second_factor_set_up=row.role in STAFF_ROLES and not row.has_second_factor,
    )


def _whose(token: str) -> Select[Any]:
    """The active account behind a token, with its session."""
    has_seed = sealed_column(Account, "totp_seed").is_not(None)
    has_passkey = select(Passkey.id).where(Passkey.account_id == Account.id).exists()
    return (
        select(
            Account.id, Account.region_id, Account.role, Account.language, sealed_column(Account, "display_name"),
            SignIn.id.label("sign_in_id"), SignIn.last_seen_at, SignIn.confirmed_at,
            or_(has_seed, has_passkey).label("has_second_factor"),
        )
        .join(SignIn, SignIn.account_id == Account.id)
        .where(Account.is_active, *_holds(token, is_complete=True))
    )  # fmt: skip


def _touch(sign_in_id: uuid.UUID, last_seen_at: datetime) -> None:
    """Keep a used session awake; at most one write a minute."""
    now = clock.now()
    if now - last_seen_at < TOUCH_EVERY:
        return
    with own_transaction(region=scope.EVERYWHERE) as session:
        session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now))


def add_sessions(app: Flask) -> None:
    """Let flask-login find accounts by our sessions."""
    login_manager.init_app(app)
    login_manager.session_protection = None  # there is no identity in the form cookie to protect
    login_manager.request_loader(_load)
