"""Filters above lists: what they begin with."""

import pytest

from lotsen.extensions import db
from tests import factories
from tests.lotsen.help_requests.scene import scene, sign_in
from tests.pages import Pages


@pytest.mark.parametrize("address", ["/anfragen/", "/zugewanderte/", "/tandems/"])
def test_coordinators_begin_with_the_region(pages: Pages, here: str, address: str) -> None:
    """A coordinator has no cases of her own; a Fallmanager:in begins with the own ones."""
    coordinator, colleague = factories.account("coordinator"), factories.account("case_manager")
    db.session.commit()
    assert 'value="alle">' in _chosen(sign_in(pages, coordinator).get(address).text)
    assert 'value="meine">' in _chosen(sign_in(pages, colleague).get(address).text)


def test_somebody_elses_request_is_on_the_coordinators_list(pages: Pages, here: str) -> None:
    """And on the own list only by choice."""
    written = scene(0)
    address = f"/anfragen/{written.request.id}"
    coordinator = factories.account("coordinator")
    db.session.commit()
    desk = sign_in(pages, coordinator)
    assert address in desk.get("/anfragen/").text
    assert address not in desk.get("/anfragen/?whose=meine").text


def _chosen(page: str) -> str:
    """The option of "Wessen" that is selected."""
    options = page.split('name="whose"', 1)[1].split("</select>", 1)[0].split("<option")
    return next(option for option in options if "selected" in option)
