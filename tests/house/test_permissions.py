"""A1: every route has exactly one rule, every rule a route, and few doors stand open to everybody."""

from collections.abc import Iterable

import pytest
from flask import Flask

from lotsen.access import PERMISSIONS, Door, Role

#: Frozen: a ninth public door, or another one, is a decision and not a slip.
PUBLIC = {
    "start.index",
    "start.page",
    "start.health",
    "regions.postal_code",
    "accounts.sign_in",
    "accounts.passkey",
    "accounts.forgot_password",
    "sign_ups.sign_up",
}


def differences(endpoints: Iterable[str], table: Iterable[str]) -> set[str]:
    """Routes without a rule, and rules without a route."""
    return set(endpoints) ^ set(table)


def endpoints(app: Flask) -> set[str]:
    """Everything that the router answers."""
    return {rule.endpoint for rule in app.url_map.iter_rules()}


def test_every_route_has_one_rule_and_every_rule_a_route(app: Flask) -> None:
    """The table and the router say the same."""
    assert differences(endpoints(app), PERMISSIONS) == set()


def test_a_bare_route_is_noticed(app: Flask) -> None:
    """The negative control: a view that nobody thought about."""
    before = differences(endpoints(app), PERMISSIONS)
    app.add_url_rule("/vergessen", "bare.route", lambda: "")
    assert differences(endpoints(app), PERMISSIONS) - before == {"bare.route"}


def test_a_view_without_a_rule_is_closed(app: Flask) -> None:
    """Forgetting is safe: the door stays shut."""
    app.add_url_rule("/vergessen", "bare.route", lambda: "open")
    assert app.test_client().get("/vergessen").status_code == 403


def test_public_doors_are_few_and_known() -> None:
    """At most eight, and these."""
    assert {name for name, rule in PERMISSIONS.items() if rule is Door.PUBLIC} == PUBLIC
    assert len(PUBLIC) <= 8


@pytest.mark.parametrize("rule", PERMISSIONS.values(), ids=PERMISSIONS)
def test_a_rule_names_roles_or_a_door(rule: object) -> None:
    """No empty set, no unknown role."""
    assert isinstance(rule, Door) or (isinstance(rule, frozenset) and rule and rule <= set(Role))


def test_the_operator_opens_no_page_about_people() -> None:
    """Whoever runs the machine has an account, and nothing else."""
    opened = {name for name, rule in PERMISSIONS.items() if not isinstance(rule, Door) and Role.OPERATOR in rule}
    opened.remove("notices.own")  # how mails come to the operator's own address, and which came
    assert {name.partition(".")[0] for name in opened} == {"accounts"}
