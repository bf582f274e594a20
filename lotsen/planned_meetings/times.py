"""When somebody wants to meet: the wish as a value, and whether it can be."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask_babel import gettext as _

from lotsen import clock
from lotsen.errors import Invalid
from lotsen.newcomers import free_text
from lotsen.planned_meetings.models import KINDS

LONGEST_MINUTES: Final = 720
FARTHEST: Final = timedelta(days=366)


@dataclass(frozen=True)
class Wish:
    """When, how long, where and what for. ``begins_at`` is aware; ``despite_clash``: the warning was read."""

    begins_at: datetime
    minutes: int
    place: str | None = None
    kind: str = "treffen"
    despite_clash: bool = False


def check(wish: Wish) -> None:
    """Invalid for a time that cannot be, or a place that says too much."""
    now = clock.now()
    if wish.kind not in KINDS:
        raise Invalid(_("Bitte wählen Sie, worum es geht."), "kind")
    if wish.begins_at <= now:
        raise Invalid(_("Dieser Zeitpunkt ist vorbei. Was schon war, tragen Sie als Treffen ein."), "day")
    if wish.begins_at > now + FARTHEST:
        raise Invalid(_("Bitte planen Sie höchstens ein Jahr voraus."), "day")
    if not 5 <= wish.minutes <= LONGEST_MINUTES:
        raise Invalid(
            _("Das Ende muss nach dem Beginn liegen, am selben Tag und höchstens zwölf Stunden später."), "until"
        )
    if sentence := free_text.fault(wish.place):
        raise Invalid(sentence, "place")
