"""All tables, so that migrations and tests see every one of them."""

from lotsen.accounts.models import Account, AttemptCount, MailLink, Passkey, RecoveryCode, SignIn
from lotsen.audit.models import AuditEntry, AuditHead, AuditStart
from lotsen.calendar_feeds.models import CalendarFeed
from lotsen.case_notes.models import CaseNote
from lotsen.check_ins.models import CheckIn
from lotsen.consents.models import Consent
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
from lotsen.newcomers.models import Newcomer
from lotsen.notices.models import MailWish, Notice
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.proposals.models import Proposal
from lotsen.regions.models import GapThresholds, MatchingWeights, Municipality, PostalCode, Region, RegionPolicy
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
from lotsen.scenarios.models import Scenario, ScenarioPart
from lotsen.sign_ups.models import SignUpDraft
from lotsen.tandems.models import Meeting, MeetingDate, Tandem
from lotsen.ties.models import Tie
from lotsen.volunteers.models import (
    Absence,
    Erstgespraech,
    FuehrungszeugnisCheck,
    Qualification,
    Volunteer,
    VolunteerLanguage,
    VolunteerNeed,
)

__all__ = [
    "Absence",
    "Account",
    "AttemptCount",
    "AuditEntry",
    "AuditHead",
    "AuditStart",
    "CalendarFeed",
    "CaseNote",
    "CheckIn",
    "Consent",
    "ConsentEvidence",
    "EndedHelpRequest",
    "EndedInterestQuestion",
    "EndedMeetings",
    "EndedProposal",
    "EndedQualification",
    "EndedTandem",
    "Erstgespraech",
    "ForgottenPerson",
    "FuehrungszeugnisCheck",
    "Gap",
    "GapStep",
    "GapThresholds",
    "HelpRequest",
    "Import",
    "ImportedRow",
    "InterestQuestion",
    "Introduction",
    "MailLink",
    "MailWish",
    "MatchingRun",
    "MatchingRunLine",
    "MatchingWeights",
    "Meeting",
    "MeetingDate",
    "Municipality",
    "NetworkResult",
    "Newcomer",
    "Notice",
    "Organisation",
    "PairChoice",
    "Passkey",
    "PlannedMeeting",
    "PostalCode",
    "Proposal",
    "Qualification",
    "RecoveryCode",
    "RecruitingProfile",
    "Region",
    "RegionPolicy",
    "Renewal",
    "ScarceVolunteer",
    "Scenario",
    "ScenarioPart",
    "SignIn",
    "SignUpDraft",
    "StaffDeputy",
    "StaffMember",
    "Suggestion",
    "Tandem",
    "TandemHandover",
    "Tie",
    "Volunteer",
    "VolunteerLanguage",
    "VolunteerNeed",
]
