"""The newest results of the reader's region: what they say, how old they are, and asking for newer ones.

A page never works one out. It reads the newest, says how old it is, and where the records have changed
since, asks the job ``renew_results`` for a new one.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from flask import current_app, g, has_request_context
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

import network
from lotsen import clock, scope
from lotsen.crypto import SealBroken
from lotsen.database import change
from lotsen.errors import NotYet
from lotsen.extensions import db
from lotsen.network_results.models import KINDS, NetworkResult
from lotsen.network_results.values import BY_KEY, Kind
from lotsen.ties import snapshot

T = TypeVar("T")
VERSION_LETTERS: Final = 64
PROGRAM_LETTERS: Final = 16
COMING: Final = _l("Die Ergebnisse werden gerade berechnet, das dauert meist nur einige Sekunden.")


@dataclass(frozen=True)
class Age:
    """How old what a page says is: since when, and whether something has changed after that."""

    made_at: datetime
    is_current: bool  # nothing has changed since
    is_due: bool  # it is worked out anew at the next turn


@dataclass(frozen=True)
class Result(Age, Generic[T]):
    """A result as pages read it."""

    value: T


@dataclass(frozen=True)
class _Kept:
    """A result that this process has read already."""

    row_id: uuid.UUID
    made_at: datetime
    value: Any


_kept: dict[tuple[str, str], _Kept] = {}


def known(kind: Kind[T]) -> Result[T] | None:
    """The newest result of a kind; None where there is none yet. Asks for a newer one where records have changed."""
    row = db.session.execute(
        select(NetworkResult.id, NetworkResult.version, NetworkResult.made_at).where(NetworkResult.kind == kind.key)
    ).first()
    is_ours = row is not None and row.made_at is not None and row.version.startswith(_program())
    value = _value(kind, row.id, row.made_at) if row is not None and is_ours else None
    if row is None or value is None:
        _ask()
        return None
    is_current = row.version == version()
    is_due = not is_current and clock.now() - row.made_at >= kind.pause
    if is_due:
        _ask()
    return Result(row.made_at, is_current, is_due, value)


def newest(kind: Kind[T]) -> T:
    """What the newest result of a kind says; NotYet where there is none."""
    found = known(kind)
    if found is None:
        raise NotYet(COMING)
    return found.value


def is_current(kind: Kind[T]) -> bool:
    """Whether the newest result of a kind was worked out from the records as they are now."""
    found = known(kind)
    return found is not None and found.is_current


def age(*keys: str) -> Age | None:
    """How old the oldest of these kinds of results is; None where one of them is not there yet."""
    found = [known(BY_KEY[key]) for key in keys]
    there = [one for one in found if one is not None]
    if len(there) < len(found):
        return None
    return Age(
        min(one.made_at for one in there),
        all(one.is_current for one in there),
        any(one.is_due for one in there),
    )


def version() -> str:
    """What results hang on: the program that works them out, which comes first, the records of the region, the day."""
    return f"{_program()}{snapshot.version()}"[:VERSION_LETTERS]


@cache
def _program() -> str:
    """A word for the library and this package as they are.

    After an update every result is worked out anew, and none of the old ones is read: what a value is called, and
    where it stands, may have changed without anything that fails.
    """
    folders = (Path(str(network.__file__)).parent, Path(__file__).parent)
    files = sorted(path for folder in folders for path in folder.rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:PROGRAM_LETTERS]


def drop() -> None:
    """Empty every result of the region, in the running transaction: somebody in them must be found no more.

    The rows stay, one of each kind, and are held: whoever begins one waits until this transaction ends, and so reads
    nobody whom it takes away; whoever had begun one before does not find it theirs any more.
    """
    while True:
        nothing = {"found_sealed": None, "version": None, "made_at": None, "begun_at": None}
        change(update(NetworkResult).where(NetworkResult.region_id == scope.region_id()).values(nothing))
        missing = set(KINDS) - set(db.session.scalars(select(NetworkResult.kind)))
        try:
            with db.session.begin_nested():
                db.session.add_all(NetworkResult(kind=kind) for kind in sorted(missing))
        except IntegrityError:  # somebody began one this moment: it is there now, to be emptied as well
            continue
        return


def holds_still(kind: Kind[T], made_at: datetime) -> bool:
    """Whether a result is still the one of that moment; held until this transaction ends, so that nobody empties it."""
    row = select(NetworkResult.made_at).where(NetworkResult.kind == kind.key).with_for_update()
    return db.session.scalar(row) == made_at


def keep(kind: Kind[T], row: NetworkResult, value: T) -> None:
    """Remember what was worked out here, so that this process need not read it."""
    assert row.made_at is not None
    _kept[row.region_id, kind.key] = _Kept(row.id, row.made_at, value)


def _value(kind: Kind[T], row_id: uuid.UUID, made_at: datetime) -> T | None:
    """What a row says, read once; None where nobody can read it: its key is gone, or it was altered."""
    place = scope.region_id(), kind.key
    kept = _kept.get(place)
    if kept is None or (kept.row_id, kept.made_at) != (row_id, made_at):
        row = db.session.scalar(select(NetworkResult).where(NetworkResult.id == row_id))
        if row is None:  # dropped this moment
            return None
        try:
            value: Any = kind.read(row.found)
        except (KeyError, TypeError, ValueError, AttributeError, SealBroken):
            return None
        kept = _kept[place] = _Kept(row_id, made_at, value)
    found: T = kept.value
    return found


def _ask() -> None:
    """Have the job run once this request is answered; once a version, however many pages ask."""
    asked: dict[str, str] = current_app.extensions.setdefault("results_asked_for", {})
    if has_request_context() and asked.get(scope.region_id()) != version():
        asked[scope.region_id()] = version()
        g.wants_results = True
