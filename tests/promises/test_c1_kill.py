"""C1: SIGKILL for the whole server in the middle of writes: what it confirmed is there, nothing is half there.

``LOTSEN_KILLS`` asks for more kills, as the night run does.
"""

import http.client
import os
import random
import re
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select, text

from lotsen import scope
from lotsen.accounts import sessions
from lotsen.audit import service as audit
from lotsen.audit.models import AuditEntry
from lotsen.database import own_transaction
from lotsen.extensions import db
from lotsen.organisations.models import Organisation
from tests import factories
from tests.conftest import HERE
from tests.promises.server import Server

KILLS = int(os.environ.get("LOTSEN_KILLS", "8"))
CLIENTS = 4
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Writer(threading.Thread):
    """A coordinator who enters organisations, and sends again what nobody confirmed."""

    def __init__(self, server: Server, number: int, session: str) -> None:
        super().__init__(daemon=True)
        self.server, self.number, self.cookies = server, number, {"lotsen": session}
        self.confirmed: list[str] = []
        self.strange: list[int] = []
        self.is_done = threading.Event()

    def run(self) -> None:
        """Write until told to stop."""
        count = 0
        while not self.is_done.is_set():
            name = f"Verein {self.number}-{count}"
            status = self._write(name)
            if status in {302, 303} or (status == 422 and name not in self.confirmed):
                self.confirmed.append(name)  # 422: it is there already, from the time before the kill
                count += 1
            elif status is None:
                time.sleep(0.05)
            elif status != 503:
                self.strange.append(status)
                time.sleep(0.05)

    def _write(self, name: str) -> int | None:
        """One form; None when the server died meanwhile."""
        try:
            page = self._ask("GET", "/stellen/neu")
            token = TOKEN.search(page[1])
            if token is None:
                return page[0]
            fields = {"csrf_token": token[1], "name": name, "kind": "mso", "ags": factories.BUEDINGEN}
            return self._ask("POST", "/stellen/neu", urlencode(fields))[0]
        except (OSError, http.client.HTTPException):
            return None

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def _sign_in() -> list[str]:
    with scope.of(HERE):
        accounts = [factories.account("coordinator") for _ in range(CLIENTS)]
        db.session.commit()
        for account in accounts:
            db.session.refresh(account)  # not inside: it would wait for the lock that the next line takes
        with own_transaction(region=HERE) as session:
            tokens = [sessions.start(session, account, is_complete=True) for account in accounts]
        db.session.remove()
    return tokens


def write_and_kill(server: Server, tokens: list[str], *, kills: int, application: str = "wsgi:app") -> list[Writer]:
    """Let everybody write while the server dies again and again."""
    writers = [Writer(server, number, token) for number, token in enumerate(tokens)]
    try:
        _let_them_write(server, writers, kills, application)
    finally:
        server.kill()
    return writers


def _let_them_write(server: Server, writers: list[Writer], kills: int, application: str) -> None:
    server.start(application=application)
    for writer in writers:
        writer.start()
    for _ in range(kills):
        time.sleep(random.uniform(0.6, 1.2))
        server.kill()
        server.start(application=application)
    time.sleep(0.5)
    for writer in writers:
        writer.is_done.set()
    for writer in writers:
        writer.join()


def faults(writers: list[Writer]) -> dict[str, object]:
    """What is missing, half there, twice there or broken."""
    with scope.everywhere("test"):
        stored = dict(db.session.execute(select(Organisation.id, Organisation.name)).all())
        told = set(
            db.session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "organisations.register"))
        )
        whole = db.session.scalar(text("PRAGMA integrity_check")) if db.engine.dialect.name == "sqlite" else "ok"
    confirmed = {name for writer in writers for name in writer.confirmed}
    return {
        "missing": confirmed - set(stored.values()),
        "without record": set(stored) - told,
        "record without row": told - set(stored),
        "twice": len(stored) - len(set(stored.values())),
        "damaged": whole if whole != "ok" else "",
        "chain": audit.verify(HERE) or "",
        "strange answers": [status for writer in writers for status in writer.strange if status >= 500],
    }


def test_nothing_confirmed_is_lost(any_app: Flask, tmp_path: Path) -> None:
    """Rows and their record stand or fall together, on both databases."""
    tokens = _sign_in()
    db.engine.dispose()
    server = Server(tmp_path, any_app.config["LOTSEN"].database_url)
    writers = write_and_kill(server, tokens, kills=KILLS)
    assert sum(len(writer.confirmed) for writer in writers) > KILLS
    assert {name: found for name, found in faults(writers).items() if found} == {}


def test_an_answer_before_the_commit_is_found_out(app: Flask, tmp_path: Path) -> None:
    """The negative control: a server that says "saved" and writes a little later."""
    tokens = _sign_in()
    db.engine.dispose()
    server = Server(tmp_path)
    writers = write_and_kill(server, tokens, kills=2, application="tests.promises.hasty:app")
    assert faults(writers)["missing"]
