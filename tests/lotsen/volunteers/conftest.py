"""One day in one region."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from lotsen import clock, scope
from tests.conftest import HERE
from tests.lotsen.volunteers.scene import TODAY


@pytest.fixture
def on_the_day(app: Flask) -> Iterator[str]:
    """Inside HERE, in a request, on one fixed day."""
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=clock.BERLIN)
    with app.test_request_context(), scope.of(HERE), clock.moved_to(noon):
        yield HERE
