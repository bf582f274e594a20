"""What a volunteer sees of herself, and what she can change."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.own_pages import service
from lotsen.own_pages.outlook import outlook
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Absence, Volunteer
from tests import factories
from tests.conftest import HERE
from tests.lotsen.sign_ups.journeys import Pages, mails

REASONS = [
    {
        "code": "language.shared",
        "facts": {"language": "ara", "spoken": "ara", "level": 7, "needed": 3},
        "points": 300,
    }
]


@pytest.fixture
def her(any_app):
    """A released volunteer with an account, and a browser in which she is signed in."""
    with scope.of(HERE):
        account = factories.account("volunteer")
        row = factories.volunteer(account_id=account.id, first_name="Mira", last_name="Haddad")
        db.session.commit()
        row.pages = Pages(any_app).sign_in(account)
        yield row


def _fresh(her):
    db.session.rollback()
    return db.session.scalars(select(Volunteer).where(Volunteer.id == her.id)).one()


def test_a_proposal_shows_a_person_without_a_name(her):
    """Needs, place and reasons, but neither alias nor contact."""
    person = factories.newcomer(alias="Canary Alias", contact="0151 CANARY")
    factories.proposal(factories.help_request(person), her, reasons=REASONS)
    db.session.commit()
    text = her.pages.get("/meine-seite").text
    assert "Eine Anfrage für Sie" in text
    assert "Behörden &amp; Papiere" in text
    assert "Gemeinsame Sprache: Arabisch" in text
    assert "Canary Alias" not in text
    assert "CANARY" not in text


def test_a_protected_person_shows_no_place(her):
    """Where somebody with a register block lives is for the Fallmanager:in alone."""
    request = factories.help_request(factories.newcomer(is_protected=True))
    factories.proposal(request, her, reasons=REASONS)
    db.session.commit()
    facts = dict(_seen(her)[0].facts)
    assert facts["Ort"] == "in Ihrer Nähe"


def _seen(her):
    from flask import current_app

    from lotsen.own_pages import sight

    with current_app.test_request_context():
        return [sight.of_proposal(one) for one in service.open_proposals(_fresh(her))]


def test_the_name_of_a_tandem_appears_only_after_the_release(her):
    """Contact is released by a step of staff, not by time."""
    request = factories.help_request(factories.newcomer(alias="Canary Alias"), status="aktiv")
    tandem = factories.tandem(request, her)
    db.session.commit()
    assert "Canary Alias" not in her.pages.get("/meine-seite").text
    db.session.rollback()
    tandem.contact_released_at = clock.now()
    db.session.commit()
    assert "Canary Alias" in her.pages.get("/meine-seite").text


def test_small_numbers_are_told_as_few(her):
    """Four requests could be one family; five are a number."""
    for _ in range(4):
        factories.help_request()
    found = outlook(_fresh_flushed(her))
    assert (found.shared_count, found.is_few) == (0, True)
    factories.help_request()
    found = outlook(_fresh_flushed(her))
    assert (found.shared_count, found.is_few) == (5, False)


def _fresh_flushed(her):
    db.session.flush()
    return db.session.scalars(select(Volunteer).where(Volunteer.id == her.id)).one()


def test_what_is_sought_is_named_from_five_requests_on(her):
    """She learns which languages are missing, never about one single person."""
    for _ in range(5):
        factories.help_request(factories.newcomer(languages=[{"language": "tir", "level": 7}]))
    factories.help_request(factories.newcomer(languages=[{"language": "som", "level": 7}]))
    assert outlook(_fresh_flushed(her)).sought == ("tir",)


def test_an_absence_begins_and_ends_by_itself(her):
    """From–to is all she says; wrong days are refused with a sentence."""
    first, last = clock.today() + timedelta(days=3), clock.today() + timedelta(days=9)
    her.pages.post("/meine-seite/abwesenheit", {"from_on": first.isoformat(), "until_on": last.isoformat()})
    again = her.pages.post(
        "/meine-seite/abwesenheit", {"from_on": last.isoformat(), "until_on": last.isoformat()}, status=422
    )
    assert "schon abwesend" in again.text
    wrong = {"from_on": last.isoformat(), "until_on": first.isoformat()}
    assert "liegt vor dem ersten" in her.pages.post("/meine-seite/abwesenheit", wrong, status=422).text
    db.session.rollback()
    (absence,) = db.session.scalars(select(Absence))
    with clock.moved_to(clock.now() + timedelta(days=30)):
        assert service.coming_absences(her) == []
    her.pages.post(f"/meine-seite/abwesenheit/{absence.id}/entfernen")
    db.session.rollback()
    assert list(db.session.scalars(select(Absence))) == []


def test_nobody_removes_the_absence_of_somebody_else(her):
    """A foreign absence looks like a missing one."""
    other = factories.volunteer()
    absence = Absence(volunteer_id=other.id, from_on=clock.today(), until_on=clock.today())
    db.session.add(absence)
    db.session.commit()
    her.pages.post(f"/meine-seite/abwesenheit/{absence.id}/entfernen", status=404)


PROFILE = {
    "first_name": "Mira",
    "last_name": "Neu",
    "phone": "0641 99887",
    "plz": "63654",
    "modes": ["pate"],
    "gender": "",
    "german": "4",
    "languages-0-language": "tir",
    "languages-0-level": "6",
    "languages-0-script": "nein",
    "needs": ["kita"],
    "not_needs": [],
    "radius_km": "25",
    "capacity": "3",
}


def test_the_profile_keeps_what_she_changes(her):
    """Columns, languages and needs follow the form; what she took away is gone."""
    her.pages.get("/meine-seite/profil")
    her.pages.change("/meine-seite/profil", PROFILE)
    row = _fresh(her)
    assert (row.last_name, row.capacity, row.radius_km, row.modes) == ("Neu", 3, 25, ["pate"])
    assert {(one.language, one.level, one.knows_script) for one in row.languages} == {
        ("deu", 4, None),
        ("tir", 6, False),
    }
    assert [one.need for one in row.needs] == ["kita"]


def test_the_profile_opens_with_what_is_stored(her):
    """Sending the page back unchanged changes nothing."""
    text = her.pages.get("/meine-seite/profil").text
    assert 'value="Mira"' in text
    assert '<option selected value="ara">' in text


def test_capacity_cannot_fall_below_running_tandems(her):
    """She cannot have fewer places than tandems."""
    her_row = _fresh(her)
    her_row.taken_count = 2
    db.session.commit()
    answer = her.pages.change("/meine-seite/profil", {**PROFILE, "capacity": "1"}, status=422)
    assert "So viele Tandems haben Sie gerade" in answer.text


def test_another_region_is_refused(her):
    """A move to another region is the staff's to make."""
    answer = her.pages.change("/meine-seite/profil", {**PROFILE, "plz": "65183"}, status=422)
    assert "anderen Region" in answer.text


def test_consents_are_given_and_withdrawn_alike(her):
    """One tick each way."""
    from lotsen.consents import service as consents

    her.pages.post("/meine-seite/einwilligungen", {"newsletter": "y"})
    assert set(consents.running(_fresh(her))) == {"newsletter"}
    her.pages.post("/meine-seite/einwilligungen", {})
    assert consents.running(_fresh(her)) == {}
    assert "Rundbrief" in her.pages.get("/meine-seite/einwilligungen").text


def test_leaving_ends_tandems_and_answers_and_tells(her):
    """Nobody asks her any more, the Fallmanager:in learns it, and her place is free."""
    row = _fresh(her)
    row.taken_count = 1
    tandem = factories.tandem(None, row)
    factories.proposal(factories.help_request(), row, reasons=REASONS)
    db.session.commit()
    her.pages.post("/meine-seite/beenden", {}, status=422)
    assert _fresh(her).status == "freigegeben"
    her.pages.post("/meine-seite/beenden", {"is_sure": "y"})
    row = _fresh(her)
    assert (row.status, row.taken_count, row.ended_on) == ("beendet", 0, clock.today())
    ended = db.session.scalars(select(Tandem).where(Tandem.id == tandem.id)).one()
    assert (ended.is_running, ended.end_reason) == (False, "persoenlich")
    assert {"tandem_over", "goodbye"} <= {mail.kind for mail in mails()}
    assert "Ihr Engagement ist beendet" in her.pages.get("/meine-seite").text
    her.pages.post("/meine-seite/beenden", {"is_sure": "y"}, status=409)


def test_staff_and_strangers_stay_outside(any_app, her):
    """The pages are hers; staff have their own view of her."""
    with scope.of(HERE):
        coordinator = factories.account("coordinator")
        db.session.commit()
        Pages(any_app).sign_in(coordinator).get("/meine-seite", status=403)
    Pages(any_app).get("/meine-seite", status=302)


@pytest.mark.parametrize("page", ["", "/profil", "/abwesenheit", "/einwilligungen", "/daten", "/beenden"])
def test_every_page_runs_from_right_to_left(her, page):
    """Arabic readers get every page of hers in their direction."""
    assert 'dir="rtl"' in her.pages.get(f"/meine-seite{page}?lang=ar").text
