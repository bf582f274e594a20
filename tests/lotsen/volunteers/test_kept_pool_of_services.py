"""Whatever services do to people, alone or beside each other, the pool in memory is what reading anew gives."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.accounts.models import Account
from lotsen.database import own_transaction, writing
from lotsen.errors import LotsenError
from lotsen.extensions import db
from lotsen.imports import service as imports
from lotsen.imports.models import Import
from lotsen.interest_questions import service as questions
from lotsen.interest_questions.models import InterestQuestion
from lotsen.own_pages import service as own_pages
from lotsen.regions.service import policy
from lotsen.retention.deletion import forget
from lotsen.retention.rules import BY_KEY
from lotsen.volunteers import capacity, certificates, freshness, kept_pool, matchable, moves, service
from lotsen.volunteers.models import Absence, Volunteer
from tests import factories
from tests.conftest import HERE
from tests.lotsen.imports.lists import clean_row, csv_bytes

PEOPLE, STEPS = 6, 30
FEW = 3  # latest changes that a look notes here: its edge is met at every turn


@pytest.fixture
def staff(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """A region with some volunteers and somebody who looks after them, on both databases."""
    for module in (freshness, kept_pool):
        monkeypatch.setattr(module, "LATEST", FEW)
    with scope.of(HERE), writing():
        account = factories.account()
        for _ in range(PEOPLE):
            factories.volunteer(account_id=factories.account("volunteer").id)
        db.session.commit()
        yield account


def _is_as_read_anew() -> bool:
    db.session.rollback()
    return list(kept_pool.pool(HERE).candidates) == matchable.candidates(HERE)


def _be_away(one: Volunteer, chance: random.Random) -> None:
    if one.account_id is None:
        return  # of a list
    first = clock.today() + timedelta(days=chance.randrange(60))
    own_pages.add_absence(one.account_id, from_on=first, until_on=first + timedelta(days=chance.randrange(9)))


def _be_back(one: Volunteer, _chance: random.Random) -> None:
    absence = db.session.scalar(select(Absence).where(Absence.volunteer_id == one.id).limit(1))
    if absence is not None and one.account_id is not None:
        own_pages.remove_absence(one.account_id, absence.id)


def _rest(one: Volunteer, chance: random.Random) -> None:
    row = questions.open_of_volunteer(one.id)
    if row is None:
        db.session.add(InterestQuestion(volunteer_id=one.id, asked_at=clock.now(), status="gefragt"))
        db.session.commit()
    else:
        questions.answer(row.id, still=chance.random() < 0.5, by="own")


def _show_certificate(one: Volunteer, _chance: random.Random) -> None:
    account, today = db.session.scalars(select(Account).where(Account.role == "coordinator")).one(), clock.today()
    one.works_with_minors = True
    db.session.commit()
    certificates.record_seen(one.id, account_id=account.id, seen_on=today, issued_on=today, has_listed_conviction=False)


def _be_deleted(one: Volunteer, _chance: random.Random) -> None:
    forget(BY_KEY["volunteer"], one)
    db.session.commit()
    factories.volunteer(account_id=factories.account("volunteer").id)
    db.session.commit()


def _move(one: Volunteer, chance: random.Random) -> None:
    step = {"freigegeben": moves.pause, "pausiert": moves.resume, "in_qualifizierung": moves.release}
    if one.status in step and chance.random() < 0.8:
        step[one.status](one.id)
    else:
        moves.end(one.id, reason="zeit")


def _take(one: Volunteer, _chance: random.Random) -> None:
    (capacity.take_place if one.taken_count < one.capacity else capacity.give_place_back)(one.id)
    db.session.commit()


def _bring_or_take_back_a_list(_one: Volunteer, chance: random.Random) -> None:
    source = db.session.scalar(select(Import).where(Import.status == "uebernommen").limit(1))
    if source is not None:
        imports.undo(source.id)
        return
    account = db.session.scalars(select(Account).where(Account.role == "coordinator")).one()
    rows = [clean_row(number) for number in range(chance.randrange(1, 5))]
    found, _ = imports.upload(data=csv_bytes(rows), file_name="liste.csv", account_id=account.id)
    imports.set_mapping(found.id, mapping=dict(found.mapping))
    imports.take_over(found.id)
    for new in db.session.scalars(select(Volunteer).where(Volunteer.status == "interessiert")):
        new.status = "in_qualifizierung"
    db.session.commit()


def _other_rules(_one: Volunteer, chance: random.Random) -> None:
    policy().fuehrungszeugnis_years = chance.randrange(1, 6)
    db.session.commit()


def _change_nothing_after_all(one: Volunteer, chance: random.Random) -> None:
    """Somebody looks in the middle of a change that is then taken back."""
    one.radius_km = chance.randrange(1, 90)
    db.session.flush()
    kept_pool.pool(HERE)
    db.session.rollback()


def _places(one: Volunteer, chance: random.Random) -> None:
    service.set_places(one.id, capacity=chance.randrange(1, 5))


CHANGES: tuple[Callable[[Volunteer, random.Random], None], ...] = (
    _be_away, _be_back, _rest, _show_certificate, _be_deleted, _move, _take, _bring_or_take_back_a_list,
    _other_rules, _change_nothing_after_all, _places,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_services_leave_the_pool_as_read_anew(staff: Account, seed: int) -> None:
    """Random steps of services, one to three between two looks, and now and then a day passes."""
    chance, days = random.Random(seed), 0
    assert _is_as_read_anew()
    for number in range(STEPS):
        days += chance.random() < 0.2
        for _ in range(chance.randrange(1, 4)):
            people = list(db.session.scalars(select(Volunteer).order_by(Volunteer.number)))
            one, step = chance.choice(people), chance.choice(CHANGES)
            with clock.moved_to(clock.now() + timedelta(days=days)), suppress(LotsenError):
                step(one, chance)
            db.session.rollback()
        with clock.moved_to(clock.now() + timedelta(days=days)):
            assert _is_as_read_anew(), f"seed {seed}, step {number}"


def test_what_was_taken_back_is_not_kept(staff: Account) -> None:
    """A look in the middle of a transaction that fails: nobody else finds what it had written."""
    assert _is_as_read_anew()
    first = db.session.scalars(select(Volunteer).order_by(Volunteer.updated_at)).first()
    assert first is not None
    before = first.radius_km
    first.radius_km += 40
    db.session.flush()
    assert kept_pool.pool(HERE).candidate(str(first.id)).radius_km == before + 40
    db.session.rollback()
    assert _is_as_read_anew()
    assert kept_pool.pool(HERE).candidate(str(first.id)).radius_km == before


@pytest.mark.postgresql
def test_a_slow_transaction_behind_many_quick_ones_is_seen(staff: Account) -> None:
    """It was written first and committed last, and more came in between than a look notes."""
    people = list(db.session.scalars(select(Volunteer).order_by(Volunteer.number)))
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite nobody writes beside somebody else")
    db.session.rollback()
    kept_pool.pool(HERE)
    with own_transaction(region=HERE) as slow:
        slow.get_one(Volunteer, people[0].id).radius_km = 77
        slow.flush()
        for one in people[1:]:
            service.set_places(one.id, capacity=4)
        assert _is_as_read_anew()
        db.session.rollback()
    assert _is_as_read_anew()
