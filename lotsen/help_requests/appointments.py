"""A request for one appointment: going along to an office, or interpreting in one talk.

Its day is the day on which the request begins, so that absences count, and its half-day is the time that has to suit.
When somebody says yes, the appointment is an Einsatz of the tandem; when it took place, the request is fulfilled.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from flask_babel import gettext as _

from lotsen import clock, date_words
from lotsen.errors import Invalid
from lotsen.half_days import half_day_of
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers import free_text

COLUMNS: Final = ("appointment_at", "appointment_minutes", "appointment_place")
USUAL_MINUTES: Final = 60
LONGEST_MINUTES: Final = 720


def check(values: Mapping[str, Any], *, known: datetime | None = None) -> None:
    """Invalid for an appointment that cannot be; one that the request has already may lie in the past."""
    at, minutes = values.get("appointment_at"), values.get("appointment_minutes")
    if at is None:
        return
    if at != known and at <= clock.now():
        raise Invalid(_("Dieser Termin ist schon vorbei."), "starts_on")
    if not 5 <= (minutes or 0) <= LONGEST_MINUTES:
        raise Invalid(_("Das Ende muss nach dem Beginn liegen, am selben Tag und höchstens zwölf Stunden später."),
                      "appointment_until")  # fmt: skip
    if sentence := free_text.fault(values.get("appointment_place")):
        raise Invalid(sentence, "appointment_place")


def times_of(request: HelpRequest) -> frozenset[str]:
    """The half-days that suit: those of the week, or the one of the appointment."""
    return frozenset({half_day_of(request.appointment_at)} if request.appointment_at else request.times)


def ends_at(request: HelpRequest) -> datetime | None:
    """When the appointment is over; None where there is none."""
    if request.appointment_at is None:
        return None
    return request.appointment_at + timedelta(minutes=request.appointment_minutes or USUAL_MINUTES)


def is_past(request: HelpRequest, now: datetime) -> bool:
    """Whether nobody can go there any more."""
    return request.appointment_at is not None and request.appointment_at <= now


def words(request: HelpRequest) -> str:
    """When it is, as people read it; empty where there is none."""
    over = ends_at(request)
    if request.appointment_at is None or over is None:
        return ""
    return f"{date_words.appointment(request.appointment_at)}–{date_words.time(over)}"
