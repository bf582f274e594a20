"""G1: a stolen disk shows no name, contact or note; a ciphertext that was moved or altered does not open."""

import itertools
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from lotsen import crypto, scope
from lotsen.crypto import SealBroken
from lotsen.extensions import db
from lotsen.jobs import soon
from lotsen.rows import Data, RegionRow
from tests import databases, factories
from tests.conftest import ELSEWHERE, HERE
from tests.promises.canaries import plant, sealed
from tests.promises.world import ROWS, sow

PEOPLE = 150


def _write_people() -> list[str]:
    """People with values that nothing else has; the values."""
    known = []
    with scope.of(HERE):
        for number in range(PEOPLE):
            words = {name: f"{name}-Zwq{number:04}ü" for name in ("first_name", "last_name", "phone", "message")}
            words["mail"] = f"zwq{number:04}@example.org"
            factories.volunteer(**words)
            known += words.values()
        db.session.commit()
    return known


def _bytes_on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def _found(known: list[str], disk: bytes) -> list[str]:
    forms = {
        word: (word.encode(), word.encode("utf-16-le"), repr(word)[1:-1].encode("unicode_escape")) for word in known
    }
    return [word for word, written in forms.items() if any(form in disk for form in written)]


def test_no_known_value_is_readable_on_the_disk(app: Flask, tmp_path: Path) -> None:
    """More than 750 names, numbers and texts: neither in the database, its WAL, nor the queue of jobs."""
    known = _write_people()
    sow(HERE, factories.BUEDINGEN, "63654")
    planted = {word: place for word, place in plant(HERE).items() if _is_sealed(place)}
    soon(app, "deliver_due")
    disk = _bytes_on_disk(tmp_path)
    assert len(disk) > 1_000_000
    assert {path.name for path in tmp_path.iterdir()} >= {"lotsen.sqlite", "lotsen.sqlite-wal", "jobs.sqlite"}
    assert len(known) + len(planted) > 750
    assert _found([*known, *planted], disk) == []


def _is_sealed(place: str) -> bool:
    table, column = place.removeprefix("another ").split(".")
    return column in sealed(ROWS[table])


def test_an_open_value_would_be_found(app: Flask, tmp_path: Path) -> None:
    """The negative control: the name of an organisation is public and stands on the disk."""
    with scope.of(HERE):
        factories.organisation(name="Verein Zwq9999ü")
        db.session.commit()
    assert _found(["Verein Zwq9999ü"], _bytes_on_disk(tmp_path)) == ["Verein Zwq9999ü"]


PLACES = ("volunteer.first_name|06440|a", "volunteer.last_name|06440|a", "newcomer.alias|06440|a",
          "volunteer.first_name|06435|a", "volunteer.first_name|06440|b")  # fmt: skip


@pytest.mark.parametrize(("made_for", "put_at"), list(itertools.permutations(PLACES, 2)))
def test_a_sealed_value_opens_only_where_it_belongs(app: Flask, made_for: str, put_at: str) -> None:
    """Not in another column, table, region or row."""
    value = crypto.ring().seal("Amina", made_for)
    assert crypto.ring().open(value, made_for) == "Amina"
    with pytest.raises(SealBroken):
        crypto.ring().open(value, put_at)


def test_no_altered_bit_is_overlooked(app: Flask) -> None:
    """Every single bit of a sealed value, its key number and nonce included."""
    value = crypto.ring().seal("Amina Haddad", PLACES[0])
    for position in range(len(value) * 8):
        altered = bytearray(value)
        altered[position // 8] ^= 1 << position % 8
        with pytest.raises(SealBroken):
            crypto.ring().open(bytes(altered), PLACES[0])


@pytest.mark.parametrize("length", [0, 1, 12, 13, 28])
def test_a_cut_value_is_refused(app: Flask, length: int) -> None:
    """Too short to be one."""
    with pytest.raises(SealBroken):
        crypto.ring().open(crypto.ring().seal("Amina", PLACES[0])[:length], PLACES[0])


def test_a_list_sealed_value_by_value_opens_as_the_list(app: Flask) -> None:
    """Nothing tells from it in how many pieces it was made; an empty one is an empty list."""
    for values in ([{"name": "Öz"}, None, [1, "a,b"]], []):
        sealed = crypto.ring().seal_each(iter(values), PLACES[0])
        assert crypto.ring().open(sealed, PLACES[0]) == values


def test_equal_values_look_different_each_time(app: Flask) -> None:
    """Nobody can tell that two people share a name; but the blind index finds a mail address again."""
    assert len({crypto.ring().seal("Amina", PLACES[0]) for _ in range(200)}) == 200
    assert (
        crypto.mail_index(" A@Example.org") == crypto.mail_index("a@example.ORG") != crypto.mail_index("b@example.org")
    )


@pytest.fixture
def two(any_app: Flask) -> Iterator[tuple[uuid.UUID, uuid.UUID]]:
    """Two volunteers of two regions, stored."""
    keys = []
    for region, ags in ((HERE, factories.BUEDINGEN), (ELSEWHERE, factories.GELNHAUSEN)):
        with scope.of(region):
            keys.append(factories.volunteer(ags=ags).id)
            db.session.commit()
    yield keys[0], keys[1]
    db.session.remove()


@pytest.mark.parametrize("column", ["last_name_sealed", "mail_sealed"])
def test_a_value_exchanged_inside_the_database_does_not_open(two: tuple[uuid.UUID, uuid.UUID], column: str) -> None:
    """An administrator of the server who swaps two cells is found out at the next reading."""
    mine, other = two
    with scope.everywhere("test"):
        value = db.session.scalar(text(f"SELECT {column} FROM volunteer WHERE id = :key"), {"key": _stored(other)})
        db.session.execute(
            text(f"UPDATE volunteer SET {column} = :value WHERE id = :key"), {"value": value, "key": _stored(mine)}
        )
        db.session.commit()
        row = db.session.query(ROWS["volunteer"]).filter_by(id=mine).one()
        with pytest.raises(SealBroken):
            getattr(row, column.removesuffix("_sealed"))


def _stored(key: uuid.UUID) -> object:
    return key.hex if db.engine.dialect.name == "sqlite" else key


def test_an_older_key_still_opens_and_a_lost_one_is_told(tmp_path: Path, app: Flask) -> None:
    """A new key seals from now on; without the old one, old values stay shut."""
    old = crypto.ring().seal("Amina", PLACES[0])
    second = "2:" + "RERE" * 10 + "REQ="
    turned = databases.make_app(tmp_path, field_keys=f"{second},{databases.SECRETS['field_keys']}")
    lost = databases.make_app(tmp_path, field_keys=second)
    assert turned.extensions["key_ring"].open(old, PLACES[0]) == "Amina"
    assert turned.extensions["key_ring"].seal("Amina", PLACES[0])[0] == 2
    with pytest.raises(SealBroken):
        lost.extensions["key_ring"].open(old, PLACES[0])


def test_every_sealed_attribute_is_written_as_bytes(app: Flask) -> None:
    """Derived from the tables: none of them has a plain twin."""
    for row in ROWS.values():
        if issubclass(row, RegionRow):
            for name, attribute in sealed(row).items():
                assert name not in row.__table__.columns
                assert attribute.data in {Data.IDENTITY, Data.SENSITIVE, Data.SECRET}
