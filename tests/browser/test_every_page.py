"""F2 and look: every page, as every role, in a real browser, with the demonstration's people in it.

No other host is asked, the security policy is never broken, the console stays silent, axe finds
nothing, nothing scrolls sideways on a narrow phone. The list of pages is the router's.
"""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select
from werkzeug.serving import make_server

from lotsen import scope
from lotsen.access import PERMISSIONS, Door
from lotsen.accounts import sessions
from lotsen.accounts.models import Account
from lotsen.database import own_transaction
from lotsen.demonstration.service import fill
from lotsen.extensions import db
from lotsen.rows import RegionRow
from tests import databases, network_results
from tests.browser.axe import findings
from tests.conftest import HERE
from tests.promises.visits import WORDS, WORDS_OF, is_allowed, is_key, rules
from tests.promises.world import ROWS, TABLE_OF_KEY

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
ROLES = ("anonymous", "volunteer", "case_manager", "coordinator", "region_admin", "auditor", "operator")
NARROW, WIDE = {"width": 320, "height": 700}, {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def demonstration(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """The product with the demonstration's people, served on a free port."""
    folder = tmp_path_factory.mktemp("demonstration")
    shutil.copyfile(sqlite_template, folder / "lotsen.sqlite")
    app = databases.make_app(folder, is_demo=True)
    app.config["TESTING"] = False
    with app.app_context():
        fill(seed=7)
        db.session.remove()
    network_results.run_before_pages(app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield app, f"http://127.0.0.1:{server.port}"
    server.shutdown()


def _keys(app: Flask, account: Account | None) -> dict[str, str]:
    """A row of each table in the Wetteraukreis, the volunteer's own where she has one."""
    found = {}
    for table, row in ROWS.items():
        if issubclass(row, RegionRow):
            query = select(row).where(row.region_id == HERE).order_by(row.created_at.desc())
            for key in ("account_id",) if account is not None and table != "account" else ():
                if key in row.__table__.columns:
                    query = query.order_by(None).order_by((row.account_id == account.id).desc())
            for key, of in (("volunteer_id", "volunteer"),):
                if key in row.__table__.columns and of in found:
                    query = query.order_by(None).order_by((row.volunteer_id == found[of]).desc())
            first = db.session.scalar(query.limit(1))
            found[table] = first.id if first is not None else None
    return found


def pages_of(app: Flask, role: str) -> tuple[list[str], str | None]:
    """Every address that a role opens, and her session."""
    with app.app_context(), scope.everywhere("test"):
        account = None
        if role != "anonymous":
            query = select(Account).where(Account.role == role, Account.region_id.in_((HERE, "00")))
            account = db.session.scalars(query.order_by(Account.password_hash.is_(None))).first()
        keys = _keys(app, account)
        found = []
        for rule in rules(app):
            is_page = "GET" in (rule.methods or ()) and PERMISSIONS[rule.endpoint] not in {Door.LINK, Door.HALF}
            if not is_page or not (is_allowed(rule, role) or PERMISSIONS[rule.endpoint] is Door.DEMO):
                continue
            values = {
                name: keys.get(TABLE_OF_KEY.get(name) or name.removesuffix("_id")) if is_key(rule, name)
                else WORDS_OF.get(rule.endpoint, {}).get(name, WORDS.get(name))
                for name in rule.arguments
            }  # fmt: skip
            if None not in values.values():
                found.append(rule.build(values)[1])
        db.session.remove()
        token = None
        if account is not None:
            with own_transaction(region=scope.EVERYWHERE) as session:
                token = sessions.start(session, account, is_complete=True)
    return found, token


def _watched(view: BrowserContext) -> tuple[Page, list[str], set[str]]:
    """A page whose console, faults and requests are written down."""
    page = view.new_page()
    said: list[str] = []
    asked: set[str] = set()
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("request", lambda request: asked.add(request.url.split("/")[2]) if "//" in request.url else None)
    return page, said, asked


@pytest.mark.parametrize("role", ROLES)
def test_every_page_suits_everybody(
    browser: Browser, demonstration: tuple[Flask, str], role: str, tmp_path: Path
) -> None:
    """All that the role can open: silent, alone with its server, accessible, narrow, and valid."""
    app, address = demonstration
    urls, token = pages_of(app, role)
    view = browser.new_context(viewport=WIDE)
    if token:
        view.add_cookies([{"name": "lotsen", "value": token, "url": address}])
    page, said, asked = _watched(view)
    wrong: dict[str, list[str]] = {}
    for url in urls:
        faults = _look(page, f"{address}{url}", tmp_path / f"{url.strip('/').replace('/', '-') or 'start'}.html")
        faults += [line for line in said if not any(status in line for status in ("403", "404", "409"))]
        said.clear()
        if faults:
            wrong[url] = faults
    view.close()
    invalid = _invalid(tmp_path)
    assert (wrong, asked, invalid) == ({}, {address.removeprefix("http://")}, "")
    assert len(urls) >= 5


def _look(page: Page, url: str, copy: Path) -> list[str]:
    """Open one page and say what is wrong with it."""
    answer = page.request.get(url)
    if "text/html" not in answer.headers.get("content-type", ""):
        return [] if answer.ok else [f"status {answer.status}"]
    page.goto(url, wait_until="load")
    body = answer.text()
    if body.lstrip().lower().startswith("<!doctype"):
        copy.write_text(body, encoding="utf-8")
    else:
        return []  # a part of a page, put into one by a script
    faults = [] if answer.status in {200, 403, 404, 409} else [f"status {answer.status}"]
    faults += findings(page)
    page.set_viewport_size(NARROW)
    sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.set_viewport_size(WIDE)
    return faults + ([f"scrolls {sideways} px sideways at 320"] if sideways > 0 else [])


def _invalid(folder: Path) -> str:
    """What the HTML standard says about all pages at once."""
    if not list(folder.glob("*.html")):
        return ""
    done = subprocess.run(
        [ROOT / ".venv/bin/node", ROOT / "node_modules/html-validate/bin/html-validate.mjs", "--preset=standard",
         "--formatter=text", *sorted(folder.glob("*.html"))],
        capture_output=True, text=True, check=False, cwd=folder,
    )  # fmt: skip
    return done.stdout[-3000:] if done.returncode else ""


def test_a_foreign_picture_would_be_noticed(browser: Browser, demonstration: tuple[Flask, str]) -> None:
    """The negative control: the policy refuses it, and the console says so."""
    _, address = demonstration
    view = browser.new_context()
    page, said, _ = _watched(view)
    page.goto(address)
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.2:9/x.png'}))")
    page.wait_for_timeout(300)
    assert any("Content Security Policy" in line for line in said)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/x.svg\">')")
    assert any(finding.startswith("image-alt:") for finding in findings(page))
    view.close()


def test_the_chosen_answer_shows_in_forced_colours(browser: Browser, demonstration: tuple[Flask, str]) -> None:
    """On the first screen of the sign-up, as Windows shows it to people who need contrast."""
    _, address = demonstration
    view = browser.new_context(forced_colors="active")
    page = view.new_page()
    page.goto(f"{address}/mitmachen")
    box = page.locator("input[type=radio], input[type=checkbox]").first
    before = box.screenshot()
    box.check(force=True)
    assert box.screenshot() != before
    view.close()
