"""Nobody can find out who is known here, and nobody can do harm with the form."""

import itertools
import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.accounts import mail_links
from lotsen.accounts.models import Account, SignIn
from lotsen.extensions import db
from lotsen.sign_ups import drafts, service
from lotsen.sign_ups.models import SignUpDraft
from lotsen.sign_ups.profile import phone_index
from tests import factories
from tests.conftest import HERE
from tests.lotsen.sign_ups.journeys import ENGAGEMENT, PERSON, Pages, link_in, mails, sign_up, volunteers


def _known(app, **values):
    with scope.of(HERE):
        row = factories.volunteer(**values)
        db.session.commit()
        return row.id


def _bytes(page):
    """A page without what differs at every fetch: the one-time words of forms and scripts."""
    page = re.sub(r'name="csrf_token"[^>]*>', "", page)
    return re.sub(r'nonce="[^"]*"', "", page)


def test_known_and_unknown_see_the_same_bytes(app):
    """The page after sending says nothing about who is with us."""
    _known(app, mail="mira@example.org")
    known = sign_up(Pages(app))
    unknown = sign_up(Pages(app), person={"mail": "new@example.org"})
    assert _bytes(known) == _bytes(unknown)
    assert len(volunteers()) == 2


def test_the_comparison_would_see_a_difference(app):
    """Negative control: a page for another way of contact is not equal."""
    mail = sign_up(Pages(app))
    phone = sign_up(Pages(app), person={"mail": "", "phone": "0641 123456"})
    assert _bytes(mail) != _bytes(phone)


def test_the_known_person_gets_a_mail_with_her_own_link(app):
    """She learns it, at the address we already have, and the link opens her page."""
    _known(app, mail="mira@example.org", first_name="Mira")
    sign_up(Pages(app))
    (mail,) = mails()
    assert (mail.kind, mail.mail) == ("sign_up_known", "mira@example.org")
    browser = Pages(app)
    browser.get(link_in(mail))
    assert volunteers()[0].account_id is None, "looking changes nothing"
    browser.post(link_in(mail))
    assert "Mira" in browser.get("/meine-seite").text


def test_a_known_telephone_number_is_recognised(app):
    """Another mail address with a known number makes no second volunteer."""
    _known(app, mail="old@example.org", phone="+49641123456", phone_index=phone_index("+49641123456"))
    sign_up(Pages(app), person={"phone": "(0641) 12 34 56"})
    assert len(volunteers()) == 1
    assert [mail.mail for mail in mails()] == ["old@example.org"]


def test_an_unconfirmed_sign_up_gets_a_new_link(app):
    """Whoever lost the mail signs up again and gets another one, not a second row."""
    sign_up(Pages(app))
    sign_up(Pages(app))
    assert len(volunteers()) == 1
    assert [mail.kind for mail in mails()] == ["confirm_sign_up", "confirm_sign_up"]


def test_a_link_never_opens_a_staff_account(app):
    """A coordinator's address may sign up; confirming it starts no session of hers."""
    with scope.of(HERE):
        factories.account("coordinator", mail="mira@example.org")
        db.session.commit()
    sign_up(Pages(app))
    Pages(app).post(link_in(mails()[0]), status=200)
    db.session.rollback()
    with scope.everywhere("test"):
        assert list(db.session.scalars(select(SignIn))) == []
        assert len(list(db.session.scalars(select(Account)))) == 1


def test_a_link_of_one_purpose_opens_no_other(app):
    """The confirmation link is no key to her page, and the other way round."""
    sign_up(Pages(app))
    token = link_in(mails()[0]).rsplit("/", 1)[1]
    Pages(app).get(f"/meine-seite/oeffnen/{token}", status=404)
    Pages(app).get(f"/mitmachen/weiter/{token}", status=404)


def test_an_expired_link_opens_nothing(app):
    """Seventy-two hours, not one more."""
    sign_up(Pages(app))
    link = link_in(mails()[0])
    with clock.moved_to(clock.now() + timedelta(hours=73)):
        Pages(app).get(link, status=404)


def test_the_draft_survives_every_step_and_row_button(app):
    """What was typed is there again, also after adding a language and after a refused screen."""
    pages = Pages(app)
    more = pages.post("/mitmachen", {**PERSON, "plz": "", "languages-add": "1"}, status=200).text
    assert 'name="languages-1-language"' in more
    text = pages.get("/mitmachen").text
    assert 'value="Mira"' in text
    assert '<option selected value="ara-levante">' in text
    pages.post("/mitmachen", PERSON)
    pages.post("/mitmachen/einsatz", {**ENGAGEMENT, "back": "1"})
    assert "Ich freue mich darauf." in pages.get("/mitmachen/einsatz").text


def test_a_draft_is_sealed_and_belongs_to_its_browser(app):
    """Another browser sees an empty form, and the database no name."""
    Pages(app).post("/mitmachen", PERSON)
    assert 'value="Mira"' not in Pages(app).get("/mitmachen").text
    with scope.everywhere("test"):
        (row,) = db.session.scalars(select(SignUpDraft))
        assert b"Mira" not in row.answers_sealed


def test_later_mails_a_link_that_opens_the_draft_once(app):
    """Another device goes on where the first stopped; opening the page alone changes nothing."""
    pages = Pages(app)
    pages.post("/mitmachen", {**PERSON, "later": "1"})
    assert "Ihr Link ist unterwegs" in pages.get("/mitmachen/spaeter").text
    link = link_in(mails("sign_up_resume")[0])
    other = Pages(app)
    other.get(link)
    assert 'value="Mira"' in pages.get("/mitmachen").text
    assert other.post(link).headers["Location"] == "/mitmachen"
    assert 'value="Mira"' in other.get("/mitmachen").text
    Pages(app).get(link, status=404)


def test_later_without_an_address_says_what_is_missing(app):
    """There must be somewhere to send the link to."""
    pages = Pages(app)
    text = pages.post("/mitmachen", {**PERSON, "mail": "", "later": "1"}, status=422).text
    assert "Wohin sollen wir den Link schicken?" in text


def test_an_old_draft_is_gone(app):
    """Seven days, then nothing is left of it."""
    pages = Pages(app)
    pages.post("/mitmachen", PERSON)
    with clock.moved_to(clock.now() + timedelta(days=8)):
        assert 'value="Mira"' not in pages.get("/mitmachen").text
        assert drafts.forget_old() == 1
    with scope.everywhere("test"):
        assert list(db.session.scalars(select(SignUpDraft))) == []


def test_an_unconfirmed_sign_up_is_forgotten_after_seven_days(app):
    """Unconfirmed and online: gone. Confirmed, or entered by staff: kept."""
    sign_up(Pages(app))
    sign_up(Pages(app), person={"mail": "kept@example.org"})
    Pages(app).post(link_in(mails()[1]))
    _known(app, mail="staff-entered@example.org", status="interessiert", mail_confirmed_at=None)
    with clock.moved_to(clock.now() + timedelta(days=6)):
        service.forget_unfinished()
        assert len(volunteers()) == 3
    with clock.moved_to(clock.now() + timedelta(days=8)):
        service.forget_unfinished()
    assert {row.mail for row in volunteers()} == {"kept@example.org", "staff-entered@example.org"}
    assert [mail.mail for mail in mails()] == ["kept@example.org"]


def test_discarding_deletes_the_draft(app):
    """On a shared device she can take everything back."""
    pages = Pages(app)
    pages.post("/mitmachen", PERSON)
    pages.post("/mitmachen", {"discard": "1"})
    assert 'value="Mira"' not in pages.get("/mitmachen").text


def test_nobody_is_flooded_with_mails(app):
    """Whoever types somebody else's address again and again is stopped."""
    for _ in range(3):
        Pages(app).post("/mitmachen", {**PERSON, "later": "1"})
    Pages(app).post("/mitmachen", {**PERSON, "later": "1"}, status=429)
    assert len(mails()) == 3


def test_numbers_do_not_tell_who_came_first(app):
    """Numbers are drawn, not counted."""
    for place in range(4):
        sign_up(Pages(app), person={"mail": f"mira{place}@example.org"})
    numbers = [int(row.number.removeprefix("V-")) for row in volunteers()]
    assert len(set(numbers)) == 4
    assert sorted(b - a for a, b in itertools.pairwise(numbers)) != [1, 1, 1]


@pytest.mark.parametrize("plz", ["63654", "99999", "", "abc", "6365"])
def test_the_lookup_answers_a_fragment_to_anything(app, plz):
    """Live municipality: a name, a sentence, or nothing."""
    assert Pages(app).get(f"/regionen/plz?plz={plz}").mimetype == "text/html"


ROWS = ("languages-1-language", "languages-99-level", "languages-add", "languages-0-remove")
OTHERS = ("ags", "available_from", "available_until", "website", "privacy_notice")
NAMES = st.sampled_from([*PERSON, *ENGAGEMENT, *OTHERS, *ROWS])
VALUES = st.text(max_size=60) | st.sampled_from(["9999-12-31", "0001-01-01", "ara", "7", "-1", "63654", "\x00"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.dictionaries(NAMES, VALUES | st.lists(VALUES, max_size=3), max_size=12),
    step=st.sampled_from(["", "/einsatz", "/pruefen", "/danke", "/x"]),
)
def test_no_input_breaks_the_form(app, typed, step):
    """Whatever is sent, the answer is a page, a refusal or a redirect."""
    pages = Pages(app)
    pages.get("/mitmachen")
    pages.post("/mitmachen", PERSON)
    data = {**PERSON, **typed} if not step else {**ENGAGEMENT, **typed}
    with app.app_context():
        answer = pages.client.post(f"/mitmachen{step}", data={"csrf_token": pages.token(), **data})
    assert answer.status_code in (200, 302, 404, 405, 422, 429)
    pages.get("/mitmachen")
    after = pages.client.get("/mitmachen/pruefen")
    assert after.status_code in (200, 302)


def _link_for(app, **values):
    """A volunteer with an account, and the link to her page that lies in her mailbox."""
    with scope.of(HERE):
        account = factories.account("volunteer", mail="mira@example.org", **values)
        row = factories.volunteer(mail="mira@example.org", account_id=account.id)
        db.session.commit()
        token = mail_links.create(mail_links.STATUS, row.id)
        db.session.commit()
        return f"/meine-seite/oeffnen/{token}"


def test_a_link_does_not_stand_in_for_the_second_factor(app):
    """Whoever reads her mailbox still lacks the code of her telephone."""
    link = _link_for(app, totp_seed=factories.TOTP_SEED)
    browser = Pages(app)
    assert browser.post(link).location.startswith("/konto/zweiter-faktor")
    browser.get("/meine-seite", status=302)


def test_a_link_opens_the_page_where_no_second_factor_was_set_up(app):
    """Negative control: the same link of somebody without a factor is enough."""
    link = _link_for(app)
    browser = Pages(app)
    assert browser.post(link).location == "/meine-seite"
    browser.get("/meine-seite")
