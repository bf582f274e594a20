"""What one more volunteer would add: equal to solving again, for every profile shown."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import settings as limits

from matching import Problem, recruit
from tests.matching.people import HANAU, KASSEL, a_candidate, a_request, problems


@given(problem=problems(most=5))
@limits(deadline=None, max_examples=60)
def test_every_gain_equals_solving_again(problem: Problem) -> None:
    """The gain read from the prices is the gain of the real optimum, to the point."""
    for profile in recruit(problem, top=30):
        assert profile.verified == profile.adds > 0


def test_the_profile_that_helps_most_comes_first() -> None:
    """Three Tigrinya requests in Hanau and one Arabic in Kassel: Hanau and Tigrinya first."""
    asks = [a_request(id=f"r{i}", languages={"ti": 7}, needs={"wohnen"}, **HANAU) for i in range(3)]
    asks.append(a_request(id="r9", **KASSEL))
    best, second = recruit(Problem(candidates=[a_candidate(lat=52.0)], requests=asks), places={
        "Hanau": (50.13, 8.92), "Kassel": (51.31, 9.49),
    })  # fmt: skip
    assert (best.place, best.language, best.need, best.helps) == ("Hanau", "tir", "wohnen", 3)
    assert (second.place, second.language, second.helps) == ("Kassel", "ara", 1)


def test_a_gender_is_asked_for_only_where_it_adds() -> None:
    """A woman is sought where a request must have one, and not elsewhere."""
    must = a_request(wants_gender="w", gender_is="must")
    assert recruit(Problem(candidates=[], requests=[must]))[0].gender == "w"
    assert recruit(Problem(candidates=[], requests=[replace(must, gender_is="prefer")]))[0].gender == "w"
    assert recruit(Problem(candidates=[], requests=[a_request()]))[0].gender is None


def test_a_need_is_asked_for_only_where_it_adds() -> None:
    """r1 asks in Hanau for help with housing, r2 in Kassel for nothing in particular: no word of housing there."""
    asks = [a_request(id="r1", needs={"wohnen"}, **HANAU), a_request(id="r2", **KASSEL)]
    found = recruit(Problem(candidates=[], requests=asks))
    assert {profile.place[:5]: profile.need for profile in found} == {"50.13": "wohnen", "51.31": None}


def test_who_helps_by_german_alone_may_speak_any_language() -> None:
    """r1 in Hanau speaks German and Tigrinya, r2 in Kassel Arabic: who speaks Arabic helps in Hanau too, with less."""
    asks = [
        a_request(id="r1", languages={"ti": 7, "de": 5}, **HANAU),
        a_request(id="r2", languages={"ar": 7}, **KASSEL),
        a_request(id="r3", languages={"uk": 7}, **KASSEL),
    ]
    places = {"Hanau": (50.13, 8.92), "Kassel": (51.31, 9.49)}
    found = {(one.place, one.language): one for one in recruit(Problem(candidates=[], requests=asks), places=places)}
    assert found.keys() == {
        ("Hanau", "tir"), ("Hanau", "ara"), ("Hanau", "ukr"), ("Kassel", "ara"), ("Kassel", "ukr"),
    }  # fmt: skip
    assert all(one.verified == one.adds for one in found.values())
    assert found["Hanau", "ara"].adds == found["Hanau", "ukr"].adds < found["Hanau", "tir"].adds


def test_a_need_of_others_brings_nobody_new() -> None:
    """Where everybody is served at the best, no profile is shown."""
    problem = Problem(candidates=[a_candidate(times={"mon-am"})], requests=[a_request()])
    assert all(profile.adds > 0 for profile in recruit(problem))
