"""The one client of page tests: it inspects every page it fetches, so that page quality is never forgotten."""

import hashlib
import os
import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lotsen import scope
from lotsen.accounts import sessions
from lotsen.accounts.models import Account
from lotsen.database import own_transaction
from lotsen.extensions import db
from tests import network_results

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
OWN_LABEL = {"hidden", "submit", "button", "image"}


@dataclass
class _Page(HTMLParser):
    """What a page is made of, as far as our rules go."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    h1_count: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag; remember what must be closed."""
        values = {name: value or "" for name, value in attrs}
        if len(values) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        self.tags.append((tag, values))
        self.h1_count += tag == "h1"
        if tag not in VOID:
            self.open_tags.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """SVG closes its own tags."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open_tags.pop()

    def handle_endtag(self, tag: str) -> None:
        """Everything that opens closes, in order."""
        if tag in VOID:
            return
        if not self.open_tags or self.open_tags.pop() != tag:
            self.faults.append(f"</{tag}> closes what is not open")


def inspect(html: str) -> list[str]:
    """What is wrong with a page; an empty list when nothing is."""
    page = _Page()
    page.feed(html)
    faults = list(page.faults)
    if page.open_tags:
        faults.append(f"left open: {page.open_tags}")
    if page.h1_count != 1:
        faults.append(f"{page.h1_count} h1")
    root = next((values for tag, values in page.tags if tag == "html"), {})
    if not root.get("lang") or root.get("dir") not in {"ltr", "rtl"}:
        faults.append("html needs lang and dir")
    if not re.search(r"<title>[^<]{3,}</title>", html):
        faults.append("no title")
    ids = Counter(values["id"] for _, values in page.tags if "id" in values)
    faults += [f"id {name!r} {count} times" for name, count in ids.items() if count > 1]
    faults += _unlabelled(page, set(ids))
    faults += _inline(page)
    faults += _without_token(html)
    return faults


def _unlabelled(page: _Page, ids: set[str]) -> list[str]:
    labelled = {values.get("for") for tag, values in page.tags if tag == "label"}
    faults = []
    for tag, values in page.tags:
        if tag not in {"input", "select", "textarea"} or values.get("type") in OWN_LABEL:
            continue
        named = values.get("aria-label") or values.get("aria-labelledby", "").split()
        if not named and values.get("id") not in labelled:
            faults.append(f"no label for {values.get('name') or values}")
        for reference in values.get("aria-describedby", "").split():
            if reference not in ids:
                faults.append(f"aria-describedby {reference} leads nowhere")
    return faults


def _inline(page: _Page) -> list[str]:
    faults = [f"inline {name} on <{tag}>" for tag, values in page.tags for name in values
              if name == "style" or name.startswith("on")]  # fmt: skip
    return faults + [f"<{tag}> without src" for tag, values in page.tags if tag == "script" and not values.get("src")]


def _without_token(html: str) -> list[str]:
    forms = re.findall(r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", html, flags=re.S | re.I)
    return ["POST form without token" for form in forms if 'name="csrf_token"' not in form]


class Browser(FlaskClient):
    """A client whose requests know nothing of each other, though a test keeps one context open."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Send a request; what an earlier one left in ``g`` (who is signed in, nonce, language) is gone."""
        forget_request()
        return super().open(*args, **options)


def forget_request() -> None:
    """Empty ``g``, which lives as long as the context of a test instead of one request."""
    if has_app_context():
        vars(g._get_current_object()).clear()


class Pages:
    """A signed-in or anonymous browser without scripts."""

    def __init__(self, app: Flask, *, job_has_run: bool = True) -> None:
        """With ``job_has_run``, the network's results are as new as the records whenever a page of it is fetched."""
        self.app = app
        if job_has_run:
            network_results.run_before_pages(app)
        self.client = Browser(app, use_cookies=True)

    def sign_in(self, account: Account) -> "Pages":
        """Be this account, second factor given. What the test made so far is committed."""
        db.session.commit()
        if account in db.session:
            with scope.everywhere("test"):
                db.session.refresh(account)  # not inside: it would wait for the lock that the next line takes
        with own_transaction(region=scope.EVERYWHERE) as session:
            token = sessions.start(session, account, is_complete=True)
        name = sessions.cookie_name(self.app.config["LOTSEN"])
        self.client.set_cookie(name, token)
        return self

    def get(self, url: str, status: int = 200, **options: object) -> TestResponse:
        """Fetch a page, demand its status, inspect it."""
        return self._checked(self.client.get(url, **options), status)

    def post(
        self, url: str, data: dict[str, object] | None = None, status: int = 302, **options: object
    ) -> TestResponse:
        """Send a form with a valid token, demand the status (302: it was accepted)."""
        data = {"csrf_token": self.token(), **(data or {})}
        return self._checked(self.client.post(url, data=data, **options), status)

    def change(self, url: str, data: dict[str, object], status: int = 302) -> TestResponse:
        """Open the page that changes a record, and send its form with the state that was seen there."""
        seen = re.search(r'name="seen"[^>]*value="([^"]*)"', self.get(url).text)
        assert seen, f"{url} does not carry the state of its record"
        return self.post(url, {"seen": unescape(seen[1]), **data}, status)

    def token(self) -> str:
        """A form token of this browser's session."""
        from flask import session
        from flask_wtf.csrf import generate_csrf

        forget_request()
        with self.client.session_transaction() as kept:
            raw = kept.setdefault("csrf_token", hashlib.sha1(os.urandom(64)).hexdigest())
        with self.app.test_request_context():
            session["csrf_token"] = raw
            return str(generate_csrf())

    def _checked(self, answer: TestResponse, status: int) -> TestResponse:
        where = f"{answer.request.method} {answer.request.path}"
        assert answer.status_code == status, f"{where}: {answer.status_code}, wanted {status}\n{_excerpt(answer)}"
        is_page = answer.mimetype == "text/html" and answer.text.lstrip().lower().startswith("<!doctype")
        is_page = is_page and answer.status_code not in range(300, 400)  # Werkzeug's own few words
        if is_page:
            faults = inspect(answer.text)
            assert not faults, f"{where}: {faults}"
        return answer


def _excerpt(answer: TestResponse) -> str:
    text = re.sub(r"<(script|style|head)\b.*?</\1>", "", answer.text, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))[:1500]
