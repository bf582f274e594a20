"""A3: a row of another region looks exactly like a row that does not exist, wherever its key is put."""

import re
import uuid

import pytest
from sqlalchemy import true
from sqlalchemy.orm import with_loader_criteria
from werkzeug.test import TestResponse

from lotsen import region_guard
from lotsen.rows import RegionRow
from tests.promises.conftest import Sown
from tests.promises.visits import Visitor, address, is_allowed, keys_of, routes, rules
from tests.promises.world import ROLES, settled

KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
FIELD = re.compile(r"<(?:input|select|textarea|button)\b[^>]*\bname=\"([^\"]+)\"[^>]*>(?:(.*?)</select>)?", re.S)
#: Each look at the record is in the record, and each seed is new: no two answers are the same. A4 listens to them.
#: And a step with a gap cannot be taken a second time, whatever key its form brings along.
WRITES_ITSELF = {"audit.listing", "accounts.set_up_second_factor", "accounts.add_passkey", "gaps.page"}
VALUE = re.compile(r'value="([^"]*)"')


def heard(answer: TestResponse, key: uuid.UUID) -> tuple[object, ...]:
    """Everything that an answer says, without what is new in each."""
    headers = {name: value for name, value in answer.headers.items()
               if name not in {"Content-Security-Policy", "Set-Cookie", "Content-Length"}}  # fmt: skip
    location = headers.pop("Location", "").replace(str(key), "<key>")
    return answer.status_code, location, headers, settled(answer.data, key)


def leaks(sown: Sown, role: str) -> list[str]:
    """Routes that answer a foreign key otherwise than an invented one."""
    visitor, found = Visitor(sown.app, sown.here, role), []
    for rule, method in routes(sown.app):
        for name in keys_of(rule):
            if not is_allowed(rule, role) and role != "volunteer":
                continue
            foreign, invented = sown.there.key_for(name), uuid.uuid4()
            answers = []
            for key in (foreign, invented):
                visitor.sign_in()
                answer = visitor.open(method, address(sown.app, rule, sown.here, **{name: key}))
                answers.append(heard(answer, key))
            if answers[0] != answers[1] or (answers[0][0] in {200, 500} and method == "GET"):
                found.append(f"{role} {method} {rule.rule} by {name}: {answers[0][0]} {answers[1][0]}")
    return found


@pytest.mark.parametrize("role", ROLES)
def test_a_foreign_key_in_an_address_finds_nothing(sown: Sown, role: str) -> None:
    """Status, headers and bytes are those of a key that was never given."""
    assert leaks(sown, role) == []


def without_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the filter off every statement and the check off every flush."""
    monkeypatch.setattr(region_guard, "with_loader_criteria", lambda *_a, **_o: with_loader_criteria(RegionRow, true()))


def test_without_the_scope_keys_leak(sown: Sown, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the same sweep finds pages of foreign people."""
    without_scope(monkeypatch)
    found = leaks(sown, "coordinator")
    assert sum("GET" in line for line in found) >= 3, found


def _forms(html: str, page: str) -> list[tuple[str, str, dict[str, str]]]:
    """Method, address and fields of every form of a page, hidden fields and choices included."""
    found = []
    for attributes, inside in FORM.findall(html):
        action = re.search(r'action="([^"]*)"', attributes)
        method = "POST" if 'method="post"' in attributes.lower() else "GET"
        fields = {}
        for match in FIELD.finditer(inside):
            values = VALUE.findall(match[2] or match[0])
            fields[match[1]] = next((value for value in values if KEY.fullmatch(value)), values[-1] if values else "")
        found.append((method, (action[1] if action else "") or page, fields))
    return found


def swapped(sown: Sown, role: str) -> tuple[int, list[str]]:
    """Send every form of every page with each of its keys replaced; how many, and what differed."""
    visitor, sent, found = Visitor(sown.app, sown.here, role), 0, []
    foreign = next(iter({sown.there.keys["organisation"]}))
    for rule in rules(sown.app):
        if "GET" not in (rule.methods or ()) or not is_allowed(rule, role) or rule.endpoint in WRITES_ITSELF:
            continue
        page = address(sown.app, rule, sown.here)
        answer = visitor.open("GET", page)
        if answer.mimetype != "text/html":
            continue  # a paper or a file has no forms
        html = answer.get_data(as_text=True)
        for method, action, fields in _forms(html, page):
            for name in [name for name, value in fields.items() if KEY.fullmatch(value)]:
                table = next((t for t, key in sown.here.keys.items() if str(key) == fields[name]), "organisation")
                answers = []
                for key in (sown.there.keys.get(table, foreign), uuid.uuid4()):
                    visitor.sign_in()
                    answers.append(heard(_send(visitor, method, action, {**fields, name: str(key)}), key))
                sent += 1
                if answers[0] != answers[1] or answers[0][0] >= 500:
                    found.append(f"{role} {method} {action} {name}: {answers[0][0]} {answers[1][0]}")
    return sent, found


def _send(visitor: Visitor, method: str, action: str, fields: dict[str, str]) -> TestResponse:
    fields.pop("csrf_token", None)
    if method == "POST":
        return visitor.open("POST", action, dict(fields))
    return visitor.pages.client.get(action.partition("?")[0], query_string=fields)


@pytest.mark.parametrize("role", ROLES)
def test_a_foreign_key_in_a_form_field_finds_nothing(sown: Sown, role: str) -> None:
    """Every select, hidden field and choice that offers keys of the own region, as the pages show them."""
    sent, found = swapped(sown, role)
    assert found == []
    assert sent > 0 or role in {"auditor", "operator", "volunteer", "region_admin"}


@pytest.mark.parametrize("role", ["case_manager", "coordinator", "region_admin", "auditor"])
def test_a_foreign_key_in_a_query_shows_nothing(sown: Sown, role: str) -> None:
    """Lists and pictures that are asked about a foreign row answer as if it had never been."""
    visitor, names = (
        Visitor(sown.app, sown.here, role),
        ("node", "subject_id", "account_id", "volunteer", "id", "person"),
    )
    for rule in rules(sown.app):
        is_list = not keys_of(rule) and "GET" in (rule.methods or ())
        if not is_list or not is_allowed(rule, role) or rule.endpoint in WRITES_ITSELF:
            continue
        page = address(sown.app, rule, sown.here)
        for table in ("volunteer", "organisation", "account"):
            said = []
            for key in (sown.there.keys[table], uuid.uuid4()):
                query = dict.fromkeys(names, str(key))
                said.append(heard(visitor.pages.client.get(page, query_string=query), key))
            assert said[0] == said[1], f"{role} {page} {table}"
            assert said[0][0] < 500
