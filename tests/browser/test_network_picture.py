"""The picture of the network in the browser: by keyboard, wheel, button and finger, on a phone and without a script."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.journey_server import Running
from tests.browser.journey_visitor import PHONE, Visitor, coordinator

pytestmark = pytest.mark.browser


def _box(page: Page) -> list[float]:
    return [float(part) for part in page.get_attribute(".network__picture:visible svg", "viewBox").split()]


def _focus(page: Page) -> str | None:
    return page.evaluate("document.activeElement.dataset.node ?? null")


def test_the_picture_is_walked_with_the_keyboard(karin: Visitor) -> None:
    """One tab stop, arrows to every node, Enter to the row of the node, Escape back, plus and minus zoom."""
    karin.go("/netzwerk")
    page = karin.page
    karin.tab_to("[data-node]")
    first, seen = _focus(page), set()
    for key in [one for one in ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft") for _ in range(6)]:
        page.keyboard.press(key)
        seen.add(_focus(page))
    assert len(seen) >= 5
    page.keyboard.press("Home")
    assert _focus(page) == first
    assert page.inner_text(".network-sentence") != ""
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('tr').id") == f"row-{first}"
    page.keyboard.press("Escape")
    assert _focus(page) == first
    whole = _box(page)
    page.keyboard.press("+")
    closer = _box(page)
    assert closer[2] < whole[2]
    page.keyboard.press("-")
    assert _box(page) == whole
    page.keyboard.press("+")
    page.keyboard.press("Escape")
    assert _box(page) == whole


def test_wheel_and_buttons_zoom_and_words_dim(karin: Visitor) -> None:
    """The wheel alone scrolls the page; with Ctrl it zooms; the box stays within the picture; Enter finds a word."""
    karin.go("/netzwerk")
    page = karin.page
    whole = _box(page)
    page.locator(".network__picture:visible svg").hover()
    page.mouse.wheel(0, -200)
    assert _box(page) == whole
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_function("document.querySelector('.network__picture svg').classList.contains('is-zoomed')")
    for _ in range(9):
        page.click("[data-zoom=in]")
    x, y, width, height = _box(page)
    assert width == pytest.approx(whole[2] / 8)
    assert x >= 0
    assert y >= 0
    assert x + width <= whole[2] + 1e-6
    assert y + height <= whole[3] + 1e-6
    page.click("[data-zoom=all]")
    assert _box(page) == whole
    page.fill("#network-search", "büdingen")
    assert page.locator("[data-node].is-dim:visible").count() == page.locator("[data-node]:visible").count() - 1
    assert page.locator(".network__found").inner_text() == "Gefunden: 1"
    page.press("#network-search", "Enter")
    assert _focus(page) == "06440004"
    page.fill("#network-search", "lindner")
    assert "Nichts gefunden" in page.locator(".network__found").inner_text()
    karin.inspect()
    page.fill("#network-search", "")
    assert page.locator(".network__found").inner_text() == ""


def test_whoever_looks_closer_sees_more_names_and_less_legend(browser: Browser, demonstration: Running) -> None:
    """On a phone most names have no room at first; letters grow less than the land, and the whole comes back."""
    seen = """() => {
        const frame = document.querySelector(".network__picture--phone"), box = frame.getBoundingClientRect();
        const is_seen = (name) => getComputedStyle(name).visibility === "visible";
        const shown = [...frame.querySelectorAll(".label")].filter(is_seen);
        const legend = frame.querySelector(".legend").getBoundingClientRect();
        return {
            names: shown.length,
            letters: shown[0].getBoundingClientRect().height,
            legend: Math.max(0, Math.min(legend.bottom, box.bottom) - Math.max(legend.top, box.top)),
        };
    }"""
    with coordinator(browser, demonstration.address, viewport=PHONE) as visitor:
        visitor.go("/netzwerk")
        before = visitor.page.evaluate(seen)
        for _press in range(3):
            visitor.page.click("[data-zoom=in]")
        after = visitor.page.evaluate(seen)
        assert before["legend"] > 100
        assert after["legend"] == 0
        assert after["names"] > before["names"]
        assert before["letters"] < after["letters"] < 2 * before["letters"]
        visitor.page.click("[data-zoom=all]")
        assert visitor.page.evaluate(seen) == pytest.approx(before, abs=0.01)


def test_two_fingers_zoom(browser: Browser, demonstration: Running) -> None:
    """On a phone, without the page growing."""
    with coordinator(browser, demonstration.address, viewport=PHONE, has_touch=True) as visitor:
        visitor.go("/netzwerk")
        visitor.page.evaluate(
            """() => {
                const svg = document.querySelector(".network__picture--phone svg");
                const finger = (id, x) => new Touch({ identifier: id, target: svg, clientX: x, clientY: 300 });
                for (const [type, far] of [["touchstart", 40], ["touchmove", 120]]) {
                    const touches = [finger(1, 150 - far / 2), finger(2, 150 + far / 2)];
                    svg.dispatchEvent(new TouchEvent(type, { touches, cancelable: true, bubbles: true }));
                }
            }"""
        )
        assert _box(visitor.page)[2] == pytest.approx(340 / 3)


def test_without_a_script_every_node_is_a_link(browser: Browser, demonstration: Running) -> None:
    """No buttons that do nothing; a municipality opens with a click."""
    with coordinator(browser, demonstration.address, has_scripts=False) as visitor:
        visitor.go("/netzwerk")
        assert not visitor.page.locator(".network__tools").is_visible()
        assert visitor.page.locator("#network-help").inner_text() == "Alle Angaben stehen auch in der Tabelle."
        visitor.page.locator("[data-node='06440004']:visible .focus-ring").click(force=True)
        visitor.page.wait_for_url("**gemeinde=06440004")


def test_on_a_phone_the_picture_is_read_and_touched(browser: Browser, demonstration: Running) -> None:
    """It fits without scrolling, letters are as large as small print, and every municipality has room for a finger."""
    measured = """() => {
        const frame = document.querySelector(".network__picture--phone");
        const sizes = (what) => [...frame.querySelectorAll(`${what}:not([visibility])`)]
            .map((one) => one.getBoundingClientRect());
        return {
            sideways: frame.scrollWidth - frame.clientWidth,
            outside: sizes("text").filter((box) => box.left < 0 || box.right > innerWidth).length,
            letters: Math.min(...sizes("text").map((box) => box.height)),
            fingers: Math.min(...sizes(".node .focus-ring").map((box) => box.width)),
            names: sizes(".labels text").length,
        };
    }"""
    with coordinator(browser, demonstration.address, viewport=PHONE, has_touch=True) as visitor:
        page = visitor.page
        for address in ("/netzwerk", "/netzwerk?gemeinde=06440004", "/netzwerk/verlauf"):
            visitor.go(address)
            assert not page.locator(".network__picture--desk").is_visible()
            found = page.evaluate(measured)
            assert (found["sideways"], found["outside"]) == (0, 0), address
            assert round(found["letters"], 2) >= 12, address  # the browser measures in 64ths of a pixel
            assert found["fingers"] >= 24, address
            assert found["names"] >= 5, address
        visitor.go("/netzwerk")
        page.locator("[data-node='06440004']:visible .focus-ring").tap(force=True)
        page.wait_for_url("**gemeinde=06440004")


def test_on_an_arabic_page_the_picture_keeps_its_words(karin: Visitor) -> None:
    """Title and legend stand inside the drawing; turned round with the page they would run out of it."""
    karin.go("/netzwerk?lang=ar")
    page = karin.page
    outside = """() => {
        const drawing = document.querySelector(".network__picture--desk svg"), svg = drawing.getBoundingClientRect();
        return [...drawing.querySelectorAll(".picture-head text, .legend text")]
            .filter(text => text.getBoundingClientRect().left < svg.left).length;
    }"""
    assert page.evaluate(outside) == 0
    page.evaluate("document.querySelector('.network__picture').style.setProperty('direction', 'rtl')")
    assert page.evaluate(outside) > 0
    karin.go("/netzwerk?lang=de")


def test_enter_opens_the_folded_table_of_another_day(karin: Visitor) -> None:
    """The row that belongs to a sign gets the focus, also where the table was folded."""
    karin.go("/netzwerk/verlauf?vor=2")
    karin.tab_to("[data-node]")
    first = _focus(karin.page)
    karin.page.keyboard.press("Enter")
    assert karin.page.evaluate("document.activeElement.closest('tr')?.id") == f"row-{first}"
