"""Drafts of sign-ups: kept on the server after every step, found again by a cookie or a mailed link.

Drafts lie in the platform's region, each change in a short transaction of its own: it must stand even
when the step itself is refused.
"""

import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from lotsen import clock
from lotsen.audit import service as audit
from lotsen.crypto import token_hash
from lotsen.database import own_transaction
from lotsen.extensions import db
from lotsen.forms import Form
from lotsen.regions.models import PLATFORM
from lotsen.sign_ups.models import SignUpDraft

LIFETIME = timedelta(days=7)
LONGEST_ANSWER = 2000  # longer than every limit of the forms, so that nothing typed in earnest is cut

Typed = dict[str, list[str]]


@dataclass(frozen=True)
class Draft:
    """A draft as a value: what was typed on each screen, and how the sign-up ended if it did."""

    id: uuid.UUID
    created_at: datetime
    answers: Mapping[str, Typed]
    is_finished: bool

    def typed(self, step: str) -> MultiDict[str, str]:
        """What was typed on one screen, as a browser would send it; empty where nothing was."""
        found = self.answers.get(step, {})
        return MultiDict([(name, value) for name, values in found.items() for value in values])


@contextmanager
def _platform(*, reads_only: bool = False) -> Iterator[Session]:
    """A transaction in the platform's region; the request's own gives way, or they would wait for each other."""
    db.session.rollback()
    with own_transaction(region=PLATFORM, reads_only=reads_only) as session:
        yield session


def find(token: str | None) -> Draft | None:
    """The draft of a browser, if it has one that is not too old."""
    if not token:
        return None
    with _platform(reads_only=True) as session:
        row = _row(session, token)
        return _value(row) if row else None


def keep(token: str | None, step: str, typed: Typed) -> str:
    """Keep what was typed on one screen; the token of the draft, a fresh one where there was none."""
    with _platform() as session:
        row = _row(session, token) if token else None
        if row is None or row.finished_at is not None:
            token = secrets.token_urlsafe(32)
            row = SignUpDraft(region_id=PLATFORM, token_hash=token_hash(token), answers={})
            session.add(row)
        row.answers = {**row.answers, step: typed}
        audit.record("sign_ups.keep_draft", row, session=session, step=step)
    assert token is not None
    return token


def renew(draft_id: uuid.UUID, session: Session) -> str | None:
    """Give a draft a new token, in the running transaction: the bearer of the mailed link goes on with it."""
    row = session.scalar(select(SignUpDraft).where(SignUpDraft.id == draft_id, _is_fresh()))
    if row is None or row.finished_at is not None:
        return None
    token = secrets.token_urlsafe(32)
    row.token_hash = token_hash(token)
    audit.record("sign_ups.resume", row, session=session)
    return token


def finish(draft: Draft, answers: Mapping[str, Typed]) -> None:
    """Forget what was typed; keep only what the last page needs to say the same again."""
    with _platform() as session:
        row = session.scalar(select(SignUpDraft).where(SignUpDraft.id == draft.id))
        if row is not None:
            row.answers, row.finished_at = dict(answers), clock.now()


def discard(token: str | None) -> None:
    """Delete a draft for good."""
    with _platform() as session:
        row = _row(session, token) if token else None
        if row is not None:
            audit.record("sign_ups.discard_draft", row, session=session)
            session.delete(row)


def forget_old() -> int:
    """Delete drafts that are older than seven days; how many. A job."""
    with _platform() as session:
        old = list(session.scalars(select(SignUpDraft).where(~_is_fresh())))
        for row in old:
            session.delete(row)
        return len(old)


def typed_in(form: Form) -> Typed:
    """Everything that was typed into a form, by the names of its controls; the token is left out."""
    return {
        str(field.name): [str(value)[:LONGEST_ANSWER] for value in field.raw_data]
        for field in _controls(form)
        if field.raw_data and field.type != "CSRFTokenField"
    }


def _controls(fields: Iterable[Any]) -> Iterator[Any]:
    for field in fields:
        if field.type == "RowList":
            yield from _controls(field.entries)
        elif field.type == "FormField":
            yield from _controls(field.form)
        else:
            yield field


def _is_fresh() -> Any:
    return SignUpDraft.created_at > clock.now() - LIFETIME


def _row(session: Session, token: str) -> SignUpDraft | None:
    return session.scalar(select(SignUpDraft).where(SignUpDraft.token_hash == token_hash(token), _is_fresh()))


def _value(row: SignUpDraft) -> Draft:
    answers: Any = row.answers
    return Draft(row.id, row.created_at, answers, row.finished_at is not None)
