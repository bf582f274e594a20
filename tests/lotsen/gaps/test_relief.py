"""Whoever carries too much is relieved by a letter: to the volunteer herself, or to colleagues of a full desk."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lotsen import clock, crypto, scope
from lotsen.extensions import db
from lotsen.gaps import drafts, recipients, tracking
from lotsen.notices import wishes
from lotsen.notices.models import MailWish
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.retention import service as retention
from lotsen.tandems.models import Meeting
from tests import factories
from tests.conftest import HERE
from tests.lotsen.gaps.letters import fields_of, letter_from
from tests.lotsen.gaps.scene import LIST, key_of, mails, signed_in, steps_of


@pytest.fixture
def desk(here):
    """A Fallmanagerin whose request waits for a month, her deputy, a colleague elsewhere, and one without a mail."""
    account = factories.account("case_manager", display_name="Katrin Vogel")
    office, other = factories.organisation("landkreis", name="Landkreis"), factories.organisation("vhs", name="VHS")
    deputy = factories.staff_member(other, name="Zora Vertretung", mail="zora@example.org")
    full = factories.staff_member(
        office, account_id=account.id, name="Katrin Vogel", mail="vogel@example.org", deputy_id=deputy.id
    )
    factories.staff_member(office, name="Anton Nachbar", mail="anton@example.org")
    factories.staff_member(other, name="Berta Fern", mail="berta@example.org")
    with clock.moved_to(clock.now() - timedelta(days=30)):
        factories.help_request(case_manager_id=account.id)
    db.session.commit()
    return full.id


def test_colleagues_of_a_full_desk_are_asked_the_deputy_first(pages, desk):
    """She herself is not asked, and her name stands in no letter."""
    key = key_of("L6_ueberlast_fm", desk)
    found = tracking.current()[key]
    assert [one.mail for one in recipients.relievers_for(found)] == [
        "zora@example.org", "anton@example.org", "berta@example.org",
    ]  # fmt: skip
    letter = drafts.relief(found)
    assert "Vogel" not in letter.title + letter.text
    coordinator = factories.account("coordinator")
    deputy = recipients.relievers_for(found)[0].key
    db.session.commit()
    browser = signed_in(pages, coordinator)
    url = f"{LIST}/{key}/entlasten"
    assert "Nach Entlastung fragen" in browser.get(f"{LIST}/{key}").text
    assert "wen Sie fragen" in browser.post(url, letter_from(browser.get(url).text), status=422).text
    seen = browser.post(url, letter_from(browser.get(url).text, recipients=[deputy]), status=200).text
    assert not mails()
    for _press in range(2):
        browser.post(url, {**fields_of(seen), "press": "send"}, status=302)
    (mail,) = mails()
    assert (mail.kind, mail.mail) == ("relief", "zora@example.org")
    assert "Vogel" not in mail.body
    assert steps_of(key) == ["entlastung"]


def test_a_volunteer_who_carries_much_is_thanked_and_offered_to_hand_over(pages, here):
    """Only she is written to; nothing says how much she does."""
    person = factories.volunteer(first_name="Amina", mail="amina@example.org", language="uk")
    tandem = factories.tandem(person=person)
    db.session.add(Meeting(tandem_id=tandem.id, on=clock.today(), minutes=40 * 60, reported_by="volunteer"))
    coordinator = factories.account("coordinator")
    db.session.commit()
    key = key_of("L7_ueberlast_ehrenamt", person.id)
    found = tracking.current()[key]
    (own,) = recipients.relievers_for(found)
    assert own.mail == "amina@example.org"
    assert "10" not in drafts.relief(found).text
    browser = signed_in(pages, coordinator)
    url = f"{LIST}/{key}/entlasten"
    seen = browser.post(url, letter_from(browser.get(url).text, recipients=[own.key]), status=200).text
    browser.post(url, {**fields_of(seen), "press": "send"}, status=302)
    (mail,) = mails()
    assert (mail.mail, mail.language) == ("amina@example.org", "uk")
    assert "danken" in mail.body


@pytest.mark.parametrize(("role", "status"), [("coordinator", 404), ("case_manager", 403), ("auditor", 403)])
def test_what_needs_no_relief_has_no_suchletter_from(pages, here, role, status):
    """An association without contact is introduced, not relieved; and only the coordination writes."""
    lonely = factories.organisation("mso")
    account = factories.account(role)
    db.session.commit()
    key = key_of("L5_isolierte_mso", lonely.id)
    signed_in(pages, account).get(f"{LIST}/{key}/entlasten", status=status)


def test_whoever_is_deleted_takes_letters_along(pages, desk):
    """What went to a colleague who was asked for help, and, once the overloaded one goes, what went to all the others.

    How an address wants mails is kept while somebody else reads there.
    """
    key = key_of("L6_ueberlast_fm", desk)
    found = tracking.current()[key]
    coordinator = factories.account("coordinator")
    db.session.commit()
    browser = signed_in(pages, coordinator)
    url = f"{LIST}/{key}/entlasten"
    keys = [one.key for one in recipients.relievers_for(found)]
    seen = browser.post(url, letter_from(browser.get(url).text, recipients=keys), status=200).text
    browser.post(url, {**fields_of(seen), "press": "send"}, status=302)
    readers = {one.mail for one in mails()}
    assert len(readers) == 3
    with scope.of(HERE):
        zora = next(one for one in db.session.scalars(select(StaffMember)) if one.mail == "zora@example.org")
        shares = factories.staff_member(db.session.get_one(Organisation, zora.organisation_id), mail="zora@example.org")
        db.session.add(wishes.new(crypto.mail_index("zora@example.org"), frequency="woechentlich"))
        db.session.commit()
        retention.remove(zora)
        assert len(db.session.scalars(select(MailWish)).all()) == 1
        retention.remove(db.session.get_one(StaffMember, shares.id))
        assert not db.session.scalars(select(MailWish)).all()
    assert {one.mail for one in mails()} == readers - {"zora@example.org"}
    with scope.of(HERE):
        retention.remove(db.session.get_one(StaffMember, desk))
    assert not mails()
