"""The building blocks in a real browser: axe, phones, right to left, high contrast, weight, keyboard."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from tests.browser.axe import findings
from tests.look.app import make_app

pytestmark = pytest.mark.browser

PAGES = ("/start", "/list", "/candidates", "/front", "/form")
VIEWS = (
    ("de", 1280, "light"),
    ("de", 360, "dark"),
    ("ar", 320, "light"),
    ("ar", 1280, "dark"),
    ("uk", 320, "dark"),
)
FIRST_VISIT_BYTES = 150_000


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The app of all building blocks, served on a free port."""
    server = make_server("127.0.0.1", 0, make_app(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("language", "width", "theme"), VIEWS)
def test_a_page_suits_everybody(
    browser: Browser, address: str, path: str, language: str, width: int, theme: str
) -> None:
    """Axe finds nothing, nothing scrolls sideways, the console stays silent, no other host is asked."""
    view = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
    page = view.new_page()
    said: list[str] = []
    asked: set[str] = set()
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    page.goto(f"{address}{path}?lang={language}", wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert findings(page) == []
    assert said == []
    assert asked == {address.removeprefix("http://")}
    view.close()


def test_axe_would_find_a_field_without_label(browser: Browser, address: str) -> None:
    """The negative control of the test above."""
    page = browser.new_page()
    page.goto(f"{address}/form")
    page.evaluate("document.querySelector('label[for=name]').remove()")
    assert any(finding.startswith("label:") for finding in findings(page))
    page.close()


@pytest.mark.parametrize(("language", "font"), [("de", "latin"), ("ar", "arabic"), ("uk", "cyrillic")])
def test_a_first_visit_on_a_phone_stays_small(browser: Browser, address: str, language: str, font: str) -> None:
    """Page, style, script, pictures and the fonts of the language together, as they travel."""
    view = browser.new_context(viewport={"width": 360, "height": 740})
    page = view.new_page()
    sizes: dict[str, int] = {}
    page.on(
        "requestfinished",
        lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}),
    )
    page.goto(f"{address}/form?lang={language}", wait_until="networkidle")
    assert any(f"{font}-600" in url for url in sizes)
    assert sum(max(size, 0) for size in sizes.values()) <= FIRST_VISIT_BYTES
    assert ("arabic" in " ".join(sizes)) == (language == "ar")
    view.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_answer_shows_in_high_contrast(browser: Browser, address: str, theme: str) -> None:
    """KERN's own dot takes the colour of the page there; ours takes the colour of text."""
    view = browser.new_context(forced_colors="active", color_scheme=theme)
    page = view.new_page()
    page.goto(f"{address}/form")
    page.check("#mode-0")
    dot, text = page.evaluate(
        """() => {
            const probe = document.body.appendChild(document.createElement("i"));
            probe.style.setProperty("color", "CanvasText");
            const dot = getComputedStyle(document.querySelector("#mode-0"), "::before").backgroundColor;
            return [dot, getComputedStyle(probe).color];
        }"""
    )
    assert dot == text
    view.close()


def test_on_an_arabic_page_the_label_stands_left_of_its_box(browser: Browser, address: str) -> None:
    """KERN has no right-to-left rules of its own."""
    view = browser.new_context(viewport={"width": 1280, "height": 800})
    page = view.new_page()
    page.goto(f"{address}/form?lang=ar")
    box, label = page.locator("#mode-0").bounding_box(), page.locator("label[for=mode-0]").bounding_box()
    assert box is not None
    assert label is not None
    assert label["x"] + label["width"] <= box["x"] + 1
    view.close()


def test_a_refused_form_starts_at_its_faults_and_leads_to_the_fields(browser: Browser, address: str) -> None:
    """By keyboard alone: the summary has the focus, its links reach field and group."""
    page = browser.new_page()
    page.goto(f"{address}/form")
    page.focus(".form-actions button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")
    page.wait_for_function("document.activeElement.className === 'error-summary'")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "name"
    page.focus(".error-summary a[href='#mode-0']")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "mode-0"
    page.close()


def test_a_menu_opens_without_a_script_and_closes_on_escape_with_one(browser: Browser, address: str) -> None:
    """The navigation of a phone is a details element."""
    bare = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = bare.new_page()
    page.goto(f"{address}/start")
    page.click(".menu--navigation summary")
    assert page.locator(".menu--navigation a").first.is_visible()
    bare.close()
    view = browser.new_context(viewport={"width": 360, "height": 740})
    page = view.new_page()
    page.goto(f"{address}/start")
    page.click(".menu--navigation summary")
    page.keyboard.press("Escape")
    assert not page.locator(".menu--navigation a").first.is_visible()
    view.close()


def test_rows_grow_without_a_script(browser: Browser, address: str) -> None:
    """The button that adds a row sends the form, and what was typed stays."""
    view = browser.new_context(java_script_enabled=False)
    page = view.new_page()
    page.goto(f"{address}/form")
    page.fill("#name", "Amira")
    page.click("button[name=languages-add]")
    assert page.locator(".rows__row").count() == 2
    assert page.input_value("#name") == "Amira"
    view.close()
