"""After a no the profile can change, once confirmed, and nobody is asked again for the same."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock
from lotsen.accounts import mail_links
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.proposals import deadlines, offers, ranking, service
from lotsen.proposals.models import Proposal
from lotsen.volunteers.models import Absence, VolunteerNeed
from tests.lotsen.help_requests.scene import Desk, Scene, scene


def declined(app: Flask, reason: str) -> tuple[Scene, Proposal, Desk, str]:
    """A volunteer said no by the link of her mail; where the offer on the page leads."""
    play = scene(volunteers=1)
    proposal = service.propose(play.request.id, [play.volunteers[0].id], by=play.case_manager.id)[0]
    token = mail_links.create(mail_links.ANSWER, proposal.id)
    db.session.commit()
    visitor = Desk(app)
    text = visitor.post(f"/vorschlaege/antwort/{token}", {"answer": "no", "reason": reason}, status=200).text
    match = re.search(r"/vorschlaege/angebot/[\w-]+", text)
    return play, proposal, visitor, match.group() if match else ""


def test_too_far_makes_the_radius_smaller(app: Flask, here: str) -> None:
    """Only to what was offered, and the link works once; opening it changes nothing."""
    play, _proposal, visitor, url = declined(app, "zu_weit")
    visitor.get(url)
    visitor.head(url)
    visitor.post(url, {"radius_km": "50"}, status=422)
    db.session.expire_all()
    assert play.volunteers[0].radius_km == 15
    visitor.post(url, {"radius_km": "5"}, status=200)
    db.session.expire_all()
    assert play.volunteers[0].radius_km == 5
    visitor.get(url, status=404)


def test_no_time_becomes_an_absence(app: Flask, here: str) -> None:
    """From–to; days that are known already become one entry."""
    play, _proposal, visitor, url = declined(app, "keine_zeit")
    today = clock.today()
    db.session.add(
        Absence(volunteer_id=play.volunteers[0].id, from_on=today + timedelta(5), until_on=today + timedelta(9))
    )
    db.session.commit()
    visitor.post(url, {"from_on": str(today), "until_on": ""}, status=422)
    visitor.post(url, {"from_on": str(today), "until_on": str(today + timedelta(days=7))}, status=200)
    absence = db.session.scalars(select(Absence)).one()
    assert (absence.from_on, absence.until_on) == (today, today + timedelta(days=9))


def test_a_topic_is_asked_no_more(app: Flask, here: str) -> None:
    """Only topics of that request; afterwards there is nothing left to offer."""
    play, proposal, visitor, url = declined(app, "thema")
    visitor.post(url, {"needs": []}, status=422)
    visitor.post(url, {"needs": ["behoerde"]}, status=200)
    excluded = select(VolunteerNeed.need).where(VolunteerNeed.is_excluded)
    assert list(db.session.scalars(excluded)) == ["behoerde"]
    db.session.expire_all()
    assert offers.offer_after(proposal) is None
    assert ranking.askable(play.request.id) == {}


@pytest.mark.parametrize("reason", ["sprache", "persoenlich", "anderes"])
def test_other_reasons_offer_nothing(app: Flask, here: str, reason: str) -> None:
    """And whoever said no is not asked for the same request again."""
    play, _proposal, _visitor, url = declined(app, reason)
    assert url == ""
    assert ranking.askable(play.request.id) == {}


def test_one_bad_proposal_holds_up_no_other(app: Flask, here: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline of the second passes although the first raises."""
    plays = [scene(volunteers=1) for _ in range(2)]
    asked = [service.propose(one.request.id, [one.volunteers[0].id], by=one.case_manager.id)[0] for one in plays]
    real = deadlines._expire

    def fails(request: HelpRequest, proposal: Proposal) -> None:
        if proposal.id == asked[0].id:
            raise RuntimeError("a broken record")
        real(request, proposal)

    monkeypatch.setattr(deadlines, "_expire", fails)
    with clock.moved_to(clock.now() + timedelta(days=6)):
        assert deadlines.expire_unanswered() == 1
    db.session.expire_all()
    assert [one.status for one in asked] == ["angefragt", "abgelaufen"]
