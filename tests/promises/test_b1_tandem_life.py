"""B1: whatever people do in whatever order, places, tandems and agreements stay true.

Rules call the services as pages do, on a real SQLite file; after each step the database itself is read,
not what the services say about it. A negative control takes one check away and must be found.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, literal_column, select, update

from lotsen import clock, scope
from lotsen.consents import service as consents
from lotsen.database import writing
from lotsen.errors import LotsenError
from lotsen.extensions import db
from lotsen.help_requests import service as requests
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers import service as newcomers
from lotsen.proposals import answers, deadlines, ranking, service
from lotsen.proposals.models import Proposal
from lotsen.rows import Base
from lotsen.tandems import service as tandems
from lotsen.tandems.models import Tandem
from lotsen.volunteers import capacity
from lotsen.volunteers.models import Volunteer
from tests import databases, factories
from tests.conftest import HERE

VOLUNTEERS, REQUESTS = 3, 3
SETTINGS = settings(
    max_examples=int(os.environ.get("LOTSEN_SEQUENCES", "40")),
    stateful_step_count=int(os.environ.get("LOTSEN_STEPS", "40")),
    deadline=None,
    derandomize=not os.environ.get("LOTSEN_SEQUENCES"),  # the same sequences for each commit, new ones at night
    database=None,
    suppress_health_check=list(HealthCheck),
)
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
which = st.integers(min_value=0, max_value=5)


class TandemLife(RuleBasedStateMachine):
    """Fallmanager:innen, volunteers, newcomers and the clock, all at once."""

    app: Flask
    seen: set[str] = set()

    @initialize(capacities=st.lists(st.integers(1, 2), min_size=VOLUNTEERS, max_size=VOLUNTEERS))
    def people(self, capacities: list[int]) -> None:
        """Three volunteers, three requests of two newcomers: one exclusive, two for several."""
        self.now = START
        self.ended: set[uuid.UUID] = set()
        with self._acting():
            for table in ("tandem", "proposal", "help_request", "newcomer", "volunteer"):
                self._forget(table)
            manager = factories.account("case_manager")
            self.by = manager.id
            people = [factories.newcomer(manager) for _ in range(2)]
            for person in people:
                consents.give("matching", person, language="de", channel="written")
            self.newcomers = [person.id for person in people]
            asked = [
                factories.help_request(people[place % 2], mode=mode, is_exclusive=mode == "pate")
                for place, mode in enumerate(("pate", "lotse", "pate"))
            ]
            self.requests = [request.id for request in asked]
            self.volunteers = [factories.volunteer(capacity=count).id for count in capacities]
            db.session.commit()
        with self._acting():  # one tandem has begun already, so that short sequences see its end
            answers.accept(service.propose(self.requests[0], self.volunteers[:2], by=self.by)[0].id)

    def _forget(self, table: str) -> None:
        with scope.everywhere("a new sequence begins"):
            db.session.connection().execute(Base.metadata.tables[table].delete())

    @contextmanager
    def _acting(self) -> Iterator[None]:
        """One request of somebody: a refusal is an answer, a broken constraint is a fault."""
        self.app.extensions.pop("volunteer_pools", None)  # on a clock that stands, changes leave no later stamp
        with self.app.test_request_context(), clock.moved_to(self.now), scope.of(HERE), writing():
            try:
                yield
            except LotsenError:
                db.session.rollback()
            finally:
                db.session.remove()

    def _one(self, model: Any, number: int) -> uuid.UUID | None:
        """Any row; mostly one that is still alive, so that sequences get somewhere."""
        alive = Tandem.is_running if model is Tandem else Proposal.status.in_(("angefragt", "spaeter"))
        statement = select(model.id).order_by(literal_column(f"{model.__tablename__}.rowid"))
        ids = list(db.session.scalars(statement.where(alive) if number < 4 else statement))
        return ids[number % len(ids)] if ids else None

    @rule(number=which, turn=which, count=st.integers(1, VOLUNTEERS))
    def propose(self, number: int, turn: int, count: int) -> None:
        """A Fallmanager:in asks one or several of those who suit, or of all."""
        with self._acting():
            request = self.requests[number % REQUESTS]
            suiting = set(ranking.askable(request))
            people = [one for one in self.volunteers if one in suiting or turn == 5]
            db.session.rollback()
            service.propose(request, (people[turn % 3 :] + people[: turn % 3])[:count], by=self.by)

    @rule(number=which)
    def accept(self, number: int) -> None:
        """A volunteer says yes."""
        with self._acting():
            if proposal := self._one(Proposal, number):
                answers.accept(proposal)

    @rule(number=which)
    def decline(self, number: int) -> None:
        """A volunteer says no."""
        with self._acting():
            if proposal := self._one(Proposal, number):
                answers.decline(proposal, reason="keine_zeit")

    @rule(number=which, days=st.integers(1, 14))
    def later(self, number: int, days: int) -> None:
        """A volunteer wants to be asked again."""
        with self._acting():
            if proposal := self._one(Proposal, number):
                answers.answer_later(proposal, until=clock.today() + timedelta(days=days))

    @rule(number=which)
    def withdraw(self, number: int) -> None:
        """A Fallmanager:in takes a proposal back."""
        with self._acting():
            if proposal := self._one(Proposal, number):
                service.withdraw(proposal)

    @rule(hours=st.integers(1, 200))
    def time_passes(self, hours: int) -> None:
        """The clock goes on and the job runs."""
        self.now += timedelta(hours=hours)
        with self._acting():
            deadlines.expire_unanswered()

    @rule(number=which, side=st.sampled_from(["volunteer", "newcomer"]))
    def agree(self, number: int, side: str) -> None:
        """One side wants to go on."""
        with self._acting():
            if tandem := self._one(Tandem, number):
                tandems.agree(tandem, side=side)

    @rule(number=which)
    def agree_both(self, number: int) -> None:
        """Both want to go on, one after the other: by chance alone few sequences would get that far."""
        for side in ("volunteer", "newcomer"):
            self.agree(number, side)

    @rule(number=which)
    def meet(self, number: int) -> None:
        """They met."""
        with self._acting():
            if tandem := self._one(Tandem, number):
                tandems.add_meeting(tandem, on=clock.today(), minutes=60, reported_by="volunteer")

    @rule(number=which)
    def release_contact(self, number: int) -> None:
        """The contact is given out."""
        with self._acting():
            if tandem := self._one(Tandem, number):
                tandems.release_contact(tandem, by=self.by)

    @rule(number=which, reason=st.sampled_from(["ziel_erreicht", "keine_zeit"]))
    def end(self, number: int, reason: str) -> None:
        """A tandem ends."""
        with self._acting():
            if tandem := self._one(Tandem, number):
                tandems.end(tandem, reason=reason)

    @rule(number=which, reason=st.sampled_from(["anders_geloest", "niemand_gefunden"]))
    def close(self, number: int, reason: str) -> None:
        """A request is closed."""
        with self._acting():
            requests.close(self.requests[number % REQUESTS], reason=reason)

    @rule(number=which)
    def reopen(self, number: int) -> None:
        """A request is opened again."""
        with self._acting():
            requests.reopen(self.requests[number % REQUESTS])

    @rule(number=which)
    def withdraw_consent(self, number: int) -> None:
        """A newcomer takes the consent back."""
        with self._acting():
            newcomers.withdraw_consent(self.newcomers[number % 2])

    @rule(number=which)
    def consent_again(self, number: int) -> None:
        """A newcomer agrees (again)."""
        with self._acting():
            given = requests.GivenConsent("de", "written")
            requests.give_consent(self.requests[number % REQUESTS], given)

    @rule(number=which, places=st.sampled_from([0, 1, 2, 2, 3]))
    def change_capacity(self, number: int, places: int) -> None:
        """A volunteer wants more or fewer; fewer than she has now is refused by the database."""
        with self._acting():
            mine = (Volunteer.id == self.volunteers[number % VOLUNTEERS]) & (Volunteer.taken_count <= places)
            db.session.execute(update(Volunteer).where(mine).values(capacity=places))
            db.session.commit()

    @rule(number=which, status=st.sampled_from(["freigegeben", "freigegeben", "pausiert"]))
    def pause(self, number: int, status: str) -> None:
        """A volunteer pauses or comes back."""
        with self._acting():
            mine = Volunteer.id == self.volunteers[number % VOLUNTEERS]
            db.session.execute(update(Volunteer).where(mine).values(status=status))
            db.session.commit()

    @invariant()
    def places_are_true(self) -> None:
        """Between none and all places are taken, and exactly as many as tandems run."""
        with self._acting():
            running = dict(
                db.session.execute(
                    select(Tandem.volunteer_id, func.count(Tandem.id))
                    .where(Tandem.is_running)
                    .group_by(Tandem.volunteer_id)
                ).all()
            )
            for person in db.session.scalars(select(Volunteer)):
                assert 0 <= person.taken_count <= person.capacity
                assert person.taken_count == running.get(person.id, 0)

    @invariant()
    def tandems_are_true(self) -> None:
        """One exclusive tandem per request, both agreed before it is official, what ended stays ended."""
        with self._acting():
            exclusive: set[uuid.UUID] = set()
            for tandem in db.session.scalars(select(Tandem)):
                self.seen.add(tandem.status)
                if tandem.is_running and tandem.is_exclusive:
                    assert tandem.help_request_id not in exclusive
                    exclusive.add(tandem.help_request_id)
                if tandem.status == "aktiv" or tandem.contact_released_at:
                    assert tandem.volunteer_agreed_at
                    assert tandem.newcomer_agreed_at
                assert not (tandem.is_running and tandem.id in self.ended)
                if not tandem.is_running:
                    assert tandem.end_reason
                    self.ended.add(tandem.id)

    @invariant()
    def requests_are_true(self) -> None:
        """A request's state is what its tandems and proposals make of it; at most one person is being asked."""
        with self._acting():
            for request in db.session.scalars(select(HelpRequest)):
                asked = [
                    one.status
                    for one in db.session.scalars(select(Proposal).where(Proposal.help_request_id == request.id))
                ]
                running = list(
                    db.session.scalars(
                        select(Tandem.status).where(Tandem.help_request_id == request.id, Tandem.is_running)
                    )
                )
                assert asked.count("angefragt") <= 1
                if request.status in states.CLOSED:
                    assert not running
                    assert not {"geplant", "angefragt", "spaeter"} & set(asked)
                else:
                    assert request.status == states.settled(running, asked)


@pytest.fixture
def life(tmp_path: Path, sqlite_template: Path) -> type[TandemLife]:
    """The machine on a database of its own."""
    shutil.copyfile(sqlite_template, tmp_path / "lotsen.sqlite")
    return type("Life", (TandemLife,), {"app": databases.make_app(tmp_path), "seen": set()})


def test_life_of_a_tandem(life: type[TandemLife]) -> None:
    """No order of acts breaks an invariant."""
    run_state_machine_as_test(life, settings=SETTINGS)
    assert life.seen >= {"kennenlernen", "erprobung", "aktiv", "abgebrochen"}, "the sequences went nowhere"


def test_a_forgotten_place_is_found(life: type[TandemLife], monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: a house that forgets to give places back is caught."""
    monkeypatch.setattr(capacity, "give_place_back", lambda _volunteer_id: None)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(
            life, settings=settings(SETTINGS, max_examples=60, phases=[Phase.generate], report_multiple_bugs=False)
        )
