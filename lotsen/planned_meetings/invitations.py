"""A planned meeting in the calendars of both sides: put there, moved and taken out, by the mails of first meetings.

The same name for as long as it is planned, with a number that grows each time. No invitation names the other
side, and the place is the municipality at most: the exact one stands on the tandem's page.
"""

from datetime import UTC
from typing import Any, Final

from flask_babel import gettext as _

from lotsen import clock
from lotsen.accounts import mail_links
from lotsen.audit import service as audit
from lotsen.calendar_feeds import ical, inviting
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.planned_meetings import lists
from lotsen.planned_meetings.models import CALLED_OFF, PlannedMeeting
from lotsen.planned_meetings.times import Wish
from lotsen.tandems import codes, telling
from lotsen.tandems.models import Tandem

MADE, MOVED, OFF, DECLINED = STEPS = ("planned", "moved", "called_off", "declined")
METHODS: Final = {MADE: ical.REQUEST, MOVED: ical.REQUEST, OFF: ical.CANCEL, DECLINED: ical.CANCEL}


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


def move_and_tell(one: PlannedMeeting, tandem: Tandem, request: HelpRequest, wish: Wish, *, by: str) -> bool:
    """Move a plan and tell everybody of the old time and the new one, in the running transaction.

    Who did not move it is asked whether it suits. Who only sees another place is not written to: then False.
    """
    before = one.begins_at
    is_told = (before, one.minutes, one.kind) != (wish.begins_at, wish.minutes, wish.kind)
    one.begins_at, one.minutes, one.kind, one.place = wish.begins_at, wish.minutes, wish.kind, wish.place
    if is_told:
        one.moved_at, one.moved_from_at = clock.now(), before
        one.confirmed_at = clock.now() if by == "volunteer" else None
        tell(one, tandem, request, MOVED, by=by)
    audit.record(
        "planned_meetings.move", one, tandem=tandem.id, before=before.astimezone(UTC), at=wish.begins_at.astimezone(UTC)
    )
    return is_told


def call_off_and_tell(one: PlannedMeeting, tandem: Tandem, request: HelpRequest, step: str = OFF) -> None:
    """Take a plan back and tell everybody, in the running transaction; ``step`` says whether a side declined it."""
    one.status = CALLED_OFF
    tell(one, tandem, request, step)


def tell(one: PlannedMeeting, tandem: Tandem, request: HelpRequest, step: str, *, by: str = "") -> None:
    """Write to both sides, each with the part for her calendar, and to the Fallmanager:in, in the running transaction.

    Whoever did it hears of it too: otherwise her calendar would not. The side that did not move it (``by``) gets a
    link to say whether the new time suits.
    """
    one.invitations += 1
    one.updated_at = clock.now()
    cause = f"{one.id.hex[:12]}:{one.invitations}"
    has_new_time = step == MOVED and one.moved_from_at != one.begins_at
    said: dict[str, Any] = {
        "at": one.begins_at, "step": step, "is_einsatz": one.kind == "einsatz",
        "before": one.moved_from_at if has_new_time else None,
    }  # fmt: skip

    def written(mail: str) -> str:
        return inviting.text(entry(one, request), METHODS[step], mail)

    for side in codes.SIDES:
        asks = step == MOVED and side != by
        telling.tell_side(
            "planned_meeting", request, tandem, side, once=cause, has_page=True, invitation=written, asks=asks,
            purpose=mail_links.MOVED if asks else "", about=one.id, **said,
        )  # fmt: skip
    telling.tell_case_manager("planned_meeting_told", tandem, request, once=f":{cause}", **said)


def call_off_with(tandem: Tandem, request: HelpRequest) -> None:
    """Call off whatever a tandem that ends has planned, in the running transaction.

    What is past and was never reported counts for nothing; nobody is told of it.
    """
    for one in lists.open_of([tandem.id])[tandem.id]:
        one.status = CALLED_OFF
        if one.ends_at > clock.now():
            tell(one, tandem, request, OFF)
