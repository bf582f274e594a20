"""The rules that a region sets for itself: limits, effect, record."""

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock
from lotsen.audit.models import AuditEntry
from lotsen.extensions import db
from lotsen.regions import service
from tests import factories
from tests.lotsen.help_requests.scene import sign_in
from tests.pages import Pages
from tests.promises.test_b4_stale_forms import typed_into

URL = "/regionen/regeln"


@pytest.mark.parametrize("role", ["coordinator", "region_admin"])
def test_a_changed_rule_holds_at_once_and_stands_in_the_record(app: Flask, here: str, role: str) -> None:
    """The next question runs by the new term; the entry names the rule."""
    desk = sign_in(Pages(app), factories.account(role))
    page = desk.get(URL).text
    assert "§ 72a SGB VIII" in page
    desk.post(URL, {**typed_into(page), "answer_days": "9", "german_pate": "3", "duty_lotse": "immer"})
    rules = service.policy()
    assert (rules.answer_days, rules.min_german_level["pate"], rules.fuehrungszeugnis_duty["lotse"]) == (9, 3, "immer")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "regions.policy")).one()
    assert entry.facts == {"changed": "fuehrungszeugnis_duty, min_german_level, answer_days"}


def test_a_new_term_is_that_of_the_next_question(app: Flask, here: str) -> None:
    """Whoever is asked afterwards has nine days."""
    from lotsen.proposals import service as proposals
    from tests.lotsen.help_requests.scene import scene

    play = scene(volunteers=1)
    service.change_policy({"answer_days": 9})
    asked = proposals.propose(play.request.id, [play.volunteers[0].id], by=play.case_manager.id)
    assert asked[0].answer_by is not None
    assert (asked[0].answer_by - clock.now()).days in (8, 9)


@pytest.mark.parametrize(
    ("field", "value"),
    [("answer_days", "0"), ("answer_days", "31"), ("default_radius_km", "201"), ("fuehrungszeugnis_years", "x"),
     ("duty_pate", "manchmal"), ("german_lotse", "9"), ("centre_mail", "kein")],
)  # fmt: skip
def test_what_lies_outside_of_the_limits_is_refused(app: Flask, here: str, field: str, value: str) -> None:
    """With a sentence at the field, and nothing is stored."""
    desk = sign_in(Pages(app), factories.account("coordinator"))
    before = service.policy().updated_at
    desk.post(URL, {**typed_into(desk.get(URL).text), field: value}, status=422)
    assert service.policy().updated_at == before


def test_saving_without_a_change_writes_no_entry(app: Flask, here: str) -> None:
    """The record says what happened, and nothing did."""
    desk = sign_in(Pages(app), factories.account("coordinator"))
    desk.post(URL, typed_into(desk.get(URL).text))
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "regions.policy")).all() == []
