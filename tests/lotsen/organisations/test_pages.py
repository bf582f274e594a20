"""The directory of organisations: filters, pages, roles, what is on record, and that other regions stay unseen."""

import re
import uuid
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.access import PERMISSIONS
from lotsen.audit.models import AuditEntry
from lotsen.extensions import db
from lotsen.organisations.models import Organisation, StaffMember
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.volunteers.queries import counted_queries
from tests.pages import Pages

FORM = {"name": "Frauentreff Nidda", "kind": "frauengruppe", "ags": factories.NIDDA}
PERSON = {"name": "Sabine Becker", "job": "beratung", "deputy": "", "account": "", "is_paid": "y", "is_active": "y"}


def _sign_in(pages: Pages, role: str = "coordinator") -> Pages:
    with scope.of(HERE):
        pages.sign_in(factories.account(role))
        db.session.rollback()  # a snapshot from before the sign-in could not write
    return pages


def _organisation(region: str = HERE, **values: object) -> tuple[uuid.UUID, uuid.UUID]:
    """An organisation with one person in it; both keys."""
    with scope.of(region):
        values.setdefault("ags", factories.BUEDINGEN if region == HERE else factories.GELNHAUSEN)
        place = factories.organisation(**values)
        person = factories.staff_member(place, name="Karla Geheim", mail="karla@geheim.example")
        db.session.commit()
        keys = place.id, person.id
        db.session.rollback()
    return keys


def _actions() -> list[str]:
    with scope.of(HERE):
        found = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
        db.session.rollback()
    return found


def test_filters_find_what_they_say(pages: Pages) -> None:
    """Each filter keeps the one it is about and drops the other."""
    today = clock.today()
    _organisation(name="Sprachschule Anna", kind="sprachkurstraeger", needs=["sprache"], confirmed_on=today)
    _organisation(
        name="Frauentreff Berta", kind="frauengruppe", needs=["frauen"], languages=["tir"], is_women_only=True,
        ags=factories.NIDDA, confirmed_on=today - timedelta(days=181), description="Kochen am Freitag",
    )  # fmt: skip
    _sign_in(pages)
    for query, found, other in (
        ("q=schule", "Anna", "Berta"), ("q=KOCHEN+frauentreff", "Berta", "Anna"),
        ("kind=frauengruppe", "Berta", "Anna"), (f"ags={factories.NIDDA}", "Berta", "Anna"),
        ("need=sprache", "Anna", "Berta"), ("language=tir", "Berta", "Anna"),
        ("stale=y", "Berta", "Anna"), ("women=y", "Berta", "Anna"),
    ):  # fmt: skip
        text = pages.get(f"/stellen/?{query}").text
        assert found in text, query
        assert other not in text, query
    assert "Dazu gibt es keine Stelle" in pages.get("/stellen/?q=%25").text
    assert "Anna" in pages.get("/stellen/?kind=gibtesnicht").text


def test_a_place_that_is_served_counts_like_the_own_one(pages: Pages) -> None:
    """Whoever is responsible for a municipality is found there, wherever the office lies."""
    _organisation(name="Amt für alle", municipalities=[factories.NIDDA])
    assert "Amt für alle" in _sign_in(pages).get(f"/stellen/?ags={factories.NIDDA}").text


@pytest.mark.parametrize(
    ("sort", "first"),
    [("name", "Alpha"), ("-name", "Omega"), ("place", "Alpha"), ("-confirmed", "Omega"), ("x", "Alpha")],
)
def test_sorting(pages: Pages, sort: str, first: str) -> None:
    """Each column sorts both ways; an unknown one is as good as none."""
    _organisation(name="Alpha", confirmed_on=clock.today() - timedelta(days=9))
    _organisation(name="Omega", confirmed_on=clock.today(), ags=factories.NIDDA)
    text = _sign_in(pages).get(f"/stellen/?sort={sort}").text
    assert min(("Alpha", "Omega"), key=lambda name: text.index(f"<bdi>{name}</bdi>")) == first


def test_pages_of_fifty_need_few_queries(app: Flask, pages: Pages) -> None:
    """Fifty to a page, and at most twelve statements whatever the length."""
    _organisation(needs=["sprache"], languages=["ara"])
    _sign_in(pages)
    url, counts = "/stellen/?need=sprache&language=ara&q=verein", []
    for more in (0, 55):
        with scope.of(HERE):
            for _ in range(more):
                factories.organisation(needs=["sprache"], languages=["ara"])
            db.session.commit()
            db.session.rollback()
        pages.get(url)
        with counted_queries() as statements:
            text = pages.get(url).text
        counts.append(len(statements))
        assert text.count('scope="row"') == min(more + 1, 50)
    assert counts[0] == counts[1] <= 12
    assert pages.get(f"{url}&page=2").text.count('scope="row"') == 6


def test_an_organisation_is_registered_changed_and_confirmed(pages: Pages) -> None:
    """The same name in the same place is refused with what was typed; every change is on record once."""
    _sign_in(pages)
    pages.get("/stellen/neu")
    url = pages.post("/stellen/neu", {**FORM, "needs": ["frauen"]}).location
    assert "Frauentreff Nidda" in pages.post("/stellen/neu", FORM, 422).text
    pages.post("/stellen/neu", {**FORM, "name": "B", "ags": factories.GELNHAUSEN}, 422)
    pages.post("/stellen/neu", {**FORM, "name": "B", "website": "javascript:alert(1)"}, 422)
    assert "Kontakt bestätigt" in pages.get(url).text
    assert "Frauentreff" in pages.get(f"{url}/bearbeiten").text
    pages.change(f"{url}/bearbeiten", {**FORM, "name": "Frauentreff am Markt"})
    with scope.of(HERE):
        row = db.session.scalars(select(Organisation)).one()
        assert (row.name, row.needs) == ("Frauentreff am Markt", [])
        row.confirmed_on = clock.today() - timedelta(days=181)
        db.session.commit()
        db.session.rollback()
    assert "Kontakt bitte prüfen" in pages.get(url).text
    pages.post(f"{url}/bestaetigen")
    assert "Kontakt bestätigt" in pages.get(url).text
    changes = [action for action in _actions() if action != "organisations.page"]
    assert changes == ["organisations.register", "organisations.edit", "organisations.confirm"]


def test_people_are_added_and_changed(pages: Pages) -> None:
    """A colleague can stand in, nobody for herself; looks and changes are on record."""
    place, first = _organisation(needs=["arbeit"])
    _sign_in(pages)
    url = f"/stellen/{place}"
    pages.get(f"{url}/personen/neu")
    pages.post(f"{url}/personen/neu", {**PERSON, "mail": "keine"}, 422)
    pages.post(f"{url}/personen/neu", {**PERSON, "deputy": str(first), "needs": ["schule"]})
    text = pages.get(url).text
    for shown in ("Sabine Becker", "Karla Geheim", "Schule"):
        assert shown in text
    assert str(first) not in pages.get(f"{url}/personen/{first}").text.split('name="deputy"')[1].split("</select>")[0]
    pages.post(f"{url}/personen/{first}", {**PERSON, "name": "Karla Neu", "deputy": str(first)}, 422)
    pages.change(f"{url}/personen/{first}", {**PERSON, "name": "Karla Neu"})
    with scope.of(HERE):
        names = {member.name for member in db.session.scalars(select(StaffMember))}
        db.session.rollback()
    assert names == {"Sabine Becker", "Karla Neu"}
    assert [action for action in _actions() if action != "organisations.page"] == [
        "organisations.add_staff_member", *["organisations.edit_staff_member"] * 3,  # two looks and the change
    ]  # fmt: skip


def test_who_sees_people(pages: Pages) -> None:
    """Auditors read the directory without names and contacts of people; staff see them, on record."""
    place, _person = _organisation()
    text = _sign_in(pages, "auditor").get(f"/stellen/{place}").text
    assert "Geheim" not in text
    assert "geheim.example" not in text
    assert _actions() == []
    assert "Karla Geheim" in _sign_in(pages, "case_manager").get(f"/stellen/{place}").text
    assert _actions() == ["organisations.page"]


@pytest.mark.parametrize("role", ["case_manager", "region_admin", "auditor", "volunteer"])
def test_only_coordinators_change_anything(pages: Pages, role: str) -> None:
    """Everybody else meets a closed door, and sees no button that would lead there."""
    place, person = _organisation()
    _sign_in(pages, role)
    for path in (
        "neu",
        f"{place}/bearbeiten",
        f"{place}/bestaetigen",
        f"{place}/personen/neu",
        f"{place}/personen/{person}",
    ):
        pages.post(f"/stellen/{path}", {**FORM, **PERSON}, 403)
    if role != "volunteer":
        assert "/bearbeiten" not in pages.get(f"/stellen/{place}").text
    mine = {name: rule for name, rule in PERMISSIONS.items() if name.startswith("organisations.")}
    readable = {"organisations.listing", "organisations.page"}
    assert {name for name, rule in mine.items() if rule != {"coordinator"}} == readable


ROUTES = [
    ("GET", ""), ("GET", "/bearbeiten"), ("POST", "/bearbeiten"), ("POST", "/bestaetigen"), ("GET", "/personen/neu"),
    ("POST", "/personen/neu"), ("GET", "/personen/{person}"), ("POST", "/personen/{person}"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_another_region_looks_missing(pages: Pages, method: str, path: str) -> None:
    """Foreign and unknown keys get the same answer on every route; our own keys do not."""
    foreign, mine = _organisation(ELSEWHERE, name="Fremd"), _organisation()
    _sign_in(pages)
    answers = []
    for place, person in (foreign, (uuid.uuid4(), uuid.uuid4())):
        url = f"/stellen/{place}{path.format(person=person)}"
        answer = pages.get(url, 404) if method == "GET" else pages.post(url, {**FORM, **PERSON}, 404)
        answers.append(re.sub(r'nonce="[^"]*"|value="[^"]{30,}"|[0-9a-f-]{36}', "", answer.text))
    assert answers[0] == answers[1]
    assert "Fremd" not in pages.get("/stellen/").text
    url = f"/stellen/{mine[0]}{path.format(person=mine[1])}"  # negative control: the same route opens for ours
    if method == "GET":
        pages.get(url)
    else:
        send = pages.change if ("GET", path) in ROUTES and "neu" not in path else pages.post
        send(url, {**FORM, **PERSON})
