"""What a page says in its tiles, tables and sentences, as a reader sees it."""

import html
import re
from datetime import date

from lotsen.date_words import day

KINDS = ("staff", "organisation", "volunteer")


def text_of(markup: str) -> str:
    """The words of a piece of a page, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def number(text: str) -> float:
    """A number as German pages write it.

    >>> number("1.234,5"), number("-3 gegenüber")
    (1234.5, -3.0)
    """
    found = re.search(r"[-+−±]?\d[\d.]*(,\d+)?", text)
    assert found, text
    return float(found[0].replace(".", "").replace(",", ".").replace("±", "").replace("−", "-"))


def tiles(page: str) -> dict[str, str]:
    """The value of every tile, and the number in its note under the label with an asterisk."""
    found = {}
    for tile in re.findall(r'<li class="tile[^"]*">(.*?)</li>', page, re.S):
        part = {
            name: text_of(words) for name, words in re.findall(r'<span class="tile__(\w+)">(.*?)</span>', tile, re.S)
        }
        found[part["label"]] = part["value"]
        if "note" in part:
            found[f"{part['label']}*"] = part["note"]
    return found


def table(page: str, caption: str) -> list[list[str]]:
    """The cells of the table whose caption begins like this, line by line; the key of a line with an id goes first."""
    for one in re.findall(r"<table>(.*?)</table>", page, re.S):
        told = re.search(r"<caption[^>]*>(.*?)</caption>", one, re.S)
        if told and text_of(told[1]).startswith(caption):
            body = re.search(r"<tbody>(.*?)</tbody>", one, re.S)
            assert body
            return [_cells(line) for line in re.findall(r"<tr.*?</tr>", body[1], re.S)]
    raise AssertionError(f"no table {caption!r}")


def _cells(line: str) -> list[str]:
    key = re.match(r'<tr id="row-([^"]+)"', line)
    cells = [text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.S)]
    return [key[1], *cells] if key else cells


def said(page: str, pattern: str) -> list[str]:
    """The groups of the first place in the text of a page that fits."""
    found = re.search(pattern, text_of(page))
    assert found, pattern
    return list(found.groups())


def percent(share: float | None) -> int:
    """A share as pages round it."""
    return round(100 * (share or 0))


def near(text: str, value: float, digits: int = 1) -> bool:
    """Is the number of a page the rounded one?"""
    return abs(number(text) - value) <= 0.5000001 * 10**-digits


def municipalities(told: dict, kinds: tuple[str, ...]) -> list[list[str]]:
    """The lines of the table under a map, without the last word."""
    columns = [*(f"{kind}_count" for kind in kinds), "inner_tie_count", "outer_tie_count", "isolated_count"]
    return [[one["ags"], one["name"], *(str(one[name]) for name in columns)] for one in told["municipalities"]]


def day_or(text: str | None, otherwise: str) -> str:
    """A day as tables have it."""
    return day(date.fromisoformat(text)) if text else otherwise
