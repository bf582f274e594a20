"""Column names of other programs and other languages, and the one that each stands for here.

Gephi writes Id, Label, Source, Target and Type; Kumu Label, Type, From and To; people who keep a list in German write
what they would say. A name of our own always counts before another one for the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from network.actors import KINDS
from network.files.records import own_fields

#: Other names of the fields of an actor; Kumu knows no id, there the label is one.
OF_ACTORS: Mapping[str, tuple[str, ...]] = {
    "id": ("kennung", "nr", "nummer", "label", "name"),
    "label": ("name", "bezeichnung"),
    "kind": ("art", "type", "typ"),
    "municipality": ("ags", "gemeindeschlüssel", "gemeinde"),
    "organisation_kind": ("stellenart",),
    "organisation": ("stelle", "träger"),
    "paid": ("hauptamtlich", "bezahlt"),
    "modes": ("mode", "engagement"),
    "languages": ("sprachen", "sprache"),
    "needs": ("themen", "thema", "bedarfe"),
    "capacity": ("plätze",),
    "since": ("seit", "beginn", "start", "start date"),
    "until": ("bis", "ende", "end", "end date"),
}
OF_TIES: Mapping[str, tuple[str, ...]] = {
    "source": ("from", "quelle", "von"),
    "target": ("to", "ziel", "nach", "an", "mit"),
    "kind": ("tie_kind", "art", "type", "typ"),
    "since": ("seit", "beginn", "start", "start date"),
    "until": ("bis", "ende", "end", "end date"),
    "last_contact": ("letzter kontakt", "last contact"),
    "count": ("anzahl", "kontakte"),
    "intensity": ("stärke",),
    "directed": ("gerichtet",),
}
OF_PLACES: Mapping[str, tuple[str, ...]] = {
    "ags": ("gemeindeschlüssel",),
    "name": ("gemeinde",),
    "lat": ("breite", "latitude"),
    "lon": ("länge", "lng", "longitude"),
    "population": ("einwohner",),
}
#: Kinds of actors as others call them.
WORDS: Mapping[str, str] = {
    "hauptamtliche": "staff", "hauptamtlich": "staff", "hauptamt": "staff", "fachkraft": "staff",
    "ehrenamtliche": "volunteer", "ehrenamtlich": "volunteer", "ehrenamt": "volunteer", "freiwillige": "volunteer",
    "organization": "organisation", "stelle": "organisation", "verein": "organisation", "träger": "organisation",
}  # fmt: skip
#: What Gephi (as Type) and Kumu (as Direction) say of a tie.
DIRECTIONS: Mapping[str, bool] = {"directed": True, "undirected": False, "mutual": False}
GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
Line = Mapping[str, Any]


def as_actors(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Lines of people and organisations under our names; a foreign kind that is none of ours is left out.

    >>> as_actors([{"Label": "Ana", "Type": "Ehrenamtliche"}])[0]["kind"]
    'volunteer'
    """
    known = known_names(_names(lines), OF_ACTORS)
    found = _renamed(lines, known)
    for one in found:
        kind = str(one.get("kind") or "")
        one["kind"] = WORDS.get(kind.casefold(), kind.casefold() if kind.casefold() in KINDS else kind)
        if one["kind"] not in KINDS and known.get("kind") != "kind":
            one["kind"] = None
    return found


def as_ties(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Lines of ties under our names; the direction may stand in a column of Gephi or of Kumu.

    >>> as_ties([{"From": "a", "To": "b", "Type": "directed"}])[0]["directed"]
    True
    """
    found = _renamed(lines, known_names(_names(lines), OF_TIES))
    for one in found:
        said = [str(value).casefold() for name, value in one.items() if name.casefold() in ("type", "direction")]
        ways = [DIRECTIONS[word] for word in said if word in DIRECTIONS]
        if ways and one.get("directed") in (None, ""):
            one["directed"] = ways[0]
        if str(one.get("kind")).casefold() in DIRECTIONS:
            one["kind"] = None
    return found


def as_places(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Lines of municipalities under our names."""
    return _renamed(lines, known_names(_names(lines), OF_PLACES))


#: What Gephi and NetworkX write of their own, and we neither read nor miss.
OF_OTHERS = frozenset({"type", "direction", "tie_kind", "key", "timeset", "interval", "x", "y", "size", "color"})


def left_out(file: str, lines: Sequence[Line], kind: type, others: Mapping[str, tuple[str, ...]]) -> list[str]:
    """A sentence about the columns of a table that mean nothing here, if there are any.

    >>> from network.actors import Actor
    >>> left_out("a.csv", [{"id": "a", "Sprachn": "tir"}], Actor, OF_ACTORS)[0].partition(";")[0]
    'a.csv: left out Sprachn'
    """
    own = [field.name for field in own_fields(kind)]
    meant = {*own, *others, *chain.from_iterable(others.values()), *OF_OTHERS}
    foreign = [name for name in _names(lines) if name.strip().casefold() not in meant]
    return [f"{file}: left out {', '.join(foreign)}; the columns are {', '.join(own)}"] if foreign else []


def known_names(names: Iterable[str], others: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """For each of our names that is there, by itself or by another one: under which name it stands.

    >>> known_names(["Label", "Von", "source"], {"source": ("von",), "label": ()})
    {'source': 'source', 'label': 'Label'}
    """
    there = {name.strip().casefold(): name for name in names}
    first = {own: next((name for name in (own, *also) if name in there), None) for own, also in others.items()}
    return {own: there[name] for own, name in first.items() if name is not None}


def _names(lines: Iterable[Line]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(lines)))


def _renamed(lines: Iterable[Line], known: Mapping[str, str]) -> list[dict[str, Any]]:
    """The same lines with what is known under our names, days as 2026-11-23."""
    found = [{**line, **{own: line.get(name) for own, name in known.items()}} for line in lines]
    for one in found:
        for name in {"since", "until", "last_contact"} & one.keys():
            if one[name]:
                one[name] = iso_day(str(one[name]))
    return found


def iso_day(text: str) -> str:
    """A day as people write it in German, as 2026-11-23; anything else as it is.

    >>> iso_day("1.2.2026"), iso_day("2026-02-01")
    ('2026-02-01', '2026-02-01')
    """
    day = GERMAN_DAY.fullmatch(text.strip())
    return f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}" if day else text
