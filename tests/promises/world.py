"""A region with one row of every table, to look at from every side."""

import re
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.orm import Session

from lotsen import clock, scope
from lotsen.accounts import sessions
from lotsen.accounts.models import Account, MailLink, Passkey, RecoveryCode
from lotsen.audit import service as audit
from lotsen.audit import trimming
from lotsen.audit.models import AuditStart
from lotsen.calendar_feeds.models import CalendarFeed
from lotsen.case_notes.models import CaseNote
from lotsen.check_ins.models import CheckIn
from lotsen.consents.models import Consent
from lotsen.extensions import db
from lotsen.gaps.models import Gap, GapStep, Introduction
from lotsen.handovers.models import StaffDeputy, TandemHandover
from lotsen.help_requests.models import HelpRequest
from lotsen.imports.models import Import, ImportedRow
from lotsen.interest_questions.models import InterestQuestion
from lotsen.matching_runs.models import (
    MatchingRun,
    MatchingRunLine,
    PairChoice,
    RecruitingProfile,
    ScarceVolunteer,
    Suggestion,
)
from lotsen.network_results.models import NetworkResult
from lotsen.notices import service as notices
from lotsen.notices.models import MailWish
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.regions.models import GapThresholds, MatchingWeights
from lotsen.retention.models import (
    ConsentEvidence,
    EndedHelpRequest,
    EndedInterestQuestion,
    EndedMeetings,
    EndedProposal,
    EndedQualification,
    EndedTandem,
    ForgottenPerson,
    Renewal,
)
from lotsen.rows import Base, RegionRow
from lotsen.scenarios.models import Scenario, ScenarioPart
from lotsen.sign_ups.models import SignUpDraft
from lotsen.tandems.models import Meeting, MeetingDate
from lotsen.ties.models import Tie
from lotsen.volunteers.models import Absence, Erstgespraech, FuehrungszeugnisCheck, Qualification, Volunteer
from tests import factories

ROLES = ("volunteer", "case_manager", "coordinator", "region_admin", "auditor", "operator")
ROWS = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
#: Names of keys in addresses that do not say their table.
TABLE_OF_KEY = {
    "request_id": "help_request",
    "run_id": "matching_run",
    "weights_id": "matching_weights",
    "thresholds_id": "gap_thresholds",
    "staff_id": "staff_member",
    "member_id": "staff_member",
}


@dataclass
class World:
    """What was sown in one region: keys by table, accounts by role."""

    region: str
    keys: dict[str, uuid.UUID] = field(default_factory=dict)
    spare: dict[str, uuid.UUID] = field(default_factory=dict)
    accounts: dict[str, uuid.UUID] = field(default_factory=dict)

    def key_for(self, argument: str) -> uuid.UUID:
        """The key that a variable of an address stands for."""
        table = TABLE_OF_KEY.get(argument) or argument.removesuffix("_id")
        return self.spare.get(table) or self.keys[table]


def sow(region: str, ags: str, plz: str) -> World:
    """Write one row of every table into a region, as factories and features would."""
    world = World(region)
    with scope.everywhere("an operator belongs to no region"):
        operator_key = factories.account("operator").id
        db.session.commit()
    with scope.of(region):
        accounts = {role: factories.account(role) for role in ROLES if role != "operator"}
        spare = factories.account("case_manager")
        world.accounts = {role: row.id for role, row in accounts.items()} | {"operator": operator_key}
        factories.volunteer(ags=ags, plz=plz, phone="+4915187654321", message="Hallo")
        place = factories.organisation(ags=ags, street="Straße 1", phone="06041 1", description="Rat und Tat")
        colleague = factories.staff_member(place, mail="a@example.org", phone="06041 2")
        volunteer = factories.volunteer(
            account_id=accounts["volunteer"].id, ags=ags, plz=plz, phone="+4915112345678", organisation_id=place.id,
            courses="Kurs", message="Grüße", helper_group="Kreis", community="Gemeinschaft",
        )  # fmt: skip
        manager = accounts["case_manager"]
        newcomer = factories.newcomer(
            manager, ags=ags, contact_hint="abends", note="Notiz", age_band="25_39", gender="w",
            household={"type": "familie", "children": {}}, accessibility=["lift"],
        )  # fmt: skip
        request = factories.help_request(newcomer, ags=ags, text="Begleitung gesucht")
        busy = factories.help_request(newcomer, ags=ags, status="aktiv", text="Läuft schon")
        proposal = factories.proposal(request, volunteer)
        tandem = factories.tandem(busy, volunteer)
        volunteer.taken_count = 1
        rows = [
            *_around(volunteer, accounts["coordinator"]), *_ties(place, colleague, volunteer),
            Consent(newcomer_id=newcomer.id, purpose="matching", text_version="1", language="ar",
                    channel="oral", witness="Zeugin", given_at=clock.now()),
            MeetingDate(tandem_id=tandem.id, at=clock.now() + timedelta(days=3), answer_by=clock.now()),
            CheckIn(tandem_id=tandem.id, side="volunteer", due_on=clock.today(), asked_at=clock.now(),
                    answer_by=clock.now() + timedelta(days=7), note="Notiz"),
            PlannedMeeting(tandem_id=tandem.id, begins_at=clock.now() + timedelta(days=2), minutes=90, place="Rathaus",
                           planned_by="volunteer"),
            Meeting(tandem_id=tandem.id, on=clock.today(), minutes=60, reported_by="volunteer"),
            *_run(accounts["coordinator"], request, volunteer),
            StaffDeputy(absent_id=manager.id, deputy_id=spare.id, from_on=clock.today() + timedelta(50),
                        until_on=clock.today() + timedelta(60)),
            TandemHandover(tandem_id=tandem.id, kind="dauerhaft", reason="Umzug"),
            CaseNote(newcomer_id=newcomer.id, tandem_id=tandem.id, author_id=manager.id, text="Notiz zum Tandem"),
            InterestQuestion(help_request_id=request.id, asked_at=clock.now()),
            InterestQuestion(volunteer_id=volunteer.id, asked_at=clock.now()),
            *_gap(accounts["coordinator"], place, colleague),
            *_scenario(accounts["coordinator"], colleague, volunteer),
            *_import(accounts["coordinator"], volunteer), *_secrets(accounts["coordinator"]),
            *_kept_after(newcomer.id), *_kept_for_counts(ags),
        ]  # fmt: skip
        db.session.add_all(rows)
        notices.write("goodbye", mail="x@example.org", language="de", once="world", name="Ada", first_name="Ada")
        sessions.start(db.session(), spare, is_complete=True, device="Firefox")
        audit.record("volunteers.release", volunteer)
        db.session.flush()
        world.spare["account"] = spare.id
        _remember(world, db.session())
        world.keys |= {"volunteer": volunteer.id, "newcomer": newcomer.id, "help_request": request.id,
                       "proposal": proposal.id, "tandem": tandem.id}  # fmt: skip
        db.session.commit()
    return world


def _around(volunteer: Volunteer, seen_by: Account) -> list[RegionRow]:
    today, key = clock.today(), volunteer.id
    return [
        Absence(volunteer_id=key, from_on=today + timedelta(90), until_on=today + timedelta(95)),
        Erstgespraech(volunteer_id=key, held_on=today, motivation="Freude", iban="DE00", german_level_override="gut"),
        FuehrungszeugnisCheck(volunteer_id=key, seen_on=today, seen_by=seen_by.id, issued_on=today,
                              has_listed_conviction=False),
        Qualification(volunteer_id=key, kind="basisqualifizierung", provider="Bildungswerk", started_on=today,
                      finished_on=today, units=16),
    ]  # fmt: skip


def _ties(place: Organisation, colleague: StaffMember, volunteer: Volunteer) -> list[RegionRow]:
    stated = {"stated_on": clock.today(), "last_contact_on": clock.today()}
    return [
        Tie(kind="schulung", from_organisation_id=place.id, to_volunteer_id=volunteer.id, note="Notiz", **stated),
        Tie(kind="runder_tisch", from_staff_id=colleague.id, to_organisation_id=place.id, **stated),
    ]


def _gap(account: Account, place: Organisation, colleague: StaffMember) -> list[RegionRow]:
    gap = Gap(key="L5_isolierte_mso:somebody", rule="L5_isolierte_mso", act="introduce", subject=[str(place.id)],
              facts={"actor": str(place.id), "tie_count": 1, "reasons": ["few_ties"]}, severity=0.5, status="in_arbeit",
              status_since=clock.now(), owner_id=account.id, due_on=clock.today())  # fmt: skip
    return [
        gap,
        GapStep(gap_id=gap.id, kind="begonnen", by_id=account.id, note="Wir rufen an"),
        Introduction(gap_id=gap.id, one_organisation_id=place.id, other_staff_id=colleague.id),
        NetworkResult(kind="course", found={"whole": [], "open_part": []}),
    ]


def _scenario(account: Account, colleague: StaffMember, volunteer: Volunteer) -> list[RegionRow]:
    row = Scenario(name="Ohne die beiden", made_by=account.id, saved_on=clock.today())
    ends = {"one_staff_id": colleague.id, "other_volunteer_id": volunteer.id}
    return [row, ScenarioPart(scenario_id=row.id, position=1, **ends)]


def _run(account: Account, request: HelpRequest, volunteer: Volunteer) -> list[RegionRow]:
    run = MatchingRun(account_id=account.id, request_count=1)
    pair = {"help_request_id": request.id, "volunteer_id": volunteer.id}
    reasons: list[dict[str, object]] = [
        {"code": "language.shared", "facts": {"language": "ara", "level": 7}, "points": 300}
    ]
    return [
        run, MatchingRunLine(matching_run_id=run.id, reasons=reasons, **pair),
        PairChoice(kind="nie", chosen_by=account.id, **pair),
        Suggestion(fit=700, **pair),
        ScarceVolunteer(volunteer_id=volunteer.id, sole_requests=[], cost=10),
        MatchingWeights(valid_from=clock.today() + timedelta(days=9), shares={"place.distance": 100}, waiting_points=2),
        GapThresholds(valid_from=clock.today() + timedelta(days=9), numbers={"contact_days": 90}),
        RecruitingProfile(position=1, ags=volunteer.ags, language="tir", mode="lotse", helps_count=2, adds=900,
                          served_more=1, is_verified=True),
    ]  # fmt: skip


def _import(account: Account, volunteer: Volunteer) -> list[RegionRow]:
    made = Import(account_id=account.id, file_name="liste.xlsx", digest=uuid.uuid4().bytes, status="verworfen")
    row = ImportedRow(import_id=made.id, volunteer_id=volunteer.id, row_number=2, effect="neu", before={})
    return [made, row]


def _kept_after(newcomer_id: uuid.UUID) -> list[RegionRow]:
    """What stays of people who are gone, and what keeps somebody longer."""
    return [
        Renewal(newcomer_id=newcomer_id, until_on=clock.today(), reason="Antrag läuft"),
        ConsentEvidence(person_id=uuid.uuid4(), purpose="matching", text_version="1", language="ar", channel="oral",
                        witness="Zeugin", given_at=clock.now(), ended_at=clock.now()),
        AuditStart(seq=0, mac=audit.START, seal=trimming.seal_of(scope.region_id(), 0, audit.START)),
    ]  # fmt: skip


def _kept_for_counts(ags: str) -> list[RegionRow]:
    """What statistics count of people who are gone."""
    month, hers, his = clock.today().replace(day=1), uuid.uuid4(), uuid.uuid4()
    return [
        EndedHelpRequest(newcomer_key=hers, opened_on=month, closed_month=month, mode="pate", ags=ags, language="ara",
                         needs=["behoerde"]),
        EndedProposal(volunteer_key=his, asked_month=month, known_month=month, answer="abgelaufen"),
        EndedTandem(newcomer_key=hers, volunteer_key=his, mode="pate", status="abgebrochen", end_reason="passt_nicht",
                    had_both_agreed=False, began_month=month, ended_month=month, silent_month=month),
        EndedMeetings(newcomer_key=hers, ags=ags, month=month, meetings_count=2, minutes=90),
        EndedInterestQuestion(person_key=hers, side="newcomer", asked_month=month, is_resting=False),
        EndedQualification(volunteer_key=his, kind="basisqualifizierung", units=16, finished_month=month),
        ForgottenPerson(person_key=hers, side="newcomer", gender="w", age_band="27_39", languages=["ara"]),
    ]  # fmt: skip


def _secrets(account: Account) -> list[RegionRow]:
    return [
        Passkey(account_id=account.id, credential_id=uuid.uuid4().bytes, public_key=b"k", sign_count=1, label="Handy"),
        RecoveryCode(account_id=account.id, code_hash=uuid.uuid4().bytes),
        CalendarFeed(account_id=account.id, token_hash=uuid.uuid4().bytes, renewed_at=clock.now()),
        MailLink(purpose="reset", token_hash=uuid.uuid4().bytes, subject_id=account.id, expires_at=clock.now()),
        MailWish(mail_index=account.mail_index, frequency="taeglich", quiet_from_minutes=1320, quiet_until_minutes=420),
        SignUpDraft(token_hash=uuid.uuid4().bytes, answers={"first_name": "Entwurf"}),
    ]


def _remember(world: World, session: Session) -> None:
    for table, row_class in ROWS.items():
        if issubclass(row_class, RegionRow):
            row = session.query(row_class).order_by(row_class.created_at).first()
            assert row is not None, f"nobody sows {table}"
            world.keys[table] = row.id


CHANGING = (
    re.compile(rb'nonce="[^"]*"'),
    re.compile(rb'name="csrf_token"[^>]*>'),
    re.compile(rb'name="key"[^>]*>'),  # a form's own key, so that it has one effect
    re.compile(rb'data-options="[^"]*"'),  # a passkey's challenge
    re.compile(rb'value="[^"]{60,}"'),
)


def settled(body: bytes, *keys: uuid.UUID) -> bytes:
    """A page without what is new each time: word for scripts, form token, and the asked keys themselves."""
    for pattern in CHANGING:
        body = pattern.sub(b"", body)
    for key in keys:
        body = body.replace(str(key).encode(), b"<key>")
    return body
