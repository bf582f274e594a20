"""People of the network as numbers, for readers who may not see them: from five on, and as at the end of a month.

The same rules as for statistics: small groups go together without a name, so that no total minus the
rest gives one back, and nobody who comes or asks between two looks is betrayed by the difference.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select

import network
from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.statistics import cutoff, facts
from lotsen.suppression import Pooled, pool, size
from lotsen.ties import snapshot
from lotsen.ties.directory import sees_people

K = TypeVar("K", bound=Hashable)
#: What stands where a number would point to fewer than five people.
HIDDEN = "·"


@dataclass(frozen=True)
class Counts:
    """How many volunteers each municipality has: by name, those without a name together, and all."""

    by_place: dict[str, int]
    rest: int | None
    total: int | None
    until: date | None  # the last day that counts; None: today, for readers who see everybody

    def of(self, ags: str) -> int | str:
        """The number of one municipality, or the sign for a hidden one."""
        return self.by_place.get(ags, HIDDEN)


def volunteer_counts(role: str) -> Counts:
    """Volunteers by municipality, as a role may read them."""
    known = snapshot.of_region()
    if sees_people(role):
        found: dict[str, int] = {place.ags: 0 for place in known.places}
        for one in known.volunteers:
            if one.municipality in found:
                found[one.municipality] += 1
        return Counts(found, None, len(known.volunteers), None)
    until = volunteers_until(known)
    people = (one for one in known.actors if one.kind == network.VOLUNTEER and until and one.is_active(until))
    pooled = pooled_by((one.municipality or "", one.id) for one in people)
    return Counts(
        {ags: counted.units for ags, counted in pooled.shown.items()},
        pooled.rest.units if pooled.rest else None,
        pooled.total.units if pooled.total else None,
        until or known.on,
    )


def volunteers_until(known: network.Snapshot) -> date | None:
    """The last day that counts for volunteers; None before there is one."""
    people = (one.since for one in known.actors if one.kind == network.VOLUNTEER and one.since)
    return cutoff.last_day(people, known.on)


def pooled_by(pairs: Iterable[tuple[K, Hashable]]) -> Pooled[K]:
    """People by group, small groups together: pairs of a group and whoever is counted in it."""
    groups: dict[K, list[Hashable]] = {}
    for key, person in pairs:
        groups.setdefault(key, []).append(person)
    return pool({key: size(people) for key, people in groups.items()})


@dataclass(frozen=True)
class Asked:
    """An open request on the day that counts, and who stands behind it; for our own arithmetic, never for a page."""

    request: network.HelpRequest
    person: Hashable


def counts_until() -> date | None:
    """The last day that counts of what people ask for; the same as in the statistics."""
    return facts.counts_until()


def asked(known: network.Snapshot, until: date) -> list[Asked]:
    """What was open on the day that counts."""
    people = dict(db.session.execute(select(HelpRequest.id, HelpRequest.newcomer_id)).all())
    by_text = {str(key): person for key, person in people.items()}
    return [Asked(one, by_text[key]) for one in known.at(until).open_requests for key in (one.whole,) if key in by_text]


def told_places(known: network.Snapshot) -> set[str]:
    """Municipalities in which five people or more asked for something: only these may be coloured."""
    until = counts_until()
    if until is None:
        return set()
    return set(pooled_by((one.request.municipality, one.person) for one in asked(known, until)).shown)


def day_that_counts() -> date:
    """The day as of which people are counted, or today where there is none yet."""
    return counts_until() or clock.today()
