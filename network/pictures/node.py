"""A node that can be focused, and what it says: one tab stop per picture, arrow keys do the rest."""

from __future__ import annotations

from collections.abc import Mapping

from network.actors import Actor
from network.pictures import svg
from network.pictures.frame import Frame
from network.pictures.layout import Point
from network.pictures.marks import INK
from network.snapshot import Graph, actor_of
from network.table import last_contact_of


def focusable(
    frame: Frame,
    key: str,
    spot: Point,
    *body: str,
    kind: str,
    sentence: str,
    radius: float,
    is_first: bool,
    classes: str = "",
    **data: object,
) -> str:
    """A link (or a plain group without an address) around a sign.

    The script of the page reads `data-node`, `data-x`, `data-y` and `data-kind`.
    Only the first node is a tab stop; the others have tabindex -1, so that the
    keyboard passes a picture of 800 nodes in one step.
    """
    target = frame.address(key) if frame.address else None
    return svg.element(
        "a" if target else "g",
        svg.element("title", svg.escape(sentence)),
        svg.element(
            "circle",
            class_="focus-ring",
            cx=spot[0],
            cy=spot[1],
            r=float(radius),
            fill=INK,
            fill_opacity="0",
            stroke="none",
        ),
        *body,
        class_=f"node node-{kind} {classes}".strip(),
        href=target,
        role=None if target else "img",
        tabindex=0 if is_first else -1,
        aria_label=sentence,
        data_node=key,
        data_kind=kind,
        data_x=float(spot[0]),
        data_y=float(spot[1]),
        **data,
    )


def actor_sentence(graph: Graph, node: str, frame: Frame, names: Mapping[str, str]) -> str:
    """What a screen reader says at this node."""
    actor = actor_of(graph, node)
    edges = graph[node].values()
    last = last_contact_of(edges)
    alone = f"{frame.texts.isolated}."
    sentence = frame.texts.actor_sentence.format(
        label=name_of(actor, frame, names),
        kind=frame.texts.kind_of(actor),
        ties=len(graph[node]),
        contact=frame.texts.last_contact.format(date=frame.day(last)) if last else "" if edges else alone,
    )
    return sentence.strip()


def name_of(actor: Actor, frame: Frame, names: Mapping[str, str]) -> str:
    """The label that the caller gave, or kind and municipality."""
    where = names.get(actor.municipality or "", frame.texts.elsewhere)
    return actor.label or f"{frame.texts.kind_of(actor)}, {where}"
