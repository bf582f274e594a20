"""What is held about a person, in words: names from ``data_labels``, codes and days as people say them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lotsen import date_words
from lotsen import language as pages_language
from lotsen.consents import service as consents
from lotsen.half_days import times_text
from lotsen.languages import LANGUAGES_BY_CODE, LEVELS_BY_NUMBER, VARIANT_LABELS
from lotsen.needs import NEEDS_BY_KEY
from lotsen.own_pages import sight
from lotsen.own_pages.data_labels import COLUMNS, TABLES
from lotsen.own_pages.held_data import Held
from lotsen.proposals import codes as proposal_codes
from lotsen.sign_ups import answers
from lotsen.tandems import codes as tandem_codes
from lotsen.words import MODES

_OTHER_STATES: Final = {
    "gefragt": _l("Gefragt"),
    "bestaetigt": _l("Weiter dabei"),
    "ruht": _l("Ruht"),
    "zurueck": _l("Wieder dabei"),
    "erledigt": _l("Erledigt"),
    "stattgefunden": _l("Hat stattgefunden"),
    "ausgefallen": _l("Ist ausgefallen"),
    "abgesagt": _l("Abgesagt"),
    "offen": _l("Offen"),
    "entschieden": _l("Entschieden"),
}
#: Codes and their words, by column; what is not in here is shown as it is stored.
_WORDS: Final[dict[str, dict[Any, Any]]] = {
    "status": {**proposal_codes.LABELS, **tandem_codes.LABELS, **sight.STATES, **_OTHER_STATES},
    "answered_by": {
        "link": _l("mit dem Link aus der E-Mail"),
        "own": _l("auf Ihrer Seite"),
        "staff": _l("über unser Team"),
    },
    "gender": answers.GENDERS,
    "accepts_gender": answers.GENDERS,
    "modes": MODES,
    "mode": MODES,
    "target_groups": answers.TARGET_GROUPS,
    "weekly_hours": answers.WEEKLY_HOURS,
    "rhythm": answers.RHYTHMS,
    "mobility": answers.MOBILITY,
    "experience": answers.EXPERIENCE,
    "heard_from": answers.HEARD_FROM,
    "variant": VARIANT_LABELS,
    "purpose": consents.LABELS,
    "channel": consents.CHANNELS,
    "answer": proposal_codes.LABELS,
    "decline_reason": proposal_codes.DECLINE_REASONS,
    "end_reason": tandem_codes.END_REASONS,
    "role": {"volunteer": _l("Ehrenamtliche")},
    "language": pages_language.LANGUAGES,
}


@dataclass(frozen=True)
class WordedTable:
    """A table in words: its name and, per row, (term, value)."""

    title: str
    rows: list[list[tuple[str, str]]]


def in_words(held: Held) -> list[WordedTable]:
    """Everything held, as a person reads it: her own row first."""
    order = list(TABLES)
    names = sorted(held, key=lambda name: order.index(name) if name in order else len(order))
    return [WordedTable(title_of(name), [_row(row) for row in held[name]]) for name in names]


def title_of(table: str) -> str:
    """The name of a table."""
    return str(TABLES.get(table, table))


def _row(row: dict[str, Any]) -> list[tuple[str, str]]:
    lines = [(str(COLUMNS[name]), _worded(name, value)) for name, value in row.items() if name in COLUMNS]
    return [(term, value) for term, value in lines if value]


def _worded(name: str, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return str(_("ja") if value else _("nein"))
    if isinstance(value, list):
        return ", ".join(_worded(name, one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_worded('', one)}" for key, one in value.items())
    if name == "times":
        return times_text([value])
    if isinstance(value, str) and value in _WORDS.get(name, {}):
        return str(_WORDS[name][value])
    if name == "level" and isinstance(value, int) and value in LEVELS_BY_NUMBER:
        return str(LEVELS_BY_NUMBER[value].label)
    if name == "language" and value in LANGUAGES_BY_CODE:
        return str(LANGUAGES_BY_CODE[value].label)
    if name in ("need", "needs") and value in NEEDS_BY_KEY:
        return str(NEEDS_BY_KEY[value].label)
    return _date(name, str(value))


def _date(name: str, value: str) -> str:
    """Instants end in ``_at``, days in ``_on``, months in ``_month``; all come as ISO 8601."""
    if name.endswith("_at") or name in ("at", "answer_by", "status_since"):
        return date_words.moment(datetime.fromisoformat(value))
    if name.endswith("_on") or name in ("on", "available_from", "available_until"):
        return date_words.day(date.fromisoformat(value))
    if name.endswith("_month"):
        return date_words.month_and_year(date.fromisoformat(value))
    return value
