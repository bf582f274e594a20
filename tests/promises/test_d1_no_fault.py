"""D1, D2: whatever is sent to whatever address by whomever, the answer is never a fault, and the state stays whole.

``LOTSEN_FUZZ_CASES`` asks for more cases, as the night run does.
"""

import os
import re
import time
import uuid

import pytest
from flask import request
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from werkzeug.routing import Rule

from lotsen import scope
from lotsen.audit import service as audit
from lotsen.extensions import db
from tests.promises.conftest import Sown
from tests.promises.links import MAKERS, opening, unknown
from tests.promises.visits import VISITORS, Visitor, address, keys_of, routes

SLOWEST = 5  # seconds
CASES = int(os.environ.get("LOTSEN_FUZZ_CASES", "400"))
NAME = re.compile(r'\bname="([^"]+)"')
NASTY = (
    "", " ", "\x00", "0", "-1", "1e999", "999999999999999999999", "2026-02-30", "9999-12-31", "0001-01-01", "25:99",
    "00000", "63654", "a" * 5000, "💥", "\u202eabc", "' OR 1=1 --", "{{7*7}}", "<script>", "../../etc/passwd", "%00",
    "on", "true", "deu", "mon-am", "lotse", "null", "[]", "{}", "=1+1", "ß", "á", "+49151", "x@y", "\r\nX: y",
    "lone \ud800",
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(NASTY).map(lambda value: _sent(value)),
    st.text(max_size=30).map(lambda value: _sent(value)),
    st.integers().map(str),
    st.dates().map(str),
    st.uuids().map(str),
)


class Fuzz:
    """One visitor per role, and what each page's forms ask for."""

    def __init__(self, sown: Sown) -> None:
        self.sown = sown
        self.visitors = {role: Visitor(sown.app, sown.here, role) for role in VISITORS if role != "deactivated"}
        self.routes = list(routes(sown.app))
        self.fields: dict[tuple[str, str], list[str]] = {}

    def names(self, role: str, url: str) -> list[str]:
        """Fields that the page at an address shows to a role."""
        if (role, url) not in self.fields:
            html = self.visitors[role].open("GET", url).get_data().decode(errors="replace")
            self.fields[role, url] = sorted(set(NAME.findall(html)) - {"csrf_token", "viewport", "theme-color"})
        return self.fields[role, url]

    def send(self, role: str, rule: Rule, method: str, url: str, values: dict[str, str]) -> tuple[int, float, bytes]:
        """One case: status, seconds, body."""
        visitor = self.visitors[role]
        visitor.sign_in()
        began = time.monotonic()
        if method == "GET":
            answer = visitor.pages.client.get(url, query_string=values)
        else:
            answer = visitor.open(method, url, dict(values))
        return answer.status_code, time.monotonic() - began, answer.data


@pytest.fixture
def fuzz(sown: Sown) -> Fuzz:
    """Visitors of a region with rows in every table."""
    return Fuzz(sown)


def test_no_case_ends_in_a_fault(fuzz: Fuzz) -> None:
    """Status below 500, no trace of a stack, no answer slower than five seconds; then the books are whole."""
    cases, wrong = 0, []

    @settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), database=None,
              phases=[Phase.generate])  # fmt: skip
    @given(st.data())
    def one_case(data: st.DataObject) -> None:
        nonlocal cases
        role = data.draw(st.sampled_from(sorted(fuzz.visitors)))
        rule, method = data.draw(st.sampled_from(fuzz.routes))
        other = {name: uuid.uuid4() for name in keys_of(rule) if data.draw(st.integers(0, 5)) == 0}
        chosen = data.draw(st.dictionaries(st.integers(0, 99), VALUES, max_size=8))
        url = address(fuzz.sown.app, rule, fuzz.sown.here, **other)
        if data.draw(st.integers(0, 3)):
            url = opening(fuzz.sown.here, rule) or url
        names = [*fuzz.names(role, url), "q", "page", "sort", "node", "next", "_method"]
        values = {names[number % len(names)]: value for number, value in chosen.items()}
        status, seconds, body = fuzz.send(role, rule, method, url, values)
        if status >= 500 or b"Traceback" in body or seconds >= SLOWEST:
            wrong.append((role, method, url, values, status, seconds))  # the state goes on: nothing to shrink
        cases += 1

    one_case()
    assert wrong == []
    assert cases >= CASES
    assert whole(fuzz.sown) == []


def test_every_page_behind_a_link_is_reached(fuzz: Fuzz) -> None:
    """With a token that opens it, a look shows the page, and every form on it bears every nasty value."""
    assert unknown(fuzz.sown.app) == set()
    wrong, reached = [], set()
    for rule, method in fuzz.routes:
        url = opening(fuzz.sown.here, rule)
        if url is None:
            continue
        if method == "GET":
            status, _seconds, _body = fuzz.send("anonymous", rule, "GET", url, {})
            reached |= {rule.endpoint} if status == 200 else set()
            continue
        names = fuzz.names("anonymous", url)
        for value in NASTY:
            url = opening(fuzz.sown.here, rule) or url
            status, _seconds, _body = fuzz.send("anonymous", rule, method, url, dict.fromkeys(names, _sent(value)))
            if status >= 500:
                wrong.append((method, url, value, status))
    assert wrong == []
    assert reached >= MAKERS.keys() - {"proposals.offer"}  # which opens after a no alone
    assert whole(fuzz.sown) == []


def whole(sown: Sown) -> list[object]:
    """What is broken in the database after all that."""
    with scope.everywhere("test"):
        db.session.rollback()
        wrong: list[object] = list(db.session.execute(text("PRAGMA foreign_key_check")))
        wrong += [line for line in db.session.scalars(text("PRAGMA integrity_check")) if line != "ok"]
        wrong += list(db.session.scalars(text("SELECT id FROM volunteer WHERE taken_count NOT BETWEEN 0 AND capacity")))
    return wrong + [fault for fault in map(audit.verify, (sown.here.region, sown.there.region)) if fault]


def test_a_fault_on_a_rare_value_is_found(fuzz: Fuzz, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a public page that cannot bear one of the nasty values."""
    shown = fuzz.sown.app.view_functions["start.health"]
    monkeypatch.setitem(
        fuzz.sown.app.view_functions, "start.health", lambda: shown() if "0" not in request.args.values() else 1 // 0
    )
    rule = next(rule for rule, _ in fuzz.routes if rule.endpoint == "start.health")
    url = address(fuzz.sown.app, rule, fuzz.sown.here)
    faults = [value for value in NASTY if fuzz.send("anonymous", rule, "GET", url, {"q": _sent(value)})[0] >= 500]
    assert faults == ["0"]


def _sent(value: str) -> str:
    return value.encode("utf-8", "replace").decode()
