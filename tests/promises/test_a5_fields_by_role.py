"""A5: nobody sees a field their role does not need, and nobody writes a field that no form offers."""

from collections import defaultdict

import pytest
from sqlalchemy import func, select

from lotsen import scope
from lotsen.audit.models import AuditEntry
from lotsen.extensions import db
from lotsen.newcomers.models import Newcomer
from lotsen.volunteers.models import Volunteer
from tests.promises.canaries import plant, sealed
from tests.promises.conftest import Sown
from tests.promises.test_a4_canaries import crawl
from tests.promises.visits import Visitor
from tests.promises.world import ROWS

ABOUT_PEOPLE = {"volunteer", "newcomer", "help_request", "erstgespraech", "consent", "tandem", "proposal"}
VOLUNTEER_CONTACT = {"volunteer.first_name", "volunteer.last_name", "volunteer.mail", "volunteer.phone"}
VOLUNTEER_TEXTS = {"volunteer.courses", "volunteer.message", "volunteer.helper_group"}
NEWCOMER = {"newcomer.alias", "newcomer.contact_hint", "newcomer.note"}
TALK = {f"erstgespraech.{name}" for name in sealed(ROWS["erstgespraech"])}
STORY = {
    "help_request.text",
    "help_request.appointment_place",
    "proposal.decline_note",
    "tandem.end_note",
    "consent.witness",
}
NUMBERS = {"volunteer.number", "newcomer.number", "help_request.number"}
#: role -> what may be seen of people. What is not here is forbidden.
MAY_SEE = {
    "anonymous": set(),
    "deactivated": set(),
    "operator": set(),
    "auditor": NUMBERS,
    "region_admin": NUMBERS | {"volunteer.first_name", "volunteer.last_name"},
    "volunteer": NUMBERS
    | VOLUNTEER_CONTACT
    | VOLUNTEER_TEXTS
    | TALK
    | {"proposal.decline_note", "tandem.end_note"},  # of her own row
    "case_manager": NUMBERS | NEWCOMER | STORY | VOLUNTEER_CONTACT | {"newcomer.contact"},  # her own
    "coordinator": NUMBERS | NEWCOMER | STORY | VOLUNTEER_CONTACT | VOLUNTEER_TEXTS | TALK,
}


@pytest.fixture
def marked(sown: Sown) -> Sown:
    """The own region with a canary in every free text about people."""
    sown.planted = plant(sown.here.region, only=ABOUT_PEOPLE, everywhere=False)
    return sown


def seen_by(sown: Sown, role: str) -> dict[str, set[str]]:
    """Columns that a role reads, and where."""
    found = defaultdict(set)
    for url, words in crawl(sown, role)[1].items():
        for word in words & set(sown.planted):
            column = sown.planted[word]
            found[column if role == "volunteer" else column.removeprefix("another ")].add(url)
    return found


@pytest.mark.parametrize("role", MAY_SEE)
def test_a_role_sees_only_the_fields_it_needs(marked: Sown, role: str) -> None:
    """Every page that the role can open, with a canary in each column about people."""
    seen = seen_by(marked, role)
    assert {column: sorted(urls)[:3] for column, urls in seen.items() if column not in MAY_SEE[role]} == {}


def test_the_canaries_sing_where_they_may(marked: Sown) -> None:
    """The negative control: without them in the pages, the test above would prove nothing."""
    assert {"volunteer.last_name", "newcomer.alias", "help_request.text"} <= set(seen_by(marked, "coordinator"))


def test_the_contact_of_a_newcomer_is_on_no_page_unless_the_record_says_so(marked: Sown) -> None:
    """Only in the form of the one person responsible, and the look stands in the chain."""
    before = _reveals()
    shown = seen_by(marked, "case_manager")["newcomer.contact"]
    assert shown == {f"/zugewanderte/{marked.here.keys['newcomer']}/aendern"}
    assert _reveals() > before


def _reveals() -> int:
    with scope.everywhere("test"):
        db.session.rollback()
        revealed = select(func.count()).where(AuditEntry.action == "newcomers.reveal_contact")
        return db.session.scalar(revealed) or 0


HOSTILE = {
    "region_id": "06435", "status": "freigegeben", "taken_count": "0", "capacity": "99", "role": "region_admin",
    "is_active": "1", "number": "V-1", "account_id": "00000000-0000-4000-8000-000000000000",
    "mail_confirmed_at": "2020-01-01", "released_at": "2020-01-01", "case_manager_id": "x", "created_at": "2020-01-01",
}  # fmt: skip


@pytest.mark.parametrize(
    ("role", "page", "row"),
    [
        ("volunteer", "/meine-seite/profil", Volunteer),
        ("coordinator", "/ehrenamtliche/{volunteer}/bearbeiten", Volunteer),
        ("case_manager", "/zugewanderte/{newcomer}/aendern", Newcomer),
    ],
)
def test_fields_that_no_form_offers_cannot_be_written(sown: Sown, role: str, page: str, row: type) -> None:
    """Every hidden column is sent along with the form, and stays as it was."""
    visitor = Visitor(sown.app, sown.here, role)
    url = page.format(**sown.here.keys)
    offered = visitor.open("GET", url)
    assert offered.status_code == 200
    html = offered.get_data(as_text=True)
    hostile = {name: value for name, value in HOSTILE.items() if f'name="{name}"' not in html}
    before = _columns(sown, row, hostile)
    assert visitor.open("POST", url, dict(hostile)).status_code < 500
    assert _columns(sown, row, hostile) == before
    assert len(before) >= 4


def _columns(sown: Sown, row: type, names: dict[str, str]) -> dict[str, object]:
    with scope.of(sown.here.region):
        db.session.rollback()
        db.session.expire_all()
        found = db.session.scalar(select(row).where(row.id == sown.here.keys[row.__tablename__]))
        return {name: getattr(found, name) for name in names if hasattr(found, name)}
