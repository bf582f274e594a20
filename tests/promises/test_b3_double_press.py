"""B3: a form that is sent twice has one effect: the double click, the resend after a lost answer, the second tab."""

import re
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.forms import OnceForm
from lotsen.planned_meetings import clashes
from tests.promises.conftest import Sown
from tests.promises.visits import Visitor, address, rules
from tests.promises.world import ROWS

#: What may grow with every request: who looked, who tried, who is signed in, what was typed so far.
ALWAYS_GROWS = {"audit_entry", "audit_head", "attempt_count", "sign_in", "sign_up_draft"}
#: Forms that make something new. Each must do so at the first press, or the test says nothing about it.
MAKES = {
    "coordinator": {
        "help_requests.new", "organisations.new", "organisations.add_staff_member",
        "case_notes.of_newcomer", "case_notes.of_request", "case_notes.of_tandem", "tandems.missed",
        "ties.new", "volunteers.add_qualification", "volunteers.new", "tandems.add_meeting", "regions.weights",
        "planned_meetings.plan",
    },
    "volunteer": {"own_pages.absences", "tandems.own_meeting", "planned_meetings.plan"},
    "region_admin": {"accounts.invite"},
}  # fmt: skip
#: Where the last press is the one that counts, and what it writes again.
LAST_COUNTS = {
    "accounts.forgot_password": {"mail_link", "notice"},  # asked again, answered again: three mails at most
    "accounts.invite_again": {"mail_link", "notice"},  # the link sent before stops working
    "accounts.start_over": {"mail_link", "notice"},
    "accounts.renew_recovery_codes": {"notice"},  # the codes shown before stop working, and the owner is told
    "check_ins.remind": {"mail_link"},  # one mail a day; the second link is in nobody's hands
    "matching_runs.solve": {"matching_run", "matching_run_line"},  # a preview that asks nobody
    "matching_runs.choose": {"matching_run", "matching_run_line"},
}
#: What has to be ticked before anything happens.
TICKED = {"is_sure", "is_adult", "consent_given", "modes", "needs", "target_groups", "german"}
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
TAG = re.compile(r"<(input|select|textarea|button)\b([^>]*)>(.*?)(?=<(?:input|select|textarea|button|/form)|$)", re.S)


@dataclass(frozen=True)
class Press:
    """One form as a hurried person sends it."""

    endpoint: str
    url: str
    data: dict[str, Any]


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', text)}


def _typed(kind: str, name: str, values: dict[str, str]) -> str:
    """Something plausible for an empty field."""
    soon = str(clock.today() + timedelta(days=200))
    past = str(clock.today() - timedelta(days=1))
    by_name = {"plz": "63654", "on": past, "started_on": past, "finished_on": "", "held_on": past, "reason": "Muster",
               "birth": "", "from_on": soon, "until_on": soon, "phone": "0151 2345678", "units": "20",
               "last_contact_on": past, "missed_on": past, "follow_up_on": str(clock.today())}  # fmt: skip
    at = "11:00" if name.endswith("until") else "10:00"
    by_kind = {"date": soon, "time": at, "email": "neu@example.org", "tel": "0151 2345678", "url": "",
               "number": values.get("min") or "1", "password": "ziegel wolke trompete neun"}  # fmt: skip
    return by_name.get(name, by_kind.get(kind, "Muster"))


def filled(inner: str) -> dict[str, Any]:
    """Every control of a form with what stands there, or with something plausible."""
    found: dict[str, Any] = {}
    for inner_select in re.findall(r"<select\b[^>]*>.*?</select>", inner, re.S):
        options = [_attributes(option) | {"on": str("selected" in option)} for option in
                   re.findall(r"<option\b([^>]*)>", inner_select)]  # fmt: skip
        chosen = [one["value"] for one in options if one["on"] == "True" and one.get("value")]
        first = [one["value"] for one in options if one.get("value")]
        name = _attributes(inner_select)["name"]
        found[name] = (chosen or first[-1 if name == "other" else 0 :] or [""])[0]
    for tag, text, _rest in TAG.findall(inner + "<input>"):
        values, name = _attributes(text), _attributes(text).get("name", "")
        kind = values.get("type", "text")
        if not name or tag in ("select", "button") or name.endswith(("-add", "-remove")):
            continue
        if kind in ("checkbox", "radio"):
            if " checked" in text or kind == "radio" or name in TICKED:
                found.setdefault(name, values.get("value", "y"))
        elif kind == "hidden" or values.get("value"):
            found[name] = values.get("value", "")
        elif kind != "file":
            found[name] = _typed(kind, name, values)
    if "last_name" in found and "mail" in found:
        found["mail"] = ""  # nothing else would tell two of the same name apart
    for name, text in re.findall(r'<textarea\b[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', inner, re.S):
        found[name] = unescape(text).strip() or "Muster"
    buttons = [one for one in re.findall(r"<button\b([^>]*)>", inner) if "formnovalidate" not in one]
    button = next((one for one in buttons if not re.search(r'name="[^"]*-(add|remove)"', one)), "")
    if name := _attributes(button).get("name"):
        found[name] = _attributes(button).get("value", "")
    return found


def presses(sown: Sown, visitor: Visitor) -> Iterator[Press]:
    """Every POST form of every page that the router knows, each way to send it once."""
    seen = set()
    adapter = sown.app.url_map.bind("localhost")
    for rule in rules(sown.app):
        if "GET" not in (rule.methods or ()):
            continue
        page = address(sown.app, rule, sown.here)
        answer = visitor.open("GET", page)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        for attributes, inner in FORM.findall(answer.get_data(as_text=True)):
            if 'method="post"' not in attributes:
                continue
            url = _attributes(attributes).get("action") or page
            endpoint = adapter.match(url.partition("?")[0], method="POST")[0]
            if (endpoint, url) not in seen and not endpoint.startswith(("demonstration.", "sign_ups.")):
                seen.add((endpoint, url))
                yield Press(endpoint, url, filled(inner))


def counts() -> dict[str, int]:
    """How many rows every table has."""
    with scope.everywhere("test"):
        db.session.rollback()
        found = {
            table: db.session.scalar(select(func.count()).select_from(row)) or 0
            for table, row in ROWS.items()
            if table not in ALWAYS_GROWS
        }
        db.session.rollback()
        return found


@pytest.fixture
def original(sown: Sown, sown_template: tuple[Path, Sown]) -> Path:
    """The file to begin from again after each form."""
    return sown_template[0]


def _begin_again(sown: Sown, original: Path) -> None:
    db.session.remove()
    db.engine.dispose()
    folder = sown.app.config["LOTSEN"].instance
    for old in folder.glob("lotsen.sqlite-*"):
        old.unlink()
    shutil.copyfile(original, folder / "lotsen.sqlite")


def press_twice(sown: Sown, original: Path, role: str) -> tuple[dict[str, dict[str, int]], set[str]]:
    """Send every form of a role twice, each on a fresh copy: what was doubled, and what the first press did."""
    doubled, made = {}, set()
    for press in list(presses(sown, Visitor(sown.app, sown.here, role))):
        _begin_again(sown, original)
        visitor = Visitor(sown.app, sown.here, role)
        data = {**press.data, "csrf_token": visitor.pages.token()}
        states, answers = [counts()], []
        for _ in range(2):
            answers.append(visitor.open("POST", press.url, data))
            states.append(counts())
        assert all(answer.status_code < 500 for answer in answers), press
        if states[1] != states[0] or answers[0].status_code in (302, 303):
            made.add(press.endpoint)
        grown = {table: states[2][table] - states[1][table] for table in states[1]}
        more = {table: count for table, count in grown.items() if count}
        if not more.keys() <= LAST_COUNTS.get(press.endpoint, set()):
            doubled[press.endpoint] = more
        if "key" in press.data:  # others say that it is there already
            assert answers[0].headers.get("Location") == answers[1].headers.get("Location"), press
    return doubled, made


@pytest.mark.parametrize("role", ["coordinator", "case_manager", "region_admin", "volunteer"])
def test_every_form_sent_twice_has_one_effect(sown: Sown, original: Path, role: str) -> None:
    """Nothing more is there after the second press than after the first, and both lead to the same page."""
    doubled, made = press_twice(sown, original, role)
    assert doubled == {}
    assert MAKES.get(role, set()) - made == set()
    assert len(made) >= 3


def test_without_the_key_of_the_form_there_are_two(sown: Sown, original: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: each press makes a key of its own, and nobody warns of a day that is taken."""
    monkeypatch.setattr(OnceForm, "row_key", lambda _form: uuid.uuid4())
    monkeypatch.setattr(clashes, "of", lambda *_day, **_but: [])
    doubled, _made = press_twice(sown, original, "volunteer")
    assert doubled.keys() == {"tandems.own_meeting", "planned_meetings.plan"}
    assert doubled["tandems.own_meeting"] == {"meeting": 1}
    assert doubled["planned_meetings.plan"]["planned_meeting"] == 1
