"""Snapshots of any shape for properties: empty, one person, in several parts, with unknown places and old ties."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from network import Actor, HelpRequest, Place, Qualification, Snapshot, Thresholds, Tie, Workload

ON = date(2026, 6, 1)
PLACES = tuple(Place(str(i), f"M{i}", 50.0 + 0.06 * i, 9.0 + 0.05 * (i % 2), population=1000 * i + 1) for i in range(4))
AGS = st.sampled_from([*(place.ags for place in PLACES), "unbekannt"])
LANGUAGES, NEEDS = ("ara", "tir", "ukr"), ("arbeit", "gesundheit", "wohnen")
DAYS = st.integers(-5, 400).map(lambda days: ON - timedelta(days=days))
PERHAPS = st.none() | DAYS


def some_of(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """A few of the values, each once."""
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


@st.composite
def actors(draw: st.DrawFn, number: int) -> Actor:
    """Anybody: staff, volunteer or organisation."""
    kind = draw(st.sampled_from(("staff", "volunteer", "volunteer", "organisation")))
    of_organisation = st.sampled_from(("mso", "helferkreis", "wir_vielfaltszentrum", "vhs"))
    return Actor(
        f"a{number}",
        kind,
        draw(st.none() | AGS),
        paid=kind == "staff" or (kind == "organisation" and draw(st.booleans())),
        organisation=draw(st.sampled_from((None, "a0", "a1"))) if kind == "staff" else None,
        organisation_kind=draw(of_organisation) if kind == "organisation" else None,
        mode=draw(st.sampled_from((None, "lotse", "laiendolmetscher"))) if kind == "volunteer" else None,
        languages=draw(some_of(LANGUAGES)),
        needs=draw(some_of(NEEDS)),
        serves=draw(some_of(("0", "3"))),
        capacity=draw(st.none() | st.integers(0, 2)),
        load=draw(st.integers(0, 2)),
        radius_km=draw(st.none() | st.sampled_from((0.0, 9.0, 30.0))),
        is_remote=draw(st.booleans()),
        is_woman=draw(st.none() | st.booleans()),
        is_released=draw(st.integers(0, 4)) > 0,
        deputy=draw(st.sampled_from((None, "a0", "a2"))),
        since=draw(PERHAPS),
        until=draw(st.sampled_from((None, None, ON, ON + timedelta(days=9)))),
    )


@st.composite
def ties(draw: st.DrawFn, ids: list[str]) -> Tie:
    """Any tie between two of the ids, also one to oneself."""
    return Tie(
        draw(st.sampled_from(ids)),
        draw(st.sampled_from(ids)),
        draw(st.sampled_from(("tandem", "membership", "kooperationsvereinbarung"))),
        draw(PERHAPS),
        draw(PERHAPS),
        count=draw(st.integers(1, 5)),
        intensity=draw(st.integers(1, 4)),
        until=draw(st.sampled_from((None, None, ON + timedelta(days=30), ON - timedelta(days=1)))),
        directed=draw(st.booleans()),
    )


@st.composite
def help_requests(draw: st.DrawFn, number: int, staff: list[str | None]) -> HelpRequest:
    """A request that is open, answered or still to come."""
    return HelpRequest(
        f"r{number}",
        draw(AGS),
        draw(st.sampled_from(LANGUAGES)),
        draw(st.sampled_from(NEEDS)),
        draw(DAYS),
        draw(st.sampled_from((None, None, ON, ON - timedelta(days=3)))),
        women_only=draw(st.booleans()),
        is_remote=draw(st.booleans()),
        staff=draw(st.sampled_from(staff)),
    )


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """All records of a day, from none at all to eight people with a dozen ties."""
    people = tuple(draw(actors(number)) for number in range(draw(st.integers(0, 8))))
    ids = [one.id for one in people]
    return Snapshot(
        on=ON,
        actors=people,
        ties=tuple(draw(st.lists(ties(ids), max_size=12))) if ids else (),
        places=draw(st.sampled_from((PLACES, PLACES[:1], ()))),
        requests=tuple(draw(help_requests(number, [None, *ids])) for number in range(draw(st.integers(0, 6)))),
        workloads=tuple(Workload(one, draw(st.integers(0, 4)), 10.0, 0.9) for one in ids[:2]),
        qualifications=tuple(Qualification(one, draw(PERHAPS), None, draw(PERHAPS)) for one in ids[:3]),
        window_days=draw(st.sampled_from((None, 100))),
        thresholds=draw(st.sampled_from((Thresholds(), Thresholds(one_person_least=1, staff_least_requests=1)))),
    )
