"""Whoever looks for somebody learns that the same help is given or sought already, and nothing of the other."""

import pytest

from lotsen.extensions import db
from lotsen.help_requests.double_support import doubles
from tests import factories
from tests.lotsen.help_requests.scene import scene, sign_in
from tests.pages import Pages


def test_the_same_need_of_the_same_person_warns(here: str) -> None:
    """By what runs, by what is sought, and by an organisation that asked; another need or another person does not."""
    play = scene(needs=["behoerde", "kita"])
    assert doubles(play.request) == []
    factories.help_request(play.newcomer, needs=["schule"])
    factories.help_request(factories.newcomer(), needs=["behoerde"])
    factories.help_request(play.newcomer, needs=["behoerde"], status="abgeschlossen")
    assert doubles(play.request) == []
    running = factories.help_request(play.newcomer, needs=["kita", "schule"], status="aktiv", mode="pate")
    factories.tandem(running, play.volunteers[0])
    factories.help_request(play.newcomer, needs=["behoerde"])
    assert {(one.kind, one.needs) for one in doubles(play.request)} == {
        ("tandem", ("kita",)),
        ("request", ("behoerde",)),
    }


@pytest.mark.parametrize(("status", "warns"), [("offen", True), ("kennenlernen", False), ("aktiv", False)])
def test_its_own_tandem_warns_only_while_somebody_else_is_sought(here: str, status: str, warns: bool) -> None:
    """What a request found is no double; what still runs while it seeks anew is."""
    play = scene(status=status, is_exclusive=False)
    factories.tandem(play.request, play.volunteers[0], is_exclusive=False)
    assert bool(doubles(play.request)) is warns


def test_the_page_warns_without_a_name(pages: Pages, here: str) -> None:
    """Need, kind of help and since when; neither who helps nor the other request."""
    play = scene(volunteers=0)
    helper = factories.volunteer(first_name="Verena", last_name="Verborgen", status="pausiert")
    other = factories.help_request(play.newcomer, status="aktiv")
    factories.tandem(other, helper)
    db.session.commit()
    page = sign_in(pages, play.case_manager).get(f"/anfragen/{play.request.id}").text
    warning = page.partition("Vorsicht, doppelte Hilfe")[2].partition("bevor Sie noch jemanden fragen")[0]
    assert "begleitet schon jemand diese Person" in warning
    assert "Verborgen" not in warning
    assert other.number not in page
