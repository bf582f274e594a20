"""A request knows when somebody was found for it, also when the tandem is deleted already."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests import service as help_requests
from lotsen.help_requests.models import HelpRequest
from lotsen.proposals import answers
from lotsen.retention.deletion import forget
from lotsen.retention.rules import BY_KEY
from lotsen.statistics import facts
from lotsen.tandems import service as tandems
from tests import factories
from tests.lotsen.help_requests.scene import scene


def test_a_yes_is_remembered_and_a_new_search_begins_without_it(app: Flask, here: str) -> None:
    """The day of the first tandem; opened again, waiting begins again."""
    play = scene(opened_at=clock.now() - timedelta(days=9), status="angefragt")
    tandem = answers.accept(factories.proposal(play.request, play.volunteers[0]).id)
    request = db.session.scalars(select(HelpRequest)).one()
    assert request.found_on == clock.today()
    tandems.end(tandem.id, reason="keine_zeit")
    help_requests.reopen(request.id)
    assert request.found_on is None


def test_a_request_is_found_after_its_tandem_is_deleted(app: Flask, here: str) -> None:
    """Tandems go before requests; how long it took stays."""
    past = clock.now() - timedelta(days=500)
    request = factories.help_request(opened_at=past, status="abgeschlossen", closed_at=past + timedelta(days=90))
    tandem = factories.tandem(
        request, created_at=past + timedelta(days=8), status="abgeschlossen", is_running=False,
        ended_on=clock.day_of(past) + timedelta(days=90), end_reason="ziel_erreicht",
    )  # fmt: skip
    forget(BY_KEY["tandem"], tandem)
    db.session.commit()
    year = clock.day_of(past).year
    assert [one.wait_days for one in facts.requests(year, clock.today())] == [8]
    assert [one.wait_days for one in facts.requests(year, clock.day_of(past) + timedelta(days=7))] == [None]
