"""An organisation closes, opens again, and goes two years later; so does whoever left it."""

import uuid
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.audit.models import AuditEntry
from lotsen.extensions import db
from lotsen.gaps.models import Gap
from lotsen.organisations import directory
from lotsen.organisations.closing import KEPT
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.scenarios.models import Scenario, ScenarioPart
from lotsen.ties.models import Tie
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import HERE
from tests.pages import Pages
from tests.promises.nights import night


@pytest.fixture
def desk(office: Organisation, pages: Pages) -> Pages:
    """A coordinator; the office was there before."""
    return _as("coordinator", pages)


@pytest.fixture
def office(here: str) -> Organisation:
    """A Jobcenter with two colleagues, one of whom stands in for the other, and a volunteer who belongs to it."""
    return _office()


@pytest.fixture
def office_of_any(any_app: Flask) -> Organisation:
    """The same on either database."""
    with scope.of(HERE):
        return _office()


def _office() -> Organisation:
    place = factories.organisation("jobcenter", name="Jobcenter Nidda", needs=["geld"], confirmed_on=clock.today())
    deputy = factories.staff_member(place, name="Jens Ohm", account_id=factories.account("case_manager").id)
    factories.staff_member(place, name="Karla Geheim", deputy_id=deputy.id)
    factories.volunteer(organisation_id=place.id)
    factories.volunteer(organisation_id=place.id, status="beendet", ended_on=clock.today())
    db.session.commit()
    return place


def _as(role: str, pages: Pages) -> Pages:
    with scope.of(HERE):
        pages.sign_in(factories.account(role))
        db.session.rollback()  # a snapshot from before the sign-in could not write
    return pages


def _url(office: Organisation, step: str = "") -> str:
    return f"/stellen/{office.id}{step}"


def _day(office: Organisation) -> date | None:
    with scope.of(HERE):
        db.session.rollback()
        return db.session.scalar(select(Organisation.closed_on).where(Organisation.id == office.id))


def _who_helps() -> list[uuid.UUID]:
    with scope.of(HERE):
        db.session.rollback()
        found = directory.who_helps(["geld"], ags=factories.BUEDINGEN, languages=[], gender=None)
        return [one.organisation.id for one in found.first]


def _actions() -> list[str]:
    with scope.of(HERE):
        db.session.rollback()
        found = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    return [action for action in found if not action.endswith(("page", "sign_in"))]


def test_before_it_closes_whoever_belongs_to_it_is_named(desk: Pages, office: Organisation) -> None:
    """Colleagues by name, accounts and volunteers who have not ended it by number, and what would be missing."""
    text = desk.get(_url(office, "/schliessen")).text
    for words in (
        "2 Personen arbeiten dort", "Karla Geheim", "Eine von ihnen meldet sich hier an",
        "Eine ehrenamtliche Person gehört zu dieser Gruppe", f'wenn-jemand-geht?weg={office.id}"',
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize(("day", "words"), [("", "ersten Tag"), ("gestern", "Datum"), (1, "einen Tag davor"),
                                            (-400, "Höchstens ein Jahr zurück")])  # fmt: skip
def test_a_wrong_day_closes_nothing(desk: Pages, office: Organisation, day: str | int, words: str) -> None:
    """Refused with a sentence, and what was typed stands in the field."""
    typed = str(clock.today() + timedelta(days=day)) if isinstance(day, int) else day
    text = desk.post(_url(office, "/schliessen"), {"on": typed}, status=422).text
    assert words in text
    assert f'value="{typed}"' in text
    assert _day(office) is None


def test_closed_it_is_found_among_the_closed_only_and_opens_again(desk: Pages, office: Organisation) -> None:
    """Neither in the list nor for a request; the page says since when and until when; each step is on record once."""
    key = office.id
    day = clock.days_ago(40)
    desk.post(_url(office, "/schliessen"), {"on": str(day)})
    assert _day(office) == day
    assert _url(office) not in desk.get("/stellen/").text
    assert _url(office) in desk.get("/stellen/?closed=y").text
    assert _who_helps() == []
    page = desk.get(_url(office)).text
    assert "Heute bestätigen" not in page
    assert str(KEPT.after(day).year) in page
    desk.post(_url(office, "/oeffnen"))
    assert _day(office) is None
    assert _url(office) in desk.get("/stellen/").text
    assert _url(office) not in desk.get("/stellen/?closed=y").text
    assert _who_helps() == [key]
    assert [action for action in _actions() if "organisations" in action] == [
        "organisations.close",
        "organisations.reopen",
    ]


def test_the_name_of_a_closed_one_is_taken_and_says_why(desk: Pages, office: Organisation) -> None:
    """Whoever enters it anew is led to the one that is there."""
    office.closed_on = clock.today()
    db.session.commit()
    typed = {"name": "Jobcenter Nidda", "kind": "jobcenter", "ags": factories.BUEDINGEN}
    assert "die geschlossen ist" in desk.post("/stellen/neu", typed, status=422).text


def _stand_in_the_network(office: Organisation) -> StaffMember:
    """Ties, a gap and a scenario about the office and about a colleague; the colleague."""
    day, by = clock.today(), factories.account("coordinator").id
    colleague = db.session.scalars(select(StaffMember).where(StaffMember.deputy_id.is_not(None))).one().deputy_id
    member = db.session.get_one(StaffMember, colleague)
    other = factories.organisation(name="Bleibt")
    factories.staff_member(other, name="Bleibt auch")
    lasting: dict[str, object] = {"kind": "runder_tisch", "to_organisation_id": other.id, "stated_on": day,
                                  "last_contact_on": day + timedelta(days=60)}  # fmt: skip
    db.session.add_all([Tie(from_organisation_id=office.id, **lasting), Tie(from_staff_id=member.id, **lasting)])
    for key in (office.id, member.id, other.id):
        db.session.add(Gap(key=f"{HERE}:isolated:{key}", rule="L5_ohne_anschluss", act="introduce", subject=[str(key)],
                           severity=0.5, status_since=clock.now()))  # fmt: skip
        scenario = Scenario(name="Wer geht", made_by=by, saved_on=day)
        db.session.add(scenario)
        side = "one_staff_id" if key == member.id else "one_organisation_id"
        db.session.add(ScenarioPart(scenario_id=scenario.id, position=0, **{side: key}))
    db.session.commit()
    return member


def _left() -> list[int]:
    """How many organisations, colleagues, ties, gaps and scenarios there are."""
    with scope.of(HERE):
        db.session.rollback()
        tables = (Organisation, StaffMember, Tie, Gap, Scenario)
        return [len(db.session.scalars(select(table.id)).all()) for table in tables]


@pytest.mark.parametrize(("days_before", "left"), [(1, [2, 3, 2, 3]), (0, [1, 1, 0, 1])])
def test_two_years_later_it_goes_with_its_staff(
    any_app: Flask, office_of_any: Organisation, days_before: int, left: list[int]
) -> None:
    """On the day and not before, with ties and gaps about them; its volunteer stays, without a group."""
    with scope.of(HERE):
        _stand_in_the_network(office_of_any)
        office_of_any.closed_on = day = clock.today()
        db.session.commit()
        db.session.remove()
    night(any_app, (KEPT.after(day) - day).days - days_before)
    with scope.of(HERE):
        assert _left()[:4] == left  # scenarios have gone after six months
        group = select(Volunteer.organisation_id).where(Volunteer.status != "beendet")
        assert (db.session.scalars(group).one() is None) is (days_before == 0)


@pytest.mark.parametrize(("days_before", "left"), [(1, [2, 3, 2, 3]), (0, [2, 2, 1, 2])])
def test_two_years_later_whoever_left_goes(app: Flask, office: Organisation, days_before: int, left: list[int]) -> None:
    """The office stays with the other colleague, who has no deputy any more."""
    member = _stand_in_the_network(office)
    member.is_active, member.left_on = False, clock.today()
    db.session.commit()
    night(app, (KEPT.after(clock.today()) - clock.today()).days - days_before)
    with scope.of(HERE):
        assert _left()[:4] == left
        assert bool(db.session.scalar(select(StaffMember.id).where(StaffMember.deputy_id.is_not(None)))) is (
            days_before == 1
        )


def test_who_wants_to_be_forgotten_is_deleted_at_once(desk: Pages, office: Organisation) -> None:
    """After a page that asks and deletes nothing; gaps and scenarios about the colleague go along, and only those."""
    member = _stand_in_the_network(office)
    url = f"/loeschfristen/ansprechpersonen/{member.id}"
    assert url in desk.get(_url(office, f"/personen/{member.id}")).text
    assert "Jens Ohm" in desk.get(url).text
    assert _left() == [2, 3, 2, 3, 3]
    desk.post(url)
    assert _left() == [2, 2, 1, 2, 2]
    assert "Jens Ohm ist gelöscht" in desk.get(_url(office)).text
    assert "Jens Ohm" not in desk.get(_url(office)).text
    assert [action for action in _actions() if "retention" in action] == ["retention.remove"]
    desk.get(url, status=404)


def test_an_open_organisation_is_not_deleted(desk: Pages, office: Organisation) -> None:
    """Closed first, so that somebody looked at who belongs to it; then at once."""
    _stand_in_the_network(office)
    url = f"/loeschfristen/stellen/{office.id}"
    assert "Schließen Sie sie zuerst" in desk.get(url).text
    assert "Schließen Sie sie zuerst" in desk.post(url, status=409).text
    assert _left() == [2, 3, 2, 3, 3]
    desk.post(_url(office, "/schliessen"), {"on": str(clock.today())})
    assert url in desk.get(_url(office)).text
    desk.post(url)
    assert _left() == [1, 1, 0, 1, 1]


@pytest.mark.parametrize("role", ["case_manager", "region_admin", "auditor", "volunteer"])
def test_only_coordination_closes_and_deletes(here: str, pages: Pages, office: Organisation, role: str) -> None:
    """Neither button nor address for anybody else."""
    member = _stand_in_the_network(office)
    someone = _as(role, pages)
    if role != "volunteer":
        assert "/schliessen" not in someone.get(_url(office)).text
    deleting = f"/loeschfristen/stellen/{office.id}", f"/loeschfristen/ansprechpersonen/{member.id}"
    for url in (_url(office, "/schliessen"), _url(office, "/oeffnen"), *deleting):
        someone.post(url, {"on": str(clock.today())}, status=403)
    assert _left() == [2, 3, 2, 3, 3]
    assert _day(office) is None
