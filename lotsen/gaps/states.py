"""The life of a gap: new, in work, closed with a reason; and when the computation itself moves it.

Pure: states and days in, a step out. People close a gap as done, or accept it as it is until a day; one
that the rules no longer find closes itself. It opens again when it returns, when the day has come, or
when somebody said done and the rules still find it two weeks later.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

NEW, IN_WORK, CLOSED = "neu", "in_arbeit", "geschlossen"
OPEN: Final = frozenset({NEW, IN_WORK})
DONE, ACCEPTED, BY_ITSELF = "erledigt", "angenommen", "von_selbst"
ENDS: Final = frozenset({DONE, ACCEPTED, BY_ITSELF})

WORK_DAYS: Final = 14  # until when somebody who begins usually wants to have looked
LONGEST_WORK_DAYS: Final = 183
STILL_THERE_DAYS: Final = 14  # done, and found all the same: the records have had time to follow
LOOK_AGAIN_DAYS: Final = 183
LONGEST_LOOK_AGAIN_DAYS: Final = 366  # accepting is no way to be rid of a gap for good

#: What may happen in which state, and what comes of it.
MOVES: Final[dict[str, tuple[frozenset[str], str]]] = {
    "begonnen": (frozenset({NEW}), IN_WORK),
    "werbetext": (OPEN, IN_WORK),
    "schulung": (OPEN, IN_WORK),
    "vorstellung": (OPEN, IN_WORK),
    "entlastung": (OPEN, IN_WORK),
    "abgegeben": (frozenset({IN_WORK}), NEW),
    "erledigt": (OPEN, CLOSED),
    "angenommen": (OPEN, CLOSED),
    "von_selbst": (OPEN, CLOSED),
    "geoeffnet": (frozenset({CLOSED}), NEW),
    "wieder_da": (frozenset({CLOSED}), NEW),
    "besteht_weiter": (frozenset({CLOSED}), NEW),
    "wiedervorlage": (frozenset({CLOSED}), NEW),
}
#: Noted in any state, and changes none.
NOTED: Final = frozenset({"notiz", "kontakt", "bekannt"})


@dataclass(frozen=True)
class Standing:
    """Where a gap stands: its state, why it ended, whether the last computation found it, when to look again."""

    status: str
    ended_as: str | None = None
    is_found: bool = True
    look_again_on: date | None = None


def after(status: str, step: str) -> str | None:
    """The state after a step; None where the step cannot happen.

    >>> after("neu", "begonnen"), after("geschlossen", "begonnen"), after("geschlossen", "notiz")
    ('in_arbeit', None, 'geschlossen')
    """
    if step in NOTED:
        return status
    sources, target = MOVES[step]
    return target if status in sources else None


def follow(standing: Standing, *, is_found: bool, today: date) -> str | None:
    """The step that a new computation takes by itself; None where it changes nothing.

    >>> follow(Standing("in_arbeit"), is_found=False, today=date(2026, 6, 1))
    'von_selbst'
    """
    if standing.status in OPEN:
        return None if is_found else "von_selbst"
    if not is_found:
        return None
    if not standing.is_found:
        return "wieder_da"
    if standing.look_again_on and standing.look_again_on <= today:
        return "wiedervorlage" if standing.ended_as == ACCEPTED else "besteht_weiter"
    return None
