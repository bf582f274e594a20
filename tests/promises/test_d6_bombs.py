"""D6: a file made to do harm is refused with a sentence, and its parser can exhaust only itself."""

import io
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import lotsen.imports.workbook_process as process
from lotsen.imports import reading
from lotsen.imports.archive import check_archive
from lotsen.imports.refusals import FileRefused
from lotsen.imports.spreadsheet import read_table
from tests.lotsen.imports.lists import part_of, with_part, xlsx_bytes

SHEET = "xl/worksheets/sheet1.xml"
PLAIN = xlsx_bytes([["Name", "Mail", "PLZ"], ["Kaya, Ali", "a@example.org", "34117"]])
GENEROUS_SECONDS = 10  # the promise is 2 s on a quiet machine


def _sheet(rows: str) -> bytes:
    head, _, rest = part_of(PLAIN, SHEET).partition("<sheetData>")
    return with_part(PLAIN, SHEET, f"{head}<sheetData>{rows}</sheetData>{rest.partition('</sheetData>')[2]}")


def _zip_with(entries: list[tuple[zipfile.ZipInfo | str, bytes]]) -> bytes:
    target = io.BytesIO(PLAIN)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target.getvalue()


def _many_parts(count: int, content: bytes) -> bytes:
    return _zip_with([(f"xl/p{number}.xml", content) for number in range(count)])


def _symlink() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("xl/link.xml")
    entry.create_system = 3
    entry.external_attr = 0o120777 << 16
    return entry


def _lying_size() -> bytes:
    """An archive whose directory says 1,000 bytes where 200 MB come out."""
    data = bytearray(_zip_with([("xl/big.xml", b"<a>" + b" " * 200_000_000)]))
    real = (200_000_003).to_bytes(4, "little")
    return bytes(data).replace(real, (1_000).to_bytes(4, "little"))


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>'
)
XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'
ROW = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'


def _text_cell(text: str) -> str:
    return f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'


def _repeated_text() -> bytes:
    """A hundred texts of 9,999 letters, named by 300,000 cells: 3 GB, if anybody wrote them out."""
    chance = random.Random(6)
    rows = (
        f'<row r="{row}">' + "".join(f'<c t="s"><v>{chance.randrange(100)}</v></c>' for _ in range(60)) + "</row>"
        for row in range(1, 5_000)
    )
    texts = ("".join(chance.choices("abcdefghij klmnop", k=9_999)) for _ in range(100))
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{namespace}">' + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"
    return with_part(_sheet("".join(rows)), "xl/sharedStrings.xml", strings)


BOMBS = {
    "ratio": (lambda: with_part(PLAIN, "xl/media/a.xml", b"0" * 50_000_000), "unpacks_too_large"),
    "unpacked size": (
        lambda: _many_parts(106, b"0" * 1_000_000),
        "unpacks_too_large",
    ),
    "lying size": (_lying_size, None),
    "two million rows": (lambda: _sheet("".join(map(ROW.format, range(1, 500_000)))), "too_many_rows"),
    "row far away": (lambda: _sheet(ROW.format(1) + ROW.format(1_048_576)), "too_many_rows"),
    "column far away": (lambda: _sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "too_many_columns"),
    "cell of 50 MB": (lambda: _sheet(_text_cell("a b" * 15_000_000)), "unpacks_too_large"),
    "cell of 20,000 letters": (lambda: _sheet(_text_cell("a" * 20_000)), "cell_too_long"),
    "billion laughs": (lambda: with_part(PLAIN, SHEET, LAUGHS), "unsafe_xml"),
    "laughs in UTF-16": (lambda: with_part(PLAIN, SHEET, LAUGHS.encode("utf-16")), "unsafe_xml"),
    "external entity": (lambda: with_part(PLAIN, "xl/sharedStrings.xml", XXE), "unsafe_xml"),
    "nested archive": (lambda: _zip_with([("xl/embeddings/a.zip", PLAIN)]), "nested_archive"),
    "10,000 parts": (lambda: _many_parts(10_000, b""), "too_many_parts"),
    "path upwards": (lambda: _zip_with([("../../evil.xml", b"<a/>")]), "unsafe_path"),
    "absolute path": (lambda: _zip_with([("/etc/evil.xml", b"<a/>")]), "unsafe_path"),
    "path with backslash": (lambda: _zip_with([("xl\\..\\..\\evil.xml", b"<a/>")]), "unsafe_path"),
    "symbolic link": (lambda: _zip_with([(_symlink(), b"/etc/passwd")]), "unsafe_path"),
    "macros": (lambda: _zip_with([("xl/vbaProject.bin", b"x")]), "macros"),
    "word file": (lambda: _zip_with([("word/document.xml", b"<a/>")]), "wrong_format"),
    "repeated long text": (_repeated_text, None),
    "broken XML": (lambda: with_part(PLAIN, SHEET, "<worksheet><sheetData><row>"), "damaged"),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_bomb_is_refused_with_a_sentence(kind: str) -> None:
    """Refused, soon, with a reason a person understands."""
    make, code = BOMBS[kind]
    data = make()
    start = time.monotonic()
    with pytest.raises(FileRefused) as refused:
        read_table(data, "liste.xlsx")
    assert time.monotonic() - start <= (reading.WALL_SECONDS + 5 if code is None else GENEROUS_SECONDS)
    assert code is None or refused.value.code == code
    assert refused.value.sentence.endswith(".")


def test_plain_file_is_not_refused() -> None:
    """The control: the file from which all bombs are built is read."""
    assert len(read_table(PLAIN).rows) == 1


def test_links_to_other_files_are_ignored_and_told() -> None:
    """Nothing is fetched; the reader is told."""
    table = read_table(with_part(PLAIN, "xl/externalLinks/externalLink1.xml", "<externalLink/>"))
    assert "external_links_ignored" in {note.code for note in table.notes}


def test_limits_are_those_of_the_promise() -> None:
    """10 MiB upload, 100 MiB unpacked, ratio 100, 50,000 rows, 100 columns, 10,000 letters, 512 MiB, 20 s."""
    from lotsen.imports import archive

    assert reading.MAX_UPLOAD == 10 * 2**20
    assert archive.MAX_UNPACKED == process.MAX_UNPACKED == 100 * 2**20
    assert archive.MAX_RATIO == 100
    assert (process.MAX_ROWS, process.MAX_COLUMNS, process.MAX_CELL) == (50_000, 100, 10_000)
    assert (process.MEMORY_BYTES, process.CPU_SECONDS) == (512 * 2**20, 20)


def _run_limited(body: str, *, limited: bool) -> int:
    guard = "w.limit_resources()" if limited else ""
    script = (
        f"import importlib.util as u\ns = u.spec_from_file_location('w', {process.__file__!r})\n"
        f"w = u.module_from_spec(s)\ns.loader.exec_module(w)\nw.CPU_SECONDS = 1\n{guard}\n{body}\n"
    )
    return subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, timeout=60).returncode


@pytest.mark.parametrize(
    "body",
    [
        "x = bytearray(700 * 2**20)",
        "import time\nwhile time.process_time() < 2: pass",
        "import os, tempfile\nf = tempfile.TemporaryFile()\nf.write(b'x' * 100_000)\nf.flush()",
    ],
)
def test_process_is_bound_by_the_kernel(body: str) -> None:
    """Memory, processor time and files beyond the limits end the process; with the guard off they do not."""
    assert _run_limited(body, limited=True) != 0
    assert _run_limited(body, limited=False) == 0


def test_checks_of_the_archive_are_what_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the look at the archive off, the path upwards passes unnoticed."""
    data = _zip_with([("../../evil.xml", b"<a/>")])
    with pytest.raises(FileRefused):
        check_archive(data)
    monkeypatch.setattr(reading, "check_archive", lambda data: [])
    assert len(read_table(data).rows) == 1


def test_nothing_is_written_outside() -> None:
    """Reading a hostile archive leaves no file behind."""
    before = set(Path.cwd().iterdir())
    with pytest.raises(FileRefused):
        read_table(_zip_with([("../../evil.xml", b"<a/>")]))
    assert set(Path.cwd().iterdir()) == before


def test_large_honest_file_is_read() -> None:
    """The limits leave room for the largest list that is allowed: 50,000 rows."""
    grid = xlsx_bytes([["Name", "Mail"], *([f"Kaya, A{n}", f"a{n}@example.org"] for n in range(49_000))])
    assert len(read_table(grid).rows) == 49_000
