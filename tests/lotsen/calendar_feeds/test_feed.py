"""The private feed of a person, over HTTP: what stands in it, who reads it, and how it ends."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select
from werkzeug.serving import make_server

from lotsen import clock, scope
from lotsen.accounts import mail_links, staff
from lotsen.accounts.models import Account, SignIn
from lotsen.calendar_feeds.models import CalendarFeed
from lotsen.database import own_transaction
from lotsen.extensions import db
from lotsen.sign_ups.profile import Profile
from lotsen.tandems.models import MeetingDate
from lotsen.volunteers import service as volunteers
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.accounts import people
from tests.lotsen.calendar_feeds.scene import fetch, make, titles
from tests.lotsen.help_requests.scene import sign_in
from tests.lotsen.tandems.test_pages import Begun
from tests.pages import Pages, forget_request


@pytest.fixture
def begun(app: Flask, here: str) -> Begun:
    """A tandem that has just begun."""
    return Begun(app)


def test_a_volunteer_makes_reads_renews_and_switches_off(begun: Begun) -> None:
    """The address is shown once; a new one and the end of it close the old one at once."""
    begun.tandem.first_meeting_at = datetime(2036, 10, 26, 15, 30, tzinfo=UTC)
    db.session.commit()
    hers = begun.hers
    path = make(hers)
    assert path not in hers.get("/kalender/").text
    assert "noch nie" in hers.get("/kalender/").text
    answer = fetch(begun.app, path)
    assert titles(answer) == {"Lotsenbegleitung: Erstes Treffen", "Lotsenbegleitung: Wir fragen, wie es läuft"}
    (first,) = [one for one in Calendar.from_ical(answer.data).events if "Erstes" in one["SUMMARY"]]
    assert first.start == begun.tandem.first_meeting_at
    assert first.start.utcoffset() == timedelta(hours=1)
    assert "noch nie" not in hers.get("/kalender/").text
    new = make(hers)
    assert fetch(begun.app, path).status_code == 404
    assert fetch(begun.app, new).status_code == 200
    hers.post("/kalender/aus")
    hers.post("/kalender/aus")
    assert fetch(begun.app, new).status_code == 404


def test_nothing_but_the_hash_is_stored(begun: Begun) -> None:
    """Whoever reads the database reads no calendar."""
    path = make(begun.hers)
    with scope.of(HERE):
        row = db.session.scalars(select(CalendarFeed)).one()
    assert path.split("/")[-1].removesuffix(".ics").encode() not in row.token_hash


def test_no_name_stands_in_any_calendar(begun: Begun) -> None:
    """Neither the other side nor who accompanies them; contact released or not."""
    begun.tandem.contact_released_at = clock.now()
    begun.tandem.first_meeting_at = clock.now() + timedelta(days=2)
    db.session.add(
        MeetingDate(
            tandem_id=begun.tandem.id, at=clock.now() + timedelta(days=3), answer_by=clock.now() + timedelta(days=1)
        )
    )
    db.session.commit()
    newcomer, volunteer = begun.play.newcomer, begun.volunteer
    words = [newcomer.alias, newcomer.contact or "-", volunteer.first_name, volunteer.last_name, volunteer.mail or "-"]
    words += [begun.play.case_manager.display_name]
    for desk in (begun.hers, begun.desk):
        text = fetch(begun.app, make(desk)).text
        assert [word for word in words if word in text] == []
        assert "LOCATION:Büdingen" in text
        assert "STATUS:TENTATIVE" in text


def test_a_protected_persons_place_stands_in_no_calendar(begun: Begun) -> None:
    """Not the volunteer's, nor that of the responsible one: who keeps her calendar reads it too (§ 51 BMG)."""
    begun.tandem.first_meeting_at = clock.now() + timedelta(days=2)
    begun.play.newcomer.is_protected = True
    db.session.commit()
    assert "LOCATION" not in fetch(begun.app, make(begun.hers)).text
    assert "LOCATION" not in fetch(begun.app, make(begun.desk)).text
    begun.play.newcomer.is_protected = False
    db.session.commit()
    assert "LOCATION" in fetch(begun.app, make(begun.desk)).text


def test_staff_read_their_own_people_only(begun: Begun) -> None:
    """A colleague who does not stand in has an empty calendar."""
    begun.tandem.first_meeting_at = clock.now() + timedelta(days=2)
    colleague = factories.account("case_manager")
    db.session.commit()
    number = begun.play.request.number
    assert titles(fetch(begun.app, make(begun.desk))) == {f"{number}: Erstes Treffen"}
    assert titles(fetch(begun.app, make(sign_in(Pages(begun.app), colleague)))) == set()


def test_another_regions_calendar_shows_its_own_region(begun: Begun) -> None:
    """The address alone says whose it is, whatever was asked before."""
    with scope.of(ELSEWHERE):
        foreign = factories.account("coordinator")
        db.session.commit()
    begun.tandem.first_meeting_at = clock.now() + timedelta(days=2)
    db.session.commit()
    assert titles(fetch(begun.app, make(sign_in(Pages(begun.app), foreign)))) == set()


@pytest.mark.parametrize("word", ["fremd", "", "%00", "x" * 43])
def test_an_unknown_address_is_a_missing_page(begun: Begun, word: str) -> None:
    """And says nothing else."""
    assert fetch(begun.app, f"/kalender/{word}.ics").status_code == 404


@pytest.mark.parametrize("how", ["locked", "left", "started over", "another role"])
def test_an_ended_account_opens_no_calendar(begun: Begun, how: str) -> None:
    """Whatever ended it; opened again, the old address stays closed."""
    admin = factories.account("region_admin")
    db.session.commit()
    path = make(begun.hers if how == "left" else begun.desk)
    assert fetch(begun.app, path).status_code == 200
    key = begun.play.case_manager.id
    if how == "left":
        begun.volunteer.status, begun.volunteer.ended_on = "beendet", clock.today()
        db.session.commit()
    elif how == "locked":
        staff.deactivate(key, by=admin.id)
        assert fetch(begun.app, path).status_code == 404
        staff.activate(key, by=admin.id)
    elif how == "started over":
        staff.start_over(key, by=admin.id)
    else:
        staff.change_role(key, "auditor", by=admin.id)
    assert fetch(begun.app, path).status_code == 404


@pytest.mark.parametrize("how", ["a new password", "a reset", "all other sessions", "a corrected address"])
def test_what_ends_every_session_ends_the_calendar(begun: Begun, how: str) -> None:
    """Whoever suspects a leak expects no less; the page says so, and a new address is one click away."""
    hers = begun.hers
    path, key = make(hers), begun.volunteer.account_id
    assert fetch(begun.app, path).status_code == 200
    if how == "a new password":
        with own_transaction(region=HERE) as session:
            session.get_one(Account, key).password_hash = people.password_hash()
        word = "sieben zwerge kaufen brot"
        answer = hers.post("/konto/passwort", {"current": people.PASSWORD, "password": word})
    elif how == "all other sessions":
        answer = hers.post("/konto/anmeldungen/beenden")
    elif how == "a reset":
        token = mail_links.create(mail_links.RESET, key)
        db.session.commit()
        hers.post(f"/konto/neues-passwort/{token}", {"password": "sieben zwerge kaufen brot"})
        (mail,) = people.mails("password_changed")
        assert "Mein Kalender" in mail.body
    else:
        columns = {"first_name": "Mira", "last_name": "H", "plz": "63654", "ags": factories.BUEDINGEN}
        profile = Profile(columns, phone="+49641123456")
        volunteers.edit(begun.volunteer.id, profile, mail="new@example.org", organisation_id=None)
    assert fetch(begun.app, path).status_code == 404
    if how in ("a new password", "all other sessions"):
        assert answer.location == "/kalender/"
        shown = hers.get("/kalender/").text
        assert "Kalender-Abo beendet" in shown
        assert "Adresse machen" in shown
        assert fetch(begun.app, make(hers)).status_code == 200


def test_one_lost_session_leaves_the_calendar(begun: Begun) -> None:
    """The negative control: a telephone that is signed out is no leak of the address, nor is a new factor."""
    path = make(begun.hers)
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        (other,) = session.scalars(select(SignIn.id).where(SignIn.account_id == begun.volunteer.account_id))
    begun.hers.post(f"/konto/anmeldungen/{other}/beenden")
    assert fetch(begun.app, path).status_code == 200


def test_a_lock_that_went_past_the_house_closes_it_too(begun: Begun) -> None:
    """The account is looked at each time."""
    path, key = make(begun.desk), begun.play.case_manager.id
    assert fetch(begun.app, path).status_code == 200
    with own_transaction(region=HERE) as session:
        session.get_one(Account, key).is_active = False
    assert fetch(begun.app, path).status_code == 404


def test_no_proxy_keeps_it_and_a_program_that_has_it_is_told_so(begun: Begun) -> None:
    """Private, asked for anew each time, and not sent twice."""
    path = make(begun.hers)
    answer = fetch(begun.app, path)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in answer.headers
    again = fetch(begun.app, path, **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_whoever_guesses_is_slowed_down(begun: Begun) -> None:
    """Twenty wrong ones in five minutes; then the right one waits too, from that network."""
    path = make(begun.hers)
    assert {fetch(begun.app, f"/kalender/wrong{number}.ics").status_code for number in range(20)} == {404}
    assert fetch(begun.app, "/kalender/wrong.ics").status_code == 429
    assert fetch(begun.app, path).status_code == 429
    with clock.moved_to(clock.now() + timedelta(minutes=7)):
        assert fetch(begun.app, path).status_code == 200


def test_a_program_that_asks_all_the_time_is_slowed_down(begun: Begun) -> None:
    """Thirty times in five minutes are enough for every telephone of its owner."""
    path = make(begun.hers)
    found = [fetch(begun.app, path).status_code for _ in range(31)]
    assert found == [200] * 30 + [429]


@pytest.mark.parametrize("role", ["region_admin", "auditor"])
def test_roles_without_dates_have_no_calendar(begun: Begun, role: str) -> None:
    """The door is closed."""
    account = factories.account(role)
    db.session.commit()
    desk = sign_in(Pages(begun.app), account)
    desk.get("/kalender/", status=403)
    desk.post("/kalender/adresse", status=403)


def test_who_left_makes_no_address(begun: Begun) -> None:
    """She can still sign in to take her data along."""
    with scope.of(HERE):
        db.session.get_one(Volunteer, begun.volunteer.id).status = "beendet"
        db.session.commit()
    begun.hers.post("/kalender/adresse", status=404)


def test_over_the_wire_an_address_works_until_it_is_revoked(begun: Begun) -> None:
    """A real server and a real client: works, revoked, foreign."""
    begun.tandem.first_meeting_at = clock.now() + timedelta(days=2)
    db.session.commit()
    hers = begun.hers
    path = make(hers)
    db.session.rollback()
    forget_request()
    with serving(begun.app) as url:
        status, text = ask(url + path)
        assert status == 200
        assert b"Erstes Treffen" in text
        assert Calendar.from_ical(text).events
        hers.post("/kalender/aus")
        assert ask(url + path)[0] == 404
        assert ask(url + "/kalender/" + "A" * 43 + ".ics")[0] == 404


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The app behind a socket, in threads that know nothing of this test's context."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def ask(url: str) -> tuple[int, bytes]:
    """Status and content."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
