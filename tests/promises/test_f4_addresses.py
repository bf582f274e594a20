"""F4: no name, contact or secret stands in an address, where logs, histories and referrers would keep it."""

import re
from html import unescape
from urllib.parse import parse_qsl, unquote_plus, urlsplit

import pytest
from flask import Flask

from lotsen import clock, scope
from lotsen.volunteers import search_words
from tests import factories
from tests.conftest import HERE
from tests.lotsen.help_requests.scene import Desk, sign_in
from tests.pages import Pages
from tests.promises.canaries import plant
from tests.promises.conftest import Sown
from tests.promises.test_a4_canaries import CANARY
from tests.promises.visits import VISITORS, Visitor, address, rules

ADDRESS = re.compile(r'\b(?:href|src|action|formaction|data-lookup)="([^"]*)"')
#: What a person presses on purpose to write or to call, and no server ever sees.
NOT_OURS = ("mailto:", "tel:", "sms:")
PERSONAL = re.compile(r"[^/?&=]+@[^/?&=]+\.[a-z]+|\+49\d{6,}")
MOST_PAGES = 200


def addresses_in(html: str) -> list[str]:
    """Every address that a page offers, as a server would read it."""
    found = (unescape(one) for one in ADDRESS.findall(html))
    return [unquote_plus(one) for one in found if not one.startswith(NOT_OURS)]


def personal(url: str) -> bool:
    """Whether an address gives somebody away: one of the planted words, a mail address, a number."""
    return bool(CANARY.search(url.encode()) or PERSONAL.search(url))


@pytest.mark.parametrize("role", VISITORS)
def test_no_page_offers_an_address_with_a_person_in_it(sown: Sown, role: str) -> None:
    """Every page of the router and all that pages lead to, with a word of its own in every text of the region."""
    planted = plant(HERE, everywhere=False)
    public = {canary for canary, column in planted.items() if column == "organisation.website"}
    visitor = Visitor(sown.app, sown.here, role)
    waiting = [address(sown.app, rule, sown.here) for rule in rules(sown.app) if "GET" in (rule.methods or ())]
    seen, told = set(waiting), set()
    for url in waiting:  # grows while it is walked through
        answer = visitor.open("GET", url)
        told |= {unquote_plus(answer.headers.get("Location", ""))}
        if answer.mimetype == "text/html":
            for link in addresses_in(answer.get_data(as_text=True)):
                told.add(link)
                if link.startswith("/") and len(seen) < MOST_PAGES and link not in seen:
                    seen.add(link)
                    waiting.append(link)
    assert {url for url in told if personal(url)} <= public
    assert len(told) > 10


@pytest.fixture
def desk(app: Flask, here: str) -> Desk:
    """A coordinator, and somebody to look for."""
    for _ in range(60):
        factories.volunteer(last_name="Sommerfeld", mail=None, phone="+4915112345678")
    return sign_in(Pages(app), factories.account("coordinator"))


def test_a_search_by_name_leaves_no_name_in_any_address(desk: Desk) -> None:
    """The form is a POST; where it leads to, its pages, orders and filters are links without the name."""
    for typed in ("Sommerfeld", "+49 151 12345678"):
        there = desk.post("/ehrenamtliche/suche", {"q": typed, "mode": "lotse"}, 303).headers["Location"]
        assert "mode=lotse" in there
        shown = desk.get(there).text
        assert "60 Personen" in shown
        assert f'value="{typed}"'.replace("+", "+") in unescape(shown)
        links = [link for link in addresses_in(shown) if link.startswith("/ehrenamtliche/?")]
        further = next(link for link in links if "page=2" in link)
        assert "Sommerfeld" in desk.get(further).text
        assert any("sort=" in link for link in links)
        for link in [there, *links]:
            assert "sommerfeld" not in unquote_plus(link).lower()
            assert "12345678" not in link


def test_only_filters_come_along(desk: Desk) -> None:
    """What no field of the form is called stays out of the address, and harms nothing."""
    there = desk.post("/ehrenamtliche/suche", {"q": "x", "_external": "1", "_anchor": "y", "next": "z"}, 303)
    assert set(dict(parse_qsl(urlsplit(there.headers["Location"]).query))) == {"suche"}


def test_a_name_typed_into_an_address_is_not_searched_for(desk: Desk) -> None:
    """Nobody gets used to the old way."""
    assert "60 Personen" in desk.get("/ehrenamtliche/?q=Niemand").text


def test_a_sealed_word_ends_with_the_day_and_at_the_border(desk: Desk) -> None:
    """An old one, one of another region and nonsense find everybody and say that the search is over."""
    with scope.of(HERE):
        word = search_words.seal("Sommerfeld")
        with clock.moved_to(clock.now() - 2 * search_words.LIFETIME):
            old = search_words.seal("Sommerfeld")
    with scope.of("06435"):
        foreign = search_words.seal("Sommerfeld")
    assert "abgelaufen" not in desk.get(f"/ehrenamtliche/?suche={word}").text
    for other in (old, foreign, word[:-4], "%C3%BC", "="):
        assert "abgelaufen" in desk.get(f"/ehrenamtliche/?suche={other}").text


def test_the_same_name_looks_different_each_time(app: Flask, here: str) -> None:
    """Whoever reads a log cannot even count."""
    assert search_words.seal("Sommerfeld") != search_words.seal("Sommerfeld")


@pytest.mark.parametrize(
    "url", ["/ehrenamtliche/?q=Qz0123abcdx", "/konto?mail=a%40example.org", "/x?phone=%2B4915112345"]
)
def test_a_person_in_an_address_would_be_noticed(url: str) -> None:
    """The negative control: the page of yesterday, and its like."""
    (found,) = addresses_in(f'<a href="{url}">x</a>')
    assert personal(found)
    assert urlsplit(found).path
