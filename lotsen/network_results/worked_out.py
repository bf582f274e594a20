"""How each kind of result is worked out of a network that was read: the long computations, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

import network
from lotsen.network_results.values import (
    ASSESSMENT,
    COLLABORATION,
    COURSE,
    INTRODUCTIONS,
    Assessments,
    Collaborations,
    Courses,
    Kind,
    Month,
)
from lotsen.ties import course
from lotsen.ties.numbers import volunteers_until
from lotsen.ties.snapshot import Known
from network.collaboration import working_graph
from network.files import exports
from network.measures import Mixing, ei_index

MEETINGS: Final = 8  # as many as anybody starts to introduce


def assessments(known: Known) -> Assessments:
    """Gaps, numbers and parts of today."""
    return Assessments(network.assess(known.snapshot), network.assess(known.open_part))


def introductions(known: Known) -> list[network.Introduction]:
    """Which organisations should meet: those who share most acquaintances, each with its staff as one."""
    return network.missing_ties(network.organisation_graph(known.snapshot), limit=MEETINGS)


def collaborations(known: Known) -> Collaborations:
    """Who works with whom, beside what chance would give."""
    today = replace(network.collaboration(known.snapshot), mixing=_as_the_file_says(known.snapshot))
    counted = known.snapshot.at(volunteers_until(known.snapshot) or known.snapshot.on)
    return Collaborations(
        today,
        network.collaboration(counted),
        network.collaboration(known.open_part).associations,
    )


def _as_the_file_says(known: network.Snapshot) -> Mixing:
    """The index beside chance. Labels are shuffled in the order of the ids: under those of the exported file, so that
    whoever repeats the page with its file gets the same numbers to the last digit."""
    return ei_index(working_graph(exports.pseudonymised(known)))


def courses(known: Known) -> Courses:
    """The last two years, month by month."""
    return Courses(_months(known.snapshot), _months(known.open_part))


def _months(today: network.Snapshot) -> tuple[Month, ...]:
    days = [course.months_before(today.on, count) for count in range(course.MONTHS + 2)]
    assessed = [network.assess(today.at(day)) for day in days]
    return tuple(_month(*one) for one in zip(days, assessed, assessed[1:], strict=False))


def _month(on: date, now: network.Assessment, before: network.Assessment) -> Month:
    return Month(
        on,
        now.state,
        before.state,
        tuple(one for one in now.gaps if one.key not in before.gaps_by_key),
        tuple(one for one in before.gaps if one.key not in now.gaps_by_key),
    )


#: In the order in which people miss them.
WORKED_OUT: Final[dict[Kind[Any], Callable[[Known], Any]]] = {
    ASSESSMENT: assessments,
    INTRODUCTIONS: introductions,
    COLLABORATION: collaborations,
    COURSE: courses,
}
