"""The pages of volunteers: what each role sees, foreign rows look missing, lists stay cheap."""

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
from lotsen.volunteers import search_words
from lotsen.volunteers.models import FuehrungszeugnisCheck, Qualification, Volunteer, VolunteerNeed
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.volunteers.queries import counted_queries
from tests.pages import Pages

GERMAN = {"Accept-Language": "de"}


def _sign_in(pages: Pages, role: str) -> Pages:
    with scope.of(HERE):
        pages.sign_in(factories.account(role))
        db.session.rollback()  # a snapshot from before the sign-in could not write
    return pages


def _volunteer(region: str = HERE, **values: object) -> Volunteer:
    with scope.of(region):
        if region != HERE:
            values.setdefault("ags", factories.GELNHAUSEN)
        person = factories.volunteer(**values)
        db.session.commit()
        db.session.refresh(person)
        db.session.expunge(person)
        db.session.rollback()
    return person


def test_the_list_shows_no_contact_to_anybody_and_only_released_to_case_managers(pages: Pages) -> None:
    """Case managers see who is released; contacts are on nobody's list."""
    here = _volunteer(first_name="Amina", mail="amina@geheim.example", phone="0151 7654321")
    waiting = _volunteer(first_name="Wartend", status="interessiert")
    text = _sign_in(pages, "case_manager").get("/ehrenamtliche/").text
    assert "Amina" in text
    assert "Wartend" not in text
    detail = pages.get(f"/ehrenamtliche/{here.id}").text
    for contact in ("geheim.example", "7654321"):
        assert contact not in text + detail
    pages.get(f"/ehrenamtliche/{waiting.id}", 404)
    assert "Dazu passt niemand" in _search(pages, "geheim")
    text = _sign_in(pages, "coordinator").get("/ehrenamtliche/").text
    assert "Wartend" in text
    assert "geheim.example" not in text
    assert "geheim.example" in pages.get(f"/ehrenamtliche/{here.id}").text


def test_auditors_see_numbers_only(pages: Pages) -> None:
    """No name, and small numbers hidden."""
    _volunteer(first_name="Amina")
    text = _sign_in(pages, "auditor").get("/ehrenamtliche/").text
    assert "Amina" not in text
    assert "unter 5" in text


ROUTES = [
    ("GET", ""), ("GET", "/bearbeiten"), ("POST", "/bearbeiten"), ("POST", "/plaetze"),
    ("GET", "/erstgespraech/termin"), ("POST", "/erstgespraech/termin"), ("GET", "/erstgespraech"),
    ("POST", "/erstgespraech"), ("GET", "/fuehrungszeugnis"), ("POST", "/fuehrungszeugnis"),
    ("GET", "/fuehrungszeugnis/aufforderung"), ("GET", "/qualifikationen/neu"),
    ("POST", "/qualifikationen/neu"), ("GET", "/qualifikationen/{training}"),
    ("POST", "/qualifikationen/{training}"), ("POST", "/qualifikationen/{training}/entfernen"),
    ("POST", "/qualifizierung-beginnen"), ("POST", "/freigeben"), ("POST", "/pausieren"),
    ("POST", "/fortsetzen"), ("GET", "/beenden"), ("POST", "/beenden"), ("GET", "/ablehnen"),
    ("POST", "/ablehnen"),
]  # fmt: skip
FORM = {
    "capacity": "3", "reason": "umzug", "on": "2030-01-01", "at": "10:00", "held_on": "2026-01-01",
    "seen_on": "2026-01-01", "issued_on": "2026-01-01", "listed": "nein", "kind": "vertiefung",
    "provider": "vhs", "started_on": "2026-01-01", "units": "4", "form": "online",
}  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_somebody_of_another_region_looks_missing(pages: Pages, method: str, path: str) -> None:
    """Foreign and unknown ids get the same answer on every route."""
    person = _volunteer(ELSEWHERE)
    with scope.of(ELSEWHERE):
        training = Qualification(
            volunteer_id=person.id, kind="vertiefung", provider="vhs", started_on=clock.today(), units=4
        )
        db.session.add(training)
        db.session.commit()
        key = training.id
        db.session.rollback()
    _sign_in(pages, "coordinator")
    answers = []
    for volunteer_id, training_id in ((person.id, key), (uuid.uuid4(), uuid.uuid4())):
        url = f"/ehrenamtliche/{volunteer_id}{path.format(training=training_id)}"
        answer = pages.get(url, 404) if method == "GET" else pages.post(url, FORM, 404)
        answers.append(re.sub(r'nonce="[^"]*"|value="[^"]{30,}"|[0-9a-f-]{36}', "", answer.text))
    assert answers[0] == answers[1]
    mine = _volunteer()
    if (method, path) == ("GET", ""):
        pages.get(f"/ehrenamtliche/{mine.id}")  # negative control: the route itself works


def test_the_list_needs_few_queries_whatever_its_length(app: Flask, pages: Pages) -> None:
    """At most twelve statements with filters in use, as many for fifty lines as for one."""
    _volunteer()
    _sign_in(pages, "coordinator")
    url = "/ehrenamtliche/?language=ara&level=2&need=alltag&ags=06440004&within=10&free=y"
    with scope.of(HERE):
        url += f"&suche={search_words.seal('nach')}"
    counts = []
    for more in (0, 55):
        with scope.of(HERE):
            for _ in range(more):
                factories.volunteer()
            db.session.commit()
        pages.get(url)
        with counted_queries() as statements:
            assert "Nachname" in pages.get(url).text
        reading = [s for s in statements if "audit_" not in s]
        counts.append(len(reading))
    assert counts[0] == counts[1] <= 12


def _search(pages: Pages, q: str, **more: str) -> str:
    """Search for a name as the form does, and give the list that it leads to."""
    return pages.get(pages.post("/ehrenamtliche/suche", {"q": q, **more}, 303).headers["Location"]).text


def test_filters_find_what_they_say(pages: Pages) -> None:
    """Each filter keeps the one it is about and drops the other."""
    month_ago = clock.now() - timedelta(days=31)
    with scope.of(HERE):
        a = factories.volunteer(
            first_name="Anna", status="in_pruefung", status_since=month_ago, modes=["lotse"],
            languages={"deu": 5, "tir": 6}, needs=("schule",), works_with_minors=True,
        )  # fmt: skip
        b = factories.volunteer(
            first_name="Berta", modes=["pate"], languages={"deu": 5, "tir": 2}, needs=("kita",),
            ags=factories.NIDDA, capacity=1, taken_count=1,
        )  # fmt: skip
        db.session.add(VolunteerNeed(volunteer_id=b.id, need="schule", is_excluded=True))
        db.session.commit()
    _sign_in(pages, "coordinator")
    for query, found, other in (
        ("status=in_pruefung", "Anna", "Berta"), ("mode=pate", "Berta", "Anna"),
        ("language=tir&level=4", "Anna", "Berta"), ("need=schule", "Anna", "Berta"),
        ("need=kita", "Berta", "Anna"), (f"ags={factories.NIDDA}", "Berta", "Anna"),
        ("basics=y", "Anna", "Berta"), ("certificate=y", "Anna", "Berta"), ("waiting=30", "Anna", "Berta"),
    ):  # fmt: skip
        text = pages.get(f"/ehrenamtliche/?{query}").text
        assert found in text, query
        assert other not in text, query
    for query, found, other in (({"q": "anna"}, "Anna", "Berta"), ({"q": "bert", "sort": "-place"}, "Berta", "Anna")):
        text = _search(pages, **query)
        assert found in text
        assert other not in text
    assert "Dazu passt niemand" in pages.get("/ehrenamtliche/?free=y&mode=pate").text
    text = pages.get(f"/ehrenamtliche/?ags={factories.NIDDA}&within=25&sort=-name").text
    assert text.index("Berta") < text.index("Anna")
    assert a.id != b.id


def test_from_interest_to_release_on_the_pages(pages: Pages) -> None:
    """A coordinator leads somebody through every step with forms alone; looks and steps are on record."""
    person = _volunteer(status="interessiert", released_at=None, modes=["lotse"], works_with_minors=True)
    _sign_in(pages, "coordinator")
    url, today = f"/ehrenamtliche/{person.id}", clock.today().isoformat()
    pages.post(f"{url}/erstgespraech/termin", {"on": "9999-12-31", "at": "23:59", "sends_mail": "y"}, 422)
    pages.post(f"{url}/erstgespraech/termin", {"on": "2030-01-01", "at": "10:00", "sends_mail": "y"})
    pages.post(f"{url}/erstgespraech", {"held_on": "2031-01-01"}, 422)
    pages.post(f"{url}/erstgespraech", {"held_on": today, "motivation": "Sie ist Muslimin"}, 422)
    signed = {"has_confidentiality_signed": "y", "has_code_of_conduct_signed": "y"}
    pages.change(f"{url}/erstgespraech", {"held_on": today, **signed})
    pages.post(f"{url}/qualifizierung-beginnen")
    pages.post(f"{url}/freigeben", status=409)
    pages.post(f"{url}/fuehrungszeugnis", {"seen_on": today, "issued_on": "2020-01-01", "listed": "nein"}, 422)
    pages.post(f"{url}/fuehrungszeugnis", {"seen_on": today, "issued_on": today, "listed": "nein"})
    course = {"kind": "basisqualifizierung", "provider": "vhs", "started_on": today, "form": "online"}
    pages.post(f"{url}/qualifikationen/neu", {**course, "units": "10", "finished_on": today}, 422)
    pages.post(f"{url}/qualifikationen/neu", {**course, "units": "24", "finished_on": today})
    assert "Freigeben" in pages.get(url).text
    pages.post(f"{url}/freigeben")
    pages.post(f"{url}/pausieren")
    pages.post(f"{url}/fortsetzen")
    pages.post(f"{url}/plaetze", {"capacity": "4"})
    pages.get(f"{url}/beenden")
    pages.post(f"{url}/beenden", {"reason": "umzug"})
    with scope.of(HERE):
        row = db.session.scalars(select(Volunteer)).one()
        assert (row.status, row.capacity, row.end_reason) == ("beendet", 4, "umzug")
        actions = set(db.session.scalars(select(AuditEntry.action)))
    assert {"volunteers.page", "volunteers.release", "volunteers.see_certificate", "volunteers.end"} <= actions


def test_a_certificate_page_takes_no_file_and_no_text(pages: Pages) -> None:
    """Only two dates and one answer can be entered."""
    person = _volunteer(works_with_minors=True)
    text = _sign_in(pages, "coordinator").get(f"/ehrenamtliche/{person.id}/fuehrungszeugnis").text
    names = set(re.findall(r'<(?:input|textarea|select)[^>]*name="([a-z_]+)"', text))
    assert names <= {"csrf_token", "seen_on", "issued_on", "listed"}
    assert "multipart" not in text
    columns = set(FuehrungszeugnisCheck.__table__.columns.keys())
    assert columns - {"id", "region_id", "created_at", "updated_at", "volunteer_id"} == {
        "seen_on", "seen_by", "issued_on", "has_listed_conviction_sealed",
    }  # fmt: skip


def test_staff_register_and_edit(pages: Pages) -> None:
    """Somebody is entered by hand, a second one with the same address is refused, the profile is changed."""
    _sign_in(pages, "coordinator")
    form = {
        "first_name": "Amina", "last_name": "Haddad", "mail": "amina@example.org", "plz": "63654",
        "modes": ["lotse"], "german": "5", "capacity": "2", "is_adult": "y", "radius_km": "15",
        "languages-0-language": "ara-levante", "languages-0-level": "7", "languages-0-script": "ja",
        "needs": ["schule"], "gender": "w", "organisation": "",
    }  # fmt: skip
    assert "Eine Sprache" not in pages.post("/ehrenamtliche/neu", {**form, "plz": "10115"}, 422).text
    answer = pages.post("/ehrenamtliche/neu", form)
    pages.post("/ehrenamtliche/neu", form, 422)
    url = answer.location
    assert "Amina Haddad" in pages.get(url).text
    pages.get(f"{url}/bearbeiten")
    pages.change(f"{url}/bearbeiten", {**form, "last_name": "Becker"})
    assert "außerhalb der Region" not in pages.get(url).text
    pages.change(f"{url}/bearbeiten", {**form, "last_name": "Becker", "plz": "34117"})
    assert "34117 Kassel (wohnt außerhalb der Region)" in pages.get(url).text
    assert "Amina Becker" in pages.get(url).text


def test_every_page_has_its_rule() -> None:
    """Papers and steps are the coordinators' alone."""
    mine = {name: rule for name, rule in PERMISSIONS.items() if name.startswith("volunteers.")}
    shared = {"volunteers.listing", "volunteers.search", "volunteers.page"}
    assert {name for name, rule in mine.items() if rule != {"coordinator"}} == shared
