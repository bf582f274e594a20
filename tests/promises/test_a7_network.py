"""A7 on the network's pages and files: whoever may not see people finds none, and no number that stands for few."""

import re
import uuid
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope, suppression
from lotsen.extensions import db
from lotsen.ties import directory
from lotsen.ties.models import Tie
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import HERE
from tests.lotsen.help_requests.scene import Desk, sign_in
from tests.pages import Pages
from tests.promises.world import settled

PAGES = (
    "/netzwerk", "/netzwerk?gemeinde=06440016", "/netzwerk?knoten={staff}", "/netzwerk/luecken",
    "/netzwerk/angebot-und-bedarf", "/netzwerk/angebot-und-bedarf?sprache=tir",
    "/netzwerk/angebot-und-bedarf?sprache=tir&thema=behoerde&gemeinde=06440016", "/netzwerk/was-hilft",
    "/netzwerk/wenn-jemand-geht?weg={staff}", "/netzwerk/verlauf", "/netzwerk/haupt-und-ehrenamt",
    "/netzwerk/verbindungen",
)  # fmt: skip
FILES = (
    *(f"/netzwerk/export/{name}" for name in (
        "netz.svg", "netz.png", "knoten.csv", "kanten.csv", "regeln.csv", "netz.graphml", "netz.gexf", "netz.json",
        "luecken.csv",
    )),
    *(f"/netzwerk/export/{name}?namen=1" for name in ("netz.svg", "knoten.csv", "netz.json")),
    "/netzwerk/export/bedarf.csv", "/netzwerk/export/bedarf.csv?sprache=tir&thema=behoerde",
    "/netzwerk/export/bedarf.csv?ansicht=einzeln", "/netzwerk/export/netz.svg?vor=2",
)  # fmt: skip
BAD_NAUHEIM, BUTZBACH, ORTENBERG = "06440002", "06440005", "06440019"
NUMBER_READERS = ("auditor", "region_admin")


def _ago(days: int):
    return clock.now().replace(day=1) - timedelta(days=days)


def _volunteers(count: int, *, known_to=None, **values) -> None:
    for number in range(count):
        person = factories.volunteer(
            first_name="Kanaria", last_name="Verborgen", number=f"V-{values.get('ags', '')[-3:]}{number:02}", **values
        )
        if known_to is not None:
            day = clock.today()
            db.session.add(Tie(
                kind="tandem_haupt_ehrenamt", from_staff_id=known_to, to_volunteer_id=person.id,
                since_on=day, last_contact_on=day, stated_on=day,
            ))  # fmt: skip
    db.session.commit()


def _ask(count: int) -> None:
    manager = factories.account("case_manager")
    for _ in range(count):
        newcomer = factories.newcomer(manager, languages=[{"language": "tir", "level": 7}], ags=factories.NIDDA)
        factories.help_request(newcomer, needs=["behoerde"])
    db.session.commit()


@pytest.fixture
def staff(app: Flask, here: str) -> uuid.UUID:
    """Somebody of the staff who knows eight volunteers of Büdingen; they have been here for two months."""
    with clock.moved_to(_ago(40)):
        found = factories.staff_member(name="Katrin Vogel")
        db.session.commit()
        _volunteers(8, known_to=found.id, ags=factories.BUEDINGEN)
        _volunteers(6, ags=BAD_NAUHEIM)
    return found.id


def _desk(pages: Pages, role: str) -> Desk:
    with scope.of(HERE):
        account = factories.account(role)
        db.session.commit()
    return sign_in(pages, account)


def _texts(desk: Desk, staff: uuid.UUID) -> dict[str, str]:
    """Every page and file of the network as somebody reads it."""
    found = {}
    for url in (*PAGES, *FILES):
        body = desk.get(url.format(staff=staff)).data
        found[url] = re.sub(r'content="[^"]{40,}"', "", settled(body).decode("utf-8", "replace"))
    return found


def _row(text: str, place: str) -> str:
    """The row of a municipality in the table of the map, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text.split(f">{place}</bdi>")[-1].split("</tr>")[0]).split())


@pytest.mark.parametrize("role", NUMBER_READERS)
def test_no_page_and_no_file_shows_a_volunteer(pages: Pages, staff: uuid.UUID, role: str) -> None:
    """Neither by name nor by number nor as a point of the picture."""
    with clock.moved_to(_ago(35)):
        _volunteers(3, ags=factories.NIDDA)
        _ask(2)
    texts = _texts(_desk(pages, role), staff)
    for url, text in texts.items():
        assert "Verborgen" not in text, url
        assert "V-0" not in text, url
        assert not re.search(r'mark-volunteer|volunteer-\d|"kind": "volunteer"|request-\d', text), url


def test_without_the_guard_they_are_seen(pages: Pages, staff: uuid.UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: as soon as an auditor counts among those who see people, pages and files show them."""
    monkeypatch.setattr(directory, "SEES_PEOPLE", directory.SEES_PEOPLE | {"auditor"})
    texts = _texts(_desk(pages, "auditor"), staff)
    assert "Verborgen" in texts["/netzwerk?knoten={staff}"]
    assert "mark-volunteer" in texts["/netzwerk"]
    assert "volunteer-0" in texts["/netzwerk/export/netz.json"]


@pytest.mark.parametrize("count", range(1, 7))
def test_a_number_stands_from_five_on_and_is_no_difference(pages: Pages, staff: uuid.UUID, count: int) -> None:
    """So many volunteers in Nidda: named from five on; below, another place is hidden with them."""
    with clock.moved_to(_ago(35)):
        _volunteers(count, ags=factories.NIDDA)
    text = _texts(_desk(pages, "auditor"), staff)["/netzwerk"]
    nidda, nauheim = _row(text, "Nidda").split()[2], _row(text, "Bad Nauheim").split()[2]
    assert nidda == (str(count) if count >= 5 else "·")
    assert (nauheim == "·") is (count < 5)
    assert ("Übrige (zusammengefasst)" in text) is (count < 5)


def test_with_a_limit_of_one_two_people_would_be_a_number(
    pages: Pages, staff: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test above."""
    monkeypatch.setattr(suppression, "LEAST", 1)
    with clock.moved_to(_ago(35)):
        _volunteers(2, ags=factories.NIDDA)
    assert _row(_texts(_desk(pages, "auditor"), staff)["/netzwerk"], "Nidda").split()[2] == "2"


@pytest.mark.parametrize("known", [0, 3, 8, 10])
def test_who_works_with_whom_hides_few(pages: Pages, staff: uuid.UUID, known: int) -> None:
    """Haupt- und Ehrenamt: ties of fewer than five volunteers are a point, and so are few without a contact."""
    with clock.moved_to(_ago(35)):
        _volunteers(12, ags=factories.NIDDA)
        _volunteers(known, known_to=staff, ags=BUTZBACH)
    text = _texts(_desk(pages, "auditor"), staff)["/netzwerk/haupt-und-ehrenamt"]
    assert "E-I-Index" not in text
    rows = re.sub(r"<[^>]+>", " ", text)
    assert not re.search(r"ohne Ansprechperson\s+[1-4]\s", rows)
    assert _row(text, "Nidda").split() == ["·", "12"]


@pytest.mark.parametrize("before", range(4))
def test_one_person_more_changes_nothing_at_once(pages: Pages, staff: uuid.UUID, before: int) -> None:
    """The difference attack: every page and file before and after somebody joins and somebody asks."""
    with clock.moved_to(_ago(35)):
        _volunteers(before, ags=factories.NIDDA)
        _ask(6)
    desk = _desk(pages, "auditor")
    first = _texts(desk, staff)
    with scope.of(HERE):
        _volunteers(1, known_to=staff, ags=ORTENBERG)
        _ask(1)
    second = _texts(desk, staff)
    assert {url for url in first if first[url] != second[url]} == set()


@pytest.mark.parametrize("count", [1, 4])
def test_who_leaves_changes_nothing_at_once(pages: Pages, staff: uuid.UUID, count: int) -> None:
    """The difference attack the other way: every page and file before and after some of the volunteers go."""
    with clock.moved_to(_ago(35)):
        _volunteers(7, known_to=staff, ags=factories.NIDDA)
        _ask(6)
    desk = _desk(pages, "auditor")
    first = _texts(desk, staff)
    with scope.of(HERE):
        for person in db.session.scalars(select(Volunteer).where(Volunteer.ags == factories.NIDDA).limit(count)):
            person.status, person.ended_on = "beendet", clock.today()
        db.session.commit()
    second = _texts(desk, staff)
    assert {url for url in first if first[url] != second[url]} == set()
    assert _row(first["/netzwerk"], "Nidda").split()[2] == "7"
    seen = _desk(Pages(pages.app), "coordinator").get("/netzwerk").text
    assert _row(seen, "Nidda").split()[2] == str(7 - count), "the control: whoever sees people sees that some went"


@pytest.mark.parametrize("role", NUMBER_READERS)
def test_an_address_is_no_answer_to_whether_one_person_asks(pages: Pages, role: str) -> None:
    """Five speak Arabic and ask for company, one speaks Tigrinya, one asks about school, nobody speaks Amharic."""
    with scope.of(HERE), clock.moved_to(_ago(35)):
        for language, need, count in (("ara", "behoerde", 6), ("tir", "behoerde", 1), ("ara", "schule", 1)):
            for _ in range(count):
                spoken = factories.newcomer(languages=[{"language": language, "level": 7}])
                factories.help_request(spoken, needs=[need])
        for language in ("kur", "kmr", "prs", "ckb", "som"):  # others hide the few
            factories.help_request(factories.newcomer(languages=[{"language": language, "level": 7}]))
        db.session.commit()
    desk = _desk(pages, role)

    def seen(question: str) -> list[bytes]:
        page = settled(desk.get(f"/netzwerk/angebot-und-bedarf?{question}").data)
        file = desk.get(f"/netzwerk/export/bedarf.csv?{question}").data
        return [re.sub(rb"(sprache|thema)=\w+", b"", page), file]

    assert seen("sprache=tir") == seen("sprache=amh")
    assert seen("sprache=ara&thema=schule") == seen("sprache=ara&thema=wohnen")
    assert seen("sprache=ara") != seen("sprache=amh"), "the negative control: what may be shown is shown"
