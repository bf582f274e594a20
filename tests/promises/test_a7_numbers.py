"""A7: numbers do not betray people. Groups of nought to six, and one person more or less."""

import re
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask

from lotsen import clock, scope, suppression
from lotsen.extensions import db
from tests import factories
from tests.conftest import HERE
from tests.lotsen.help_requests.scene import Desk, sign_in
from tests.pages import Pages
from tests.promises.world import settled

VIEWS = ("sprache", "bedarf", "gemeinde", "monat", "art")
SMALL = {"languages": [{"language": "tir", "level": 7}], "ags": factories.NIDDA}


def _ago(days: int):
    """Some day well before the present month, always in the same year as the others."""
    end = clock.now().replace(day=1) - timedelta(days=5)
    return end - timedelta(days=days)


def _people(count: int, *, when=None, **person) -> None:
    manager = factories.account("case_manager")
    for _ in range(count):
        newcomer = factories.newcomer(manager, **person)
        factories.help_request(newcomer, opened_at=when or _ago(0), needs=["kita" if person else "behoerde"])
    db.session.commit()


def _texts(desk: Desk) -> dict[str, bytes]:
    """Every page and file of the statistics, without what is new each time."""
    found = {f"/statistik/?sicht={view}": b"" for view in VIEWS}
    found |= {f"/statistik/export/statistik.{end}?sicht={view}": b"" for view in VIEWS for end in ("csv", "xlsx")}
    found |= {"/statistik/bericht": b"", "/statistik/export/sachbericht.csv": b""}
    return {url: _plain(desk.get(url).data) for url in found}


def _plain(body: bytes) -> bytes:
    if body.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(body)) as book:
            names = [name for name in book.namelist() if name.startswith("xl/")]
            return b"".join(book.read(name) for name in sorted(names))
    return re.sub(rb'content="[^"]{40,}"', b"", settled(body))


@pytest.fixture
def desk(app: Flask, here: str, pages: Pages) -> Desk:
    """A coordinator of a region with forty people who speak Arabic."""
    coordinator = factories.account("coordinator")
    _people(40)
    return sign_in(pages, coordinator)


@pytest.mark.parametrize("count", range(7))
def test_a_group_has_a_name_from_five_people_on(desk: Desk, count: int) -> None:
    """Fewer than five are neither named nor to be worked out from the total."""
    with scope.of(HERE):
        _people(count, **SMALL)
    texts = _texts(desk)
    shown = {url for url, body in texts.items() if b"Tigrinya" in body}
    assert bool(shown) is (count >= 5)
    csv = texts["/statistik/export/statistik.csv?sicht=sprache"].decode()
    assert ("Arabisch;40" in csv) is (count in {0, 5, 6})
    if 0 < count < 5:
        assert f";{count};" not in csv


@pytest.mark.parametrize("before", range(7))
def test_one_person_more_changes_nothing_until_five_have_come(desk: Desk, before: int) -> None:
    """The difference attack: the same pages before and after somebody asks, byte for byte."""
    with scope.of(HERE):
        _people(before, **SMALL)
    first = _texts(desk)
    with scope.of(HERE):
        _people(1, when=clock.now(), **SMALL)
    second = _texts(desk)
    assert {url for url in first if first[url] != second[url]} == set()


def test_without_the_guard_the_small_group_is_seen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: with a limit of one, three people have a name."""
    monkeypatch.setattr(suppression, "LEAST", 1)
    with scope.of(HERE):
        _people(3, **SMALL)
    assert any(b"Tigrinya" in body for body in _texts(desk).values())
