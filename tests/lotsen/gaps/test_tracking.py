"""Rows follow what the rules find: new, closed by itself, back again; each region for itself."""

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

import network
from lotsen import clock, scope
from lotsen.audit.models import AuditEntry
from lotsen.extensions import db
from lotsen.gaps import service, tracking
from lotsen.gaps.models import Gap, GapStep
from lotsen.help_requests.models import HelpRequest
from lotsen.jobs import run_inside
from lotsen.organisations import service as organisations
from lotsen.retention import service as retention
from lotsen.retention.service import delete_overdue
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.gaps.scene import Scene, key_of, row_of, scene, steps_of
from tests.network_results import renewed


@pytest.fixture
def played(here: str) -> Scene:
    """The scene, with its gaps written down."""
    made = scene()
    _follow()
    return made


def _follow() -> Counter[str]:
    """Look anew, and follow what was found."""
    renewed()
    return tracking.follow()


def _answer_all() -> None:
    for request in db.session.scalars(select(HelpRequest)):
        request.status, request.closed_at = "zurueckgezogen", clock.now()
    db.session.commit()


def _ask_again() -> None:
    for request in db.session.scalars(select(HelpRequest)):
        request.status, request.closed_at = "offen", None
    db.session.commit()


def test_what_is_found_is_written_down_once(played: Scene) -> None:
    """A second computation of the same day changes nothing and writes nothing into the record."""
    keys = set(db.session.scalars(select(Gap.id)))
    entries = db.session.scalar(select(func.count()).select_from(AuditEntry))
    assert keys == set(tracking.current())
    assert not _follow().total()
    assert set(db.session.scalars(select(Gap.id))) == keys
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == entries


def test_the_key_is_the_same_after_a_restart_and_another_in_another_region(played: Scene) -> None:
    """Made from region and identity alone."""
    finding = network.Finding("L12_gemeinde_ohne_anker", ("06440004",), 0.5)
    assert tracking.key_of(finding) == uuid.uuid5(tracking.NAMESPACE, f"{HERE}/L12_gemeinde_ohne_anker:06440004")
    with scope.of(ELSEWHERE):
        there = tracking.key_of(finding)
    assert there != tracking.key_of(finding)


def test_a_gap_that_is_gone_closes_itself_and_one_that_returns_opens_with_its_history(played: Scene) -> None:
    """Whoever had it in hand is named in the history."""
    key = key_of("L1_unversorgt")
    service.take_on(key, by=played.coordinator.id, due_on=clock.today(), key=uuid.uuid4())
    _answer_all()
    _follow()
    row = row_of(key)
    assert (row.status, row.ended_as, row.is_found, row.owner_id) == ("geschlossen", "von_selbst", False, None)
    _ask_again()
    _follow()
    row = row_of(key)
    assert (row.status, row.ended_as, row.is_found) == ("neu", None, True)
    assert steps_of(key) == ["begonnen", "von_selbst", "wieder_da"]


def test_an_accepted_gap_stays_closed_until_its_day(played: Scene) -> None:
    """Found all the while, it comes back on the day and not before."""
    key = key_of("L5_isolierte_mso", played.lonely.id)
    day = clock.today() + timedelta(days=30)
    service.accept(key, by=played.coordinator.id, look_again_on=day, note="Der Verein löst sich auf", key=uuid.uuid4())
    for days, status in ((29, "geschlossen"), (30, "neu")):
        with clock.moved_to(clock.now() + timedelta(days=days)):
            _follow()
        assert row_of(key).status == status, days
    assert steps_of(key) == ["angenommen", "wiedervorlage"]


def test_done_but_still_found_comes_back_after_two_weeks(played: Scene) -> None:
    """Nobody is rid of a gap by saying so."""
    key = key_of("L5_isolierte_mso", played.lonely.id)
    service.finish(key, by=played.coordinator.id, note=None, key=uuid.uuid4())
    _follow()
    assert row_of(key).status == "geschlossen"
    with clock.moved_to(clock.now() + timedelta(days=14)):
        _follow()
    assert row_of(key).status == "neu"
    assert steps_of(key) == ["erledigt", "besteht_weiter"]


def test_only_what_somebody_had_in_hand_stands_in_the_record_by_name(played: Scene) -> None:
    """A hundred gaps nobody touched are one entry with a count."""
    key = key_of("L1_unversorgt")
    service.take_on(key, by=played.coordinator.id, due_on=clock.today(), key=uuid.uuid4())
    _answer_all()
    _follow()
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("gaps.follow"))).all()
    assert [one.subject_id for one in entries if one.action == "gaps.follow_one"] == [key]
    assert entries[-1].facts["von_selbst"] >= 1


def test_the_job_follows_each_region_that_has_begun(any_app: Flask) -> None:
    """On SQLite and on PostgreSQL; a region without anybody gets no rows."""
    with scope.of(HERE):
        scene()
    db.session.remove()
    run_inside(any_app, tracking.follow_gaps)
    with scope.everywhere("test"):
        assert set(db.session.scalars(select(Gap.region_id))) == {HERE}


def test_a_region_whose_gaps_cannot_be_followed_holds_up_no_other(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked at again a minute later."""
    regions = (HERE, ELSEWHERE)
    for region in regions:
        with scope.of(region):
            factories.organisation("mso", ags=factories.BUEDINGEN if region == HERE else factories.GELNHAUSEN)
            db.session.commit()
            renewed()
    db.session.remove()
    honest, broken = tracking.follow, min(regions)

    def _raises() -> object:
        if scope.region_id() == broken:
            raise RuntimeError
        return honest()

    monkeypatch.setattr(tracking, "follow", _raises)
    run_inside(app, tracking.follow_gaps)
    with scope.everywhere("test"):
        assert set(db.session.scalars(select(Gap.region_id))) == set(regions) - {broken}
        db.session.rollback()
    monkeypatch.setattr(tracking, "follow", honest)
    run_inside(app, tracking.follow_gaps)
    with scope.everywhere("test"):
        assert set(db.session.scalars(select(Gap.region_id))) == set(regions)


def test_a_closed_gap_is_deleted_after_twelve_months_and_an_open_one_is_kept(app: Flask, played: Scene) -> None:
    """With its history."""
    closed, kept = key_of("L1_unversorgt"), key_of("L5_isolierte_mso", played.lonely.id)
    service.take_on(kept, by=played.coordinator.id, due_on=clock.today(), key=uuid.uuid4())
    _answer_all()
    _follow()
    with clock.moved_to(clock.now() + timedelta(days=370)):
        run_inside(app, delete_overdue)
    with scope.of(HERE):
        assert row_of(closed) is None
        assert not steps_of(closed)
        assert row_of(kept) is not None


def test_gaps_about_somebody_go_with_her(played: Scene) -> None:
    """Also one that names her only as one end of a tie."""
    from lotsen.retention.deletion import forget
    from lotsen.retention.rules import BY_KEY

    assert db.session.scalar(select(func.count()).select_from(Gap).where(Gap.volunteer_id == played.person.id))
    key = str(played.person.id)
    forget(BY_KEY["volunteer"], played.person)
    db.session.commit()
    assert not [one for one in db.session.scalars(select(Gap.key)) if key in one]


def test_two_who_begin_at_once_make_one_row(any_app: Flask) -> None:
    """The second one is told that somebody has it."""
    from lotsen.errors import Conflict

    with scope.of(HERE):
        made = scene()
        key = key_of("L1_unversorgt")
        other = factories.account("coordinator")
        db.session.commit()
        service.take_on(key, by=made.coordinator.id, due_on=clock.today(), key=uuid.uuid4())
        with pytest.raises(Conflict):
            service.take_on(key, by=other.id, due_on=clock.today(), key=uuid.uuid4())
        assert row_of(key).owner_id == made.coordinator.id
        assert db.session.scalar(select(func.count()).select_from(GapStep)) == 1


def test_what_was_deleted_between_reading_and_writing_is_not_written_down(
    here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody deletes an association at once while the job has already read what the rules said of it."""
    played = scene()
    renewed()
    lonely, read = str(played.lonely.id), tracking._volunteers

    def read_and_lose() -> frozenset[str]:
        found = read()
        db.session.rollback()
        organisation = organisations.get(played.lonely.id)
        organisation.closed_on = clock.today()
        retention.remove(organisation)
        return found

    monkeypatch.setattr(tracking, "_volunteers", read_and_lose)
    assert not tracking.follow().total()
    assert not [row.key for row in db.session.scalars(select(Gap)) if lonely in row.key]
    monkeypatch.undo()
    renewed()
    assert tracking.follow().total(), "the next round goes on with the others"
    assert not [row.key for row in db.session.scalars(select(Gap)) if lonely in row.key]
