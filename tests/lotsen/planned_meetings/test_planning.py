"""A meeting is planned, moved and called off: who learns of it, what is refused, and who may not see it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.volunteers.models import Absence
from tests import factories
from tests.conftest import ELSEWHERE
from tests.lotsen.calendar_feeds.scene import fetch, make, titles
from tests.lotsen.help_requests.scene import sign_in
from tests.lotsen.planned_meetings.scene import IN_DAYS, date_form, mails, parts, past, plan, the_one
from tests.lotsen.tandems.test_pages import Begun
from tests.pages import Pages


def test_a_volunteer_plans_and_everybody_has_it(trial: Begun) -> None:
    """Both sides get it for their calendar in their language, the Fallmanager:in hears of it; it is in both feeds."""
    feeds = [make(trial.hers), make(trial.desk)]
    hers = trial.hers
    plan(hers, trial)
    one = the_one()
    assert (one.minutes, one.place, one.planned_by, one.status) == (90, "Rathaus, Zimmer 12", "volunteer", "geplant")
    assert one.begins_at.astimezone(clock.BERLIN).time().isoformat("minutes") == "14:30"
    sent = {mail.mail: mail for mail in mails()}
    assert sent.keys() == {trial.volunteer.mail, "olena@example.org"}
    assert sent["olena@example.org"].language == "uk"
    assert {value[0] for value in parts().values()} == {"REQUEST"}
    assert [mail.mail for mail in mails("planned_meeting_told")] == [trial.play.case_manager.mail]
    shown = hers.get(trial.own_url).text
    assert "Rathaus, Zimmer 12" in shown
    assert "Ihr nächstes Treffen ist am" in shown
    assert "Rathaus, Zimmer 12" in trial.desk.get(trial.url).text
    for path in feeds:
        answer = fetch(trial.app, path)
        assert any(title.endswith(": Treffen") for title in titles(answer))
        assert str(one.id) in answer.text


def test_the_exact_place_is_in_no_mail_and_no_calendar(trial: Begun) -> None:
    """It may tell a need. The municipality is in calendars, and for a register block not even that; a name never."""
    path = make(trial.hers)
    plan(trial.hers, trial, kind="einsatz")
    feed = fetch(trial.app, path).text
    calendars = [feed, *(mail.calendar or "" for mail in mails())]
    letters = [mail.title + mail.body for kind in ("planned_meeting", "planned_meeting_told") for mail in mails(kind)]
    assert [text for text in calendars + letters if "Rathaus" in text] == []
    people = trial.play.newcomer.alias, trial.volunteer.first_name, trial.play.case_manager.display_name
    assert [word for word in people for text in calendars if word in text] == []
    assert "LOCATION:Büdingen" in feed
    trial.play.newcomer.is_protected = True
    db.session.commit()
    assert "LOCATION" not in fetch(trial.app, path).text


def test_a_protected_place_is_for_the_responsible_one(trial: Begun) -> None:
    """A colleague sees that there is a date, neither where nor how to change it; who answers for it does."""
    plan(trial.hers, trial)
    trial.play.newcomer.is_protected = True
    colleague = factories.account("case_manager")
    db.session.commit()
    one, other = the_one(), sign_in(Pages(trial.app), colleague)
    assert "Rathaus" in trial.desk.get(trial.url).text
    assert "Rathaus" not in other.get(trial.url).text
    other.get(f"/treffen/{one.id}/aendern", status=403)


def test_it_moves_and_is_called_off_under_one_name(trial: Begun) -> None:
    """Request, update, cancel: the same UID, a number that rises. Another place alone writes to nobody."""
    plan(trial.hers, trial)
    one, hers = the_one(), trial.hers
    url = f"/treffen/{one.id}/aendern"

    def change(**changed: object) -> None:
        page = hers.get(url).text
        seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0].replace("&#34;", '"')
        hers.post(url, date_form(**changed) | {"seen": seen})

    change(place="Café am Markt")
    assert len(mails()) == 2
    change(place="Café am Markt", days=IN_DAYS + 1)
    trial.desk.post(f"/treffen/{one.id}/absagen")
    found = parts()
    uid = {name for _method, name in found.values()}
    assert len(uid) == 1
    sides = ("olena", (trial.volunteer.mail or "").partition("@")[0])
    assert {key: method for key, (method, _uid) in found.items()} == {
        (side, number): method for side in sides for number, method in enumerate(("REQUEST", "REQUEST", "CANCEL"))
    }
    assert the_one().status == "abgesagt"
    hers.post(f"/treffen/{one.id}/absagen", status=409)
    with past(one):
        trial.hers.post(f"/treffen/{one.id}/stattgefunden", status=409)


@pytest.mark.parametrize("why", ["away", "meets already", "the first meeting of another tandem"])
def test_a_day_that_is_taken_is_warned_of(trial: Begun, why: str) -> None:
    """Nothing is planned before the box is ticked; the warning names nobody."""
    day = clock.today() + timedelta(days=IN_DAYS)
    if why == "away":
        db.session.add(Absence(volunteer_id=trial.volunteer.id, from_on=day, until_on=day))
    elif why == "meets already":
        plan(trial.hers, trial)
    else:
        other = factories.help_request(status="kennenlernen")
        at = datetime.combine(day, datetime.min.time(), clock.BERLIN) + timedelta(hours=9)
        factories.tandem(other, trial.volunteer, status="kennenlernen", first_meeting_at=at, started_on=None,
                         volunteer_agreed_at=None, newcomer_agreed_at=None)  # fmt: skip
    db.session.commit()
    before = len(db.session.scalars(select(PlannedMeeting)).all())
    shown = plan(trial.desk, trial, status=422).text
    assert "Trotzdem an diesem Tag planen" in shown
    assert ("Abwesenheit" if why == "away" else "schon ein Treffen") in shown
    db.session.rollback()
    assert len(db.session.scalars(select(PlannedMeeting)).all()) == before
    plan(trial.desk, trial, despite_clash="y")
    db.session.rollback()
    assert len(db.session.scalars(select(PlannedMeeting)).all()) == before + 1


def test_a_free_day_warns_of_nothing(trial: Begun) -> None:
    """The negative control: away the day before, and somebody else's meeting on that day."""
    day = clock.today() + timedelta(days=IN_DAYS - 1)
    db.session.add(Absence(volunteer_id=trial.volunteer.id, from_on=day, until_on=day))
    other = factories.tandem(factories.help_request(status="aktiv"), factories.volunteer())
    at = clock.now() + timedelta(days=IN_DAYS)
    db.session.add(PlannedMeeting(tandem_id=other.id, begins_at=at, planned_by="staff"))
    db.session.commit()
    plan(trial.desk, trial)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"days": 0, "begins": "00:00", "until": "00:01"}, "day"),
        ({"days": 400}, "day"),
        ({"until": "14:00"}, "until"),
        ({"until": "14:30"}, "until"),
        ({"begins": "00:30", "until": "23:30"}, "until"),
        ({"place": "Moschee, wegen der Diagnose"}, "place"),
        ({"kind": "urlaub"}, "kind"),
        ({"begins": ""}, "begins"),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field(trial: Begun, changed: dict[str, Any], field: str) -> None:
    """And plans nothing."""
    shown = plan(trial.hers, trial, status=422, **changed).text
    assert f'id="{field}-error"' in shown or f'href="#{field}' in shown
    db.session.rollback()
    assert db.session.scalars(select(PlannedMeeting)).all() == []


def test_sent_twice_it_is_planned_once(trial: Begun) -> None:
    """The form brings its key along."""
    key = "6f1b8f3e-5b1c-4a53-9c1c-3d8f1f1f9a10"
    for _time in range(2):
        plan(trial.hers, trial, key=key)
    assert str(the_one().id) == key
    assert len(mails()) == 2


def test_before_the_first_meeting_nothing_else_is_planned(app: Flask, here: str) -> None:
    """The first meeting has its own way, with both sides asked."""
    begun = Begun(app)
    plan(begun.desk, begun, status=409)
    assert "Treffen planen" not in begun.desk.get(begun.url).text


def test_somebody_elses_plan_looks_like_a_missing_one(trial: Begun) -> None:
    """Another volunteer of the region, and staff of another region."""
    plan(trial.hers, trial)
    one = the_one()
    stranger = factories.account("volunteer")
    factories.volunteer(account_id=stranger.id)
    db.session.commit()  # a transaction of PostgreSQL stays in the region in which it began
    with scope.of(ELSEWHERE):
        foreign = factories.account("coordinator")
        db.session.commit()
    for account in (stranger, foreign):
        desk = sign_in(Pages(trial.app), account)
        desk.get(f"/treffen/neu/{trial.tandem.id}", status=404)
        desk.get(f"/treffen/{one.id}/aendern", status=404)
        for act in ("absagen", "stattgefunden", "ausgefallen"):
            desk.post(f"/treffen/{one.id}/{act}", status=404)
    assert the_one().status == "geplant"
