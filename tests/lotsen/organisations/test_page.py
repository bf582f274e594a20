"""The page of one organisation."""

from tests import factories
from tests.pages import Pages


def test_the_page_names_languages_and_groups(here: str, pages: Pages) -> None:
    """Whole words, beside the languages of the header."""
    place = factories.organisation(languages=["ara", "ukr"], target_groups=["frauen"])
    page = pages.sign_in(factories.account("coordinator")).get(f"/stellen/{place.id}")
    for word in ("Arabisch", "Ukrainisch", "Frauen"):
        assert f'<li class="chip">{word}</li>' in page.text
    assert "Українська" in page.text
