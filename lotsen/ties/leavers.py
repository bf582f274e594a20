"""Who could leave: everybody of the network, municipality by municipality, so that nobody has to know a name."""

from dataclasses import dataclass

from flask_babel import gettext as _

import network
from lotsen.ties import directory, snapshot

#: The paid come first: whoever asks what breaks mostly asks about them.
_RANKS = {kind: rank for rank, kind in enumerate((network.STAFF, network.ORGANISATION, network.VOLUNTEER))}


@dataclass(frozen=True)
class Group:
    """Everybody of one municipality: key and label, the paid first, each kind by name."""

    place: str
    people: list[tuple[str, str]]


def groups(role: str) -> list[Group]:
    """Everybody whom a role may read, by municipality; those without one come last."""
    known, labels = snapshot.for_reader(role), directory.of(role)
    places = known.places_by_ags
    found: dict[str, list[tuple[int, str, str]]] = {}
    for actor in known.active_actors:
        if actor.id in labels:
            place = places.get(actor.municipality or "")
            words = _words(labels[actor.id])
            found.setdefault(place.name if place else "", []).append((_RANKS[actor.kind], words, actor.id))
    order = sorted(found, key=lambda name: (not name, name.casefold()))
    return [Group(name or _("Ohne Gemeinde"), _people(found[name])) for name in order]


def _words(entry: directory.Entry) -> str:
    """Name and post, or name and number; an organisation says it all with its name."""
    return f"{entry.label} ({entry.note})" if entry.note else entry.label


def _people(some: list[tuple[int, str, str]]) -> list[tuple[str, str]]:
    return [(key, words) for _rank, words, key in sorted(some, key=lambda one: (one[0], one[1].casefold()))]
