"""Somebody in front of a browser, whose every page is inspected: axe, phone width, console, foreign hosts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from tests.browser.axe import findings

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
NARROWEST = 320


class Visitor:
    """One person with one browser; ``inspect`` judges the page in front of her."""

    def __init__(self, page: Page, address: str, examiner: Page | None = None) -> None:
        self.page, self.address, self.examiner = page, address, examiner
        self.faults: list[str] = []
        self.inspected: list[str] = []
        page.on("console", lambda message: self.faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("dialog", lambda question: question.accept())
        page.on("request", lambda request: self._note_host(request.url))

    def go(self, path: str) -> None:
        """Open an address of ours and inspect what it shows."""
        self.page.goto(path if path.startswith("http") else self.address + path)
        self.inspect()

    def press(self, name: str, *, within: str = "main") -> None:
        """Press the button, or follow the link, that is called so, and inspect what follows."""
        places = self.page.locator(within)
        named = places.get_by_role("button", name=name, exact=True).or_(
            places.get_by_role("link", name=name, exact=True)
        )
        self.follow(named.first)

    def follow(self, leading: Locator) -> None:
        """Click on what leads to another page and inspect that page, never the one that is about to go."""
        with self.page.expect_navigation():
            leading.click()
        self.inspect()

    def step_into(self, role: str) -> None:
        """Take a role of the demonstration; where that leads is inspected among all pages, not here."""
        self.page.goto(f"{self.address}/vorfuehrung")
        with self.page.expect_navigation():
            self.page.locator(f"form[action='/vorfuehrung/{role}'] button").click()

    def tab_to(self, selector: str, *, most: int = 80) -> None:
        """Press Tab until the focus is there; more than so many presses is no way for anybody."""
        for _press in range(most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} is not reached with the Tab key")

    def type_keys(self, *typed: str) -> None:
        """Type texts and press keys, in this order; the last one leads to another page."""
        for text in typed[:-1]:
            if text == "Tab":
                self.page.keyboard.press(text)
            else:
                self.page.keyboard.type(text)
        with self.page.expect_navigation():
            self.page.keyboard.press(typed[-1])

    def fill(self, **typed: str) -> None:
        """Type into fields by their names."""
        for name, text in typed.items():
            self.page.fill(f"main [name='{name}']", text)

    def tick(self, *named: str) -> None:
        """Choose boxes and answers, written ``name`` or ``name=value``."""
        for one in named:
            name, _equals, value = one.partition("=")
            self.page.check(f"main input[name='{name}']" + (f"[value='{value}']" if value else ""))

    def choose(self, **chosen: str) -> None:
        """Choose from lists by the value of the entry."""
        for name, value in chosen.items():
            self.page.select_option(f"main select[name='{name}']", value)

    def sees(self, text: str) -> bool:
        """Whether the page says so."""
        return text in self.page.inner_text("main")

    @property
    def heading(self) -> str:
        """What the page is called."""
        return self.page.inner_text("h1")

    def inspect(self) -> None:
        """No finding of axe, no sideways scroll at 320 pixels, on the page as it is now."""
        here = self.page.url.removeprefix(self.address)
        page = self._copy() if self.examiner else self.page
        self.faults += [f"axe on {here}: {one}" for one in findings(page)]
        size = page.viewport_size
        assert size is not None
        page.set_viewport_size({"width": NARROWEST, "height": size["height"]})
        too_wide: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if too_wide > 0:
            self.faults.append(f"{here} is {too_wide} pixels wider than a small phone")
        page.set_viewport_size(size)
        self.inspected.append(here)

    def _copy(self) -> Page:
        """The page once more where scripts may run, because axe is one; nothing is asked for twice."""
        assert self.examiner is not None
        html = self.page.content()
        self.examiner.unroute_all()
        self.examiner.route(self.page.url, lambda route: route.fulfill(body=html, content_type="text/html"))
        self.examiner.goto(self.page.url)
        return self.examiner

    def _note_host(self, url: str) -> None:
        if not url.startswith((self.address, "data:")):
            self.faults.append(f"foreign request: {url}")


@contextmanager
def visit(browser: Browser, address: str, *, has_scripts: bool = True, **view: Any) -> Iterator[Visitor]:
    """Sit down in front of a browser of one's own; afterwards nothing must have been found."""
    shown = {"locale": "de-DE", "viewport": DESK, **view}
    with browser.new_context(**shown, java_script_enabled=has_scripts) as context:
        context.set_default_timeout(20_000)
        examiner = None if has_scripts else browser.new_context(**shown).new_page()
        visitor = Visitor(context.new_page(), address, examiner)
        yield visitor
        if examiner:
            examiner.context.close()
    assert visitor.inspected, "nothing was inspected"
    assert not visitor.faults, "\n".join(visitor.faults)


@contextmanager
def coordinator(browser: Browser, address: str, **view: Any) -> Iterator[Visitor]:
    """The coordinator of the demonstration region; every page that she sees is inspected."""
    with visit(browser, address, **view) as visitor:
        visitor.step_into("coordinator")
        yield visitor
