"""What the signs of a picture mean: those that stand in it, and no others."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from network.actors import KINDS, ORGANISATION, STAFF, VOLUNTEER, Actor
from network.pictures import marks, svg
from network.pictures.frame import Entry, Frame
from network.snapshot import Graph


def entries(frame: Frame, actors: Iterable[Actor], styles: Collection[str] = ("tie", "tie tie-faded")) -> list[Entry]:
    """The signs of these actors, their ties in the styles that are drawn, and the ring of those without any.

    A selection leaves out kinds, and a sign that nobody finds in the picture makes the reader doubt what he sees.

    >>> [word for _, word in entries(Frame(), [Actor("a", "staff", None, paid=True)])]
    ['Hauptamtliche', 'Zusammenarbeit: dicker ist enger', 'Lange kein Kontakt', 'Ohne jeden Kontakt im Netz']
    """
    drawn = {(one.kind, _is_hollow(one)) for one in actors}
    return [*_kinds(frame, drawn), *_ties(frame, styles), _alone(frame, drawn)]


def styles_in(graph: Graph, nodes: Iterable[str]) -> set[str]:
    """How the lines among some nodes are drawn; two of them always, so that a reader learns what a line says."""
    return {"tie", "tie tie-faded", *(marks.style_of(edge) for _, _, edge in graph.subgraph(nodes).edges(data=True))}


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


def _ties(frame: Frame, styles: Collection[str]) -> list[Entry]:
    """A line of each style."""
    words = {"tie": frame.texts.tie, "tie tie-faded": frame.texts.fading_tie, "tie tie-member": frame.texts.membership}
    return [_line(style, word) for style, word in words.items() if style in styles]


def _line(style: str, word: str) -> Entry:
    def drawn(x: float, y: float) -> str:
        return marks.tie(f"M{svg.number(x - 11)} {svg.number(y)}H{svg.number(x + 11)}", 4.0, style=style, opacity=0.9)

    return drawn, word


def _alone(frame: Frame, drawn: set[tuple[str, bool]]) -> Entry:
    """The ring around a sign that the reader has seen."""
    alone = _example(max(drawn, key=lambda sign: (sign[0] == VOLUNTEER, *sign), default=(ORGANISATION, False)))
    return lambda x, y: marks.alone_ring((x, y), 5.0) + marks.shape(alone, (x, y), 5.0), frame.texts.isolated
