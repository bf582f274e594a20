"""Take the pictures of this folder from a running demonstration.

    ./run demo
    .venv/bin/python docs/images/make.py [http://127.0.0.1:8000]

Needs a browser: LOTSEN_BROWSER, else Chromium or Chrome from the PATH. The demonstration shows invented
people only; never point this at a real installation.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, Response, sync_playwright

FOLDER = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDTH, HEIGHT = 1280, 960


def browser_program() -> str:
    """The browser of this machine; a sentence and exit status 1 where there is none."""
    for name in (os.environ.get("LOTSEN_BROWSER", ""), *BROWSERS):
        if found := shutil.which(name):
            return found
    sys.exit("No browser found: set LOTSEN_BROWSER=/path/to/chromium.")


def take_network(page: Page, url: str) -> None:
    """The network of the Landkreis, as its coordinator sees it."""
    page.goto(f"{url}/vorfuehrung")
    with page.expect_navigation():
        page.click('form[action$="/vorfuehrung/coordinator"] button')
    page.on("response", _must_be_well)  # a page without its style sheet is no picture of it
    page.goto(f"{url}/netzwerk", wait_until="networkidle")
    page.locator("figure[data-network]").screenshot(path=FOLDER / "network.png")


def _must_be_well(response: Response) -> None:
    if not response.ok:
        sys.exit(f"{response.url} answered {response.status}.")


def main() -> None:
    """Take every picture."""
    url = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="de-DE", color_scheme="light")
        take_network(page, url)
        browser.close()


if __name__ == "__main__":
    main()
