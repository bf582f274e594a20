"""A small scene that many tests of requests, proposals and tandems begin with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from lotsen import scope
from lotsen.accounts.models import Account
from lotsen.consents import service as consents
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.pages import Pages


@dataclass
class Scene:
    """A Fallmanager:in, a newcomer who agreed, an open request, and volunteers who suit."""

    case_manager: Account
    newcomer: Newcomer
    request: HelpRequest
    volunteers: list[Volunteer]


def scene(volunteers: int = 2, *, capacity: int = 2, person: dict[str, Any] | None = None, **values: Any) -> Scene:
    """Set the scene and commit it."""
    case_manager = factories.account("case_manager")
    newcomer = factories.newcomer(case_manager, **(person or {}))
    consents.give("matching", newcomer, language="ar", channel="written")
    request = factories.help_request(newcomer, **values)
    people = [factories.volunteer(capacity=capacity) for _ in range(volunteers)]
    db.session.commit()
    return Scene(case_manager, newcomer, request, people)


class Desk(Pages):
    """A browser whose every request has a session and a scope of its own, as a real one does."""

    def get(self, url: str, status: int = 200, **options: object) -> TestResponse:
        """Fetch a page."""
        with _as_if_alone():
            return super().get(url, status, **options)

    def head(self, url: str) -> None:
        """Ask for the headers only, as a link scanner does."""
        with _as_if_alone():
            self.client.head(url)

    def post(
        self, url: str, data: dict[str, object] | None = None, status: int = 302, **options: object
    ) -> TestResponse:
        """Send a form."""
        with _as_if_alone():
            return super().post(url, data, status, **options)


@contextmanager
def _as_if_alone() -> Iterator[None]:
    region = scope.current()
    db.session.rollback()
    try:
        yield
    finally:
        db.session.rollback()
        if region:
            scope.enter(region)


def sign_in(pages: Pages, account: Account) -> Desk:
    """Sign an account in that was just committed."""
    desk = Desk(pages.app)
    desk.sign_in(account)
    db.session.rollback()
    return desk
