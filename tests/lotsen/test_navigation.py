"""The navigation: whatever list a role may open is linked, and the day of each role fits on one line."""

from collections.abc import Iterable

import pytest
from flask import Flask

from lotsen.access import may
from lotsen.navigation import ENTRIES, UPKEEP
from tests import factories
from tests.lotsen.help_requests.scene import sign_in
from tests.pages import Pages

STAFF = ("case_manager", "coordinator", "region_admin", "auditor", "operator")
DOORS = (".listing", ".undelivered", ".policy", ".desk")
FROM_START = {"case_notes", "check_ins"}  # work lists: the start page leads there as soon as something waits
FROM_TABS = {"gaps", "scenarios"}  # a tab of the network's pages, and a button of its tab "Wenn jemand geht"


@pytest.mark.parametrize("role", STAFF)
def test_every_feature_with_a_list_is_linked(app: Flask, role: str) -> None:
    """A list without a door is a list that nobody finds; inside a feature its own tabs lead on."""
    lists = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.endswith(DOORS) and not rule.arguments}
    linked = _features(door for door, _label in (*ENTRIES, *UPKEEP)) | FROM_START | FROM_TABS
    assert _features(one for one in lists if may(role, one)) <= linked


def _features(endpoints: Iterable[str]) -> set[str]:
    return {endpoint.partition(".")[0] for endpoint in endpoints}


def test_upkeep_stands_apart_from_the_day(app: Flask, here: str) -> None:
    """A coordinator finds the undelivered mails in the header, not in the line of her day."""
    page = sign_in(Pages(app), factories.account("coordinator")).get("/").text
    day = page.partition('class="site-nav"')[2].partition("</nav>")[0]
    assert 'href="/nachrichten/nicht-zugestellt"' in page
    assert 'href="/anfragen/"' in day
    assert "/nicht-zugestellt" not in day
