"""Twelve months of silence: asked a last time, ended three months later, and any sign of life stops it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.interest_questions import service, silence
from lotsen.interest_questions.models import InterestQuestion
from lotsen.notices.models import Notice
from lotsen.retention.rules import BY_KEY
from lotsen.volunteers.models import Volunteer
from tests import factories


def _night(days: float) -> int:
    """What the job does so many days from now."""
    db.session.rollback()
    with clock.moved_to(clock.now() + timedelta(days=days)):
        with scope.everywhere("as the job"):
            steps = silence.tell_and_end()
        db.session.rollback()
    return steps


@pytest.fixture
def silent(here: str) -> Volunteer:
    """At rest since she did not answer; her last sign of life is eleven months old."""
    heard = clock.now() - timedelta(days=335)
    person: Volunteer = factories.volunteer(released_at=heard, last_contact_at=heard)
    asked = heard + timedelta(days=60)
    db.session.add(
        InterestQuestion(volunteer_id=person.id, status="ruht", asked_at=asked, rested_at=asked + timedelta(days=14))
    )
    db.session.commit()
    return person


def test_a_year_of_silence_is_asked_about_once_and_ends_after_three_months(silent: Volunteer) -> None:
    """Day by day: nothing, the last question, nothing, the end; and then the term of deletion runs."""
    assert [_night(day) for day in (0, 29, 31, 32, 100, 122, 124, 125)] == [0, 0, 1, 0, 0, 0, 1, 0]
    db.session.refresh(silent)
    assert (silent.status, silent.end_reason) == ("beendet", "fristablauf")
    mails = list(db.session.scalars(select(Notice).where(Notice.kind == "still_interested")))
    assert len(mails) == 1
    assert str(clock.day_of(clock.now() + timedelta(days=31 + 92)).year) in mails[0].body
    later = clock.today() + timedelta(days=124 + 366)
    assert any(due.row_id == silent.id for due in BY_KEY["volunteer"].due(later))


def test_one_click_keeps_her(silent: Volunteer) -> None:
    """Yes to the last question: released as before, and nothing ends."""
    assert _night(31) == 1
    question = db.session.scalars(select(InterestQuestion)).one()
    with clock.moved_to(clock.now() + timedelta(days=60)):
        service.answer(question.id, still=True, by="link")
    assert [_night(day) for day in (124, 200)] == [0, 0]
    db.session.refresh(silent)
    assert silent.status == "freigegeben"


def test_a_server_that_was_off_still_leaves_three_months(silent: Volunteer) -> None:
    """Off for half a year: she is asked first, and only later does it end."""
    assert [_night(day) for day in (200, 201, 293)] == [1, 0, 1]


def _not_now(person: Volunteer) -> None:
    question = db.session.scalars(select(InterestQuestion)).one()
    question.answered_at = clock.now() - timedelta(days=30)


def _tandem_ended(person: Volunteer) -> None:
    ended = clock.today() - timedelta(days=30)
    factories.tandem(
        person=person, status="abgeschlossen", is_running=False, ended_on=ended, end_reason="ziel_erreicht"
    )
    person.taken_count = 0


def _helps_now(person: Volunteer) -> None:
    person.taken_count = 1


def _spoke_with_us(person: Volunteer) -> None:
    person.last_contact_at = clock.now() - timedelta(days=30)


@pytest.mark.parametrize("sign_of_life", [_not_now, _helps_now, _spoke_with_us, _tandem_ended])
def test_any_sign_of_life_counts(silent: Volunteer, sign_of_life: Callable[[Volunteer], None]) -> None:
    """Whoever answered, helps or spoke with us within the year is left alone."""
    sign_of_life(silent)
    db.session.commit()
    assert _night(40) == 0
