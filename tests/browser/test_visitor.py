"""The visitor of the browser tests: a page is judged when all of it is there."""

import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, Error
from werkzeug.serving import make_server

from tests.browser.journey_visitor import visit
from tests.look.app import make_app

pytestmark = pytest.mark.browser

SECONDS_BETWEEN = 0.5


def _in_two_parts(app: Flask) -> Flask:
    @app.after_request
    def part(response: Response) -> Response:
        if response.mimetype == "text/html":
            whole = response.get_data()
            del response.headers["Content-Length"]
            response.response = _slowly(whole[:15], whole[15:])
        return response

    return app


def _slowly(first: bytes, rest: bytes) -> Iterator[bytes]:
    yield first
    time.sleep(SECONDS_BETWEEN)
    yield rest


@pytest.fixture
def slow_address() -> Iterator[str]:
    """The building blocks over a line that holds its breath after the first bytes of a page."""
    server = make_server("127.0.0.1", 0, _in_two_parts(make_app()), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


def test_a_page_is_judged_when_all_of_it_is_there(browser: Browser, slow_address: str) -> None:
    """A click returns with the first bytes of the answer; whoever judges those falls over."""
    with visit(browser, slow_address) as person:
        person.go("/form")
        person.page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<a href=/list>Go</a>')")
        person.press("Go")
        assert person.inspected == ["/form", "/list"]


def test_judging_the_first_bytes_falls_over(browser: Browser, slow_address: str) -> None:
    """The negative control of the test above: the same click without waiting."""
    with visit(browser, slow_address) as person:
        person.go("/form")
        person.page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<a href=/list>Go</a>')")
        person.page.get_by_role("link", name="Go").click()
        with pytest.raises(Error, match="null"):
            person.inspect()
