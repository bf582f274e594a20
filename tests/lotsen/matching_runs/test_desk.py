"""The matching desk: the optimum as a preview, pairs fixed and ruled out, runs that take long or fail."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.database import writing
from lotsen.extensions import db
from lotsen.matching_runs import desk, inputs, service
from lotsen.proposals.models import Proposal
from lotsen.retention.deletion import forget
from lotsen.retention.rules import BY_KEY
from tests import factories
from tests.conftest import HERE
from tests.lotsen.help_requests.scene import Scene, sign_in
from tests.lotsen.matching_runs.scene import by_request
from tests.pages import Pages


def test_the_optimum_serves_both_where_going_by_hand_serves_one(set_up: Scene) -> None:
    """The only Tigrinya speaker is kept for the Tigrinya request, and the run says what by hand would give."""
    with writing():
        run = service.solve(by=set_up.case_manager.id, scale=50)
    both, arabic = set_up.volunteers
    assert (run.status, run.request_count, run.served_count, run.is_optimal) == ("entwurf", 2, 2, True)
    assert run.by_hand_count == 1
    assert by_request(run)[set_up.request.id].volunteer_id == arabic.id
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
        assert (by_request(fixed)[asked].volunteer_id, by_request(fixed)[asked].is_fixed, fixed.served_count) == (
            both.id,
            True,
            1,
        )
        service.choose(asked, arabic.id, kind="nie", by=by)
        service.choose(asked, both.id, kind="frei", by=by)
        ruled_out = service.solve(by=by, scale=50)
        assert by_request(ruled_out)[asked].volunteer_id != arabic.id
        service.choose(asked, arabic.id, kind="frei", by=by)
        free = service.solve(by=by, scale=50)
    assert by_request(free)[asked].volunteer_id == arabic.id


def test_fixing_somebody_else_replaces_the_first(set_up: Scene) -> None:
    """A request is fixed to one person at most."""
    both, arabic = set_up.volunteers
    with writing():
        for person in (both, arabic):
            service.choose(set_up.request.id, person.id, kind="fest", by=set_up.case_manager.id)
    assert [one.volunteer_id for one in service.choices()] == [arabic.id]


def test_a_protected_person_is_left_to_who_is_responsible(set_up: Scene) -> None:
    """Distances would give the place away: the request is counted and nothing else."""
    with writing():
        set_up.newcomer.is_protected = True
        db.session.commit()
        run = service.solve(by=set_up.case_manager.id, scale=50)
    assert (run.request_count, run.hidden_count) == (1, 1)
    assert set_up.request.id not in by_request(run)


def test_equal_input_has_an_equal_fingerprint(set_up: Scene) -> None:
    """And another place of the scale has another."""
    with scope.of(HERE):
        first, same, other = (inputs.digest(inputs.inputs(scale=scale).problem) for scale in (50, 50, 75))
    assert first == same != other


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


def test_what_went_and_came_between_two_runs_is_listed(pages: Pages, set_up: Scene) -> None:
    """Withdrawn, deleted, new: each is named or counted, and none of them is a different answer."""
    coordinator = factories.account("coordinator")
    db.session.commit()
    with writing():
        first = service.solve(by=coordinator.id, scale=50).id
        withdrawn, deleted = (line.help_request for line in service.lines_of(service.get(first)))
        withdrawn.status, withdrawn.closed_at = "zurueckgezogen", clock.now()
        forget(BY_KEY["help_request"], deleted)
        fresh = factories.help_request(set_up.newcomer)
        db.session.commit()
        second = service.solve(by=coordinator.id, scale=50).id
        shown = desk.compare(service.get(first), service.get(second))
        assert [line.help_request_id for line in shown.gone] == [withdrawn.id]
        assert [line.help_request_id for line in shown.came] == [fresh.id]
        assert (shown.differences, shown.unseen_count, shown.is_same) == ([], 1, False)
        assert desk.compare(service.get(second), service.get(second)).is_same
    page = sign_in(pages, coordinator).get(f"/abgleich/vergleich?a={first}&b={second}").text
    assert "2 Anfragen sind nicht mehr dabei" in page
    assert "Zurückgezogen" in page
    assert "Eine Anfrage ist dazugekommen" in page
    assert "Wer in beiden Rechnungen steht, bekommt dieselbe Antwort" in page


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


def test_runs_are_compared_once_there_are_two(pages: Pages, set_up: Scene) -> None:
    """One run alone has nothing beside it; of two, the newest is compared with the one before."""
    coordinator = factories.account("coordinator")
    db.session.commit()
    desk = sign_in(pages, coordinator)
    first = desk.post("/abgleich/rechnen", {"scale": "50"}).headers["Location"].rsplit("/", 1)[1]
    assert "Vergleichen" not in desk.get("/abgleich").text
    second = desk.post("/abgleich/rechnen", {"scale": "75"}).headers["Location"].rsplit("/", 1)[1]
    for page in ("/abgleich", f"/abgleich/{first}"):
        shown = desk.get(page).text
        chosen = re.findall(r'name="([ab])" value="([^"]+)"[^>]* checked', shown)
        assert sorted(chosen) == [("a", first), ("b", second)]
