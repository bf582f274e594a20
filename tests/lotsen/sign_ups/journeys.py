"""Walk through the sign-up as a browser without scripts does."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from lotsen import clock, scope
from lotsen.accounts.models import Account
from lotsen.extensions import db
from lotsen.notices.models import Notice
from lotsen.volunteers.models import Volunteer
from tests import pages as inspected


class Pages(inspected.Pages):
    """A browser whose requests share nothing but cookies, as in real life."""

    @contextmanager
    def _apart(self) -> Iterator[None]:
        """A context of its own; what the test has read before must not stand in its way."""
        db.session.rollback()
        region = scope.current()
        with scope.of(region or scope.EVERYWHERE):
            scope.leave()
            with self.app.app_context():
                yield
        if region is None:
            scope.leave()

    def sign_in(self, account: Account) -> "Pages":
        """Be this account."""
        super().sign_in(account)
        db.session.rollback()
        return self

    def get(self, url: str, status: int = 200, **options: object) -> TestResponse:
        """Fetch a page in a context of its own."""
        with self._apart():
            return super().get(url, status, **options)

    def post(
        self, url: str, data: dict[str, object] | None = None, status: int = 302, **options: object
    ) -> TestResponse:
        """Send a form in a context of its own."""
        with self._apart():
            return super().post(url, data, status, **options)


PERSON: dict[str, Any] = {
    "first_name": "Mira",
    "last_name": "Haddad",
    "mail": "mira@example.org",
    "phone": "",
    "plz": "63654",
    "is_adult": "y",
    "modes": ["lotse", "pate"],
    "gender": "w",
    "german": "5",
    "languages-0-language": "ara-levante",
    "languages-0-level": "7",
    "languages-0-script": "ja",
}
ENGAGEMENT: dict[str, Any] = {
    "needs": ["behoerde", "schule"],
    "not_needs": ["gesundheit"],
    "target_groups": ["frauen"],
    "weekly_hours": "1-2",
    "times": ["mon-am", "wed-eve"],
    "radius_km": "10",
    "message": "Ich freue mich darauf.",
}
CHECK = {"privacy_notice": "y", "newsletter": "y"}


def sign_up(pages: Pages, *, person: dict[str, Any] | None = None, check: dict[str, Any] | None = None) -> str:
    """Go through all screens, as slowly as a person; the last page's text."""
    pages.get("/mitmachen")
    pages.post("/mitmachen", {**PERSON, **(person or {})})
    pages.post("/mitmachen/einsatz", ENGAGEMENT)
    pages.get("/mitmachen/pruefen")
    with clock.moved_to(clock.now() + timedelta(minutes=5)):
        pages.post("/mitmachen/pruefen", {**CHECK, **(check or {})})
        return str(pages.get("/mitmachen/danke").text)


def volunteers() -> list[Volunteer]:
    """Every volunteer of every region."""
    db.session.rollback()
    with scope.everywhere("test"):
        return list(db.session.scalars(select(Volunteer).order_by(Volunteer.created_at)))


def mails(kind: str | None = None) -> list[Notice]:
    """Every mail in the outbox, the oldest first."""
    db.session.rollback()
    with scope.everywhere("test"):
        found = list(db.session.scalars(select(Notice).order_by(Notice.created_at)))
        for one in found:
            assert one.body
    return [one for one in found if kind in (None, one.kind)]


def link_in(mail: Notice) -> str:
    """The path of the link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.body)
    assert found
    return found[1]
