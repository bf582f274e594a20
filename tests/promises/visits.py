"""Visit every route as every role: addresses made from the router's own rules."""

import uuid
from collections.abc import Iterator
from contextlib import suppress

from flask import Flask
from sqlalchemy import select, update
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lotsen import scope
from lotsen.access import PERMISSIONS, Door
from lotsen.accounts.models import Account
from lotsen.database import own_transaction
from lotsen.extensions import db
from tests.pages import Pages
from tests.promises.world import ROLES, World

VISITORS = ("anonymous", *ROLES, "deactivated")
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
#: What stands in an address and is no key of a row.
WORDS: dict[str, object] = {
    "token": "nobody-knows-this", "step": "person", "role": "coordinator", "name": "json", "number": 2,
    "kind": "volunteers",
}  # fmt: skip
WORDS_OF = {
    "start.page": {"name": "datenschutz"},
    "notices.kind": {"kind": "asked", "spoken": "de", "way": 0},
}


def rules(app: Flask) -> list[Rule]:
    """Every rule of the router, in a steady order."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route with each of its methods."""
    for rule in rules(app):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def is_key(rule: Rule, argument: str) -> bool:
    """Whether a variable of an address is the key of a row."""
    return type(rule._converters.get(argument)).__name__ == "UUIDConverter"


def keys_of(rule: Rule) -> list[str]:
    """The variables of a rule that are keys."""
    return sorted(argument for argument in rule.arguments if is_key(rule, argument))


def address(app: Flask, rule: Rule, world: World, **other: uuid.UUID) -> str:
    """The address of a route for the rows of a region, or for other keys."""
    values = {
        name: (other.get(name) or world.key_for(name)) if is_key(rule, name)
        else WORDS_OF.get(rule.endpoint, {}).get(name, WORDS.get(name))
        for name in rule.arguments
    }  # fmt: skip
    assert None not in values.values(), f"{rule.rule}: say what {values} stands for"
    built = rule.build(values)
    assert built is not None
    return built[1]


class Visitor:
    """Somebody with a role of a region, or with none; signed in anew whenever a visit ended the session."""

    def __init__(self, app: Flask, world: World, role: str) -> None:
        self.app, self.role = app, role
        self.key = None if role == "anonymous" else world.accounts["coordinator" if role == "deactivated" else role]
        self.sign_in()
        if role == "deactivated":
            with own_transaction(region=scope.EVERYWHERE) as session:
                session.execute(update(Account).where(Account.id == self.key).values(is_active=False))

    def sign_in(self) -> None:
        """Be this account again, in a browser that remembers nothing."""
        self.pages = Pages(self.app)
        if self.key is None:
            return
        with scope.everywhere("test"):
            db.session.rollback()
            account = db.session.scalar(select(Account).where(Account.id == self.key))
            assert account is not None
            self.pages.sign_in(account)
            db.session.rollback()

    def open(self, method: str, url: str, data: dict[str, object] | None = None) -> TestResponse:
        """Send one request, with a valid form token where it changes something."""
        if method in UNSAFE:
            data = {"csrf_token": self.pages.token(), **(data or {})}
        answer = self.pages.client.open(url, method=method, data=data)
        with suppress(Exception):
            answer.close()
        return answer


def is_allowed(rule: Rule, role: str, table: dict[str, object] = PERMISSIONS) -> bool:
    """What the permission table says."""
    given = table[rule.endpoint]
    if isinstance(given, Door):
        return given in {Door.PUBLIC, Door.LINK, Door.HALF}
    return role in given


def outcome(answer: TestResponse) -> str:
    """What a visitor was told: in, closed, sign in first, nothing there, or a fault."""
    to = answer.headers.get("Location", "")
    if answer.status_code >= 500:
        return "fault"
    if answer.status_code in {301, 302, 303, 307, 308} and to.startswith("/konto/anmelden"):
        return "sign in"
    return {403: "closed", 404: "nothing"}.get(answer.status_code, "in")
