"""Two who should meet: the gap from which they can be introduced, if there is one."""

import uuid
from collections.abc import Iterable
from typing import Final

from sqlalchemy import select

import network
from lotsen.extensions import db
from lotsen.gaps import states, tracking
from lotsen.gaps.models import Gap

Pair = tuple[str, str]

#: Gaps about one organisation that any new contact makes smaller.
ABOUT_ONE: Final = frozenset({"isolated", "L4_artikulation", "L5_isolierte_mso", "L8_kein_tandem"})
#: Gaps about two organisations that do not know each other.
ABOUT_BOTH: Final = frozenset({"L10_doppelstruktur"})


def doors(pairs: Iterable[Pair]) -> dict[Pair, uuid.UUID]:
    """An open gap for each pair that has one: about both, or else the gravest about one of them.

    A mail is part of a gap's history, so that somebody looks again after it; a pair without one has no door.
    NotYet before the rules ever looked.
    """
    closed = set(db.session.scalars(select(Gap.id).where(Gap.status == states.CLOSED)))
    both: dict[frozenset[str], uuid.UUID] = {}
    one: dict[str, uuid.UUID] = {}
    for key, finding in tracking.current().items():
        if key not in closed:
            _note(finding, key, both, one)
    found = ((pair, both.get(frozenset(pair)) or one.get(pair[0]) or one.get(pair[1])) for pair in pairs)
    return {pair: key for pair, key in found if key}


def _note(
    finding: network.Finding, key: uuid.UUID, both: dict[frozenset[str], uuid.UUID], one: dict[str, uuid.UUID]
) -> None:
    """Remember the first gap of each, which is the gravest."""
    if finding.code in ABOUT_BOTH:
        both.setdefault(frozenset(finding.subject[:2]), key)
    elif finding.code in ABOUT_ONE:
        one.setdefault(finding.subject[0], key)
