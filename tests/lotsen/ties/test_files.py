"""The network as files: every picture and every record, numbers for names unless asked otherwise."""

import csv
import re
import struct
from io import StringIO
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.audit.models import AuditEntry
from lotsen.exports.png import drawn_as_png
from lotsen.extensions import db
from lotsen.ties import files
from lotsen.ties.models import Tie
from tests import factories
from tests.conftest import ELSEWHERE, HERE

NAMES = (*files.RECORDS, *files.PICTURES)
NAMELESS = {"kanten.csv", "regeln.csv"}  # numbers only, whoever asks


@pytest.fixture
def scene(here):
    """A Fallmanager and a volunteer who know each other; her name looks like a formula."""
    staff = factories.staff_member(factories.organisation("wir_vielfaltszentrum", name="Zentrum"), name="Katrin Vogel")
    person = factories.volunteer(first_name="=Amina", last_name="Haddad", number="V-77777")
    today = clock.today()
    db.session.add(Tie(
        kind="tandem_haupt_ehrenamt", from_staff_id=staff.id, to_volunteer_id=person.id,
        since_on=today, last_contact_on=today, stated_on=today,
    ))  # fmt: skip
    db.session.commit()
    return {"staff": staff.id, "person": person.id}


LEVELS = ("", "gemeinde=06440004", "knoten={staff}", "vor=3", "art=staff&fenster=30")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", NAMES)
def test_every_file_of_every_view_is_there_and_names_nobody(pages, scene, name, level):
    """Neither names nor keys of the database go out by default."""
    browser = pages.sign_in(factories.account("coordinator"))
    body = browser.get(f"/netzwerk/export/{name}?{level.format(**scene)}").get_data()
    assert body
    for secret in ("Haddad", "Katrin", "V-77777", str(scene["person"]), str(scene["staff"])):
        assert secret.encode() not in body


@pytest.mark.parametrize("name", [name for name in files.RECORDS if name not in NAMELESS])
@pytest.mark.parametrize(("role", "sees"), [("coordinator", True), ("case_manager", True), ("auditor", False)])
def test_names_go_out_only_on_wish_and_to_those_who_may_see_them(pages, scene, name, role, sees):
    """The choice stands in the address; for others it changes nothing. No key of the database in either."""
    body = pages.sign_in(factories.account(role)).get(f"/netzwerk/export/{name}?namen=1").get_data(as_text=True)
    assert ("Haddad" in body) is sees
    assert str(scene["person"]) not in body


def test_a_picture_carries_everything_inside(pages, scene):
    """Title, day, filter, legend and source stand in the drawing itself, and it is whole XML."""
    browser = pages.sign_in(factories.account("coordinator"))
    svg = browser.get("/netzwerk/export/netz.svg?art=staff&art=volunteer&fenster=90").text
    ElementTree.fromstring(svg)
    for part in ("Netz der Region", "Stand:", "Auswahl:", "90 Tagen", "Legende", "GeoBasis-DE"):
        assert part in svg
    assert "<script" not in svg
    assert not re.search(r'(href|src)="(?!#)', svg)


def test_pixels_are_twice_the_drawing_and_show_it(pages, scene):
    """2400 by 1800; another drawing gives other pixels; the same drawing the same ones."""
    browser = pages.sign_in(factories.account("coordinator"))
    png = browser.get("/netzwerk/export/netz.png").data
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (2400, 1800)
    assert png != browser.get("/netzwerk/export/netz.png?gemeinde=06440004").data
    assert png == browser.get("/netzwerk/export/netz.png").data


def test_a_drawing_is_data_and_no_command():
    """Words of the typesetter inside a drawing are drawn, not done; without a size there is no picture."""
    words = '<text y="20">"); #panic("x") #read("/etc/passwd")</text>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">{words}</svg>'
    assert drawn_as_png(svg)[:4] == b"\x89PNG"
    with pytest.raises(ValueError, match="how big"):
        drawn_as_png("<svg/>")


def test_a_name_like_a_formula_is_text_in_the_table(pages, scene):
    """An apostrophe before it, as in all our tables."""
    browser = pages.sign_in(factories.account("coordinator"))
    body = browser.get("/netzwerk/export/knoten.csv?namen=1").data.decode("utf-8-sig")
    labels = [row["label"] for row in csv.DictReader(StringIO(body), delimiter=";")]
    assert "'=Amina Haddad" in labels


def test_every_file_is_in_the_record(pages, scene):
    """Which file, and whether names went along."""
    browser = pages.sign_in(factories.account("coordinator"))
    browser.get("/netzwerk/export/netz.json")
    browser.get("/netzwerk/export/knoten.csv?namen=1")
    db.session.rollback()
    with scope.of(HERE):
        entries = list(
            db.session.scalars(select(AuditEntry).where(AuditEntry.action == "ties.export").order_by(AuditEntry.seq))
        )
    assert [entry.facts for entry in entries] == [
        {"file": "netz.json", "is_named": False},
        {"file": "knoten.csv", "is_named": True},
    ]


def test_a_file_around_somebody_of_another_region_is_missing(pages, scene):
    """As if there were no such key."""
    with scope.of(ELSEWHERE):
        foreign = factories.volunteer(ags=factories.GELNHAUSEN)
        db.session.commit()
    browser = pages.sign_in(factories.account("coordinator"))
    browser.get(f"/netzwerk/export/netz.svg?knoten={foreign.id}", status=404)
    browser.get("/netzwerk/export/netz.exe", status=404)
