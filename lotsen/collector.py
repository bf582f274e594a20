"""How often Python looks for garbage: seldom, and never again through what every process keeps to its end."""

from __future__ import annotations

import gc

#: New objects until the youngest are looked through, and how many such rounds until the older ones are.
THRESHOLDS = (5_000, 10, 5)


def settle() -> None:
    """Set the collector for a process that has loaded everything and now serves.

    With Python's own settings the whole heap (libraries, models, templates) is looked
    through whenever a page has loaded many records, and whoever waits for that page waits
    a tenth of a second longer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
