"""B2: fifty people say yes at the same moment, and exactly one gets the last place.

Fifty threads with connections of their own, on SQLite and on PostgreSQL. The negative control reads first
and writes later, as naive code does, and is caught giving the place away more than once.
"""

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from lotsen import scope
from lotsen.database import writing
from lotsen.errors import Conflict
from lotsen.extensions import db
from lotsen.proposals import answers
from lotsen.proposals.models import Proposal
from lotsen.tandems.models import Tandem
from lotsen.volunteers import capacity
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import HERE

CROWD = 50


def _at_once(app: Flask, acts: list[Callable[[], Any]]) -> Counter[str]:
    """Run acts in threads that all start together; how often each outcome came."""
    outcomes: list[str] = []
    start = threading.Barrier(len(acts))

    def _run(act: Callable[[], Any]) -> None:
        start.wait()
        with app.test_request_context(), scope.of(HERE), writing():
            try:
                act()
                outcomes.append("yes")
            except Conflict as error:
                outcomes.append("conflict" if str(error.sentence) else "conflict without a sentence")
            except Exception as error:
                outcomes.append(repr(error)[:200])
            finally:
                db.session.remove()

    threads = [threading.Thread(target=_run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


def _prepared(any_app: Flask, make: Callable[[], list[uuid.UUID]]) -> list[uuid.UUID]:
    with any_app.test_request_context(), scope.of(HERE):
        ids = make()
        db.session.commit()
        db.session.remove()
    return ids


def _fifty_requests_for_one_volunteer() -> list[uuid.UUID]:
    person = factories.volunteer(capacity=1)
    manager = factories.account("case_manager")
    newcomer = factories.newcomer(manager)
    return [factories.proposal(factories.help_request(newcomer, status="angefragt"), person).id for _ in range(CROWD)]


def _fifty_volunteers_for_one_request(mode: str) -> list[uuid.UUID]:
    request = factories.help_request(mode=mode, is_exclusive=mode == "pate", status="angefragt")
    return [factories.proposal(request, factories.volunteer(needs=(), languages={"deu": 5})).id for _ in range(CROWD)]


def _state(any_app: Flask) -> tuple[int, int, list[str]]:
    with any_app.app_context(), scope.of(HERE):
        tandems = len(db.session.scalars(select(Tandem)).all())
        taken = sum(db.session.scalars(select(Volunteer.taken_count)))
        statuses = sorted(db.session.scalars(select(Proposal.status)))
        db.session.remove()
    return tandems, taken, statuses


def test_the_last_place_of_a_volunteer_goes_to_one(any_app: Flask) -> None:
    """Fifty requests, one place: one yes, forty-nine polite refusals, no fault, no place lost."""
    ids = _prepared(any_app, _fifty_requests_for_one_volunteer)
    outcomes = _at_once(any_app, [lambda one=one: answers.accept(one) for one in ids])
    assert outcomes == {"yes": 1, "conflict": CROWD - 1}
    tandems, taken, _statuses = _state(any_app)
    assert (tandems, taken) == (1, 1)


@pytest.mark.parametrize("mode", ["pate", "lotse"])
def test_one_request_gets_one_of_fifty(any_app: Flask, mode: str) -> None:
    """Fifty volunteers, one request: one yes; the others keep their places and are withdrawn."""
    ids = _prepared(any_app, lambda: _fifty_volunteers_for_one_request(mode))
    outcomes = _at_once(any_app, [lambda one=one: answers.accept(one) for one in ids])
    assert outcomes == {"yes": 1, "conflict": CROWD - 1}
    tandems, taken, statuses = _state(any_app)
    assert (tandems, taken) == (1, 1)
    assert Counter(statuses) == {"angenommen": 1, "zurueckgezogen": CROWD - 1}


def test_the_same_yes_twice_counts_once(any_app: Flask) -> None:
    """A double click in two tabs is one tandem."""
    ids = _prepared(any_app, lambda: [factories.proposal(factories.help_request(status="angefragt")).id])
    outcomes = _at_once(any_app, [lambda: answers.accept(ids[0]) for _ in range(10)])
    assert outcomes["yes"] == 1
    assert _state(any_app)[:2] == (1, 1)


@pytest.mark.postgresql
def test_reading_first_and_writing_later_is_caught(postgresql_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: without the conditional update the place is given away more than once."""

    def _naive(volunteer_id: uuid.UUID) -> None:
        taken, places = db.session.execute(
            select(Volunteer.taken_count, Volunteer.capacity).where(Volunteer.id == volunteer_id)
        ).one()
        if taken >= places:
            raise Conflict(capacity.FULL)
        time.sleep(0.05)
        mine = update(Volunteer).where(Volunteer.id == volunteer_id)
        db.session.execute(mine.values(taken_count=taken + 1))

    monkeypatch.setattr(capacity, "take_place", _naive)
    ids = _prepared(postgresql_app, _fifty_requests_for_one_volunteer)
    outcomes = _at_once(postgresql_app, [lambda one=one: answers.accept(one) for one in ids[:8]])
    assert outcomes["yes"] > 1
