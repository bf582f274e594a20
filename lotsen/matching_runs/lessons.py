"""What the region's own tandems say about the weights: learned only from enough of them, and only shown.

Nothing switches itself on: a coordinator reads how well the learned weights foretell later tandems, and
saves them like any others (``regions.weights``), or does not.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select

from lotsen import clock
from lotsen.extensions import db
from lotsen.proposals.models import Proposal
from lotsen.regions import weights
from lotsen.tandems.models import Tandem
from matching import Settings
from matching.learning import LEAST, Learned, Outcome, learn, qualities
from matching.people import ImpossibleError
from matching.reasons import Reason

LASTS: Final = timedelta(days=90)


@dataclass(frozen=True)
class Lessons:
    """How many tandems are decided, how many it takes, and what they say; None where they say nothing yet."""

    known: int
    needed: int
    learned: Learned | None

    @property
    def shares(self) -> dict[str, int]:
        """The learned weights in whole per cent that add up to 100."""
        return _whole(dict(self.learned.weights)) if self.learned else {}


def lessons() -> Lessons:
    """Learn from every tandem of the region of which we know whether it lasted."""
    found = _outcomes()
    settings = weights.settings_of(clock.today())
    try:
        learned = learn(found, settings=settings)
    except ImpossibleError:  # too few, or all alike: the page says how many there are
        learned = None
    return Lessons(len(found), LEAST, learned)


def _outcomes() -> list[Outcome]:
    statement = select(Tandem, Proposal).join(Proposal, Proposal.id == Tandem.proposal_id)
    found = []
    held: dict[date, Settings] = {}
    for tandem, proposal in db.session.execute(statement):
        lasted = _lasted(tandem)
        if lasted is None:
            continue
        day = clock.day_of(proposal.created_at)
        if day not in held:
            held[day] = weights.settings_of(day)
        stored: list[dict[str, Any]] = proposal.reasons
        told = [Reason(one["code"], one["facts"], one["points"]) for one in stored]
        finished = tandem.ended_on or clock.today()
        found.append(Outcome(qualities=qualities(told, held[day]), lasted=lasted, finished_on=finished))
    return found


def _lasted(tandem: Tandem) -> bool | None:
    """Whether both agreed and it was alive after ninety days; None while nobody can know."""
    begun = tandem.started_on or clock.day_of(tandem.created_at)
    until = tandem.ended_on or clock.today()
    both_agreed = tandem.volunteer_agreed_at is not None and tandem.newcomer_agreed_at is not None
    if tandem.is_running and until - begun < LASTS:
        return None
    return both_agreed and (until - begun >= LASTS or tandem.status == "abgeschlossen")


def _whole(points: dict[str, int]) -> dict[str, int]:
    """Points as per cent, rounded so that nothing of the whole is lost (largest remainder)."""
    total = sum(points.values())
    exact = {code: one * weights.WHOLE / total for code, one in points.items()}
    shares = {code: int(one) for code, one in exact.items()}
    left = weights.WHOLE - sum(shares.values())
    for code in sorted(exact, key=lambda one: (shares[one] - exact[one], one))[:left]:
        shares[code] += 1
    return shares
