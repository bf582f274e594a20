"""The week as 21 slots: Monday to Sunday, each with morning, afternoon and evening."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS: Final = ("am", "pm", "eve")
SLOTS: Final = tuple(f"{day}-{part}" for day in DAYS for part in PARTS)
_BITS: Final = {slot: 1 << place for place, slot in enumerate(SLOTS)}


def week_mask(slots: Iterable[str]) -> int:
    """The slots as one number with a bit each, so that an overlap is one ``&``.

    >>> week_mask({"mon-am", "tue-am"})
    9
    """
    mask = 0
    for slot in slots:
        mask |= _BITS[slot]
    return mask
