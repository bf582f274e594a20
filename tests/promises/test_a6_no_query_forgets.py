"""A6: 26 shapes of reading and writing cannot reach past the region, on SQLite and on PostgreSQL."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, exists, func, insert, literal, select, text, true, union_all, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, aliased, joinedload, selectinload, with_loader_criteria

from lotsen import clock, region_guard, scope
from lotsen.accounts.models import Account
from lotsen.extensions import db
from lotsen.rows import Base, RegionRow
from lotsen.volunteers.models import Absence, Volunteer, VolunteerLanguage, VolunteerNeed
from tests import factories
from tests.conftest import ELSEWHERE, HERE

Shape = Callable[[Session, uuid.UUID], Any]
V, L = Volunteer, VolunteerLanguage
T = Volunteer.__table__


def _lazy(session: Session, key: uuid.UUID) -> list[object]:
    child = session.scalar(select(L).where(L.volunteer_id == key))
    return [] if child is None else [session.scalar(select(V).where(V.id == child.volunteer_id))]


READS: dict[str, Shape] = {
    "select": lambda s, k: s.scalars(select(V).where(V.id == k)).all(),
    "query": lambda s, k: s.query(V).filter_by(id=k).all(),
    "column": lambda s, k: s.scalars(select(V.number).where(V.id == k)).all(),
    "count": lambda s, k: [1] * (s.scalar(select(func.count()).select_from(V).where(V.id == k)) or 0),
    "alias": lambda s, k: s.scalars(select(a := aliased(V)).where(a.id == k)).all(),
    "join": lambda s, k: s.execute(select(L.language).join(V, V.id == L.volunteer_id).where(V.id == k)).all(),
    "outer join": lambda s, k: s.execute(select(V.number).outerjoin(L, L.volunteer_id == V.id).where(V.id == k)).all(),
    "exists": lambda s, k: s.scalars(select(V).where(V.id == k, exists().where(L.volunteer_id == k))).all(),
    "subquery": lambda s, k: s.scalars(
        select(V).where(V.id.in_(select(L.volunteer_id).where(L.volunteer_id == k)))
    ).all(),
    "from subquery": lambda s, k: s.execute(select(select(V.number).where(V.id == k).subquery())).all(),
    "union": lambda s, k: s.execute(union_all(select(V.id).where(V.id == k), select(V.id).where(V.id == k))).all(),
    "common table": lambda s, k: s.execute(select(select(V.id).where(V.id == k).cte("c"))).all(),
    "selectin": lambda s, k: s.scalars(select(V).where(V.id == k).options(selectinload(V.languages))).all(),
    "joined": lambda s, k: s.scalars(select(V).where(V.id == k).options(joinedload(V.languages))).unique().all(),
    "by child": _lazy,
    "group": lambda s, k: s.execute(select(V.ags, func.count()).where(V.id == k).group_by(V.ags)).all(),
    "literal": lambda s, k: s.execute(select(literal(1)).select_from(V).where(V.id == k)).all(),
}
CHANGES: dict[str, Shape] = {
    "bulk update": lambda s, k: [1] * s.execute(update(V).where(V.id == k).values(capacity=9)).rowcount,
    "bulk delete": lambda s, k: [1] * s.execute(delete(VolunteerNeed).where(VolunteerNeed.volunteer_id == k)).rowcount,
}
PAST_THE_ORM: dict[str, Shape] = {
    "raw select": lambda s, k: s.execute(text("SELECT id FROM volunteer")).all(),
    "bare exists": lambda s, k: [1] * bool(s.scalar(select(exists().where(V.id == k)))),
    "table select": lambda s, k: s.execute(select(T.c.id)).all(),
    "bulk insert": lambda s, k: s.execute(insert(VolunteerNeed), [{"id": uuid.uuid4(), "volunteer_id": k}]),
}
WRITES = ("insert", "refer", "move")
assert len(READS) + len(CHANGES) + len(PAST_THE_ORM) + len(WRITES) == 26


@pytest.fixture
def foreign(any_app: Flask) -> Iterator[uuid.UUID]:
    """A volunteer of another region with languages and needs."""
    with scope.of(ELSEWHERE):
        key = factories.volunteer(ags=factories.GELNHAUSEN).id
        db.session.commit()
        db.session.remove()
    yield key
    db.session.remove()


@pytest.mark.parametrize("shape", [*READS.values(), *CHANGES.values()], ids=[*READS, *CHANGES])
def test_a_shape_reaches_nobody_elsewhere(foreign: uuid.UUID, shape: Shape) -> None:
    """Neither from another region nor without any, though the key is right."""
    for region in (HERE, "", None):
        scope.enter(region) if region is not None else scope.leave()
        assert list(shape(db.session(), foreign)) == []
        db.session.rollback()
    with scope.of(ELSEWHERE):
        assert list(shape(db.session(), foreign)), "the shape finds its row at home"
    scope.leave()


@pytest.mark.parametrize("shape", PAST_THE_ORM.values(), ids=PAST_THE_ORM)
def test_what_cannot_carry_the_region_is_refused(foreign: uuid.UUID, shape: Shape) -> None:
    """Raw and core statements, before they reach the database."""
    with scope.of(HERE), pytest.raises(scope.ScopeBroken):
        shape(db.session(), foreign)


def _need(key: uuid.UUID, region: str) -> VolunteerNeed:
    return VolunteerNeed(volunteer_id=key, need="alltag", is_excluded=True, region_id=region)


def test_a_row_cannot_be_written_into_another_region(foreign: uuid.UUID) -> None:
    """Refused before the flush."""
    with scope.of(HERE):
        db.session.add(_need(foreign, ELSEWHERE))
        with pytest.raises(scope.ScopeBroken):
            db.session.flush()
        db.session.rollback()


def test_a_row_cannot_refer_to_another_region(foreign: uuid.UUID) -> None:
    """The key carries the region: the database itself refuses, also when every guard of ours sleeps."""
    with scope.everywhere("test"):
        today = clock.today()
        db.session.add(Absence(volunteer_id=foreign, from_on=today, until_on=today, region_id=HERE))
        with pytest.raises(IntegrityError):
            db.session.commit()
        db.session.rollback()


def test_a_row_that_others_refer_to_cannot_move(foreign: uuid.UUID) -> None:
    """Its children would point into nothing."""
    with scope.everywhere("test"), pytest.raises(IntegrityError):
        _move(foreign)


def _move(key: uuid.UUID) -> None:
    db.session.execute(update(Volunteer).where(Volunteer.id == key).values(region_id=HERE))
    db.session.commit()


def test_without_the_filter_the_shapes_leak(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control on SQLite, which has no second lock: with the filter off, every shape finds the row."""
    with scope.of(ELSEWHERE):
        key = factories.volunteer(ags=factories.GELNHAUSEN).id
        db.session.commit()
    monkeypatch.setattr(region_guard, "with_loader_criteria", lambda *_a, **_o: with_loader_criteria(RegionRow, true()))
    with scope.of(HERE):
        assert [name for name, shape in READS.items() if not list(shape(db.session(), key))] == []


@pytest.mark.postgresql
class TestRowLevelSecurity:
    """The lock inside PostgreSQL, with every guard of ours left out."""

    @pytest.fixture
    def bare(self, postgresql_app: Flask) -> Iterator[Session]:
        """A session without guards, in the region HERE, and one volunteer elsewhere."""
        with scope.of(ELSEWHERE):
            self.key = factories.volunteer(ags=factories.GELNHAUSEN).id
            db.session.commit()
            db.session.remove()
        with Session(db.engine) as session:
            self.choose(session, HERE)
            yield session

    def choose(self, session: Session, region: str) -> None:
        """Tell the database the region."""
        session.execute(text("SELECT set_config('lotsen.region', :region, true)"), {"region": region})

    def test_every_shape_finds_nothing(self, bare: Session) -> None:
        """Also raw SQL, and with no region set."""
        for region in (HERE, ""):
            self.choose(bare, region)
            for name, shape in {**READS, **CHANGES}.items():
                assert list(shape(bare, self.key)) == [], name
            assert bare.execute(text("SELECT id FROM volunteer")).all() == []
            assert bare.execute(select(T.c.id)).all() == []

    def test_at_home_it_finds_the_row(self, bare: Session) -> None:
        """The negative control: the lock opens for the right region."""
        self.choose(bare, ELSEWHERE)
        assert [name for name, shape in READS.items() if not list(shape(bare, self.key))] == []

    @pytest.mark.parametrize("region", [ELSEWHERE, "06535"])
    def test_nothing_is_written_elsewhere(self, bare: Session, region: str) -> None:
        """The check holds for new rows too."""
        bare.add(_need(self.key, region))
        with pytest.raises(DBAPIError, match="row-level security"):
            bare.flush()

    def test_nothing_moves_out(self, bare: Session) -> None:
        """A row of this region cannot be handed to another one."""
        with scope.of(HERE):
            moved = factories.account("auditor").id
            db.session.commit()
        with pytest.raises(DBAPIError, match="row-level security"):
            bare.execute(update(Account).where(Account.id == moved).values(region_id=ELSEWHERE))

    def test_every_table_with_people_is_locked(self, bare: Session) -> None:
        """Derived from the tables: a new one without a policy fails here. The role is nobody special."""
        tables = {row.class_.__tablename__ for row in Base.registry.mappers if issubclass(row.class_, RegionRow)}
        locked = bare.execute(text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"))
        assert set(locked.scalars()) >= tables
        ours = bare.execute(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"))
        assert ours.scalar() is False
