"""The trial: proposed dates, both agree by link or through staff, papers, a missed meeting, a new start at once."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock
from lotsen.extensions import db
from lotsen.notices.models import Notice
from lotsen.proposals.models import Proposal
from lotsen.tandems.models import Meeting, MeetingDate
from tests import factories
from tests.lotsen.help_requests.scene import Desk
from tests.lotsen.tandems.test_pages import Begun


@pytest.fixture
def begun(app: Flask, here: str) -> Begun:
    """A tandem that has just begun, of a newcomer with a mail address who reads Ukrainian."""
    return Begun(app, contact="olena@example.org", language="uk")


def link_of(kind: str, mail: str, part: str) -> str:
    """The link of the last mail of a kind to an address."""
    db.session.expire_all()
    found = [one for one in db.session.scalars(select(Notice).where(Notice.kind == kind)) if one.mail == mail]
    match = re.search(rf"/tandems/{part}/\S+", found[-1].body)
    assert match
    return match.group()


def three_dates() -> dict[str, object]:
    """Tomorrow and the two days after, as the form sends them."""
    days = [str(clock.today() + timedelta(days=number)) for number in (2, 3, 4)]
    names = ("first", "second", "third")
    return {f"{name}_day": day for name, day in zip(names, days, strict=True)} | {
        f"{name}_time": "16:00" for name in names
    }


def keys() -> list[str]:
    """The proposed dates, the earliest first."""
    db.session.expire_all()
    return [str(one.id) for one in db.session.scalars(select(MeetingDate).order_by(MeetingDate.at))]


def test_the_first_common_date_is_the_first_meeting(begun: Begun) -> None:
    """Both answer by link in their language; GET changes nothing, the link works once."""
    desk = begun.desk
    desk.post(f"{begun.url}/termine", {"first_day": "", "first_time": "10:00"}, status=422)
    desk.post(f"{begun.url}/termine", three_dates())
    first, second, third = keys()
    hers = link_of("meeting_dates", begun.volunteer.mail or "", "termin")
    theirs = link_of("meeting_dates", "olena@example.org", "termin")
    visitor = Desk(begun.app)
    assert 'lang="uk"' in visitor.get(theirs).text
    visitor.head(theirs)
    visitor.post(theirs, {"dates": [second, third]}, status=200)
    visitor.get(theirs, status=404)
    assert begun.fresh().first_meeting_at is None
    Desk(begun.app).post(hers, {"dates": [first, second]}, status=200)
    at = begun.fresh().first_meeting_at
    assert at is not None
    assert at.astimezone(clock.BERLIN).date() == clock.today() + timedelta(days=3)
    assert keys() == []
    told = {one.mail for one in db.session.scalars(select(Notice).where(Notice.kind == "meeting_fixed"))}
    assert told == {begun.volunteer.mail, "olena@example.org"}


def test_no_common_date_goes_back_to_staff(begun: Begun) -> None:
    """Staff write down what the newcomer said; none suits both, and that is the next step."""
    desk = begun.desk
    desk.post(f"{begun.url}/termine", three_dates())
    first, second, _third = keys()
    desk.post(f"{begun.url}/termine/antwort", {"side": "newcomer", "dates": [first]})
    begun.hers.post(f"{begun.own_url}/termine", {"dates": [second]})
    assert "Kein Termin passt beiden" in desk.get(begun.url).text
    assert "Kein Termin passt beiden" in desk.get("/").text


def test_after_three_meetings_both_are_asked_and_two_yes_make_it_official(begun: Begun) -> None:
    """Not before; the newcomer's yes comes by a link of hers."""
    for _ in range(3):
        begun.hers.post(f"{begun.own_url}/treffen", {"on": str(clock.today()), "minutes": "90"})
    assert begun.fresh().trial_asked_at
    Desk(begun.app).post(link_of("trial_question", "olena@example.org", "weiter"), {"answer": "yes"}, status=200)
    Desk(begun.app).post(link_of("trial_question", begun.volunteer.mail or "", "weiter"), {"answer": "yes"}, status=200)
    assert begun.fresh().status == "aktiv"


def test_a_link_to_hand_over_is_in_the_newcomers_language(begun: Begun) -> None:
    """Shown once to staff, for newcomers without mail."""
    desk = begun.desk
    desk.post(f"{begun.url}/link", status=409)
    desk.post(f"{begun.url}/termine", three_dates())
    text = desk.post(f"{begun.url}/link", status=200).text
    match = re.search(r"/tandems/termin/[\w-]+", text)
    assert match
    assert 'lang="uk"' in Desk(begun.app).get(match.group()).text


def test_a_no_by_link_ends_it_and_asks_who_stood_in_line(begun: Begun) -> None:
    """Gently: place free, request open, the next one of the old line is asked at once, the same one never."""
    other, far = factories.volunteer(), factories.volunteer(ags="06440016", plz="63667", radius_km=1)
    accepted = factories.proposal(begun.play.request, begun.volunteer, status="angenommen")
    begun.tandem.proposal_id = accepted.id
    for person in (other, far):
        factories.proposal(begun.play.request, person, status="zurueckgezogen", asked_at=None, answer_by=None)
    for _ in range(3):
        begun.hers.post(f"{begun.own_url}/treffen", {"on": str(clock.today())})
    Desk(begun.app).post(link_of("trial_question", "olena@example.org", "weiter"), {"answer": "no"}, status=200)
    tandem = begun.fresh()
    assert (tandem.is_running, tandem.end_reason, begun.volunteer.taken_count) == (False, "passt_nicht", 0)
    asked = {one.volunteer_id: one.status for one in db.session.scalars(select(Proposal))}
    assert asked == {begun.volunteer.id: "angenommen", other.id: "angefragt", far.id: "zurueckgezogen"}
    assert begun.play.request.status == "angefragt"


def test_staff_look_again_with_one_reason(begun: Begun) -> None:
    """Nobody in line: the request is open and its ranking is shown."""
    desk = begun.desk
    desk.get(f"{begun.url}/neu-suchen")
    desk.post(f"{begun.url}/neu-suchen", {"reason": ""}, status=422)
    desk.post(f"{begun.url}/neu-suchen", {"reason": "keine_zeit"})
    begun.fresh()
    assert begun.play.request.status == "offen"


def test_a_missed_meeting_counts_for_some_weeks_only(begun: Begun) -> None:
    """It is a question at first; after sixty days, or when they met, it is none."""
    desk = begun.desk
    desk.post(f"{begun.url}/ausgefallen", {"missed_on": str(clock.today()), "missed_by": "newcomer"})
    assert "Ein Treffen fiel aus" in desk.get("/").text
    missed = db.session.scalars(select(Meeting)).one()
    assert (missed.is_held, begun.fresh().meetings_count) == (False, 0)
    missed.on = clock.today() - timedelta(days=61)
    db.session.commit()
    assert "Ein Treffen fiel aus" not in desk.get("/").text


def test_papers_are_tagged_and_say_nothing_of_the_newcomer_too_early(begun: Begun) -> None:
    """Agreement in two languages; the certificate counts meetings and hours, and names nobody else."""
    desk, now = begun.desk, clock.now()
    begun.tandem.status, begun.tandem.volunteer_agreed_at, begun.tandem.newcomer_agreed_at = "aktiv", now, now
    begun.tandem.started_on = clock.today()
    db.session.commit()
    until = str(clock.today() + timedelta(days=180))
    desk.post(f"{begun.url}/vereinbarung", {"agreed_until_on": str(clock.today()), "weekly_minutes": "90"}, status=422)
    desk.post(f"{begun.url}/vereinbarung", {"agreed_until_on": until, "weekly_minutes": "90"})
    for address in (f"{begun.url}/vereinbarung.pdf", f"{begun.url}/nachweis.pdf"):
        paper = desk.client.get(address)
        assert paper.status_code == 200
        assert paper.data.startswith(b"%PDF-")
        assert b"/StructTreeRoot" in paper.data
        assert b"pdfuaid" in paper.data
    for address in (f"{begun.own_url}/vereinbarung.pdf", f"{begun.own_url}/nachweis.pdf"):
        assert begun.hers.client.get(address).data.startswith(b"%PDF-")


def test_the_closing_talk_is_noted_after_the_end(begun: Begun) -> None:
    """Not before."""
    desk = begun.desk
    desk.post(f"{begun.url}/abschluss", {"closing_talk_on": str(clock.today())}, status=409)
    desk.post(f"{begun.url}/beenden", {"reason": "keine_zeit"})
    desk.post(f"{begun.url}/abschluss", {"closing_talk_on": str(clock.today() + timedelta(days=1))}, status=422)
    desk.post(f"{begun.url}/abschluss", {"closing_talk_on": str(clock.today())})
    assert begun.fresh().closing_talk_on == clock.today()


@pytest.mark.parametrize("name", ["ሰላም", "王芳", "สมชาย", "আমিনা", "a\x07b"])
def test_a_name_that_no_font_of_the_house_can_write_leaves_a_line_to_fill_in(begun: Begun, name: str) -> None:
    """The sheet is set all the same, tagged, and the line stands where the name would."""
    begun.volunteer.first_name = name
    db.session.commit()
    for address in (f"{begun.url}/vereinbarung.pdf", f"{begun.url}/nachweis.pdf"):
        paper = begun.desk.client.get(address)
        assert (paper.status_code, paper.data[:5], b"pdfuaid" in paper.data) == (200, b"%PDF-", True)


def test_an_end_before_the_beginning_is_refused(begun: Begun) -> None:
    """It would be deleted in the same night, as if it had been over for months."""
    for day in ("0001-01-01", str(clock.day_of(begun.tandem.created_at) - timedelta(days=1))):
        begun.desk.post(f"{begun.url}/beenden", {"reason": "ziel_erreicht", "ended_on": day}, status=422)
    assert begun.fresh().is_running
    begun.desk.post(f"{begun.url}/beenden", {"reason": "ziel_erreicht", "ended_on": str(clock.today())})
    assert not begun.fresh().is_running


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_whom_staff_took_out_of_the_line_is_not_asked_again(begun: Begun, is_withdrawn: bool) -> None:
    """Two stood behind; the first of them is asked after the no, unless somebody took her out by hand."""
    request, (second, third) = begun.play.request, (factories.volunteer(), factories.volunteer())
    waiting = [
        factories.proposal(request, one, status="geplant", position=place, asked_at=None, answer_by=None)
        for place, one in enumerate((second, third), start=2)
    ]
    db.session.commit()
    if is_withdrawn:
        begun.desk.post(f"/vorschlaege/{waiting[0].id}/zurueckziehen")
    db.session.expire_all()
    for one in waiting:  # as the yes of the first left them
        one.status, one.asked_at, one.answer_by = "zurueckgezogen", None, None
    db.session.commit()
    begun.desk.post(f"{begun.url}/neu-suchen", {"reason": "keine_zeit"})
    db.session.expire_all()
    asked = db.session.scalars(select(Proposal).where(Proposal.status == "angefragt")).one()
    assert asked.volunteer_id == (third if is_withdrawn else second).id


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_mistyped_year_is_asked_about(begun: Begun, day: str) -> None:
    """At the ends of the calendar a day is no instant in every time zone; the form comes back with a sentence."""
    typed: dict[str, dict[str, object]] = {
        "erstes-treffen": {"day": day, "time": "00:00"}, "treffen": {"on": day},
        "termine": {**three_dates(), "third_day": day}, "ausgefallen": {"missed_on": day, "missed_by": "newcomer"},
    }  # fmt: skip
    typed["vereinbarung"] = {"agreed_until_on": day, "weekly_minutes": "90"}
    for step, data in typed.items():
        assert "Bitte prüfen Sie das Jahr." in begun.desk.post(f"{begun.url}/{step}", data, status=422).text
    begun.desk.post(f"{begun.url}/treffen", {"on": str(clock.today())})
