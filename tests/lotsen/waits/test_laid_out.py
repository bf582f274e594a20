"""What the pages of requests need in memory is laid out before somebody asks."""

import pytest
from flask import Flask

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
