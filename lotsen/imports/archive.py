"""The look at an XLSX archive before anything is unpacked: sizes, paths, hidden contents."""

from __future__ import annotations

import io
import stat
import zipfile
from typing import Final

from lotsen.imports.refusals import FileRefused

MAX_UNPACKED: Final = 100 * 1024 * 1024
MAX_RATIO: Final = 100
MAX_PARTS: Final = 1_000
# A small part may be packed very well (an empty sheet of 60 kB into 300 bytes) without being a bomb.
RATIO_FROM: Final = 1024 * 1024

_ARCHIVES = (
    ".zip",
    ".xlsx",
    ".xlsm",
    ".docx",
    ".docm",
    ".pptx",
    ".7z",
    ".rar",
    ".gz",
    ".jar",
    ".ods",
    ".odt",
)


def check_archive(data: bytes) -> list[str]:
    """Refuse an archive outside the limits; returns the codes of notes worth telling.

    Sizes are those of the directory, which may lie; the reading process counts again while it unpacks.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    # zipfile has no error of its own for an archive that wants a newer ZIP than it knows: NotImplementedError.
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise FileRefused("damaged") from error
    if len(entries) > MAX_PARTS:
        raise FileRefused("too_many_parts")
    for entry in entries:
        _check_entry(entry)
    _check_sizes(entries)
    return _kind_notes({entry.filename.lower() for entry in entries})


def _check_entry(entry: zipfile.ZipInfo) -> None:
    # orig_filename: ZipInfo already cuts a name at a zero byte and turns the slashes.
    name = entry.orig_filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name:
        raise FileRefused("unsafe_path")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise FileRefused("unsafe_path")
    if entry.flag_bits & 0x1:
        raise FileRefused("old_or_locked")
    if name.lower().endswith(_ARCHIVES):
        raise FileRefused("nested_archive")


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FileRefused("unpacks_too_large")
    for entry in entries:
        if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise FileRefused("unpacks_too_large")


def _kind_notes(names: set[str]) -> list[str]:
    if "mimetype" in names and "content.xml" in names:
        raise FileRefused("wrong_format", kind="ODS")
    if any(name.startswith("word/") for name in names):
        raise FileRefused("wrong_format", kind="Word")
    if any(name.startswith("ppt/") for name in names):
        raise FileRefused("wrong_format", kind="PowerPoint")
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise FileRefused("macros")
    if "xl/workbook.bin" in names:
        raise FileRefused("wrong_format", kind="XLSB")
    if "xl/workbook.xml" not in names:
        raise FileRefused("wrong_format", kind="ZIP")
    notes = []
    if any(name.startswith("xl/externallinks/") for name in names):
        notes.append("external_links_ignored")
    if any("comments" in name and name.startswith("xl/") for name in names):
        notes.append("comments_ignored")
    return notes
