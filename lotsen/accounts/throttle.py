"""How often something may be tried, counted in the database: exact across threads and processes.

Tries are counted before they are made, in buckets of a minute. A new one is allowed while the last
six buckets together (more than any five minutes) hold fewer than the limit. Whoever succeeds gives
the count back, so that a whole town hall behind one address can sign in. The longest anybody waits
is six minutes after the last try that counted.
"""

import ipaddress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lotsen import clock, crypto, scope
from lotsen.accounts.models import AttemptCount
from lotsen.database import own_transaction
from lotsen.errors import LotsenError
from lotsen.extensions import db

BUCKET_SECONDS = 60
BUCKETS = 6  # six whole minutes cover every span of five
LOCK_ROW = 0  # a bucket that counts nothing: writing it makes parallel tries wait for each other


class TooMany(LotsenError):
    """Too many tries; the sentence is the same whether the account exists or not."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self) -> None:
        super().__init__(
            _l("Das waren zu viele Versuche. Bitte warten Sie fünf Minuten und versuchen Sie es dann noch einmal.")
        )


@dataclass(frozen=True)
class Limit:
    """How many tries of one kind one subject has in five minutes."""

    kind: str
    most: int


ACCOUNT = Limit("account", 5)  # passwords tried for one mail address, known or not
ADDRESS = Limit("address", 20)  # failures from one network address
DEVICE = Limit("device", 5)  # passwords tried on a device that has signed this account in before
CODES = Limit("codes", 10)  # codes tried for one account, over several sign-ins
MAILS = Limit("mails", 3)  # mails asked for one address
MAIL_REQUESTS = Limit("mail_requests", 20)  # mails asked from one network address
FEED_GUESSES = Limit("feed_guesses", 20)  # calendars asked for from one network address that do not exist
FEED = Limit("feed", 30)  # one calendar, fetched by all the programs of its owner
CHALLENGE = Limit("challenge", 1)  # a passkey challenge is answered once

Subject = tuple[Limit, str]
Receipt = list[tuple[bytes, int]]


def network_of(address: str | None) -> str:
    """The network that counts as one visitor: an IPv4 address, or the /64 that one household gets.

    >>> network_of("192.0.2.7"), network_of("2001:db8::17:4"), network_of(None)
    ('192.0.2.7', '2001:db8::/64', '')
    """
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((ip, 64), strict=False))


def count(*subjects: Subject) -> Receipt:
    """Count one try for every subject, or for none: TooMany when one of them has none left."""
    keys = sorted((_key(subject), subject[0].most) for subject in subjects)
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        _check(session, keys)  # an attack in full swing costs a read, not a write
    with own_transaction(region=scope.EVERYWHERE) as session:
        for key, _most in keys:
            _add(session, key, LOCK_ROW, 0)
        _check(session, keys)
        bucket = _bucket()
        for key, _most in keys:
            _add(session, key, bucket, 1)
    return [(key, bucket) for key, _most in keys]


def give_back(receipt: Receipt) -> None:
    """Take back what was counted for a try that succeeded."""
    with own_transaction(region=scope.EVERYWHERE) as session:
        for key, bucket in receipt:
            _add(session, key, bucket, -1)


def forget_old() -> None:
    """Delete counters nobody asks for any more, in the running transaction of a job."""
    old = AttemptCount.window.between(LOCK_ROW + 1, _bucket() - BUCKETS)
    db.session.execute(delete(AttemptCount).where(old).execution_options(synchronize_session=False))
    counted = select(AttemptCount.subject_hash).where(AttemptCount.window > LOCK_ROW)
    unused = (AttemptCount.window == LOCK_ROW) & AttemptCount.subject_hash.not_in(counted)
    db.session.execute(delete(AttemptCount).where(unused).execution_options(synchronize_session=False))


def _bucket() -> int:
    return int(clock.now().timestamp()) // BUCKET_SECONDS


def _key(subject: Subject) -> bytes:
    limit, who = subject
    return crypto.ring().index(who, f"tries:{limit.kind}")


def _check(session: Session, keys: list[tuple[bytes, int]]) -> None:
    for key, most in keys:
        recent = select(func.coalesce(func.sum(AttemptCount.count), 0)).where(
            AttemptCount.subject_hash == key, AttemptCount.window > _bucket() - BUCKETS
        )
        if (session.scalar(recent) or 0) >= most:
            raise TooMany


def _add(session: Session, key: bytes, window: int, tries: int) -> None:
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = dialect.insert(AttemptCount).values(subject_hash=key, window=window, region_id="00", count=tries)
    session.execute(
        row.on_conflict_do_update(index_elements=["subject_hash", "window"], set_={"count": AttemptCount.count + tries})
    )
