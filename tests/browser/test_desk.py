"""The matching desk in a real browser: solve, read why, fix, rule out, compare, ask."""

import re

import pytest
from playwright.sync_api import Browser

from tests.browser.journey_server import Running
from tests.browser.journey_visitor import Visitor, visit

pytestmark = pytest.mark.browser


def test_a_coordinator_asks_people_from_the_optimum(browser: Browser, demonstration: Running) -> None:
    """Nothing happens before the last click; then the chosen lines say that somebody is asked."""
    with visit(browser, demonstration.address) as karin:
        karin.step_into("coordinator")
        karin.press("Abgleich", within=".site-nav")
        karin.press("Besten Abgleich rechnen")
        served, asked, by_hand = _tiles(karin)
        assert by_hand <= served <= asked
        assert served > 0
        _read_why(karin)
        first = karin.page.url
        before = _notices(demonstration)
        person = _fix_the_first(karin)
        assert karin.page.url != first  # a new run; the old one stays to compare
        assert karin.page.locator("main tr", has_text=person).get_by_text("festgelegt").count()
        karin.press("Zwei vergleichen")
        karin.go(first)
        assert _notices(demonstration) == before
        _ask_one(karin)
        assert _notices(demonstration) == before + 1


def _tiles(karin: Visitor) -> tuple[int, int, int]:
    """Served, asked, and served by hand, as the page says it."""
    text = karin.page.inner_text("main")
    served, asked = (int(number) for number in re.search(r"(\d+) von (\d+)", text).groups())
    by_hand = re.search(r"wären es der Reihe nach von Hand\s*(\d+)", text).group(1)
    return served, asked, int(by_hand)


def _read_why(karin: Visitor) -> None:
    """The full reasons stand behind one press."""
    why = karin.page.locator("details.why").first
    assert not why.locator("li, dd").first.is_visible()
    why.locator("summary").click()
    assert why.locator("li, dd").first.is_visible()
    karin.inspect()


def _fix_the_first(karin: Visitor) -> str:
    row = karin.page.locator("main tr", has=karin.page.locator("button[value=fest]")).first
    person = row.locator("a[href^='/ehrenamtliche/']").inner_text()
    karin.follow(row.locator("button[value=fest]"))
    return person


def _ask_one(karin: Visitor) -> None:
    """Leave one line chosen, ask, and see it marked."""
    boxes = karin.page.locator("input[name=lines]")
    for place in range(1, boxes.count()):
        boxes.nth(place).uncheck()
    karin.press("Ausgewählte jetzt fragen")
    assert karin.sees("Eine Person wird gefragt.")
    assert karin.page.locator("main td", has_text="gefragt").count()


def _notices(product: Running) -> int:
    return sum(action == "proposals.propose" for action in product.audit_actions())
