"""The Führungszeugnis of § 72a SGB VIII: how old it may be, what it blocks, and how long its facts stay."""

from datetime import date, timedelta

import pytest

from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.regions.service import policy
from lotsen.volunteers import certificates, fuehrungszeugnis, moves
from lotsen.volunteers.certificates import certificate_of
from tests.lotsen.volunteers.scene import TODAY, codes, ready, seen

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.mark.parametrize(
    ("issued_on", "seen_on", "fault"),
    [
        (date(2026, 8, 23), TODAY, None),
        (date(2026, 8, 22), TODAY, "issued_on"),
        (TODAY, TODAY, None),
        (TODAY, TODAY - timedelta(days=1), "issued_on"),
        (TODAY, TODAY + timedelta(days=1), "seen_on"),
        (date(2021, 11, 24), date(2021, 12, 1), None),
        (date(2021, 11, 23), date(2021, 12, 1), "issued_on"),
    ],
)
def test_the_dates_of_a_certificate_to_the_day(issued_on: date, seen_on: date, fault: str | None) -> None:
    """Fresh when seen (three months), seen not in the future, still counting today (five years)."""
    person = ready(works_with_minors=True)
    facts = {"seen_on": seen_on, "issued_on": issued_on, "has_listed_conviction": False}
    if fault is None:
        certificates.record_seen(person.id, account_id=person.id, **facts)
        assert codes(person) == []
        return
    with pytest.raises(Invalid) as refusal:
        certificates.record_seen(person.id, account_id=person.id, **facts)
    assert refusal.value.field == fault


def test_three_months_before_the_end_of_may() -> None:
    """A month without the day ends at its last day."""
    assert fuehrungszeugnis.is_fresh(issued_on=date(2026, 2, 28), seen_on=date(2026, 5, 31))
    assert not fuehrungszeugnis.is_fresh(issued_on=date(2026, 2, 27), seen_on=date(2026, 5, 31))


def test_a_listed_conviction_blocks_where_the_duty_applies() -> None:
    """§ 72a: yes means not suitable; without minors and without duty the release is open."""
    person = ready(works_with_minors=True)
    seen(person, issued_on=TODAY, has_listed_conviction=True)
    assert codes(person) == ["certificate_listed"]
    person.works_with_minors = False
    db.session.commit()
    assert codes(person) == []


def test_nothing_is_stored_where_nothing_is_owed() -> None:
    """Without a duty no fact may be written down; the same call with a duty works."""
    person = ready()
    facts = {"seen_on": TODAY, "issued_on": TODAY, "has_listed_conviction": False}
    with pytest.raises(Invalid):
        certificates.record_seen(person.id, account_id=person.id, **facts)
    rules = policy()
    rules.fuehrungszeugnis_duty = {**rules.fuehrungszeugnis_duty, "lotse": "immer"}
    certificates.record_seen(person.id, account_id=person.id, **facts)
    assert certificate_of(person) is not None


def test_facts_go_at_once_when_no_activity_follows() -> None:
    """R-FZ-4: rejected before release, the facts are gone; ended after release, the retention job has six months."""
    person = ready(works_with_minors=True)
    seen(person, issued_on=TODAY)
    moves.reject(person.id, reason="erwartungen", tells_her=False)
    assert certificate_of(person) is None
    other = ready(works_with_minors=True)
    seen(other, issued_on=TODAY)
    moves.release(other.id)
    moves.end(other.id, reason="umzug")
    assert certificate_of(other) is not None
