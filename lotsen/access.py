"""Who may do what: the roles, and the one permission table.

A view without a row in PERMISSIONS is closed. The table speaks of roles; which rows of the region a
person may open is decided where the row is loaded, and a foreign row looks like a missing one.
"""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is here for."""

    VOLUNTEER = "volunteer"
    CASE_MANAGER = "case_manager"
    COORDINATOR = "coordinator"
    REGION_ADMIN = "region_admin"
    AUDITOR = "auditor"
    OPERATOR = "operator"


class Door(StrEnum):
    """Rules that do not ask for a role."""

    PUBLIC = "public"  # anybody; at most eight of these
    LINK = "link"  # whoever bears a signed, unexpired link
    HALF = "half"  # password given, second factor still owed
    DEMO = "demo"  # anybody, and only where the demonstration runs


Rule = frozenset[Role] | Door

VOLUNTEER = frozenset({Role.VOLUNTEER})
CASE_WORK = frozenset({Role.CASE_MANAGER, Role.COORDINATOR})
COORDINATION = frozenset({Role.COORDINATOR})
ADMINISTRATION = frozenset({Role.REGION_ADMIN})
STAFF = frozenset({Role.CASE_MANAGER, Role.COORDINATOR, Role.REGION_ADMIN})
READERS = STAFF | {Role.AUDITOR}
NUMBERS = READERS - {Role.CASE_MANAGER}
EVERYBODY = frozenset(Role)

PERMISSIONS: dict[str, Rule] = {
    # start
    "start.index": Door.PUBLIC,
    "start.page": Door.PUBLIC,
    "start.health": Door.PUBLIC,
    # regions
    "regions.postal_code": Door.PUBLIC,
    "regions.policy": COORDINATION | ADMINISTRATION,
    "regions.weights": COORDINATION | ADMINISTRATION,
    "regions.take_back_weights": COORDINATION | ADMINISTRATION,
    "regions.thresholds": COORDINATION | ADMINISTRATION,
    "regions.take_back_thresholds": COORDINATION | ADMINISTRATION,
    # accounts: signing in
    "accounts.sign_in": Door.PUBLIC,
    "accounts.passkey": Door.PUBLIC,
    "accounts.forgot_password": Door.PUBLIC,
    "accounts.second_factor": Door.HALF,
    "accounts.invitation": Door.LINK,
    "accounts.reset_password": Door.LINK,
    "accounts.mail_link": Door.LINK,
    # accounts: one's own
    "accounts.own_page": EVERYBODY,
    "accounts.sign_out": EVERYBODY,
    "accounts.confirm": EVERYBODY,
    "accounts.change_password": EVERYBODY,
    "accounts.set_up_second_factor": EVERYBODY,
    "accounts.renew_recovery_codes": EVERYBODY,
    "accounts.add_passkey": EVERYBODY,
    "accounts.remove_passkey": EVERYBODY,
    "accounts.sessions": EVERYBODY,
    "accounts.end_session": EVERYBODY,
    "accounts.end_other_sessions": EVERYBODY,
    # accounts: administration
    "accounts.listing": ADMINISTRATION,
    "accounts.invite": ADMINISTRATION,
    "accounts.page": ADMINISTRATION,
    "accounts.change_role": ADMINISTRATION,
    "accounts.deactivate": ADMINISTRATION,
    "accounts.activate": ADMINISTRATION,
    "accounts.start_over": ADMINISTRATION,
    "accounts.invite_again": ADMINISTRATION,
    # audit
    "audit.listing": ADMINISTRATION | {Role.AUDITOR},
    # sign_ups
    "sign_ups.sign_up": Door.PUBLIC,
    "sign_ups.resume": Door.LINK,
    "sign_ups.confirm": Door.LINK,
    # own_pages
    "own_pages.enter": Door.LINK,
    "own_pages.overview": VOLUNTEER,
    "own_pages.profile": VOLUNTEER,
    "own_pages.absences": VOLUNTEER,
    "own_pages.remove_absence": VOLUNTEER,
    "own_pages.consent_choices": VOLUNTEER,
    "own_pages.my_data": VOLUNTEER,
    "own_pages.my_data_file": VOLUNTEER,
    "own_pages.leave": VOLUNTEER,
    # volunteers
    "volunteers.listing": CASE_WORK | {Role.AUDITOR},  # case managers: the released; auditors: numbers
    "volunteers.search": CASE_WORK,
    "volunteers.page": CASE_WORK,
    "volunteers.new": COORDINATION,
    "volunteers.edit": COORDINATION,
    "volunteers.set_places": COORDINATION,
    "volunteers.plan_talk": COORDINATION,
    "volunteers.talk": COORDINATION,
    "volunteers.certificate": COORDINATION,
    "volunteers.certificate_letter": COORDINATION,
    "volunteers.add_qualification": COORDINATION,
    "volunteers.edit_qualification": COORDINATION,
    "volunteers.remove_qualification": COORDINATION,
    "volunteers.start_training": COORDINATION,
    "volunteers.release": COORDINATION,
    "volunteers.pause": COORDINATION,
    "volunteers.resume": COORDINATION,
    "volunteers.end": COORDINATION,
    "volunteers.reject": COORDINATION,
    # newcomers
    "newcomers.listing": CASE_WORK,
    "newcomers.page": CASE_WORK,
    "newcomers.reveal_contact": CASE_WORK,
    "newcomers.edit": CASE_WORK,
    "newcomers.withdraw_consent": CASE_WORK,
    # help_requests
    "help_requests.listing": CASE_WORK,
    "help_requests.new": CASE_WORK,
    "help_requests.suggest_needs": CASE_WORK,
    "help_requests.page": CASE_WORK,
    "help_requests.edit": CASE_WORK,
    "help_requests.consent": CASE_WORK,
    "help_requests.propose": CASE_WORK,
    "help_requests.close": CASE_WORK,
    "help_requests.reopen": CASE_WORK,
    # matching_runs
    "matching_runs.desk": COORDINATION,
    "matching_runs.recruiting": COORDINATION,
    "matching_runs.solve": COORDINATION,
    "matching_runs.page": COORDINATION,
    "matching_runs.choose": COORDINATION,
    "matching_runs.compare": COORDINATION,
    "matching_runs.publish": COORDINATION,
    "matching_runs.call_off": COORDINATION,
    # proposals
    "proposals.answer": Door.LINK,
    "proposals.offer": Door.LINK,
    "proposals.own": VOLUNTEER,
    "proposals.record": CASE_WORK,
    "proposals.why": CASE_WORK,
    "proposals.withdraw": CASE_WORK,
    # tandems
    "tandems.listing": CASE_WORK,
    "tandems.page": CASE_WORK,
    "tandems.plan_first_meeting": CASE_WORK,
    "tandems.add_meeting": CASE_WORK,
    "tandems.agree": CASE_WORK,
    "tandems.release_contact": CASE_WORK,
    "tandems.end": CASE_WORK,
    "tandems.propose_dates": CASE_WORK,
    "tandems.newcomer_dates": CASE_WORK,
    "tandems.newcomer_link": CASE_WORK,
    "tandems.missed": CASE_WORK,
    "tandems.agreement": CASE_WORK,
    "tandems.agreement_paper": CASE_WORK,
    "tandems.closing_talk": CASE_WORK,
    "tandems.look_again": CASE_WORK,
    "tandems.certificate": CASE_WORK,
    "tandems.answer_dates": Door.LINK,
    "tandems.answer_trial": Door.LINK,
    "tandems.own_dates": VOLUNTEER,
    "tandems.own_certificate": VOLUNTEER,
    "tandems.own_agreement": VOLUNTEER,
    "tandems.own": VOLUNTEER,
    "tandems.own_meeting": VOLUNTEER,
    "tandems.own_agree": VOLUNTEER,
    "tandems.own_end": VOLUNTEER,
    # planned_meetings: hers, or those of the region
    "planned_meetings.plan": CASE_WORK | VOLUNTEER,
    "planned_meetings.edit": CASE_WORK | VOLUNTEER,
    "planned_meetings.call_off": CASE_WORK | VOLUNTEER,
    "planned_meetings.held_as_planned": CASE_WORK | VOLUNTEER,
    "planned_meetings.fell_out": CASE_WORK | VOLUNTEER,
    "planned_meetings.confirm": CASE_WORK | VOLUNTEER,
    "planned_meetings.decline": VOLUNTEER,
    "planned_meetings.answer_move": Door.LINK,
    "planned_meetings.answer_held": Door.LINK,
    # check_ins
    "check_ins.listing": CASE_WORK,
    "check_ins.answer": Door.LINK,
    "check_ins.own": VOLUNTEER,
    "check_ins.remind": CASE_WORK,
    "check_ins.record": CASE_WORK,
    # waits
    "waits.method": READERS,
    # statistics
    "statistics.page": NUMBERS,
    "statistics.report": NUMBERS,
    "statistics.export": NUMBERS,
    # case_notes
    "case_notes.listing": CASE_WORK,
    "case_notes.of_newcomer": CASE_WORK,
    "case_notes.of_request": CASE_WORK,
    "case_notes.of_tandem": CASE_WORK,
    "case_notes.letter": CASE_WORK,
    "case_notes.finish": CASE_WORK,
    "case_notes.remove": CASE_WORK,
    # handovers
    "handovers.listing": STAFF,
    "handovers.end_deputy": STAFF,
    "handovers.people": STAFF,
    "handovers.ask": VOLUNTEER,
    "handovers.withdraw": VOLUNTEER,
    "handovers.start": CASE_WORK,
    "handovers.decide": CASE_WORK,
    "handovers.refuse": CASE_WORK,
    # interest_questions
    "interest_questions.answer": Door.LINK,
    "interest_questions.own": VOLUNTEER,
    "interest_questions.record": CASE_WORK,
    "interest_questions.wake": COORDINATION,
    # calendar_feeds
    "calendar_feeds.feed": Door.LINK,
    "calendar_feeds.own": CASE_WORK | VOLUNTEER,
    "calendar_feeds.renew": CASE_WORK | VOLUNTEER,
    "calendar_feeds.switch_off": CASE_WORK | VOLUNTEER,
    # organisations
    "organisations.listing": READERS,
    "organisations.page": READERS,
    "organisations.new": COORDINATION,
    "organisations.edit": COORDINATION,
    "organisations.confirm": COORDINATION,
    "organisations.close": COORDINATION,
    "organisations.reopen": COORDINATION,
    "organisations.add_staff_member": COORDINATION,
    "organisations.edit_staff_member": COORDINATION,
    # ties
    "ties.network_page": READERS,
    "ties.coverage": READERS,
    "ties.plan": READERS,
    "ties.leaving": READERS,
    "ties.timeline": READERS,
    "ties.cooperation": READERS,
    "ties.listing": READERS,
    "ties.export": READERS,
    "ties.new": CASE_WORK,
    "ties.touch": CASE_WORK,
    "ties.end": CASE_WORK,
    # gaps
    "gaps.listing": READERS,
    "gaps.page": READERS,
    "gaps.move": COORDINATION,
    "gaps.recruit": COORDINATION,
    "gaps.train": COORDINATION,
    "gaps.introduce": COORDINATION,
    "gaps.relieve": COORDINATION,
    "gaps.confirm_for": COORDINATION,
    "gaps.confirm": Door.LINK,
    # scenarios: those without volunteers for whoever reads the network, the others for whoever sees people
    "scenarios.listing": READERS,
    "scenarios.page": READERS,
    "scenarios.compare": READERS,
    "scenarios.new": STAFF,
    "scenarios.remove": STAFF,
    # imports
    "imports.listing": COORDINATION,
    "imports.upload": COORDINATION,
    "imports.template_file": COORDINATION,
    "imports.page": COORDINATION,
    "imports.mapping": COORDINATION,
    "imports.choose_sheet": COORDINATION,
    "imports.preview": COORDINATION,
    "imports.row": COORDINATION,
    "imports.answer": COORDINATION,
    "imports.answer_all": COORDINATION,
    "imports.take_over": COORDINATION,
    "imports.left_over_file": COORDINATION,
    "imports.undo": COORDINATION,
    "imports.discard": COORDINATION,
    # retention
    "retention.listing": READERS,  # names for those who work with the people, numbers for everybody
    "retention.renew": CASE_WORK,
    "retention.remove_organisation": COORDINATION,
    "retention.remove_staff_member": COORDINATION,
    # notices
    "notices.own": EVERYBODY,  # one's own mails alone, for the operator as for everybody
    "notices.fewer": Door.LINK,
    "notices.kinds": ADMINISTRATION,
    "notices.kind": ADMINISTRATION,
    "notices.undelivered": STAFF,
    "notices.try_again": STAFF,
    "notices.settle": STAFF,
    "notices.mailbox": Door.DEMO,
    "notices.mail": Door.DEMO,
    # demonstration
    "demonstration.roles": Door.DEMO,
    "demonstration.enter": Door.DEMO,
}


def may(role: Role | str | None, endpoint: str) -> bool:
    """Whether a role opens an endpoint (public ones open for everybody)."""
    rule = PERMISSIONS.get(endpoint)
    if isinstance(rule, Door):
        return rule is Door.PUBLIC
    return rule is not None and role in rule
