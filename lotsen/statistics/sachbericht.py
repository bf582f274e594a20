"""The block for the Sachbericht (R-WIR-13): who was active and trained, who was reached, what waited, what ended.

Age bands and migration history of volunteers are not asked by this product, so they are not in it. Hours
are those of reported meetings.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from flask_babel import gettext as _

from lotsen.languages import LANGUAGES_BY_CODE
from lotsen.newcomers.forms import GENDERS
from lotsen.statistics import facts, flows, service, traits, words
from lotsen.statistics.counted import Asked
from lotsen.suppression import LEAST, pool, size
from lotsen.tandems.codes import reason_label
from lotsen.volunteers.qualifications import KINDS
from lotsen.words import AGE_BANDS, MODES

Pair = tuple[str, uuid.UUID]  # a group, and the person counted in it


@dataclass(frozen=True)
class Part:
    """One heading with its lines; None where the number would point to fewer than five people."""

    title: str
    lines: list[tuple[str, int | float | None]]


@dataclass(frozen=True)
class Report:
    """All parts, as they stood on one day."""

    year: int
    until: date
    parts: list[Part]


def of_year(year: int) -> Report:
    """The block of a year."""
    until = facts.counts_until() or date(year, 1, 1)
    together = facts.tandems(until)
    lived = [
        one for one in together if one.begun_on.year <= year and (one.ended_on is None or one.ended_on.year >= year)
    ]
    asked = facts.requests(year, until)
    ended = [] if flows.hidden(together, until)[1] == year else together
    return Report(year, until, [
        *_active({one.volunteer for one in lived}),
        *_trained(year, until),
        *_meetings(year, until),
        *_reached({one.person for one in lived}),
        _waiting(asked),
        Part(_("Patenschaften und Begleitungen, begonnen"), _pairs(
            (str(MODES.get(one.mode, one.mode)), one.person) for one in together if one.begun_on.year == year)),
        Part(_("Patenschaften und Begleitungen, beendet nach Grund"), _pairs(
            (reason_label(one.end_reason), one.person)
            for one in ended if one.ended_on and one.ended_on.year == year and one.end_reason)),
    ])  # fmt: skip


def file_rows(report: Report) -> tuple[list[str], words.Rows]:
    """The block as one list."""
    rows: words.Rows = [
        [part.title, label, None if value is None else round(value)]
        for part in report.parts
        for label, value in part.lines
    ]
    return [_("Teil"), _("Merkmal"), _("Anzahl")], rows


def _active(keys: set[uuid.UUID]) -> list[Part]:
    """Volunteers with a tandem in the year, by gender and language."""
    people, said = traits.of_volunteers(keys), _("keine Angabe")
    return [
        Part(_("Aktive Ehrenamtliche nach Geschlecht"), _pairs(
            (str(GENDERS.get(one.gender or "", said)), one.person) for one in people)),
        Part(_("Aktive Ehrenamtliche nach Sprache (mehrere möglich)"), _pairs(
            (str(LANGUAGES_BY_CODE[code].label), one.person)
            for one in people for code in one.languages if code in LANGUAGES_BY_CODE)),
    ]  # fmt: skip


def _trained(year: int, until: date) -> list[Part]:
    """Finished trainings, and their hours of 45 minutes."""
    found = [one for one in facts.trainings(year, until) if one.kind in KINDS]
    enough = len({one.volunteer for one in found}) >= LEAST
    return [
        Part(_("Qualifizierte Personen"), _pairs((str(KINDS[one.kind].label), one.volunteer) for one in found)),
        Part(_("Unterrichtseinheiten"), [(_("Alle"), sum(one.units for one in found) if enough else None)]),
    ]


def _meetings(year: int, until: date) -> list[Part]:
    """Reported meetings by municipality, and the hours of all."""
    names = service.place_names()
    found = facts.meetings(year, until)
    hours = sum(one.minutes for one in found) / 60
    enough = len({one.newcomer for one in found}) >= LEAST
    return [
        Part(_("Treffen nach Gemeinde"), _pairs(
            (names.get(one.ags, one.ags), one.newcomer) for one in found for _each in range(one.count))),
        Part(_("Stunden in gemeldeten Treffen"), [(_("Stunden, gerundet"), hours if enough else None)]),
    ]  # fmt: skip


def _reached(keys: set[uuid.UUID]) -> list[Part]:
    """Newcomers with a tandem in the year, each once."""
    people, said = traits.of_newcomers(keys), _("keine Angabe")
    return [
        Part(_("Erreichte Personen nach Geschlecht"), _pairs(
            (str(GENDERS.get(one.gender or "", said)), one.person) for one in people)),
        Part(_("Erreichte Personen nach Alter"), _pairs(
            (str(AGE_BANDS.get(one.age_band or "", said)), one.person) for one in people)),
        Part(_("Erreichte Personen nach Sprache"), _pairs(
            (str(LANGUAGES_BY_CODE[code].label) if code in LANGUAGES_BY_CODE else said, one.person)
            for one in people for code in one.languages)),
    ]  # fmt: skip


def _waiting(asked: Sequence[Asked]) -> Part:
    open_ones = [one for one in asked if one.waiting_days is not None]
    enough = len({one.person for one in open_ones}) >= LEAST
    waits = [one.wait_days for one in asked if one.wait_days is not None]
    return Part(_("Wartende Anfragen"), [
        (_("offen"), len(open_ones) if enough else None),
        (_("davon: Wartetage bisher, Median"), median(one.waiting_days or 0 for one in open_ones) if enough else None),
        (_("Wartetage bis zur Zusage, Median"), median(waits) if len({
            one.person for one in asked if one.wait_days is not None}) >= LEAST else None),
    ])  # fmt: skip


def _pairs(pairs: Iterable[Pair]) -> list[tuple[str, int | float | None]]:
    """How many in each group, the rest together, and all; nothing where all are fewer than five people."""
    groups: dict[str, list[uuid.UUID]] = {}
    for label, person in pairs:
        groups.setdefault(label, []).append(person)
    pooled = pool({label: size(people) for label, people in groups.items()})
    lines: list[tuple[str, int | float | None]] = [
        (label, found.units) for label, found in sorted(pooled.shown.items(), key=lambda one: (-one[1].units, one[0]))
    ]
    if pooled.rest:
        lines.append((_("Übrige (zusammengefasst)"), pooled.rest.units))
    return [*lines, (_("Alle"), pooled.total.units if pooled.total else None)]
