"""A place of a volunteer is taken by exactly as many as there are places, however many try at once."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from lotsen import scope
from lotsen.database import change, find, writing
from lotsen.errors import Conflict
from lotsen.extensions import db
from lotsen.volunteers.capacity import give_place_back, take_place
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import HERE

RACERS, PLACES = 50, 7


def _volunteer(**values: object) -> uuid.UUID:
    person = factories.volunteer(**values)
    db.session.commit()
    return person.id


def _taken(person: uuid.UUID) -> int:
    db.session.rollback()
    return find(select(Volunteer).where(Volunteer.id == person)).taken_count


def _race(app: Flask, act: Callable[[], None]) -> Counter[str]:
    """Let everybody act at the same moment, each in a transaction of their own; how it went."""
    outcomes: Counter[str] = Counter()
    start = threading.Barrier(RACERS)
    lock = threading.Lock()

    def run() -> None:
        start.wait(30)
        with app.test_request_context(), scope.of(HERE), writing():
            try:
                act()
                db.session.commit()
                outcome = "taken"
            except Conflict:
                db.session.rollback()
                outcome = "conflict"
            finally:
                db.session.remove()
        with lock:
            outcomes[outcome] += 1

    threads = [threading.Thread(target=run) for _ in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def test_fifty_at_once_take_exactly_the_places_there_are(any_app: Flask) -> None:
    """Fifty threads race for seven places: seven get one, the others are told."""
    with scope.of(HERE):
        person = _volunteer(capacity=PLACES)
        outcomes = _race(any_app, lambda: take_place(person))
        assert outcomes == {"taken": PLACES, "conflict": RACERS - PLACES}
        assert _taken(person) == PLACES


@pytest.mark.postgresql
def test_reading_first_would_lose_places(postgresql_app: Flask) -> None:
    """The same race with read-then-write confirms more people than it counts: the guard is needed."""

    gate = threading.Barrier(RACERS)

    with scope.of(HERE):
        person = _volunteer(capacity=PLACES)

        def naive() -> None:
            row = find(select(Volunteer).where(Volunteer.id == person))
            if row.taken_count >= row.capacity:
                raise Conflict
            seen = row.taken_count
            db.session.rollback()
            gate.wait(30)
            change(update(Volunteer).where(Volunteer.id == person).values(taken_count=seen + 1))

        assert _race(postgresql_app, naive)["taken"] > PLACES


def test_only_the_released_have_places(any_app: Flask) -> None:
    """Somebody who pauses has no place to take, and what she has stays."""
    with any_app.test_request_context(), scope.of(HERE):
        person = _volunteer(status="pausiert", taken_count=1)
        with pytest.raises(Conflict):
            take_place(person)
        assert _taken(person) == 1


def test_a_place_comes_back_once(any_app: Flask) -> None:
    """Giving back frees a place; nobody can give back what is not taken."""
    with any_app.test_request_context(), scope.of(HERE):
        person = _volunteer(capacity=1, taken_count=1)
        give_place_back(person)
        db.session.commit()
        assert _taken(person) == 0
        with pytest.raises(Conflict):
            give_place_back(person)
        take_place(person)
        db.session.commit()
        assert _taken(person) == 1


def test_a_place_elsewhere_is_out_of_reach(any_app: Flask) -> None:
    """A volunteer of another region looks full."""
    with scope.of("06435"):
        person = _volunteer(ags=factories.GELNHAUSEN)
    with any_app.test_request_context(), scope.of(HERE), pytest.raises(Conflict):
        take_place(person)
