"""When something is a gap: from a day on, within bounds, tried out first, and the same on every page and file."""

import json
import uuid
from collections import Counter
from datetime import date, timedelta

import pytest

import network
from lotsen import clock, scope
from lotsen.database import writing
from lotsen.errors import Conflict, Invalid, NotFound
from lotsen.extensions import db
from lotsen.gaps import listing, tracking, trial
from lotsen.regions import thresholds
from lotsen.regions.models import GapThresholds
from lotsen.regions.service import change_policy
from lotsen.ties import gap_sentences, snapshot
from lotsen.ties import service as ties
from lotsen.ties.models import Tie
from lotsen.ties.rule_sentences import rule_sentence
from network.files.reading import snapshot_of
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.help_requests.scene import sign_in
from tests.network_results import renewed
from tests.pages import Pages

URL = "/regionen/luecken"
QUIET_DAYS = 100  # older than half of the programme's half year, and younger than it


def _plan(numbers: dict[str, int], valid_from: date) -> GapThresholds:
    by = factories.account("coordinator").id
    return thresholds.plan(uuid.uuid4(), valid_from=valid_from, numbers={**thresholds.DEFAULTS, **numbers}, by=by)


@pytest.fixture
def quiet(here: str) -> Tie:
    """Two organisations that have not spoken for a hundred days."""
    one, other = factories.organisation("vhs", name="VHS"), factories.organisation("jobcenter", name="Jobcenter")
    spoke_on = clock.today() - timedelta(days=QUIET_DAYS)
    tie = Tie(kind="arbeitskreis", from_organisation_id=one.id, to_organisation_id=other.id, since_on=spoke_on,
              last_contact_on=spoke_on, stated_on=spoke_on)  # fmt: skip
    db.session.add(tie)
    db.session.commit()
    return tie


def _codes() -> Counter[str]:
    renewed()
    return Counter(finding.code for finding in tracking.current().values())


def test_a_region_that_set_nothing_counts_like_the_library(here: str) -> None:
    """Number by number, and each of them lies within its bounds."""
    assert thresholds.of_day(clock.today()) == network.Thresholds()
    for name, bounds in thresholds.NUMBERS.items():
        assert bounds.least <= thresholds.DEFAULTS[name] <= bounds.most


def test_every_number_on_the_page_reaches_the_library(here: str) -> None:
    """One more of each, and exactly that field of the library differs."""
    usual = thresholds.with_numbers(thresholds.DEFAULTS)
    for name, number in thresholds.DEFAULTS.items():
        other = thresholds.with_numbers({**thresholds.DEFAULTS, name: number + 1})
        assert [one for one in vars(usual) if getattr(usual, one) != getattr(other, one)] == [name]


def test_each_number_stands_with_a_rule(here: str) -> None:
    """No number without a rule that says what it is for, and every rule has its sentence."""
    shown = [name for names in trial.NUMBERS_OF_RULE.values() for name in names]
    assert sorted(shown) == sorted(thresholds.NUMBERS)
    assert all(rule_sentence(code, network.Thresholds()) for code in gap_sentences.RULE_LABELS)


def test_each_day_has_its_own_numbers(here: str) -> None:
    """Before the first choice the programme's, then each from its day on."""
    today = clock.today()
    with writing():
        _plan({"contact_days": 90}, today + timedelta(days=10))
        _plan({"contact_days": 365}, today + timedelta(days=20))
    found = [thresholds.of_day(today + timedelta(days=day)).contact_days for day in range(30)]
    assert found == [180] * 10 + [90] * 10 + [365] * 10


def test_a_gap_appears_on_the_day_the_number_begins(quiet: Tie) -> None:
    """Planned for tomorrow it is none today; on the day it is one, without anybody doing anything."""
    with writing():
        _plan({"contact_days": 90}, clock.today() + timedelta(days=1))
    assert _codes()["L9_ruhend"] == 0
    with clock.moved_to(clock.now() + timedelta(days=1)):
        assert _codes()["L9_ruhend"] == 1


def test_the_radius_is_the_one_of_the_regions_rules(here: str) -> None:
    """There is one place where a region sets it."""
    with writing():
        change_policy({"default_radius_km": 31})
    assert snapshot.of_region().thresholds.radius_km == 31


def test_another_region_keeps_its_own(quiet: Tie) -> None:
    """What one sets, no other counts with."""
    with writing():
        _plan({"contact_days": 90}, clock.today())
    with scope.of(ELSEWHERE):
        assert thresholds.of_day(clock.today()).contact_days == 180
        assert thresholds.versions() == []


@pytest.mark.parametrize(
    ("numbers", "days", "field"),
    [({"contact_days": 29}, 1, "contact_days"), ({"contact_days": 731}, 1, "contact_days"),
     ({"pool_people": 0}, 1, "pool_people"), ({"waiting_days": 30}, 1, "waiting_days_long"),
     ({"looks": 3}, 1, "request_days"), ({}, -1, "valid_from"), ({}, 400, "valid_from")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(here: str, numbers: dict[str, int], days: int, field: str) -> None:
    """Out of bounds, long before very long, an unknown number, the past, the far future: at the field it is about."""
    with writing(), pytest.raises(Invalid) as refused:
        _plan(numbers, clock.today() + timedelta(days=days))
    assert refused.value.field == field
    assert thresholds.versions() == []


def test_what_holds_cannot_be_taken_back_and_what_is_planned_can(here: str) -> None:
    """A day is taken once; the past is never rewritten; a foreign key is a missing one."""
    with writing():
        begun = _plan({}, clock.today())
        planned = _plan({"contact_days": 90}, clock.today() + timedelta(days=1))
        with pytest.raises(Invalid):
            _plan({}, clock.today() + timedelta(days=1))
        with pytest.raises(Conflict):
            thresholds.take_back(begun.id)
        thresholds.take_back(planned.id)
        with pytest.raises(NotFound):
            thresholds.take_back(uuid.uuid4())
    assert [row.id for row in thresholds.versions()] == [begun.id]


def test_trying_counts_like_the_list_before_and_after(quiet: Tie) -> None:
    """Now what the list shows; then what it shows once the numbers hold."""
    numbers = {**thresholds.DEFAULTS, "contact_days": 90}
    renewed()
    told = {one.code: (one.before, one.after) for one in trial.effect(numbers, "coordinator")}
    assert told["L9_ruhend"] == (0, 1)
    assert {code: before for code, (before, _after) in told.items() if before} == Counter(
        one.code for one in listing.open_findings()
    )
    with writing():
        _plan(numbers, clock.today())
    renewed()
    assert {code: after for code, (_before, after) in told.items() if after} == Counter(
        one.code for one in listing.open_findings()
    )


def test_who_may_not_see_people_is_told_nothing_that_they_cause(quiet: Tie) -> None:
    """A contact with a volunteer keeps an association awake for the coordinator; administrators learn no day of it."""
    circle, person = factories.organisation("helferkreis"), factories.volunteer()
    met_on = clock.today() - timedelta(days=50)
    db.session.add(Tie(kind="schulung", from_organisation_id=circle.id, to_volunteer_id=person.id, since_on=met_on,
                       last_contact_on=met_on, stated_on=met_on))  # fmt: skip
    db.session.commit()
    renewed()
    seen = []
    for days in (49, 51):
        numbers = {**thresholds.DEFAULTS, "contact_days": days}
        effects = {role: {one.code: one.after for one in trial.effect(numbers, role)} for role in
                   ("coordinator", "region_admin")}  # fmt: skip
        seen.append(effects)
    assert seen[0]["coordinator"] != seen[1]["coordinator"]
    assert seen[0]["region_admin"] == seen[1]["region_admin"]
    assert seen[0]["region_admin"]["L1_unversorgt"] is None


def test_pages_and_files_count_with_the_same_numbers(pages: Pages, quiet: Tie) -> None:
    """The list, the gap itself, the spreadsheet, and the library on the exported records."""
    with writing():
        _plan({"contact_days": 90}, clock.today())
    desk = sign_in(pages, factories.account("coordinator"))
    assert "seit mehr als 90 Tagen" in desk.get("/netzwerk/export/luecken.csv").text
    assert "L9_ruhend" in desk.get("/netzwerk/luecken?regel=L9_ruhend").text
    assert "VHS" in desk.get("/netzwerk/verbindungen?ruhend=1").text
    with scope.of(HERE):
        key, found = next((k, f) for k, f in tracking.current().items() if f.code == "L9_ruhend")
        counted = _codes()
    assert "seit mehr als 90 Tagen" in desk.get(f"/netzwerk/luecken/{key}").text
    assert found.facts["days"] == QUIET_DAYS
    taken = snapshot_of(json.loads(desk.get("/netzwerk/export/netz.json").text))
    assert taken.thresholds.contact_days == 90
    assert Counter(one.code for one in network.gaps(taken)) == counted


def test_the_page(pages: Pages, quiet: Tie) -> None:
    """Try out, be corrected, save, see what changed, take back; all of it in the record."""
    desk = sign_in(pages, factories.account("coordinator"))
    assert "Zwischen zweien gab es seit mehr als 180 Tagen keinen Kontakt" in desk.get(URL).text
    day = clock.today() + timedelta(days=1)
    typed = {"key": str(uuid.uuid4()), "valid_from": day.isoformat()}
    numbers = {name: str(number) for name, number in thresholds.DEFAULTS.items()} | {"contact_days": "90"}
    told = desk.post(URL, {**typed, **numbers, "try": "1"}, status=200).text
    assert "Nur ausprobiert" in told
    assert ">+1</span>" in told
    with scope.of(HERE):
        assert thresholds.versions() == []
    assert "von 30 bis 730" in desk.post(URL, {**typed, **numbers, "contact_days": "7"}, status=422).text
    desk.post(URL, {**typed, **numbers})
    assert "90 statt 180" in desk.get(URL).text
    with scope.of(HERE):
        (row,) = thresholds.versions()
    assert (row.numbers["contact_days"], row.valid_from) == (90, day)
    desk.post(f"{URL}/{row.id}/zuruecknehmen", {})
    record = sign_in(pages, factories.account("region_admin")).get("/protokoll").text
    assert "Zahlen für die Lücken im Netz festgelegt" in record
    assert "Zahlen für die Lücken im Netz zurückgenommen" in record
    with scope.of(HERE):
        assert thresholds.versions() == []


@pytest.mark.parametrize("role", ["case_manager", "auditor", "volunteer", "operator"])
def test_others_have_no_business_here(pages: Pages, here: str, role: str) -> None:
    """Neither to look nor to save."""
    browser = sign_in(pages, factories.account(role))
    browser.get(URL, status=403)
    browser.post(URL, {}, status=403)


def test_what_sleeps_between_two_organisations_is_no_secret(quiet: Tie) -> None:
    """Everybody who reads the network is told of it, though no role but case work sees people."""
    with writing():
        _plan({"contact_days": 90}, clock.today())
    renewed()
    for role in ("coordinator", "region_admin", "auditor"):
        assert "L9_ruhend" in {one.code for one in ties.findings(role)}
