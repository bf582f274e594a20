"""Write and verify the audit chain.

Each region has its own chain. An entry's MAC covers its content and the MAC before, with a key that
lies outside the database, so that an edited, removed, inserted or exchanged entry is found. The head
is locked while an entry is added: parallel writers queue up instead of forking the chain.
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flask import g, has_request_context
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lotsen import clock, crypto, scope
from lotsen.audit.models import AuditEntry, AuditHead, AuditStart
from lotsen.audit.trimming import seal_of
from lotsen.database import own_transaction
from lotsen.extensions import db
from lotsen.rows import RegionRow

START = b"lotsennetz audit chain"
PLATFORM = "00"


@dataclass(frozen=True)
class Actor:
    """Who does something: an account with its role, a bearer of a signed link, a job, or nobody known."""

    role: str
    account_id: uuid.UUID | None = None


@dataclass(frozen=True)
class ChainFault:
    """The first entry at which a chain does not hold, and why."""

    region_id: str
    seq: int
    reason: str


@dataclass(frozen=True)
class Anchor:
    """How long a chain was on some day, and its last MAC."""

    region_id: str
    seq: int
    mac: bytes


def act_as(actor: Actor) -> None:
    """Say who acts for the rest of this request."""
    g.actor = actor


def actor() -> Actor:
    """Who acts now."""
    return g.get("actor") or Actor("anonymous" if has_request_context() else "job")


def record(
    action: str,
    subject: RegionRow | str,
    subject_id: uuid.UUID | None = None,
    *,
    session: Session | None = None,
    region: str | None = None,
    **facts: object,
) -> AuditEntry:
    """Add an entry to the chain, in the transaction of the change itself.

    ``action`` is ``feature.verb``. ``subject`` is the row, or the name of a kind of row. ``facts`` are
    codes, numbers, dates and ids, never a name or a text.
    """
    session = session or db.session()
    if isinstance(subject, RegionRow):
        subject_id, region = subject.id, subject.region_id
    kind = subject if isinstance(subject, str) else subject.__tablename__
    head = _locked_head(session, region or scope.region_id())
    entry = _next_entry(head, action, kind, subject_id, facts)
    session.add(entry)
    session.flush()
    return entry


def record_each(action: str, subjects: Iterable[tuple[RegionRow, Mapping[str, object]]]) -> None:
    """The same of many rows of one region, each with its facts: one entry for each, and one wait for the chain."""
    rows = list(subjects)
    if rows:
        head = _locked_head(db.session(), scope.region_id())
        db.session.add_all([_next_entry(head, action, row.__tablename__, row.id, facts) for row, facts in rows])
        db.session.flush()


def _next_entry(
    head: AuditHead, action: str, subject: str, subject_id: uuid.UUID | None, facts: Mapping[str, object]
) -> AuditEntry:
    """The entry that follows a head, which moves on to it."""
    who = actor()
    entry = AuditEntry(
        region_id=head.region_id,
        seq=head.seq + 1,
        at=clock.now(),
        account_id=who.account_id,
        role=who.role,
        action=action,
        subject=subject,
        subject_id=subject_id,
        facts={name: _plain(value) for name, value in facts.items() if value is not None},
        mac=b"",
    )
    entry.mac = crypto.ring().audit_mac(_message(entry, head.mac))
    head.seq, head.mac = entry.seq, entry.mac
    return entry


def hold(region: str) -> None:
    """Keep everybody else from adding to a region's chain until this transaction ends."""
    _locked_head(db.session(), region)


def saw(action: str, subject: RegionRow | str, subject_id: uuid.UUID | None = None, **facts: object) -> None:
    """Note that a person was looked at; written before the answer leaves the house, or there is no answer."""
    if isinstance(subject, RegionRow):
        subject_id, subject = subject.id, subject.__tablename__
    g.setdefault("looks", []).append((action, subject, subject_id, facts))


def record_refusal(endpoint: str) -> None:
    """Note that somebody knocked at a door that is closed to the role."""
    with own_transaction(region=scope.region_id()) as session:
        record("access.refuse", "endpoint", session=session, endpoint=endpoint)


def write_looks() -> None:
    """Write what this request looked at, in a transaction of its own. Called by the app after each view."""
    looks = g.pop("looks", [])
    if not looks:
        return
    db.session.rollback()  # a reader's snapshot must not stand in the way of the writer
    with own_transaction(region=scope.region_id()) as session:
        for action, subject, subject_id, facts in looks:
            record(action, subject, subject_id, session=session, **facts)


def verify(region: str, anchor: Anchor | None = None) -> ChainFault | None:
    """Walk a region's chain from its start; None when it holds, else its first fault.

    An ``anchor`` kept outside the database also finds a chain that was cut short or written anew.
    """
    with scope.everywhere("verification of the audit chain"):
        start = _start(region)
        if start is None:
            return ChainFault(region, 1, "start forged")
        seq, before = start
        if anchor and seq == anchor.seq and before != anchor.mac:
            return ChainFault(region, seq, "written anew")
        for entry in _entries(region):
            seq += 1
            if entry.seq != seq:
                return ChainFault(region, seq, "missing")
            if crypto.ring().audit_mac(_message(entry, before)) != entry.mac:
                return ChainFault(region, seq, "altered")
            before = entry.mac
            if anchor and seq == anchor.seq and before != anchor.mac:
                return ChainFault(region, seq, "written anew")
        head = db.session.scalar(select(AuditHead).where(AuditHead.region_id == region))
    if (head.seq, head.mac) != (seq, before) if head else seq:
        return ChainFault(region, seq + 1, "truncated")
    if anchor and seq < anchor.seq:
        return ChainFault(region, seq + 1, "truncated")
    return None


def anchors() -> list[Anchor]:
    """The heads of all chains, to be kept outside (printed, mailed)."""
    with scope.everywhere("anchors of the audit chains"):
        return [Anchor(h.region_id, h.seq, h.mac) for h in db.session.scalars(select(AuditHead))]


def _start(region: str) -> tuple[int, bytes] | None:
    """Number and MAC before the first entry that is kept; None where its seal does not hold."""
    start = db.session.scalar(select(AuditStart).where(AuditStart.region_id == region))
    if start is None:
        return 0, START
    return (start.seq, start.mac) if start.seal == seal_of(region, start.seq, start.mac) else None


def _entries(region: str) -> Iterator[AuditEntry]:
    statement = select(AuditEntry).where(AuditEntry.region_id == region).order_by(AuditEntry.seq)
    yield from db.session.scalars(statement.execution_options(yield_per=1000))


def _locked_head(session: Session, region: str) -> AuditHead:
    lock = select(AuditHead).where(AuditHead.region_id == region).with_for_update()
    head = session.scalar(lock)
    if head is not None:
        return head
    session.flush()
    try:
        with session.begin_nested():  # the very first entries of a region may come at the same moment
            session.add(AuditHead(region_id=region, seq=0, mac=START))
    except IntegrityError:
        session.expire_all()
    return session.scalars(lock).one()


def _plain(value: object) -> object:
    if isinstance(value, uuid.UUID | date):
        return str(value)
    return value


def _message(entry: AuditEntry, before: bytes) -> bytes:
    content = [
        entry.region_id,
        entry.seq,
        entry.at.isoformat(),
        str(entry.account_id or ""),
        entry.role,
        entry.action,
        entry.subject,
        str(entry.subject_id or ""),
        entry.facts,
    ]
    return before + json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
