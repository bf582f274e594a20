"""G5: every term ends on its day: the day before nothing is deleted, the day after it is gone."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.audit import service as audit
from lotsen.consents.models import Consent
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.interest_questions.models import InterestQuestion
from lotsen.jobs import run_inside
from lotsen.notices.models import Notice
from lotsen.retention.service import delete_overdue
from lotsen.rows import RegionRow
from lotsen.ties.models import Tie
from lotsen.volunteers.models import FuehrungszeugnisCheck, Volunteer
from lotsen.volunteers.states import ON_REQUEST
from tests import factories
from tests.conftest import HERE

DAY = date(2026, 3, 31)
ASKED = date(2026, 7, 31)


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


def _asked(answer: str) -> RegionRow:
    """A newcomer who waits, and a question about her four months later: still needed, no, or no answer."""
    person = _newcomer(status="offen")
    request = db.session.scalars(select(HelpRequest).where(HelpRequest.newcomer_id == person.id)).one()
    question = InterestQuestion(help_request_id=request.id, asked_at=_on(ASKED))
    if answer:
        question.status, question.answered_at, question.answered_by = answer, _on(ASKED), "staff"
    db.session.add(question)
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
    "newcomer who is still needed": (lambda: _asked("bestaetigt"), date(2027, 1, 31)),
    "newcomer who came back from rest": (lambda: _asked("zurueck"), date(2027, 1, 31)),
    "newcomer about whom nobody answered": (lambda: _asked(""), date(2026, 9, 30)),
    "newcomer who is not needed any more": (lambda: _asked("ruht"), date(2026, 9, 30)),
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
