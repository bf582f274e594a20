"""D5: a list comes in whole or not at all, also when the power goes; twice sent, it comes in once."""

import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Sequence

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select, update

from lotsen import scope
from lotsen.audit.models import AuditEntry
from lotsen.database import change, writing
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.imports import service, taking_over, undoing
from lotsen.imports.models import Import, ImportedRow
from lotsen.volunteers.models import Volunteer, VolunteerLanguage, VolunteerNeed
from tests import factories
from tests.conftest import HERE
from tests.lotsen.imports.lists import ROOT, clean_row, csv_bytes

FAULTY = clean_row(7) | {"PLZ": "10115", "Ort": "Berlin"}
TABLES = (Volunteer, VolunteerLanguage, VolunteerNeed, ImportedRow)


def _brought(rows: list[dict[str, str]]) -> Import:
    """A checked import of some rows."""
    with writing():
        account = factories.account()
        db.session.commit()
        source, _ = service.upload(data=csv_bytes(rows), file_name="liste.csv", account_id=account.id)
        return service.set_mapping(source.id, mapping=dict(source.mapping))


def _stored() -> dict[str, int]:
    """How many rows each table holds that a take-over writes to."""
    db.session.rollback()
    return {table.__tablename__: db.session.scalar(select(func.count(table.id))) or 0 for table in TABLES}


NOTHING = {table.__tablename__: 0 for table in TABLES}


def test_one_wrong_row_keeps_all_out(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """19 good rows and one wrong: nothing is stored, and by choice exactly the 19.

    Negative control: without the refusal the 19 would have come in unasked.
    """
    with scope.of(HERE), writing(), force_locale("de"):
        source = _brought([*map(clean_row, range(19)), FAULTY | {"E-Mail": "berlin@example.org"}])
        with pytest.raises(Invalid):
            service.take_over(source.id)
        assert _stored() == NOTHING
        service.take_over(source.id, only_good=True)
        assert _stored()["volunteer"] == 19
        assert [row.row for row in service.checked(service.get(source.id))] == [21]  # of nobody else a copy stays
        service.undo(source.id)
        assert _stored() == NOTHING
        monkeypatch.setattr(taking_over, "_refuse_open", lambda counts, *, only_good: None)
        again = _brought([*map(clean_row, range(19)), FAULTY])
        service.take_over(again.id)
        assert _stored()["volunteer"] == 19


DYING = """
import os, signal, sys, uuid
from pathlib import Path
from sqlalchemy import event
from lotsen import scope
from lotsen.database import change, writing
from lotsen.extensions import db
from lotsen.imports import service
from tests.databases import make_app
folder, url, key, table = sys.argv[1:]
app = make_app(Path(folder), url)
with app.app_context(), scope.of("06440"), writing():
    @event.listens_for(db.engine, "after_cursor_execute")
    def _die(connection, cursor, statement, *rest):
        if table and statement.startswith(f"INSERT INTO {table} "):
            os.kill(os.getpid(), signal.SIGKILL)
    service.take_over(uuid.UUID(key))
"""


@pytest.mark.parametrize("table", ["volunteer", "imported_row", "audit_entry"])
def test_kill_in_the_middle_leaves_nothing(any_app: Flask, table: str) -> None:
    """The process dies after its first volunteers, its last rows, its audit entry: 0 rows, and it can go on.

    Negative control: the same process without the killing stores all of them.
    """
    with scope.of(HERE):
        source = _brought(list(map(clean_row, range(60))))
        key, before = source.id, _entries()
        assert _run(any_app, key, table) == -signal.SIGKILL
        assert _stored() == NOTHING
        assert service.get(key).status == "geprueft"
        assert _entries() == before
        db.session.rollback()
        assert _run(any_app, key, "") == 0
        assert _stored()["volunteer"] == _stored()["imported_row"] == 60
        assert _entries() == before + 1


def _entries() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(AuditEntry.seq))) or 0


def _run(app: Flask, key: uuid.UUID, table: str) -> int:
    settings = app.config["LOTSEN"]
    command = [sys.executable, "-c", DYING, str(settings.instance), settings.database_url, str(key), table]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr[-2000:]
    return done.returncode


def test_ten_thousand_rows_by_a_job(app: Flask) -> None:
    """10,000 rows: checked in 15 seconds, taken over in 30, and sent again they change nothing."""
    with scope.of(HERE), writing():
        account = factories.account()
        db.session.commit()
        data = csv_bytes(map(clean_row, range(10_000)))
        took = {}
        source, _ = service.upload(data=data, file_name="lang.csv", account_id=account.id)
        source = service.set_mapping(source.id, mapping=dict(source.mapping))
        assert source.status == "wird_geprueft"
        key = source.id
        db.session.rollback()
        took["check"] = _job()
        assert service.get(key).counts["taken"] == 10_000
        assert service.take_over(key).status == "wird_uebernommen"
        assert _stored() == NOTHING
        took["take_over"] = _job()
        assert _stored()["volunteer"] == 10_000
        again, is_new = service.upload(data=data, file_name="lang.csv", account_id=account.id)
        assert (again.id, is_new) == (key, False)
    assert took["check"] <= 15
    assert took["take_over"] <= 30  # checks once more, then writes


def _job() -> float:
    start = time.process_time()  # what others do on the machine is not our time
    with scope.everywhere("a job serves every region"), writing():
        service.work_on_lists()
    return time.process_time() - start


WORKING = """
import sys
from pathlib import Path
from lotsen import scope
from lotsen.database import change, writing
from lotsen.imports import service
from tests.databases import make_app
from tests.memory import peak_mib
app = make_app(Path(sys.argv[1]), sys.argv[2])
with app.app_context(), scope.everywhere("a job serves every region"), writing():
    before = peak_mib()
    service.work_on_lists()
print(before, peak_mib())
"""


def _peak_of_job(app: Flask) -> int:
    """What a process of its own held at most while it did the job, the whole product included."""
    settings = app.config["LOTSEN"]
    db.session.rollback()
    command = [sys.executable, "-c", WORKING, str(settings.instance), settings.database_url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    before, after = map(int, done.stdout.split())
    assert before < after
    return after


def test_a_long_list_stays_small_from_check_to_take_over(app: Flask) -> None:
    """10,000 rows are checked, and then written, within 300 MiB each."""
    with scope.of(HERE), writing():
        key = _brought(list(map(clean_row, range(10_000)))).id
        assert _peak_of_job(app) <= 300
        assert service.get(key).counts["taken"] == 10_000
        service.take_over(key)
        assert _peak_of_job(app) <= 300
        assert _stored()["volunteer"] == 10_000


def test_a_list_is_not_taken_back_over_a_change_of_this_moment(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody edits one of its people while it is taken back: she waits and finds nobody, or is not overwritten."""
    honest = undoing.changed_since
    edited: list[int] = []

    def _edit() -> None:
        with any_app.app_context(), scope.of(HERE), writing():
            hers = update(Volunteer).values(radius_km=77)
            edited.append(change(hers))
            db.session.commit()
            db.session.remove()

    def _looks(source: Import, rows: Sequence[ImportedRow]) -> list[Volunteer]:
        found = honest(source, rows)
        other.start()
        other.join(1)
        return found

    with scope.of(HERE), writing(), force_locale("de"):
        source = _brought([clean_row(1)])
        service.take_over(source.id)
        monkeypatch.setattr(undoing, "changed_since", _looks)
        other = threading.Thread(target=_edit)
        service.undo(source.id)
        other.join(60)
        assert (edited, _stored()) == ([0], NOTHING)
