"""The pages of help requests, as a Fallmanager:in uses them."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from lotsen import clock, date_words, scope
from lotsen.audit.models import AuditEntry
from lotsen.consents.models import Consent
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.proposals.models import Proposal
from tests import factories
from tests.conftest import ELSEWHERE
from tests.lotsen.help_requests.scene import scene, sign_in
from tests.pages import Pages

ANSWERS: dict[str, Any] = {
    "alias": "Samira", "ags": factories.BUEDINGEN, "contact": "0151 998877", "language": "ar",
    "languages-0-language": "ara", "languages-0-level": "7", "languages-0-script": "liest_schreibt",
    "languages-1-language": "", "languages-1-level": "", "languages-1-script": "",
    "age_band": "27_39", "gender": "w", "household_type": "familie", "children_3_5": "2",
    "mode": "lotse", "needs": ["behoerde", "kita"], "urgency": "diese_woche", "frequency": "mehrfach",
    "times": ["mon-am"], "wish": "must-w", "accommodation": "", "meeting_place": "", "referred_by": "",
    "not_own_community": "", "consent_given": "y", "consent_language": "ar", "channel": "written",
}  # fmt: skip


@pytest.fixture
def desk(pages: Pages, here: str) -> Pages:
    """A Fallmanager:in at the desk."""
    account = factories.account("case_manager")
    db.session.commit()
    return sign_in(pages, account)


def _only_request() -> HelpRequest:
    with scope.everywhere("test"):
        return db.session.scalars(select(HelpRequest)).one()


def test_newcomer_and_request_in_one_sitting(desk: Pages) -> None:
    """One form makes newcomer, consent and an open request, with numbers to say on the telephone."""
    desk.get("/anfragen/neu")
    desk.post("/anfragen/neu", ANSWERS)
    row = _only_request()
    assert (row.status, row.needs, row.wants_gender, row.gender_is) == ("offen", ["behoerde", "kita"], "w", "must")
    assert re.fullmatch(r"A-\d{4}-0001", row.number)
    assert re.fullmatch(r"Z-\d{4}-0001", row.newcomer.number)
    assert row.newcomer.languages == [{"language": "ara", "level": 7, "script": "liest_schreibt"}]
    assert row.newcomer.household == {"type": "familie", "children": {"3_5": 2}}
    consent = db.session.scalars(select(Consent)).one()
    assert (consent.purpose, consent.language, consent.channel) == ("matching", "ar", "written")
    assert "Samira" in desk.get(f"/anfragen/{row.id}").text


def test_without_consent_it_stays_a_draft(desk: Pages) -> None:
    """Nobody is looked for, and nobody can be asked, before the newcomer agreed."""
    desk.post("/anfragen/neu", {**ANSWERS, "consent_given": ""})
    row = _only_request()
    volunteer = factories.volunteer()
    db.session.commit()
    assert row.status == "entwurf"
    assert volunteer.last_name not in desk.get(f"/anfragen/{row.id}").text
    desk.post(f"/anfragen/{row.id}/fragen", {"volunteers": str(volunteer.id)}, status=409)
    desk.post(f"/anfragen/{row.id}/einwilligung", {"consent_language": "ar", "channel": "oral", "witness": ""}, 422)
    desk.post(f"/anfragen/{row.id}/einwilligung", {"consent_language": "ar", "channel": "oral", "witness": "A. Zeugin"})
    db.session.expire_all()
    assert _only_request().status == "offen"
    assert volunteer.last_name in desk.get(f"/anfragen/{row.id}").text


def test_referral_only_needs_are_explained_and_never_stored(desk: Pages) -> None:
    """Violence is no work for volunteers: the page names who helps, and nothing of it is kept."""
    factories.organisation("frauenhaus", name="Frauenhaus Wetterau", needs=["gewalt"])
    db.session.commit()
    answer = desk.post("/anfragen/neu", {**ANSWERS, "referral_needs": "gewalt"}, status=200)
    assert "116 016" in answer.text
    assert "Frauenhaus Wetterau" in answer.text
    assert db.session.scalars(select(HelpRequest)).all() == []
    assert 'value="gewalt"' not in answer.text
    kept = desk.post("/anfragen/neu", {**ANSWERS, "continue": "1"}, status=200)
    assert 'value="Samira"' in kept.text


def test_forbidden_words_are_refused_and_the_text_is_kept(desk: Pages) -> None:
    """A note on illness is pointed out, not stored, and nothing that was typed is lost."""
    answer = desk.post("/anfragen/neu", {**ANSWERS, "text": "ist schwanger"}, status=422)
    assert "Gesundheit" in answer.text
    assert 'value="Samira"' in answer.text
    assert db.session.scalars(select(Newcomer)).all() == []


def test_proposing_asks_the_first_and_plans_the_others(pages: Pages, here: str) -> None:
    """The list's order is the order of asking; the reasons of the day are kept with each proposal."""
    play = scene(volunteers=3)
    desk = sign_in(pages, play.case_manager)
    text = desk.get(f"/anfragen/{play.request.id}").text
    ids = re.findall(r'name="volunteers" value="([0-9a-f-]+)"', text)
    assert len(ids) == 3
    desk.post(f"/anfragen/{play.request.id}/fragen", {"volunteers": ids[:2]})
    found = db.session.scalars(select(Proposal).order_by(Proposal.position)).all()
    assert [(str(one.volunteer_id), one.status) for one in found] == [(ids[0], "angefragt"), (ids[1], "geplant")]
    assert {reason["code"] for reason in found[0].reasons} >= {"language.shared", "place.distance"}
    desk.post(f"/anfragen/{play.request.id}/fragen", {"volunteers": ids[0]}, status=422)
    again = desk.get(f"/anfragen/{play.request.id}").text
    assert re.findall(r'name="volunteers" value="([0-9a-f-]+)"', again) == [ids[2]]


def test_after_asking_one_press_leads_to_the_next_request(pages: Pages, here: str) -> None:
    """The most urgent of one's own that nobody is asked for; nothing while this one waits for me itself."""
    play, other = scene(), scene()
    urgent, later = (
        factories.help_request(factories.newcomer(play.case_manager, alias=alias), urgency=urgency)
        for alias, urgency in (("Eilig", "heute_morgen"), ("Ruhig", "laufend"))
    )
    db.session.commit()
    desk, url = sign_in(pages, play.case_manager), f"/anfragen/{play.request.id}"
    before = desk.get(url).text
    assert "Weiter zur nächsten Anfrage" not in before
    desk.post(f"{url}/fragen", {"volunteers": re.findall(r'name="volunteers" value="([0-9a-f-]+)"', before)[:1]})
    after = desk.get(url).text
    assert "Weiter zur nächsten Anfrage: Eilig" in after
    assert f"/anfragen/{urgent.id}" in after
    assert str(later.id) not in after
    assert str(other.request.id) not in after


def test_excluded_people_are_counted_by_rule_and_named_on_demand(pages: Pages, here: str) -> None:
    """Nobody suits: the page says which rule keeps how many away, and who they are."""
    play = scene(volunteers=2, wants_gender="m", gender_is="must")
    desk = sign_in(pages, play.case_manager)
    text = desk.get(f"/anfragen/{play.request.id}").text
    assert "Im Moment passt niemand" in text
    assert "Anderes Geschlecht ausdrücklich gewünscht" in text
    named = desk.get(f"/anfragen/{play.request.id}?regel=gender.must").text
    assert all(one.last_name in named for one in play.volunteers)
    assert all(one.last_name not in text.split('id="ausgeschlossen"')[1] for one in play.volunteers)


def test_list_shows_next_step_and_filters(pages: Pages, here: str) -> None:
    """The list says what to do next, and every filter and order answers."""
    play = scene()
    desk = sign_in(pages, play.case_manager)
    assert "Ehrenamtliche auswählen" in desk.get("/anfragen/").text
    assert play.newcomer.alias not in desk.get("/anfragen/?mode=pate").text
    for query in ("status=suche", "waiting=7", f"ags={factories.NIDDA}", "number=A-", "whose=alle", "urgency=laufend"):
        for sort in ("waiting", "-waiting", "number", "place", "-urgency", "status", "nonsense"):
            desk.get(f"/anfragen/?{query}&sort={sort}")


def test_close_and_reopen(pages: Pages, here: str) -> None:
    """Closing wants a coded reason; who was asked is withdrawn; reopening starts the wait anew."""
    play = scene()
    proposal = factories.proposal(play.request, play.volunteers[0])
    db.session.commit()
    desk = sign_in(pages, play.case_manager)
    url = f"/anfragen/{play.request.id}"
    desk.post(f"{url}/schliessen", {"reason": ""}, status=422)
    desk.post(f"{url}/schliessen", {"reason": "anders_geloest"})
    db.session.expire_all()
    assert (play.request.status, proposal.status) == ("zurueckgezogen", "zurueckgezogen")
    desk.post(f"{url}/oeffnen")
    desk.post(f"{url}/oeffnen", status=409)
    db.session.expire_all()
    assert play.request.status == "offen"


def test_edit_changes_what_is_asked(pages: Pages, here: str) -> None:
    """A changed request keeps its number and is ranked anew."""
    play = scene()
    desk = sign_in(pages, play.case_manager)
    url = f"/anfragen/{play.request.id}/aendern"
    desk.change(url, {**ANSWERS, "needs": ["wohnen"], "wish": "egal"})
    db.session.expire_all()
    assert (play.request.needs, play.request.wants_gender) == (["wohnen"], None)


def test_a_foreign_request_looks_missing(pages: Pages, here: str) -> None:
    """Another region's request answers like none at all, for reading and for writing."""
    play = scene()
    with scope.of(ELSEWHERE):
        other = factories.account("case_manager")
        db.session.commit()
    stranger = sign_in(pages, other)
    for path in ("", "/aendern"):
        stranger.get(f"/anfragen/{play.request.id}{path}", status=404)
    for path in ("/fragen", "/oeffnen"):
        stranger.post(f"/anfragen/{play.request.id}{path}", {"volunteers": str(play.volunteers[0].id)}, status=404)


def test_looks_are_recorded(pages: Pages, here: str) -> None:
    """Reading a request leaves an entry, and one that names nobody."""
    play = scene()
    sign_in(pages, play.case_manager).get(f"/anfragen/{play.request.id}")
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "help_requests.view")).all()
    assert [entry.subject_id for entry in entries] == [play.request.id]


def test_a_deadline_is_said_once(pages: Pages, here: str) -> None:
    """A step that is a wait names its day itself; the page does not say it again."""
    play = scene()
    factories.proposal(play.request, play.volunteers[0], status="angefragt")
    play.request.status = "angefragt"
    db.session.commit()
    text = re.sub(r"<[^>]+>", " ", sign_in(pages, play.case_manager).get(f"/anfragen/{play.request.id}").text)
    step = re.search(r"Wartet auf Antwort bis (\d+\.\s\w+)", text)
    assert step
    assert text.count(f"bis {step[1]}") == 1


def test_the_only_one_who_suits_is_asked_by_one_press(pages: Pages, here: str) -> None:
    """Her name stands on the button; with several, boxes say who is asked."""
    play = scene(volunteers=1)
    desk, url, name = sign_in(pages, play.case_manager), f"/anfragen/{play.request.id}", play.volunteers[0].first_name
    alone = desk.get(url).text
    assert f"{name} {play.volunteers[0].last_name} fragen</span>" in alone
    assert "Ausgewählte der Reihe nach fragen" not in alone
    factories.volunteer(capacity=2)
    db.session.commit()
    assert "Ausgewählte der Reihe nach fragen" in desk.get(url).text


def test_whoever_did_not_answer_comes_again_with_that_said(pages: Pages, here: str) -> None:
    """She is not left out, but nobody asks her a second time without knowing; of the other nothing is said."""
    play = scene(volunteers=2)
    silent = factories.proposal(play.request, play.volunteers[0], status="abgelaufen")
    db.session.commit()
    assert silent.answer_by
    text = sign_in(pages, play.case_manager).get(f"/anfragen/{play.request.id}").text
    day = date_words.near_day(clock.day_of(silent.answer_by))
    assert text.count(f"Hat auf diese Anfrage bis {day} nicht geantwortet") == 1


def test_a_tandem_that_runs_leaves_the_search_in_the_background(pages: Pages, here: str) -> None:
    """Somebody more may be asked, but nobody is missing; without a tandem the page says what would help."""
    play = scene(volunteers=1, wants_gender="m", gender_is="must", is_exclusive=False)
    desk, url = sign_in(pages, play.case_manager), f"/anfragen/{play.request.id}"
    alone = desk.get(url).text
    assert "Im Moment passt niemand." in alone
    assert "Wer passt?" in alone
    factories.tandem(play.request)
    play.request.status = "aktiv"
    db.session.commit()
    together = desk.get(url).text
    assert "Im Moment passt sonst niemand." in together
    assert "Im Moment passt niemand" not in together
    assert "Noch jemand dazu?" in together
