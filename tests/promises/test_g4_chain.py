"""G4: nobody alters the record quietly. Two hundred tries of each attack, all found, the first bad entry named."""

import random
import threading
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text

from lotsen import clock, scope
from lotsen.audit import service as audit
from lotsen.audit.models import AuditEntry, AuditHead
from lotsen.database import own_transaction
from lotsen.extensions import db
from tests.conftest import HERE

LENGTH, TRIES = 40, 200


@pytest.fixture
def chain(app: Flask) -> audit.Anchor:
    """A chain of forty entries, and its anchor kept outside."""
    for number in range(LENGTH):
        with own_transaction(region=HERE) as session:
            audit.record("tests.write", "thing", uuid.uuid4(), session=session, number=number)
    return next(anchor for anchor in audit.anchors() if anchor.region_id == HERE)


def _entries() -> list[AuditEntry]:
    statement = select(AuditEntry).where(AuditEntry.region_id == HERE).order_by(AuditEntry.seq)
    return list(db.session.scalars(statement))


def _edit(dice: random.Random) -> int:
    entry = dice.choice(_entries())
    entry.facts = {"number": -1 - dice.randrange(100)}
    return entry.seq


def _delete(dice: random.Random) -> int:
    entry = dice.choice(_entries()[:-1])
    db.session.delete(entry)
    return entry.seq


def _swap(dice: random.Random) -> int:
    first, second = sorted(dice.sample(_entries(), 2), key=lambda entry: entry.seq)
    first.facts, second.facts = second.facts, first.facts
    return first.seq


def _insert(dice: random.Random) -> int:
    entries = _entries()
    place = dice.randrange(1, LENGTH)
    for entry in reversed(entries[place:]):
        entry.seq += 1
        db.session.flush()
    db.session.add(
        AuditEntry(
            region_id=HERE, seq=place + 1, at=clock.now(), role="job", action="tests.forge", subject="thing",
            mac=dice.randbytes(32),
        )
    )  # fmt: skip
    return place + 1


def _truncate(dice: random.Random) -> int:
    """Cut the end off and set the head to fit, as somebody with the database in hand can."""
    entries = _entries()
    keep = dice.randrange(1, LENGTH)
    for entry in entries[keep:]:
        db.session.delete(entry)
    _set_head(keep, entries[keep - 1].mac)
    return keep + 1


def _forge(dice: random.Random) -> int:
    """Write the whole chain anew with a key of one's own."""
    before, start = audit.START, dice.randrange(LENGTH)
    key = dice.randbytes(32)
    import hashlib
    import hmac

    for entry in _entries():
        if entry.seq > start:
            entry.facts = {"number": 0}
            entry.mac = hmac.digest(key, audit._message(entry, before), hashlib.sha256)
        before = entry.mac
    _set_head(LENGTH, before)
    return start + 1


def _set_head(seq: int, mac: bytes) -> None:
    head = db.session.scalars(select(AuditHead).where(AuditHead.region_id == HERE)).one()
    head.seq, head.mac = seq, mac


ATTACKS: dict[str, Callable[[random.Random], int]] = {
    "edit": _edit,
    "delete": _delete,
    "swap": _swap,
    "insert": _insert,
    "truncate": _truncate,
    "forge": _forge,
}


def _found(app: Flask, chain: audit.Anchor, attack: str, tries: int) -> int:
    """How many of the attacks are found at the right entry; each one is taken back."""
    dice, found = random.Random(7), 0
    for _ in range(tries):
        with scope.of(HERE), db.session.no_autoflush:
            first_bad = ATTACKS[attack](dice)
            db.session.flush()
            fault = audit.verify(HERE, chain)
            found += fault is not None and fault.seq == first_bad
            db.session.rollback()
    return found


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_attack_is_found(app: Flask, chain: audit.Anchor, attack: str) -> None:
    """All of them, and the first bad entry is named."""
    assert _found(app, chain, attack, TRIES) == TRIES


def test_negative_control_an_untouched_chain_holds(app: Flask, chain: audit.Anchor) -> None:
    """No false alarm, with and without the anchor."""
    assert audit.verify(HERE) is None
    assert audit.verify(HERE, chain) is None


def test_negative_control_without_the_anchor_a_cut_is_not_seen(app: Flask, chain: audit.Anchor) -> None:
    """This is what the anchor outside is for."""
    with scope.of(HERE):
        _truncate(random.Random(1))
        db.session.flush()
        assert audit.verify(HERE) is None
        assert audit.verify(HERE, chain) is not None
        db.session.rollback()


def test_parallel_writers_do_not_fork_the_chain(any_app: Flask) -> None:
    """Fifty at once queue up at the head."""
    start = threading.Barrier(50)

    def write(number: int) -> None:
        with any_app.app_context():
            start.wait()
            with own_transaction(region=HERE) as session:
                audit.record("tests.write", "thing", session=session, number=number)
            db.session.remove()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (head,) = [anchor for anchor in audit.anchors() if anchor.region_id == HERE]
    assert head.seq == 50
    assert audit.verify(HERE) is None


def test_a_row_changed_by_raw_sql_is_found(app: Flask, chain: audit.Anchor) -> None:
    """Somebody with the database file in hand, past all our code."""
    with scope.everywhere("test"):
        db.session.execute(text("UPDATE audit_entry SET role = 'job2' WHERE seq = 17"))
        db.session.commit()
    fault = audit.verify(HERE)
    assert fault is not None
    assert fault.seq == 17
