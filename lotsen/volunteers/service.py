"""Volunteers as staff keep them: load, register by hand, edit, set places."""

import secrets
import uuid
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select, update
from sqlalchemy.orm import selectinload

from lotsen import clock, crypto
from lotsen.accounts import sessions
from lotsen.accounts.models import Account, MailLink
from lotsen.accounts.sign_ins import account_of
from lotsen.audit import service as audit
from lotsen.calendar_feeds import closing
from lotsen.database import change, find, written_once
from lotsen.errors import Conflict, Invalid, NotFound
from lotsen.extensions import db
from lotsen.imports.contacts import valid_mail
from lotsen.interest_questions.models import InterestQuestion
from lotsen.notices import wishes
from lotsen.organisations.models import Organisation
from lotsen.proposals.models import Proposal
from lotsen.regions import service as regions
from lotsen.sign_ups.profile import Profile, fill
from lotsen.tandems import old_mailbox
from lotsen.volunteers import clearance
from lotsen.volunteers.capacity import MORE_TAKEN
from lotsen.volunteers.models import Volunteer

KNOWN = _l("Diese E-Mail-Adresse gehört schon zu jemandem in Ihrer Region.")
TAKEN = _l("Diese E-Mail-Adresse lässt sich hier nicht eintragen. Bitte nehmen Sie eine andere.")
NO_CONTACT = _l("Bitte geben Sie eine E-Mail-Adresse oder eine Telefonnummer an.")


def get(volunteer_id: uuid.UUID) -> Volunteer:
    """A volunteer of the reader's region with languages, needs and absences, or NotFound."""
    return find(
        select(Volunteer)
        .where(Volunteer.id == volunteer_id)
        .options(
            selectinload(Volunteer.languages),
            selectinload(Volunteer.needs),
            selectinload(Volunteer.absences),
            selectinload(Volunteer.municipality),
        )
    )


def get_released(volunteer_id: uuid.UUID) -> Volunteer:
    """A volunteer whom case managers may see: released ones only; all others look missing."""
    row = get(volunteer_id)
    if row.status != "freigegeben":
        raise NotFound
    return row


def free_number() -> str:
    """A number that nobody in this region has; it says nothing about who came first."""
    while True:
        number = f"V-{secrets.randbelow(90_000) + 10_000}"
        if db.session.scalar(select(Volunteer.id).where(Volunteer.number == number)) is None:
            return number


def register(
    profile: Profile, *, mail: str | None, capacity: int, language: str = "de",
    organisation_id: uuid.UUID | None = None, key: uuid.UUID | None = None,
) -> Volunteer:  # fmt: skip
    """Enter somebody who signed up on paper or by telephone, once; staff vouch for the contact."""
    key = key or uuid.uuid4()
    return written_once(Volunteer, key, lambda: _register(key, profile, mail, capacity, language, organisation_id))


def _register(
    key: uuid.UUID, profile: Profile, mail: str | None, capacity: int, language: str, organisation_id: uuid.UUID | None
) -> Volunteer:
    mail = valid_mail((mail or "").strip())
    _check(profile, mail, volunteer_id=None)
    row = Volunteer(
        id=key, number=free_number(), status_since=clock.now(), mail_confirmed_at=clock.now(),
        first_name="", last_name="", plz="", ags="", capacity=capacity, language=language,
    )  # fmt: skip
    _fill(row, profile, mail)
    _join(row, organisation_id)
    audit.record("volunteers.register", row)
    db.session.commit()
    return row


def edit(
    volunteer_id: uuid.UUID, profile: Profile, *, mail: str | None, organisation_id: uuid.UUID | None
) -> Volunteer:
    """Change the profile; facts of a Führungszeugnis that nobody asks for any more go at once."""
    row = get(volunteer_id)
    mail = valid_mail((mail or "").strip())
    _check(profile, mail, volunteer_id=row.id)
    row.updated_at = clock.now()
    if mail != row.mail:
        _leave_old_address(row, mail)
        if mail and row.mail_index:
            wishes.move(row.mail_index, crypto.mail_index(mail))
    _fill(row, profile, mail)
    _join(row, organisation_id)
    removed = _drop_certificate_nobody_asks_for(row)
    audit.record("volunteers.edit", row, certificate_removed=removed or None)
    db.session.commit()
    return row


def _leave_old_address(row: Volunteer, mail: str | None) -> None:
    """Whoever reads the old mailbox gets in no more: links and sessions end, signing in follows the new address."""
    taken = account_of(mail) if mail and row.account_id else None
    if taken is not None and taken.id != row.account_id:
        raise Invalid(TAKEN, "mail")
    asked = select(Proposal.id).where(Proposal.volunteer_id == row.id)
    questions = select(InterestQuestion.id).where(InterestQuestion.volunteer_id == row.id)
    old_mailbox.leave_of_volunteer(row.id, row.mail)
    hers = or_(
        MailLink.subject_id == row.id, MailLink.subject_id == row.account_id, MailLink.subject_id.in_(asked),
        MailLink.subject_id.in_(questions),
    )  # fmt: skip
    change(update(MailLink).where(hers, MailLink.used_at.is_(None)).values(used_at=clock.now()))
    if row.account_id is None:
        return
    sessions.end(db.session(), account_id=row.account_id)
    closing.close_with_sessions(row.account_id)
    account = find(select(Account).where(Account.id == row.account_id))
    if mail is None:
        account.is_active = False  # nobody could sign in but the reader of the old mailbox
    else:
        account.mail, account.mail_index = mail, crypto.mail_index(mail)


def _fill(row: Volunteer, profile: Profile, mail: str | None) -> None:
    if row.plz == "":
        row.plz, row.ags = profile.columns["plz"], profile.columns["ags"]
        db.session.add(row)
    row.mail = mail
    row.mail_index = crypto.mail_index(mail) if mail else None
    fill(row, profile)


def groups(*, also: uuid.UUID | None = None) -> list[Organisation]:
    """Organisations that somebody can belong to, by name: the open ones, and one more that may have closed."""
    offered = Organisation.is_active | (Organisation.id == also) if also else Organisation.is_active
    return sorted(db.session.scalars(select(Organisation).where(offered)), key=lambda one: one.name.casefold())


def _join(row: Volunteer, organisation_id: uuid.UUID | None) -> None:
    """The group that she stands with in the network; NotFound for one of another region."""
    if organisation_id is not None and organisation_id != row.organisation_id:
        find(select(Organisation).where(Organisation.id == organisation_id))
    row.organisation_id = organisation_id


def set_places(volunteer_id: uuid.UUID, *, capacity: int) -> None:
    """Set how many tandems she wants at a time; never below those that run."""
    row = get(volunteer_id)
    statement = (
        update(Volunteer).where(Volunteer.id == row.id, Volunteer.taken_count <= capacity).values(capacity=capacity)
    )
    if change(statement) != 1:
        raise Conflict(MORE_TAKEN)
    audit.record("volunteers.set_places", row, capacity=capacity)
    db.session.commit()


def _check(profile: Profile, mail: str | None, *, volunteer_id: uuid.UUID | None) -> None:
    if not mail and not profile.phone:
        raise Invalid(NO_CONTACT, "mail")
    regions.municipality(profile.columns["ags"])  # anywhere in Hessen: some help next door to where they live
    if mail and _is_known(mail, besides=volunteer_id):
        raise Invalid(KNOWN, "mail")


def _is_known(mail: str, *, besides: uuid.UUID | None) -> bool:
    found = db.session.scalar(select(Volunteer.id).where(Volunteer.mail_index == crypto.mail_index(mail)))
    return found is not None and found != besides


def _drop_certificate_nobody_asks_for(row: Volunteer) -> bool:
    """R-FZ-4: facts go at once when the activity they were seen for does not follow."""
    file = clearance.papers(row)
    if file.certificate is None or clearance.is_certificate_owed(row, file.rules):
        return False
    db.session.delete(file.certificate)
    return True


def full_name(row: Volunteer) -> str:
    """First and last name."""
    return f"{row.first_name} {row.last_name}".strip()


def is_away(row: Volunteer, on: date) -> bool:
    """Whether a volunteer is absent on a day."""
    return any(absence.from_on <= on <= absence.until_on for absence in row.absences)
