"""What joins people to organisations in the network is entered on pages: a colleague's account, a volunteer's group."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.accounts.models import Account
from lotsen.extensions import db
from lotsen.organisations import staff
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.ties import snapshot
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.pages import Pages
from tests.promises.crosswise import crosswise

COLLEAGUE = {"name": "Katrin Vogel", "job": "wir_fallmanagement", "deputy": "", "is_paid": "y", "is_active": "y"}
PERSON = {
    "first_name": "Amina", "last_name": "Haddad", "mail": "amina@example.org", "plz": "63654", "modes": ["lotse"],
    "german": "5", "capacity": "2", "is_adult": "y", "radius_km": "15", "needs": ["schule"], "gender": "w",
    "languages-0-language": "ara-levante", "languages-0-level": "7", "languages-0-script": "ja",
}  # fmt: skip


@pytest.fixture
def manager(here: str) -> Account:
    """A Fallmanager with a tandem, who stands with no organisation yet."""
    account: Account = factories.account("case_manager", display_name="Katrin Vogel")
    request = factories.help_request(factories.newcomer(account), case_manager_id=account.id)
    factories.tandem(request, factories.volunteer(number="V-77777"))
    factories.organisation("wir_vielfaltszentrum", name="Vielfaltszentrum")
    db.session.commit()
    return account


@pytest.fixture
def desk(manager: Account, pages: Pages) -> Pages:
    """A coordinator, who has no requests of her own."""
    coordinator = factories.account("coordinator", display_name="Karin Koordination")
    db.session.commit()
    pages.sign_in(coordinator)
    db.session.rollback()
    return pages


def _office() -> uuid.UUID:
    with scope.of(HERE):
        db.session.rollback()
        return db.session.scalars(select(Organisation.id).where(Organisation.name == "Vielfaltszentrum")).one()


def _ties() -> set[tuple[str, str, str]]:
    with scope.of(HERE):
        db.session.rollback()
        return {(tie.source, tie.target, tie.kind) for tie in snapshot.of_region().living_ties}


def test_with_the_account_a_tandem_becomes_a_tie(desk: Pages, manager: Account) -> None:
    """Before that, the directory says who is missing; entered once, the account is offered to nobody else."""
    office, key = _office(), str(manager.id)
    listed = desk.get("/stellen/").text.partition("steht bei keiner Stelle")[2].partition("</p>")[0]
    assert "Katrin Vogel" in listed
    assert "Karin Koordination" not in listed
    assert not [kind for *_ends, kind in _ties() if kind == "tandem"]
    assert f'value="{key}"' in desk.get(f"/stellen/{office}/personen/neu").text
    desk.post(f"/stellen/{office}/personen/neu", {**COLLEAGUE, "account": key})
    with scope.of(HERE):
        member = db.session.scalars(select(StaffMember).where(StaffMember.account_id == manager.id)).one()
        volunteer = db.session.scalars(select(Volunteer.id).where(Volunteer.number == "V-77777")).one()
        expected = str(member.id), str(volunteer), "tandem"
        url = f"/stellen/{office}/personen/{member.id}"
    assert expected in _ties()
    assert "steht bei keiner Stelle" not in desk.get("/stellen/").text
    assert f'value="{key}"' not in desk.get(f"/stellen/{office}/personen/neu").text
    desk.post(f"/stellen/{office}/personen/neu", {**COLLEAGUE, "name": "Doppelt", "account": key}, 422)
    desk.change(url, {**COLLEAGUE, "account": key, "phone": "06042 1"})
    assert expected in _ties(), "whoever changes something else keeps the account"
    desk.change(url, {**COLLEAGUE, "account": ""})
    assert expected not in _ties()


def test_whoever_left_frees_the_account_for_the_next_house(desk: Pages, manager: Account) -> None:
    """Somebody moves to another organisation: the old entry keeps what was, the new one is open to her account."""
    office, key = _office(), str(manager.id)
    desk.post(f"/stellen/{office}/personen/neu", {**COLLEAGUE, "account": key})
    with scope.of(HERE):
        member = db.session.scalars(select(StaffMember.id).where(StaffMember.account_id == manager.id)).one()
    away = {name: value for name, value in COLLEAGUE.items() if name != "is_active"}
    desk.change(f"/stellen/{office}/personen/{member}", {**away, "account": key})
    assert "steht bei keiner Stelle" in desk.get("/stellen/").text
    desk.post(f"/stellen/{office}/personen/neu", {**COLLEAGUE, "account": key})
    desk.change(f"/stellen/{office}/personen/{member}", {**COLLEAGUE, "account": key}, 422)
    desk.change(f"/stellen/{office}/personen/{member}", {**away, "account": key, "phone": "06042 1"})
    with scope.of(HERE):
        db.session.rollback()
        old = db.session.get_one(StaffMember, member)
        assert (old.phone, old.account_id) == ("06042 1", uuid.UUID(key)), (
            "what she did there stays, whatever is mended"
        )
        at_work = StaffMember.account_id == manager.id, StaffMember.is_active
        new = db.session.scalars(select(StaffMember.id).where(*at_work)).one()
    assert [source for source, _target, kind in _ties() if kind == "tandem"] == [str(new)]


def test_whoever_moves_takes_running_tandems_along(app: Flask, here: str) -> None:
    """Three desks, whichever was read first: each has the tandem while she worked there, the last one today."""
    account = factories.account("case_manager")
    day = {}
    for number, ago in enumerate((300, 200, 100)):
        with clock.moved_to(clock.now() - timedelta(days=ago)):
            left = clock.days_ago(-100) if number < 2 else None
            place = factories.organisation()
            member = factories.staff_member(place, account_id=account.id, is_active=left is None, left_on=left)
            day[str(member.id)] = ago
    with clock.moved_to(clock.now() - timedelta(days=290)):
        request = factories.help_request(factories.newcomer(account), case_manager_id=account.id)
        tandem = factories.tandem(request)
    db.session.commit()
    for ago, desk in ((250, 300), (150, 200), (50, 100), (0, 100)):
        known = snapshot.of_region().at(clock.days_ago(ago))
        assert [day[tie.source] for tie in known.living_ties if tie.kind == "tandem"] == [desk]
    assert [day[one.staff or ""] for one in snapshot.of_region().requests] == [100]
    tandem.is_running, tandem.ended_on = False, clock.days_ago(150)
    tandem.status, tandem.end_reason = "abgeschlossen", "ziel_erreicht"
    db.session.commit()
    for ago, desk in ((0, 100), (120, 200), (160, 200)):
        kind = "tandem" if ago > 150 else "former_tandem"
        ties = snapshot.of_region().at(clock.days_ago(ago)).living_ties
        assert [(day[tie.source], tie.kind) for tie in ties if "tandem" in tie.kind] == [(desk, kind)]


def test_a_closed_house_frees_the_accounts_of_its_staff(desk: Pages, manager: Account) -> None:
    """They are entered at the next one, as the page says; opened again, the old house has them no more."""
    office, key = _office(), str(manager.id)
    desk.post(f"/stellen/{office}/personen/neu", {**COLLEAGUE, "account": key})
    with scope.of(HERE):
        old = db.session.scalars(select(StaffMember.id).where(StaffMember.account_id == manager.id)).one()
        other = factories.organisation(name="Neues Haus").id
        db.session.commit()
    desk.post(f"/stellen/{office}/schliessen", {"on": str(clock.today())})
    assert "Katrin Vogel" in desk.get("/stellen/").text.partition("steht bei keiner Stelle")[2].partition("</p>")[0]
    desk.post(f"/stellen/{office}/personen/neu", {**COLLEAGUE, "name": "Zu spät"}, 422)
    desk.post(f"/stellen/{other}/personen/neu", {**COLLEAGUE, "account": key})
    for _press in range(2):
        desk.post(f"/stellen/{office}/oeffnen")
    with scope.of(HERE):
        db.session.rollback()
        member = db.session.get_one(StaffMember, old)
        assert (member.is_active, member.left_on) == (False, clock.today())


def test_opened_again_everybody_is_there_who_has_not_moved(desk: Pages, manager: Account) -> None:
    """Pressed twice as well: nobody leaves the house by opening it."""
    office, key = _office(), str(manager.id)
    desk.post(f"/stellen/{office}/personen/neu", {**COLLEAGUE, "account": key})
    desk.post(f"/stellen/{office}/schliessen", {"on": str(clock.today())})
    for _press in range(2):
        desk.post(f"/stellen/{office}/oeffnen")
        with scope.of(HERE):
            db.session.rollback()
            member = db.session.scalars(select(StaffMember).where(StaffMember.account_id == manager.id)).one()
            assert (member.is_active, member.left_on) == (True, None)


def test_a_locked_account_stays_with_the_entry(desk: Pages, manager: Account) -> None:
    """Whoever leaves is locked first; unticking the box afterwards must not lose what she did."""
    office, key = _office(), str(manager.id)
    desk.post(f"/stellen/{office}/personen/neu", {**COLLEAGUE, "account": key})
    with scope.of(HERE):
        member = db.session.scalars(select(StaffMember.id).where(StaffMember.account_id == manager.id)).one()
        db.session.get_one(Account, manager.id).is_active = False
        db.session.commit()
    form = desk.get(f"/stellen/{office}/personen/{member}").text
    assert f'selected value="{key}"' in form or f'value="{key}" selected' in form
    away = {name: value for name, value in COLLEAGUE.items() if name != "is_active"}
    desk.change(f"/stellen/{office}/personen/{member}", {**away, "account": key})
    with scope.of(HERE):
        db.session.rollback()
        assert db.session.get_one(StaffMember, member).account_id == uuid.UUID(key)


def test_an_account_of_another_region_is_none(desk: Pages) -> None:
    """Neither offered nor taken."""
    with scope.of(ELSEWHERE):
        foreign = factories.account("case_manager").id
        db.session.commit()
    office = _office()
    assert str(foreign) not in desk.get(f"/stellen/{office}/personen/neu").text
    desk.post(f"/stellen/{office}/personen/neu", {**COLLEAGUE, "account": str(foreign)}, 422)


def test_a_volunteer_belongs_to_the_group_that_staff_choose(desk: Pages) -> None:
    """In the form, on her page, in the network; taken back, she stands alone; a closed group is not offered."""
    office = _office()
    with scope.of(HERE):
        closed = factories.organisation(closed_on=clock.today()).id
        db.session.commit()
    form = desk.get("/ehrenamtliche/neu").text
    assert f'value="{office}"' in form
    assert f'value="{closed}"' not in form
    url = desk.post("/ehrenamtliche/neu", {**PERSON, "organisation": str(office)}).location
    assert "Vielfaltszentrum" in desk.get(url).text
    key = url.rsplit("/", 1)[1]
    with scope.of(HERE):
        person = db.session.get_one(Volunteer, uuid.UUID(key))
        person.status = "freigegeben"
        db.session.commit()
    assert (key, str(office), "membership") in _ties()
    desk.change(f"{url}/bearbeiten", {**PERSON, "organisation": ""})
    assert (key, str(office), "membership") not in _ties()
    desk.post(f"{url}/bearbeiten", {**PERSON, "organisation": str(uuid.uuid4())}, 422)


@pytest.mark.postgresql
def test_two_who_take_an_account_at_the_same_moment_have_it_once(postgresql_app: Flask) -> None:
    """The second one waits, reads that it is taken, and says so; there is one desk."""
    with scope.of(HERE):
        key = factories.account("case_manager").id
        offices = [factories.organisation().id for _ in range(2)]
        db.session.commit()
        db.session.remove()
    facts = {"name": "Katrin Vogel", "job": "beratung", "account_id": key}
    steps = [partial(staff.add_staff_member, office, **facts) for office in offices]
    assert sorted(crosswise(postgresql_app, *steps)) == [
        "Dieses Konto gehört schon zu einer anderen Ansprechperson.", "done",
    ]  # fmt: skip
    with scope.of(HERE):
        assert len(db.session.scalars(select(StaffMember.id)).all()) == 1
