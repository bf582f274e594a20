"""C1: a click of the matching desk asks all of its people, with their mails, or nobody, also when the power goes."""

import signal
import subprocess
import sys
import uuid

import pytest
from flask import Flask
from sqlalchemy import func, select

from lotsen import scope
from lotsen.accounts.models import MailLink
from lotsen.audit.models import AuditEntry
from lotsen.consents import service as consents
from lotsen.database import writing
from lotsen.extensions import db
from lotsen.matching_runs import service
from lotsen.matching_runs.models import MatchingRunLine
from lotsen.notices.models import Notice
from lotsen.proposals.models import Proposal
from tests import factories
from tests.conftest import HERE
from tests.house.sources import ROOT

TABLES = (Proposal, Notice, MailLink, AuditEntry)
PEOPLE = 5

DYING = """
import os, signal, sys, uuid
from pathlib import Path
from sqlalchemy import event
from lotsen import scope
from lotsen.database import writing
from lotsen.extensions import db
from lotsen.matching_runs import publishing, service
from tests.databases import make_app
folder, url, key, by, start = sys.argv[1:]
app = make_app(Path(folder), url)
with app.app_context(), scope.of("06440"), writing():
    @event.listens_for(db.engine, "after_cursor_execute")
    def _die(connection, cursor, statement, *rest):
        if start and statement.startswith(start):
            os.kill(os.getpid(), signal.SIGKILL)
    lines = [line.id for line in service.lines_of(service.get(uuid.UUID(key)))]
    publishing.publish(uuid.UUID(key), lines, by=uuid.UUID(by))
"""


def _set_up() -> tuple[uuid.UUID, uuid.UUID]:
    """A run that found somebody for each of several requests, and the account that computed it."""
    reader = factories.account("coordinator")
    for _ in range(PEOPLE):
        person = factories.newcomer(reader)
        consents.give("matching", person, language="de", channel="written")
        factories.help_request(person)
        factories.volunteer(capacity=1)
    db.session.commit()
    with writing():
        run = service.solve(by=reader.id, scale=50)
    assert run.served_count == PEOPLE
    return run.id, reader.id


def _stored() -> dict[str, int]:
    """How many rows each table holds that asking writes to, and how many lines were settled."""
    db.session.rollback()
    counts = {table.__tablename__: db.session.scalar(select(func.count(table.region_id))) or 0 for table in TABLES}
    counts["settled"] = db.session.scalar(select(func.count(MatchingRunLine.outcome))) or 0
    return counts


@pytest.mark.parametrize(
    "start", ["INSERT INTO proposal ", "INSERT INTO notice ", "INSERT INTO audit_entry ", "UPDATE matching_run "]
)
def test_kill_in_the_middle_asks_nobody(any_app: Flask, start: str) -> None:
    """The process dies with its proposals, its mails, their record, its last word: nothing is there, and it can go on.

    Negative control: the same process without the killing asks all of them, once.
    """
    with scope.of(HERE):
        run_id, by = _set_up()
        before = _stored()
        assert _run(any_app, run_id, by, start) == -signal.SIGKILL
        assert _stored() == before
        assert service.get(run_id).status == "entwurf"
        db.session.rollback()
        assert _run(any_app, run_id, by, "") == 0
        after = _stored()
        assert {name: after[name] - before[name] for name in ("proposal", "notice", "mail_link", "settled")} == {
            "proposal": PEOPLE, "notice": PEOPLE, "mail_link": PEOPLE, "settled": PEOPLE,
        }  # fmt: skip
        assert service.get(run_id).status == "veroeffentlicht"


def _run(app: Flask, run_id: uuid.UUID, by: uuid.UUID, start: str) -> int:
    settings = app.config["LOTSEN"]
    command = [sys.executable, "-c", DYING, str(settings.instance), settings.database_url, str(run_id), str(by), start]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr[-2000:]
    return done.returncode
