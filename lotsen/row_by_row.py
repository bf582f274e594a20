"""Let a job take its step with every row of all regions, in short transactions; a bad row holds up nobody.

A worker may die between any two transactions, and a row that raises is logged and tried again at the next
turn: what one broken record needs must never stop the questions of everybody else.
"""

import logging
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from lotsen import scope
from lotsen.errors import LotsenError
from lotsen.extensions import db

log = logging.getLogger(__name__)
Row = tuple[uuid.UUID, str]
GROUP: Final = 100  # rows of one transaction: others wait for a tenth of a second


def each(rows: Iterable[Row], step: Callable[[uuid.UUID], bool]) -> int:
    """Take the step with each (key, region); how many steps did something."""
    done = 0
    for row_id, region in rows:
        with scope.of(region):
            try:
                done += step(row_id)
            except LotsenError:
                pass  # somebody else was quicker: nothing is left to do here
            except Exception:
                log.exception("a job left a row for its next turn: %s %s", step.__module__, row_id)
            finally:
                db.session.rollback()
    return done


def in_groups(rows: Iterable[Row], step: Callable[[Sequence[uuid.UUID]], int]) -> int:
    """Take the step with many (key, region) at once, a transaction for each group; how many steps did something.

    A group that raises has done nothing: its rows take the step one by one, so that only the bad one is left.
    """
    by_region: dict[str, list[uuid.UUID]] = defaultdict(list)
    for row_id, region in rows:
        by_region[region].append(row_id)
    groups = [
        (keys[start : start + GROUP], region)
        for region, keys in by_region.items()
        for start in range(0, len(keys), GROUP)
    ]
    return sum(_together(keys, region, step) for keys, region in groups)


def _together(keys: Sequence[uuid.UUID], region: str, step: Callable[[Sequence[uuid.UUID]], int]) -> int:
    with scope.of(region):
        try:
            return step(keys)
        except Exception:
            log.warning("a job takes a group row by row: %s", step.__module__, exc_info=True)
        finally:
            db.session.rollback()
    return each([(key, region) for key in keys], lambda key: step([key]) > 0)
