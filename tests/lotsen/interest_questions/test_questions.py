"""Asked, reminded after seven days, at rest after fourteen, back with one click."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.interest_questions import morning, service
from lotsen.interest_questions.models import InterestQuestion
from lotsen.notices import service as notices
from lotsen.notices.models import Notice
from lotsen.own_pages.absences import remind_of_ends
from lotsen.proposals import ranking
from lotsen.proposals.models import Proposal
from lotsen.volunteers.models import Absence
from tests import factories
from tests.conftest import HERE
from tests.lotsen.help_requests.scene import Desk, scene, sign_in
from tests.pages import Pages


def _night(days: int) -> int:
    """What the job does so many days from now."""
    db.session.rollback()
    with clock.moved_to(clock.now() + timedelta(days=days)):
        with scope.everywhere("as the job"):
            steps = morning.ask_and_remind()
        db.session.rollback()
    return steps


def _question() -> InterestQuestion:
    db.session.rollback()
    return db.session.scalars(select(InterestQuestion)).one()


def _links() -> list[str]:
    bodies = db.session.scalars(select(Notice.id).order_by(Notice.created_at))
    found = [db.session.get(Notice, key) for key in bodies]
    return [re.search(r"/interesse/\S+", one.body).group() for one in found if "/interesse/" in one.body]


@pytest.fixture
def idle(here: str):
    """A volunteer of whom nothing was heard for three months."""
    account = factories.account("volunteer")
    long_ago = clock.now() - timedelta(days=90)
    her = factories.volunteer(account_id=account.id, released_at=long_ago)
    db.session.commit()
    return her, account


def test_an_idle_volunteer_is_asked_reminded_and_rests(idle) -> None:
    """One mail each time, and from the fourteenth day on nobody proposes her."""
    her, _account = idle
    assert [_night(day) for day in (0, 1, 7, 8, 14, 15)] == [1, 0, 1, 0, 1, 0]
    assert _question().status == "ruht"
    assert len(list(db.session.scalars(select(Notice).where(Notice.kind == "still_interested")))) == 3
    set_up = scene(volunteers=1)
    suiting = {str(key) for key in ranking.askable(set_up.request.id)}
    assert suiting == {str(set_up.volunteers[0].id)}
    service.answer(_question().id, still=True, by="staff")
    suiting = {str(key) for key in ranking.askable(set_up.request.id)}
    assert str(her.id) in suiting


def test_a_server_that_was_off_does_each_step_once(idle) -> None:
    """After three weeks of silence: at rest at once, with one mail more."""
    assert _night(0) == 1
    assert (_night(21), _night(21)) == (1, 0)
    assert _question().status == "ruht"


def test_the_link_in_the_mail_brings_back_and_a_look_changes_nothing(idle, pages: Pages) -> None:
    """A scanner's GET answers for nobody; the POST does, once."""
    _night(0)
    (link,) = _links()
    visitor = Desk(pages.app)
    assert "Sind Sie noch dabei?" in visitor.get(link).text
    visitor.head(link)
    assert _question().status == "gefragt"
    assert "Schön, dass Sie dabei sind!" in visitor.post(link, {"answer": "ja"}, status=200).text
    assert (_question().status, _question().answered_by) == ("bestaetigt", "link")
    visitor.get(link, status=404)


def test_no_is_an_answer_and_the_way_back_is_one_click(idle, pages: Pages) -> None:
    """Whoever says no rests at once, and comes back by the next mail or her page."""
    her, account = idle
    factories.proposal(factories.help_request(), her, status="geplant")
    db.session.commit()
    _night(0)
    Desk(pages.app).post(_links()[0], {"answer": "nein"}, status=200)
    assert _question().status == "ruht"
    assert db.session.scalars(select(Proposal.status)).one() == "zurueckgezogen"
    assert len(_links()) == 2
    page = sign_in(pages, account)
    assert "Ich bin wieder dabei" in page.get("/meine-seite").text
    page.post("/interesse/mein", {"answer": "ja"})
    assert _question().status == "zurueck"
    page.post("/interesse/mein", {"answer": "ja"}, status=404)


@pytest.mark.parametrize("values", [{"status": "pausiert"}, {"capacity": 1, "taken_count": 1}, {"mail": None}])
def test_only_who_is_idle_and_reachable_is_asked(here: str, values) -> None:
    """Not in a pause, not with a tandem, not without an address; not while away either."""
    her = factories.volunteer(released_at=clock.now() - timedelta(days=90), **values)
    away = factories.volunteer(released_at=clock.now() - timedelta(days=90))
    db.session.add(Absence(volunteer_id=away.id, from_on=clock.today(), until_on=clock.today() + timedelta(9)))
    db.session.commit()
    assert her
    assert _night(0) == 0


def test_a_request_that_waits_is_asked_about_and_rests(here: str, pages: Pages) -> None:
    """Its Fallmanager:in answers for the newcomer; at rest nobody can be asked until she confirms."""
    set_up = scene(volunteers=1)
    set_up.request.opened_at = clock.now() - timedelta(days=40)
    db.session.commit()
    assert [_night(day) for day in (0, 7, 14)] == [1, 1, 1]
    desk = sign_in(pages, set_up.case_manager)
    url = f"/anfragen/{set_up.request.id}"
    assert "Diese Anfrage ruht" in desk.get(url).text
    desk.post(f"{url}/fragen", {"volunteers": [str(set_up.volunteers[0].id)]}, status=409)
    desk.post(f"/interesse/anfrage/{set_up.request.id}")
    assert _question().status == "zurueck"
    desk.post(f"{url}/fragen", {"volunteers": [str(set_up.volunteers[0].id)]})


def test_a_request_that_was_closed_is_not_asked_about(here: str) -> None:
    """The question is settled by itself."""
    set_up = scene()
    set_up.request.opened_at = clock.now() - timedelta(days=40)
    db.session.commit()
    assert _night(0) == 1
    set_up.request.status = "zurueckgezogen"
    db.session.commit()
    assert _night(1) == 1
    assert _question().status == "erledigt"


def test_a_request_that_is_opened_again_does_not_rest(here: str, pages: Pages) -> None:
    """Closing settles the question at once: whoever opens the request again looks for somebody, and may ask."""
    set_up = scene(volunteers=1)
    set_up.request.opened_at = clock.now() - timedelta(days=40)
    db.session.commit()
    assert [_night(day) for day in (0, 7, 14)] == [1, 1, 1]
    desk = sign_in(pages, set_up.case_manager)
    url = f"/anfragen/{set_up.request.id}"
    desk.post(f"{url}/schliessen", {"reason": "kein_bedarf"})
    assert _question().status == "erledigt"
    desk.post(f"{url}/oeffnen")
    assert "Diese Anfrage ruht" not in desk.get(url).text
    desk.post(f"{url}/fragen", {"volunteers": [str(set_up.volunteers[0].id)]})


def test_shortly_before_an_absence_ends_she_is_told_once(here: str) -> None:
    """Three days before; not for two days off, and never twice."""
    her, other = factories.volunteer(), factories.volunteer()
    today = clock.today()
    db.session.add(Absence(volunteer_id=her.id, from_on=today - timedelta(20), until_on=today + timedelta(5)))
    db.session.add(Absence(volunteer_id=other.id, from_on=today, until_on=today + timedelta(3)))
    db.session.commit()

    def night(days: int) -> int:
        db.session.rollback()
        with clock.moved_to(clock.now() + timedelta(days=days)), scope.everywhere("as the job"):
            return remind_of_ends()

    assert [night(day) for day in (0, 1, 2, 3, 6)] == [0, 0, 1, 0, 0]
    with scope.of(HERE):
        assert db.session.scalars(select(Notice).where(Notice.kind == "absence_ends")).one().mail == her.mail


def test_one_broken_row_holds_up_nobody_elses_question(here: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What raises is left for the next turn; everybody else of that morning is asked, and told that they come back."""
    long_ago, today = clock.now() - timedelta(days=40), clock.today()
    rows = [factories.help_request(opened_at=long_ago) for _ in range(3)]
    away = [Absence(volunteer_id=factories.volunteer().id, from_on=today - timedelta(days=20), until_on=today)
            for _ in range(3)]  # fmt: skip
    db.session.add_all(away)
    db.session.commit()
    broken, write = {rows[0].id, away[0].id}, notices.write_each

    def fail(kind: str, mails: list[notices.Mail], **options: str) -> object:
        if any(mail.subject_id in broken for mail in mails):
            raise RuntimeError("a row that cannot be read")
        return write(kind, mails, **options)

    monkeypatch.setattr(notices, "write_each", fail)
    assert _night(0) == 2
    with scope.everywhere("as the job"):
        assert remind_of_ends() == 2
    db.session.rollback()
    broken.clear()
    assert _night(0) == 1
