"""The threads that work off the queue."""

from threading import Event

import pytest
from flask import Flask
from huey.consumer import Consumer

from lotsen import jobs


@pytest.mark.parametrize(("workers", "is_held_up"), [(jobs.WORKERS, False), (1, True)])
def test_a_long_job_holds_up_no_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch, workers: int, is_held_up: bool
) -> None:
    """The long one ends once the short one has run. The negative control: a single thread waits in vain."""
    monkeypatch.setattr(jobs, "WORKERS", workers)
    mail_is_out, found = Event(), []
    queue, tasks, ended = app.extensions["jobs"], app.extensions["tasks"], Event()

    @queue.task(name="long")
    def _long() -> None:
        found.append(not mail_is_out.wait(2))
        ended.set()

    tasks["long"], tasks["short"] = _long, queue.task(name="short")(mail_is_out.set)
    jobs.soon(app, "long")
    jobs.soon(app, "short")
    consumer: Consumer = jobs.start_threads(app)
    assert ended.wait(20)
    consumer.stop(graceful=True)
    assert found == [is_held_up]
