"""The tandems that somebody must look after now: trouble, silence, one side silent, calls to make."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lotsen import clock
from lotsen.check_ins import schedule, service
from lotsen.check_ins.models import CheckIn
from lotsen.extensions import db
from lotsen.handovers import deputies
from lotsen.help_requests.models import HelpRequest
from lotsen.tandems.models import Tandem

ORDER = (schedule.TROUBLE, schedule.SILENT, schedule.ONE_SIDED, schedule.ASKED)


@dataclass(frozen=True)
class Line:
    """One tandem with its state and the questions that can be acted on."""

    tandem: Tandem
    state: str
    rows: list[CheckIn]


def lines(account_id: uuid.UUID | None) -> list[Line]:
    """The gravest first; of one Fallmanager:in, or of the region where there is none named."""
    statement = select(Tandem).join(HelpRequest, HelpRequest.id == Tandem.help_request_id).where(Tandem.is_running)
    if account_id is not None:
        statement = statement.where(HelpRequest.case_manager_id.in_(deputies.covered_by(account_id)))
    statement = statement.options(
        joinedload(Tandem.help_request).joinedload(HelpRequest.newcomer), joinedload(Tandem.volunteer)
    )
    tandems = {tandem.id: tandem for tandem in db.session.scalars(statement)}
    found = []
    for key, rows in service.of_tandems(tandems).items():
        state = schedule.standing(rows, clock.now())
        if state in ORDER:
            found.append(Line(tandems[key], state, actable(rows)))
    return sorted(found, key=lambda line: (ORDER.index(line.state), line.rows[0].answer_by, str(line.tandem.id)))


def actable(rows: list[CheckIn]) -> list[CheckIn]:
    """The questions that staff can do something about: trouble, and what is unanswered in the latest round."""
    trouble = [row for row in rows if row.answer == "schwierig" and row.handled_at is None]
    return trouble + [row for row in schedule.latest_round(rows) if row.answer is None]
