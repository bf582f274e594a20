"""The way through in a real browser: from a sign-up on a phone to a tandem that ends."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from lotsen import clock
from tests.browser.journey_server import PASSWORD, Running
from tests.browser.journey_visitor import PHONE, Visitor, visit

pytestmark = pytest.mark.browser

MAIL = "samira@example.org"
CONTACT = "0151 2345678"


def test_the_way_through(browser: Browser, product: Running) -> None:
    """Seven steps, each by the person whose step it is, and nothing ugly on any page on the way."""
    with visit(browser, product.address, viewport=PHONE, has_scripts=False) as samira:
        _sign_up(samira)
        _confirm(samira, product)
    with visit(browser, product.address) as karin, visit(browser, product.address) as fatma:
        _sign_in(karin, product, "coordinator@example.org")
        _prepare_and_release(karin)
        _sign_in(fatma, product, "case_manager@example.org")
        _ask_for_help(fatma)
        _propose(fatma)
        with visit(browser, product.address, viewport=PHONE, has_scripts=False) as samira:
            _say_yes(samira, product)
        _become_a_tandem(fatma, product)
        _look_at_the_network(karin)
        _end(fatma)


def test_an_inspection_finds_what_is_wrong(browser: Browser, product: Running) -> None:
    """The negative control: a lost label, a page too wide, an error in the console."""
    with visit(browser, product.address) as person:
        person.page.goto(product.address + "/konto/anmelden")
        person.page.evaluate("document.querySelector('label[for=mail]').remove()")
        person.page.evaluate("document.querySelector('h1').style.setProperty('min-width', '40rem')")
        person.page.evaluate("console.error('ouch')")
        person.inspect()
        found = "\n".join(person.faults)
        person.faults.clear()
    assert "label: " in found
    assert "wider than a small phone" in found
    assert "console: ouch" in found


def _sign_up(samira: Visitor) -> None:
    """Step 1: two short screens and a last look, on a phone, without any script."""
    samira.go("/")
    samira.press("Ich möchte mich engagieren", within="body")
    samira.fill(first_name="Samira", last_name="Sommer", mail=MAIL, plz="63654")
    samira.tick("is_adult", "modes=lotse")
    samira.choose(german="5", **{"languages-0-language": "ara", "languages-0-level": "7"})
    samira.press("Weitere Sprache")
    samira.choose(**{"languages-1-language": "kmr", "languages-1-level": "5"})
    samira.press("Weiter")
    samira.tick("needs=behoerde", "needs=alltag", "works_with_minors", "times=mon-am", "times=wed-pm")
    samira.press("Weiter")
    assert samira.sees("Büdingen")
    samira.tick("privacy_notice")
    samira.page.wait_for_timeout(2100)  # faster than this is a machine, and is dropped
    samira.press("Jetzt absenden")
    assert samira.heading == "Danke, dass Sie mitmachen!"


def _confirm(samira: Visitor, product: Running) -> None:
    """The link of the mail, a button, and her own page that says what happens next."""
    samira.go(product.link_in_mail("confirm_sign_up", to=MAIL))
    samira.press("Ja, das ist meine Adresse")
    assert "/meine-seite" in samira.page.url


def _sign_in(person: Visitor, product: Running, mail: str) -> None:
    """Password, then the code of the app; by keyboard alone."""
    person.go("/konto/anmelden")
    person.tab_to("#mail")
    person.type_keys(mail, "Tab", PASSWORD, "Enter")
    person.inspect()
    person.tab_to("#code")
    person.type_keys(product.code_of(mail), "Enter")
    person.inspect()
    assert person.page.url == product.address + "/"


def _prepare_and_release(karin: Visitor) -> None:
    """Step 2: first talk, Führungszeugnis, Basisqualifizierung, release."""
    today, last_week = str(clock.today()), str(clock.today() - timedelta(days=7))
    tomorrow = str(clock.today() + timedelta(days=1))  # today at four may be over
    karin.go("/ehrenamtliche/?status=interessiert")
    karin.press("Samira Sommer")
    assert not karin.page.get_by_role("button", name="Freigeben", exact=True).count()
    karin.press("Erstgespräch planen")
    karin.fill(on=tomorrow, at="16:00", place="Rathaus Büdingen, Zimmer 12")
    karin.press("Termin festhalten")
    karin.press("Erstgespräch eintragen")
    karin.fill(held_on=today)
    karin.tick("has_confidentiality_signed", "has_code_of_conduct_signed", "is_insurance_explained")
    karin.press("Speichern")
    karin.press("Weiter zur Qualifizierung")
    karin.press("Einsicht vermerken")
    karin.fill(seen_on=today, issued_on=last_week)
    karin.tick("listed=nein")
    karin.press("Einsicht vermerken")
    karin.press("Qualifizierung eintragen")
    karin.choose(kind="basisqualifizierung")
    karin.fill(provider="WIR-Vielfaltszentrum", started_on=last_week, finished_on=today, units="20")
    karin.press("Speichern")
    karin.press("Freigeben")
    assert karin.sees("Freigegeben")


def _ask_for_help(fatma: Visitor) -> None:
    """Step 3: newcomer, request and consent in one sitting."""
    fatma.go("/anfragen/")
    fatma.press("Neue Anfrage")
    fatma.fill(alias="Nour", contact=CONTACT)
    fatma.choose(ags="06440004", language="ar", **{"languages-0-language": "ara", "languages-0-level": "7"})
    fatma.choose(**{"languages-1-language": "deu", "languages-1-level": "1"})
    fatma.tick("mode=lotse", "needs=behoerde", "times=mon-am", "consent_given")
    fatma.choose(consent_language="ar", channel="written")
    fatma.press("Anfrage speichern")
    assert fatma.heading.startswith("Nour")


def _propose(fatma: Visitor) -> None:
    """Who fits comes first with reasons, who does not is counted by rule; the first one is asked."""
    candidates = fatma.page.locator(".candidate")
    assert "Samira Sommer" in candidates.first.inner_text()
    assert "Arabisch" in candidates.first.inner_text()
    fatma.page.locator("#ausgeschlossen summary").click()
    excluded = fatma.page.inner_text("#ausgeschlossen")
    assert "Sprache" in excluded
    fatma.follow(fatma.page.locator("#ausgeschlossen").get_by_role("link", name=re.compile("Sprache")).first)
    assert fatma.page.locator("#namen").get_by_text("Paula Polnisch").count()
    fatma.page.get_by_label("Fragen: Samira Sommer").check()
    fatma.press("Ausgewählte der Reihe nach fragen")
    assert fatma.sees("Gefragt und vorgemerkt")


def _say_yes(samira: Visitor, product: Running) -> None:
    """Step 4: the mail names nobody; looking answers nothing; yes is one press, and works once."""
    link = product.link_in_mail("asked", to=MAIL)
    answered = product.audit_actions().count("proposals.accept")
    samira.go(link)
    samira.page.reload()
    assert samira.heading == "Eine Anfrage für Sie"
    assert not samira.sees("Nour")
    assert product.audit_actions().count("proposals.accept") == answered
    samira.press("Ja, ich bin dabei")
    assert samira.heading == "Danke für Ihr Ja!"
    assert product.audit_actions().count("proposals.accept") == answered + 1


def _become_a_tandem(fatma: Visitor, product: Running) -> None:
    """Step 5: they meet, both agree, and only then a logged step gives out how to reach each other."""
    fatma.page.reload()
    fatma.press("Zum Tandem mit Samira Sommer")
    assert not fatma.page.get_by_role("button", name="Kontaktdaten freigeben").count()
    fatma.fill(on=str(clock.today()), minutes="90")
    fatma.press("Treffen eintragen")
    fatma.press("Zustimmung eintragen")
    fatma.press("Zustimmung eintragen")
    assert "Läuft" in fatma.page.inner_text("main")
    assert "tandems.release_contact" not in product.audit_actions()
    fatma.press("Kontaktdaten freigeben")
    assert product.audit_actions().count("tandems.release_contact") == 1
    assert fatma.sees("Freigegeben am")


def _look_at_the_network(karin: Visitor) -> None:
    """Step 6: the new tie, reached with arrow keys and Enter, and what is missing."""
    karin.go("/netzwerk")
    karin.tab_to("[data-node]")
    karin.page.keyboard.press("ArrowRight")
    karin.page.keyboard.press("ArrowLeft")
    assert karin.page.evaluate("document.activeElement.matches('[data-node]')")
    karin.page.locator("[data-node='06440004']:visible").focus()
    karin.page.keyboard.press("Enter")  # to the row of the table that says the same
    karin.page.keyboard.press("Enter")  # and from there to the municipality
    karin.page.wait_for_url("**gemeinde=06440004**")
    karin.inspect()
    karin.press("Samira Sommer")
    assert karin.sees("Fatma Fallmanagement")
    karin.go("/netzwerk/luecken")
    assert karin.page.locator(".gap").count()


def _end(fatma: Visitor) -> None:
    """The tandem ends with a reason from the list, and the start page has something to say."""
    fatma.page.get_by_text("Tandem beenden").first.click()
    fatma.choose(reason="ziel_erreicht")
    fatma.press("Tandem beenden")
    assert fatma.sees("Ziel erreicht")
    fatma.go("/")
    assert fatma.page.locator("main h1").count() == 1
