"""One whole way with a gap in a real browser: find it, introduce two sides, look, send, and read what became of it."""

import re

import pytest
from playwright.sync_api import Browser

from lotsen import scope
from lotsen.extensions import db
from tests import factories
from tests.browser.journey_server import HERE, Running
from tests.browser.journey_visitor import PHONE, visit
from tests.browser.test_journey import _sign_in

pytestmark = pytest.mark.browser

ASSOCIATION, OFFICE = "verein@example.org", "wir@example.org"


@pytest.fixture
def lonely(product: Running) -> Running:
    """The product with an association that nobody knows, and an office that could know it."""
    with product.app.app_context(), scope.of(HERE):
        factories.organisation("mso", name="Stiller Verein", mail=ASSOCIATION)
        factories.organisation("wir_vielfaltszentrum", name="Vielfaltszentrum", mail=OFFICE)
        db.session.commit()
        db.session.remove()
    return product


def test_from_a_gap_to_a_contact(browser: Browser, lonely: Running) -> None:
    """Every page on the way is inspected; nothing goes out before it was looked at; links work on a phone."""
    with visit(browser, lonely.address) as karin:
        _sign_in(karin, lonely, "coordinator@example.org")
        karin.go("/netzwerk/luecken")
        karin.choose(regel="L5_isolierte_mso")
        karin.press("Filtern")
        assert "regel=L5_isolierte_mso" in karin.page.url
        karin.press("Stiller Verein hat mit niemandem außerhalb Kontakt.")
        karin.press("Miteinander bekannt machen")
        karin.press("Vorschau ansehen")
        assert karin.sees("noch ist nichts verschickt")
        assert "gaps.step" not in lonely.audit_actions()
        karin.press("Text ändern")
        karin.page.fill("main [name='title']", "Ein neuer Kontakt für Sie")
        karin.press("Vorschau ansehen")
        assert karin.page.locator(".gap-letter h3").all_inner_texts() == ["Ein neuer Kontakt für Sie"] * 2
        karin.press("Jetzt senden: 2 Mails")
        assert karin.sees("2 Mails sind unterwegs.")
        assert karin.sees("Karin Koordination seit")
        assert karin.sees("Zwei Seiten bekannt gemacht (2 Mails)")
        gap = karin.page.url
        for mail in (ASSOCIATION, OFFICE):
            link = lonely.link_in_mail("introduction", to=mail)
            with visit(browser, lonely.address, viewport=PHONE, has_scripts=False) as reader:
                reader.go(link)
                reader.press("Ja, wir haben gesprochen")
                assert reader.heading == "Danke!"
        karin.go(gap)
        history = karin.page.locator(".timeline__title").all_inner_texts()
        assert history[0] == "Beide haben gesprochen. Der Kontakt steht jetzt im Netz"
        assert len(history) == 5  # found, introduced, one side, the other side, known
        karin.go("/netzwerk/luecken?stand=in_arbeit")
        assert re.search(r"Eine Lücke", karin.page.inner_text("#liste"))
