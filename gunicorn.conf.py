"""How the web server runs: by default one process with threads, with the job thread inside.

With LOTSEN_PREPARE (set by ./run) it also brings the database up to date and greets whoever started it.
"""

import io
import os
import signal
import sys
import time
import traceback
from contextlib import redirect_stdout, suppress
from threading import Thread
from typing import Any

from flask.cli import FlaskGroup

PREPARE = os.environ.get("LOTSEN_PREPARE", "")

workers = int(os.environ.get("LOTSEN_PROCESSES", "1"))
threads = int(os.environ.get("LOTSEN_THREADS", "8"))
worker_class = "gthread"
control_socket_disable = True  # it would listen in the home directory and obey anybody there
loglevel = "warning"
graceful_timeout = 15
timeout = 120
keepalive = 5
if PREPARE:
    # Ctrl-C while everything loads ends it without a word; once ready, gunicorn listens to signals itself.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
preload_app = bool(PREPARE)  # what was imported to prepare the data serves the pages too

HOUR = 3600
_greeting = ""
_consumers: list[Any] = []


def _command(app: Any, *words: str) -> str:
    """Run one of our commands inside this process and give what it says."""
    with redirect_stdout(io.StringIO()) as said:
        FlaskGroup(create_app=lambda: app).main(list(words), standalone_mode=False)
    return said.getvalue().strip()


def _prepare(app: Any) -> str:
    """Bring the database up to date and give the greeting; doing it again changes nothing."""
    _command(app, "db", "upgrade")
    _command(app, "geodata")
    if PREPARE != "demo":
        return "Erste Anmeldung: " + _command(app, "first-admin")
    sys.stdout.write(f"· {_command(app, 'demo-data')}\n")
    sys.stdout.flush()
    return "Anmelden können Sie sich zum Beispiel so:\n" + _command(app, "demo-sign-ins")


def on_starting(server: Any) -> None:
    """Prepare before the first page is served; say so when it cannot be done."""
    global _greeting
    if not PREPARE:
        return
    try:
        _greeting = _prepare(server.app.wsgi())
    except Exception:
        traceback.print_exc()
        sys.exit("\nDie Daten sind nicht bereit. Der Fehler steht darüber.")


def post_fork(server: Any, worker: Any) -> None:
    """A process never shares the database connections of its parent."""
    if PREPARE:
        from lotsen.extensions import db

        with worker.app.wsgi().app_context():
            db.engine.dispose(close=False)


def when_ready(server: Any) -> None:
    """Greet once the port answers."""
    if not PREPARE:
        return
    address = server.app.wsgi().config["LOTSEN"].public_url
    sys.stdout.write(f"\nLotsennetz läuft: {address}\n\n{_greeting}\n\nBeenden mit Strg+C.\n")
    sys.stdout.flush()


def _refuse_a_careless_database(app: Any) -> None:
    """Serve no page on a database that could lose what it confirmed; one that is away may come back."""
    from sqlalchemy.exc import OperationalError

    from lotsen import scope
    from lotsen.database import check_durability
    from lotsen.extensions import db

    with app.app_context(), scope.everywhere("start: is the database durable?"), suppress(OperationalError):
        check_durability(db.engine)


def post_worker_init(worker: Any) -> None:
    """Check the database. Start the job threads inside the only process; several have job workers beside them.

    Either way the pools are laid out in memory beside the first pages and every hour, so that no reader has to wait for
    all of it.
    """
    from lotsen import collector

    app = worker.app.wsgi()
    _refuse_a_careless_database(app)
    collector.settle()
    if workers == 1 and app.config["LOTSEN"].has_job_thread:
        from lotsen.jobs import start_threads

        _consumers.append(start_threads(app))
    else:
        Thread(target=_keep_laid_out, args=(app,), daemon=True).start()


def _keep_laid_out(app: Any) -> None:
    """Lay out the pools of this process now and at every full hour, of which one begins a new day."""
    from lotsen.jobs import run_inside
    from lotsen.waits.service import lay_out_pools

    while True:
        try:
            run_inside(app, lay_out_pools)
        except Exception:  # a database that is away comes back
            traceback.print_exc()
        time.sleep(HOUR - time.time() % HOUR + 1 + os.getpid() % 60)  # not all processes at once


def worker_exit(server: Any, worker: Any) -> None:
    """Let the running job end before the process does."""
    for consumer in _consumers:
        consumer.stop(graceful=True)
