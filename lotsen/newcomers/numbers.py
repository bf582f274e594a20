"""Numbers that people can say on the telephone: Z-2026-0143 for a newcomer, A-2026-0211 for a request."""

from sqlalchemy import func, select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.regions.models import RegionPolicy

_LETTERS = {Newcomer: "Z", HelpRequest: "A"}


def next_number(model: type[Newcomer] | type[HelpRequest]) -> str:
    """The next free number of this year, in the running transaction; parallel callers queue up."""
    here = RegionPolicy.region_id == scope.region_id()
    db.session.execute(select(RegionPolicy).where(here).with_for_update()).all()
    start = f"{_LETTERS[model]}-{clock.today().year}-"
    latest = db.session.scalar(
        select(model.number)
        .where(model.number.startswith(start))
        .order_by(func.length(model.number).desc(), model.number.desc())
        .limit(1)
    )
    return f"{start}{int(latest.removeprefix(start)) + 1 if latest else 1:04}"
