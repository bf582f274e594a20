"""Values worked out by hand, with their arithmetic, and properties that hold for all pairs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from matching import Candidate, Request, Settings, rank
from tests.matching.people import FRANKFURT, HANAU, TODAY, a_candidate, a_request, candidates, requests


def points_of(request: Request, candidate: Candidate, **named: object) -> dict[str, int]:
    """The points of the only pair, by code."""
    (person,) = rank(request, [candidate], today=TODAY, **named).ranked
    assert sum(reason.points for reason in person.reasons) == person.value
    return {reason.code: reason.points for reason in person.reasons}


def test_golden_case_amina_in_hanau() -> None:
    """An Arabic speaker in Hanau asks an office question; a Lotse in Frankfurt speaks C1.

    language   B1 is needed, the weaker level is C1 (5), two above: 400 + 2·150 = 700 ‰ of 300 = 210
    needs      1 of 2 offered: 500 ‰ of 250 = 125
    way        17.3 km of 30: 1000 − ⌊173·100/30⌋ = 1000 − 576 = 424 ‰ of 200 = 84
    times      one common slot: 600 ‰ of 100 = 60
    wish       a woman preferred, she is one: 50
    load       1 of 2 places free: 500 ‰ of 50 = 25
    base       this week 200, 21 days waited · 2 = 42, service 2000 · 0.5 = 1000
    """
    request = a_request(
        needs={"behoerde", "wohnen"}, times={"mon-am", "fri-pm"}, wants_gender="w", gender_is="prefer",
        urgency="week", opened_on=date(2026, 11, 1), **HANAU,
    )  # fmt: skip
    lotse = a_candidate(
        languages={"de": 7, "ar": 5}, needs={"behoerde", "alltag"}, times={"mon-am"}, gender="w",
        capacity=2, active=1, radius_km=20, **FRANKFURT,
    )  # fmt: skip
    assert points_of(request, lotse) == {
        "language.shared": 210, "need.covered": 125, "place.distance": 84, "time.overlap": 60,
        "gender.wish": 50, "load.free": 25, "urgency": 200, "waiting": 42, "service": 1000,
    }  # fmt: skip


def test_golden_case_perfect_fit_is_a_thousand() -> None:
    """Every criterion at its best, fit alone on the scale: 300+250+200+100+50+50+30+20 = 1000."""
    times = {"mon-am", "tue-am", "wed-am"}
    request = a_request(needs={"alltag"}, times=times, known={"v1"}, suits_training=True)
    lotse = a_candidate(needs={"alltag"}, times=times, in_training=True)
    assert sum(points_of(request, lotse, settings=Settings(service_against_fit=0)).values()) == 1000


def test_golden_case_dari_speaker_served_in_farsi() -> None:
    """Native Farsi and B2 Dari: 4 · 0.9 = 3.6, so B1; A2 is needed: 400 + 150 = 550 ‰ of 300 = 165."""
    request, lotse = a_request(languages={"prs": 4}), a_candidate(languages={"pes": 7, "de": 7})
    assert points_of(request, lotse)["language.shared"] == 165


def test_golden_case_remote_pair_far_apart() -> None:
    """Too far to meet, but both may meet by video: half of 200 = 100."""
    request = a_request(lat=51.31, lon=9.49, remote_ok=True)
    assert points_of(request, a_candidate(remote=True))["place.distance"] == 100


def worth(request: Request, candidate: Candidate, today: date = TODAY) -> int:
    """The pair's value, or -1 when the rules keep it apart."""
    ranked = rank(request, [candidate], today=today).ranked
    return ranked[0].value if ranked else -1


@given(request=requests(), candidate=candidates(), steps=st.integers(1, 3))
@limits(deadline=None)
def test_a_better_level_never_lowers_a_value(request: Request, candidate: Candidate, steps: int) -> None:
    """Whoever speaks one language better is worth at least as much, and is not refused for it."""
    for code, level in candidate.languages.items():
        better = {**candidate.languages, code: min(7, level + steps)}
        assert worth(request, replace(candidate, languages=better)) >= worth(request, candidate)


@given(request=requests(), candidate=candidates(), nearer=st.floats(0, 1))
@limits(deadline=None)
def test_a_shorter_way_never_lowers_a_value(request: Request, candidate: Candidate, nearer: float) -> None:
    """Moving straight towards each other loses no points."""
    if candidate.lat is None or request.lat is None or candidate.lon is None or request.lon is None:
        return
    lat = request.lat + nearer * (candidate.lat - request.lat)
    lon = request.lon + nearer * (candidate.lon - request.lon)
    assert worth(request, replace(candidate, lat=lat, lon=lon)) >= worth(request, candidate)


@given(request=requests(), candidate=candidates(), days=st.integers(1, 4000))
@limits(deadline=None)
def test_waiting_longer_always_gains(request: Request, candidate: Candidate, days: int) -> None:
    """Each day waited adds its points, without end."""
    assert request.opened_on is not None
    now = worth(request, candidate)
    longer = replace(request, opened_on=request.opened_on - timedelta(days=days))
    assert worth(longer, candidate) == (now + 2 * days if now >= 0 else -1)


@given(request=requests(), crowd=st.lists(candidates(), max_size=8), seed=st.randoms())
@limits(deadline=None)
def test_the_order_of_the_input_changes_nothing(request: Request, crowd: list[Candidate], seed) -> None:
    """The same people in another order give the same ranking, ties included."""
    people = [replace(person, id=f"v{i}") for i, person in enumerate(crowd)]
    shuffled = seed.sample(people, len(people))
    assert rank(request, people, today=TODAY).ranked == rank(request, shuffled, today=TODAY).ranked


@given(request=requests(), crowd=st.lists(candidates(), max_size=8), top=st.integers(0, 9))
@limits(deadline=None)
def test_everybody_is_ranked_or_refused_and_the_top_is_the_beginning(
    request: Request, crowd: list[Candidate], top: int
) -> None:
    """Nobody is dropped silently, reasons add up, and ``top`` cuts the same list."""
    people = [replace(person, id=f"v{i}") for i, person in enumerate(crowd)]
    ranking = rank(request, people, today=TODAY)
    ids = [person.candidate_id for person in ranking.ranked]
    assert {*ids, *ranking.refused} == {person.id for person in people}
    assert len(ids) + len(ranking.refused) == len(people)
    assert all(ranking.refused[name] for name in ranking.refused)
    assert all(sum(r.points for r in person.reasons) == person.value for person in ranking.ranked)
    assert rank(request, people, today=TODAY, top=top).ranked == ranking.ranked[:top]


def test_a_price_moves_a_scarce_person_down() -> None:
    """With prices the order is by value minus price, and the price is shown."""
    people = [a_candidate(id="best", needs={"alltag"}), a_candidate(id="other")]
    request = a_request(needs={"alltag"})
    assert [p.candidate_id for p in rank(request, people).ranked] == ["best", "other"]
    priced = rank(request, people, prices={"best": 251}).ranked
    assert [(p.candidate_id, p.price) for p in priced] == [("other", 0), ("best", 251)]
