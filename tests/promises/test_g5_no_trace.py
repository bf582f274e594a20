"""G5: what was deleted is nowhere in the file, its log or another table any more."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from lotsen import clock, scope
from lotsen.database import own_transaction
from lotsen.extensions import db
from lotsen.handovers.models import TandemHandover
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.notices.models import Notice
from lotsen.proposals.models import Proposal
from lotsen.rows import Base
from lotsen.volunteers.models import Absence, FuehrungszeugnisCheck, Volunteer
from lotsen.volunteers.states import ON_REQUEST
from tests import factories
from tests.conftest import HERE
from tests.promises.nights import end_everything, night


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


def test_mails_about_whatever_goes_with_her_go_the_same_night(any_app: Flask) -> None:
    """An absence that ends, a tandem that she looks after for somebody else: her address stood in those mails."""
    with any_app.app_context(), scope.of(HERE):
        deputy, today = factories.volunteer(), clock.today()
        tandem = factories.tandem()
        rows = [
            Absence(volunteer_id=deputy.id, from_on=today, until_on=today),
            TandemHandover(tandem_id=tandem.id, kind="vertretung", status="entschieden", volunteer_id=deputy.id),
        ]
        db.session.add_all(rows)
        db.session.flush()
        for row in (*rows, tandem):
            db.session.add(Notice(kind="goodbye", once=f"about:{row.id}", subject_id=row.id, mail="a@example.org",
                                  title="Titel", body="Text", language="de", status="sent",
                                  not_before=clock.now()))  # fmt: skip
        deputy.status, deputy.end_reason, deputy.ended_on = "beendet", ON_REQUEST, today
        key = tandem.id
        db.session.commit()
        db.session.remove()
    night(any_app, 1)
    with any_app.app_context(), scope.of(HERE):
        assert [mail.subject_id for mail in db.session.scalars(select(Notice))] == [key]
