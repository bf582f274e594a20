"""The browser that ./run test found, and the product and its demonstration to open in it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.journey_server import Running, running
from tests.browser.journey_visitor import DESK, Visitor, coordinator


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["LOTSEN_BROWSER"], args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def product(tmp_path: Path, sqlite_template: Path) -> Iterator[Running]:
    """The product, served to this test alone."""
    with running(tmp_path, sqlite_template) as product:
        yield product


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Running]:
    """The demonstration, served to the tests of one module."""
    with running(tmp_path_factory.mktemp("demonstration"), sqlite_template, is_demo=True) as product:
        yield product


@pytest.fixture
def karin(browser: Browser, demonstration: Running) -> Iterator[Visitor]:
    """The coordinator of the demonstration in front of a desk."""
    with coordinator(browser, demonstration.address, viewport=DESK) as visitor:
        yield visitor
