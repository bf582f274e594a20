"""The life of a volunteer: which state may follow which, and what must be done before release.

The order is the programme's: interest, first talk, check of papers, training, release; then pause and
end. Who is not suited leaves before release. ``MOVES`` is the one table; everything else asks it.
"""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from lotsen import clock
from lotsen.errors import Conflict
from lotsen.volunteers.models import Volunteer

BEFORE_RELEASE = ("interessiert", "erstgespraech_geplant", "in_pruefung", "in_qualifizierung")
RELEASED = ("freigegeben", "pausiert")
GONE = ("beendet", "abgelehnt", "anonymisiert")

#: The end reason of somebody who wants to be deleted at once, and not kept for a certificate (Art. 17 DSGVO).
ON_REQUEST = "loeschung_gewuenscht"


@dataclass(frozen=True)
class Move:
    """A step from one state to the next; ``rule`` names what must hold, in ``moves.py``."""

    source: str
    target: str
    rule: str


MOVES: tuple[Move, ...] = (
    Move("interessiert", "erstgespraech_geplant", "talk_planned"),
    Move("erstgespraech_geplant", "in_pruefung", "talk_held"),
    Move("in_pruefung", "in_qualifizierung", "talk_held"),
    Move("in_qualifizierung", "freigegeben", "nothing_missing"),
    Move("freigegeben", "pausiert", "always"),
    Move("pausiert", "freigegeben", "nothing_missing"),
    Move("freigegeben", "beendet", "no_running_tandem"),
    Move("pausiert", "beendet", "no_running_tandem"),
    *(Move(state, "abgelehnt", "always") for state in BEFORE_RELEASE),
    Move("beendet", "anonymisiert", "retention"),
    Move("abgelehnt", "anonymisiert", "retention"),
)
_RULES = {(move.source, move.target): move for move in MOVES}

NOT_FROM_HERE = _l("Dieser Schritt passt nicht zum jetzigen Stand. Bitte laden Sie die Seite neu.")


def may_move(source: str, target: str) -> bool:
    """Whether the table has this step at all.

    >>> may_move("interessiert", "freigegeben"), may_move("freigegeben", "pausiert")
    (False, True)
    """
    return (source, target) in _RULES


def next_states(source: str) -> list[str]:
    """Where the table leads from here, in its order."""
    return [move.target for move in MOVES if move.source == source]


def rule_of(source: str, target: str) -> str:
    """The rule of a step; Conflict when there is no such step."""
    if not may_move(source, target):
        raise Conflict(NOT_FROM_HERE)
    return _RULES[source, target].rule


def enter(volunteer: Volunteer, target: str) -> None:
    """Put the volunteer into the next state; Conflict for a step that is not in the table.

    Services call it after they have checked the rule of the step, inside their transaction.
    """
    rule_of(volunteer.status, target)
    volunteer.status, volunteer.status_since = target, clock.now()
    if target == "freigegeben" and volunteer.released_at is None:
        volunteer.released_at = clock.now()
    if target in ("beendet", "abgelehnt"):
        volunteer.ended_on = clock.today()
