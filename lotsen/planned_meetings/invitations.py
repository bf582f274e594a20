"""A planned meeting in the calendars of both sides: put there, moved and taken out, by the mails of first meetings.

The same name for as long as it is planned, with a number that grows each time. No invitation names the other
side, and the place is the municipality at most: the exact one stands on the tandem's page.
"""

from typing import Any, Final

from flask_babel import gettext as _

from lotsen import clock
from lotsen.audit import service as audit
from lotsen.calendar_feeds import ical, inviting
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.planned_meetings import lists
from lotsen.planned_meetings.models import CALLED_OFF, PlannedMeeting
from lotsen.tandems import codes, telling
from lotsen.tandems.models import Tandem

MADE, MOVED, OFF = STEPS = ("planned", "moved", "called_off")
METHODS: Final = {MADE: ical.REQUEST, MOVED: ical.REQUEST, OFF: ical.CANCEL}


def entry(one: PlannedMeeting, request: HelpRequest, *, title: str = "", url: str = "") -> ical.Entry:
    """A planned meeting for a calendar; nobody with a register block has a place there (§ 51 BMG)."""
    is_somewhere = not request.newcomer.is_protected and request.meeting_place != "online"
    return ical.Entry(
        uid=inviting.uid("geplant", one.id),
        title=title or (_("Lotsennetz: Einsatz") if one.kind == "einsatz" else _("Lotsennetz: Treffen")),
        begins=one.begins_at,
        changed_at=one.updated_at,
        minutes=one.minutes,
        text=_("Wo genau, sagt Ihre Seite im Lotsennetz oder die zuständige Person aus unserem Team."),
        place=request.municipality.name if is_somewhere else "",
        url=url,
        sequence=max(one.invitations - 1, 0),
    )


def plan_and_tell(one: PlannedMeeting, tandem: Tandem, request: HelpRequest) -> None:
    """Write a new plan and tell everybody, in the running transaction, with its entry in the record."""
    db.session.add(one)
    db.session.flush()
    tell(one, tandem, request, MADE)
    audit.record("planned_meetings.plan", one, tandem=tandem.id, kind=one.kind)


def tell(one: PlannedMeeting, tandem: Tandem, request: HelpRequest, step: str) -> None:
    """Write to both sides, each with the part for her calendar, and to the Fallmanager:in, in the running transaction.

    Whoever did it hears of it too: otherwise her calendar would not.
    """
    one.invitations += 1
    one.updated_at = clock.now()
    cause = f"{one.id.hex[:12]}:{one.invitations}"
    said: dict[str, Any] = {"at": one.begins_at, "step": step, "is_einsatz": one.kind == "einsatz"}

    def written(mail: str) -> str:
        return inviting.text(entry(one, request), METHODS[step], mail)

    for side in codes.SIDES:
        telling.tell_side(
            "planned_meeting", request, tandem, side, once=cause, has_page=True, invitation=written, **said
        )
    telling.tell_case_manager("planned_meeting_told", tandem, request, once=f":{cause}", **said)


def call_off_with(tandem: Tandem, request: HelpRequest) -> None:
    """Call off whatever a tandem that ends has planned, in the running transaction.

    What is past and was never reported counts for nothing; nobody is told of it.
    """
    for one in lists.open_of([tandem.id])[tandem.id]:
        one.status = CALLED_OFF
        if one.ends_at > clock.now():
            tell(one, tandem, request, OFF)
