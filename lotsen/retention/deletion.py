"""Delete one row with everything that hangs on it, in the running transaction.

What belongs to the row goes by foreign keys that cascade. Here goes what no key leads to: mails,
links and uploaded rows; and here is kept what may stay: what statistics count, proof of consents.
"""

import uuid
from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, or_, select, update

from lotsen import clock, crypto
from lotsen.accounts.models import Account, MailLink, Passkey, RecoveryCode, SignIn
from lotsen.calendar_feeds.models import CalendarFeed
from lotsen.consents.models import Consent
from lotsen.extensions import db
from lotsen.gaps import mailing
from lotsen.gaps.models import Gap, GapStep
from lotsen.help_requests.models import HelpRequest
from lotsen.imports.forgetting import forget_lists_with
from lotsen.network_results import service as results
from lotsen.newcomers import reach
from lotsen.newcomers.models import Newcomer
from lotsen.notices import wishes
from lotsen.notices.models import Notice
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.proposals.models import Proposal
from lotsen.retention import keeping
from lotsen.retention.models import ConsentEvidence
from lotsen.retention.rules import BY_KEY, Rule
from lotsen.rows import Base, RegionRow
from lotsen.scenarios.models import SIDES, Scenario, ScenarioPart
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer


def forget(rule: Rule, row: RegionRow) -> None:
    """Delete a row as its rule says."""
    if rule.key == "account.emptied":
        assert isinstance(row, Account)
        _empty(row)
        return
    before = _BEFORE.get(type(row))
    if before is not None:
        before(row)
    db.session.delete(row)
    db.session.flush()


def _before_tandem(tandem: Tandem) -> None:
    keeping.tandems(Tandem.id == tandem.id)
    _drop_mails(_going_with(tandem))


def _before_proposal(proposal: Proposal) -> None:
    keeping.proposals(Proposal.id == proposal.id)


def _before_help_request(request: HelpRequest) -> None:
    results.drop()
    keeping.of_requests(select(HelpRequest.id).where(HelpRequest.id == request.id))
    _drop_mails(_going_with(request))


def _before_newcomer(newcomer: Newcomer) -> None:
    results.drop()
    keeping.of_newcomer(newcomer)
    _keep_evidence(Consent.newcomer_id == newcomer.id, newcomer.id, _index_of(newcomer.contact))
    _drop_mails(_going_with(newcomer))
    mail = reach.mail_of(newcomer)
    wishes.forget([crypto.mail_index(mail) if mail else None])


def _before_volunteer(volunteer: Volunteer) -> None:
    results.drop()
    keeping.of_volunteer(volunteer)
    _keep_evidence(Consent.volunteer_id == volunteer.id, volunteer.id, volunteer.mail_index or volunteer.phone_index)
    forget_lists_with(volunteer.id)
    wishes.forget([volunteer.mail_index])
    own = volunteer.account_id
    account = db.session.scalar(select(Account).where(Account.id == own, Account.role == "volunteer"))
    _drop_mails([*_going_with(volunteer), *([account.id] if account else [])])
    _drop_from_network("volunteer", volunteer.id)
    if account is not None:
        volunteer.account_id = None
        db.session.flush()
        _leave_account(account)


def _before_staff_member(member: StaffMember) -> None:
    results.drop()
    _drop_mails(_going_with(member))  # before the network: introductions go with it, and lead to their letters
    _drop_from_network("staff", member.id)
    _forget_address(member.mail, besides=(member.id,))
    _run(update(StaffMember).where(StaffMember.deputy_id == member.id).values(deputy_id=None))


def _before_organisation(organisation: Organisation) -> None:
    for member in db.session.scalars(select(StaffMember).where(StaffMember.organisation_id == organisation.id)):
        _before_staff_member(member)
    results.drop()
    _drop_mails(_going_with(organisation))
    _drop_from_network("organisation", organisation.id)
    _forget_address(organisation.mail, besides=(organisation.id,))
    _run(update(Volunteer).where(Volunteer.organisation_id == organisation.id).values(organisation_id=None))


def _forget_address(mail: str | None, *, besides: Collection[uuid.UUID]) -> None:
    """How an address wants mails, unless somebody who stays signs in with it, or is written to there.

    An office and everybody in it may share one. Addresses of staff are sealed, so they are compared one by one.
    """
    index = crypto.mail_index(mail) if mail else None
    if index is None or wishes.has_overview(index):
        return
    places, people = db.session.scalars(select(Organisation)), db.session.scalars(select(StaffMember))
    others = [*((one.id, one.mail) for one in places), *((one.id, one.mail) for one in people)]
    if all(key in besides or not known or crypto.mail_index(known) != index for key, known in others):
        wishes.forget([index])


def _drop_from_network(kind: str, key: uuid.UUID) -> None:
    """Gaps about them, and scenarios: who leaves in thought may stand in its name as well, so it goes as a whole.

    A letter that was written for such a gap may name them, whoever it went to; it is known by the step that wrote it.
    """
    gaps = list(db.session.scalars(select(Gap).where(Gap.key.contains(str(key)))))
    for gap in gaps:
        _drop_mails(_going_with(gap))
        for step in db.session.scalars(select(GapStep.id).where(GapStep.gap_id == gap.id, GapStep.mail_count > 0)):
            _run(delete(Notice).where(Notice.once.startswith(mailing.cause(step))))
    _run(delete(Gap).where(Gap.id.in_([gap.id for gap in gaps])))
    sides = or_(*(getattr(ScenarioPart, f"{side}_{kind}_id") == key for side in SIDES))
    _run(delete(Scenario).where(Scenario.id.in_(select(ScenarioPart.scenario_id).where(sides))))


def _leave_account(account: Account) -> None:
    account.is_active = False
    db.session.flush()
    hangs = select(Account.id).where(Account.id == account.id, *BY_KEY["account"].where)
    if db.session.scalar(hangs) is None:
        _empty(account)
    else:
        db.session.delete(account)
        db.session.flush()


def _empty(account: Account) -> None:
    """Somebody else's records still name this account: its row stays, without anything about its owner."""
    wishes.forget([account.mail_index])
    account.mail = account.display_name = ""
    account.mail_index = account.id.bytes
    account.password_hash = account.totp_seed = account.totp_last_step = account.last_seen_at = None
    for table in (Passkey, RecoveryCode, SignIn, CalendarFeed):
        _run(delete(table).where(table.account_id == account.id))
    _drop_mails([account.id])


def _before_account(account: Account) -> None:
    wishes.forget([account.mail_index])
    _drop_mails([account.id])


_BEFORE: Final[dict[type[RegionRow], Callable[[Any], None]]] = {
    Tandem: _before_tandem,
    Proposal: _before_proposal,
    HelpRequest: _before_help_request,
    Newcomer: _before_newcomer,
    Volunteer: _before_volunteer,
    StaffMember: _before_staff_member,
    Organisation: _before_organisation,
    Account: _before_account,
}


def _keep_evidence(whose: ColumnElement[bool], person_id: uuid.UUID, index: bytes | None) -> None:
    for consent in db.session.scalars(select(Consent).where(whose)):
        db.session.add(
            ConsentEvidence(
                person_id=person_id,
                person_index=index,
                purpose=consent.purpose,
                text_version=consent.text_version,
                language=consent.language,
                channel=consent.channel,
                witness=consent.witness,
                given_at=consent.given_at,
                ended_at=consent.withdrawn_at or clock.now(),
            )
        )


def _index_of(contact: str | None) -> bytes | None:
    return crypto.ring().index(contact.strip().lower(), "contact") if contact else None


def _going_with(row: RegionRow) -> list[uuid.UUID]:
    """The row and everything that its deletion takes along, found in the description of the tables.

    A mail may be about any of these: the absence that ends, the tandem that she looks after for somebody else.
    """
    found, new = {row.id}, {row.__tablename__: {row.id}}
    while new:
        (table, keys), *_others = new.items()
        del new[table]
        for model, column in _taken_along().get(table, ()):
            ids = set(db.session.scalars(select(model.id).where(column.in_(keys)))) - found
            found |= ids
            if ids:
                new[model.__tablename__] = new.get(model.__tablename__, set()) | ids
    return sorted(found)


@cache
def _taken_along() -> dict[str, list[tuple[type[RegionRow], Any]]]:
    """By table: which columns of which other tables point to it and are deleted with it."""
    pointing: dict[str, list[tuple[type[RegionRow], Any]]] = {}
    for model in (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, RegionRow)):
        for constraint in Base.metadata.tables[model.__tablename__].foreign_key_constraints:
            if constraint.ondelete == "CASCADE":
                column = next(one.parent for one in constraint.elements if one.column.name == "id")
                pointing.setdefault(constraint.referred_table.name, []).append((model, column))
    return pointing


def _drop_mails(subjects: Sequence[uuid.UUID]) -> None:
    """Mails and links about these rows; no foreign key leads there, because they may be about anything."""
    _run(delete(Notice).where(Notice.subject_id.in_(subjects)))
    _run(delete(MailLink).where(MailLink.subject_id.in_(subjects)))


def _run(statement: Any) -> None:
    db.session.flush()
    db.session.execute(statement.execution_options(synchronize_session=False))
