"""After a no: offer to change the profile, so that nobody is asked again for what she cannot do.

Nothing changes without her confirmation, on a page behind a link that is made with the no and lives
two days. The offer says nothing of the request: a distance would give a hidden place away.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import select

from lotsen import clock
from lotsen.accounts import mail_links
from lotsen.accounts.models import MailLink
from lotsen.audit import service as audit
from lotsen.database import find
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.needs import NEEDS_BY_KEY
from lotsen.proposals.models import Proposal
from lotsen.volunteers.models import Absence, Volunteer, VolunteerNeed

RADII: Final = (2, 5, 10, 15, 25, 50)
LONGEST_PAUSE: Final = timedelta(days=366)


@dataclass(frozen=True)
class Offer:
    """What could change: ``kind`` is radius, pause or needs; ``radii`` or ``needs`` are the choices."""

    kind: str
    radii: tuple[int, ...] = ()
    needs: tuple[str, ...] = ()


def offer_after(proposal: Proposal) -> Offer | None:
    """What the reason of a no suggests; None where the profile says so already."""
    person = find(select(Volunteer).where(Volunteer.id == proposal.volunteer_id))
    if proposal.decline_reason == "zu_weit":
        radii = tuple(km for km in RADII if km < person.radius_km)
        return Offer("radius", radii=radii) if radii else None
    if proposal.decline_reason == "keine_zeit":
        return Offer("pause")
    if proposal.decline_reason == "thema":
        request = find(select(HelpRequest).where(HelpRequest.id == proposal.help_request_id))
        excluded = {one.need for one in person.needs if one.is_excluded}
        needs = tuple(need for need in request.needs if need in NEEDS_BY_KEY and need not in excluded)
        return Offer("needs", needs=needs) if needs else None
    return None


def link_after(proposal: Proposal) -> str | None:
    """The token behind which the offer waits, in a transaction of its own; None where there is nothing to offer."""
    if offer_after(proposal) is None:
        return None
    token = mail_links.create(mail_links.OFFER, proposal.id)
    db.session.commit()
    return token


def take(
    link: MailLink,
    *,
    radius_km: int | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    needs: Collection[str] = (),
) -> Volunteer:
    """Write what she confirmed, and use the link up.

    Conflict where the offer holds no more, Invalid for a choice that was not offered.
    """
    proposal = find(select(Proposal).where(Proposal.id == link.subject_id))
    offer = offer_after(proposal)
    statement = select(Volunteer).where(Volunteer.id == proposal.volunteer_id)
    person = find(statement.with_for_update().execution_options(populate_existing=True))
    if offer is None or person.status not in ("freigegeben", "pausiert"):
        raise Conflict
    if offer.kind == "radius":
        if radius_km not in offer.radii:
            raise Invalid(_("Bitte wählen Sie eine Entfernung."), "radius_km")
        person.radius_km = radius_km
    elif offer.kind == "pause":
        _pause(person.id, from_on or clock.today(), until_on)
    else:
        _exclude(person.id, [need for need in offer.needs if need in needs])
    mail_links.use_up(link)
    audit.record("proposals.take_offer", person, kind=offer.kind)
    db.session.commit()
    return person


def _pause(volunteer_id: uuid.UUID, from_on: date, until_on: date | None) -> None:
    if until_on is None or until_on < max(from_on, clock.today()) or until_on - from_on > LONGEST_PAUSE:
        raise Invalid(_("Bitte wählen Sie einen Zeitraum von höchstens einem Jahr."), "until_on")
    overlapping = select(Absence).where(
        Absence.volunteer_id == volunteer_id, Absence.from_on <= until_on, Absence.until_on >= from_on
    )
    known = list(db.session.scalars(overlapping))
    for one in known:  # days that touch become one absence: two entries for one day would be told twice
        from_on, until_on = min(from_on, one.from_on), max(until_on, one.until_on)
        db.session.delete(one)
    db.session.add(Absence(volunteer_id=volunteer_id, from_on=from_on, until_on=until_on))


def _exclude(volunteer_id: uuid.UUID, needs: Collection[str]) -> None:
    if not needs:
        raise Invalid(_("Bitte wählen Sie mindestens ein Thema."), "needs")
    statement = select(VolunteerNeed).where(VolunteerNeed.volunteer_id == volunteer_id)
    known = {one.need: one for one in db.session.scalars(statement)}
    for need in needs:
        if need in known:
            known[need].is_excluded = True
        else:
            db.session.add(VolunteerNeed(volunteer_id=volunteer_id, need=need, is_excluded=True))
