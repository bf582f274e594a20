"""Numbers of volunteers: V-4821 is what others may call somebody, and says nothing about who came first."""

import secrets
from collections.abc import Callable

from sqlalchemy import select

from lotsen.extensions import db
from lotsen.volunteers.models import Volunteer


def free_number(is_taken: Callable[[str], bool] | None = None) -> str:
    """A number that nobody in this region has; longer ones where the short ones become rare."""
    is_taken = is_taken or _is_stored
    for attempt in range(80):
        digits = 4 if attempt < 20 else 6
        number = f"V-{10 ** (digits - 1) + secrets.randbelow(9 * 10 ** (digits - 1))}"
        if not is_taken(number):
            return number
    raise RuntimeError("no free number in this region")


def _is_stored(number: str) -> bool:
    return db.session.scalar(select(Volunteer.id).where(Volunteer.number == number)) is not None
