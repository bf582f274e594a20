"""A tandem for one appointment: the Einsatz is planned with the yes, and when it took place the request is fulfilled.

There is nothing to try out and nothing to go on with, so neither side is asked whether it shall: the volunteer said
yes to this date, and both agreed to it by going there. The request and its Einsatz name one date: whichever of the
two is changed, the other follows.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from lotsen import clock
from lotsen.audit import service as audit
from lotsen.extensions import db
from lotsen.help_requests import appointments
from lotsen.help_requests.models import HelpRequest
from lotsen.planned_meetings import clashes, invitations, lists
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.planned_meetings.times import Wish
from lotsen.tandems.models import Tandem

FULFILLED: Final = "ziel_erreicht"


def begin(tandem: Tandem, request: HelpRequest) -> PlannedMeeting | None:
    """Plan the appointment of a request and tell both sides, in the running transaction; None without one."""
    if request.appointment_at is None:
        return None
    tandem.volunteer_agreed_at = clock.now()
    return None if appointments.is_past(request, clock.now()) else _plan(tandem, request)


def fulfil(tandem: Tandem, request: HelpRequest, on: date) -> bool:
    """Both went there: that was what they agreed on. True where the tandem is to be closed now (``FULFILLED``)."""
    if request.appointment_at is None:
        return False
    tandem.volunteer_agreed_at = tandem.volunteer_agreed_at or clock.now()
    tandem.newcomer_agreed_at = tandem.newcomer_agreed_at or clock.now()
    tandem.status, tandem.started_on = "aktiv", tandem.started_on or on
    return True


def einsaetze(request: HelpRequest) -> list[PlannedMeeting]:
    """What is planned for the appointment of a request, by whoever said yes to it."""
    return [one for _tandem, one in _with_einsatz(request, request.appointment_at) if one is not None]


def refuse_clash(request: HelpRequest, at: datetime | None) -> None:
    """Clash where the appointment of a request moves to a day on which whoever said yes to it has no time."""
    if at is None or at == request.appointment_at:
        return
    for tandem, one in _with_einsatz(request, request.appointment_at):
        clashes.refuse(tandem, at, but=one.id if one else None)


def follow(request: HelpRequest, before: Mapping[str, Any]) -> None:
    """Let the Einsatz follow the changed appointment of its request, in the running transaction.

    ``before`` holds the appointment as it was. Whoever said yes is told of both times and may say no; without an
    appointment the Einsatz is called off, with a first one it is planned.
    """
    at = request.appointment_at
    if all(getattr(request, name) == value for name, value in before.items()):
        return
    for tandem, one in _with_einsatz(request, before["appointment_at"]):
        if at is None and one is not None:
            invitations.call_off_and_tell(one, tandem, request)
            audit.record("planned_meetings.call_off", one, tandem=tandem.id)
        elif one is not None:
            invitations.move_and_tell(one, tandem, request, _wish(request), by="staff")
        elif at is not None and at != before["appointment_at"] and at > clock.now():
            _plan(tandem, request)


def keep_with(one: PlannedMeeting, request: HelpRequest) -> None:
    """Let the request follow its Einsatz, in the running transaction.

    Unless another Einsatz is planned for the appointment still: that one is what the request is about.
    """
    at = request.appointment_at
    if at is None or one.kind != "einsatz" or (at != one.begins_at and einsaetze(request)):
        return
    request.appointment_at, request.appointment_minutes = one.begins_at, one.minutes
    request.appointment_place, request.starts_on = one.place, clock.day_of(one.begins_at)


def _plan(tandem: Tandem, request: HelpRequest) -> PlannedMeeting:
    wish = _wish(request)
    one = PlannedMeeting(
        tandem_id=tandem.id, kind=wish.kind, begins_at=wish.begins_at, minutes=wish.minutes, place=wish.place,
        planned_by="staff",
    )  # fmt: skip
    invitations.plan_and_tell(one, tandem, request)
    return one


def _wish(request: HelpRequest) -> Wish:
    assert request.appointment_at is not None
    minutes = request.appointment_minutes or appointments.USUAL_MINUTES
    return Wish(request.appointment_at, minutes, request.appointment_place, kind="einsatz")


def _with_einsatz(request: HelpRequest, at: datetime | None) -> Iterator[tuple[Tandem, PlannedMeeting | None]]:
    """The running tandems of a request, each with its Einsatz at that time."""
    running = select(Tandem).where(Tandem.help_request_id == request.id, Tandem.is_running).order_by(Tandem.id)
    tandems = list(db.session.scalars(running))
    planned = lists.open_of([tandem.id for tandem in tandems])
    for tandem in tandems:
        yield tandem, next((one for one in planned[tandem.id] if one.begins_at == at), None)
