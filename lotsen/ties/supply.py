"""Supply and demand: step by step from language to need to municipality, down to who asks and who could help."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import select

import network
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.suppression import LEAST, Pooled
from lotsen.ties import directory, gap_sentences, numbers, snapshot
from network.coverage import CellRow, Coverage, coverage
from network.demand import Assumptions
from network.supply import LEAST_DEMAND

Row = list[str | int | float | None]


@dataclass(frozen=True)
class Choice:
    """What of supply and demand is looked at: the whole state of the page, as it stands in its address."""

    language: str | None = None
    need: str | None = None
    municipality: str | None = None
    is_flat: bool = False  # all cells in one list

    @classmethod
    def of(cls, args: Mapping[str, str], role: str) -> "Choice":
        """What an address asks for; who may not see people goes down one step after the other, and not to the last."""
        found = cls(
            args.get("sprache") or None, args.get("thema") or None, args.get("gemeinde") or None,
            args.get("ansicht") == "einzeln",
        )  # fmt: skip
        if directory.sees_people(role):
            return found
        return cls(found.language, found.need if found.language else None)

    @property
    def args(self) -> dict[str, str | None]:
        """The choice as an address has it."""
        return {
            "sprache": self.language, "thema": self.need, "gemeinde": self.municipality,
            "ansicht": "einzeln" if self.is_flat else None,
        }  # fmt: skip

    @property
    def axis(self) -> str:
        """By what the lines are told apart: the first of the three that is open; a cell where none is."""
        for name, key in (("sprache", self.language), ("thema", self.need), ("gemeinde", self.municipality)):
            if key is None:
                return name
        return "zelle"


@dataclass(frozen=True)
class Line:
    """One line of the page; None where a number would point to fewer than five people, key None for the rest."""

    key: str | None
    open_count: int
    expected_count: float | None
    covered_one: float | None
    covered_two: float | None
    volunteer_count: int | None


@dataclass(frozen=True)
class Supply:
    """All that the page tells."""

    choice: Choice
    lines: list[Line]
    cells: list[CellRow]
    asked: list["Waiting"]
    volunteers: list[directory.Entry]
    shares: dict[int, float | None]
    assumptions: Assumptions
    options: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Waiting:
    """An open request behind a number."""

    id: uuid.UUID
    number: str
    days: int


def of_region(choice: Choice, role: str) -> Supply:
    """Supply and demand as a role may read it."""
    known = snapshot.of_region()
    sees = directory.sees_people(role)
    if not sees:
        known = known.at(numbers.day_that_counts())
    cover = coverage(known)
    choice = _existing(choice, cover) if sees else _told(known, choice)
    is_cell = choice.axis == "zelle"
    return Supply(
        choice,
        _lines(cover, choice) if sees else _told_lines(known, cover, choice),
        _cells(cover, choice) if choice.is_flat else [],
        _asked(known, choice) if is_cell else [],
        _volunteers(cover, choice, role) if is_cell else [],
        {people: cover.share(people) for people in (1, 2)},
        cover.assumptions,
        _options(cover, known),
    )


def _existing(choice: Choice, cover: Coverage) -> Choice:
    """Without what nobody speaks, asks for, or lives in."""
    grid = cover.grid
    return Choice(
        choice.language if choice.language in grid.languages else None,
        choice.need if choice.need in grid.needs else None,
        choice.municipality if choice.municipality in grid.municipalities else None,
        choice.is_flat,
    )


def _lines(cover: Coverage, choice: Choice) -> list[Line]:
    found = network.supply_lines(cover, language=choice.language, need=choice.need, municipality=choice.municipality)
    return [
        Line(one.key, one.open_count, one.expected_count, one.covered_one, one.covered_two, one.volunteer_count)
        for one in found
    ]


def _told(known: network.Snapshot, choice: Choice) -> Choice:
    """Without what is not shown: that one person asks for something is no answer to an address either."""
    if choice.language is None or choice.language not in _pooled(known).shown:
        return Choice()
    if choice.need is None or choice.need not in _pooled(known, choice.language).shown:
        return Choice(choice.language)
    return Choice(choice.language, choice.need)


def _pooled(known: network.Snapshot, *path: str) -> Pooled[str]:
    """Who asks, by the next of language, need and municipality after those of ``path``."""
    asked = [
        ((one.request.language, one.request.need, one.request.municipality), one.person)
        for one in numbers.asked(known, known.on)
    ]
    step = len(path)
    return numbers.pooled_by((keys[step], person) for keys, person in asked if keys[:step] == path)


def _told_lines(known: network.Snapshot, cover: Coverage, choice: Choice) -> list[Line]:
    """Lines with five people behind their open requests, and the others together."""
    pooled = _pooled(known, *(key for key in (choice.language, choice.need) if key))
    lines = {one.key: one for one in _lines(cover, choice)}
    shown = [_rounded(lines[key], counted.units) for key, counted in pooled.shown.items() if key in lines]
    rest = [Line(None, pooled.rest.units, None, None, None, None)] if pooled.rest else []
    return sorted(shown, key=lambda one: (-one.open_count, str(one.key))) + rest


def _rounded(line: Line, open_count: int) -> Line:
    """Whole expected requests, and volunteers from five on."""
    expected, count = round(line.expected_count or 0), line.volunteer_count or 0
    return Line(line.key, open_count, expected, None, None, count if count >= LEAST else None)


def _cells(cover: Coverage, choice: Choice) -> list[CellRow]:
    chosen = [
        cell
        for cell in cover.cells()
        if choice.language in {None, cell.language}
        and choice.need in {None, cell.need}
        and choice.municipality in {None, cell.municipality}
    ]
    return sorted(chosen, key=lambda cell: (min(cell.volunteer_count, 2), -cell.open_count, -cell.expected_count))


def _asked(known: network.Snapshot, choice: Choice) -> list[Waiting]:
    """The open requests of a cell, the longest waiting first."""
    wanted = (choice.municipality, choice.language, choice.need)
    days = {uuid.UUID(one.whole): one.waiting_days(known.on) for one in known.open_requests if one.cell == wanted}
    rows = db.session.execute(select(HelpRequest.id, HelpRequest.number).where(HelpRequest.id.in_(days)))
    return sorted((Waiting(key, number, days[key]) for key, number in rows), key=lambda one: (-one.days, one.number))


def _volunteers(cover: Coverage, choice: Choice, role: str) -> list[directory.Entry]:
    """Who reaches a cell, by name."""
    ids = network.volunteers_for(cover, str(choice.municipality), str(choice.language), str(choice.need))
    labels = directory.of(role, set(ids))
    return sorted((labels[key] for key in ids if key in labels), key=lambda one: one.label.casefold())


def _options(cover: Coverage, known: network.Snapshot) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen, by name."""
    grid, weight = cover.grid, cover.demand.weight
    asked = {"sprache": zip(grid.languages, weight.sum(axis=(0, 2)), strict=True),
             "thema": zip(grid.needs, weight.sum(axis=(0, 1)), strict=True)}  # fmt: skip
    keys = {name: {key for key, asked_for in found if asked_for >= LEAST_DEMAND} for name, found in asked.items()}
    places = sorted((place.name, place.ags) for place in known.places)
    return {
        name: sorted(((key, label(name, key)) for key in found), key=lambda one: one[1]) for name, found in keys.items()
    } | {"gemeinde": [(ags, place) for place, ags in places]}


def label(axis: str, key: str | None) -> str:
    """A language, a need or a municipality in words; the rest has no name of its own."""
    if key is None:
        return _("Übrige (zusammengefasst)")
    if axis == "sprache":
        return gap_sentences.language(key)
    if axis == "thema":
        return gap_sentences.need(key)
    place = snapshot.of_region().places_by_ags.get(key)
    return place.name if place else key


def file_rows(found: Supply) -> tuple[list[str], list[Row]]:
    """The lines of the page as a list for spreadsheets; all cells where the page shows them."""
    choice = found.choice
    counts = [_("offen"), _("erwartet"), _("Ehrenamtliche")]
    if choice.is_flat:
        rows: list[Row] = [
            [
                label("gemeinde", one.municipality), label("sprache", one.language), label("thema", one.need),
                one.open_count, one.expected_count, one.volunteer_count,
            ]
            for one in found.cells
        ]  # fmt: skip
        return [_("Gemeinde"), _("Sprache"), _("Thema"), *counts], rows
    axis = "gemeinde" if choice.axis == "zelle" else choice.axis
    head = {"sprache": _("Sprache"), "thema": _("Thema"), "gemeinde": _("Gemeinde")}[axis]
    around = [label(name, key) for name, key in choice.args.items() if key and name not in {"ansicht", axis}]
    lines: list[Row] = [
        [
            label(axis, one.key), ", ".join(around), one.open_count, one.expected_count, one.volunteer_count,
            _percent(one.covered_one), _percent(one.covered_two),
        ]
        for one in found.lines
    ]  # fmt: skip
    covered = [_("jemand ist da, in Prozent"), _("zwei sind da, in Prozent")]
    return [head, _("Auswahl"), *counts, *covered], lines


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)
