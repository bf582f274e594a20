"""The frame around every mail: its text and its HTML part, why it was sent, and the way to fewer mails.

A kind writes its own words only. The HTML part is made of them and holds nothing that a reader's program
would have to fetch: no picture, no font, no style sheet.
"""

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from babel import Locale
from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from lotsen.notices.catalogue import KINDS, Kind
from lotsen.notices.models import Notice

#: What every mail program knows as the begin of a signature (RFC 3676, 4.3).
SIGNATURE: Final = "-- "
HEADING: Final = "* "
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


@dataclass(frozen=True)
class Piece:
    """A stretch of text, or an address to follow."""

    text: str
    is_address: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph: lines of pieces. ``button`` is the address where it stands alone."""

    lines: tuple[tuple[Piece, ...], ...]
    button: str = ""
    is_heading: bool = False


@dataclass(frozen=True)
class Letter:
    """A mail as it is sent, and what its HTML part is made of, for pages that show it.

    ``unsubscribe`` is empty where it is sent whatever its reader wishes.
    """

    title: str
    text: str
    html: str
    language: str
    unsubscribe: str
    parts: dict[str, Any]


def letter(notice: Notice, *, fewer: str = "") -> Letter:
    """A notice in its frame; ``fewer`` is the address of the page on which its reader sets how mails come."""
    return make(notice.kind, notice.title, notice.body, language=notice.language, fewer=fewer)


def make(kind: str, title: str, body: str, *, language: str, fewer: str = "") -> Letter:
    """Words in the frame of their kind, in the language they are written in."""
    known = KINDS.get(kind)
    with force_locale(language):
        foot = _foot(known, fewer)
        parts = {
            "blocks": blocks(body),
            "foot": foot,
            "fewer": fewer,
            "action": str(known.action) if known else _("Seite öffnen"),
            "language": language,
            "direction": Locale.parse(language).text_direction,
        }
        html = render_template("notices/frame.html", title=title, **parts)
    text = "\n".join([body.strip(), "", SIGNATURE, *foot, *([fewer] if fewer else [])]) + "\n"
    may_be_fewer = known is not None and known.may_be_fewer
    return Letter(title, text, html, language, fewer if may_be_fewer else "", parts)


def blocks(body: str) -> list[Block]:
    """The paragraphs of a text: what stands between empty lines.

    >>> [block.button or block.lines[0][0].text for block in blocks("Guten Tag,\\n\\nhttps://a.example/b")]
    ['Guten Tag,', 'https://a.example/b']
    """
    lines = [line.strip() for line in body.strip().splitlines()]
    return [_block(list(group)) for key, group in groupby(lines, _stands_alone) if key != ""]


def _stands_alone(line: str) -> str:
    """What keeps lines together: empty ones part, an address and a heading are a block of their own."""
    return line if not line or _ADDRESS.fullmatch(line) or line.startswith(HEADING) else "text"


def _block(lines: list[str]) -> Block:
    if _ADDRESS.fullmatch(lines[0]):
        return Block((), button=lines[0])
    if lines[0].startswith(HEADING):
        return Block(((Piece(lines[0].removeprefix(HEADING)),),), is_heading=True)
    return Block(tuple(tuple(_pieces(line)) for line in lines))


def _pieces(line: str) -> list[Piece]:
    found, end = [], 0
    for address in _ADDRESS.finditer(line):
        found += [Piece(line[end : address.start()]), Piece(address.group(), is_address=True)]
        end = address.end()
    return [piece for piece in [*found, Piece(line[end:])] if piece.text]


def _foot(known: Kind | None, fewer: str) -> list[str]:
    """Why it was sent, by whom, and what can be set."""
    said = [str(known.reason)] if known else []
    said.append(_("Abgeschickt von: %(name)s", name=current_app.config["LOTSEN"].operator_name))
    if not fewer:
        return said
    if known is not None and known.may_be_fewer:
        return [*said, _("Weniger Mails, oder nicht zu jeder Zeit? Das stellen Sie hier ein, ohne Passwort:")]
    return [*said, _("Diese Mail kommt immer. Wie oft und wann andere kommen, stellen Sie hier ein, ohne Passwort:")]
