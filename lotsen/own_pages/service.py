"""What a volunteer can see and change of herself. Every function finds her by her account."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from lotsen import clock
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.consents import service as consents
from lotsen.database import find
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.notices import service as notices
from lotsen.own_pages import absences, dates_then, held_data
from lotsen.planned_meetings import lists as planned
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.proposals import codes
from lotsen.proposals import service as proposals
from lotsen.proposals.models import Proposal
from lotsen.regions import service as regions
from lotsen.sign_ups.profile import Profile, fill
from lotsen.tandems import service as tandems
from lotsen.tandems.models import Tandem
from lotsen.volunteers import talks
from lotsen.volunteers.models import Absence, Volunteer
from lotsen.volunteers.states import GONE, ON_REQUEST

LONGEST_ABSENCE = timedelta(days=366)
MOST_ABSENCES = 20


def mine(account_id: uuid.UUID) -> Volunteer:
    """The volunteer behind an account."""
    return find(_mine(account_id).options(selectinload(Volunteer.languages), selectinload(Volunteer.needs)))


def _mine(account_id: uuid.UUID) -> Select[Volunteer]:
    return select(Volunteer).where(Volunteer.account_id == account_id)


def _held(account_id: uuid.UUID) -> Volunteer:
    """Her row, with every other change of it held off until this transaction ends."""
    return find(_mine(account_id).with_for_update().execution_options(populate_existing=True))


def hold_mine(account_id: uuid.UUID) -> Volunteer:
    """The volunteer behind an account, held until this transaction ends: what she saves starts from this."""
    _held(account_id)
    return mine(account_id)


def open_proposals(volunteer: Volunteer) -> list[Proposal]:
    """What she is asked right now, the most pressing first."""
    statement = (
        select(Proposal)
        .where(Proposal.volunteer_id == volunteer.id, Proposal.status.in_(codes.ANSWERABLE))
        .options(
            joinedload(Proposal.help_request).joinedload(HelpRequest.newcomer),
            joinedload(Proposal.help_request).joinedload(HelpRequest.municipality),
        )
        .order_by(Proposal.answer_by, Proposal.id)
    )
    return [one for one in db.session.scalars(statement) if _can_be_answered(one)]


def _can_be_answered(proposal: Proposal) -> bool:
    if proposal.status == "spaeter":
        return True
    return proposal.answer_by is not None and proposal.answer_by > clock.now()


def running_tandems(volunteer: Volunteer) -> list[Tandem]:
    """Her tandems that run, the newest first."""
    statement = (
        select(Tandem)
        .where(Tandem.volunteer_id == volunteer.id, Tandem.is_running)
        .options(joinedload(Tandem.help_request).joinedload(HelpRequest.newcomer))
        .order_by(Tandem.created_at.desc())
    )
    return list(db.session.scalars(statement))


def planned_meetings(volunteer: Volunteer) -> list[PlannedMeeting]:
    """Her dates: what lies ahead, and what is past and not reported yet, the earliest first."""
    return planned.open_of_volunteer(volunteer.id)


def coming_absences(volunteer: Volunteer) -> list[Absence]:
    """Absences that are not over, the next first."""
    statement = (
        select(Absence)
        .where(Absence.volunteer_id == volunteer.id, Absence.until_on >= clock.today())
        .order_by(Absence.from_on)
    )
    return list(db.session.scalars(statement))


def change_profile(account_id: uuid.UUID, profile: Profile, *, capacity: int) -> None:
    """Write what she says of herself now; a move to another region is the staff's to make.

    Invalid for a place elsewhere, fewer places than tandems, or no telephone where it is needed.
    """
    place = regions.municipality(profile.columns["ags"])
    volunteer = _held(account_id)
    _refuse_ended(volunteer)
    if place.region_id != volunteer.region_id:
        raise Invalid(_("Dieser Ort gehört zu einer anderen Region. Bitte sprechen Sie mit Ihrer Koordination."), "plz")
    if capacity < volunteer.taken_count:
        raise Invalid(_("So viele Tandems haben Sie gerade. Weniger geht erst, wenn eines endet."), "capacity")
    if not profile.phone and not volunteer.mail:
        raise Invalid(_("Ohne Telefonnummer erreichen wir Sie nicht."), "phone")
    fill(volunteer, profile)
    volunteer.capacity = capacity
    account = find(select(Account).where(Account.id == account_id))
    account.display_name = f"{volunteer.first_name} {volunteer.last_name}"
    audit.record("own_pages.profile", volunteer)
    db.session.commit()


def add_absence(account_id: uuid.UUID, *, from_on: date, until_on: date, then: str = "") -> Absence:
    """Be away from–to, both days included; nobody asks her meanwhile, and she is back by herself.

    ``then`` says what becomes of dates on these days; without it, DatesThen where there are any. Invalid for days
    that are past, too many, or taken already.
    """
    if until_on < from_on:
        raise Invalid(_("Der letzte Tag liegt vor dem ersten."), "until_on")
    if until_on < clock.today():
        raise Invalid(_("Diese Tage sind schon vorbei."), "until_on")
    if until_on - from_on > LONGEST_ABSENCE:
        raise Invalid(_("Länger als ein Jahr geht nicht. Möchten Sie Ihr Engagement beenden?"), "until_on")
    dates_then.hold_requests(mine(account_id).id)
    volunteer = _held(account_id)
    _refuse_ended(volunteer)
    coming = coming_absences(volunteer)
    if len(coming) >= MOST_ABSENCES:
        raise Invalid(_("Mehr Abwesenheiten lassen sich nicht eintragen."), "from_on")
    if any(one.from_on <= until_on and from_on <= one.until_on for one in coming):
        raise Invalid(_("In diesen Tagen sind Sie schon abwesend eingetragen."), "from_on")
    dates = dates_then.within(volunteer.id, from_on, until_on)
    dates_then.ask(dates, then)
    absence = Absence(volunteer_id=volunteer.id, from_on=from_on, until_on=until_on)
    db.session.add(absence)
    db.session.flush()
    dates_then.settle(dates, then)
    told = absences.tell_case_managers(absence, dates, then)
    audit.record("own_pages.add_absence", absence, volunteer=volunteer.id, tandems=told or None)
    db.session.commit()
    return absence


def remove_absence(account_id: uuid.UUID, absence_id: uuid.UUID) -> None:
    """Be there after all."""
    volunteer = mine(account_id)
    absence = find(select(Absence).where(Absence.id == absence_id, Absence.volunteer_id == volunteer.id))
    audit.record("own_pages.remove_absence", absence, volunteer=volunteer.id)
    db.session.delete(absence)
    db.session.commit()


def choose_consents(account_id: uuid.UUID, allowed: Sequence[str], *, language: str) -> None:
    """Give what she allows and withdraw the rest, with one press each way."""
    volunteer = _held(account_id)
    _refuse_ended(volunteer)
    before = set(consents.running(volunteer)) & set(consents.VOLUNTARY)
    for purpose in consents.VOLUNTARY:
        if purpose in allowed:
            consents.give(purpose, volunteer, language=language)
        else:
            consents.withdraw(purpose, volunteer)
    changed = before ^ set(allowed)
    audit.record("own_pages.consents", volunteer, changed=sorted(changed))
    db.session.commit()


def held_about(account_id: uuid.UUID) -> held_data.Held:
    """All data held about her."""
    return held_data.everything_about(mine(account_id))


def leave(account_id: uuid.UUID, *, wants_deletion: bool = False) -> None:
    """End her engagement: nobody asks her any more, tandems end, whoever is responsible is told.

    Proposals and tandems first lock their requests; her own row comes last, as everywhere.
    """
    volunteer = mine(account_id)
    _refuse_ended(volunteer)
    _take_leave_of_requests(volunteer)
    volunteer = _held(account_id)
    _refuse_ended(volunteer)
    volunteer.status, volunteer.status_since = "beendet", clock.now()
    volunteer.ended_on = clock.today()
    volunteer.end_reason = ON_REQUEST if wants_deletion else "eigener_wunsch"
    for purpose in consents.VOLUNTARY:
        consents.withdraw(purpose, volunteer)
    db.session.flush()
    ended = _take_leave_of_requests(volunteer)  # whatever began in between
    if volunteer.mail:
        notices.write(
            "goodbye",
            mail=volunteer.mail,
            language=volunteer.language,
            once=f"goodbye:{volunteer.id}:{clock.today()}",
            subject_id=volunteer.id,
            calendar=talks.call_off(volunteer),
            name=volunteer.first_name,
        )
    audit.record("own_pages.leave", volunteer, tandems=ended or None)
    db.session.commit()


def _take_leave_of_requests(volunteer: Volunteer) -> int:
    """Answer what is open with no, ask the next ones, end her tandems; how many of these."""
    running = select(Tandem.help_request_id).where(Tandem.volunteer_id == volunteer.id, Tandem.is_running)
    asked = select(Proposal.help_request_id).where(
        Proposal.volunteer_id == volunteer.id, Proposal.status.in_(codes.PENDING)
    )
    states.locked_all([*db.session.scalars(running), *db.session.scalars(asked)])
    for request, proposal in proposals.locked_of(volunteer.id):
        if proposal.status == "geplant":
            proposal.status = "zurueckgezogen"
        else:
            proposal.status, proposal.decline_reason = "abgelehnt", "persoenlich"
            proposal.answered_at = clock.now()
        proposals.ask_next(request)
        states.settle(request)
    return tandems.end_all_of_volunteer(volunteer.id)


def _refuse_ended(volunteer: Volunteer) -> None:
    if volunteer.status in GONE:
        raise Conflict(_("Ihr Engagement ist beendet. Wenn Sie wieder mitmachen möchten, melden Sie sich bei uns."))
