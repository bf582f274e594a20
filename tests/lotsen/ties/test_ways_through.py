"""Whoever opens the network's pages finds what is asked: by name, by place, from the question to the act."""

import re
from html import unescape

import pytest

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.gaps import meeting, states, tracking
from lotsen.ties import leavers
from lotsen.ties.models import Tie
from tests import factories
from tests.conftest import HERE
from tests.network_results import renewed

BUEDINGEN = "06440004"
FOLLOWS = "werden in den nächsten Minuten neu berechnet"


@pytest.fixture
def scene(here):
    """Two houses that both work with a third and not with each other; a volunteer whom nobody knows."""
    centre = factories.organisation("wir_vielfaltszentrum", name="Vielfaltszentrum", mail="wir@example.org")
    desk = factories.staff_member(centre, name="Zoe Ahrens")
    houses = [factories.organisation(kind, name=name, mail=f"{kind}@example.org")
              for kind, name in (("vhs", "VHS"), ("mso", "Stiller Verein"))]  # fmt: skip
    today = clock.today()
    for house in houses:
        tie = Tie(kind="informationsfluss", from_organisation_id=house.id, to_staff_id=desk.id, since_on=today,
                  last_contact_on=today, stated_on=today)  # fmt: skip
        db.session.add(tie)
    person = factories.volunteer(first_name="Amina", last_name="Haddad", number="V-77777")
    db.session.commit()
    renewed()
    return {"centre": centre, "desk": desk, "houses": houses, "person": person}


def _open(pages, role, path):
    with scope.of(HERE):
        account = factories.account(role)
        db.session.commit()
    return unescape(pages.sign_in(account).get(path).text)


def test_who_leaves_is_chosen_by_municipality(app, scene):
    """The paid first, then organisations, then volunteers, each by name; whoever sees nobody is offered nobody."""
    with app.test_request_context(), scope.of(HERE):
        (group,) = leavers.groups("coordinator")
        (seen,) = leavers.groups("auditor")
    names = [label.partition(" (")[0] for _key, label in group.people]
    assert names == ["Zoe Ahrens", "Stiller Verein", "VHS", "Vielfaltszentrum", "Amina Haddad"]
    assert [label.partition(" (")[0] for _key, label in seen.people] == names[:-1]


def test_the_list_stands_in_groups(pages, scene):
    """The municipality names its group, so that nobody has to know a name."""
    text = _open(pages, "coordinator", "/netzwerk/wenn-jemand-geht")
    place = re.search(r'<optgroup label="([^"]+)">', text)
    assert place
    assert place[1] in _open(pages, "coordinator", f"/netzwerk?gemeinde={scene['person'].ags}")


def test_a_selection_has_neither_signs_nor_columns_of_others(pages, scene):
    """Who looks at the paid alone reads no zero for those who are left out, and nobody is called alone for it."""
    whole, part = (_open(pages, "coordinator", f"/netzwerk{query}") for query in ("", "?art=staff"))
    head = "Stellen und Vereine</th>"
    assert head in whole
    assert head not in part
    assert "Ohne jeden Kontakt im Netz" in whole
    assert "Ohne jeden Kontakt im Netz" not in part
    assert "Ohne Kontakt in dieser Auswahl" in part


def test_an_exported_selection_says_the_same(pages, scene):
    """The drawing outside of the page has the legend of its selection."""
    drawn = _open(pages, "coordinator", "/netzwerk/export/netz.svg?art=staff")
    assert "Ohne Kontakt in dieser Auswahl" in drawn
    assert "Ehrenamtliche</text>" not in drawn


def test_the_people_of_a_municipality_stand_by_name(pages, scene):
    """In a table one looks for somebody."""
    text = _open(pages, "coordinator", f"/netzwerk?gemeinde={scene['person'].ags}")
    table = text[text.index("<caption>") :]
    order = [table.index(name) for name in ("Amina Haddad", "Stiller Verein", "VHS", "Vielfaltszentrum", "Zoe Ahrens")]
    assert order == sorted(order)


@pytest.mark.parametrize("role", ["coordinator", "auditor"])
def test_the_picture_of_another_day_has_its_table(pages, scene, role):
    """What the map of a day shows stands in rows as well, for whoever does not look at pictures."""
    text = _open(pages, role, "/netzwerk/verlauf?vor=1")
    drawn = set(re.findall(r'data-node="(\d{8})"', text))
    assert drawn
    assert drawn == set(re.findall(r'id="row-(\d{8})"', text))
    table = text[text.index("Dieselben Angaben als Tabelle") :]
    assert ("Ehrenamtliche</th>" in table) == (role == "coordinator")


def test_every_question_leads_to_a_page(pages, scene):
    """All that the map asks is answered behind it; whoever sees nobody is not sent where they read nothing."""
    asked = {}
    for role in ("coordinator", "auditor"):
        text = _open(pages, role, "/netzwerk")
        part = text[text.index('id="fragen"') : text.index("</nav>", text.index('id="fragen"'))]
        asked[role] = set(re.findall(r'href="([^"#]+)', part))
        for address in asked[role]:
            pages.get(address)
    assert len(asked["coordinator"]) == 5  # two questions lead to one page
    assert asked["auditor"] < asked["coordinator"] | {"/netzwerk/was-hilft"}


def _doors(text):
    return re.findall(r'href="(/netzwerk/luecken/[^"]+/bekannt-machen[^"]*)"', text)


def test_who_should_meet_can_be_introduced(pages, scene):
    """The coordinator goes from the pair to the letter for these two; who may not write one is not offered it."""
    (door,) = _doors(_open(pages, "coordinator", "/netzwerk/was-hilft"))
    page = pages.get(door).text
    for house in scene["houses"]:
        assert f"– {house.name} (" in unescape(page)
    for role in ("case_manager", "region_admin", "auditor"):
        assert not _doors(_open(pages, role, "/netzwerk/was-hilft"))


def test_a_closed_gap_is_no_door(here, scene):
    """Where somebody has decided to leave it, nothing is sent from there."""
    pair = tuple(str(house.id) for house in scene["houses"])
    (key,) = set(meeting.doors([pair]).values())
    row = tracking.row_for(key, tracking.current()[key])
    row.status, row.ended_as = states.CLOSED, states.ACCEPTED
    db.session.add(row)
    db.session.commit()
    assert key not in meeting.doors([pair]).values()


def test_whoever_changes_the_network_hears_that_the_numbers_follow(pages, scene):
    """The pages rest on results that a job renews; the act itself says so."""
    tie = db.session.query(Tie).first()
    browser = pages.sign_in(factories.account("coordinator"))
    db.session.commit()
    browser.post(f"/netzwerk/verbindungen/{tie.id}/kontakt")
    assert FOLLOWS in browser.get("/netzwerk/verbindungen").text
    assert FOLLOWS not in browser.get("/netzwerk/verbindungen").text


@pytest.mark.parametrize(("language", "words"), [("ar", "حالة الثغرات: اليوم"), ("uk", "Стан прогалин: сьогодні")])
def test_how_old_results_are_stands_in_the_readers_language(pages, scene, language, words):
    """The line below the numbers is no German one on an Arabic or Ukrainian page."""
    text = _open(pages, "coordinator", f"/netzwerk?lang={language}")
    assert words in text
    assert "Stand der Lücken" not in text
