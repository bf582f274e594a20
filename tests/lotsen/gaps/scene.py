"""A region with gaps of several kinds, and what the tests of gaps look up in it."""

import uuid
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from lotsen import scope
from lotsen.accounts.models import Account
from lotsen.extensions import db
from lotsen.gaps import tracking
from lotsen.gaps.models import Gap, GapStep
from lotsen.notices.models import Notice
from lotsen.organisations.models import Organisation
from lotsen.rows import RegionRow
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import HERE
from tests.network_results import renewed
from tests.pages import Pages

LIST = "/netzwerk/luecken"
Row = TypeVar("Row", bound=RegionRow)


@dataclass
class Scene:
    """Who plays a part."""

    coordinator: Account
    office: Organisation
    lonely: Organisation
    person: Volunteer


def scene() -> Scene:
    """An association that nobody knows, a request in Tigrinya that nobody reaches, and a volunteer who could learn."""
    coordinator = factories.account("coordinator", display_name="Karin Koordination")
    office = factories.organisation("wir_vielfaltszentrum", name="Vielfaltszentrum", mail="wir@example.org")
    lonely = factories.organisation("mso", name="Stiller Verein", mail="verein@example.org")
    person = factories.volunteer(
        first_name="Selam", last_name="Tesfay", languages={"deu": 5, "tir": 7}, needs=("alltag",), number="V-77777"
    )
    factories.help_request(factories.newcomer(languages=[{"language": "tir", "level": 7}]))
    db.session.commit()
    renewed()
    return Scene(coordinator, office, lonely, person)


def signed_in(pages: Pages, account: Account) -> Pages:
    """Be this account, with nothing read before: a test and its requests share one session."""
    pages.sign_in(account)
    db.session.rollback()
    return pages


def key_of(rule: str, subject: object = None) -> uuid.UUID:
    """The key of the gap that a rule finds, about somebody or about anything."""
    with scope.of(scope.current() or HERE):
        renewed()
        current = tracking.current()
    found = [
        key for key, one in current.items() if one.code == rule and (subject is None or str(subject) in one.subject)
    ]
    assert found, f"{rule} finds nothing"
    return found[0]


def row_of(key: uuid.UUID) -> Gap | None:
    """The row of a gap as it stands now."""
    return next((row for row in rows(Gap) if row.id == key), None)


def steps_of(key: uuid.UUID) -> list[str]:
    """What happened to a gap, oldest first."""
    return [step.kind for step in sorted(rows(GapStep), key=lambda one: one.created_at) if step.gap_id == key]


def mails() -> list[Notice]:
    """Everything in the outbox."""
    return rows(Notice)


def rows(table: type[Row]) -> list[Row]:
    """Every row of a table of this region, read anew; a request leaves its region at its end."""
    with scope.of(HERE):
        db.session.expire_all()
        return list(db.session.scalars(select(table)))
