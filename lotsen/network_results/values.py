"""The kinds of results: what each holds, how it is written as plain values, and how it is read again.

Keys and numbers only. What a role may see of them is decided where they are read.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final, Generic, TypeVar

import network
from lotsen.ties.directory import sees_people
from network.collaboration import Alone, Association, Collaboration, Contact
from network.measures.mixing import Mixing

T = TypeVar("T")


@dataclass(frozen=True)
class Assessments:
    """The network of today, assessed whole and in the part that everybody of the staff may see one by one."""

    whole: network.Assessment
    open_part: network.Assessment

    def for_reader(self, role: str) -> network.Assessment:
        """The part that a role may see one by one."""
        return self.whole if sees_people(role) else self.open_part


@dataclass(frozen=True)
class Month:
    """The network on one day of the past, and what the month before that day changed."""

    on: date
    now: network.State
    before: network.State
    opened: tuple[network.Finding, ...]
    closed: tuple[network.Finding, ...]


@dataclass(frozen=True)
class Courses:
    """The months of the last two years, this one first, whole and in the open part."""

    whole: tuple[Month, ...]
    open_part: tuple[Month, ...]

    def for_reader(self, role: str) -> tuple[Month, ...]:
        """The part that a role may see one by one."""
        return self.whole if sees_people(role) else self.open_part


@dataclass(frozen=True)
class Collaborations:
    """Haupt- und Ehrenamt today; as on the day up to which people are counted; associations of the open part."""

    today: Collaboration
    counted: Collaboration
    open_associations: list[Association]


@dataclass(frozen=True)
class Kind(Generic[T]):
    """A kind of result; ``pause`` is how long it is left alone though its records have changed."""

    key: str
    written: Callable[[T], Any]
    read: Callable[[Any], T]
    pause: timedelta = timedelta(0)


def _as_findings(found: Iterable[Any]) -> tuple[network.Finding, ...]:
    return tuple(
        network.Finding(
            code,
            tuple(subject),
            severity,
            {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()},
            tuple(evidence),
            _as_day(since),
            population,
            act,
        )
        for code, subject, severity, facts, evidence, since, population, act in found
    )


def _findings(found: Iterable[network.Finding]) -> list[Any]:
    return [
        [one.code, one.subject, one.severity, dict(one.facts), one.evidence, _day(one.since), one.population, one.act]
        for one in found
    ]


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _as_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _assessment(one: network.Assessment) -> dict[str, Any]:
    return {"state": asdict(one.state), "gaps": _findings(one.gaps), "alone": one.alone, "largest": one.largest}


def _as_assessment(one: Any) -> network.Assessment:
    return network.Assessment(
        network.State(**one["state"]), _as_findings(one["gaps"]), tuple(one["alone"]), tuple(one["largest"])
    )


def _months(some: Iterable[Month]) -> list[Any]:
    return [
        [_day(one.on), asdict(one.now), asdict(one.before), _findings(one.opened), _findings(one.closed)]
        for one in some
    ]


def _as_months(some: Iterable[Any]) -> tuple[Month, ...]:
    return tuple(
        Month(
            date.fromisoformat(on),
            network.State(**now),
            network.State(**before),
            _as_findings(opened),
            _as_findings(closed),
        )
        for on, now, before, opened, closed in some
    )


def _associations(some: Iterable[Association]) -> list[Any]:
    return [{**asdict(one), "last_contact": _day(one.last_contact)} for one in some]


def _as_associations(some: Iterable[Any]) -> list[Association]:
    return [Association(**{**one, "last_contact": _as_day(one["last_contact"])}) for one in some]


def _collaboration(one: Collaboration) -> dict[str, Any]:
    return {
        "matrix": [[*pair, count] for pair, count in one.matrix.items()],
        "mixing": asdict(one.mixing),
        "alone": [asdict(place) for place in one.alone],
        "overloaded": [asdict(contact) for contact in one.overloaded],
        "associations": _associations(one.associations),
    }


def _as_collaboration(one: Any) -> Collaboration:
    return Collaboration(
        {(row, column): count for row, column, count in one["matrix"]},
        Mixing(**one["mixing"]),
        [Alone(**place) for place in one["alone"]],
        [Contact(**contact) for contact in one["overloaded"]],
        _as_associations(one["associations"]),
    )


ASSESSMENT: Final = Kind[Assessments](
    "assessment",
    lambda one: {"whole": _assessment(one.whole), "open_part": _assessment(one.open_part)},
    lambda one: Assessments(_as_assessment(one["whole"]), _as_assessment(one["open_part"])),
)
INTRODUCTIONS: Final = Kind[list[network.Introduction]](
    "introductions",
    lambda some: [asdict(one) for one in some],
    lambda some: [network.Introduction(**{**one, "shared": tuple(one["shared"])}) for one in some],
)
COLLABORATION: Final = Kind[Collaborations](
    "collaboration",
    lambda one: {
        "today": _collaboration(one.today),
        "counted": _collaboration(one.counted),
        "open_associations": _associations(one.open_associations),
    },
    lambda one: Collaborations(
        _as_collaboration(one["today"]),
        _as_collaboration(one["counted"]),
        _as_associations(one["open_associations"]),
    ),
)
#: Twenty-five months of both parts take some seconds, and what was hardly changes with what is.
COURSE: Final = Kind[Courses](
    "course",
    lambda one: {"whole": _months(one.whole), "open_part": _months(one.open_part)},
    lambda one: Courses(_as_months(one["whole"]), _as_months(one["open_part"])),
    pause=timedelta(hours=1),
)
BY_KEY: Final[dict[str, Kind[Any]]] = {kind.key: kind for kind in (ASSESSMENT, INTRODUCTIONS, COLLABORATION, COURSE)}
