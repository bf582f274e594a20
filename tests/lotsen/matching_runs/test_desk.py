"""The matching desk: the optimum as a preview, pairs fixed and ruled out, and people asked by one click."""

import re
import sqlite3
import uuid
from contextlib import closing
from datetime import timedelta
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from lotsen import clock, scope
from lotsen.consents import service as consents
from lotsen.database import writing
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.matching_runs import inputs, publishing, service, solving
from lotsen.matching_runs.models import MatchingRun, MatchingRunLine
from lotsen.notices.models import Notice
from lotsen.proposals import answers, ranking
from lotsen.proposals import service as proposals
from lotsen.proposals.models import Proposal
from lotsen.regions import weights
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import HERE
from tests.lotsen.help_requests.scene import Scene, scene, sign_in
from tests.pages import Pages


@pytest.fixture
def set_up(app: Flask, here: str) -> Scene:
    """Two requests, one in Tigrinya; the nearer volunteer speaks both languages, the other Arabic alone."""
    played = scene(0, opened_at=clock.now() - timedelta(days=10))
    tigrinya = factories.newcomer(played.case_manager, languages=[{"language": "tir", "level": 7}])
    consents.give("matching", tigrinya, language="en", channel="written")
    factories.help_request(tigrinya)
    both = factories.volunteer(languages={"deu": 5, "ara": 7, "tir": 7}, capacity=1)
    arabic = factories.volunteer(
        languages={"deu": 5, "ara": 7}, capacity=1, ags=factories.NIDDA, plz="63667", radius_km=25
    )
    played.volunteers = [both, arabic]
    db.session.commit()
    return played


def _lines(run: MatchingRun) -> dict[uuid.UUID, MatchingRunLine]:
    return {line.help_request_id: line for line in service.lines_of(run)}


def test_the_optimum_serves_both_where_going_by_hand_serves_one(set_up: Scene) -> None:
    """The only Tigrinya speaker is kept for the Tigrinya request, and the run says what by hand would give."""
    with writing():
        run = service.solve(by=set_up.case_manager.id, scale=50)
    both, arabic = set_up.volunteers
    assert (run.status, run.request_count, run.served_count, run.is_optimal) == ("entwurf", 2, 2, True)
    assert run.by_hand_count == 1
    assert _lines(run)[set_up.request.id].volunteer_id == arabic.id
    assert [choice["served"] for choice in run.choices] == [2, 2, 2, 2, 2]
    assert db.session.scalars(select(Proposal)).all() == []
    assert both.taken_count == 0


def test_a_fixed_pair_stays_and_a_ruled_out_one_is_never_made(set_up: Scene) -> None:
    """Whatever the optimum would say without them; freed, everything is as before."""
    both, arabic = set_up.volunteers
    asked, by = set_up.request.id, set_up.case_manager.id
    with writing():
        service.choose(asked, both.id, kind="fest", by=by)
        fixed = service.solve(by=by, scale=50)
        assert (_lines(fixed)[asked].volunteer_id, _lines(fixed)[asked].is_fixed, fixed.served_count) == (
            both.id,
            True,
            1,
        )
        service.choose(asked, arabic.id, kind="nie", by=by)
        service.choose(asked, both.id, kind="frei", by=by)
        ruled_out = service.solve(by=by, scale=50)
        assert _lines(ruled_out)[asked].volunteer_id != arabic.id
        service.choose(asked, arabic.id, kind="frei", by=by)
        free = service.solve(by=by, scale=50)
    assert _lines(free)[asked].volunteer_id == arabic.id


def test_fixing_somebody_else_replaces_the_first(set_up: Scene) -> None:
    """A request is fixed to one person at most."""
    both, arabic = set_up.volunteers
    with writing():
        for person in (both, arabic):
            service.choose(set_up.request.id, person.id, kind="fest", by=set_up.case_manager.id)
    assert [one.volunteer_id for one in service.choices()] == [arabic.id]


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


def test_a_protected_person_is_left_to_who_is_responsible(set_up: Scene) -> None:
    """Distances would give the place away: the request is counted and nothing else."""
    with writing():
        set_up.newcomer.is_protected = True
        db.session.commit()
        run = service.solve(by=set_up.case_manager.id, scale=50)
    assert (run.request_count, run.hidden_count) == (1, 1)
    assert set_up.request.id not in _lines(run)


def test_equal_input_has_an_equal_fingerprint(set_up: Scene) -> None:
    """And another place of the scale has another."""
    with scope.of(HERE):
        first, same, other = (inputs.digest(inputs.inputs(scale=scale).problem) for scale in (50, 50, 75))
    assert first == same != other


def test_a_large_region_is_computed_by_a_job_and_can_be_called_off(
    set_up: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page does not wait; a run that was called off stays so."""
    monkeypatch.setattr(service, "AT_ONCE", 0)
    by = set_up.case_manager.id
    with writing():
        kept, dropped = service.solve(by=by, scale=50).id, service.solve(by=by, scale=75).id
        assert service.get(kept).status == "rechnet"
        service.call_off(dropped)
        assert service.solve_waiting() == 1
        with pytest.raises(Conflict):
            service.call_off(kept)
    assert [service.get(one).status for one in (kept, dropped)] == ["entwurf", "abgebrochen"]
    assert service.get(kept).served_count == 2


def test_a_run_that_fails_says_so_and_keeps_no_other_from_its_turn(
    set_up: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of two raises: it is named failed, the second is finished, and neither is tried for ever."""
    monkeypatch.setattr(service, "AT_ONCE", 0)
    by = set_up.case_manager.id
    with writing():
        broken, sound = service.solve(by=by, scale=50).id, service.solve(by=by, scale=75).id
        solve = solving.solve

        def raises_at_50(scale: int) -> solving.Solved:
            if scale == 50:
                raise ArithmeticError("planted")
            return solve(scale)

        monkeypatch.setattr(solving, "solve", raises_at_50)
        service.solve_waiting()
        assert service.solve_waiting() == 0
    assert [service.get(one).status for one in (broken, sound)] == ["gescheitert", "entwurf"]


def test_a_click_that_died_halfway_is_finished_by_the_next(set_up: Scene) -> None:
    """Asked but not noted: the second click notes it as asked, not as overtaken."""
    by = set_up.case_manager.id
    with writing():
        run = service.solve(by=by, scale=50)
        run_id, lines = run.id, [line.id for line in service.lines_of(run)]
        asked = _lines(run)[set_up.request.id]
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
        outcomes = {key: line.outcome for key, line in _lines(run).items()}
        if happens.endswith("gone"):
            assert (asked in outcomes, run.request_count, run.served_count) == (False, 1, 1)
        else:
            assert outcomes[asked] == (None if happens == "nothing" else "ueberholt")
            assert (run.request_count, run.served_count) == (2, 2)
        assert set(outcomes.values()) - {"ueberholt"} == {None}
        told = publishing.publish(run.id, [line.id for line in _lines(run).values()], by=set_up.case_manager.id)
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


def test_the_way_through_the_pages(pages: Pages, set_up: Scene) -> None:
    """Solve, read why, fix, compare, ask; without any script."""
    coordinator = factories.account("coordinator")
    db.session.commit()
    desk = sign_in(pages, coordinator)
    desk.get("/abgleich")
    first = desk.post("/abgleich/rechnen", {"scale": "50"}).headers["Location"]
    shown = desk.get(first).text
    assert "2 von 2" in shown
    lines = re.findall(r'name="lines" value="([^"]+)"', shown)
    request, volunteer = (re.search(rf'name="{name}" value="([^"]+)"', shown)[1] for name in ("request", "volunteer"))
    second = desk.post(f"{first}/wahl", {"request": request, "volunteer": volunteer, "kind": "fest"}).headers[
        "Location"
    ]
    told = desk.get(second).text
    assert "festgelegt" in told
    assert "Die Paare sind dieselben wie vorher" in told
    second = second.partition("?")[0]
    assert "Mittlere Passung" not in desk.get(second).text
    compared = desk.get(f"/abgleich/vergleich?a={first.rsplit('/', 1)[1]}&b={second.rsplit('/', 1)[1]}").text
    assert "dieselben Paare" in compared
    assert "mindestens eine Zeile" in desk.post(f"{first}/fragen", {}, status=422).text
    desk.post(f"{first}/fragen", {"lines": lines})
    asked = desk.get(first).text
    assert asked.count("gefragt</span>") >= 2
    assert 'value="nie"' not in asked


def test_ruling_a_pair_out_says_what_it_changes(pages: Pages, set_up: Scene) -> None:
    """The page that was solved anew names who comes instead, or that nobody does, beside the old figures."""
    coordinator = factories.account("coordinator")
    db.session.commit()
    desk = sign_in(pages, coordinator)
    first = desk.post("/abgleich/rechnen", {"scale": "50"}).headers["Location"]
    shown = desk.get(first).text
    request, volunteer = (re.search(rf'name="{name}" value="([^"]+)"', shown)[1] for name in ("request", "volunteer"))
    sent = {"request": request, "volunteer": volunteer, "kind": "nie"}
    second = desk.post(f"{first}/wahl", sent).headers["Location"]
    assert second.endswith(f"?vorher={first.rsplit('/', 1)[1]}#paare")
    told = desk.get(second.partition("#")[0]).text
    assert "versorgt, vorher 2" in told
    name = re.search(rf'href="/ehrenamtliche/{volunteer}"><bdi>(.*?)</bdi>', shown)[1]
    assert re.search(rf"statt <bdi>{name}</bdi>", told)


def test_a_wrong_scale_is_refused(pages: Pages, here: str) -> None:
    """Five places and no other."""
    coordinator = factories.account("coordinator")
    db.session.commit()
    desk = sign_in(pages, coordinator)
    for wrong in ("", "13", "viel", "101"):
        desk.post("/abgleich/rechnen", {"scale": wrong}, status=422)


@pytest.mark.parametrize("is_protected", [True, False])
def test_a_register_block_that_comes_later_hides_the_line(app: Flask, set_up: Scene, is_protected: bool) -> None:
    """Place, way and volunteer of an older run would lead there; without the block they are shown."""
    coordinator = factories.account("coordinator")
    db.session.commit()
    with writing():
        first, second = (service.solve(by=coordinator.id, scale=scale).id for scale in (0, 100))
    set_up.newcomer.is_protected, alias = is_protected, set_up.newcomer.alias
    db.session.commit()
    desk = sign_in(Pages(app), coordinator)
    shown = desk.get(f"/abgleich/{first}").text
    assert (alias in shown) is not is_protected
    assert alias not in desk.get(f"/abgleich/vergleich?a={first}&b={second}").text or not is_protected


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
