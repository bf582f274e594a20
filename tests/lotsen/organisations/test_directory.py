"""Who answers for a need at a place: the directory as the page of a request tells it."""

from datetime import timedelta

from flask import Flask

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.organisations.directory import SHOWN, Directory, who_helps
from lotsen.organisations.kinds import AUTHORITIES
from network import actors
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.help_requests.scene import scene, sign_in
from tests.pages import Pages

NEXT_DOOR = factories.NIDDA


def _asked(*needs: str, gender: str | None = "w") -> Directory:
    return who_helps(needs, ags=factories.BUEDINGEN, languages=["ara", "deu"], gender=gender)


def _names(found: Directory) -> list[str]:
    return [one.organisation.name for one in found.first]


def test_who_is_responsible_comes_first(any_app: Flask) -> None:
    """An authority that names the need is responsible; more needs, a shared language, the neighbourhood count next."""
    with scope.of(HERE):
        serves = [factories.BUEDINGEN]
        factories.organisation(name="Verein fern", ags=NEXT_DOOR, municipalities=serves, needs=["geld"])
        factories.organisation(name="Verein nah", needs=["geld"])
        factories.organisation(name="Verein arabisch", needs=["geld"], languages=["ara", "tur"])
        factories.organisation(name="Verein deutsch", needs=["geld"], languages=["deu"])
        factories.organisation(name="Verein beides", needs=["wohnen", "geld"])
        factories.organisation("jobcenter", name="Jobcenter", ags=NEXT_DOOR, municipalities=serves, needs=["geld"])
        found = _asked("geld", "wohnen")
        assert _names(found) == [
            "Jobcenter", "Verein beides", "Verein arabisch", "Verein deutsch", "Verein nah", "Verein fern",
        ]  # fmt: skip
        assert [one.is_responsible for one in found.first] == [True, *[False] * 5]
        assert found.first[1].needs == ("geld", "wohnen")
        assert (found.first[2].languages, found.first[3].languages) == (("ara",), ())


def test_who_does_not_suit_stays_out(any_app: Flask) -> None:
    """Another need, another place, a closed house, another region: none of them is named."""
    with scope.of(ELSEWHERE):
        factories.organisation(name="Andere Region", ags=factories.GELNHAUSEN, municipalities=[factories.BUEDINGEN],
                               needs=["geld"])  # fmt: skip
        db.session.commit()
    with scope.of(HERE):
        factories.organisation(name="Anderes Thema", needs=["wohnen"])
        factories.organisation(name="Anderer Ort", ags=NEXT_DOOR, needs=["geld"])
        factories.organisation("jobcenter", name="Geschlossen", needs=["geld"], closed_on=clock.today())
        assert (_asked("geld"), _asked()) == (Directory([], 0), Directory([], 0))
        factories.organisation(name="Passt", needs=["geld"])
        assert _names(_asked("geld")) == ["Passt"]


def test_places_for_women_are_not_shown_for_men(any_app: Flask) -> None:
    """Where nothing is known of the person, they are shown with their mark."""
    with scope.of(HERE):
        factories.organisation(name="Frauentreff", needs=["frauen"], is_women_only=True)
        assert [_names(_asked("frauen", gender=gender)) for gender in ("w", None, "m")] == [
            ["Frauentreff"], ["Frauentreff"], [],
        ]  # fmt: skip


def test_only_the_first_few_are_named(any_app: Flask) -> None:
    """The rest is a number, and a link to the directory."""
    with scope.of(HERE):
        for _ in range(SHOWN + 2):
            factories.organisation(needs=["geld"])
        found = _asked("geld")
        assert (len(found.first), found.count) == (SHOWN, SHOWN + 2)


def test_the_page_of_a_request_names_them(pages: Pages, here: str) -> None:
    """With telephone, what for, and a warning where nobody confirmed the contact for long; none where it is closed."""
    old = clock.today() - timedelta(days=200)
    set_up = scene(needs=["behoerde"])
    factories.organisation("landkreis", name="Kreisverwaltung", needs=["behoerde"], phone="06042 111",
                           confirmed_on=old)  # fmt: skip
    db.session.commit()
    desk = sign_in(pages, set_up.case_manager)
    page = desk.get(f"/anfragen/{set_up.request.id}")
    for text in ("Kreisverwaltung", "zuständig", "06042 111", "lange nicht bestätigt"):
        assert text in page.text
    desk.post(f"/anfragen/{set_up.request.id}/schliessen", {"reason": "kein_bedarf"})
    assert "Kreisverwaltung" not in desk.get(f"/anfragen/{set_up.request.id}").text


def test_a_protected_place_is_not_given_away_by_its_authorities(pages: Pages, here: str) -> None:
    """Whoever may not see where somebody lives does not learn it from the directory either."""
    set_up = scene(person={"is_protected": True})
    factories.organisation("gemeinde", name="Gemeinde Büdingen", needs=["behoerde"])
    other = factories.account("case_manager")
    db.session.commit()
    desk = sign_in(pages, set_up.case_manager)
    assert "Gemeinde Büdingen" in desk.get(f"/anfragen/{set_up.request.id}").text
    desk = sign_in(pages, other)
    assert "Gemeinde Büdingen" not in desk.get(f"/anfragen/{set_up.request.id}").text


def test_the_network_knows_the_same_authorities():
    """Whoever must act by law is no second offer in the gap rules (L10)."""
    assert actors.AUTHORITIES == AUTHORITIES
