"""The front page and the pages every house must have."""

import pytest

from lotsen.start.routes import INFORMATION
from tests.lotsen.sign_ups.journeys import Pages


@pytest.mark.parametrize("language", ["de", "en", "ar", "uk"])
def test_the_front_page_leads_to_the_sign_up(app, language):
    """A stranger finds the way in, in her language."""
    text = Pages(app).get(f"/?lang={language}").text
    assert 'href="/mitmachen"' in text
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in text


@pytest.mark.parametrize("name", INFORMATION)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_legal_pages_are_there(app, name, language):
    """Every information page opens, in both directions of writing."""
    Pages(app).get(f"/seiten/{name}?lang={language}")


def test_what_the_operator_did_not_say_is_marked(app):
    """An empty setting is an honest placeholder, not an invented address."""
    assert "noch nicht eingetragen" in Pages(app).get("/seiten/impressum").text
    assert "LBIT" in Pages(app).get("/seiten/barrierefreiheit").text


def test_an_unknown_page_is_not_found(app):
    """Only the four names are pages."""
    Pages(app).get("/seiten/../settings", status=404)
    Pages(app).get("/seiten/intern", status=404)
