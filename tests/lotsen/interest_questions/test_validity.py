"""A request that is valid until a day: a week before it the Fallmanager:in is asked, once, and nobody forgets it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests import next_steps
from lotsen.interest_questions.models import InterestQuestion
from lotsen.notices.models import Notice
from tests.lotsen.help_requests.scene import Desk, Scene, scene, sign_in
from tests.lotsen.interest_questions.test_questions import _night, _question
from tests.pages import Pages
from tests.promises.test_b4_stale_forms import typed_into

IN_DAYS = 10


@pytest.fixture
def limited(here: str) -> Scene:
    """An open request that is valid for ten days."""
    return scene(volunteers=1, valid_until=clock.today() + timedelta(days=IN_DAYS))


def mails() -> list[Notice]:
    """What the Fallmanager:in was asked."""
    db.session.rollback()
    return list(db.session.scalars(select(Notice).where(Notice.kind == "still_needed").order_by(Notice.created_at)))


def question(play: Scene, days: int = 0) -> Any:
    """Who owes the next step so many days from now."""
    db.session.rollback()
    db.session.expire_all()
    with clock.moved_to(clock.now() + timedelta(days=days)):
        return next_steps.questions([play.request])[play.request.id]


def test_asked_once_a_week_before_it_ends(limited: Scene) -> None:
    """Not earlier, not twice; the mail names the day, and the work list has a line with that day."""
    assert [_night(day) for day in (0, 2, 3, 4)] == [0, 0, 1, 0]
    (mail,) = mails()
    assert mail.mail == limited.case_manager.mail
    assert "gilt nur bis" in mail.body
    assert question(limited, 2).code == "search.choose"
    asked = question(limited, 3)
    assert (asked.code, asked.owner, asked.due_on) == ("search.valid", "case_manager", limited.request.valid_until)


def test_without_an_answer_it_is_reminded_and_rests(limited: Scene) -> None:
    """As every question: after seven days once more, after fourteen nobody is proposed."""
    assert [_night(day) for day in (3, 10, 17, 18)] == [1, 1, 1, 0]
    assert _question().status == "ruht"
    assert len(mails()) == 3


def test_by_link_it_goes_on_until_another_day_or_without_end(limited: Scene, pages: Pages) -> None:
    """A day that is past gets a sentence and changes nothing; the new day is asked about in its turn."""
    _night(3)
    found = re.search(r"/interesse/\S+", mails()[0].body)
    assert found is not None
    visitor, later = Desk(pages.app), clock.today() + timedelta(days=40)
    assert "Gilt bis" in visitor.get(found.group()).text
    past = {"answer": "ja", "valid_until": str(clock.today() - timedelta(days=1))}
    assert 'id="valid_until-error"' in visitor.post(found.group(), past, status=422).text
    assert _question().status == "gefragt"
    told = visitor.post(found.group(), {"answer": "ja", "valid_until": str(later)}, status=200).text
    assert f'href="/anfragen/{limited.request.id}"' in told  # the way on
    assert (_question().status, limited.request.valid_until) == ("bestaetigt", later)
    assert question(limited, 4).code == "search.choose"
    assert [_night(day) for day in (4, 26)] == [0, 0]  # the wait is asked about after four weeks
    assert _night(33) == 1
    asked = db.session.scalars(select(InterestQuestion.valid_until).order_by(InterestQuestion.created_at)).all()
    assert later in asked


def test_staff_answer_on_the_page(limited: Scene, pages: Pages) -> None:
    """Empty is without an end; the card is gone then."""
    _night(3)
    desk, url = sign_in(pages, limited.case_manager), f"/anfragen/{limited.request.id}"
    shown = desk.get(url).text
    assert "Bis wann soll weiter gesucht werden?" in shown
    assert 'href="#schliessen"' in shown  # a no has its way too
    assert 'id="schliessen"' in shown
    desk.post(f"/interesse/anfrage/{limited.request.id}", {"valid_until": "2020-01-01"})
    assert _question().status == "gefragt"
    desk.post(f"/interesse/anfrage/{limited.request.id}", {"valid_until": ""})
    assert (_question().status, limited.request.valid_until) == ("bestaetigt", None)
    assert "Bis wann soll weiter gesucht werden?" not in desk.get(url).text


def test_another_day_in_the_form_settles_the_question(limited: Scene, pages: Pages) -> None:
    """Whoever edits the day has answered it; whatever else is edited leaves it open."""
    _night(3)
    desk, url = sign_in(pages, limited.case_manager), f"/anfragen/{limited.request.id}/aendern"
    desk.post(url, typed_into(desk.get(url).text) | {"urgency": "laufend"})
    assert _question().status == "gefragt"
    later = str(clock.today() + timedelta(days=50))
    desk.post(url, typed_into(desk.get(url).text) | {"valid_until": later})
    assert _question().status == "erledigt"
    assert _night(4) == 0


@pytest.mark.parametrize("why", ["no end", "found", "one appointment"])
def test_who_needs_no_question_gets_none(limited: Scene, why: str) -> None:
    """The controls: no last day, somebody was found, or one appointment, which has a day of its own."""
    row = limited.request
    if why == "no end":
        row.valid_until = None
    elif why == "found":
        row.status = "aktiv"
    else:
        row.appointment_at, row.appointment_minutes = clock.now() + timedelta(days=9), 60
    db.session.commit()
    assert [_night(day) for day in (3, 5, 12)] == [0, 0, 0]
    assert mails() == []
