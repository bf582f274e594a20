"""A7: numbers do not betray people. Groups of nought to six, and one person more or less."""

import re
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask

from lotsen import clock, scope, suppression
from lotsen.extensions import db
from lotsen.statistics import flows, sachbericht, service
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


def _tandems(still_running: int, ended: int) -> None:
    """Tandems that began in January of the year that counts, some of them over after two weeks."""
    opened = _ago(0).replace(month=1, day=5)
    for number in range(still_running + ended):
        request = factories.help_request(factories.newcomer(), opened_at=opened)
        over = {
            "status": "abgeschlossen", "is_running": False,
            "end_reason": "ziel_erreicht" if number % 2 else "zeit_vorbei",
            "ended_on": clock.day_of(opened) + timedelta(days=14),
        }  # fmt: skip
        factories.tandem(request, created_at=opened, **(over if number < ended else {}))
    db.session.commit()


@pytest.mark.parametrize(("still_running", "ended"), [(2, 22), (0, 24), (22, 2), (24, 0), (12, 12)])
def test_begun_less_ended_does_not_tell_how_few_still_run(here: str, still_running: int, ended: int) -> None:
    """Of three numbers of which one is hidden, a second one is hidden too, on the page and in the Sachbericht."""
    _tandems(still_running, ended)
    year = service.years()[0]
    found = service.of_year(year, "sprache")
    assert found is not None
    shown = (found.begun_count, found.ends.total, found.running_count)
    both_are_big = min(still_running, ended) >= suppression.LEAST
    assert shown.count(None) == (0 if both_are_big else 2)
    ends = sachbericht.of_year(year).parts[-1].lines[-1][1]
    assert (ends is None) is not both_are_big


def test_without_the_rule_the_difference_tells(here: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: twenty-four began and twenty-two ended."""
    monkeypatch.setattr(flows, "hidden", lambda *_given: (False, None))
    _tandems(2, 22)
    found = service.of_year(service.years()[0], "sprache")
    assert found is not None
    assert (found.begun_count or 0) - (found.ends.total or 0) == 2


def test_reasons_for_a_no_do_not_add_up_to_a_hidden_answer(here: str) -> None:
    """Twelve no and two yes: the answers are pooled, so the reasons may not say that twelve of them were no."""
    asked = _ago(0)
    for number in range(14):
        request = factories.help_request(factories.newcomer(), opened_at=asked)
        reason = ("keine_zeit" if number % 2 else "zu_weit") if number < 12 else None
        factories.proposal(
            request, status="abgelehnt" if reason else "angenommen", decline_reason=reason, asked_at=asked,
            answered_at=asked,
        )  # fmt: skip
    db.session.commit()
    found = service.of_year(service.years()[0], "sprache")
    assert found is not None
    assert (found.answers.lines, found.declines.lines) == ([(None, 14)], [])
