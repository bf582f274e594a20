"""The tandem that these tests begin with."""

import pytest
from flask import Flask

from lotsen import clock
from lotsen.extensions import db
from tests.lotsen.tandems.test_pages import Begun


@pytest.fixture
def trial(app: Flask, here: str) -> Begun:
    """A tandem in its trial, of a newcomer with a mail address who reads Ukrainian."""
    begun = Begun(app, contact="olena@example.org", language="uk")
    begun.tandem.status = begun.play.request.status = "erprobung"
    begun.tandem.meetings_count, begun.tandem.last_contact_on = 1, clock.today()
    db.session.commit()
    return begun
