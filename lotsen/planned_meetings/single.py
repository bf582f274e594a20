"""A tandem for one appointment: the Einsatz is planned with the yes, and when it took place the request is fulfilled.

There is nothing to try out and nothing to go on with, so neither side is asked whether it shall: the volunteer said
yes to this date, and both agreed to it by going there.
"""

from datetime import date
from typing import Final

from lotsen import clock
from lotsen.help_requests import appointments
from lotsen.help_requests.models import HelpRequest
from lotsen.planned_meetings import invitations
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.tandems.models import Tandem

FULFILLED: Final = "ziel_erreicht"


def begin(tandem: Tandem, request: HelpRequest) -> PlannedMeeting | None:
    """Plan the appointment of a request and tell both sides, in the running transaction; None without one."""
    if request.appointment_at is None:
        return None
    tandem.volunteer_agreed_at = clock.now()
    if appointments.is_past(request, clock.now()):
        return None
    one = PlannedMeeting(
        tandem_id=tandem.id,
        kind="einsatz",
        begins_at=request.appointment_at,
        minutes=request.appointment_minutes or appointments.USUAL_MINUTES,
        place=request.appointment_place,
        planned_by="staff",
    )
    invitations.plan_and_tell(one, tandem, request)
    return one


def fulfil(tandem: Tandem, request: HelpRequest, on: date) -> bool:
    """Both went there: that was what they agreed on. True where the tandem is to be closed now (``FULFILLED``)."""
    if request.appointment_at is None:
        return False
    tandem.volunteer_agreed_at = tandem.volunteer_agreed_at or clock.now()
    tandem.newcomer_agreed_at = tandem.newcomer_agreed_at or clock.now()
    tandem.status, tandem.started_on = "aktiv", tandem.started_on or on
    return True
