"""A Fallmanager:in types what it is about, and needs are offered while she types."""

import pytest
from playwright.sync_api import Browser

from tests.browser.journey_server import Running
from tests.browser.journey_visitor import visit

pytestmark = pytest.mark.browser


def test_needs_are_offered_while_somebody_types_and_ticked_by_her_alone(
    browser: Browser, demonstration: Running
) -> None:
    """Offers come without a press and with their reason; what she ticked stays while she types on."""
    with visit(browser, demonstration.address) as fatma:
        fatma.step_into("case_manager")
        fatma.go("/anfragen/neu")
        text = fatma.page.get_by_label("Worum geht es?")
        offers = fatma.page.locator(".suggested:not(.suggested--referral)")
        text.press_sequentially("Termin beim Jobcenter")
        offers.get_by_text("Jobcenter").wait_for()
        assert not fatma.page.locator("input[name=needs]:checked").count()
        assert text.evaluate("field => field === document.activeElement")
        offers.get_by_label("Geld & Leistungen").check()
        text.press_sequentially(", sucht Kitaplatz")
        offers.get_by_text("Kitaplatz").wait_for()
        assert offers.get_by_label("Geld & Leistungen").is_checked()
        assert not offers.get_by_label("Kita & Betreuung").is_checked()
        fatma.inspect()
