"""The way of a volunteer from the first page to her own."""

from lotsen import scope
from tests.conftest import HERE
from tests.lotsen.sign_ups.journeys import PERSON, Pages, link_in, mails, sign_up, volunteers


def test_sign_up_confirm_and_land_on_the_own_page(any_app):
    """Two screens, a look, a mail, a button: then she is on her own page, signed in."""
    pages = Pages(any_app)
    assert "Öffnen Sie Ihre E-Mail" in sign_up(pages)
    (her,) = volunteers()
    assert (her.region_id, her.status, her.mail_confirmed_at) == (HERE, "interessiert", None)
    assert [row.language for row in _languages(her)] == ["deu", "ara"]
    (mail,) = mails("confirm_sign_up")
    assert "Mira" not in mail.body, "a stranger must not be able to send words through us"
    browser = Pages(any_app)
    answer = browser.post(link_in(mail))
    assert answer.headers["Location"] == "/meine-seite"
    assert "Was als Nächstes passiert" in browser.get("/meine-seite").text
    (her,) = volunteers()
    assert her.mail_confirmed_at is not None
    assert her.account_id is not None


def _languages(her):
    from lotsen.extensions import db

    with scope.of(HERE):
        db.session.rollback()
        return list(volunteer_languages(her))


def volunteer_languages(her):
    """Her languages in the order of the form."""
    from sqlalchemy import select

    from lotsen.extensions import db
    from lotsen.volunteers.models import VolunteerLanguage

    statement = select(VolunteerLanguage).where(VolunteerLanguage.volunteer_id == her.id)
    return db.session.scalars(statement.order_by(VolunteerLanguage.position))


def test_opening_the_link_changes_nothing(app):
    """A mail scanner that follows links confirms nobody."""
    sign_up(Pages(app))
    link = link_in(mails("confirm_sign_up")[0])
    for _ in range(3):
        assert "Nur noch ein Klick" in Pages(app).get(link).text
    (her,) = volunteers()
    assert her.mail_confirmed_at is None
    assert her.account_id is None


def test_a_used_link_opens_nothing_more(app):
    """Whoever finds the mail later gets no session from it."""
    sign_up(Pages(app))
    link = link_in(mails("confirm_sign_up")[0])
    Pages(app).post(link)
    again = Pages(app)
    assert "bestätigt" in again.get(link).text
    again.post(link, status=200)
    assert "lotsen=" not in str(again.client.get_cookie("lotsen"))
    again.get("/meine-seite", status=302)


def test_telephone_only_leads_to_the_page_that_says_who_calls(app):
    """Without a mail address there is no mail, and the coordinator calls."""
    text = sign_up(Pages(app), person={"mail": "", "phone": "0641 123456"})
    assert "Wir rufen Sie an" in text
    (her,) = volunteers()
    assert (her.mail, her.phone) == (None, "+49641123456")
    assert mails() == []


def test_sending_twice_makes_one_volunteer(any_app):
    """A second press on the button shows the same page and changes nothing."""
    pages = Pages(any_app)
    first = sign_up(pages)
    pages.post("/mitmachen/pruefen", {"privacy_notice": "y"})
    assert pages.get("/mitmachen/danke").text.count("<li") == first.count("<li")
    assert len(volunteers()) == 1
    assert len(mails()) == 1


def test_two_municipalities_are_asked_without_a_script(app):
    """A postal code of two places shows a choice, and the choice decides."""
    from sqlalchemy import func, select

    from lotsen.extensions import db
    from lotsen.regions.models import PostalCode

    plz = db.session.scalar(
        select(PostalCode.plz).group_by(PostalCode.plz).having(func.count() > 1).order_by(PostalCode.plz)
    )
    keys = sorted(db.session.scalars(select(PostalCode.ags).where(PostalCode.plz == plz)))
    db.session.rollback()
    pages = Pages(app)
    asked = pages.post("/mitmachen", {**PERSON, "plz": plz}, status=422).text
    assert all(f'value="{ags}"' in asked for ags in keys)
    sign_up(pages, person={"plz": plz, "ags": keys[1]})
    assert volunteers()[0].ags == keys[1]


def test_sensitive_words_are_pointed_out_and_not_stored(app):
    """What nobody may keep is refused with a sentence, and no volunteer has it."""
    from tests.lotsen.sign_ups.journeys import ENGAGEMENT

    pages = Pages(app)
    pages.post("/mitmachen", PERSON)
    text = pages.post("/mitmachen/einsatz", {**ENGAGEMENT, "message": "Ich bin gerade schwanger."}, status=422).text
    assert "Bitte schreiben Sie hier nichts über: Gesundheit" in text
    assert pages.get("/mitmachen/pruefen", status=302).headers["Location"] == "/mitmachen/einsatz"


def test_machines_are_thanked_and_leave_nothing(app):
    """Whoever fills in the hidden field, or is faster than a person, is not stored."""
    assert "Danke" in sign_up(Pages(app), check={"website": "http://spam.example"})
    fast = Pages(app)
    fast.get("/mitmachen")
    fast.post("/mitmachen", PERSON)
    fast.post("/mitmachen/einsatz", {"radius_km": "15"})
    fast.post("/mitmachen/pruefen", {"privacy_notice": "y"})
    fast.get("/mitmachen/danke")
    assert volunteers() == []
    assert mails() == []


def test_a_minor_is_refused(app):
    """Eighteen is the rule."""
    without = {key: value for key, value in PERSON.items() if key != "is_adult"}
    assert "ab 18 Jahren" in Pages(app).post("/mitmachen", without, status=422).text


def test_the_pages_run_from_right_to_left_in_arabic(app):
    """Direction follows the language, also on refused forms."""
    pages = Pages(app)
    assert 'dir="rtl"' in pages.get("/mitmachen?lang=ar").text
    assert 'dir="rtl"' in pages.post("/mitmachen", {}, status=422).text
