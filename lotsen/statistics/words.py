"""Statistics in words: names of groups, shares, and the rows of a file."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lotsen import date_words
from lotsen.languages import LANGUAGES_BY_CODE
from lotsen.needs import NEEDS_BY_KEY
from lotsen.proposals.codes import DECLINE_REASONS
from lotsen.statistics import service
from lotsen.statistics.service import Year
from lotsen.statistics.tables import Counted, Line
from lotsen.tandems.codes import reason_label
from lotsen.words import MODES

VIEW_LABELS: Final = {
    "sprache": _l("Sprache"),
    "bedarf": _l("Bedarf"),
    "gemeinde": _l("Gemeinde"),
    "monat": _l("Monat"),
    "art": _l("Art der Hilfe"),
}
ANSWER_LABELS: Final = {
    "angenommen": _l("Zugesagt"),
    "abgelehnt": _l("Abgesagt"),
    "abgelaufen": _l("Nicht geantwortet"),
    "zurueckgezogen": _l("Zurückgezogen"),
    "offen": _l("Noch offen"),
}
INTEREST_LABELS: Final = {
    "bestaetigt": _l("Noch dabei"),
    "zurueck": _l("Nach einer Pause zurück"),
    "ruht": _l("Ruht"),
    "offen": _l("Noch offen"),
}
#: What stands where a number would point to fewer than five people.
HIDDEN: Final = "·"
Rows = list[list[str | int | None]]


class Names:
    """The names of one view's groups, looked up once."""

    def __init__(self, view: str) -> None:
        self.view = view
        self.places: Mapping[str, str] = service.place_names() if view == "gemeinde" else {}

    def __call__(self, key: str | None) -> str:
        """A group in words; the rest has no name of its own."""
        if key is None:
            return _("Übrige (zusammengefasst)")
        if self.view == "sprache":
            return str(LANGUAGES_BY_CODE[key].label) if key in LANGUAGES_BY_CODE else _("keine Angabe")
        if self.view == "bedarf":
            return str(NEEDS_BY_KEY[key].label) if key in NEEDS_BY_KEY else key
        if self.view == "monat":
            return date_words.month(date(2026, int(key), 1))
        return str(MODES.get(key, key)) if self.view == "art" else self.places.get(key, key)


def percent(line: Line) -> str:
    """The share with somebody within two weeks."""
    return HIDDEN if line.soon_percent is None else f"{line.soon_percent} %"


def days(line: Line) -> str:
    """The median wait."""
    return HIDDEN if line.median_days is None else str(line.median_days)


def answer(key: str | None) -> str:
    """An answer in words."""
    return str(ANSWER_LABELS.get(key or "", _("Übrige (zusammengefasst)")))


def interest(key: str | None) -> str:
    """What became of a question of interest, in words."""
    return str(INTEREST_LABELS.get(key or "", _("Übrige (zusammengefasst)")))


def decline(key: str | None) -> str:
    """A reason for a no, in words."""
    return str(DECLINE_REASONS.get(key, key)) if key else _("Übrige (zusammengefasst)")


def end(key: str | None) -> str:
    """A reason for the end of a tandem, in words."""
    return reason_label(key) if key else _("Übrige (zusammengefasst)")


def file_rows(found: Year) -> tuple[list[str], Rows]:
    """Everything of a page as one list: part, group, count, share, median."""
    name = Names(found.view)
    head = [
        _("Teil"),
        _("Gruppe"),
        _("Anzahl"),
        _("vermittelt binnen 14 Tagen, in Prozent"),
        _("Wartezeit, Median in Tagen"),
    ]
    part = _("Anfragen nach %(view)s", view=VIEW_LABELS[found.view])
    rows: Rows = [_line(part, name(line.key), line) for line in found.requests.rows]
    if found.requests.total:
        rows.append(_line(part, _("Alle"), found.requests.total))
    rows += _counted(_("Antworten der Ehrenamtlichen"), found.answers, answer)
    rows += _counted(_("Gründe für ein Nein"), found.declines, decline)
    rows += _counted(_("Gründe für das Ende von Tandems"), found.ends, end)
    rows += _counted(_("Nachfrage bei Ehrenamtlichen: noch dabei?"), found.interest_volunteers, interest)
    rows += _counted(_("Nachfrage zu Anfragen: noch gebraucht?"), found.interest_requests, interest)
    rows.append([_("Tandems"), _("begonnen"), found.begun_count, None, None])
    rows.append([_("Tandems"), _("laufend"), found.running_count, None, None])
    rows.append([_("Tandems"), _("davon still"), found.silent_count, None, None])
    rows.append([_("Stand"), date_words.day(found.until), None, None, None])
    return head, rows


def _line(part: str, group: str, line: Line) -> list[str | int | None]:
    return [part, group, line.count, line.soon_percent, line.median_days]


def _counted(part: str, found: Counted, name: Callable[[str | None], str]) -> Rows:
    rows: Rows = [[part, name(key), count, None, None] for key, count in found.lines]
    return [*rows, [part, _("Alle"), found.total, None, None]] if found.total is not None else rows
