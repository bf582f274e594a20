"""A tandem from the first meeting to its end, as staff and as the volunteer see it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.accounts.models import Account
from lotsen.audit.models import AuditEntry
from lotsen.extensions import db
from lotsen.notices.models import Notice
from lotsen.tandems.models import Tandem
from tests import factories
from tests.conftest import ELSEWHERE
from tests.lotsen.help_requests.scene import Desk, Scene, scene, sign_in
from tests.pages import Pages


class Begun:
    """A tandem that has just begun, its people, and browsers for both."""

    def __init__(self, app: Flask, **person: object) -> None:
        self.app = app
        self.play: Scene = scene(volunteers=1, status="kennenlernen", person=dict(person))
        self.volunteer = self.play.volunteers[0]
        self.her_account: Account = factories.account("volunteer")
        self.volunteer.account_id = self.her_account.id
        self.volunteer.taken_count = 1
        self.tandem: Tandem = factories.tandem(
            self.play.request, self.volunteer, status="kennenlernen", started_on=None,
            volunteer_agreed_at=None, newcomer_agreed_at=None,
        )  # fmt: skip
        db.session.commit()
        self.url = f"/tandems/{self.tandem.id}"
        self.own_url = f"/tandems/mein/{self.tandem.id}"

    @property
    def desk(self) -> Desk:
        """The Fallmanager:in."""
        return sign_in(Pages(self.app), self.play.case_manager)

    @property
    def hers(self) -> Desk:
        """The volunteer."""
        return sign_in(Pages(self.app), self.her_account)

    def fresh(self) -> Tandem:
        """The tandem as the database has it."""
        db.session.expire_all()
        return self.tandem


@pytest.fixture
def begun(app: Flask, here: str) -> Begun:
    """A tandem that has just begun."""
    return Begun(app)


def test_from_first_meeting_to_contact(begun: Begun) -> None:
    """Meeting, trial, both agree, contact by an own step; before that nobody sees a contact."""
    desk, hers = begun.desk, begun.hers
    desk.post(f"{begun.url}/erstes-treffen", {"day": str(clock.today() + timedelta(days=2)), "time": "10:00"})
    assert begun.fresh().first_meeting_at
    hers.post(f"{begun.own_url}/treffen", {"on": str(clock.today()), "minutes": "60"})
    assert (begun.fresh().status, begun.play.request.status) == ("erprobung", "erprobung")
    hers.post(f"{begun.own_url}/zustimmen")
    desk.post(f"{begun.url}/kontakt", status=409)
    desk.post(f"{begun.url}/zustimmen", {"side": "newcomer"})
    assert (begun.fresh().status, begun.play.request.status) == ("aktiv", "aktiv")
    contact, phone = begun.play.newcomer.contact, begun.volunteer.mail
    assert contact
    assert phone
    assert contact not in hers.get(begun.own_url).text
    assert phone not in desk.get(begun.url).text
    desk.post(f"{begun.url}/kontakt")
    assert contact in hers.get(begun.own_url).text
    assert phone in desk.get(begun.url).text
    released = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "tandems.release_contact")).one()
    assert released.account_id == begun.play.case_manager.id
    bodies = "".join(one.body for one in db.session.scalars(select(Notice)))
    assert contact not in bodies
    assert begun.play.newcomer.alias not in bodies


def test_a_protected_contact_is_released_by_the_responsible_one_only(app: Flask, here: str) -> None:
    """A colleague may not, not even a coordinator."""
    begun = Begun(app, is_protected=True)
    begun.tandem.status, now = "aktiv", clock.now()
    begun.tandem.volunteer_agreed_at = begun.tandem.newcomer_agreed_at = now
    colleague = factories.account("coordinator")
    db.session.commit()
    sign_in(Pages(app), colleague).post(f"{begun.url}/kontakt", status=403)
    begun.desk.post(f"{begun.url}/kontakt")


def test_ending_gives_the_place_back_and_offers_to_search_again(begun: Begun) -> None:
    """A coded reason; place free; the request ends with it and can be opened again; ended stays ended."""
    desk = begun.desk
    desk.post(f"{begun.url}/beenden", {"reason": ""}, status=422)
    desk.post(f"{begun.url}/beenden", {"reason": "passt_nicht", "note": "Asylverfahren"}, status=422)
    desk.post(f"{begun.url}/beenden", {"reason": "passt_nicht", "note": "andere Erwartungen"})
    tandem = begun.fresh()
    assert (tandem.status, tandem.is_running, begun.volunteer.taken_count) == ("abgebrochen", False, 0)
    assert begun.play.request.status == "abgebrochen"
    assert "Anfrage wieder öffnen" in desk.get(begun.url).text
    for act in ("zustimmen", "kontakt", "beenden"):
        desk.post(f"{begun.url}/{act}", {"reason": "passt_nicht"}, status=409)
    desk.post(f"/anfragen/{begun.play.request.id}/oeffnen")
    page = desk.get(f"/anfragen/{begun.play.request.id}#auswahl").text
    assert f'name="volunteers" value="{begun.volunteer.id}"' not in page  # she is not offered again


def test_the_volunteer_ends_by_herself(begun: Begun) -> None:
    """At any time, with a reason; contact is gone from her page."""
    begun.hers.post(f"{begun.own_url}/beenden", {"reason": "keine_zeit"})
    assert begun.fresh().end_reason == "keine_zeit"
    assert "Beendet" in begun.hers.get(begun.own_url).text


def test_another_volunteers_tandem_looks_missing(begun: Begun) -> None:
    """Neither read nor changed, and staff pages are closed to volunteers."""
    other = factories.account("volunteer")
    db.session.commit()
    stranger = sign_in(Pages(begun.app), other)
    stranger.get(begun.own_url, status=404)
    for act in ("treffen", "zustimmen", "beenden"):
        stranger.post(f"{begun.own_url}/{act}", {"reason": "keine_zeit"}, status=404)
    stranger.get(begun.url, status=403)


def test_a_foreign_tandem_looks_missing(begun: Begun) -> None:
    """Another region's staff find nothing."""
    with scope.of(ELSEWHERE):
        stranger = factories.account("coordinator")
        db.session.commit()
        desk = sign_in(Pages(begun.app), stranger)
    desk.get(begun.url, status=404)
    desk.post(f"{begun.url}/beenden", {"reason": "keine_zeit"}, status=404)
    assert begun.volunteer.last_name not in desk.get("/tandems/?whose=alle").text


def test_list_filters_and_sorts(begun: Begun) -> None:
    """Every filter and order answers."""
    desk = begun.desk
    assert begun.play.newcomer.alias in desk.get("/tandems/").text
    assert begun.play.newcomer.alias not in desk.get("/tandems/?mode=pate").text
    for query in ("status=aktiv", "silent=30", "silent=99999999999", "whose=alle&status=alle"):
        for sort in ("number", "-contact", "status", "begun", "nonsense"):
            desk.get(f"/tandems/?{query}&sort={sort}")


def test_a_meeting_lies_not_in_the_future(begun: Begun) -> None:
    """What has not happened is not noted."""
    begun.desk.post(f"{begun.url}/treffen", {"on": str(clock.today() + timedelta(days=1))}, status=422)
    begun.hers.post(f"{begun.own_url}/treffen", {"on": str(clock.today() + timedelta(days=1))}, status=422)
