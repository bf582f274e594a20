"""The dates of one person: what a volunteer, or who works with cases, finds in their own calendar.

No name of anybody: calendars are kept by others and lie open on telephones. A volunteer reads what kind
of company it is and the place, staff the number of the request; a protected person has no place.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from lotsen import clock
from lotsen.accounts.models import Account
from lotsen.calendar_feeds import ical, inviting
from lotsen.case_notes.models import CaseNote
from lotsen.check_ins import schedule
from lotsen.extensions import db
from lotsen.handovers import deputies
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.notices.service import address
from lotsen.planned_meetings import invitations as planned_invitations
from lotsen.planned_meetings.models import HELD, PLANNED, PlannedMeeting
from lotsen.tandems import invitations
from lotsen.tandems.models import Meeting, MeetingDate, Tandem
from lotsen.volunteers import talks
from lotsen.volunteers.models import Erstgespraech, Volunteer
from lotsen.words import ACTIVITIES

PAST: Final = timedelta(days=90)  # how far back a calendar reaches


def of_volunteer(volunteer: Volunteer) -> list[ical.Entry]:
    """Her first talk, and what happens in her running tandems."""
    statement = select(Tandem).where(Tandem.volunteer_id == volunteer.id, Tandem.is_running).options(*_WITH_REQUEST)
    found = [entry for tandem in db.session.scalars(statement) for entry in _of_own_tandem(tandem)]
    talk = talks.talk_of(volunteer)
    if talk is not None and talk.planned_at is not None and not talk.held_on:
        found.append(talks.entry(talk, talk.planned_at))
    return _recent(found)


def _of_own_tandem(tandem: Tandem) -> Iterator[ical.Entry]:
    kind = str(ACTIVITIES.get(tandem.mode, tandem.mode))
    url = address("tandems.own", tandem_id=tandem.id)
    yield from _meetings(tandem, kind, url, has_place=not tandem.help_request.newcomer.is_protected)
    if tandem.help_request.appointment_at is not None:
        return  # one appointment: nobody is asked how it goes on
    today = clock.today()
    asked_on = schedule.following(clock.day_of(tandem.created_at), today)
    yield ical.Entry(
        uid=inviting.uid("nachfrage", tandem.id), title=_("%(what)s: Wir fragen, wie es läuft", what=kind),
        begins=asked_on, changed_at=tandem.created_at, url=url,
    )  # fmt: skip
    if tandem.agreed_until_on:
        yield ical.Entry(
            uid=inviting.uid("vereinbarung", tandem.id), title=_("%(what)s: Vereinbarung endet", what=kind),
            begins=tandem.agreed_until_on, changed_at=tandem.updated_at, url=url,
        )  # fmt: skip


def of_staff(account: Account) -> list[ical.Entry]:
    """First meetings of the people an account answers for, its own follow-ups, and the talks of a coordinator."""
    statement = (
        select(Tandem)
        .join(HelpRequest, HelpRequest.id == Tandem.help_request_id)
        .where(HelpRequest.case_manager_id.in_(deputies.covered_by(account.id)), Tandem.is_running)
        .options(*_WITH_REQUEST)
    )
    found: list[ical.Entry] = []
    for tandem in db.session.scalars(statement):
        has_place = not tandem.help_request.newcomer.is_protected  # not even for the responsible one: others keep it
        url = address("tandems.page", tandem_id=tandem.id)
        found += _meetings(tandem, tandem.help_request.number, url, has_place=has_place)
    found += _follow_ups(account)
    return _recent(found + (_talks() if account.role == "coordinator" else []))


def _meetings(tandem: Tandem, what: str, url: str, *, has_place: bool) -> Iterator[ical.Entry]:
    """The first meeting or the dates proposed for it, and what was held."""
    request = tandem.help_request
    if tandem.first_meeting_at is not None:
        title = _("%(what)s: Erstes Treffen", what=what)
        yield invitations.first_meeting(
            tandem, request, tandem.first_meeting_at, title=title, has_place=has_place, url=url
        )
    for one in db.session.scalars(select(MeetingDate).where(MeetingDate.tandem_id == tandem.id)):
        yield ical.Entry(
            uid=inviting.uid("vorschlag", one.id), title=_("%(what)s: Vorschlag für das erste Treffen", what=what),
            begins=one.at, changed_at=one.updated_at, is_tentative=True, url=url,
            place=request.municipality.name if has_place else "",
        )  # fmt: skip
    days: set[date] = set()
    for planned in db.session.scalars(_planned_of(tandem)):
        days.add(clock.day_of(planned.begins_at))
        title = _("%(what)s: Einsatz", what=what) if planned.kind == "einsatz" else _("%(what)s: Treffen", what=what)
        yield planned_invitations.entry(planned, request, title=title, url=url)
    for held in db.session.scalars(select(Meeting).where(Meeting.tandem_id == tandem.id, Meeting.is_held)):
        if held.on in days:
            continue  # it stands there with its hours
        yield ical.Entry(
            uid=inviting.uid("treffen", held.id), title=_("%(what)s: Treffen", what=what),
            begins=held.on, changed_at=held.updated_at, url=url,
        )  # fmt: skip


def _planned_of(tandem: Tandem) -> Select[PlannedMeeting]:
    """What lies ahead or took place; nobody keeps what fell out."""
    statement = select(PlannedMeeting).where(PlannedMeeting.tandem_id == tandem.id)
    return statement.where(PlannedMeeting.status.in_((PLANNED, HELD)))


def _follow_ups(account: Account) -> list[ical.Entry]:
    statement = (
        select(CaseNote, Newcomer.number)
        .join(Newcomer, Newcomer.id == CaseNote.newcomer_id)
        .where(CaseNote.author_id == account.id, CaseNote.follow_up_on.is_not(None), CaseNote.done_at.is_(None))
    )
    return [
        ical.Entry(
            uid=inviting.uid("wiedervorlage", note.id), title=_("%(what)s: Wiedervorlage", what=number),
            begins=note.follow_up_on, changed_at=note.updated_at, url=address("case_notes.listing"),
        )
        for note, number in db.session.execute(statement)
        if note.follow_up_on is not None
    ]  # fmt: skip


def _talks() -> list[ical.Entry]:
    statement = (
        select(Erstgespraech, Volunteer)
        .join(Volunteer, Volunteer.id == Erstgespraech.volunteer_id)
        .where(Erstgespraech.planned_at.is_not(None), Erstgespraech.held_on.is_(None))
        .where(Volunteer.status == "erstgespraech_geplant")
    )
    return [
        talks.entry(
            talk, talk.planned_at, title=_("%(what)s: Erstgespräch", what=volunteer.number),
            url=address("volunteers.page", volunteer_id=volunteer.id),
        )
        for talk, volunteer in db.session.execute(statement)
        if talk.planned_at is not None
    ]  # fmt: skip


def _recent(entries: list[ical.Entry]) -> list[ical.Entry]:
    """Without what is long over."""
    since = clock.today() - PAST
    return [one for one in entries if ical.day_of(one) >= since]


_WITH_REQUEST: Final = (
    joinedload(Tandem.help_request).joinedload(HelpRequest.newcomer),
    joinedload(Tandem.help_request).joinedload(HelpRequest.municipality),
)
