"""A7: statistics do not change when people are deleted, so that two looks do not betray who went in between."""

import random
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Date, select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.interest_questions.models import InterestQuestion
from lotsen.newcomers.models import Newcomer
from lotsen.proposals.models import Proposal
from lotsen.retention import keeping
from lotsen.rows import RegionRow
from lotsen.statistics import facts, sachbericht, service
from lotsen.statistics.living import COUNTED_TABLES, counted_as
from lotsen.tandems.models import Meeting, Tandem
from lotsen.volunteers.models import Qualification, Volunteer
from tests import factories
from tests.conftest import HERE
from tests.lotsen.help_requests.scene import sign_in
from tests.pages import Pages
from tests.promises.canaries import plant
from tests.promises.nights import end_everything, night
from tests.promises.test_a7_numbers import _texts
from tests.promises.world import ROWS, sow

START = date(2024, 3, 5)
TONGUES = ("ara", "ara", "ara", "ukr", "ukr", "tir", "deu")
KEPT = tuple(row.__tablename__ for row in keeping.KEPT)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=clock.BERLIN)


def _look() -> list[object]:
    """Every figure of every year, in every view, and the block for the Sachbericht."""
    found: list[object] = [facts.counts_until(), service.years()]
    for year in service.years():
        found += [service.of_year(year, view) for view in service.VIEWS]
        found.append(sachbericht.of_year(year))
    db.session.rollback()
    return found


class Past:
    """Eighteen months in which people asked, met, answered and left; the same ones every time."""

    def __init__(self) -> None:
        self.dice = random.Random(7)
        self.manager = factories.account("case_manager")
        with clock.moved_to(_at(START)):
            self.volunteers = [self._volunteer(number) for number in range(14)]
        for number in range(60):
            self._newcomer(START + timedelta(days=number * 9), number)
        self._leave()
        db.session.commit()

    def _volunteer(self, number: int) -> Volunteer:
        her: Volunteer = factories.volunteer(
            gender="wm"[number % 2], capacity=60, languages={"deu": 6, TONGUES[number % 7]: 7}
        )
        day = START + timedelta(days=20 * number)
        db.session.add_all([
            Qualification(volunteer_id=her.id, kind="basisqualifizierung", provider="X", units=16,
                          started_on=START, finished_on=day),
            InterestQuestion(volunteer_id=her.id, asked_at=_at(day), status="bestaetigt",
                             answered_at=_at(day + timedelta(days=9))),
        ])  # fmt: skip
        return her

    def _newcomer(self, day: date, number: int) -> None:
        with clock.moved_to(_at(day)):
            person = factories.newcomer(
                self.manager, ags=factories.NIDDA if number % 3 else factories.BUEDINGEN, gender="wm"[number % 2],
                age_band=("18_26", "27_39")[number % 2], languages=[{"language": TONGUES[number % 7], "level": 7}],
            )  # fmt: skip
            for later in (0, *([150] if number % 4 == 0 else [])):
                self._ask(person, day + timedelta(days=later))

    def _ask(self, person: Newcomer, day: date) -> None:
        with clock.moved_to(_at(day)):
            row = factories.help_request(
                person, opened_at=_at(day), mode=self.dice.choice(("lotse", "pate")), ags=person.ags,
                needs=self.dice.sample(("behoerde", "alltag", "gesundheit"), self.dice.randint(1, 2)),
            )  # fmt: skip
        said = self.dice.choice(("angenommen", "angenommen", "abgelehnt", "abgelaufen"))
        answered = day + timedelta(days=self.dice.randint(1, 30))
        her = self.dice.choice(self.volunteers)
        proposal = factories.proposal(
            row, her, status=said, asked_at=_at(day), answer_by=_at(answered),
            answered_at=None if said == "abgelaufen" else _at(answered),
            decline_reason=self.dice.choice(("keine_zeit", "zu_weit")) if said == "abgelehnt" else None,
        )  # fmt: skip
        over = answered + timedelta(days=self.dice.randint(25, 160))
        if said == "angenommen":
            self._meet(row, her, proposal, (answered, over))
        else:
            rested = _at(day + timedelta(days=14)) if self.dice.random() < 0.5 else None
            db.session.add(InterestQuestion(help_request_id=row.id, asked_at=_at(day), rested_at=rested,
                                            status="ruht" if rested else "gefragt"))  # fmt: skip
        row.status, row.closed_at = "abgeschlossen" if said == "angenommen" else "nicht_vermittelbar", _at(over)
        row.status_since = row.closed_at

    def _meet(self, row: HelpRequest, her: Volunteer, proposal: Proposal, days: tuple[date, date]) -> None:
        begun, over = days
        tandem = factories.tandem(
            row, her, proposal_id=proposal.id, created_at=_at(begun), status="abgeschlossen", is_running=False,
            ended_on=over, end_reason=self.dice.choice(("ziel_erreicht", "zeit_vorbei")),
            last_contact_on=begun + timedelta(days=18),
        )  # fmt: skip
        for later in (4, 11, 18):
            is_held = later != 11 or self.dice.random() < 0.5
            on = begun + timedelta(days=later)
            db.session.add(
                Meeting(tandem_id=tandem.id, on=on, minutes=60 + later, reported_by="volunteer", is_held=is_held)
            )

    def _leave(self) -> None:
        """Some volunteers end, two of them want to be deleted at once."""
        for number, her in enumerate(self.volunteers[:6]):
            her.status, her.ended_on = "beendet", date(2026, 3, 20) + timedelta(days=30 * number)
            her.end_reason = "auf_wunsch" if number < 2 else "persoenlich"


def _nights(app: Flask) -> Iterator[date]:
    """Look, delete, look again, every quarter for two years; the days on which the second look differed."""
    for month in range(0, 27, 3):
        with clock.moved_to(_at(clock.months_after(date(2026, 3, 31), month))), scope.of(HERE):
            before = _look()
            night(app)
            if _look() != before:
                yield clock.today()


def test_no_night_changes_a_figure(any_app: Flask) -> None:
    """Every row goes in the end, and every figure of every year stays as it was on the day before."""
    with scope.of(HERE):
        Past()
    assert list(_nights(any_app)) == []
    with scope.of(HERE):
        gone = (HelpRequest, Tandem, Proposal, Newcomer, Meeting)
        assert [db.session.scalars(select(table)).all() for table in gone] == [[]] * len(gone)
        assert len(db.session.scalars(select(Volunteer)).all()) == 8


def test_without_keeping_the_nights_are_seen(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    with scope.of(HERE):
        Past()
    monkeypatch.setattr(keeping, "_keep", lambda *_given, **_values: None)
    assert next(_nights(app)) == date(2026, 3, 31)


def test_forgetting_what_is_kept_changes_no_figure_of_a_year_that_is_shown(app: Flask, here: str) -> None:
    """Ten years later whole years go: the last night before shows what the first night after does not have."""
    Past()
    with clock.moved_to(_at(date(2028, 1, 1))):
        night(app)
    for day in (date(2033, 12, 31), date(2034, 1, 1), date(2035, 1, 1), date(2037, 12, 31), date(2038, 1, 1)):
        with clock.moved_to(_at(day)):
            before, count = _look(), _kept_count()
            night(app)
            with scope.of(HERE):
                assert _look() == before
                assert service.years() == [year for year in (2025, 2024) if year > day.year - 10]
                assert _kept_count() == (0 if day.year == 2038 else count)


def test_two_looks_with_a_deletion_between_are_the_same_pages(app: Flask, here: str, pages: Pages) -> None:
    """The difference attack: every page and file, byte for byte."""
    coordinator = factories.account("coordinator")
    Past()
    with clock.moved_to(_at(date(2026, 9, 30))):
        desk = sign_in(pages, coordinator)
        first = _texts(desk)
        night(app)
        with scope.of(HERE):
            assert len(db.session.scalars(select(Newcomer)).all()) < 60
            db.session.rollback()
        second = _texts(desk)
    assert {url for url in first if first[url] != second[url]} == set()
    assert any(b"Arabisch" in body for body in first.values())


def test_somebody_with_a_deleted_and_a_new_request_counts_once(app: Flask, here: str) -> None:
    """Four people are too few for a name, whether their first request is there or only counted."""
    _four_who_ask_again()
    with clock.moved_to(_at(date(2025, 12, 10))):
        night(app)
        with scope.of(HERE):
            assert len(db.session.scalars(select(HelpRequest)).all()) == 34
            asked = [one for one in facts.requests(2025, date(2025, 11, 30)) if one.language == "tir"]
            assert (len(asked), len({one.person for one in asked})) == (8, 4)
            assert "tir" not in _shown()


def test_numbers_that_do_not_meet_give_a_name_to_four(app: Flask, here: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: kept under numbers of their own, four people look like eight."""
    _four_who_ask_again()
    real = keeping._keep
    monkeypatch.setattr(
        keeping, "_keep", lambda table, **values: real(table, **{**values, "newcomer_key": uuid.uuid4()})
    )
    with clock.moved_to(_at(date(2025, 12, 10))):
        night(app)
        with scope.of(HERE):
            assert "tir" in _shown()


def _shown() -> set[str | None]:
    """The languages that have a name in the statistics."""
    found = service.of_year(2025, "sprache")
    assert found is not None
    return {line.key for line in found.requests.rows}


def _four_who_ask_again() -> None:
    manager = factories.account("case_manager")
    day = _at(date(2025, 3, 3))
    for number in range(34):
        tongue = "tir" if number < 4 else "ara"
        person = factories.newcomer(manager, languages=[{"language": tongue, "level": 7}], created_at=day)
        factories.help_request(person, opened_at=_at(date(2025, 10, 6)), status_since=_at(date(2025, 10, 6)))
        if number < 4:
            factories.help_request(person, opened_at=day, closed_at=day, status_since=day, status="nicht_vermittelbar")
    db.session.commit()


def _kept_rows() -> list[RegionRow]:
    return [row for table in KEPT for row in db.session.scalars(select(ROWS[table]))]


def _kept_count() -> int:
    count = len(_kept_rows())
    db.session.rollback()  # nobody may be reading while the night erases its traces
    return count


def _values(row: RegionRow) -> dict[str, Any]:
    names = {column.key.removesuffix("_sealed") for column in row.__table__.columns}
    return {name: getattr(row, name) for name in names}


def test_what_is_kept_has_no_key_no_word_and_no_day_of_anybody(any_app: Flask) -> None:
    """One row of every table ended: of what somebody said, and of the keys of rows, nothing is left."""
    world = sow(HERE, factories.BUEDINGEN, "63654")
    with scope.of(HERE):
        for row in _kept_rows():
            db.session.delete(row)
        end_everything()
        words = plant(HERE, everywhere=False)
        ids = {row.id for table in ROWS.values() if issubclass(table, RegionRow) for row in db.session.query(table)}
        known = {counted_as(one, table) for one in ids for table in COUNTED_TABLES}
        db.session.rollback()
    night(any_app, 400)
    with scope.of(HERE):
        kept = _kept_rows()
        assert {row.__tablename__ for row in kept} == set(KEPT)
        text = repr([_values(row) for row in kept])
        assert [word for word in words if word in text] == []
        used = {
            value for row in kept for name, value in _values(row).items() if name != "id" and type(value) is uuid.UUID
        }
        assert used
        assert used & (ids | known | set(world.keys.values())) == set()
        days = [
            getattr(row, column.key) for row in kept for column in row.__table__.columns if type(column.type) is Date
        ]
        assert {day.day for day in days if day} == {1}


def test_numbers_of_two_tables_do_not_meet(app: Flask, here: str) -> None:
    """What is kept of her requests cannot be put together with what is kept of her tandems."""
    Past()
    with clock.moved_to(_at(date(2027, 12, 1))):
        night(app)
    with scope.of(HERE):
        by_table = {
            table: {value for row in _kept_rows() if row.__tablename__ == table for name, value in _values(row).items()
                    if name.endswith("_key")}
            for table in KEPT if table != "forgotten_person"
        }  # fmt: skip
        tables = sorted(by_table)
        assert all(by_table[table] for table in tables)
        assert [
            (one, other) for one in tables for other in tables if one < other and by_table[one] & by_table[other]
        ] == []
