"""What came in the region within a year: who asked, whose places became free. It teaches what may come.

Places that a register block hides stay out, and so does whatever has been deleted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lotsen import clock
from lotsen.extensions import db
from lotsen.help_requests.matchable import as_requests
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer
from matching import Candidate, Request
from matching.imagined import Past

DAYS = 365


def past(candidates: Sequence[Candidate]) -> Past:
    """The last year of this region; ``candidates`` are who is there now.

    A younger region has seen less and expects less: what came on its first days, often a whole list at once, is no
    measure of a year.
    """
    return Past(requests=_requests(), joiners=list(_free_places(candidates)), days=DAYS)


def _requests() -> list[Request]:
    """Everything that was asked for, whatever became of it."""
    statement = select(HelpRequest).where(HelpRequest.opened_at >= clock.now() - timedelta(days=DAYS))
    statement = statement.options(joinedload(HelpRequest.newcomer).joinedload(Newcomer.municipality))
    rows = db.session.scalars(statement.options(joinedload(HelpRequest.municipality)).order_by(HelpRequest.id))
    return as_requests([row for row in rows if not row.newcomer.is_protected])


def _free_places(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Each place of somebody who was released, and each that came back when a tandem ended."""
    known = {one.id: one for one in candidates if one.released}
    released = select(Volunteer.id).where(Volunteer.released_at >= clock.now() - timedelta(days=DAYS))
    ended = select(Tandem.volunteer_id).where(Tandem.ended_on >= clock.days_ago(DAYS))
    new = [known[str(key)] for key in db.session.scalars(released) if str(key) in known]
    back = [known[str(key)] for key in db.session.scalars(ended) if str(key) in known]
    places = [*back, *(one for one in new for _place in range(one.capacity))]
    for number, one in enumerate(sorted(places, key=lambda place: place.id)):
        yield replace(one, id=str(number), capacity=1, active=0, absent=())
