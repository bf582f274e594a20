"""Statistics as page and file."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from lotsen import clock
from lotsen.extensions import db
from lotsen.statistics import service
from tests import factories
from tests.lotsen.help_requests.scene import sign_in
from tests.pages import Pages


@pytest.fixture
def desk(here: str, pages: Pages):
    """A coordinator, and a past in which half had somebody after six days and half nobody yet."""
    coordinator, manager = factories.account("coordinator"), factories.account("case_manager")
    opened = clock.now().replace(day=1) - timedelta(days=20)
    for number in range(24):
        request = factories.help_request(factories.newcomer(manager), opened_at=opened)
        if number % 2:
            her = factories.volunteer()
            factories.tandem(request, her, created_at=opened + timedelta(days=6))
            factories.proposal(
                request, her, status="angenommen", asked_at=opened, answered_at=opened + timedelta(days=6)
            )
    db.session.commit()
    return sign_in(pages, coordinator)


def test_waits_and_shares_are_counted(desk) -> None:
    """Twenty-four asked, half of them had somebody within two weeks, after six days."""
    year = service.years()[0]
    found = service.of_year(year, "sprache")
    assert found is not None
    assert found.requests.total is not None
    assert (found.requests.total.count, found.requests.total.soon_percent, found.requests.total.median_days) == (
        24,
        50,
        6,
    )
    assert found.answers.lines == [("angenommen", 12)]
    page = desk.get("/statistik/").text
    assert "24 (50 %)" in page
    assert "Arabisch" in page


def test_picture_and_table_say_the_same(desk) -> None:
    """Every bar has its row, with the same number."""
    for view in service.VIEWS:
        page = desk.get(f"/statistik/?sicht={view}").text
        assert page.count('<rect class="chart__bar chart__bar--all"') == 1
        assert page.count("24") >= 2


@pytest.mark.parametrize("what", ["statistik", "sachbericht"])
def test_files_hold_what_the_page_shows(desk, what: str) -> None:
    """CSV and XLSX, the same rows."""
    text = desk.get(f"/statistik/export/{what}.csv").data.decode("utf-8-sig")
    book = ZipFile(BytesIO(desk.get(f"/statistik/export/{what}.xlsx").data))
    assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == len(text.strip().splitlines())
    assert "Arabisch" in text
    desk.get(f"/statistik/export/{what}.exe", status=404)


def test_the_report_has_what_the_programme_asks_for(desk) -> None:
    """R-WIR-13: people, waits, tandems begun and ended."""
    page = desk.get("/statistik/bericht").text
    for part in ("Aktive Ehrenamtliche nach Geschlecht", "Erreichte Personen nach Alter", "Wartende Anfragen"):
        assert part in page


def test_an_empty_region_says_so(here: str, pages: Pages) -> None:
    """No year, no fault."""
    coordinator = factories.account("coordinator")
    db.session.commit()
    desk = sign_in(pages, coordinator)
    assert "Noch keine Zahlen" in desk.get("/statistik/").text
    assert "Noch keine Zahlen" in desk.get("/statistik/bericht").text
    desk.get("/statistik/export/statistik.csv", status=404)
