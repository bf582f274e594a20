"""What volunteers carry, and which training they wait for, as the gap rules read it."""

from collections.abc import Iterator

from sqlalchemy import func, select

import network
from lotsen import clock
from lotsen.extensions import db
from lotsen.tandems.models import Meeting, Tandem
from lotsen.volunteers.models import Qualification, Volunteer

WEEKS = 4  # L7 counts hours a week over four weeks
_MINUTES = 60


def workloads() -> Iterator[network.Workload]:
    """Hours a week of everybody who met somebody in the last four weeks; a meeting without minutes counts none.

    Nothing here knows what somebody was paid in a year, so that L7 never speaks of a yearly cap.
    """
    minutes = func.sum(Meeting.minutes)
    met = (
        select(Volunteer.id, Volunteer.taken_count, minutes)
        .join(Tandem, (Tandem.volunteer_id == Volunteer.id) & (Tandem.region_id == Volunteer.region_id))
        .join(Meeting, (Meeting.tandem_id == Tandem.id) & (Meeting.region_id == Tandem.region_id))
        .where(Meeting.is_held, Meeting.on > clock.days_ago(7 * WEEKS), Meeting.on <= clock.today())
        .group_by(Volunteer.id, Volunteer.taken_count)
        .having(minutes > 0)
    )
    for key, taken, total in db.session.execute(met):
        yield network.Workload(str(key), active_count=taken, hours_per_week=round((total or 0) / _MINUTES / WEEKS, 2))


def qualifications() -> Iterator[network.Qualification]:
    """Who waits for the Basisqualifizierung.

    No renewals: § 72a Abs. 5 SGB VIII lets the day of a Führungszeugnis serve no purpose but to keep somebody
    from a task, so it enters no network and no file; the list of volunteers finds who has to show one again.
    """
    done = set(
        db.session.scalars(select(Qualification.volunteer_id).where(Qualification.kind == "basisqualifizierung"))
    )
    waiting = select(Volunteer.id, Volunteer.status_since).where(Volunteer.status == "in_qualifizierung")
    for key, since in db.session.execute(waiting):
        if key not in done:
            yield network.Qualification(str(key), waiting_since=since.date())
