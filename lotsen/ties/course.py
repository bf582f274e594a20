"""The network over time: how it was on a day of the last two years, and what the month before that day changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

import network
from lotsen import clock
from lotsen.network_results.service import newest
from lotsen.network_results.values import COURSE
from lotsen.ties import directory, service, sight, snapshot
from network.whatif import State

MONTHS = 24
FADING_DAYS = 120  # a tie still counts as alive, and nobody has called for four months


@dataclass(frozen=True)
class Fading:
    """A tie that nobody has used for a while; of either end the key, None for one who is in the network no more."""

    source: str | None
    target: str | None
    one: str
    other: str
    last_contact: date


@dataclass(frozen=True)
class Moment:
    """The network on one day, and against one month before."""

    on: date
    picture: sight.Drawings
    municipality_rows: list[network.MunicipalityRow]
    areas: sight.Areas
    now: State
    before: State
    opened: list[service.Gap]
    closed: list[service.Gap]
    fading: list[Fading]


def months_before(day: date, count: int) -> date:
    """The same day so many months before, or the last one that month has.

    >>> months_before(date(2026, 3, 31), 1)
    datetime.date(2026, 2, 28)
    """
    return clock.months_after(day, -count)


def moment(months_ago: int, role: str) -> Moment:
    """The network as it was so many months ago; 0 is this month. NotYet before the months were worked out."""
    month = newest(COURSE).for_reader(role)[months_ago]
    today = snapshot.for_reader(role)
    known = today if month.on == today.on else today.at(month.on)  # the graph of today is there already
    labels, areas = directory.of(role), sight.areas_of(known, role)
    return Moment(
        month.on,
        sight.past(known, role, areas),
        network.municipality_rows(known.graph, known.places),
        areas,
        month.now,
        month.before,
        service.told(month.opened, role),
        service.told(month.closed, role),
        sorted(_fading(known, today, labels), key=lambda one: one.last_contact),
    )


def _fading(known: network.Snapshot, today: network.Snapshot, labels: dict[str, directory.Entry]) -> Iterator[Fading]:
    """Ties that live by contact and have not had any for four months, between people who are named here."""
    for source, target, edge in known.graph.edges(data=True):
        age = (known.on - edge["last_contact"]).days
        if age >= FADING_DAYS and not set(edge["kinds"]) & network.ties.LASTING_KINDS:
            one, other = (labels[key].label if key in labels else _("eine Person") for key in (source, target))
            from_there, to_there = (key if key in today.graph else None for key in (source, target))
            yield Fading(from_there, to_there, one, other, edge["last_contact"])
