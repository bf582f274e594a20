"""What the pages of requests need in memory is laid out before somebody asks."""

import pytest
from flask import Flask
from sqlalchemy import text

from lotsen import scope
from lotsen.extensions import db
from lotsen.jobs import run_inside
from lotsen.volunteers import kept_pool
from lotsen.waits import service
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.volunteers.queries import counted_queries


@pytest.mark.parametrize("is_laid_out", [True, False])
def test_the_first_reader_finds_every_pool_laid_out(app: Flask, is_laid_out: bool) -> None:
    """No row of a volunteer is read once more, in any region. The negative control: without the job they are."""
    with app.app_context():
        for region in (HERE, ELSEWHERE):
            with scope.of(region):
                factories.volunteer()
                db.session.commit()
        db.session.remove()
    if is_laid_out:
        run_inside(app, service.lay_out_pools)
    for region in (HERE, ELSEWHERE):
        with app.app_context(), scope.of(region), counted_queries() as statements:
            assert len(kept_pool.pool(region)) == 1
            service.calibrations()
            assert any("volunteer_language.level" in one for one in statements) != is_laid_out


def _set_modes(region: str, stored: str) -> None:
    """Write past the product, which would never store half a list."""
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE volunteer SET modes = :stored WHERE region_id = :region"),
                           {"stored": stored, "region": region})  # fmt: skip


def test_a_region_that_cannot_be_read_holds_up_no_other(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """It is named in the log; the one after it is laid out, and once it is mended it is too."""
    first, second = sorted((HERE, ELSEWHERE))
    with app.app_context():
        for region in (first, second):
            with scope.of(region):
                factories.volunteer()
                db.session.commit()
        _set_modes(first, "{")
        db.session.remove()
    run_inside(app, service.lay_out_pools)
    assert first in caplog.text
    assert second not in caplog.text
    with app.app_context(), scope.of(second), counted_queries() as statements:
        assert len(kept_pool.pool(second)) == 1
        assert not any("volunteer_language.level" in one for one in statements)
    caplog.clear()
    with app.app_context():
        _set_modes(first, "[]")
    run_inside(app, service.lay_out_pools)
    assert not caplog.text
