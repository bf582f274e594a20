"""The first meeting in the calendars of both sides: put there, moved, and taken out again.

The same name for as long as the tandem lives, with a number that grows each time, so that a calendar
moves the date it has instead of showing two. No invitation names the other side.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from flask_babel import gettext as _

from lotsen import clock
from lotsen.calendar_feeds import ical, inviting
from lotsen.help_requests.models import HelpRequest
from lotsen.tandems import codes, telling
from lotsen.tandems.models import Tandem

MEETING_MINUTES: Final = 60
Written = Callable[[str], str]  # from the mail address of a side, in her language


def first_meeting(
    tandem: Tandem, request: HelpRequest, at: datetime, *, has_place: bool, title: str = "", url: str = ""
) -> ical.Entry:
    """The first meeting as an entry; ``has_place`` where the reader may know the municipality."""
    is_somewhere = has_place and request.meeting_place != "online"
    return ical.Entry(
        uid=inviting.uid("erstes-treffen", tandem.id),
        title=title or _("Lotsennetz: Erstes Treffen"),
        begins=at,
        changed_at=tandem.updated_at,
        minutes=MEETING_MINUTES,
        text=_("Wo Sie sich treffen, sagt Ihnen die zuständige Person aus unserem Team."),
        place=request.municipality.name if is_somewhere else "",
        url=url,
        sequence=max(tandem.first_meeting_invitations - 1, 0),
    )


def fix_and_tell(tandem: Tandem, request: HelpRequest, at: datetime) -> None:
    """Set or move the first meeting and invite both sides, in the running transaction; once for each date."""
    if tandem.first_meeting_at == at:
        return
    tandem.first_meeting_at = at
    invitation = _next(tandem, request, at, ical.REQUEST)
    cause = f"{at:%y%m%d%H%M}:{tandem.first_meeting_invitations}"
    for side in codes.SIDES:
        telling.tell_side("meeting_fixed", request, tandem, side, once=cause, invitation=invitation, at=at)


def call_off(tandem: Tandem, request: HelpRequest) -> Written | None:
    """Forget the first meeting, in the running transaction; what ends its invitation where it lay ahead."""
    at, tandem.first_meeting_at = tandem.first_meeting_at, None
    return _next(tandem, request, at, ical.CANCEL) if at is not None and _lies_ahead(at) else None


def call_off_with(tandem: Tandem, request: HelpRequest) -> Written | None:
    """The same for a tandem that ends; the newcomer is told, for the volunteer hears of the end itself."""
    at = tandem.first_meeting_at
    if at is None or not _lies_ahead(at):
        return None
    called_off = call_off(tandem, request)
    cause = f"{at:%y%m%d%H%M}:{tandem.first_meeting_invitations}"
    telling.tell_side(
        "meeting_called_off", request, tandem, "newcomer", once=cause, invitation=called_off, called_off=at
    )
    return called_off


def _lies_ahead(at: datetime) -> bool:
    return at + timedelta(minutes=MEETING_MINUTES) > clock.now()


def _next(tandem: Tandem, request: HelpRequest, at: datetime, method: str) -> Written:
    tandem.first_meeting_invitations += 1
    tandem.updated_at = clock.now()
    has_place = not request.newcomer.is_protected  # § 51 BMG
    return lambda mail: inviting.text(first_meeting(tandem, request, at, has_place=has_place), method, mail)
