"""The list to work with, one gap, who may do what, and nothing of another region."""

import re
import uuid
from datetime import timedelta

import pytest

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.gaps import listing, service, tracking
from lotsen.ties import gap_sentences
from lotsen.ties import service as ties
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.gaps.scene import LIST, key_of, mails, row_of, signed_in, steps_of

ACTS = ("stand", "werben", "schulen", "bekannt-machen")


def _post(browser, url, data, status=302):
    return browser.post(url, data, status=status)


def test_the_list_begins_with_a_few_of_different_kinds(pages, played):
    """The first ones are the gravest, each of another rule, and stand before everything else."""
    text = signed_in(pages, played.coordinator).get(LIST).text
    first = text[text.index('id="zuerst"') : text.index('id="was-hilft"')]
    rules = re.findall(r'gap__rule">([^<]+)<', first)
    assert len(rules) == len(set(rules)) == listing.FIRST


def test_groups_count_every_open_gap_once(pages, played):
    """By what closes them and by rule; the sums are the same."""
    gaps = listing.everything("coordinator")
    groups = listing.grouped(gaps)
    assert sum(group.count for group in groups) == len(gaps) == len(tracking.current())
    assert all(group.count == sum(one.count for one in group.rules) for group in groups)


def test_the_picture_counts_as_many_gaps_as_the_list(pages, played):
    """Before and after one is accepted as it is."""
    karin = signed_in(pages, played.coordinator)
    before = _told(karin)
    later = clock.today() + timedelta(days=90)
    with scope.of(HERE):
        key = next(iter(tracking.current()))
        service.accept(key, by=played.coordinator.id, look_again_on=later, note="Bekannt.", key=uuid.uuid4())
    assert _told(karin) == (before[0] - 1, before[1] - 1)
    assert before[0] == before[1] > 1


def _told(karin):
    """How many gaps the picture tells, and how many the list."""
    picture, listed = karin.get("/netzwerk").text, karin.get(LIST).text
    tile = re.search(r'Lücken</a></span>\s*<span class="tile__value">(\d+)', picture)
    return int(tile[1]), int(re.search(r"(\d+) Lücken", listed)[1])


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("regel=L1_unversorgt", True),
        ("regel=L1_unversorgt&sprache=tir", True),
        ("regel=allein", False),
        ("sprache=som", False),
        ("regel=L1_unversorgt&gemeinde=06440004", True),
        ("regel=L1_unversorgt&gemeinde=06440016", False),
        ("regel=L1_unversorgt&gewicht=gering", False),
        ("hilft=recruit&sprache=tir", True),
        ("hilft=renew", False),
        ("stand=neu&sprache=tir", True),
        ("stand=in_arbeit", False),
        ("stand=geschlossen", False),
        ("stand=alle&sprache=tir", True),
    ],
)
def test_every_filter_stands_in_the_address(pages, played, query, is_there):
    """Whoever gets the link sees the same list."""
    text = signed_in(pages, played.coordinator).get(f"{LIST}?{query}").text
    assert ("auf Tigrinya, und niemand ist erreichbar" in text[text.index('id="liste"') :]) is is_there


def test_an_unknown_filter_is_as_if_not_asked(pages, played):
    """Nobody gets a fault for an old link."""
    browser = signed_in(pages, played.coordinator)
    browser.get(f"{LIST}?regel=L99&stand=quatsch&gewicht=1&hilft=x&page=99&sprache=zz")


def test_pages_keep_the_filter(pages, played):
    """The next page is of the same list."""
    text = signed_in(pages, played.coordinator).get(f"{LIST}?regel=L12_gemeinde_ohne_anker").text
    assert re.search(r'href="/netzwerk/luecken\?regel=L12_gemeinde_ohne_anker&amp;page=2"', text)


def test_a_gap_says_on_what_it_rests(pages, played):
    """Its requests with their day, how much the rule looked at, and since when."""
    text = signed_in(pages, played.coordinator).get(f"{LIST}/{key_of('L1_unversorgt')}").text
    assert re.search(r"Anfrage A-\d{5}", text)
    assert "offen seit" in text
    assert "1 Kombinationen aus Gemeinde, Sprache und Thema" in text


@pytest.mark.parametrize("role", ["auditor", "region_admin"])
def test_those_who_see_no_people_read_of_organisations_alone(pages, played, role):
    """What few people ask for, and volunteers, are missing: in the list, and as a gap by its key."""
    browser = signed_in(pages, factories.account(role))
    text = browser.get(f"{LIST}?stand=alle").text
    assert "Stiller Verein hat mit niemandem außerhalb Kontakt." in text
    assert "Tigrinya" not in text
    assert "Tesfay" not in text
    browser.get(f"{LIST}/{key_of('L1_unversorgt')}", status=404)
    assert "Stiller Verein" in browser.get(f"{LIST}/{key_of('L5_isolierte_mso', played.lonely.id)}").text


@pytest.mark.parametrize("role", ["auditor", "region_admin", "case_manager"])
def test_others_read_and_change_nothing(pages, played, role):
    """No form, no act, and the doors behind them are closed."""
    key = key_of("L5_isolierte_mso", played.lonely.id)
    browser = signed_in(pages, factories.account(role))
    text = browser.get(f"{LIST}/{key}").text
    assert "Stand ändern" not in text
    assert "Werbetext schreiben" not in text
    for act in ACTS:
        _post(browser, f"{LIST}/{key}/{act}", {"step": "begonnen"}, status=403)
    assert row_of(key) is None
    assert not mails()


def test_a_volunteer_opens_nothing(pages, played):
    """Neither the list nor a gap nor an act."""
    account = factories.account("volunteer")
    played.person.account_id = account.id
    db.session.commit()
    key = key_of("L1_unversorgt")
    browser = signed_in(pages, account)
    for path in ("", f"/{key}", *(f"/{key}/{act}" for act in ACTS[1:])):
        browser.get(LIST + path, status=403)
    _post(browser, f"{LIST}/{key}/stand", {"step": "begonnen"}, status=403)


def test_a_foreign_gap_looks_missing(pages, played):
    """The key of another region and one that nobody made answer alike, in every act."""
    with scope.of(ELSEWHERE):
        factories.organisation("mso", ags=factories.GELNHAUSEN, name="Fremder Verein")
        db.session.commit()
        foreign = key_of("L5_isolierte_mso")
        tracking.follow()
    with scope.of("06440"):
        here = key_of("L5_isolierte_mso", played.lonely.id)
    browser = signed_in(pages, played.coordinator)
    browser.get(f"{LIST}/{here}")
    for key in (foreign, uuid.uuid4()):
        browser.get(f"{LIST}/{key}", status=404)
        for act in ACTS[1:]:
            browser.get(f"{LIST}/{key}/{act}", status=404)
        _post(browser, f"{LIST}/{key}/stand", {"step": "begonnen"}, status=404)


def test_taking_in_hand_says_by_whom_and_since_when(pages, played):
    """On the gap, in the list, and in the history with its note."""
    key = key_of("L1_unversorgt")
    browser = signed_in(pages, played.coordinator)
    day = clock.today() + timedelta(days=10)
    _post(browser, f"{LIST}/{key}/stand", {"step": "begonnen", "until_on": day.isoformat(), "note": "Frage im Verein"})
    text = browser.get(f"{LIST}/{key}").text
    assert "Karin Koordination seit" in text
    assert "In Arbeit genommen" in text
    assert "Frage im Verein" in text
    assert "Karin Koordination" in browser.get(f"{LIST}?stand=in_arbeit").text
    assert row_of(key).due_on == day


def test_the_auditor_reads_the_history_without_notes(pages, played):
    """What somebody wrote stays with those who work with people."""
    key = key_of("L5_isolierte_mso", played.lonely.id)
    service.take_on(key, by=played.coordinator.id, due_on=clock.today(), note="Frage im Verein", key=uuid.uuid4())
    text = signed_in(pages, factories.account("auditor")).get(f"{LIST}/{key}").text
    assert "In Arbeit genommen" in text
    assert "Frage im Verein" not in text


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"step": "angenommen", "until_on": "2099-01-01", "note": "so"}, "innerhalb eines Jahres"),
        ({"step": "angenommen", "note": ""}, "Grund"),
        ({"step": "begonnen", "until_on": "2020-01-01"}, "im nächsten halben Jahr"),
        ({"step": "von_selbst"}, ""),
        ({"step": "notiz", "note": "Sie hat Diabetes und einen Asylbescheid"}, "verrät"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(pages, played, data, fault):
    """And nothing is written."""
    key = key_of("L1_unversorgt")
    answer = _post(signed_in(pages, played.coordinator), f"{LIST}/{key}/stand", data, status=422)
    assert fault in answer.text
    assert row_of(key) is None


def test_pressed_twice_is_one_step(pages, played):
    """The form's own key."""
    key, form_key = key_of("L1_unversorgt"), str(uuid.uuid4())
    browser = signed_in(pages, played.coordinator)
    for _ in range(2):
        _post(browser, f"{LIST}/{key}/stand", {"step": "begonnen", "key": form_key})
    assert steps_of(key) == ["begonnen"]


def test_the_start_page_names_what_is_overdue(pages, played):
    """As one line with a link to just those; a day earlier there is none."""
    key = key_of("L1_unversorgt")
    service.take_on(key, by=played.coordinator.id, due_on=clock.today(), key=uuid.uuid4())
    line = "Lücken in Arbeit, deren Frist vorbei ist"
    assert line not in signed_in(pages, played.coordinator).get("/").text
    with clock.moved_to(clock.now() + timedelta(days=1)):
        browser = signed_in(pages, played.coordinator)
        text = browser.get("/").text
        assert line in text
        listed = browser.get(f"{LIST}?stand=ueberfaellig").text
    assert f"{LIST}?stand=ueberfaellig" in text
    assert "Frist vorbei" in listed
    assert str(key) in listed


def test_what_is_left_as_it_is_counts_no_longer(played):
    """The start page and the list speak of what is open."""
    before = len(listing.open_findings())
    key = key_of("L5_isolierte_mso", played.lonely.id)
    day = clock.today() + timedelta(days=30)
    service.accept(key, by=played.coordinator.id, look_again_on=day, note="bekannt", key=uuid.uuid4())
    assert len(listing.open_findings()) == before - 1
    assert key not in {one.key for one in listing.everything("coordinator") if listing.Choice().fits(one)}


def test_an_agreement_that_ends_says_so(played):
    """Not that nobody has spoken."""
    ends = {"one": f"organisation:{played.office.id}", "other": f"organisation:{played.lonely.id}"}
    ties.state(
        **ends, kind="kooperationsvereinbarung", intensity=2, frequency=None, last_contact_on=clock.today(),
        until_on=clock.today() + timedelta(days=20), note=None, stated_by=played.coordinator.id,
    )  # fmt: skip
    key = key_of("L9_ruhend", played.lonely.id)
    finding = tracking.current()[key]
    assert "endet in 20 Tagen" in gap_sentences.sentence(finding, str, {})
