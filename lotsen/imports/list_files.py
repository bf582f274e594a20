"""Files for the reader: an empty list with the expected columns, and the rows that were left out."""

from typing import Final

from flask_babel import gettext as _

from lotsen.exports.spreadsheet import Value, write_csv, write_xlsx
from lotsen.imports.checked_rows import CheckedRow
from lotsen.imports.columns import FIELDS_BY_KEY
from lotsen.imports.questions import shown
from lotsen.imports.spreadsheet import Table

TEMPLATE: Final[tuple[tuple[str, str], ...]] = (
    ("first_name", "Amina"),
    ("last_name", "Gebremedhin"),
    ("email", "amina@example.org"),
    ("phone", "+49 151 23456789"),
    ("postal_code", "63654"),
    ("place", "Büdingen"),
    ("gender", "w"),
    ("modes", "Lotse, Pate"),
    ("languages", "Tigrinya Muttersprache; Arabisch B2; Deutsch C1"),
    ("needs", "Behörden, Schule"),
    ("times", "Mo vormittags, Do abends"),
    ("hours_per_week", "2"),
    ("radius_km", "15"),
    ("basisqualifizierung_on", "04.03.2025"),
    ("fuehrungszeugnis_seen_on", "03.02.2025"),
    ("organisation", "Helferkreis Beispiel"),
    ("note", "kommt gern mit dem Fahrrad"),
)


def template(kind: str) -> bytes:
    """The expected columns with one invented person as an example."""
    heads = [FIELDS_BY_KEY[key].heads[0] for key, _example in TEMPLATE]
    labels = [_HEADS.get(key, head.capitalize()) for (key, _example), head in zip(TEMPLATE, heads, strict=True)]
    example: list[Value] = [example for _key, example in TEMPLATE]
    return write_xlsx(labels, [example]) if kind == "xlsx" else write_csv(labels, [example])


#: Heads as people write them; each is recognised again (tests prove it).
_HEADS: Final = {
    "email": "E-Mail",
    "postal_code": "PLZ",
    "modes": "Einsatzart",
    "hours_per_week": "Stunden pro Woche",
    "radius_km": "Umkreis km",
    "basisqualifizierung_on": "Basisqualifizierung am",
    "fuehrungszeugnis_seen_on": "Führungszeugnis gesehen am",
}


def left_over(table: Table, rows: list[CheckedRow]) -> bytes:
    """The rows that were not taken over, as they stood, each with its reasons in front."""
    cells = {row.number: row.cells for row in table.rows}
    columns = [_("Zeile"), _("Grund"), *table.header]
    lines: list[list[Value]] = []
    for row in rows:
        if not row.is_taken:
            texts: list[Value] = [shown(cell) for cell in cells.get(row.row, ())]
            lines.append([row.row, _reasons(row), *texts])
    return write_xlsx(columns, lines)


def _reasons(row: CheckedRow) -> str:
    found = [finding.sentence for finding in row.findings if finding.severity in ("error", "question")]
    return " ".join(found) or _("Von Ihnen weggelassen.")
