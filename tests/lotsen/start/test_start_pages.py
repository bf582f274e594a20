"""The first page of each role: what waits, one click away; and the pages every house must have."""

from datetime import timedelta

import pytest

from lotsen import clock
from lotsen.extensions import db
from tests import factories


@pytest.mark.parametrize("name", ["impressum", "datenschutz", "barrierefreiheit", "leichte-sprache"])
def test_the_pages_of_the_house_open_for_everybody(pages, name):
    """Legal pages need no account."""
    pages.get(f"/seiten/{name}")


def test_an_unknown_page_is_missing(pages):
    """There are four of them."""
    pages.get("/seiten/geheim", status=404)


def test_a_case_manager_sees_the_request_that_nobody_answers(pages, here):
    """An open request without a proposal is the first line of the work list."""
    manager = factories.account("case_manager")
    factories.help_request(factories.newcomer(manager))
    db.session.commit()
    text = pages.sign_in(manager).get("/").text
    assert "Ehrenamtliche auswählen" in text


def test_an_empty_desk_says_so(pages, here):
    """Nothing to do is a sentence, not a blank page."""
    manager = factories.account("case_manager")
    db.session.commit()
    assert "Nichts wartet auf Sie" in pages.sign_in(manager).get("/").text


def test_requests_of_colleagues_do_not_fill_my_desk(pages, here):
    """The work list of a case manager is about their own requests."""
    manager = factories.account("case_manager")
    factories.help_request(factories.newcomer(factories.account("case_manager")))
    db.session.commit()
    assert "Nichts wartet auf Sie" in pages.sign_in(manager).get("/").text


def test_a_coordinator_sees_new_sign_ups_and_how_long_they_wait(pages, here):
    """Silence after signing up is what volunteers complain about most."""
    factories.volunteer(status="interessiert", status_since=clock.now() - timedelta(days=16))
    coordinator = factories.account("coordinator")
    db.session.commit()
    text = pages.sign_in(coordinator).get("/").text
    assert "Neue Anmeldungen, die auf ein Erstgespräch warten" in text
    assert "die älteste seit 16 Tagen" in text


def test_an_operator_sees_no_people(pages, here):
    """The operator's start page has the outbox and nothing else."""
    person = factories.volunteer(first_name="Zahra", last_name="Unverwechselbar")
    operator = factories.account("operator")
    db.session.commit()
    text = pages.sign_in(operator).get("/").text
    assert person.last_name not in text
    assert "Ehrenamtliche" not in text.split("<main", 1)[1].split("</main", 1)[0]


def test_the_health_check_says_ready(pages):
    """For a load balancer: no content, only whether it works."""
    assert pages.get("/gesundheit").json == {"status": "ok"}
