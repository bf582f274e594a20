"""Tandems that began, that ended, and that run: the first are the sum of the others, so one number gives another away.

Over all years begun = ended + running. Whoever has every number but one has that one too, and it was hidden
because fewer than five people stand behind it.
"""

from collections.abc import Sequence
from datetime import date

from lotsen.statistics.counted import Together
from lotsen.suppression import is_small, size


def hidden(together: Sequence[Together], until: date) -> tuple[bool, int | None]:
    """Whether the running ones stay hidden, and of which year those that ended; None where all may be shown.

    A year without an end is one that may not be shown: it says that nobody of those who began has ended.
    """
    years = range(min((one.begun_on.year for one in together), default=until.year), until.year + 1)
    if is_small(size(one.person for one in together if one.ended_on is None)):
        return True, until.year
    began = [size(one.person for one in together if one.begun_on.year == year) for year in years]
    ended = [size(one.person for one in together if one.ended_on and one.ended_on.year == year) for year in years]
    return any(is_small(part) for part in [*began, *ended]), None
