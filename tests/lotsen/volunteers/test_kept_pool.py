"""The pool in memory is renewed person by person, and is what reading everybody anew would give."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask, current_app
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from sqlalchemy import delete, select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.interest_questions.models import InterestQuestion
from lotsen.regions.service import policy
from lotsen.rows import RegionRow
from lotsen.volunteers import freshness, kept_pool, matchable
from lotsen.volunteers.models import Absence, Volunteer, VolunteerLanguage, VolunteerNeed
from tests import factories
from tests.conftest import HERE

PEOPLE = 4
Step = tuple[str, int]


@pytest.fixture
def region(any_app: Flask) -> Iterator[str]:
    """Work inside HERE, on both databases."""
    with scope.of(HERE):
        yield HERE


def _one(number: int) -> Volunteer | None:
    people = list(db.session.scalars(select(Volunteer).order_by(Volunteer.number)))
    return people[number % len(people)] if people else None


def _add(make: Callable[[uuid.UUID], RegionRow]) -> Callable[[Volunteer], None]:
    return lambda person: db.session.add(make(person.id))


def _drop(table: type[RegionRow]) -> Callable[[Volunteer], None]:
    """Take all rows of somebody away, and leave no later change behind."""
    whose = kept_pool.TABLES[table]
    return lambda person: db.session.execute(delete(table).where(whose == person.id)) and None


def _language(key: uuid.UUID) -> RegionRow:
    return VolunteerLanguage(volunteer_id=key, language="tir", variant=uuid.uuid4().hex[:8], level=5)


def _absence(key: uuid.UUID) -> RegionRow:
    return Absence(volunteer_id=key, from_on=clock.today(), until_on=clock.today() + timedelta(days=3))


def _rest(person: Volunteer) -> None:
    db.session.execute(delete(InterestQuestion).where(InterestQuestion.volunteer_id == person.id))
    db.session.add(InterestQuestion(volunteer_id=person.id, asked_at=clock.now(), status="ruht"))


def _widen(person: Volunteer) -> None:
    person.radius_km += 1


def _pause(person: Volunteer) -> None:
    person.status = {"freigegeben": "beendet", "beendet": "pausiert"}.get(person.status, "freigegeben")


CHANGES: dict[str, Callable[[Volunteer], object]] = {
    "come": lambda _person: factories.volunteer(),
    "go": lambda person: db.session.delete(person),
    "widen": _widen,
    "move": _pause,
    "speak": _add(_language),
    "fall silent": _drop(VolunteerLanguage),
    "do nothing": _drop(VolunteerNeed),
    "be away": _add(_absence),
    "be back": _drop(Absence),
    "rest": _rest,
    "rest no more": _drop(InterestQuestion),
}
STEPS = st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(0, PEOPLE)), min_size=1, max_size=6)


def _change(steps: list[Step]) -> None:
    for name, number in steps:
        person = _one(number)
        if person is not None:
            CHANGES[name](person)
            db.session.flush()
    db.session.commit()


def _is_as_read_anew(region: str) -> bool:
    db.session.rollback()
    return list(kept_pool.pool(region).candidates) == matchable.candidates(region)


@given(turns=st.lists(STEPS, min_size=1, max_size=4))
@limits(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changes_lead_to_what_reading_anew_gives(region: str, turns: list[list[Step]]) -> None:
    """People come, go, change and lose rows, several between two looks."""
    while db.session.query(Volunteer).count() < PEOPLE:
        factories.volunteer()
    db.session.commit()
    assert _is_as_read_anew(region)
    for steps in turns:
        _change(steps)
        assert _is_as_read_anew(region)


def test_only_whoever_changed_is_read(region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of four people one changes, of another a row goes: two are read. A question about a request reads nobody."""
    people = [factories.volunteer() for _ in range(PEOPLE)]
    db.session.commit()
    kept_pool.pool(region)
    read: list[set[str]] = []
    whole = matchable.candidates

    def noted(region: str, only: object = None) -> object:
        found = whole(region, only)
        read.append({one.id for one in found} if only is not None else {"everybody"})
        return found

    monkeypatch.setattr(matchable, "candidates", noted)
    people[0].radius_km += 1
    db.session.execute(delete(VolunteerNeed).where(VolunteerNeed.volunteer_id == people[1].id))
    db.session.commit()
    kept_pool.pool(region)
    db.session.add(InterestQuestion(help_request_id=factories.help_request().id, asked_at=clock.now()))
    db.session.commit()
    kept_pool.pool(region)
    assert read == [{str(people[0].id), str(people[1].id)}, set()]


def test_a_new_day_new_rules_and_very_many_changes_read_everybody(region: str) -> None:
    """What hangs on all of them; each time the pool is as read anew."""
    for _ in range(PEOPLE):
        factories.volunteer()
    db.session.commit()
    before = kept_pool.pool(region)
    with clock.moved_to(clock.now() + timedelta(days=1)):
        assert _is_as_read_anew(region)
        policy().fuehrungszeugnis_years = 1
        db.session.commit()
        assert _is_as_read_anew(region)
    for _ in range(kept_pool.LATEST + 1):
        factories.volunteer()
    db.session.commit()
    assert _is_as_read_anew(region)
    assert len(kept_pool.pool(region)) == len(before) + kept_pool.LATEST + 1


def test_rows_that_are_gone_would_be_missed_without_their_number(region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: where nobody compares how many there are, somebody still speaks what she no longer does."""
    for module in (freshness, kept_pool):
        monkeypatch.setattr(module, "LATEST", 1)
    with clock.moved_to(clock.now() - timedelta(hours=1)):
        person = factories.volunteer(languages={"deu": 5, "ara": 7})
    factories.volunteer()  # hers are the latest changes
    db.session.commit()
    kept_pool.pool(region)
    kept = current_app.extensions["volunteer_pools"][region]
    monkeypatch.setattr(kept_pool, "_total", lambda table: kept.looks[table].counts.total())
    db.session.execute(delete(VolunteerLanguage).where(VolunteerLanguage.volunteer_id == person.id))
    db.session.commit()
    assert not _is_as_read_anew(region)
