"""The rules of deletion: which rows, from which day on, how long: chapter 4 of the handbook. One entry of RULES each.

A rule names rows and the day they ended; the term is counted in Python, so that months are those of
the calendar. The order is that of the night: what others hang on comes later.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, literal, or_, select, union_all

import lotsen.models  # noqa: F401 - every table must be known before the keys to an account are counted
from lotsen import clock
from lotsen.accounts.models import Account
from lotsen.audit.models import AuditEntry
from lotsen.consents.models import Consent
from lotsen.extensions import db
from lotsen.gaps.models import Gap
from lotsen.help_requests.models import HelpRequest
from lotsen.imports.models import Import
from lotsen.interest_questions.models import SAID_YES, InterestQuestion
from lotsen.matching_runs.models import MatchingRun, RecruitingProfile
from lotsen.network_results.models import NetworkResult
from lotsen.newcomers.models import Newcomer
from lotsen.notices.models import MailWish, Notice
from lotsen.organisations.closing import KEPT
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.proposals import codes
from lotsen.proposals.models import Proposal
from lotsen.retention.models import ConsentEvidence, Renewal
from lotsen.retention.terms import Term, day_of
from lotsen.rows import Base, Keep, RegionRow, UtcDateTime
from lotsen.scenarios.models import Scenario
from lotsen.tandems.models import Tandem
from lotsen.ties.models import Tie
from lotsen.volunteers.models import FuehrungszeugnisCheck, Volunteer
from lotsen.volunteers.states import ON_REQUEST

#: A HMAC has 32 bytes; the index of an account that was emptied is its own key.
EMPTIED_BYTES: Final = 16


@dataclass(frozen=True)
class Due:
    """A row and the day on which it is deleted."""

    row_id: uuid.UUID
    on: date


@dataclass(frozen=True)
class Rule:
    """What is deleted when: ``term`` after ``end``, but not before the day ``kept_until``."""

    key: str
    keep: Keep
    label: Any
    row: type[RegionRow]
    end: Any
    term: Term
    where: tuple[ColumnElement[bool], ...] = ()
    kept_until: Any = None
    one_by_one: bool = True  # a transaction and an entry in the record for each; else many at a time

    def due(self, by: date, *, only: uuid.UUID | None = None) -> Iterator[Due]:
        """Every row whose day of deletion is ``by`` or before."""
        kept_until = literal(None) if self.kept_until is None else self.kept_until
        statement = select(self.row.id, self.end, kept_until).where(*self.where, self.end < self._bound(by))
        if only is not None:
            statement = statement.where(self.row.id == only)
        for row_id, end, kept in db.session.execute(statement):
            ended_on = day_of(end)
            assert ended_on is not None
            on = max(self.term.after(ended_on), kept or date.min)
            if on <= by:
                yield Due(row_id, on)

    def _bound(self, by: date) -> date | datetime:
        bound = self.term.latest_end(by)
        if isinstance(self.end.type, UtcDateTime):
            return datetime(bound.year, bound.month, bound.day, tzinfo=clock.BERLIN)
        return bound


def _points_to_account() -> ColumnElement[bool]:
    """Rows that need an account to stay: every foreign key to it that does not cascade."""
    pointing = [
        (table, element.parent)
        for table in Base.metadata.sorted_tables
        for constraint in table.foreign_key_constraints
        if constraint.referred_table.name == "account" and constraint.ondelete != "CASCADE"
        for element in constraint.elements
        if element.column.name == "id"
    ]
    return or_(*(select(column).where(column == Account.id).exists() for _, column in pointing))


_GONE_ON = func.coalesce(Volunteer.ended_on, func.date(Volunteer.status_since))
_HERS: Final = Volunteer.id == FuehrungszeugnisCheck.volunteer_id
_WAS_ACTIVE = select(Tandem.id).where(Tandem.volunteer_id == FuehrungszeugnisCheck.volunteer_id).exists()
_CHECKED_GONE_ON = select(_GONE_ON).where(_HERS, Volunteer.status.in_(("beendet", "abgelehnt"))).scalar_subquery()
_OF_NEWCOMER = HelpRequest.newcomer_id == Newcomer.id
#: "Still needed" is a sign of life of a newcomer as much as any step of her requests.
_SIGNS = union_all(
    select(HelpRequest.newcomer_id, func.coalesce(HelpRequest.closed_at, HelpRequest.status_since).label("at")),
    select(HelpRequest.newcomer_id, InterestQuestion.answered_at)
    .join(InterestQuestion, InterestQuestion.help_request_id == HelpRequest.id)
    .where(InterestQuestion.status.in_(SAID_YES), InterestQuestion.answered_at.is_not(None)),
).subquery()
_LAST_SIGN = select(func.max(_SIGNS.c.at)).where(_SIGNS.c.newcomer_id == Newcomer.id)
_RUNNING = select(Tandem.id).join(HelpRequest, HelpRequest.id == Tandem.help_request_id).where(Tandem.is_running)
_RENEWED = select(func.max(Renewal.until_on))
_LOCKED_AT = select(func.max(AuditEntry.at)).where(
    AuditEntry.action == "accounts.deactivate", AuditEntry.subject_id == Account.id
)
_LOCKED = func.coalesce(_LOCKED_AT.scalar_subquery(), Account.updated_at)
_LAST_MAIL = select(func.max(Notice.created_at)).where(Notice.mail_index == MailWish.mail_index)
_CLOSED_PROPOSAL = func.coalesce(Proposal.answered_at, Proposal.answer_by, Proposal.created_at)

RULES: Final[tuple[Rule, ...]] = (
    Rule("fuehrungszeugnis.unused", Keep.FUEHRUNGSZEUGNIS, _l("Führungszeugnis: keine Tätigkeit gefolgt"),
         FuehrungszeugnisCheck, _CHECKED_GONE_ON, Term(), (~_WAS_ACTIVE,)),
    Rule("fuehrungszeugnis", Keep.FUEHRUNGSZEUGNIS, _l("Führungszeugnis: 6 Monate nach Ende der Tätigkeit"),
         FuehrungszeugnisCheck, _CHECKED_GONE_ON, Term(months=6), (_WAS_ACTIVE,)),
    Rule("tandem", Keep.TANDEM, _l("Tandems: 6 Monate nach dem Ende, es bleibt eine Zahl"),
         Tandem, Tandem.ended_on, Term(months=6), (~Tandem.is_running,)),
    Rule("proposal", Keep.TANDEM, _l("Vorschläge: 6 Monate nach der Antwort"),
         Proposal, _CLOSED_PROPOSAL, Term(months=6),
         (Proposal.status.not_in(codes.PENDING),
          ~select(Tandem.id).where(Tandem.proposal_id == Proposal.id).exists()), one_by_one=False),
    Rule("help_request", Keep.NEWCOMER, _l("Anfragen: 6 Monate nach dem Abschluss"),
         HelpRequest, HelpRequest.closed_at, Term(months=6),
         (~select(Tandem.id).where(Tandem.help_request_id == HelpRequest.id, Tandem.is_running).exists(),),
         _RENEWED.where(Renewal.newcomer_id == HelpRequest.newcomer_id).scalar_subquery()),
    Rule("newcomer", Keep.NEWCOMER, _l("Zugewanderte: 6 Monate nach der letzten Bewegung, verlängerbar"),
         Newcomer, func.coalesce(_LAST_SIGN.scalar_subquery(), Newcomer.created_at), Term(months=6),
         (~_RUNNING.where(_OF_NEWCOMER).exists(),),
         _RENEWED.where(Renewal.newcomer_id == Newcomer.id).scalar_subquery()),
    Rule("volunteer.on_request", Keep.VOLUNTEER, _l("Ehrenamtliche: sofort, auf eigenen Wunsch"),
         Volunteer, _GONE_ON, Term(), (Volunteer.status == "beendet", Volunteer.end_reason == ON_REQUEST)),
    Rule("volunteer.rejected", Keep.REJECTED, _l("Ehrenamtliche: 6 Monate nach der Absage"),
         Volunteer, _GONE_ON, Term(months=6), (Volunteer.status == "abgelehnt",)),
    Rule("volunteer", Keep.VOLUNTEER, _l("Ehrenamtliche: 12 Monate nach dem Ende"),
         Volunteer, _GONE_ON, Term(months=12), (Volunteer.status.in_(("beendet", "anonymisiert")),)),
    Rule("tie", Keep.TIE, _l("Zusammenarbeit: 24 Monate nach dem letzten Kontakt"),
         Tie, func.coalesce(Tie.last_contact_on, Tie.stated_on), Term(months=24), (),
         func.coalesce(Tie.until_on, Tie.stated_on), one_by_one=False),
    Rule("staff_member", Keep.ORGANISATION, _l("Ansprechpersonen: 24 Monate, nachdem sie gegangen sind"),
         StaffMember, StaffMember.left_on, KEPT),
    Rule("organisation", Keep.ORGANISATION, _l("Stellen mit ihren Ansprechpersonen: 24 Monate nach der Schließung"),
         Organisation, Organisation.closed_on, KEPT),
    Rule("gap", Keep.GAP, _l("Lücken im Netz: 12 Monate nach dem Schließen"),
         Gap, Gap.status_since, Term(months=12), (Gap.status == "geschlossen",), one_by_one=False),
    Rule("scenario", Keep.SCENARIO, _l("Szenarien „Wenn jemand geht“: 6 Monate nach dem Speichern"),
         Scenario, Scenario.saved_on, Term(months=6), one_by_one=False),
    Rule("network_result", Keep.NETWORK_RESULT, _l("Ergebnisse zum Netz: 7 Tage, wenn sie niemand neu berechnet"),
         NetworkResult, func.coalesce(NetworkResult.made_at, NetworkResult.created_at), Term(days=7), one_by_one=False),
    Rule("consent", Keep.CONSENT, _l("Einwilligungen: 3 Jahre nach dem Widerruf"),
         Consent, Consent.withdrawn_at, Term(months=36), (), one_by_one=False),
    Rule("consent.evidence", Keep.CONSENT, _l("Nachweise von Einwilligungen: 3 Jahre nach dem Ende"),
         ConsentEvidence, ConsentEvidence.ended_at, Term(months=36), (), one_by_one=False),
    Rule("matching_run", Keep.MATCHING_RUN, _l("Abgleiche: 90 Tage, was daraus wurde steht bei den Vorschlägen"),
         MatchingRun, MatchingRun.created_at, Term(days=90), one_by_one=False),
    Rule("recruiting_profile", Keep.MATCHING_RUN, _l("Gesuchte Profile: 90 Tage"),
         RecruitingProfile, RecruitingProfile.created_at, Term(days=90), one_by_one=False),
    Rule("notice", Keep.NOTICE, _l("E-Mails im Ausgang: 90 Tage"),
         Notice, Notice.created_at, Term(days=90), (), one_by_one=False),
    Rule("account.emptied", Keep.ACCOUNT, _l("Konten: 6 Monate nach der Sperre, leer, solange etwas daran hängt"),
         Account, _LOCKED, Term(months=6),
         (~Account.is_active, _points_to_account(), func.length(Account.mail_index) > EMPTIED_BYTES)),
    Rule("account", Keep.ACCOUNT, _l("Konten: 6 Monate nach der Sperre"),
         Account, _LOCKED, Term(months=6), (~Account.is_active, ~_points_to_account())),
    Rule("mail_wish", Keep.ACCOUNT, _l("Einstellungen zu Mails: 6 Monate, wenn die Adresse niemandem mehr gehört"),
         MailWish, func.coalesce(_LAST_MAIL.scalar_subquery(), MailWish.updated_at), Term(months=6),
         (~select(Account.id).where(Account.mail_index == MailWish.mail_index).exists(),
          ~select(Volunteer.id).where(Volunteer.mail_index == MailWish.mail_index).exists()), one_by_one=False),
    Rule("import", Keep.AUDIT, _l("Importe: 12 Monate, die Liste selbst nur 30 Tage"),
         Import, Import.created_at, Term(months=12), (), one_by_one=False),
)  # fmt: skip
BY_KEY: Final = {rule.key: rule for rule in RULES}
AUDIT_TERM: Final = Term(months=12)
#: Retention classes that other jobs keep, and the one that ends with the installation.
ELSEWHERE: Final = {
    Keep.SESSION: "accounts.service.forget_old_sign_ins",
    Keep.LINK: "accounts.service.forget_old_sign_ins",
    Keep.DRAFT: "sign_ups.service.forget_unfinished",
    Keep.IMPORT: "imports.service.forget_old_lists",
    Keep.COUNT: "retention.keeping.forget_old",
    Keep.AUDIT: "retention.service: the chain is cut from its start",
    Keep.REFERENCE: "never",
}
