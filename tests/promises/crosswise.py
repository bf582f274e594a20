"""Two steps at the same moment, each halted once it holds its first row: the worst moment there is."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from lotsen import scope
from lotsen.database import writing
from lotsen.errors import Conflict
from lotsen.extensions import db
from tests.conftest import HERE

Step = Callable[[], object]
PATIENCE = 0.7  # how long a step that holds something waits for the other one to hold something too


@contextmanager
def _halting() -> Iterator[None]:
    """Whoever has taken a first row waits until everybody has, or until it is clear that the other waits for it."""
    meet, met = threading.Barrier(2), threading.local()

    def _after(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if getattr(met, "done", False) or not ("FOR UPDATE" in statement or statement.startswith("UPDATE")):
            return
        met.done = True
        try:
            meet.wait(PATIENCE)
        except threading.BrokenBarrierError:
            return

    engine = db.engine
    event.listen(engine, "after_cursor_execute", _after)
    try:
        yield
    finally:
        event.remove(engine, "after_cursor_execute", _after)


def crosswise(app: Flask, *steps: Step) -> list[str]:
    """Take steps at the same moment, each in a thread; what became of each: done, late (Conflict), or the fault."""
    outcomes = ["" for _step in steps]

    def _take(place: int, step: Step) -> None:
        with app.test_request_context(), scope.of(HERE), writing():
            try:
                step()
                outcomes[place] = "done"
            except Conflict:
                outcomes[place] = "late"
            except Exception as error:
                outcomes[place] = str(getattr(error, "orig", error)).partition("\n")[0]
            finally:
                db.session.remove()

    with _halting():
        threads = [threading.Thread(target=_take, args=given) for given in enumerate(steps)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    return outcomes
