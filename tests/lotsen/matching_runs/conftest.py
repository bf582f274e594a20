"""Two requests and two volunteers: what the tests of the desk begin with."""

from datetime import timedelta

import pytest
from flask import Flask

from lotsen import clock
from lotsen.consents import service as consents
from lotsen.extensions import db
from tests import factories
from tests.lotsen.help_requests.scene import Scene, scene


@pytest.fixture
def set_up(app: Flask, here: str) -> Scene:
    """Two requests, one in Tigrinya; the nearer volunteer speaks both languages, the other Arabic alone."""
    played = scene(0, opened_at=clock.now() - timedelta(days=10))
    tigrinya = factories.newcomer(played.case_manager, languages=[{"language": "tir", "level": 7}])
    consents.give("matching", tigrinya, language="en", channel="written")
    factories.help_request(tigrinya)
    both = factories.volunteer(languages={"deu": 5, "ara": 7, "tir": 7}, capacity=1)
    arabic = factories.volunteer(
        languages={"deu": 5, "ara": 7}, capacity=1, ags=factories.NIDDA, plz="63667", radius_km=25
    )
    played.volunteers = [both, arabic]
    db.session.commit()
    return played
