"""Let a job take its step with every row of all regions, one transaction each; a bad row holds up nobody.

A worker may die between any two rows, and a row that raises is logged and tried again at the next
turn: what one broken record needs must never stop the questions of everybody else.
"""

import logging
import uuid
from collections.abc import Callable, Iterable

from lotsen import scope
from lotsen.errors import LotsenError
from lotsen.extensions import db

log = logging.getLogger(__name__)
Row = tuple[uuid.UUID, str]


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
