"""Who writes to SQLite waits for those who came before, and for nobody else."""

import threading
import time

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from lotsen import database
from lotsen.database import own_transaction, reading, writing
from lotsen.extensions import db
from lotsen.regions.models import Region
from lotsen.turns import Turns
from tests.conftest import HERE

ANYTHING = select(Region.id).limit(1)  # where a transaction begins to write, its first look takes the turn


def test_turns_come_in_the_order_of_asking() -> None:
    """Also for whoever gives a turn back and wants it again at once."""
    turns, order = Turns(), list[str]()
    assert turns.take(0)

    def wait(name: str) -> None:
        assert turns.take(10)
        order.append(name)
        turns.give()

    threads = [threading.Thread(target=wait, args=(name,)) for name in "abc"]
    for place, thread in enumerate(threads, start=1):
        thread.start()
        while len(turns._waiting) < place:
            time.sleep(0.001)
    turns.give()
    wait("again")
    for thread in threads:
        thread.join()
    assert order == ["a", "b", "c", "again"]


def test_whoever_gave_up_is_not_waited_for() -> None:
    """A turn that did not come in time goes to the next."""
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(0)


def test_a_page_gets_its_turn_beside_a_job_that_never_stops_writing(app: Flask) -> None:
    """One transaction of the job at most lies between the question and the turn; the job goes on afterwards."""
    written, asked, is_done = [0], threading.Event(), threading.Event()

    def job() -> None:
        while not is_done.is_set():
            with app.app_context(), own_transaction(region=HERE) as session:
                session.scalar(ANYTHING)
                written[0] += 1
                asked.set()
                time.sleep(0.005)

    thread = threading.Thread(target=job)
    thread.start()
    try:
        assert asked.wait(30)
        waited = []
        for _ in range(5):
            before = written[0]
            with app.app_context(), own_transaction(region=HERE) as session:
                session.scalar(ANYTHING)
                waited.append(written[0] - before)
    finally:
        is_done.set()
        thread.join()
    assert max(waited) <= 2


@pytest.mark.parametrize("ends", ["commit", "rollback", "remove", "a fault", "reading", "a lost connection"])
def test_a_turn_ends_with_its_transaction(app: Flask, here: str, monkeypatch: pytest.MonkeyPatch, ends: str) -> None:
    """However it ends, the next one may write; negative control: before it ends, nobody may."""
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    found: list[bool] = []

    def other() -> None:
        try:
            with app.app_context(), own_transaction(region=HERE) as session:
                session.scalar(ANYTHING)
            found.append(True)
        except OperationalError:
            found.append(False)

    def ask() -> bool:
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        return found[-1]

    db.session.rollback()
    with writing():
        db.session.scalar(ANYTHING)
        assert not ask()
        if ends == "a fault":
            with pytest.raises(OperationalError):
                db.session.connection().exec_driver_sql("SELECT nothing FROM nowhere")
            db.session.rollback()
        elif ends == "a lost connection":
            db.session.connection().invalidate()
            db.session.rollback()
        elif ends == "reading":
            with reading():
                assert ask()
        else:
            getattr(db.session, ends)()
    assert ask()
