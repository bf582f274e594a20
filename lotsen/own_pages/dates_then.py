"""What is planned for the days on which a volunteer will be away, and what becomes of it.

She says for all of it at once: she comes all the same, or she cannot. Then a meeting is called off in both calendars;
an Einsatz stays, because the office or the doctor does not know of us: the Fallmanager:in moves it, calls it off or
finds somebody else, and a first meeting is looked for anew.
"""

import uuid
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from lotsen import clock, date_words
from lotsen.audit import service as audit
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.planned_meetings import invitations as planned
from lotsen.planned_meetings import lists
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.tandems import codes, invitations, telling
from lotsen.tandems.models import Tandem

COMES, CANNOT = CHOICES = ("kommt", "absagen")


class DatesThen(Invalid):
    """Something is planned for these days; nothing is written before she says what shall become of it."""

    def __init__(self, dates: "Dates") -> None:
        super().__init__(_("In diese Tage fallen Termine. Bitte sagen Sie, was damit werden soll."), "then")
        self.dates = dates


@dataclass(frozen=True)
class Dates:
    """What is planned for some days: meetings and Einsätze, and tandems that meet for the first time."""

    planned: list[PlannedMeeting]
    first: list[Tandem]

    def __bool__(self) -> bool:
        return bool(self.planned or self.first)

    @property
    def einsaetze(self) -> list[PlannedMeeting]:
        """What stays planned until staff have found a way, where she cannot come."""
        return [one for one in self.planned if one.kind == "einsatz"]

    def lines(self) -> list[str]:
        """What it is and when, as she reads it."""
        found = [(one.begins_at, _("Einsatz") if one.kind == "einsatz" else _("Treffen")) for one in self.planned]
        found += [(one.first_meeting_at, _("Erstes Treffen")) for one in self.first if one.first_meeting_at]
        return [f"{what}: {date_words.appointment(at)}" for at, what in sorted(found)]

    def of(self, tandem: Tandem) -> "Dates":
        """Those of one tandem."""
        first = [one for one in self.first if one.id == tandem.id]
        return Dates([one for one in self.planned if one.tandem_id == tandem.id], first)


def within(volunteer_id: uuid.UUID, from_on: date, until_on: date) -> Dates:
    """What lies ahead of her on these days, both included."""
    now = clock.now()
    first = select(Tandem).where(
        Tandem.volunteer_id == volunteer_id, Tandem.status == "kennenlernen", Tandem.first_meeting_at > now
    )
    return Dates(
        [one for one in lists.open_of_volunteer(volunteer_id)
         if one.begins_at > now and from_on <= clock.day_of(one.begins_at) <= until_on],
        [one for one in db.session.scalars(first.order_by(Tandem.first_meeting_at))
         if one.first_meeting_at and from_on <= clock.day_of(one.first_meeting_at) <= until_on],
    )  # fmt: skip


def hold_requests(volunteer_id: uuid.UUID) -> None:
    """Hold the requests of her running tandems off from everybody else, before her own row, as everywhere."""
    running = select(Tandem.help_request_id).where(Tandem.volunteer_id == volunteer_id, Tandem.is_running)
    states.locked_all(db.session.scalars(running).all())


def ask(dates: Dates, then: str) -> None:
    """DatesThen where there is something and she has not said what shall become of it."""
    if dates and then not in CHOICES:
        raise DatesThen(dates)


def settle(dates: Dates, then: str) -> None:
    """Do what she said, in the running transaction, once the absence stands."""
    if then == COMES:
        for one in dates.planned:
            one.confirmed_at = clock.now()
            audit.record("planned_meetings.confirm", one, tandem=one.tandem_id, side="volunteer")
        return
    requests = _requests(dates)
    for one in dates.planned:
        if one.kind != "einsatz":
            planned.call_off_and_tell(one, one.tandem, requests[one.tandem.help_request_id])
            audit.record("planned_meetings.call_off", one, tandem=one.tandem_id)
    for tandem in dates.first:
        _call_off_first(tandem, requests[tandem.help_request_id])


def _call_off_first(tandem: Tandem, request: HelpRequest) -> None:
    at = tandem.first_meeting_at
    invitation = invitations.call_off(tandem, request)
    for side in codes.SIDES:
        telling.tell_side("meeting_called_off", request, tandem, side, once=telling.stamp(), invitation=invitation,
                          called_off=at)  # fmt: skip
    audit.record("tandems.plan_first_meeting", tandem, is_called_off=True)


def _requests(dates: Dates) -> dict[uuid.UUID, HelpRequest]:
    keys = {tandem.help_request_id for tandem in [*dates.first, *(one.tandem for one in dates.planned)]}
    return {row.id: row for row in db.session.scalars(select(HelpRequest).where(HelpRequest.id.in_(keys)))}
