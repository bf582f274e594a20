"""People of a run are asked by one click: once, all or none, and nobody waits for it."""

import sqlite3
import uuid
from contextlib import closing
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from lotsen import clock
from lotsen.consents import service as consents
from lotsen.database import writing
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.interest_questions.models import InterestQuestion
from lotsen.matching_runs import publishing, service, solving, suggestions
from lotsen.matching_runs.models import MatchingRun
from lotsen.notices.models import Notice
from lotsen.proposals import answers, ranking
from lotsen.proposals import service as proposals
from lotsen.proposals.models import Proposal
from lotsen.proposals.service import HELD_BACK
from lotsen.regions import weights
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.lotsen.help_requests.scene import Scene, sign_in
from tests.lotsen.matching_runs.scene import by_request
from tests.pages import Pages


def test_publishing_asks_once(set_up: Scene) -> None:
    """A second click asks nobody again; the negative control is the first, which asks."""
    by = set_up.case_manager.id
    with writing():
        run_id = service.solve(by=by, scale=50).id
        lines = [line.id for line in service.lines_of(service.get(run_id))]
        assert publishing.publish(run_id, lines, by=by) == (2, 0)
        with pytest.raises(Invalid):
            publishing.publish(run_id, lines, by=by)
    assert [one.status for one in db.session.scalars(select(Proposal))] == ["angefragt", "angefragt"]
    assert len(db.session.scalars(select(Notice).where(Notice.kind == "asked")).all()) == 2
    assert service.get(run_id).status == "veroeffentlicht"


def test_a_line_that_was_overtaken_leaves_the_others_alone(set_up: Scene) -> None:
    """Somebody filled up between the preview and the click: her line is named, the other is asked."""
    by = set_up.case_manager.id
    with writing():
        run_id = service.solve(by=by, scale=50).id
        lines = [line.id for line in service.lines_of(service.get(run_id))]
        set_up.volunteers[1].status = "pausiert"
        db.session.commit()
        assert publishing.publish(run_id, lines, by=by) == (1, 1)
    outcomes = {line.volunteer_id: line.outcome for line in service.lines_of(service.get(run_id))}
    assert outcomes == {set_up.volunteers[0].id: "gefragt", set_up.volunteers[1].id: "ueberholt"}


@pytest.mark.parametrize("reason", ["resting", "no_consent", None])
def test_a_request_for_which_nobody_may_be_asked_takes_no_place(
    set_up: Scene, pages: Pages, reason: str | None
) -> None:
    """Nobody is worked out for it and lost to others; the page says what to do first. Without a reason she is found."""
    if reason == "resting":
        asked = InterestQuestion(help_request_id=set_up.request.id, status="ruht", asked_at=clock.now())
        db.session.add(asked)
    elif reason == "no_consent":
        consents.withdraw("matching", set_up.request.newcomer)
    db.session.commit()
    with writing():
        run = service.solve(by=set_up.case_manager.id, scale=50)
    assert (by_request(run)[set_up.request.id].volunteer_id is None) is (reason is not None)
    assert (run.request_count, run.served_count) == (2, 1 if reason else 2)
    page = sign_in(pages, factories.account(role="coordinator")).get(f"/abgleich/{run.id}").text
    assert [code for code, told in HELD_BACK.items() if str(told) in page] == ([reason] if reason else [])
    with writing():
        suggestions.refresh()
    assert (set_up.request.id in suggestions.suggested([set_up.request.id])) is (reason is None)


def test_nobody_is_asked_again_who_said_no(set_up: Scene) -> None:
    """And a place counts as used while somebody is asked for it."""
    by = set_up.case_manager.id
    with writing():
        run = service.solve(by=by, scale=50)
        publishing.publish(run.id, [line.id for line in service.lines_of(run)], by=by)
        assert service.solve(by=by, scale=50).request_count == 0
        declined = db.session.scalars(select(Proposal).where(Proposal.help_request_id == set_up.request.id)).one()
        answers.decline(declined.id, reason="keine_zeit", on_behalf=True)
        again = service.solve(by=by, scale=50)
    assert (again.request_count, again.served_count) == (1, 0)


def test_a_click_that_died_halfway_is_finished_by_the_next(set_up: Scene) -> None:
    """Asked but not noted: the second click notes it as asked, not as overtaken."""
    by = set_up.case_manager.id
    with writing():
        run = service.solve(by=by, scale=50)
        run_id, lines = run.id, [line.id for line in service.lines_of(run)]
        asked = by_request(run)[set_up.request.id]
        proposals.propose(asked.help_request_id, [asked.volunteer_id], by=by)  # and the process dies here
        assert publishing.publish(run_id, lines, by=by) == (2, 0)
    assert len(db.session.scalars(select(Proposal)).all()) == 2


@pytest.mark.parametrize("happens", ["nothing", "paused", "closed", "volunteer gone", "request gone"])
def test_what_changes_while_a_run_computes_is_noted(
    set_up: Scene, monkeypatch: pytest.MonkeyPatch, happens: str
) -> None:
    """A line that no longer holds says so, one without its people is not there; nobody can be asked by either."""
    arabic, compute = set_up.volunteers[1], solving.solve

    def overtaken(scale: int) -> solving.Solved:
        solved = compute(scale)
        db.session.rollback()
        with writing():
            if happens == "paused":
                db.session.execute(update(Volunteer).where(Volunteer.id == arabic.id).values(status="pausiert"))
            if happens == "closed":
                closed = update(HelpRequest).where(HelpRequest.id == set_up.request.id)
                db.session.execute(closed.values(status="zurueckgezogen"))
            gone = {"volunteer gone": arabic, "request gone": set_up.request}.get(happens)
            if gone is not None:
                db.session.execute(delete(type(gone)).where(type(gone).id == gone.id))
            db.session.commit()
        return solved

    monkeypatch.setattr(solving, "solve", overtaken)
    asked = set_up.request.id
    with writing():
        run = service.solve(by=set_up.case_manager.id, scale=50)
        outcomes = {key: line.outcome for key, line in by_request(run).items()}
        if happens.endswith("gone"):
            assert (asked in outcomes, run.request_count, run.served_count) == (False, 1, 1)
        else:
            assert outcomes[asked] == (None if happens == "nothing" else "ueberholt")
            assert (run.request_count, run.served_count) == (2, 2)
        assert set(outcomes.values()) - {"ueberholt"} == {None}
        told = publishing.publish(run.id, [line.id for line in by_request(run).values()], by=set_up.case_manager.id)
    assert told == ((2, 0) if happens == "nothing" else (1, 0))


def test_nobody_waits_while_the_people_to_be_asked_are_ranked(
    app: Flask, set_up: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Publishing ranks first and takes the lock afterwards."""
    rank, seen = ranking.askable_pairs, []

    def free(pairs: dict[uuid.UUID, uuid.UUID]) -> dict[uuid.UUID, ranking.Askable]:
        _needs_no_lock(app)
        seen.append(len(pairs))
        return rank(pairs)

    monkeypatch.setattr(ranking, "askable_pairs", free)
    with writing():
        run_id = service.solve(by=set_up.case_manager.id, scale=50).id
        lines = [line.id for line in service.lines_of(service.get(run_id))]
        publishing.publish(run_id, lines, by=set_up.case_manager.id)
    assert seen == [2]


def test_asked_by_a_run_or_by_hand_the_same_is_kept(set_up: Scene) -> None:
    """Value, reasons and circumstances of one person are those that the ranking of everybody gives."""
    for one in set_up.volunteers:
        [found] = ranking.askable_pairs({set_up.request.id: one.id}).values()
        assert found == ranking.askable(set_up.request.id)[one.id]
    tigrinya = next(key for key in db.session.scalars(select(HelpRequest.id)) if key != set_up.request.id)
    assert ranking.askable_pairs({tigrinya: set_up.volunteers[1].id}) == {}


def _needs_no_lock(app: Flask) -> None:
    """Somebody else can begin to write at this very moment."""
    file = app.config["LOTSEN"].instance / "lotsen.sqlite"
    with closing(sqlite3.connect(file, timeout=0.1, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")


def test_nobody_waits_for_the_lock_while_a_page_computes(
    app: Flask, set_up: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run, a try of other weights, a question and a new start compute without holding up who writes."""
    coordinator, seen = factories.account("coordinator"), []
    tandem = factories.tandem(factories.help_request(set_up.newcomer, status="aktiv"), set_up.volunteers[0])
    set_up.volunteers[0].taken_count = 1
    db.session.commit()

    def watched(module: ModuleType, name: str) -> None:
        compute = getattr(module, name)

        def free(*given: object, **values: object) -> object:
            _needs_no_lock(app)
            seen.append(name)
            return compute(*given, **values)

        monkeypatch.setattr(module, name, free)

    watched(solving, "solve")
    watched(solving, "effect")
    watched(ranking, "askable")
    desk = sign_in(Pages(app), coordinator)
    desk.post("/abgleich/rechnen", {"scale": "50"})
    db.session.rollback()
    with writing():
        db.session.scalar(select(MatchingRun.id).limit(1))  # as a page that looked at something before
        service.effect_of_weights(weights.DEFAULT_SHARES, weights.DEFAULT_WAITING_POINTS)
    desk.post(f"/anfragen/{set_up.request.id}/fragen", {"volunteers": [str(set_up.volunteers[1].id)]})
    desk.post(f"/tandems/{tandem.id}/neu-suchen", {"reason": "keine_zeit"})
    assert seen == ["solve", "effect", "askable", "askable"]
