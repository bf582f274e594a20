"""A real gunicorn on a free port, for what only whole processes can show."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.databases import SECRETS
from tests.house.sources import ROOT
from tests.lotsen.notices.relay import free_port


class Server:
    """One installation that can be started, killed with everything it started, and started again."""

    def __init__(self, instance: Path, database_url: str = "", *, threads: int = 4, **settings: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        named = {**SECRETS, "instance": str(instance), "database_url": database_url, **settings}
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LOTSEN_")},
            **{f"LOTSEN_{name.upper()}": value for name, value in named.items()},
            "LOTSEN_THREADS": str(threads), "LOTSEN_PUBLIC_URL": self.address,
        }  # fmt: skip
        self.log = instance / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, application: str = "wsgi:app", wait: bool = True) -> None:
        """Start, and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", application]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        while wait and not self.answers():
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether the health page is there."""
        try:
            with urllib.request.urlopen(f"{self.address}/gesundheit", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """SIGKILL for the whole group: nobody gets to say goodbye."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
