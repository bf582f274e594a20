"""What is kept of a network between two looks is what reading everything anew would give."""

import random
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import network
from lotsen import clock, scope
from lotsen.accounts.models import Account
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.regions.models import RegionPolicy
from lotsen.rows import RegionRow
from lotsen.tandems.models import Meeting, Tandem
from lotsen.ties import directory, sight, snapshot
from lotsen.ties.models import Tie
from lotsen.volunteers.models import Qualification, Volunteer, VolunteerLanguage, VolunteerNeed
from tests import factories
from tests.conftest import HERE

Change = Callable[[random.Random], None]


def _set(table: type[RegionRow], name: str, *values: object) -> Change:
    """A change of one column of some row to one of some values."""

    def change(dice: random.Random) -> None:
        setattr(_some(dice, table), name, dice.choice(values))

    return change


def _some(dice: random.Random, table: Any) -> Any:
    return dice.choice(db.session.scalars(select(table).order_by(table.created_at, table.id)).all())


def _lose(table: type[RegionRow]) -> Change:
    """One row less, as long as there are two."""

    def change(dice: random.Random) -> None:
        if len(db.session.scalars(select(table)).all()) > 1:
            db.session.delete(_some(dice, table))

    return change


def _more_people(_dice: random.Random) -> None:
    factories.volunteer(languages={"deu": 5, "ara": 7})


def _met(dice: random.Random) -> None:
    day = clock.today() - timedelta(days=dice.randrange(20))
    db.session.add(Meeting(tandem_id=_some(dice, Tandem).id, on=day, minutes=90, reported_by="volunteer"))


def _hand_over(dice: random.Random) -> None:
    one = _some(dice, HelpRequest)
    one.case_manager_id = min(set(db.session.scalars(select(Account.id))) - {one.case_manager_id})


def _begin_earlier(dice: random.Random) -> None:
    _some(dice, Tandem).created_at -= timedelta(days=30)


def _sign_in(dice: random.Random) -> None:
    """Whoever has an account had none, or the other way round."""
    one = _some(dice, StaffMember)
    free = set(db.session.scalars(select(Account.id))) - set(db.session.scalars(select(StaffMember.account_id)))
    one.account_id = None if one.account_id else min(free)


#: By the table that changes: one for each that the network is read from, but for thresholds, which are never kept.
CHANGES: dict[type[RegionRow], tuple[Change, ...]] = {
    Organisation: (_set(Organisation, "kind", "mso", "vhs"), _set(Organisation, "closed_on", None, clock.days_ago(9))),
    StaffMember: (_set(StaffMember, "is_active", True, False), _set(StaffMember, "capacity", 3, 9), _sign_in),
    Volunteer: (
        _more_people,
        _set(Volunteer, "status", "freigegeben", "beendet", "in_qualifizierung"),
        _set(Volunteer, "taken_count", 0, 1),
    ),
    VolunteerLanguage: (_lose(VolunteerLanguage), _set(VolunteerLanguage, "level", 1, 6)),
    VolunteerNeed: (_lose(VolunteerNeed), _set(VolunteerNeed, "is_excluded", True, False)),
    Qualification: (_lose(Qualification),),
    Newcomer: (_set(Newcomer, "is_protected", True, False),),
    HelpRequest: (_set(HelpRequest, "is_remote_ok", True, False), _hand_over),
    Tandem: (_set(Tandem, "meetings_count", 1, 4), _begin_earlier),
    Meeting: (_met, _lose(Meeting)),
    Tie: (_set(Tie, "intensity", 1, 4), _lose(Tie)),
    RegionPolicy: (_set(RegionPolicy, "default_radius_km", 10, 40),),
}


#: A tandem keeps its volunteer, and is never lost without its meetings.
SEEN = [
    (name, table)
    for name, (_, behind) in snapshot.PARTS.items()
    for table in behind
    if (name, table) != ("workloads", Tandem)
]


def _tie(source: StaffMember, target: StaffMember, by: Account) -> None:
    today = clock.today()
    db.session.add(
        Tie(
            from_staff_id=source.id, to_staff_id=target.id, kind="runder_tisch", stated_by=by.id, intensity=2,
            since_on=today, stated_on=today, contact_count=0, has_agreement=False,
        )
    )  # fmt: skip


def _play() -> None:
    """A region in which every table has a row."""
    desk, _ = factories.account("case_manager"), factories.account("case_manager")
    house, other = factories.organisation("wir_vielfaltszentrum"), factories.organisation("mso")
    one, two = factories.staff_member(house, account_id=desk.id), factories.staff_member(other)
    for _ in range(3):
        person = factories.volunteer(organisation_id=other.id)
        factories.tandem(factories.help_request(factories.newcomer(desk)), person)
        learner = factories.volunteer(status="in_qualifizierung")
        kind, day = "basisqualifizierung", clock.today()
        db.session.add(Qualification(volunteer_id=learner.id, kind=kind, provider="vhs", units=24, started_on=day))
    for source, target in ((one, two), (two, one)):
        _tie(source, target, desk)
    for number in range(9):
        _met(random.Random(number))
    db.session.commit()


def _anew() -> network.Snapshot:
    """Everything read, whatever is kept."""
    return snapshot._read(HERE, snapshot._tables(), None).snapshot


def _differs(changes: list[Change], seed: int) -> bool:
    """Whether, after any of these changes, what is kept is not what reading anew gives."""
    dice, found = random.Random(seed), False
    for change in changes:
        change(dice)
        db.session.commit()
        found |= snapshot.of_region() != _anew()
    return found


@pytest.mark.parametrize("seed", range(2))
def test_after_any_changes_what_is_kept_is_what_is_there(any_app: Flask, seed: int) -> None:
    """Forty changes of all tables in any order, each followed by a look, on both databases."""
    assert {*snapshot.TABLES} - {*CHANGES} == {snapshot.GapThresholds}
    with scope.of(HERE):
        _play()
        dice = random.Random(seed)
        order = [change for some in CHANGES.values() for change in some]
        assert not _differs([*order, *dice.choices(order, k=20)], seed)


@pytest.mark.parametrize(("name", "table"), SEEN, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_a_part_that_overlooks_a_table_is_found_out(
    app: Flask, monkeypatch: pytest.MonkeyPatch, name: str, table: type[RegionRow]
) -> None:
    """The control: whichever table a part does not look at, some look after its change is wrong."""
    read, behind = snapshot.PARTS[name]
    blind = {**snapshot.PARTS, name: (read, tuple(one for one in behind if one is not table))}
    monkeypatch.setattr(snapshot, "PARTS", blind)
    with scope.of(HERE):
        _play()
        snapshot._known.clear()
        snapshot.of_region()
        assert _differs([*CHANGES[table] * 6], 1)


def test_a_change_reads_only_what_hangs_on_it(app: Flask) -> None:
    """After contact between two, people and requests are taken over as they are."""
    with scope.of(HERE):
        _play()
        before = snapshot.known_of_region().parts
        CHANGES[Tie][0](random.Random(3))
        db.session.commit()
        after = snapshot.known_of_region().parts
        assert {name for name in after if after[name] is not before[name]} == {"stated_ties"}


def test_who_is_deleted_is_in_no_copy_after_the_next_look(app: Flask) -> None:
    """Neither in the network nor in a part of it, nor by name."""
    with scope.of(HERE):
        person = factories.volunteer(first_name="Selam", last_name="Tesfay")
        db.session.commit()
        key = str(person.id)
        assert key in snapshot.of_region().actors_by_id
        assert directory.of("coordinator")[key].label == "Selam Tesfay"
        db.session.delete(person)
        db.session.commit()
        assert key not in snapshot.of_region().actors_by_id
        assert key not in directory.of("coordinator")
        assert key not in repr(snapshot._known[HERE])


def test_another_region_has_a_copy_of_its_own(app: Flask) -> None:
    """What one region keeps is not what another is given, nor who is called what."""
    with scope.of(HERE):
        key = str(factories.volunteer().id)
        db.session.commit()
        assert key in snapshot.of_region().actors_by_id
    with scope.of("06431"):
        assert key not in repr(snapshot.known_of_region())
        assert key not in directory.of("coordinator") | directory.of("coordinator", {key, str(uuid.uuid4())})


def test_names_are_in_no_network_that_is_kept(app: Flask) -> None:
    """The picture of a municipality and of one node shows names; the graph that other readers get has none."""
    with app.test_request_context(), scope.of(HERE):
        person = factories.volunteer(first_name="Selam", last_name="Tesfay")
        db.session.commit()
        view = sight.View(node=str(person.id))
        assert "Selam Tesfay" in sight.seen(view, "coordinator").picture.desk
        town = sight.View(municipality=person.ags)
        assert "Selam Tesfay" in sight.seen(town, "coordinator").picture.desk
        assert "Selam" not in repr(snapshot._known[HERE])
        assert all(not actor.label for _, actor in snapshot.of_region().graph.nodes.data("actor"))
