"""What the reader is asked about a row, with the answers that can be given by one choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lotsen.imports.answers import DECISIONS, DUPLICATE, Answers
from lotsen.imports.checked_rows import CheckedRow
from lotsen.imports.columns import FIELDS_BY_KEY
from lotsen.imports.findings import BLOCKING, Finding
from lotsen.imports.reading import Cell, Formula, Row
from lotsen.imports.spelling import source_of
from lotsen.imports.spoken import variant_word
from lotsen.languages import LANGUAGES_BY_CODE, LEVELS_BY_NUMBER

_NAME_FIELDS: Final = ("name", "name_last_first", "name_first_last", "first_name", "last_name")
_PLACE_FIELDS: Final = ("postal_code", "place")
_OPTIONAL: Final = (
    "basisqualifizierung_on",
    "fuehrungszeugnis_seen_on",
    "available_from_on",
    "note",
    "organisation",
    "gender",
    "radius_km",
    "hours_per_week",
)
_MAY_STAY: Final[dict[str, Any]] = {
    "name_incomplete": _l("So übernehmen: Es gibt nur diesen Namen."),
    "contact_shared": _l("Ja, beide nutzen denselben Kontakt."),
    "text_too_long": _l("Ja, gekürzt übernehmen."),
    "date_in_future": _l("Ja, das Datum stimmt."),
    "date_too_old": _l("Ja, das Datum stimmt."),
}


@dataclass(frozen=True)
class Option:
    """One answer: the cells it corrects, or that the finding may stay as it is."""

    key: str
    label: str
    corrections: Mapping[str, str] = field(default_factory=dict)
    accepts: str = ""
    is_suggested: bool = False


@dataclass
class Entry:
    """A cell that can be typed anew."""

    key: str
    label: str
    text: str


@dataclass
class Question:
    """One finding that needs the reader: choices, languages that lack a level, and cells to type in."""

    key: str
    finding: Finding
    options: list[Option]
    entries: list[Entry]
    levels: list[tuple[str, str]] = field(default_factory=list)

    @property
    def suggestion(self) -> Option | None:
        """The one answer that is most likely, where there is one."""
        return next((option for option in self.options if option.is_suggested), None)


class Questions:
    """Makes the questions of rows; knows the cells as they stand, with what was corrected."""

    def __init__(self, header: list[str], mapping: Mapping[str, int], answers: Answers) -> None:
        self._header = header
        self._mapping = mapping
        self._answers = answers

    def of(self, checked: CheckedRow, row: Row) -> list[Question]:
        """Every open error and question of a row, but not whether it is a double."""
        open_findings = [f for f in checked.findings if f.severity in BLOCKING and f.code != DUPLICATE]
        return [self._question(place, finding, checked, row) for place, finding in enumerate(open_findings)]

    def entries(self, row: Row) -> list[Entry]:
        """Every mapped cell of a row, in the order of the file."""
        keys = sorted(self._mapping, key=lambda key: self._mapping[key])
        return [self._entry(key, row) for key in keys]

    def _question(self, place: int, finding: Finding, checked: CheckedRow, row: Row) -> Question:
        fields = self._fields_of(finding)
        entries = [self._entry(key, row) for key in fields]
        maker = _MAKERS.get(finding.code)
        options = list(maker(finding, entries, checked) if maker else ())
        if finding.code in _MAY_STAY and finding.severity == "question":
            options.append(Option("stay", str(_MAY_STAY[finding.code]), accepts=finding.code))
        options.extend(_leave_empty(fields, checked, entries))
        question = Question(f"{finding.code}-{place}", finding, options, entries)
        if asks_for_levels(finding):
            question.levels = [(code, str(LANGUAGES_BY_CODE[code].label)) for code in finding.facts["languages"]]
        return question

    def _fields_of(self, finding: Finding) -> list[str]:
        """Which cells can mend a finding."""
        if finding.code in ("contact_missing", "contact_shared"):
            return [key for key in ("email", "phone") if key in self._mapping]
        if finding.code.startswith("name"):
            return [key for key in _NAME_FIELDS if key in self._mapping]
        if finding.code.startswith(("place", "plz")):
            return [key for key in _PLACE_FIELDS if key in self._mapping]
        named = [key for key, at in self._mapping.items() if self._header[at] == finding.column]
        return named[:1]

    def _entry(self, key: str, row: Row) -> Entry:
        corrected = self._answers.corrections.get((row.number, key))
        column = self._mapping[key]
        cell = row.cells[column] if column < len(row.cells) else None
        text = corrected if corrected is not None else shown(cell)
        return Entry(key, str(FIELDS_BY_KEY[key].label), text)


def shown(cell: Cell) -> str:
    """A cell as the reader's program shows it."""
    if isinstance(cell, Formula):
        return shown(cell.value)
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, dt.datetime | dt.date):
        return cell.strftime("%d.%m.%Y")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _place_options(finding: Finding, entries: list[Entry], _checked: CheckedRow) -> list[Option]:
    candidates = finding.facts.get("candidates", ())
    seen: dict[str, Option] = {}
    for one in candidates:
        text = " ".join(filter(None, (one.get("postal_code"), one.get("name"))))
        cells = {entry.key: "" for entry in entries[1:]} | {entries[0].key: text} if entries else {}
        key = f"place-{one.get('postal_code')}-{one.get('ags')}"
        is_only = len(candidates) == 1
        seen.setdefault(key, Option(key, text, cells, is_suggested=is_only))
    return list(seen.values())


def _name_order(finding: Finding, entries: list[Entry], _checked: CheckedRow) -> list[Option]:
    first, last = finding.facts["first"], finding.facts["last"]
    words = _("Vorname: %(first)s, Nachname: %(last)s", first=first, last=last)
    swapped = _("Vorname: %(first)s, Nachname: %(last)s", first=last, last=first)
    key = entries[0].key
    return [
        Option("as", words, accepts=finding.code, is_suggested=True),
        Option("swapped", swapped, {key: f"{first}, {last}"}),
    ]


def _mail(finding: Finding, _entries: list[Entry], _checked: CheckedRow) -> list[Option]:
    mail = finding.facts.get("suggestion")
    return [Option("mail", str(mail), {"email": str(mail)}, is_suggested=True)] if mail else []


def _date(finding: Finding, entries: list[Entry], _checked: CheckedRow) -> list[Option]:
    day = str(finding.facts["date"])
    key = entries[0].key
    return [Option("day", _("Ja, der %(day)s.", day=day), {key: day}, is_suggested=True)]


def _language(finding: Finding, entries: list[Entry], checked: CheckedRow) -> list[Option]:
    """Which of several languages; the rest of the cell stays as it is."""
    if not entries or "text" not in finding.facts:
        return []
    entry, said = entries[0], str(finding.facts["text"])
    options = []
    for code in finding.facts.get("languages", ()) if finding.severity == "question" else ():
        level = finding.facts.get("wish")
        word = german_name(code) + (f" {_level(level)}" if level else "")
        options.append(Option(f"is-{code}", german_name(code), {entry.key: entry.text.replace(said, word, 1)}))
    rest = entry.text.replace(said, "", 1).strip(" ,;/")
    options.append(Option("without", _("Ohne „%(text)s“ übernehmen.", text=said), {entry.key: rest}))
    return options


_MAKERS: Final[dict[str, Callable[[Finding, list[Entry], CheckedRow], list[Option]]]] = {
    "plz_too_short": _place_options,
    "place_ambiguous": _place_options,
    "place_plz_mismatch": _place_options,
    "place_without_plz": _place_options,
    "name_order_unclear": _name_order,
    "mail_invalid": _mail,
    "date_order": _date,
    "date_several": _date,
    "date_in_text": _date,
    "language_unclear": _language,
    "language_unknown": _language,
}


def asks_for_levels(finding: Finding) -> bool:
    """Whether a finding is answered by a level for each language."""
    way = finding.facts.get("way")
    return finding.code == "language_level_missing" or (finding.code == "language_unclear" and way == "level")


def _leave_empty(fields: list[str], checked: CheckedRow, entries: list[Entry]) -> list[Option]:
    """Leaving a cell out is an answer where the register can do without it."""
    if len(fields) != 1 or not entries[0].text:
        return []
    key = fields[0]
    has_other = {"email": checked.draft.phone, "phone": checked.draft.email}.get(key)
    if key not in _OPTIONAL and not has_other:
        return []
    label = _("Ohne diese Angabe übernehmen: %(field)s.", field=entries[0].label)
    return [Option("empty", label, {key: ""})]


def german_name(code: str) -> str:
    """A language as the reader of cells understands it, whatever language the page is in."""
    return source_of(LANGUAGES_BY_CODE[code].label)


def _level(level: int) -> str:
    return "Muttersprache" if level == max(LEVELS_BY_NUMBER) else LEVELS_BY_NUMBER[level].key


def with_levels(checked: CheckedRow, mapping: Mapping[str, int], levels: Mapping[str, int]) -> dict[str, str]:
    """Corrected cells that say the chosen levels beside the known ones."""
    cells: dict[str, str] = {}
    parts = []
    for code, known in checked.draft.languages.items():
        level = known or levels.get(code)
        own = f"language.{code}"
        if own in mapping:
            if level:
                cells[own] = _level(level)
            continue
        name = f"{german_name(code)} {variant_word(checked.draft.variants.get(code, ''))}".strip()
        parts.append(f"{name} {_level(level)}" if level else name)
    if parts and "languages" in mapping:
        cells["languages"] = "; ".join(parts)
    return cells


def apply(
    answers: Answers,
    checked: CheckedRow,
    questions: list[Question],
    entries: list[Entry],
    mapping: Mapping[str, int],
    given: Mapping[str, str],
) -> None:
    """Put what a form said into the answers: decisions, choices, levels, typed cells; typed cells win."""
    number = checked.row
    decision = given.get("decision", "")
    if decision in DECISIONS:
        answers.decide(number, decision)
    for question in questions:
        chosen = given.get(f"answer-{question.key}", "")
        for option in question.options:
            if option.key == chosen:
                choose(answers, number, option)
    levels = {
        code: int(given[f"level-{code}"])
        for code in checked.draft.languages
        if given.get(f"level-{code}", "") in {str(level) for level in LEVELS_BY_NUMBER}
    }
    if levels:
        for key, text in with_levels(checked, mapping, levels).items():
            answers.corrections[number, key] = text
    for entry in entries:
        typed = given.get(f"cell-{entry.key}")
        if typed is not None and typed.strip() != entry.text.strip():
            answers.corrections[number, entry.key] = typed.strip()


def choose(answers: Answers, number: int, option: Option) -> None:
    """Give one answer."""
    for key, text in option.corrections.items():
        answers.corrections[number, key] = text
    if option.accepts:
        answers.accepted.add((number, option.accepts))
