"""Stating, touching and ending a tie: only inside the region, and on record."""

import pytest
from sqlalchemy import select

import network
from lotsen import clock, scope
from lotsen.audit.models import AuditEntry
from lotsen.errors import Invalid, NotFound
from lotsen.extensions import db
from lotsen.ties import service, snapshot
from lotsen.ties.models import Tie
from tests import factories
from tests.conftest import ELSEWHERE


def _state(one: str, other: str, **changed: object) -> Tie:
    """State a tie between two sides, valid by default."""
    values: dict[str, object] = {
        "one": one,
        "other": other,
        "kind": "runder_tisch",
        "intensity": 2,
        "frequency": None,
        "last_contact_on": None,
        "until_on": None,
        "note": None,
        "stated_by": factories.account().id,
    }
    return service.state(**{**values, **changed})


@pytest.fixture
def sides(here):
    """Two organisations of the region."""
    return tuple(f"organisation:{factories.organisation().id}" for _ in range(2))


def test_a_tie_and_its_entry_in_the_record_stand_together(any_app):
    """One transaction: the tie and who stated it."""
    with scope.of("06440"):
        one, other = (f"organisation:{factories.organisation().id}" for _ in range(2))
        tie = _state(one, other)
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.subject_id == tie.id)).one()
        assert entry.action == "ties.state"


def test_nobody_works_with_themselves(sides):
    """Two sides must differ."""
    with pytest.raises(Invalid) as caught:
        _state(sides[0], sides[0])
    assert caught.value.field == "other"


def test_the_last_contact_is_not_in_the_future(sides):
    """A contact that has not happened is refused at its field."""
    with pytest.raises(Invalid) as caught:
        _state(*sides, last_contact_on=clock.days_ago(-1))
    assert caught.value.field == "last_contact_on"


@pytest.mark.parametrize("key", ["organisation:{}", "staff:{}", "volunteer:{}", "organisation:no-key", "x"])
def test_a_foreign_or_made_up_side_looks_missing(sides, key):
    """Ids of another region are not found, and nothing is written."""
    with scope.of(ELSEWHERE):
        foreign = factories.organisation(ags=factories.GELNHAUSEN)
        db.session.commit()
    with pytest.raises(NotFound):
        _state(sides[0], key.format(foreign.id))
    assert db.session.scalar(select(Tie.id)) is None


def test_a_call_today_makes_a_tie_fresh(pages, sides):
    """One click on the list."""
    tie = _state(*sides, last_contact_on=clock.days_ago(200))
    browser = pages.sign_in(factories.account("coordinator"))
    db.session.commit()
    assert "Heute gesprochen" in browser.get("/netzwerk/verbindungen?ruhend=1").text
    browser.post(f"/netzwerk/verbindungen/{tie.id}/kontakt")
    db.session.expire_all()
    assert tie.last_contact_on == clock.today()
    assert "Keine Verbindung" in browser.get("/netzwerk/verbindungen?ruhend=1").text


def test_an_ended_tie_leaves_the_list(pages, sides):
    """What is over is not shown as cooperation."""
    tie = _state(*sides)
    browser = pages.sign_in(factories.account("coordinator"))
    db.session.commit()
    browser.post(f"/netzwerk/verbindungen/{tie.id}/ende")
    assert "Keine Verbindung" in browser.get("/netzwerk/verbindungen").text


def test_the_form_keeps_what_was_typed(pages, sides):
    """A refused form comes back with its fault and its values."""
    browser = pages.sign_in(factories.account("coordinator"))
    db.session.commit()
    answer = browser.post(
        "/netzwerk/verbindungen/neu",
        {
            "one": sides[0],
            "other": sides[0],
            "kind": "schulung",
            "intensity": "3",
            "frequency": "",
            "note": "Jeden Mai.",
        },
        status=422,
    )
    assert "Bitte wählen Sie zwei verschiedene Seiten." in answer.text
    assert "Jeden Mai." in answer.text


def test_what_has_ended_is_neither_fresh_nor_ended_again(pages, sides):
    """From a page that was left open: the day of the end stays, and no contact is counted."""
    tie = _state(*sides)
    tie.until_on = ended = clock.days_ago(40)
    key = tie.id
    db.session.commit()
    browser = pages.sign_in(factories.account("coordinator"))
    db.session.rollback()
    for step in ("ende", "kontakt"):
        assert "schon beendet" in browser.post(f"/netzwerk/verbindungen/{key}/{step}", status=409).text
    with scope.of("06440"):
        tie = db.session.get_one(Tie, key)
        assert (tie.until_on, tie.last_contact_on, tie.contact_count) == (ended, None, 0)


@pytest.mark.parametrize(("kind", "days", "is_dormant"), [
    ("runder_tisch", 181, True), ("runder_tisch", 180, False), ("kooperationsvereinbarung", 400, False),
])  # fmt: skip
def test_dormant_is_what_the_rule_calls_dormant(app, here, kind, days, is_dormant):
    """The list and rule L9 say the same, also of a tie without any contact since it was stated."""
    one, other = (f"organisation:{factories.organisation().id}" for _ in range(2))
    tie = _state(one, other, kind=kind)
    tie.since_on = clock.days_ago(days)
    db.session.commit()
    found = network.gaps(snapshot.of_region(), ["L9_ruhend"])
    assert (len(found) == 1) is is_dormant
    assert (service.listing("coordinator", is_dormant=True, page=1)[1] == 1) is is_dormant
