"""Organisations and their staff: find, list, write, confirm."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from lotsen import clock, date_words, scope
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.database import find, hold, holds, written_once
from lotsen.errors import Invalid
from lotsen.extensions import db
from lotsen.handovers.deputies import CASE_ROLES
from lotsen.help_requests.models import HelpRequest
from lotsen.needs import NEEDS
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.regions import service as regions
from lotsen.regions.models import Municipality
from lotsen.retention.terms import Term
from lotsen.volunteers.models import Volunteer
from lotsen.volunteers.states import GONE

PER_PAGE = 50
#: How long earlier months of the network hold what has closed and who has left: as long as the tie of two years ago.
KEPT: Final = Term(months=24)
STALE_AFTER = timedelta(days=180)  # a contact that nobody has confirmed for half a year may be wrong
SORTS = ("name", "kind", "place", "confirmed")
KNOWN = _l("Eine Stelle mit diesem Namen gibt es in dieser Gemeinde schon.")
KNOWN_CLOSED = _l("So heißt dort eine Stelle, die geschlossen ist. Öffnen Sie diese wieder, oder löschen Sie sie.")
NOT_YET = _l("Bitte wählen Sie heute oder einen Tag davor.")
NOT_HERE = _l("Diese Gemeinde gehört nicht zu Ihrer Region.")
OWN_DEPUTY = _l("Niemand kann sich selbst vertreten.")


@dataclass(frozen=True)
class Filter:
    """What the reader asked for; empty values filter nothing."""

    text: str = ""
    kind: str = ""
    need: str = ""
    ags: str = ""
    language: str = ""
    is_stale: bool = False
    women_only: bool = False
    is_closed: bool = False
    sort: str = "name"


def get(organisation_id: uuid.UUID) -> Organisation:
    """An organisation of the reader's region, or NotFound."""
    return find(
        select(Organisation).where(Organisation.id == organisation_id).options(selectinload(Organisation.municipality))
    )


def page_of(asked: Filter, *, page: int) -> Any:
    """One page of the list, as Flask-SQLAlchemy's pagination."""
    columns: dict[str, Any] = {
        "name": func.lower(Organisation.name),
        "kind": Organisation.kind,
        "place": Municipality.name,
        "confirmed": Organisation.confirmed_on,
    }
    column = columns.get(asked.sort.lstrip("-"), columns["name"])
    order = column.desc() if asked.sort.startswith("-") else column.asc()
    statement = (
        select(Organisation)
        .join(Municipality, Municipality.ags == Organisation.ags)
        .where(*_conditions(asked))
        .options(selectinload(Organisation.municipality))
        .order_by(order, Organisation.id)
    )
    return db.paginate(statement, page=page, per_page=PER_PAGE, error_out=False)


def _conditions(asked: Filter) -> list[ColumnElement[bool]]:
    is_open: ColumnElement[bool] = Organisation.closed_on.is_(None)
    conditions = [~is_open if asked.is_closed else is_open]
    for word in asked.text.split():
        conditions.append(
            or_(
                Organisation.name.icontains(word, autoescape=True),
                Organisation.description.icontains(word, autoescape=True),
            )
        )
    if asked.kind:
        conditions.append(Organisation.kind == asked.kind)
    if asked.need:
        conditions.append(holds(Organisation.needs, asked.need))
    if asked.language:
        conditions.append(holds(Organisation.languages, asked.language))
    if asked.ags:
        conditions.append(or_(Organisation.ags == asked.ags, holds(Organisation.municipalities, asked.ags)))
    if asked.women_only:
        conditions.append(Organisation.is_women_only.is_(True))
    if asked.is_stale:
        limit = clock.today() - STALE_AFTER
        conditions.append(or_(Organisation.confirmed_on.is_(None), Organisation.confirmed_on < limit))
    return conditions


def deleted_on(row: Organisation) -> date | None:
    """The day on which it goes, with everybody who worked there; None while it is open."""
    return KEPT.after(row.closed_on) if row.closed_on else None


def is_stale(row: Organisation) -> bool:
    """Whether its contact should be checked again."""
    return row.confirmed_on is None or row.confirmed_on < clock.today() - STALE_AFTER


def staff_of(row: Organisation) -> list[StaffMember]:
    """Who works there, the active first."""
    statement = select(StaffMember).where(StaffMember.organisation_id == row.id)
    members = list(db.session.scalars(statement))
    return sorted(members, key=lambda member: (not member.is_active, member.name.casefold()))


def at_work(row: Organisation, *, also: uuid.UUID | None = None) -> list[StaffMember]:
    """Who works there today, and one more who may have left."""
    return [one for one in staff_of(row) if one.is_active or one.id == also]


def missing_from_network() -> list[Account]:
    """Colleagues with requests who stand with no organisation: what they do is not seen in the network."""
    found = without_desk()
    asked = HelpRequest.case_manager_id.in_([one.id for one in found])
    busy = set(db.session.scalars(select(HelpRequest.case_manager_id).where(asked).distinct()))
    return [one for one in found if one.id in busy]


def without_desk(*, but: uuid.UUID | None = None) -> list[Account]:
    """Colleagues who work with people and stand with no organisation, by name; ``but`` is one who may stand there."""
    free = Account.role.in_(CASE_ROLES) & Account.is_active & Account.id.not_in(_at_a_desk())
    statement = select(Account).where(free | (Account.id == but) if but else free)
    return sorted(db.session.scalars(statement), key=lambda one: one.display_name.casefold())


def account_of(member_id: uuid.UUID) -> uuid.UUID | None:
    """The account of an entry; None without one, or where there is no such entry yet."""
    return db.session.scalar(select(StaffMember.account_id).where(StaffMember.id == member_id))


def _at_a_desk(*conditions: ColumnElement[bool]) -> Select[uuid.UUID | None]:
    """The accounts of those who work for an open organisation."""
    at_work = StaffMember.account_id.is_not(None), StaffMember.is_active, Organisation.is_active
    return select(StaffMember.account_id).join(StaffMember.organisation).where(*at_work, *conditions)


def staff_member(organisation_id: uuid.UUID, member_id: uuid.UUID) -> StaffMember:
    """One person of one organisation, or NotFound."""
    return find(select(StaffMember).where(StaffMember.id == member_id, StaffMember.organisation_id == organisation_id))


def colleague(member_id: uuid.UUID) -> StaffMember:
    """Somebody who works, or worked, for an organisation of the reader's region, or NotFound."""
    return find(select(StaffMember).where(StaffMember.id == member_id).options(joinedload(StaffMember.organisation)))


def coverage(row: Organisation, members: list[StaffMember]) -> list[tuple[str, list[str], list[str]]]:
    """Who covers which need where: (need, names, municipalities); the organisation itself counts as a name."""
    places = {place.ags: place.name for place in regions.municipalities_in(scope.region_id())}
    who: dict[str, list[str]] = defaultdict(list)
    where: dict[str, set[str]] = defaultdict(set)
    sources = [(row.name, row.needs, row.municipalities or [row.ags])]
    sources += [(m.name, m.needs, m.municipalities or row.municipalities or [row.ags])
                for m in members if m.is_active]  # fmt: skip
    for name, needs, served in sources:
        for need in needs:
            who[need].append(name)
            where[need].update(places.get(ags, ags) for ags in served)
    return [(str(need.label), who[need.key], sorted(where[need.key])) for need in NEEDS if need.key in who]


def register(**facts: Any) -> Organisation:
    """Add an organisation; what staff enter today counts as confirmed today."""
    _check(besides=None, **facts)
    row = Organisation(confirmed_on=clock.today(), **facts)
    db.session.add(row)
    audit.record("organisations.register", row, kind=row.kind)
    db.session.commit()
    return row


def edit(organisation_id: uuid.UUID, **facts: Any) -> Organisation:
    """Change an organisation."""
    row = get(organisation_id)
    _check(besides=row.id, **facts)
    for name, value in facts.items():
        setattr(row, name, value)
    row.confirmed_on = clock.today()
    audit.record("organisations.edit", row, kind=row.kind)
    db.session.commit()
    return row


def confirm(organisation_id: uuid.UUID) -> None:
    """Say that everything about it is right today."""
    row = get(organisation_id)
    row.confirmed_on = clock.today()
    audit.record("organisations.confirm", row)
    db.session.commit()


@dataclass(frozen=True)
class Belonging:
    """What belongs to an organisation, for whoever is about to close it."""

    staff: list[StaffMember]  # who works there today
    volunteers_count: int  # who names it as her group and has not ended her engagement

    @property
    def accounts_count(self) -> int:
        """How many of the staff sign in here; their requests stay with them."""
        return sum(one.account_id is not None for one in self.staff)


def belonging(row: Organisation) -> Belonging:
    """Who is there today."""
    statement = select(func.count(Volunteer.id)).where(
        Volunteer.organisation_id == row.id, Volunteer.status.not_in(GONE)
    )
    return Belonging(at_work(row), db.session.scalar(statement) or 0)


def close(organisation_id: uuid.UUID, *, on: date) -> Organisation:
    """Nobody is there any more since that day; the past of the network still holds it. Once closed, the day may move.

    Whoever works there is not touched, so that opening it again brings everybody back who has not moved. Invalid for a
    day to come, and for one so long ago that it would be deleted before anybody could open it again.
    """
    row = get(organisation_id)
    if on > clock.today():
        raise Invalid(NOT_YET, "on")
    earliest = clock.months_after(clock.today(), -12)
    if on < earliest:
        raise Invalid(_("Höchstens ein Jahr zurück: Nehmen Sie den %(day)s.", day=date_words.day(earliest)), "on")
    row.closed_on = on
    audit.record("organisations.close", row, kind=row.kind, on=on)
    db.session.commit()
    return row


def reopen(organisation_id: uuid.UUID) -> Organisation:
    """It was not closed, or is there again; whoever says so has looked at it today.

    Whoever stands with another organisation meanwhile has left it on the day on which it closed.
    """
    row = get(organisation_id)
    elsewhere = set(db.session.scalars(_at_a_desk()))
    for member in at_work(row):
        if member.account_id in elsewhere:
            member.is_active, member.left_on = False, row.closed_on
    row.closed_on, row.confirmed_on = None, clock.today()
    audit.record("organisations.reopen", row, kind=row.kind)
    db.session.commit()
    return row


def _check(*, besides: uuid.UUID | None, name: str, ags: str, **_facts: Any) -> None:
    if ags not in {place.ags for place in regions.municipalities_in(scope.region_id())}:
        raise Invalid(NOT_HERE, "ags")
    found = db.session.scalar(select(Organisation).where(Organisation.name == name, Organisation.ags == ags))
    if found is not None and found.id != besides:
        raise Invalid(KNOWN if found.is_active else KNOWN_CLOSED, "name")


def add_staff_member(organisation_id: uuid.UUID, *, key: uuid.UUID | None = None, **facts: Any) -> StaffMember:
    """Add somebody who works there, once."""
    key = key or uuid.uuid4()
    return written_once(StaffMember, key, lambda: _add_staff_member(organisation_id, key, facts))


def _add_staff_member(organisation_id: uuid.UUID, key: uuid.UUID, facts: dict[str, Any]) -> StaffMember:
    row = get(organisation_id)
    if not row.is_active:
        raise Invalid(_("Diese Stelle ist geschlossen. Öffnen Sie sie zuerst wieder."), "name")
    _check_deputy(row, facts.get("deputy_id"), besides=None)
    _check_account(facts.get("account_id"), besides=None)
    member = StaffMember(id=key, organisation_id=row.id, **facts)
    _note_leaving(member)
    db.session.add(member)
    audit.record("organisations.add_staff_member", member, job=member.job)
    db.session.commit()
    return member


def edit_staff_member(organisation_id: uuid.UUID, member_id: uuid.UUID, **facts: Any) -> StaffMember:
    """Change what is known of somebody who works there."""
    row, member = get(organisation_id), staff_member(organisation_id, member_id)
    _check_deputy(row, facts.get("deputy_id"), besides=member.id)
    _check_account(facts.get("account_id"), besides=member.id)
    for name, value in facts.items():
        setattr(member, name, value)
    _note_leaving(member)
    audit.record("organisations.edit_staff_member", member, job=member.job)
    db.session.commit()
    return member


def _note_leaving(member: StaffMember) -> None:
    """The day on which somebody stopped working there, for the past of the network; whoever is back never left."""
    if member.is_active is False:
        member.left_on = member.left_on or clock.today()
    else:
        member.left_on = None


def _check_account(account_id: uuid.UUID | None, *, besides: uuid.UUID | None) -> None:
    """One desk for each account, so that everybody's work is counted once; held, so that two cannot take it at once."""
    if account_id is None:
        return
    hold(Account, account_id)
    find(select(Account).where(Account.id == account_id))
    if db.session.scalar(_at_a_desk(StaffMember.account_id == account_id, StaffMember.id != besides).limit(1)):
        raise Invalid(_("Dieses Konto gehört schon zu einer anderen Ansprechperson."), "account")


def _check_deputy(row: Organisation, deputy_id: uuid.UUID | None, *, besides: uuid.UUID | None) -> None:
    if deputy_id is None:
        return
    if deputy_id == besides:
        raise Invalid(OWN_DEPUTY, "deputy")
    staff_member(row.id, deputy_id)
