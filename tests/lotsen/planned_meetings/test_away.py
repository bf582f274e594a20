"""An absence is entered after a plan: she sees what falls into it and says what becomes of it; staff have a line."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests import next_steps
from lotsen.notices.models import Notice
from lotsen.volunteers.models import Absence
from tests.lotsen.planned_meetings.scene import IN_DAYS, mails, parts, plan, the_one
from tests.lotsen.tandems.test_pages import Begun


def away(begun: Begun, status: int = 302, first: int = IN_DAYS - 1, last: int = IN_DAYS + 1, **then: str) -> str:
    """Enter an absence, the day of the plan in its middle."""
    days = {
        "from_on": str(clock.today() + timedelta(days=first)),
        "until_on": str(clock.today() + timedelta(days=last)),
    }
    return str(begun.hers.post("/meine-seite/abwesenheit", days | then, status=status).text)


def absences() -> list[Absence]:
    """Those that stand."""
    db.session.rollback()
    return list(db.session.scalars(select(Absence)))


def question(begun: Begun) -> Any:
    """Who owes the next step."""
    db.session.rollback()
    db.session.expire_all()
    return next_steps.questions([begun.play.request])[begun.play.request.id]


def told() -> Notice:
    """What the Fallmanager:in was written about the absence."""
    return mails("volunteer_away")[-1]


def test_nothing_is_written_before_she_says_what_becomes_of_it(trial: Begun) -> None:
    """She sees kind, day and hour of what falls into these days; the negative control is a day beside it."""
    plan(trial.hers, trial)
    shown = away(trial, status=422)
    assert "In diese Tage fallen Termine" in shown
    assert "14:30" in shown
    assert absences() == []
    assert mails("volunteer_away") == []
    away(trial, first=IN_DAYS + 1, last=IN_DAYS + 2)
    assert len(absences()) == 1
    assert the_one().status == "geplant"
    assert "Einsatz" not in told().body


def test_meetings_are_called_off_in_both_calendars(trial: Begun) -> None:
    """Nobody waits in a café for somebody who is away."""
    plan(trial.hers, trial)
    away(trial, then="absagen")
    assert the_one().status == "abgesagt"
    assert {method for (_side, number), (method, _uid) in parts().items() if number == 1} == {"CANCEL"}
    assert question(trial).code == "trial.meet"


def test_an_einsatz_stays_until_staff_found_a_way(trial: Begun) -> None:
    """The office does not know of us: the work list and a mail say that somebody else is needed, until that is done."""
    plan(trial.hers, trial, kind="einsatz")
    away(trial, then="absagen")
    assert the_one().status == "geplant"
    asked = question(trial)
    assert (asked.code, asked.owner, asked.is_late) == ("planned.away", "case_manager", False)
    assert "Bitte suchen Sie jemand anderen" in told().body
    assert "14:30" in told().body
    assert "Rathaus" not in told().body
    desk = trial.desk
    assert "ehrenamtliche Person nicht da" in desk.get("/").text
    assert "Abwesend an diesem Tag" in desk.get(trial.url).text
    desk.post(f"/treffen/{the_one().id}/passt")
    assert question(trial).code == "planned.ahead"
    assert "Abwesend an diesem Tag" not in desk.get(trial.url).text


def test_she_may_come_all_the_same(trial: Begun) -> None:
    """Then nothing is called off and nobody is asked; the Fallmanager:in reads it. She may change her mind later."""
    plan(trial.hers, trial, kind="einsatz")
    away(trial, then="kommt")
    assert (the_one().status, question(trial).code) == ("geplant", "planned.ahead")
    assert "Zu diesen Terminen kommt sie trotzdem" in told().body
    assert "Abwesend an diesem Tag" not in trial.hers.get(trial.own_url).text
    trial.hers.post(f"/treffen/{the_one().id}/absagen")
    assert the_one().status == "abgesagt"


def test_the_question_goes_with_the_absence(trial: Begun) -> None:
    """She is there after all: nothing is to be done."""
    plan(trial.hers, trial, kind="einsatz")
    away(trial, then="absagen")
    assert question(trial).code == "planned.away"
    trial.hers.post(f"/meine-seite/abwesenheit/{absences()[0].id}/entfernen")
    assert question(trial).code == "planned.ahead"


def test_whoever_plans_into_an_absence_was_warned(trial: Begun) -> None:
    """The control: the absence was there first, and the box was ticked, so nobody is asked again."""
    away(trial)
    plan(trial.desk, trial, despite_clash="y")
    assert question(trial).code == "planned.ahead"


@pytest.mark.parametrize("then", ["absagen", "kommt"])
def test_a_first_meeting_is_looked_for_anew(app: Flask, here: str, then: str) -> None:
    """Both sides are told, and the Fallmanager:in proposes other days; or it stays as it is."""
    begun = Begun(app, contact="olena@example.org")
    day = clock.today() + timedelta(days=IN_DAYS)
    begun.tandem.first_meeting_at = datetime.combine(day, time(10), clock.BERLIN)
    db.session.commit()
    assert "Erstes Treffen" in away(begun, status=422)
    away(begun, then=then)
    called_off = then == "absagen"
    assert (begun.fresh().first_meeting_at is None) == called_off
    assert len(mails("meeting_called_off")) == (2 if called_off else 0)
    assert question(begun).code == ("meeting.plan" if called_off else "meeting.first")
