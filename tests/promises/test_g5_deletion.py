"""G5: what must be deleted is gone everywhere, on the day, without anybody remembering."""

import os
import signal
import subprocess
import sys
import uuid
from collections import Counter
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from lotsen import clock, scope
from lotsen.audit import service as audit
from lotsen.audit.models import AuditEntry, AuditStart
from lotsen.consents.models import Consent
from lotsen.database import own_transaction
from lotsen.extensions import db
from lotsen.network_results.models import NetworkResult
from lotsen.newcomers.models import Newcomer
from lotsen.retention.keeping import KEPT
from lotsen.retention.models import ConsentEvidence, EndedTandem
from lotsen.retention.rules import ELSEWHERE, RULES
from lotsen.rows import Base, Keep, RegionRow
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import ELSEWHERE as THERE
from tests.conftest import HERE
from tests.promises.nights import end_everything, night
from tests.promises.world import ROWS, sow

LATER = 12 * 366  # days after which every class has ended
#: What is kept with the installation, or is not about a person any more.
STAYS = {"region_policy", "matching_weights", "gap_thresholds", "audit_start"}
#: What statistics count of deleted rows stays for ten calendar years.
COUNTED = {row.__tablename__ for row in KEPT}
#: These go by other jobs, on days of their own (tests/lotsen/accounts, sign_ups, imports).
OTHER_JOBS = {"sign_in", "mail_link", "sign_up_draft", "imported_row"}


def rows_left() -> dict[str, int]:
    """How many rows each table of a region still has, beyond what may stay."""
    found = {}
    for table, row in ROWS.items():
        if issubclass(row, RegionRow) and table not in STAYS | OTHER_JOBS:
            found[table] = db.session.scalar(select(func.count()).select_from(row)) or 0
    return {table: count for table, count in found.items() if count}


def test_every_retention_class_has_somebody_who_keeps_it() -> None:
    """Derived from ``Keep`` itself: a new class without a rule fails here."""
    assert set(Keep) == {rule.keep for rule in RULES} | set(ELSEWHERE)


def test_what_points_to_a_person_goes_with_the_person() -> None:
    """A foreign key that does not cascade would keep somebody for ever; those to accounts are counted instead."""
    people = {"volunteer", "newcomer", "help_request", "tandem"}
    kept = {
        f"{table.name}.{constraint.column_keys[-1]}"
        for table in Base.metadata.sorted_tables
        for constraint in table.foreign_key_constraints
        if constraint.referred_table.name in people and constraint.ondelete != "CASCADE"
    }
    assert kept == set()


def test_everybody_is_gone_in_the_end_and_every_count_stays(any_app: Flask) -> None:
    """One row of every table in two regions; in one of them everything ended. Numbers of tandems are unchanged."""
    sow(HERE, factories.BUEDINGEN, "63654")
    sow(THERE, factories.GELNHAUSEN, "63571")
    with scope.of(THERE):
        before_there = rows_left()
        db.session.rollback()
    with scope.of(HERE):
        end_everything()
        before = _tandems_by_end()
        db.session.rollback()
    night(any_app, 400)
    with scope.of(HERE):
        two_years = {"organisation", "staff_member", "tie"}
        assert set(rows_left()) == {"audit_entry", "consent_evidence", "network_result"} | two_years | COUNTED
        assert not any(db.session.scalars(select(NetworkResult.found_sealed)))  # rows to hold, with nothing in them
        assert _tandems_by_end() == before
        db.session.rollback()
    with scope.of(THERE):
        still = rows_left()
        assert {table: still.get(table, 0) for table in ("volunteer", "tandem", "newcomer")} == {
            table: before_there.get(table, 0) for table in ("volunteer", "tandem", "newcomer")
        }
        db.session.rollback()
    night(any_app, LATER)
    with scope.of(HERE):
        assert set(rows_left()) <= {"audit_entry", "network_result"}
        assert not any(db.session.scalars(select(NetworkResult.found_sealed)))
        assert audit.verify(HERE) is None


def _tandems_by_end() -> Counter[tuple[str, str | None]]:
    ended = [(row.status, row.end_reason) for row in db.session.scalars(select(EndedTandem))]
    return Counter([*ended, *((row.status, row.end_reason) for row in db.session.scalars(select(Tandem)))])


def test_what_runs_is_left_alone(any_app: Flask) -> None:
    """A running tandem keeps both sides, however old everything is."""
    with scope.of(HERE):
        long_ago = clock.now() - timedelta(days=900)
        newcomer = factories.newcomer(created_at=long_ago)
        request = factories.help_request(newcomer, status="aktiv", status_since=long_ago, created_at=long_ago)
        tandem = factories.tandem(request, created_at=long_ago)
        keys = newcomer.id, tandem.id
        db.session.commit()
    night(any_app)
    with scope.of(HERE):
        assert db.session.scalar(select(Newcomer.id).where(Newcomer.id == keys[0]))
        assert db.session.scalar(select(Tandem.id).where(Tandem.id == keys[1]))


def test_proof_of_consent_outlives_the_person_for_three_years(app: Flask, here: str) -> None:
    """The person is gone, that she agreed can still be shown, and then that goes too."""
    person = factories.volunteer(status="beendet", ended_on=clock.today() - timedelta(days=400))
    index = person.mail_index
    db.session.add(Consent(volunteer_id=person.id, purpose="privacy_notice", text_version="1", language="de",
                           channel="online", given_at=clock.now()))  # fmt: skip
    db.session.commit()
    night(app)
    with scope.of(HERE):
        proof = db.session.scalars(select(ConsentEvidence)).one()
        assert (proof.purpose, proof.person_index) == ("privacy_notice", index)
        db.session.rollback()
    night(app, 3 * 366)
    with scope.of(HERE):
        assert db.session.scalars(select(ConsentEvidence)).all() == []


def test_the_record_is_cut_at_twelve_months_and_still_verifies(any_app: Flask) -> None:
    """Entries of a year ago are gone; the rest is one chain, and a start that was moved by hand is found."""
    for age in (800, 500, 200, 1):
        with clock.moved_to(clock.now() - timedelta(days=age)), own_transaction(region=HERE) as session:
            audit.record("tests.write", "thing", uuid.uuid4(), session=session)
    old_anchor = next(anchor for anchor in audit.anchors() if anchor.region_id == HERE)
    db.session.rollback()
    night(any_app)
    with scope.everywhere("test"):
        ages = [(clock.now() - entry.at).days for entry in db.session.scalars(select(AuditEntry))]
        assert max(ages) == 200
        assert audit.verify(HERE) is None
        assert audit.verify(HERE, old_anchor) is None
        first = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq).limit(1)).one()
        start = db.session.scalars(select(AuditStart)).one()
        start.seq, start.mac = first.seq, first.mac
        db.session.delete(first)
        db.session.flush()
        fault = audit.verify(HERE)
        assert fault is not None
        assert fault.reason == "start forged"
        db.session.rollback()


KILLED = """
import os, signal, sys
from pathlib import Path
from lotsen.extensions import db
from lotsen.jobs import run_inside
from lotsen.retention import service
from tests.databases import make_app

app = make_app(Path(sys.argv[1]))
left = int(sys.argv[2])
real = service.forget
def forget(rule, row):
    global left
    real(rule, row)
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)  # deleted, and not yet committed
service.forget = forget
with app.app_context():
    run_inside(app, service.delete_overdue)
"""


def test_a_job_killed_in_the_middle_leaves_whole_people_and_goes_on(app: Flask, here: str) -> None:
    """SIGKILL between deletion and commit of the third person; the next night finishes."""
    people = [factories.volunteer(status="beendet", ended_on=clock.today() - timedelta(days=400)) for _ in range(6)]
    keys = {person.id for person in people}
    db.session.commit()
    db.session.remove()
    db.engine.dispose()
    folder = app.config["LOTSEN"].instance
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder), "3"], env={**os.environ, "PYTHONPATH": "."})
    assert done.returncode == -signal.SIGKILL
    with scope.of(HERE):
        left = set(db.session.scalars(select(Volunteer.id)))
        assert len(left) == 4
        assert left < keys
        assert {person.volunteer_id for person in db.session.scalars(select(ROWS["volunteer_language"]))} == left
        recorded = db.session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "retention.delete"))
        assert set(recorded) == keys - left
        db.session.rollback()
    night(app)
    with scope.of(HERE):
        assert db.session.scalars(select(Volunteer)).all() == []
        deleted = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "retention.delete")
        assert db.session.scalar(deleted) == 6
    assert audit.verify(HERE) is None
