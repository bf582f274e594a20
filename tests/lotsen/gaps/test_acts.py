"""Acts begin with a text and a preview; nothing goes out before it was looked at, and a contact needs both sides."""

import re
import uuid

import pytest
from sqlalchemy import update

from lotsen import clock, scope
from lotsen.accounts.models import MailLink
from lotsen.audit.models import AuditEntry
from lotsen.database import change
from lotsen.extensions import db
from lotsen.gaps import drafts, introductions, recipients, tracking
from lotsen.gaps.models import Introduction
from lotsen.organisations import service as organisations
from lotsen.organisations.models import Organisation
from lotsen.retention import service as retention
from lotsen.ties.models import Tie
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import HERE
from tests.lotsen.gaps.letters import fields_of, letter_from
from tests.lotsen.gaps.scene import LIST, key_of, mails, row_of, rows, signed_in, steps_of
from tests.network_results import renewed
from tests.pages import Pages


def test_an_introduction_goes_to_both_sides_after_a_look(pages, played):
    """Find the gap, look at the letters, send; only then two mails, a step, and the gap in work."""
    key = key_of("L5_isolierte_mso", played.lonely.id)
    url = f"{LIST}/{key}/bekannt-machen"
    browser = signed_in(pages, played.coordinator)
    text = browser.get(url).text
    both = [f"organisation:{played.lonely.id}", f"organisation:{played.office.id}"]
    seen = browser.post(f"{url}?one={both[0]}&other={both[1]}", letter_from(text, recipients=both), status=200).text
    assert "Jetzt senden: 2 Mails" in seen
    assert "Vielfaltszentrum (wir@example.org)" in seen
    assert not mails()
    assert row_of(key) is None
    sent = {**fields_of(seen), "press": "send"}
    for _press in range(2):
        browser.post(f"{url}?one={both[0]}&other={both[1]}", sent, status=302)
    assert sorted(one.mail for one in mails()) == ["verein@example.org", "wir@example.org"]
    assert (row_of(key).status, row_of(key).owner_id) == ("in_arbeit", played.coordinator.id)
    assert steps_of(key) == ["vorstellung"]
    assert len(rows(Introduction)) == 1
    assert not rows(Tie), "a mail is no contact yet"


def test_what_was_not_looked_at_is_not_sent(pages, played):
    """A text changed after the preview, or none at all: it is shown instead."""
    key = key_of("L5_isolierte_mso", played.lonely.id)
    url = f"{LIST}/{key}/bekannt-machen?one=organisation:{played.lonely.id}&other=organisation:{played.office.id}"
    browser = signed_in(pages, played.coordinator)
    both = [f"organisation:{played.lonely.id}", f"organisation:{played.office.id}"]
    letter = letter_from(browser.get(url).text, recipients=both)
    assert "noch ist nichts verschickt" in browser.post(url, {**letter, "press": "send"}, status=200).text
    seen = fields_of(browser.post(url, letter, status=200).text)
    changed = {**seen, "text": "Etwas ganz anderes", "press": "send"}
    assert "Etwas ganz anderes" in browser.post(url, changed, status=200).text
    assert not mails()
    browser.post(url, {**seen, "press": "send"}, status=302)
    assert len(mails()) == 2


def _introduced(pages, played) -> tuple[uuid.UUID, dict[str, str]]:
    """An introduction on its way: the gap, and the link of each side."""
    key = key_of("L5_isolierte_mso", played.lonely.id)
    both = [f"organisation:{played.lonely.id}", f"organisation:{played.office.id}"]
    url = f"{LIST}/{key}/bekannt-machen?one={both[0]}&other={both[1]}"
    browser = signed_in(pages, played.coordinator)
    seen = browser.post(url, letter_from(browser.get(url).text, recipients=both), status=200).text
    browser.post(url, {**fields_of(seen), "press": "send"}, status=302)
    links = {one.mail: re.search(r"/netzwerk/luecken/kontakt/\S+", one.body)[0] for one in mails()}
    return key, links


def test_a_contact_stands_in_the_network_when_both_say_so(pages, played, app):
    """Looking answers nothing; one side alone is no contact; the second makes one; a link works once."""
    key, links = _introduced(pages, played)
    pages = Pages(app)
    first, second = links["verein@example.org"], links["wir@example.org"]
    assert "Haben Sie mit Vielfaltszentrum gesprochen?" in pages.get(first).text
    assert steps_of(key) == ["vorstellung"]
    pages.post(first, {}, status=200)
    assert not rows(Tie)
    pages.get(first, status=404)
    pages.post(second, {}, status=200)
    (tie,) = rows(Tie)
    assert {tie.from_organisation_id, tie.to_organisation_id} == {played.lonely.id, played.office.id}
    assert (tie.kind, tie.last_contact_on, tie.contact_count) == ("informationsfluss", clock.today(), 1)
    assert steps_of(key) == ["vorstellung", "kontakt", "kontakt", "bekannt"]


def test_a_contact_that_exists_is_fresh_again(pages, played):
    """No second Zusammenarbeit beside the first."""
    tie = Tie(
        kind="runder_tisch", from_organisation_id=played.office.id, to_organisation_id=played.lonely.id,
        stated_on=clock.days_ago(400), since_on=clock.days_ago(400), last_contact_on=clock.days_ago(400),
        contact_count=3,
    )  # fmt: skip
    db.session.add(tie)
    db.session.commit()
    _introduced(pages, played)
    row = rows(Introduction)[0]
    browser = signed_in(pages, played.coordinator)
    for side in ("one", "other"):
        browser.post(f"{LIST}/vorstellung/{row.id}/gesprochen", {"side": side}, status=302)
    browser.post(f"{LIST}/vorstellung/{row.id}/gesprochen", {"side": "one"}, status=409)
    assert [one.last_contact_on for one in rows(Tie)] == [clock.today()]
    assert [one.contact_count for one in rows(Tie)] == [4]


def test_the_gap_closes_itself_once_they_know_each_other(pages, played):
    """Two sides talk, and with a second contact the association is alone no longer: the rule falls silent."""
    key, _links = _introduced(pages, played)
    with scope.of(HERE):
        circle = factories.organisation("helferkreis", name="Helferkreis")
        tie = Tie(kind="runder_tisch", from_organisation_id=circle.id, to_organisation_id=played.lonely.id,
                  stated_on=clock.today(), last_contact_on=clock.today())  # fmt: skip
        db.session.add(tie)
        db.session.commit()
    row = rows(Introduction)[0]
    with scope.of(HERE):
        tracking.follow()
        assert row_of(key).status == "in_arbeit"
        for side in introductions.SIDES:
            introductions.confirm(row.id, side, by=played.coordinator.id)
        renewed()
        tracking.follow()
    assert (row_of(key).status, row_of(key).ended_as) == ("geschlossen", "von_selbst")


def test_a_training_invites_those_who_could_learn_it(pages, played):
    """Whoever speaks the language and does not cover the need yet; not whoever excluded it; square brackets stop it."""
    factories.volunteer(first_name="Nie", languages={"deu": 5, "tir": 7}, needs=("alltag",), not_needs=("behoerde",))
    factories.volunteer(first_name="Kann", languages={"deu": 5, "ara": 7})
    played.person.language = "uk"
    db.session.commit()
    key = key_of("L1_unversorgt")
    learners = recipients.learners_for(tracking.current()[key])
    assert [one.id for one in learners] == [played.person.id]
    url = f"{LIST}/{key}/schulen"
    browser = signed_in(pages, played.coordinator)
    letter = letter_from(browser.get(url).text, recipients=[f"volunteer:{played.person.id}"])
    assert "eckigen Klammern" in browser.post(url, letter, status=422).text
    letter["text"] = "wir laden Sie am 3. März um 18 Uhr ins Rathaus ein."
    seen = browser.post(url, letter, status=200).text
    browser.post(url, {**fields_of(seen), "press": "send"}, status=302)
    (mail,) = mails()
    assert (mail.kind, mail.mail, mail.language) == ("training_invitation", played.person.mail, "uk")
    assert "3. März" in mail.body
    assert "Добрий день" in mail.body
    assert steps_of(key) == ["schulung"]


def test_a_training_without_anybody_is_not_sent(pages, played):
    """Somebody has to be chosen."""
    url = f"{LIST}/{key_of('L1_unversorgt')}/schulen"
    browser = signed_in(pages, played.coordinator)
    answer = browser.post(url, letter_from(browser.get(url).text, text="Kommen Sie bitte."), status=422)
    assert "wen Sie einladen" in answer.text


def test_an_introduction_never_gives_away_a_volunteers_contact(played, app):
    """Her first name and her town; she writes first, or the other side does through us."""
    staff = factories.staff_member(played.office, name="Petra Amt", mail="petra@example.org", phone="06041 5")
    played.person.phone = "+49151777"
    db.session.commit()
    from lotsen.gaps import sides

    her, paid = sides.side(f"volunteer:{played.person.id}"), sides.side(f"staff:{staff.id}")
    text = drafts.introduction(tracking.current()[key_of("isolated", played.person.id)], her, paid).text
    assert "Selam, ehrenamtlich in Büdingen" in text
    assert "06041 5" in text
    for secret in (played.person.mail, "777", "Tesfay", "V-77777"):
        assert secret not in text


def test_somebody_without_mail_is_not_written_to(pages, played):
    """The coordinator is told to telephone."""
    played.lonely.mail = None
    db.session.commit()
    key = key_of("L5_isolierte_mso", played.lonely.id)
    both = [f"organisation:{played.lonely.id}", f"organisation:{played.office.id}"]
    url = f"{LIST}/{key}/bekannt-machen?one={both[0]}&other={both[1]}"
    browser = signed_in(pages, played.coordinator)
    answer = browser.post(url, letter_from(browser.get(url).text, recipients=both), status=422)
    assert "Ohne E-Mail-Adresse: Stiller Verein" in answer.text


def test_sending_stands_in_the_record(pages, played):
    """Who, which gap, how many mails; in the transaction of the mails."""
    key, _links = _introduced(pages, played)
    (entry,) = [one for one in rows(AuditEntry) if one.action == "gaps.step"]
    assert (entry.subject_id, entry.account_id, entry.facts["mails"]) == (key, played.coordinator.id, 2)


@pytest.mark.parametrize("side", ["", "third"])
def test_an_introduction_has_two_sides(pages, played, side):
    """Another one is missing."""
    _introduced(pages, played)
    row = rows(Introduction)[0]
    signed_in(pages, played.coordinator).post(f"{LIST}/vorstellung/{row.id}/gesprochen", {"side": side}, status=404)


def _leaves(side):
    with scope.of(HERE):
        db.session.rollback()
        if side == "organisation":
            gone = update(Organisation).where(Organisation.name == "Vielfaltszentrum").values(closed_on=clock.today())
        else:
            gone = update(Volunteer).where(Volunteer.number == "V-77777").values(status="beendet", end_reason="umzug")
        change(gone)
        db.session.commit()


@pytest.mark.parametrize("side", ["organisation", "volunteer"])
def test_nobody_says_any_more_that_they_talked_with_somebody_who_left(pages, played, side):
    """The link in the mail names nobody who is gone, makes no contact of the network, and no button asks for it."""
    key = key_of("isolated", played.person.id)
    both = [f"volunteer:{played.person.id}", f"organisation:{played.office.id}"]
    url = f"{LIST}/{key}/bekannt-machen?one={both[0]}&other={both[1]}"
    browser = signed_in(pages, played.coordinator)
    seen = browser.post(url, letter_from(browser.get(url).text, recipients=both), status=200).text
    browser.post(url, {**fields_of(seen), "press": "send"}, status=302)
    links = [re.search(r"/netzwerk/luecken/kontakt/\S+", mail.body).group() for mail in mails()]
    Pages(pages.app).get(links[0])
    signed_in(pages, played.coordinator)
    assert "Hat gesprochen" in browser.get(f"{LIST}/{key}").text
    _leaves(side)
    row = rows(Introduction)[0]
    assert "Hat gesprochen" not in browser.get(f"{LIST}/{key}").text
    browser.post(f"{LIST}/vorstellung/{row.id}/gesprochen", {"side": "one"}, status=404)
    for link in links:
        Pages(pages.app).get(link, status=404)
        Pages(pages.app).post(link, status=404)
    assert not rows(Tie)


def test_who_is_deleted_at_once_takes_the_letters_of_an_introduction_along(pages, played):
    """Both letters name both; neither waits to be sent, and neither link opens anything."""
    _key, links = _introduced(pages, played)
    assert len(mails()) == 2
    with scope.of(HERE):
        db.session.rollback()
        office = organisations.get(played.office.id)
        office.closed_on = clock.today()
        retention.remove(office)
    assert not mails()
    assert not rows(MailLink)
    for link in links:
        Pages(pages.app).get(link, status=404)
