"""What volunteers carry: hours of meetings in the last four weeks, and nothing of what was before or fell through."""

from datetime import timedelta

import pytest

import network
from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.tandems.models import Meeting
from lotsen.ties import service, snapshot, workloads
from tests import factories
from tests.conftest import HERE
from tests.network_results import renewed


def _met(tandem, days_ago, minutes, **values):
    day = clock.today() - timedelta(days=days_ago)
    db.session.add(Meeting(tandem_id=tandem.id, on=day, minutes=minutes, reported_by="volunteer", **values))
    db.session.commit()


@pytest.fixture
def tandem(here):
    """A tandem of a volunteer who may take two."""
    person = factories.volunteer(first_name="Amina", last_name="Haddad", capacity=2, taken_count=1)
    return factories.tandem(person=person)


def test_hours_a_week_over_four_weeks(tandem):
    """Twice six hours in 28 days are three a week; older, missed and still open ones count nothing."""
    assert list(workloads.workloads()) == []
    _met(tandem, 1, 360)
    _met(tandem, 27, 360)
    _met(tandem, 28, 600)
    _met(tandem, 2, 600, is_held=False, missed_by="newcomer")
    _met(tandem, 3, None)
    assert list(workloads.workloads()) == [network.Workload(str(tandem.volunteer_id), 1, 3.0)]


def test_too_many_hours_are_a_gap_with_a_sentence_of_its_own(app, tandem):
    """Above nine hours a week, within her limit: told in hours. Just nine: none."""
    _met(tandem, 5, 36 * 60)
    assert "L7_ueberlast_ehrenamt" not in {one.code for one in network.gaps(snapshot.of_region())}
    _met(tandem, 6, 120)
    with app.test_request_context(), scope.of(HERE):
        renewed()
        (gap,) = service.gaps("coordinator", rule="L7_ueberlast_ehrenamt")
    assert gap.sentence == "Amina Haddad war in den letzten vier Wochen im Mittel 9,5 Stunden je Woche im Einsatz."
