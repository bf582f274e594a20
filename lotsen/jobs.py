"""Work that nobody waits for: a Huey queue, inside the web process by default, in workers of its own at scale.

With SQLite the queue is a file beside the database and one thread of the single web process works it
off. With PostgreSQL the queue lies there and ``flask --app wsgi work`` runs beside the web processes.
A job is a function in ``JOBS``; it runs inside the app, in every region it is told, and may be run twice.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.consumer import Consumer

from lotsen import scope
from lotsen.audit.service import Actor
from lotsen.database import measure_tables, writing
from lotsen.extensions import db
from lotsen.settings import Settings

EVERY_MINUTE = crontab()
EVERY_HOUR = crontab(minute="7")
EVERY_MORNING = crontab(hour="8", minute="10")  # mails that people read by day
EVERY_NIGHT = crontab(hour="2", minute="30")
AFTER_THAT = crontab(hour="2", minute="50")  # last, because it leaves the file without traces


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
        from lotsen.audit import service as audit

        audit.act_as(Actor("job"))
        try:
            work()
        finally:
            db.session.remove()


def add_jobs(app: Flask) -> None:
    """Bind the queue and the schedule to the app."""
    from lotsen.accounts.service import forget_old_sign_ins
    from lotsen.check_ins.service import ask_check_ins
    from lotsen.gaps.tracking import follow_gaps
    from lotsen.imports.service import forget_old_lists, work_on_lists
    from lotsen.interest_questions.service import ask_and_remind
    from lotsen.interest_questions.silence import tell_and_end
    from lotsen.matching_runs.service import solve_waiting
    from lotsen.matching_runs.suggestions import refresh_suggestions
    from lotsen.notices.overview import write_overviews
    from lotsen.notices.rounds import gather_due
    from lotsen.notices.service import deliver_due
    from lotsen.own_pages.absences import remind_of_ends
    from lotsen.proposals.deadlines import expire_unanswered
    from lotsen.retention.service import delete_overdue
    from lotsen.sign_ups.service import forget_unfinished

    queue = _queue(app.config["LOTSEN"])
    app.extensions["jobs"] = queue
    schedule: tuple[tuple[Callable[[], object], Any], ...] = (
        (gather_due, EVERY_MINUTE),
        (deliver_due, EVERY_MINUTE),
        (expire_unanswered, EVERY_MINUTE),
        (work_on_lists, EVERY_MINUTE),
        (solve_waiting, EVERY_MINUTE),
        (refresh_suggestions, EVERY_MINUTE),
        (follow_gaps, EVERY_MINUTE),
        (ask_check_ins, EVERY_HOUR),
        (write_overviews, EVERY_HOUR),
        (ask_and_remind, EVERY_MORNING),
        (tell_and_end, EVERY_MORNING),
        (remind_of_ends, EVERY_MORNING),
        (forget_old_sign_ins, EVERY_NIGHT),
        (forget_unfinished, EVERY_NIGHT),
        (forget_old_lists, EVERY_NIGHT),
        (delete_overdue, AFTER_THAT),
        (measure_tables, EVERY_HOUR),
    )
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
        return response


def soon(app: Flask, name: str) -> None:
    """Ask for a job now rather than at its next turn."""
    app.extensions["tasks"][name]()


def start_thread(app: Flask) -> Consumer:
    """Work off the queue in a thread of this process; ``stop(graceful=True)`` ends it."""
    consumer = _QuietConsumer(app.extensions["jobs"], workers=1, worker_type="thread", initial_delay=0.2)
    consumer.start()
    soon(app, "measure_tables")  # an installation may have been filled while it stood still
    return consumer


def work_forever() -> None:
    """Be a worker of one's own, until told to stop."""
    Consumer(current_app.extensions["jobs"], workers=2, worker_type="thread").run()
