"""How the web server runs: by default one process with threads, with the job thread inside."""

import os
import sys
from pathlib import Path
from typing import Any

workers = int(os.environ.get("LOTSEN_PROCESSES", "1"))
threads = int(os.environ.get("LOTSEN_THREADS", "8"))
worker_class = "gthread"
control_socket_disable = True  # it would listen in the home directory and obey anybody there
loglevel = "warning"
graceful_timeout = 15
timeout = 120
keepalive = 5
preload_app = False

_consumers: list[Any] = []


def when_ready(server: Any) -> None:
    """Greet whoever started ./run, once the port answers; the greeting holds sign-ins, so it goes at once."""
    welcome = Path(os.environ.get("LOTSEN_WELCOME", ""))
    if not welcome.is_file():
        return
    address = os.environ.get("LOTSEN_PUBLIC_URL", "http://127.0.0.1:8000")
    text = welcome.read_text(encoding="utf-8")
    welcome.unlink()
    sys.stdout.write(f"\nLotsennetz läuft: {address}\n\n{text}\nBeenden mit Strg+C.\n")
    sys.stdout.flush()


def post_worker_init(worker: Any) -> None:
    """Start the job thread inside the only process; with several, jobs have workers of their own."""
    app = worker.app.wsgi()
    if workers == 1 and app.config["LOTSEN"].has_job_thread:
        from lotsen.jobs import start_thread

        _consumers.append(start_thread(app))


def worker_exit(server: Any, worker: Any) -> None:
    """Let the running job end before the process does."""
    for consumer in _consumers:
        consumer.stop(graceful=True)
