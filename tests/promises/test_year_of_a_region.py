"""A year of a region on a moved clock: afterwards nothing open is without owner, question and deadline.

The same year again, with the relay down every third day, ends in the same states.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.check_ins.models import CheckIn
from lotsen.extensions import db
from lotsen.help_requests import next_steps, states
from lotsen.help_requests.models import HelpRequest
from lotsen.notices import service as notices
from lotsen.notices.models import Notice
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.proposals.models import Proposal
from lotsen.rows import RegionRow
from lotsen.start import questions, waiting, waiting_words
from lotsen.start.waiting_tandems import of_tandem
from lotsen.tandems.models import MeetingDate, Tandem
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import HERE
from tests.promises.year import DAYS, Year, played

OPEN_PROPOSALS = ("geplant", "angefragt", "spaeter")


def orphans(now: datetime) -> list[str]:
    """Everything open without owner, question or deadline, and what a job forgot."""
    requests = list(db.session.scalars(select(HelpRequest).where(HelpRequest.status.not_in(states.CLOSED))))
    around, found = next_steps.surroundings(requests), []
    for request in requests:
        near = around[request.id]
        asked = [(request.number, waiting.of_request(request, near, now))]
        asked += [(f"tandem of {request.number}", of_tandem(one, near, now)) for one in near.tandems]
        asked += [
            (f"proposal of {request.number} {one.status}", waiting.of_proposal(one, near, now))
            for one in near.proposals
            if one.status in OPEN_PROPOSALS
        ]
        for what, question in asked:
            if question is None or question.owner not in questions.OWNERS or not waiting_words.sentence(question):
                found.append(f"{what}: {question}")
            elif question.owner == questions.HOUSE and question.due_on < clock.day_of(now):
                found.append(f"{what}: a job forgot {question}")
    left = select(PlannedMeeting.id).join(Tandem, Tandem.id == PlannedMeeting.tandem_id)
    for key in db.session.scalars(left.where(PlannedMeeting.status == "geplant", ~Tandem.is_running)):
        found.append(f"planned meeting {key} of a tandem that ended")
    return found


#: What a year comes to: the columns that say how somebody or something stands.
OUTCOMES: dict[type[RegionRow], tuple[str, ...]] = {
    HelpRequest: ("status", "close_reason"),
    Proposal: ("status", "decline_reason", "position"),
    Tandem: ("status", "end_reason", "meetings_count", "first_meeting_at", "last_contact_on"),
    MeetingDate: ("at", "volunteer_can", "newcomer_can"),
    PlannedMeeting: ("status", "begins_at"),
    CheckIn: ("due_on", "side", "answer"),
    Volunteer: ("status", "taken_count"),
}


def outcome() -> dict[str, list[tuple[object, ...]]]:
    """How everything stands, row by row."""
    with scope.of(HERE):
        db.session.rollback()
        return {
            model.__tablename__: sorted(
                ((row.id, *(getattr(row, name) for name in names)) for row in db.session.scalars(select(model))),
                key=str,
            )
            for model, names in OUTCOMES.items()
        }


def mails() -> dict[str, tuple[str, str | None]]:
    """What became of every mail, by its cause: its state, and the fault where there is one."""
    with scope.of(HERE):
        return {row.once: (row.status, row.fault) for row in db.session.scalars(select(Notice))}


@pytest.fixture(scope="module")
def good_year(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Year]:
    """The year as it is with a relay that works."""
    with played(tmp_path_factory.mktemp("year"), sqlite_template) as year:
        yield year


def test_after_a_year_nothing_is_without_owner_question_and_deadline(good_year: Year) -> None:
    """Whatever people did or left undone."""
    with clock.moved_to(good_year.now):
        assert orphans(good_year.now) == []
    seen = {one.status for one in db.session.scalars(select(Tandem))}
    assert seen >= {"aktiv", "abgebrochen"}, "the year went nowhere"
    planned = {one.status for one in db.session.scalars(select(PlannedMeeting))}
    assert planned >= {"geplant", "stattgefunden", "ausgefallen", "abgesagt"}
    assert {one.status for one in db.session.scalars(select(Proposal))} >= {"angenommen", "abgelehnt", "abgelaufen"}


def test_a_relay_that_is_down_every_third_day_changes_no_outcome(
    good_year: Year, tmp_path: Path, sqlite_template: Path
) -> None:
    """Every mail goes out once, some a day later; what people agreed, asked and ended is the same.

    Where the server itself is off as well, a mail may say something that is over by then; that is not sent.
    """
    with good_year.app.app_context():
        good, good_mails = outcome(), mails()
    with played(tmp_path, sqlite_template, is_down=True) as year:
        assert year.refusals > DAYS // 4
        assert outcome() == good
        assert min(len(good[table]) for table in ("tandem", "proposal", "check_in")) > DAYS / 20, (
            "the year went nowhere"
        )
        found = mails()
        assert found.keys() == good_mails.keys()
        lost = {once: fate for once, fate in found.items() if fate != good_mails[once]}
        assert set(lost.values()) <= {("cancelled", notices.OVERTAKEN)}
        assert len(lost) < len(found) / 50
        names = [str(mail["Message-ID"]) for mail in year.relay.mails]
        assert len(names) == len(set(names)) == Counter(found.values())[("sent", None)] > 100
        with clock.moved_to(year.now):
            assert orphans(year.now) == []


def test_a_forgotten_question_is_found(app: Flask, here: str) -> None:
    """The negative control: a proposal in line behind nobody is an orphan."""
    request = factories.help_request(status="vorschlag")
    factories.proposal(request, status="geplant", asked_at=None, answer_by=None)
    db.session.commit()
    assert any("geplant" in one for one in orphans(clock.now()))
