"""Why a whole file is refused: a code, the facts, and the sentence for the person who sent it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l

SENTENCES: Final[dict[str, str]] = {
    "empty_file": _l("Die Datei ist leer."),
    "no_rows": _l("In der Datei steht keine Zeile mit Angaben."),
    "too_large": _l("Die Datei ist zu groß. Höchstens %(limit)s MiB sind möglich."),
    "unpacks_too_large": _l("Die Datei ist ausgepackt zu groß. Speichern Sie nur die eine Liste."),
    "too_many_parts": _l("Die Datei besteht aus zu vielen Teilen. Speichern Sie die Liste neu."),
    "too_many_rows": _l("Die Liste hat zu viele Zeilen. Höchstens %(limit)s sind möglich."),
    "too_many_columns": _l("Die Liste hat zu viele Spalten. Höchstens %(limit)s sind möglich."),
    "cell_too_long": _l("In Zeile %(row)s steht ein zu langer Text. Höchstens %(limit)s Zeichen sind möglich."),
    "too_much_text": _l("Die Liste enthält zu viel Text. Teilen Sie die Liste auf."),
    "too_slow": _l("Die Datei lässt sich nicht in angemessener Zeit lesen. Speichern Sie die Liste neu."),
    "too_much_memory": _l("Die Datei braucht beim Lesen zu viel Speicher. Speichern Sie nur die eine Liste."),
    "damaged": _l("Die Datei ist beschädigt. Öffnen Sie sie und speichern Sie sie neu als XLSX."),
    "wrong_format": _l("Das ist keine Liste, sondern: %(kind)s. Möglich sind XLSX und CSV."),
    "old_or_locked": _l(
        "Die Datei hat ein Kennwort oder ist im alten Format XLS. Speichern Sie sie ohne Kennwort als XLSX."
    ),
    "macros": _l("Die Datei enthält Makros. Speichern Sie sie als XLSX ohne Makros."),
    "nested_archive": _l("In der Datei steckt eine weitere Datei. Entfernen Sie eingebettete Dateien."),
    "unsafe_path": _l("Die Datei ist unzulässig aufgebaut. Speichern Sie die Liste neu als XLSX."),
    "unsafe_xml": _l("Die Datei enthält unzulässige Anweisungen. Speichern Sie die Liste neu als XLSX."),
    "encoding_unknown": _l("Die Zeichen der Datei sind nicht lesbar. Speichern Sie sie als „CSV UTF-8“ oder XLSX."),
    "csv_broken": _l("Ab Zeile %(row)s ist die CSV-Datei nicht lesbar. Oft fehlt ein Anführungszeichen."),
    "sheet_missing": _l("Das Tabellenblatt „%(sheet)s“ gibt es in der Datei nicht."),
}


class FileRefused(Exception):
    """The file cannot be read at all; nothing of it was kept."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, str | int] = facts

    @property
    def sentence(self) -> str:
        """What to tell the person, in the language of the page."""
        return str(SENTENCES[self.code]) % self.facts
