"""B2: two steps that touch the same rows wait for each other, whatever rooms they come from, and none is lost.

PostgreSQL holds single rows, and ends one of two transactions that wait for each other crosswise: somebody
would read that the database is away. So rows are held in one order everywhere: a newcomer, her requests by
their key, what hangs on them, a volunteer's own row, and the region's record last. Here each of two steps halts once
it holds its first row until the other does too, the worst moment there is. SQLite has one lock for all rows.
"""

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.consents import service as consents
from lotsen.database import hold
from lotsen.extensions import db
from lotsen.gaps import service as gaps
from lotsen.gaps import tracking
from lotsen.gaps.models import Gap
from lotsen.handovers import cases
from lotsen.help_requests import service as help_requests
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.interest_questions import morning
from lotsen.interest_questions import service as interest
from lotsen.interest_questions.models import InterestQuestion
from lotsen.newcomers import service as newcomers
from lotsen.newcomers.models import Newcomer
from lotsen.own_pages import service as own_pages
from lotsen.proposals import answers
from lotsen.proposals.models import Proposal
from lotsen.regions.service import municipalities_in
from lotsen.tandems import service as tandems
from lotsen.volunteers import moves
from tests import factories
from tests.conftest import HERE
from tests.lotsen.gaps.scene import key_of, row_of
from tests.lotsen.gaps.scene import scene as set_the_gaps
from tests.network_results import renewed
from tests.promises.crosswise import crosswise

pytestmark = pytest.mark.postgresql


@pytest.fixture
def region(postgresql_app: Flask) -> Iterator[Flask]:
    """The product on PostgreSQL, inside a region."""
    with scope.of(HERE):
        yield postgresql_app


class Crossed:
    """Two requests of one newcomer, and two volunteers who are in line for both; keys ordered as it hurts most."""

    def __init__(self) -> None:
        self.manager = factories.account("case_manager")
        self.newcomer = factories.newcomer(self.manager)
        consents.give("matching", self.newcomer, language="ar", channel="written")
        low, high = sorted(uuid.uuid4() for _ in range(2))
        keys = sorted(uuid.uuid4() for _ in range(4))
        self.requests = [
            factories.help_request(self.newcomer, id=low, status="angefragt", opened_at=clock.now()),
            factories.help_request(self.newcomer, id=high, status="angefragt"),
        ]
        self.accounts = [factories.account("volunteer") for _ in range(2)]
        self.people = [factories.volunteer(account_id=one.id) for one in self.accounts]
        (one, other), (first, second) = self.people, self.requests
        self.proposals = [
            factories.proposal(first, one, id=keys[0]),
            factories.proposal(second, one, id=keys[1], status="geplant"),
            factories.proposal(second, other, id=keys[2]),
            factories.proposal(first, other, id=keys[3], status="geplant"),
        ]

    def tandems(self) -> None:
        """And each runs a tandem for both."""
        keys = sorted(uuid.uuid4() for _ in range(4))
        (one, other), (first, second) = self.people, self.requests
        for key, request, person in zip(keys, (first, second, second, first), (one, one, other, other), strict=True):
            request.status = "aktiv"
            factories.tandem(request, person, id=key, is_exclusive=False)
            person.taken_count = 2

    def committed(self) -> "Crossed":
        """Everything is there for the threads."""
        db.session.commit()
        self.keys = {
            "requests": [one.id for one in self.requests],
            "people": [one.id for one in self.people],
            "proposals": [one.id for one in self.proposals],
            "accounts": [one.id for one in self.accounts],
            "manager": [self.manager.id],
            "newcomer": [self.newcomer.id],
        }
        db.session.remove()
        return self


def _asked_about(request_id: uuid.UUID) -> uuid.UUID:
    row = InterestQuestion(help_request_id=request_id, asked_at=clock.now())
    db.session.add(row)
    db.session.commit()
    key = row.id
    db.session.remove()
    return key


def test_an_answer_about_a_request_and_a_yes_to_it(region: Flask) -> None:
    """The Fallmanager:in says "not now" by her link while a volunteer says yes: the request is held before both."""
    scene = Crossed().committed()
    question = _asked_about(scene.keys["requests"][0])
    outcomes = crosswise(
        region,
        lambda: interest.answer(question, still=False, by="link"),
        lambda: answers.accept(scene.keys["proposals"][0]),
    )
    assert sorted(outcomes) in (["done", "done"], ["done", "late"]), outcomes


def test_the_job_that_lets_a_request_rest_and_a_close(region: Flask) -> None:
    """The step of the night and a colleague who closes the request."""
    scene = Crossed().committed()
    question = _asked_about(scene.keys["requests"][0])

    def _rest() -> None:
        with clock.moved_to(clock.now() + morning.REST_AFTER):
            morning._step([question])

    def _close() -> None:
        request = states.locked(scene.keys["requests"][0])
        states.move(request, "zurueckgezogen")
        db.session.commit()

    outcomes = crosswise(region, _rest, _close)
    assert outcomes == ["done", "done"]


def test_two_volunteers_pause_at_once(region: Flask) -> None:
    """Both are in line for the same two requests, in opposite order."""
    scene = Crossed().committed()
    one, other = scene.keys["people"]
    assert crosswise(region, lambda: moves.pause(one), lambda: moves.pause(other)) == ["done", "done"]


def test_two_volunteers_leave_at_once(region: Flask) -> None:
    """Both are in line for the same two requests, and run tandems of them, in opposite order."""
    scene = Crossed()
    scene.tandems()
    scene.committed()
    one, other = scene.keys["accounts"]
    assert crosswise(region, lambda: own_pages.leave(one), lambda: own_pages.leave(other)) == ["done", "done"]


def test_two_volunteers_end_their_tandems_at_once(region: Flask) -> None:
    """What runs with each of them, for the same two requests."""
    scene = Crossed()
    scene.tandems()
    scene.committed()

    def _end(volunteer_id: uuid.UUID) -> None:
        tandems.end_all_of_volunteer(volunteer_id)
        db.session.commit()

    one, other = scene.keys["people"]
    assert crosswise(region, lambda: _end(one), lambda: _end(other)) == ["done", "done"]


def test_a_withdrawn_consent_and_a_pause(region: Flask) -> None:
    """The newcomer takes her consent back while somebody in line for both of her requests pauses."""
    scene = Crossed()
    scene.requests[0].created_at = clock.now()  # listed last, and held first
    scene.committed()
    (newcomer,), (one, other) = scene.keys["newcomer"], scene.keys["people"]
    assert crosswise(region, lambda: newcomers.withdraw_consent(newcomer), lambda: moves.pause(one)) == ["done"] * 2
    with region.app_context():
        pending = select(Proposal.id).where(Proposal.status.in_(("geplant", "angefragt")))
        assert list(db.session.scalars(pending)) == []
    assert other


def test_a_handover_of_several_people_and_an_answer(region: Flask) -> None:
    """The record of a region is written last: whoever has it waits for no row any more."""
    scene = Crossed()
    colleague = factories.account("case_manager")
    people = [scene.newcomer, factories.newcomer(scene.manager)]
    second = factories.proposal(factories.help_request(people[1], status="angefragt"), scene.people[0]).id
    db.session.commit()
    target, keys = colleague.id, [one.id for one in people]
    scene.committed()
    (manager,) = scene.keys["manager"]
    outcomes = crosswise(
        region,
        lambda: cases.hand_over(manager, target, newcomer_ids=keys, with_protected=False, by=manager),
        lambda: answers.decline(second, reason="keine_zeit"),
    )
    assert outcomes == ["done", "done"]


def test_a_newcomer_who_moves_and_the_consent_of_her_draft(region: Flask) -> None:
    """Her requests move with her while a colleague notes that she agrees."""
    person = factories.newcomer()
    draft, newcomer, manager = factories.help_request(person, status="entwurf").id, person.id, person.case_manager_id
    moved_to = next(one.ags for one in municipalities_in(HERE) if one.ags != person.ags)
    db.session.commit()
    db.session.remove()

    def _move() -> None:
        hold(Newcomer, newcomer)
        newcomers.edit(newcomer, {"ags": moved_to}, by=manager)

    consent = help_requests.GivenConsent(language="ar", channel="written")
    assert crosswise(region, _move, lambda: help_requests.give_consent(draft, consent)) == ["done", "done"]


def test_two_workers_follow_the_gaps_of_a_region_at_once(region: Flask) -> None:
    """Each finds gaps that have no row yet: they are written once, and neither worker stumbles over the other."""
    set_the_gaps()
    db.session.remove()

    def _follow() -> None:
        with scope.everywhere("a job serves every region"):
            tracking.follow_gaps()

    assert crosswise(region, _follow, _follow) == ["done", "done"]
    assert len(list(db.session.scalars(select(Gap.id)))) == len(tracking.current()) > 0


def test_a_gap_is_taken_in_hand_while_the_job_writes_it_down(region: Flask) -> None:
    """The job closes another gap that somebody had in hand, so that it writes into the record as well."""
    set_up = set_the_gaps()
    by, taken, fresh = set_up.coordinator.id, key_of("L1_unversorgt"), key_of("L5_isolierte_mso", set_up.lonely.id)
    gaps.take_on(taken, by=by, due_on=clock.today(), key=uuid.uuid4())
    for request in db.session.scalars(select(HelpRequest)):
        request.status = "zurueckgezogen"
    db.session.commit()
    renewed()
    db.session.remove()

    def _follow() -> None:
        with scope.everywhere("a job serves every region"):
            tracking.follow_gaps()

    outcomes = crosswise(region, _follow, lambda: gaps.take_on(fresh, by=by, due_on=clock.today(), key=uuid.uuid4()))
    assert outcomes == ["done", "done"]
    assert row_of(fresh).status == "in_arbeit"


def test_rows_held_crosswise_are_found(region: Flask) -> None:
    """The negative control: two steps that hold two requests in opposite order."""
    scene = Crossed().committed()

    def _hold(keys: list[uuid.UUID]) -> None:
        for key in keys:
            states.locked(key)

    first, second = scene.keys["requests"]
    outcomes = crosswise(region, lambda: _hold([first, second]), lambda: _hold([second, first]))
    assert sorted(outcomes) == ["deadlock detected", "done"]
