"""A2: every route and method answers every role exactly as the permission table says, and never with a fault."""

import pytest

from lotsen import access
from lotsen.access import PERMISSIONS, Door, Role
from tests.promises.conftest import Sown
from tests.promises.visits import VISITORS, Visitor, address, is_allowed, outcome, routes


def deviations(sown: Sown, role: str, methods: set[str]) -> list[str]:
    """Cells of the matrix that differ from the table as it stood at the start."""
    visitor, found, wanted = Visitor(sown.app, sown.here, role), [], dict(TABLE)
    for rule, method in routes(sown.app):
        if method not in methods:
            continue
        got = outcome(visitor.open(method, address(sown.app, rule, sown.here)))
        if got not in expected(rule.endpoint, role, is_open=is_allowed(rule, role, wanted)):
            found.append(f"{role} {method} {rule.rule}: {got}")
        if method != "GET":
            visitor.sign_in()
    return found


TABLE = dict(PERMISSIONS)
#: Signing out leads to the sign-in; these are for the one person who looks after somebody, or who made something.
MORE = {
    "accounts.sign_out": "sign in",
    "newcomers.edit": "closed",
    "newcomers.reveal_contact": "closed",
    "scenarios.remove": "closed",
    "tandems.release_contact": "closed",
}


def expected(endpoint: str, role: str, *, is_open: bool) -> set[str]:
    """What a cell may answer. A link that nobody sent is refused where its secret is looked up."""
    if TABLE[endpoint] is Door.DEMO:
        return {"nothing"}
    if TABLE[endpoint] in {Door.LINK, Door.HALF}:
        return {"in", "nothing", "sign in"}
    if is_open:
        return {"in", "nothing", *({MORE[endpoint]} if endpoint in MORE else ())}
    return {"sign in"} if role in {"anonymous", "deactivated"} else {"closed"}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", VISITORS)
def test_every_cell_is_as_the_table_says(sown: Sown, role: str, method: str) -> None:
    """In her own region, with rows that exist."""
    assert deviations(sown, role, {method}) == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_other_methods_do_nothing(sown: Sown, method: str) -> None:
    """Not even for those who may."""
    visitor = Visitor(sown.app, sown.here, "coordinator")
    for rule, _ in routes(sown.app):
        assert visitor.open(method, address(sown.app, rule, sown.here)).status_code == 405, rule.rule


def test_a_door_opened_too_wide_is_noticed(sown: Sown, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: one permission more than the table had."""
    monkeypatch.setitem(access.PERMISSIONS, "newcomers.listing", PERMISSIONS["newcomers.listing"] | {Role.AUDITOR})
    assert any("/zugewanderte" in line for line in deviations(sown, "auditor", {"GET"}))
