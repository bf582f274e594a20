"""Forms of the import: the file, the mapping of its columns, one answer for the whole list."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from lotsen.forms import Form, SelectChoice
from lotsen.imports.columns import DAY_FIELDS, FIELDS, LANGUAGE_FIELDS, forbidden_columns
from lotsen.imports.questions import shown
from lotsen.imports.spreadsheet import Table

SAMPLES = 3


class UploadForm(Form):
    """The file, and the sheet where it has several."""

    file = FileField(
        _l("Datei"),
        [FileRequired(_l("Bitte wählen Sie eine Datei aus."))],
        description=_l("XLSX oder CSV, höchstens 10 MB."),
        render_kw={"accept": ".xlsx,.csv,.txt"},
    )
    sheet = StringField(
        _l("Name des Tabellenblatts"),
        [Optional(), Length(max=80)],
        description=_l("Nur wenn die Datei mehrere Blätter hat. Sonst finden wir die Liste selbst."),
    )


class MappingForm(Form):
    """One select per column of the file; made for each file by ``mapping_form``."""

    def mapping(self) -> dict[str, int]:
        """Field -> column; two columns with one meaning are a fault of the second."""
        found: dict[str, int] = {}
        for index, field in self.columns():
            if not field.data:
                continue
            if field.data in found:
                field.errors = [*field.errors, _("Diese Angabe ist schon einer anderen Spalte zugeordnet.")]
            found.setdefault(field.data, index)
        return found

    def columns(self) -> list[tuple[int, Any]]:
        """The selects with the index of their column."""
        return [
            (int(name.removeprefix("column_")), field)
            for name, field in self._fields.items()
            if name.startswith("column_")
        ]


def mapping_form(table: Table, mapping: dict[str, int]) -> MappingForm:
    """The form for one file, filled with the suggested or chosen mapping."""
    fields = {column: key for key, column in mapping.items()}
    forbidden = forbidden_columns(table.header)
    selects = {
        f"column_{index}": SelectField(head, [Optional()], choices=_choices(), default=fields.get(index, ""))
        for index, head in enumerate(table.header)
        if index not in forbidden
    }
    made: MappingForm = type("ColumnsForm", (MappingForm,), selects)()
    return made


def _choices() -> list[Any]:
    groups = (
        (_("Angaben"), FIELDS),
        (_("Eine Spalte je Sprache"), LANGUAGE_FIELDS),
        (_("Eine Spalte je Tag"), DAY_FIELDS),
    )
    none = SelectChoice("", _("nicht übernehmen"), optgroup=_("Ohne Zuordnung"))
    return [none, *(SelectChoice(one.key, one.label, optgroup=title) for title, fields in groups for one in fields)]


def samples(table: Table, index: int) -> list[str]:
    """The first different values of a column."""
    found: dict[str, None] = {}
    for cells in table.sample(200):
        text = shown(cells[index]) if index < len(cells) else ""
        if text.strip():
            found.setdefault(text[:60])
        if len(found) == SAMPLES:
            break
    return list(found)
