"""Work that nobody waits for: a Huey queue, inside the web process by default, in workers of its own at scale.

With SQLite the queue is a file beside the database, and threads of the single web process work it off.
With PostgreSQL the queue lies there and ``flask --app wsgi work`` runs beside the web processes. A job is a
function of the ``schedule``; it runs inside the app, in every region it is told, and may be run twice.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from flask import Flask, Response, current_app, g
from huey import Huey, PostgresHuey, SqliteHuey
from huey.consumer import Consumer

from lotsen import collector, scope
from lotsen.audit import service as audit
from lotsen.database import writing
from lotsen.extensions import db
from lotsen.settings import Settings

#: What is done, and a question to each minute of the clock: is it time?
Schedule = Sequence[tuple[Callable[[], object], Callable[[datetime], bool]]]
#: While one thread computes for long, the other delivers mails.
WORKERS: Final = 2


class _QuietConsumer(Consumer):
    """A consumer inside the web process leaves the signals to gunicorn."""

    def _set_signal_handlers(self) -> None:
        return None


def _queue(settings: Settings) -> Huey:
    url = settings.jobs_database_url or ("" if settings.is_sqlite else settings.database_url)
    if url:
        return PostgresHuey("lotsen", dsn=url)
    settings.instance.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("lotsen", filename=str(settings.instance / "jobs.sqlite"), fsync=True)


def run_inside(app: Flask, work: Callable[[], object]) -> None:
    """Run one job inside the app, across regions, as the actor "job"; whatever it opened is closed."""
    with app.app_context(), scope.everywhere("a job serves every region"), writing():
        audit.act_as(audit.Actor("job"))
        try:
            work()
        finally:
            db.session.remove()


def add_jobs(app: Flask, schedule: Schedule) -> None:
    """Bind the queue and the schedule to the app."""
    queue = _queue(app.config["LOTSEN"])
    app.extensions["jobs"] = queue
    tasks = {}
    for work, when in schedule:

        def task(work: Callable[[], object] = work) -> None:
            run_inside(app, work)

        queue.periodic_task(when, name=f"{work.__name__}_by_clock")(task)
        tasks[work.__name__] = queue.task(name=work.__name__, retries=3, retry_delay=20)(task)
    app.extensions["tasks"] = tasks

    @app.after_request
    def _wake(response: Response) -> Response:
        if g.pop("has_mail", False) and response.status_code < 400:
            soon(app, "deliver_due")
        if g.pop("wants_results", False):
            soon(app, "renew_results")
        return response


def soon(app: Flask, name: str) -> None:
    """Ask for a job now rather than at its next turn."""
    app.extensions["tasks"][name]()


def start_threads(app: Flask) -> Consumer:
    """Work off the queue in threads of this process; ``stop(graceful=True)`` ends it."""
    consumer = _QuietConsumer(app.extensions["jobs"], workers=WORKERS, worker_type="thread", initial_delay=0.2)
    consumer.start()
    soon(app, "measure_tables")  # an installation may have been filled while it stood still
    soon(app, "solve_waiting")  # or have died in the middle of one
    soon(app, "renew_results")
    soon(app, "lay_out_pools")  # what this process keeps in memory; the first reader would wait for it
    return consumer


def work_forever() -> None:
    """Be a worker of one's own, until told to stop."""
    collector.settle()
    Consumer(current_app.extensions["jobs"], workers=WORKERS, worker_type="thread").run()
