"""The link to fewer mails at the foot of each: signed, for as long as an invitation to answer, without signing in.

It names the mail, not its reader, and opens one page: how mails come to the address that this one went to. Where
the mail went out once more to a corrected address, the link in the old mailbox opens nothing any more.
Opening it changes nothing, so that a scanner that follows links changes nothing either.
"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Final

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.audit import service as audit
from lotsen.database import find, own_transaction
from lotsen.errors import NotFound
from lotsen.notices.models import Notice

LIFETIME: Final = timedelta(days=60)  # as long as the longest of the other links; the mail is kept for 90 days


def token(notice: Notice) -> str:
    """The secret part of the address: which mail, until when, and to whom it went."""
    until = int((notice.created_at + LIFETIME).timestamp())
    return str(_signer().dumps([notice.id.hex, until, _whose(notice)]))


def enter(given: str) -> Notice:
    """The mail of a link, in whose region the rest of this request works; NotFound for anything else."""
    key, whose = _read(given)
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        region = session.scalar(select(Notice.region_id).where(Notice.id == key))
    if region is None:
        raise NotFound
    scope.enter(region)
    audit.act_as(audit.Actor("link"))
    notice = find(select(Notice).where(Notice.id == key))
    if notice.mail_index is None or _whose(notice) != whose:
        raise NotFound
    return notice


def _whose(notice: Notice) -> str:
    """Enough of the keyed index of an address to tell two of them apart."""
    return (notice.mail_index or b"").hex()[:16]


def _read(given: str) -> tuple[uuid.UUID, str]:
    try:
        key, until, whose = _signer().loads(given)
        found, ends_at = uuid.UUID(str(key)), datetime.fromtimestamp(int(until), UTC)
    except (BadSignature, ValueError, TypeError, OverflowError) as error:
        raise NotFound from error
    if ends_at <= clock.now():
        raise NotFound
    return found, str(whose)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="lotsen.notices.fewer")
