"""B4: two people edit one record. Whoever saves second is told, sees both versions, and overwrites nothing unseen."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from lotsen import clock, record_form, scope
from lotsen.accounts.models import Account
from lotsen.extensions import db
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.regions import service as regions
from lotsen.rows import RegionRow
from lotsen.volunteers.models import Erstgespraech, Qualification
from tests import factories
from tests.conftest import HERE
from tests.lotsen.help_requests.scene import Desk, sign_in
from tests.pages import Pages


@dataclass
class Case:
    """A record, the page that edits it, and two fields: one that the first changes, one that both change."""

    url: str
    row: RegionRow
    account: Account
    quiet: tuple[str, str]
    both: tuple[str, str, str]


def _volunteer() -> Case:
    row = factories.volunteer(phone="+4960411111")
    url, account = f"/ehrenamtliche/{row.id}/bearbeiten", factories.account("coordinator")
    return Case(url, row, account, ("courses", "Rettungskurs"), ("last_name", "Anders", "Otto"))


def _talk() -> Case:
    person, account = factories.volunteer(status="in_pruefung"), factories.account("coordinator")
    row = Erstgespraech(volunteer_id=person.id, held_on=clock.today(), motivation="Freude")
    db.session.add(row)
    url = f"/ehrenamtliche/{person.id}/erstgespraech"
    return Case(url, row, account, ("wishes", "Familien"), ("motivation", "Zeit haben", "Neues lernen"))


def _qualification() -> Case:
    person, account = factories.volunteer(), factories.account("coordinator")
    row = Qualification(volunteer_id=person.id, kind="vertiefung", provider="Haus", started_on=clock.today(), units=9)
    db.session.add(row)
    url = f"/ehrenamtliche/{person.id}/qualifikationen/{row.id}"
    return Case(url, row, account, ("units", "17"), ("provider", "Haus A", "Haus B"))


def _newcomer() -> Case:
    account = factories.account("case_manager")
    row = factories.newcomer(account)
    return Case(f"/zugewanderte/{row.id}/aendern", row, account, ("contact_hint", "abends"), ("alias", "Sami", "Samo"))


def _request() -> Case:
    account = factories.account("case_manager")
    row = factories.help_request(factories.newcomer(account), text="Begleitung")
    url = f"/anfragen/{row.id}/aendern"
    return Case(url, row, account, ("valid_until", "2030-01-01"), ("text", "Zum Bürgeramt", "Zum Arzt gehen"))


def _planned_meeting() -> Case:
    account, at = factories.account("case_manager"), (clock.now() + timedelta(days=3)).replace(hour=9, minute=0)
    tandem = factories.tandem(factories.help_request(factories.newcomer(account), status="aktiv"))
    row = PlannedMeeting(tandem_id=tandem.id, begins_at=at, minutes=60, planned_by="staff")
    db.session.add(row)
    return Case(f"/treffen/{row.id}/aendern", row, account, ("kind", "einsatz"), ("place", "Rathaus", "Bücherei"))


def _organisation() -> Case:
    row = factories.organisation()
    url = f"/stellen/{row.id}/bearbeiten"
    return Case(url, row, factories.account("coordinator"), ("street", "Weg 1"), ("name", "Verein Eins", "Verein Zwei"))


def _staff_member() -> Case:
    row = factories.staff_member()
    url = f"/stellen/{row.organisation_id}/personen/{row.id}"
    return Case(url, row, factories.account("coordinator"), ("phone", "06041 77"), ("name", "Frau Eins", "Frau Zwei"))


def _own_profile() -> Case:
    account = factories.account("volunteer")
    row = factories.volunteer(account_id=account.id, phone="+4960411111")
    return Case("/meine-seite/profil", row, account, ("courses", "Kurs"), ("last_name", "Anders", "Otto"))


def _policy() -> Case:
    row = regions.policy()
    account = factories.account("region_admin")
    return Case("/regionen/regeln", row, account, ("centre_phone", "06041 1"), ("centre_name", "Haus A", "Haus B"))


CASES: dict[str, Callable[[], Case]] = {
    "volunteers.edit": _volunteer,
    "volunteers.talk": _talk,
    "volunteers.edit_qualification": _qualification,
    "newcomers.edit": _newcomer,
    "help_requests.edit": _request,
    "planned_meetings.edit": _planned_meeting,
    "organisations.edit": _organisation,
    "organisations.edit_staff_member": _staff_member,
    "own_pages.profile": _own_profile,
    "regions.policy": _policy,
}


def said(attribute: str, tag: str) -> str:
    """What an attribute of a tag says; it must be there."""
    found = re.search(rf'{attribute}="([^"]*)"', tag)
    assert found, (attribute, tag)
    return unescape(found[1])


def typed_into(html: str) -> dict[str, Any]:
    """What a browser would send of the form that holds ``seen``, as it stands there."""
    form = next(part for part in re.findall(r"<form\b.*?</form>", html, flags=re.S) if 'name="seen"' in part)
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        values = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if values.get("type") in {"checkbox", "radio"} and " checked" not in tag:
            continue
        if values.get("name") and values.get("type") != "submit":
            found.setdefault(values["name"], []).append(values.get("value", ""))
    for name, inner in re.findall(r'<textarea\b[^>]*\bname="([^"]+)"[^>]*>(.*?)</textarea>', form, flags=re.S):
        found[name] = [unescape(inner).strip()]
    for attributes, inner in re.findall(r"<select\b([^>]*)>(.*?)</select>", form, flags=re.S):
        options = re.findall(r"<option\b([^>]*)>", inner)
        chosen = [option for option in options if "selected" in option] or options[:1]
        found[said("name", attributes)] = [said("value", option) for option in chosen]
    return found


@pytest.fixture
def case(app: Flask, here: str, request: pytest.FixtureRequest) -> Case:
    """One of the records."""
    made = CASES[request.param]()
    db.session.commit()
    return made


def _stored(case: Case, field: str) -> str:
    with scope.of(HERE):
        db.session.expire_all()
        value = str(getattr(case.row, field))
        db.session.rollback()
        return value


def _two_people(app: Flask, case: Case) -> tuple[Desk, dict[str, Any], dict[str, Any]]:
    desk = sign_in(Pages(app), case.account)
    return desk, typed_into(desk.get(case.url).text), typed_into(desk.get(case.url).text)


@pytest.mark.parametrize("case", CASES, indirect=True)
def test_the_second_one_sees_both_versions_and_decides(app: Flask, case: Case) -> None:
    """409 with both values; what only the first changed is kept; saving again is accepted."""
    desk, first, second = _two_people(app, case)
    (quiet, quiet_value), (both, mine, theirs) = case.quiet, case.both
    desk.post(case.url, {**first, quiet: quiet_value, both: mine})
    shown = desk.post(case.url, {**second, both: theirs}, status=409).text
    assert "Inzwischen geändert" in shown
    for value in (quiet_value if "-" not in quiet_value else "2030", mine, theirs):
        assert value in shown, value
    assert _stored(case, both) == mine
    desk.post(case.url, typed_into(shown))
    assert _stored(case, both) == theirs
    assert _stored(case, quiet) == quiet_value


@pytest.mark.parametrize("case", CASES, indirect=True)
def test_nobody_in_between_means_no_question(app: Flask, case: Case) -> None:
    """Saving what one has just read goes through, also after something else about the row changed."""
    desk, first, _second = _two_people(app, case)
    with scope.of(HERE):
        if hasattr(case.row, "taken_count"):
            case.row.taken_count = 1
            db.session.commit()
    desk.post(case.url, {**first, case.both[0]: case.both[1]})
    assert _stored(case, case.both[0]) == case.both[1]


@pytest.mark.parametrize("case", ["organisations.edit"], indirect=True)
def test_without_the_guard_the_first_one_is_overwritten(
    app: Flask, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the same two people, and nobody compares."""
    monkeypatch.setattr(record_form.RecordForm, "is_fresh", lambda *_given: True)
    desk, first, second = _two_people(app, case)
    desk.post(case.url, {**first, case.quiet[0]: case.quiet[1]})
    desk.post(case.url, {**second, case.both[0]: case.both[1]})
    assert _stored(case, case.quiet[0]) != case.quiet[1]


def test_every_form_that_changes_a_record_is_one_of_these(app: Flask) -> None:
    """A page named edit, profile or policy carries the state that its reader saw."""
    edits = {
        endpoint for endpoint in app.view_functions
        if endpoint.partition(".")[2].startswith(("edit", "profile", "policy"))
    }  # fmt: skip
    assert edits <= set(CASES)


@pytest.mark.parametrize("seen", [None, "", "{}", "[]", "[" * 50_000, '{"name": 1}', "unsinn"])
@pytest.mark.parametrize("case", CASES, indirect=True)
def test_without_the_state_of_a_page_nothing_is_overwritten(app: Flask, case: Case, seen: str | None) -> None:
    """Left out or made up, the hidden field opens no way around the question; the answer shows both versions."""
    desk, first, _second = _two_people(app, case)
    before = _stored(case, case.both[0])
    sent = {**first, case.both[0]: case.both[1], "seen": [seen] if seen is not None else []}
    shown = desk.post(case.url, sent, status=409).text
    assert case.both[1] in shown
    assert _stored(case, case.both[0]) == before
