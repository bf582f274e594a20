"""Who may see where somebody lives and how to reach them (§ 51 BMG: a register block is a danger to life).

A protected newcomer's place and contact are for the responsible Fallmanager:in alone. Everybody else in
the region sees that there is somebody, so that nobody is counted twice, and nothing that leads there:
no place, no distance, no ranked volunteers.
"""

import uuid

from flask_login import current_user
from sqlalchemy import ColumnElement, or_

from lotsen.handovers import deputies
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer


def may_see_place(person: Newcomer, account_id: uuid.UUID | None = None) -> bool:
    """Whether an account (by default the signed-in one) may know where this person lives."""
    return not person.is_protected or person.case_manager_id in deputies.covered_with_protected(
        account_id or current_user.id
    )


def readable_place(account_id: uuid.UUID) -> ColumnElement[bool]:
    """The rows of newcomers whose place an account may filter and sort by."""
    return or_(~Newcomer.is_protected, Newcomer.case_manager_id.in_(deputies.covered_with_protected(account_id)))


def is_responsible(row: Newcomer | HelpRequest) -> bool:
    """Whether the signed-in account answers for this person, by herself or as a deputy."""
    return answers_for(row if isinstance(row, Newcomer) else row.newcomer, current_user.id)


def answers_for(person: Newcomer, account_id: uuid.UUID) -> bool:
    """Whether an account answers for a person; a deputy for a protected one only where that was said."""
    if person.case_manager_id == account_id:
        return True
    covered = deputies.covered_with_protected if person.is_protected else deputies.covered_by
    return person.case_manager_id in covered(account_id)
