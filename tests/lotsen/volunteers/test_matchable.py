"""The matching sees the region's volunteers as they are now, without names."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.regions.service import policy
from lotsen.volunteers.kept_pool import pool
from lotsen.volunteers.matchable import candidates
from lotsen.volunteers.models import (
    Absence,
    VolunteerLanguage,
    VolunteerNeed,
)
from matching import Candidate
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.volunteers.queries import counted_queries
from tests.lotsen.volunteers.scene import seen


@pytest.fixture
def region(any_app: Flask) -> Iterator[str]:
    """Work inside HERE, on both databases."""
    with scope.of(HERE):
        yield HERE


def _only(region: str) -> Candidate:
    db.session.commit()
    (found,) = candidates(region)
    return found


def test_everything_the_matching_asks_is_there(region: str) -> None:
    """Languages, needs, times, place, radius, capacity, absences and wishes arrive as they were entered."""
    person = factories.volunteer(
        languages={"deu": 5, "ara": 7}, needs=("behoerde",), not_needs=("geld",), capacity=3, taken_count=1,
        radius_km=20, is_remote=True, accepts_gender=["w"], community="Beispielgemeinschaft",
    )  # fmt: skip
    today = clock.today()
    db.session.add(Absence(volunteer_id=person.id, from_on=today, until_on=today + timedelta(days=3)))
    db.session.add(VolunteerLanguage(volunteer_id=person.id, position=2, language="ara", variant="ara-irak", level=3))
    found = _only(region)
    assert found.id == str(person.id)
    assert found.languages == {"deu": 5, "ara": 7}
    assert (found.needs, found.not_needs) == ({"behoerde"}, {"geld"})
    assert (found.times, found.modes) == ({"mon-am", "wed-pm"}, {"lotse", "pate"})
    assert (found.capacity, found.active, found.radius_km, found.remote) == (3, 1, 20, True)
    assert found.accepts_gender == {"w"}
    assert found.community == "Beispielgemeinschaft"
    assert found.absent == ((today, today + timedelta(days=3)),)
    assert found.lat == pytest.approx(50.29, abs=0.1)
    assert found.released


def test_nothing_in_it_names_anybody(region: str) -> None:
    """Neither names nor contacts reach the matching."""
    person = factories.volunteer(phone="0151 2345678")
    text = repr(_only(region))
    for value in (person.first_name, person.last_name, person.mail, person.phone, person.number):
        assert value not in text


@pytest.mark.parametrize(
    ("status", "is_there", "released"),
    [
        ("interessiert", False, False), ("erstgespraech_geplant", False, False),
        ("in_pruefung", False, False),
        ("in_qualifizierung", True, False), ("freigegeben", True, True), ("pausiert", True, False),
        ("beendet", False, False), ("abgelehnt", False, False), ("anonymisiert", False, False),
    ],
)  # fmt: skip
def test_only_the_released_can_be_matched(region: str, status: str, is_there: bool, released: bool) -> None:
    """Who pauses or is in training is explained but never released; all others are not in the pool."""
    factories.volunteer(status=status)
    db.session.commit()
    found = candidates(region)
    assert [c.released for c in found] == ([released] if is_there else [])


@pytest.mark.parametrize(
    ("wants", "days_to_expiry", "conviction", "ok"),
    [
        (True, 1, False, True),
        (True, 0, False, False),
        (True, None, False, False),
        (True, 1, True, False),
        (False, 1, False, False),
    ],
)
def test_minors_only_with_a_running_cleanseen(
    region: str, wants: bool, days_to_expiry: int | None, conviction: bool, ok: bool
) -> None:
    """§ 72a SGB VIII: wanting is not enough, an old or bad certificate does not do."""
    person = factories.volunteer(works_with_minors=wants)
    if days_to_expiry is not None:
        expiry = clock.today() + timedelta(days=days_to_expiry)
        seen(person, issued_on=expiry.replace(year=expiry.year - 5), has_listed_conviction=conviction)
    assert _only(region).minors_ok is ok


def test_a_region_may_ask_for_no_certificate_but_a_conviction_still_bars(region: str) -> None:
    """Where the policy says never, willingness is enough, unless something listed was seen."""
    rules = policy()
    rules.fuehrungszeugnis_duty = dict.fromkeys(rules.fuehrungszeugnis_duty, "nie")
    person = factories.volunteer(works_with_minors=True)
    assert _only(region).minors_ok
    seen(person, issued_on=clock.today(), has_listed_conviction=True)
    assert not _only(region).minors_ok


def test_before_the_start_and_after_the_end_she_is_away(region: str) -> None:
    """The days she named bound her availability."""
    today = clock.today()
    factories.volunteer(available_from=today + timedelta(days=10), available_until=today + timedelta(days=20))
    first, second = _only(region).absent
    assert first == (today, today + timedelta(days=9))
    assert second[0] == today + timedelta(days=21)


def test_other_regions_are_not_in_the_pool(region: str) -> None:
    """Each region matches its own."""
    factories.volunteer()
    db.session.commit()
    with scope.of(ELSEWHERE):
        factories.volunteer(ags=factories.GELNHAUSEN)
        db.session.commit()
        assert len(pool(ELSEWHERE)) == 1
        db.session.commit()
    assert len(pool(HERE)) == 1


def test_the_pool_is_kept_until_something_changes(region: str) -> None:
    """Any change to a volunteer, her languages, needs, absences or certificate shows at once."""
    person = factories.volunteer()
    db.session.commit()
    before = pool(HERE)
    assert pool(HERE) is before
    changes = (
        lambda: setattr(person, "capacity", 5),
        lambda: db.session.add(VolunteerLanguage(volunteer_id=person.id, language="tir", level=4)),
        lambda: db.session.add(VolunteerNeed(volunteer_id=person.id, need="schule")),
        lambda: db.session.delete(db.session.scalars(select(VolunteerNeed)).first()),
        lambda: db.session.add(Absence(volunteer_id=person.id, from_on=clock.today(), until_on=clock.today())),
        lambda: seen(person, issued_on=clock.today()),
        lambda: setattr(policy(), "fuehrungszeugnis_years", 3),
    )
    for change in changes:
        change()
        db.session.commit()
        after = pool(HERE)
        assert after is not before
        before = after


def test_reading_sixty_takes_as_many_queries_as_one(region: str) -> None:
    """The number of queries does not follow the number of people."""
    for _ in range(60):
        factories.volunteer()
    db.session.commit()
    with counted_queries() as statements:
        assert len(candidates(region)) == 60
    assert len(statements) <= 7, statements
