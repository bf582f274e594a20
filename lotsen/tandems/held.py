"""Find a tandem of the reader, and hold it while something is decided about it."""

import uuid

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lotsen.database import find
from lotsen.errors import Conflict
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer

ENDED = _l("Dieses Tandem ist schon beendet.")


def find_tandem(tandem_id: uuid.UUID) -> Tandem:
    """One tandem of the reader's region."""
    statement = select(Tandem).where(Tandem.id == tandem_id)
    return find(statement.options(joinedload(Tandem.help_request), joinedload(Tandem.volunteer)))


def find_own(tandem_id: uuid.UUID, account_id: uuid.UUID) -> Tandem:
    """A tandem of the volunteer who is signed in; somebody else's looks like a missing one."""
    own = select(Volunteer.id).where(Volunteer.account_id == account_id)
    return find(select(Tandem).where(Tandem.id == tandem_id, Tandem.volunteer_id.in_(own)))


def running(tandem_id: uuid.UUID) -> tuple[HelpRequest, Tandem]:
    """A running tandem with its request, both held until this transaction ends. Conflict where it is ended."""
    request = states.locked(find_tandem(tandem_id).help_request_id)
    statement = select(Tandem).where(Tandem.id == tandem_id)
    tandem = find(statement.with_for_update().execution_options(populate_existing=True))
    if not tandem.is_running:
        raise Conflict(ENDED)
    return request, tandem
