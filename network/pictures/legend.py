"""What the signs of a picture mean: those that stand in it, and no others."""

from __future__ import annotations

from collections.abc import Iterable

from network.actors import KINDS, ORGANISATION, STAFF, VOLUNTEER, Actor
from network.pictures import marks, svg
from network.pictures.frame import Entry, Frame


def entries(frame: Frame, actors: Iterable[Actor]) -> list[Entry]:
    """The signs of these actors, their ties, and the ring of those without any.

    A selection leaves out kinds, and a sign that nobody finds in the picture makes the reader doubt what he sees.

    >>> [word for _, word in entries(Frame(), [Actor("a", "staff", None, paid=True)])]
    ['Hauptamtliche', 'Zusammenarbeit: dicker ist enger', 'Lange kein Kontakt', 'Ohne jeden Kontakt im Netz']
    """
    drawn = {(one.kind, _is_hollow(one)) for one in actors}
    return [*_kinds(frame, drawn), *_ties(frame, drawn)]


def _is_hollow(actor: Actor) -> bool:
    """Is it drawn hollow, because nobody is paid for it?"""
    return actor.kind != VOLUNTEER and not actor.paid


def _kinds(frame: Frame, drawn: set[tuple[str, bool]]) -> list[Entry]:
    texts = frame.texts
    words = {(kind, False): word for kind, word in texts.kinds.items()}
    words[STAFF, False], words[STAFF, True] = texts.paid_staff, texts.voluntary_staff
    words[ORGANISATION, False], words[ORGANISATION, True] = texts.paid_organisation, texts.voluntary_organisation
    order = [(kind, is_hollow) for kind in KINDS for is_hollow in (False, True)]
    return [_sign(sign, words[sign]) for sign in order if sign in drawn and sign in words]


def _sign(sign: tuple[str, bool], word: str) -> Entry:
    return lambda x, y: marks.shape(_example(sign), (x, y), 6.0), word


def _example(sign: tuple[str, bool]) -> Actor:
    kind, is_hollow = sign
    return Actor("", kind, None, paid=kind != VOLUNTEER and not is_hollow)


def _ties(frame: Frame, drawn: set[tuple[str, bool]]) -> list[Entry]:
    """Fresh and fading ties, and the ring around a sign that the reader has seen."""

    def line(x: float, y: float, *, is_faded: bool) -> str:
        d = f"M{svg.number(x - 11)} {svg.number(y)}H{svg.number(x + 11)}"
        return marks.tie(d, 4.0, is_faded=is_faded, opacity=0.9)

    alone = _example(max(drawn, key=lambda sign: (sign[0] == VOLUNTEER, *sign), default=(ORGANISATION, False)))
    return [
        (lambda x, y: line(x, y, is_faded=False), frame.texts.tie),
        (lambda x, y: line(x, y, is_faded=True), frame.texts.fading_tie),
        (lambda x, y: marks.alone_ring((x, y), 5.0) + marks.shape(alone, (x, y), 5.0), frame.texts.isolated),
    ]
