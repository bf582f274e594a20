"""G5: what must be deleted is gone everywhere, on the day, without anybody remembering."""

import os
import signal
import subprocess
import sys
import uuid
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from lotsen import clock, scope
from lotsen.audit import service as audit
from lotsen.audit.models import AuditEntry, AuditStart
from lotsen.consents.models import Consent
from lotsen.database import own_transaction
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.jobs import run_inside
from lotsen.newcomers.models import Newcomer
from lotsen.notices.models import Notice
from lotsen.proposals.models import Proposal
from lotsen.retention.models import ConsentEvidence, EndedTandem
from lotsen.retention.rules import ELSEWHERE, RULES
from lotsen.retention.service import delete_overdue
from lotsen.rows import Base, Keep, RegionRow
from lotsen.tandems.models import Tandem
from lotsen.ties.models import Tie
from lotsen.volunteers.models import FuehrungszeugnisCheck, Volunteer
from lotsen.volunteers.states import ON_REQUEST
from tests import factories
from tests.conftest import ELSEWHERE as THERE
from tests.conftest import HERE
from tests.promises.world import ROWS, sow

LATER = 12 * 366  # days after which every class has ended
#: What is kept by hand, with the installation, or is not about a person any more.
STAYS = {"organisation", "staff_member", "region_policy", "ended_tandem", "audit_start"}
#: These go by other jobs, on days of their own (tests/lotsen/accounts, sign_ups, imports).
OTHER_JOBS = {"sign_in", "mail_link", "sign_up_draft", "imported_row"}


def night(app: Flask, days: int = 0) -> None:
    """Run the job on the day that lies so many days ahead, in its night."""
    day = clock.today() + timedelta(days=days)
    with clock.moved_to(datetime.combine(day, time(2, 50), tzinfo=clock.BERLIN)):
        run_inside(app, delete_overdue)


def end_everything() -> None:
    """Let everybody in the region have ended today."""
    for volunteer in db.session.scalars(select(Volunteer)):
        volunteer.status, volunteer.ended_on, volunteer.taken_count = "beendet", clock.today(), 0
    for tandem in db.session.scalars(select(Tandem)):
        tandem.status, tandem.is_running, tandem.end_reason, tandem.ended_on = (
            "abgebrochen", False, "passt_nicht", clock.today(),
        )  # fmt: skip
    for request in db.session.scalars(select(HelpRequest)):
        request.status, request.closed_at = "abgebrochen", clock.now()
    for proposal in db.session.scalars(select(Proposal)):
        proposal.status = "abgelehnt"
    for consent in db.session.scalars(select(Consent).where(Consent.withdrawn_at.is_(None))):
        consent.withdrawn_at = clock.now()
    for account in db.session.scalars(select(ROWS["account"])):
        account.is_active = False
    db.session.commit()


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
        assert set(rows_left()) == {"audit_entry", "consent_evidence", "tie"}
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
        assert set(rows_left()) <= {"audit_entry"}
        assert audit.verify(HERE) is None


def _tandems_by_end() -> Counter[tuple[str, str | None]]:
    ended = [(row.status, row.end_reason) for row in db.session.scalars(select(EndedTandem))]
    return Counter([*ended, *((row.status, row.end_reason) for row in db.session.scalars(select(Tandem)))])


def _stored_bytes() -> list[bytes]:
    """What is stored of everybody who must go: the sealed bytes and the open numbers themselves."""
    found = []
    for row in (Volunteer, Newcomer, HelpRequest, Proposal, Notice, FuehrungszeugnisCheck):
        for one in db.session.scalars(select(row)):
            for column in row.__table__.columns:
                value = getattr(one, column.name)
                if isinstance(value, bytes) and len(value) >= 20:
                    found.append(value[:24])
                elif column.name == "number":
                    found.append(str(value).encode())
    db.session.rollback()
    return found


def _traces(folder: Path, canaries: list[bytes]) -> int:
    files = [path.read_bytes() for path in folder.glob("lotsen.sqlite*")]
    return sum(any(canary in content for content in files) for canary in canaries)


def _ended_region(app: Flask) -> list[bytes]:
    with scope.of(HERE):
        case_manager = factories.account("case_manager")
        for number in range(20):
            person = factories.volunteer(message="Sehr gern " * 20, number=f"V-CANARY{number}")
            newcomer = factories.newcomer(case_manager, number=f"Z-CANARY{number}", note="Notiz " * 30)
            factories.proposal(factories.help_request(newcomer, number=f"A-CANARY{number}"), person)
            db.session.add(Notice(kind="goodbye", once=f"canary:{number}", subject_id=person.id, mail="a@example.org",
                                  title="Auf Wiedersehen", body="Liebe Ada", language="de", status="sent",
                                  not_before=clock.now()))  # fmt: skip
            db.session.add(FuehrungszeugnisCheck(volunteer_id=person.id, seen_on=clock.today(), seen_by=case_manager.id,
                                                 issued_on=clock.today(), has_listed_conviction=False))  # fmt: skip
        db.session.commit()
        end_everything()
        found = _stored_bytes()
    assert len(found) > 200
    return found


def test_no_trace_is_left_in_file_or_log(app: Flask) -> None:
    """Database and WAL are searched for the very bytes that were stored."""
    folder = app.config["LOTSEN"].instance
    canaries = _ended_region(app)
    assert _traces(folder, canaries) == len(canaries)
    night(app, 400)
    assert _traces(folder, canaries) == 0


def test_without_secure_delete_traces_are_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the same job on a database that only forgets where things lay."""
    folder = app.config["LOTSEN"].instance
    canaries = _ended_region(app)
    from lotsen import database

    monkeypatch.setitem(database.SQLITE_PRAGMAS, "secure_delete", "OFF")
    db.session.remove()
    db.engine.dispose()
    night(app, 400)
    assert _traces(folder, canaries) > len(canaries) / 2


def test_on_postgresql_no_row_holds_what_was_stored(postgresql_app: Flask) -> None:
    """Every text and every sealed value of every table is searched; rows are gone, also from the indexes."""
    canaries = _ended_region(postgresql_app)
    night(postgresql_app, 400)
    with scope.everywhere("test"):
        with own_transaction(region=scope.EVERYWHERE) as session:
            dump = b"".join(
                repr(tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)).encode()
                for table in Base.metadata.sorted_tables
                for row in session.connection().execute(text(f'SELECT * FROM "{table.name}"'))
            )
        assert not [canary for canary in canaries if canary in dump or repr(canary)[2:-1].encode() in dump]


# The boundary: the day before nothing, on the day gone, the day after gone.

DAY = date(2026, 3, 31)


def _on(day: date) -> datetime:
    return datetime.combine(day, time(15, 0), tzinfo=UTC)


def _volunteer(**values: Any) -> RegionRow:
    return factories.volunteer(status="beendet", ended_on=DAY, **values)


def _check(*, was_active: bool) -> RegionRow:
    person = factories.volunteer(status="beendet", ended_on=DAY)
    if was_active:
        factories.tandem(factories.help_request(), person, status="abgebrochen", is_running=False,
                         end_reason="passt_nicht", ended_on=DAY)  # fmt: skip
    check = FuehrungszeugnisCheck(volunteer_id=person.id, seen_on=DAY, seen_by=uuid.uuid4(), issued_on=DAY,
                                  has_listed_conviction=False)  # fmt: skip
    db.session.add(check)
    return check


def _ended_tandem() -> RegionRow:
    return factories.tandem(status="abgebrochen", is_running=False, end_reason="passt_nicht", ended_on=DAY)


def _newcomer(**request: Any) -> RegionRow:
    person = factories.newcomer(created_at=_on(DAY))
    factories.help_request(person, status_since=_on(DAY), **request)
    return person


def _account() -> RegionRow:
    account = factories.account("auditor", is_active=False)
    with clock.moved_to(_on(DAY)):
        audit.record("accounts.deactivate", account)
    return account


def _consent() -> RegionRow:
    consent = Consent(volunteer_id=factories.volunteer().id, purpose="newsletter", text_version="1", language="de",
                      channel="online", given_at=_on(DAY), withdrawn_at=_on(DAY))  # fmt: skip
    db.session.add(consent)
    return consent


def _notice() -> RegionRow:
    notice = Notice(kind="goodbye", once="x", mail="a@example.org", title="t", body="b", language="de",
                    not_before=_on(DAY), created_at=_on(DAY), status="sent")  # fmt: skip
    db.session.add(notice)
    return notice


def _tie() -> RegionRow:
    here, there = factories.organisation(), factories.organisation()
    tie = Tie(kind="schulung", from_organisation_id=here.id, to_organisation_id=there.id, stated_on=DAY,
              last_contact_on=DAY)  # fmt: skip
    db.session.add(tie)
    return tie


BOUNDARIES = {
    "volunteer": (_volunteer, date(2027, 3, 31)),
    "volunteer who asked for it": (lambda: _volunteer(end_reason=ON_REQUEST), DAY),
    "rejected": (lambda: factories.volunteer(status="abgelehnt", ended_on=DAY), date(2026, 9, 30)),
    "check without activity": (lambda: _check(was_active=False), DAY),
    "check after activity": (lambda: _check(was_active=True), date(2026, 9, 30)),
    "tandem": (_ended_tandem, date(2026, 9, 30)),
    "newcomer whose request was closed": (lambda: _newcomer(status="abgeschlossen", closed_at=_on(DAY)),
                                          date(2026, 9, 30)),
    "newcomer for whom nobody was found": (lambda: _newcomer(status="offen"), date(2026, 9, 30)),
    "account": (_account, date(2026, 9, 30)),
    "consent": (_consent, date(2029, 3, 31)),
    "notice": (_notice, DAY + timedelta(days=90)),
    "tie": (_tie, date(2028, 3, 31)),
}  # fmt: skip


@pytest.mark.parametrize("case", BOUNDARIES)
def test_the_day_is_exact(app: Flask, here: str, case: str) -> None:
    """Not a day early, and not a day late."""
    make, due = BOUNDARIES[case]
    row = make()
    kind, key = type(row), row.id
    db.session.commit()
    for offset, stays in ((-1, True), (0, False)):
        moment = datetime.combine(due + timedelta(days=offset), time(2, 50), tzinfo=clock.BERLIN)
        with clock.moved_to(moment):
            run_inside(app, delete_overdue)
        with scope.of(HERE):
            assert (db.session.scalar(select(kind.id).where(kind.id == key)) is not None) is stays, offset
            db.session.rollback()


def test_a_month_that_is_too_short_never_lengthens_the_term(app: Flask, here: str) -> None:
    """31 August and six months: the last day of February, and not some day in March."""
    person = factories.volunteer(status="abgelehnt", ended_on=date(2025, 8, 31))
    key = person.id
    db.session.commit()
    with clock.moved_to(datetime(2026, 2, 28, 2, 50, tzinfo=clock.BERLIN)):
        run_inside(app, delete_overdue)
    with scope.of(HERE):
        assert db.session.scalar(select(Volunteer.id).where(Volunteer.id == key)) is None


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
