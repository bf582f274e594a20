"""Rows for tests: valid by default, one argument per thing the test is about. Flushed, not committed."""

import itertools
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from lotsen import clock, crypto, scope
from lotsen.accounts.models import Account
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.proposals.models import Proposal
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer, VolunteerLanguage, VolunteerNeed

BUEDINGEN, NIDDA, GELNHAUSEN = "06440004", "06440016", "06435010"
_numbers = itertools.count(1)
TOTP_SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def _add(row: Any) -> Any:
    session: Session = db.session()
    session.add(row)
    session.flush()
    return row


def account(role: str = "coordinator", *, region: str | None = None, **values: Any) -> Account:
    """Somebody who can sign in; staff have their second factor set up."""
    number = next(_numbers)
    mail = values.pop("mail", f"person{number}@example.org")
    region = "00" if role == "operator" else region
    if role != "volunteer":
        values.setdefault("totp_seed", TOTP_SEED)
    defaults = {
        "role": role,
        "mail": mail,
        "mail_index": crypto.mail_index(mail),
        "display_name": f"Person {number}",
    }
    row = Account(region_id=region or scope.region_id(), **{**defaults, **values})
    if row.region_id == "00":
        with scope.everywhere("operators belong to no region"):
            return _add(row)
    return _add(row)


def volunteer(
    *,
    languages: dict[str, int] | None = None,
    needs: tuple[str, ...] = ("behoerde", "alltag"),
    not_needs: tuple[str, ...] = (),
    **values: Any,
) -> Volunteer:
    """A released Lotse in Büdingen who speaks German and Arabic."""
    number = next(_numbers)
    mail = values.pop("mail", f"volunteer{number}@example.org")
    defaults: dict[str, Any] = {
        "number": f"V-{number:05}",
        "first_name": f"Vorname{number}",
        "last_name": f"Nachname{number}",
        "mail": mail,
        "mail_index": crypto.mail_index(mail) if mail else None,
        "mail_confirmed_at": clock.now(),
        "plz": "63654",
        "ags": BUEDINGEN,
        "status": "freigegeben",
        "status_since": clock.now(),
        "released_at": clock.now(),
        "modes": ["lotse", "pate"],
        "times": ["mon-am", "wed-pm"],
        "radius_km": 15,
        "capacity": 2,
        "gender": "w",
    }
    row: Volunteer = _add(Volunteer(**{**defaults, **values}))
    for position, (language, level) in enumerate((languages or {"deu": 5, "ara": 7}).items()):
        _add(VolunteerLanguage(volunteer_id=row.id, position=position, language=language, level=level))
    for need in needs:
        _add(VolunteerNeed(volunteer_id=row.id, need=need))
    for need in not_needs:
        _add(VolunteerNeed(volunteer_id=row.id, need=need, is_excluded=True))
    return row


def newcomer(case_manager: Account | None = None, **values: Any) -> Newcomer:
    """A newcomer in Büdingen who speaks Arabic and a little German."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "number": f"Z-{number:05}",
        "case_manager_id": (case_manager or account("case_manager")).id,
        "ags": BUEDINGEN,
        "alias": f"Alias{number}",
        "contact": f"0151 {number:07}",
        "languages": [{"language": "ara", "level": 7}, {"language": "deu", "level": 1}],
    }
    return _add(Newcomer(**{**defaults, **values}))


def help_request(person: Newcomer | None = None, **values: Any) -> HelpRequest:
    """An open request for company to an office."""
    number = next(_numbers)
    person = person or newcomer()
    defaults: dict[str, Any] = {
        "number": f"A-{number:05}",
        "newcomer_id": person.id,
        "case_manager_id": person.case_manager_id,
        "status": "offen",
        "status_since": clock.now(),
        "opened_at": clock.now(),
        "mode": "lotse",
        "urgency": "diese_woche",
        "ags": person.ags,
        "needs": ["behoerde"],
        "times": ["mon-am"],
    }
    return _add(HelpRequest(**{**defaults, **values}))


def proposal(request: HelpRequest | None = None, person: Volunteer | None = None, **values: Any) -> Proposal:
    """A proposal that was sent today and waits for an answer."""
    defaults: dict[str, Any] = {
        "help_request_id": (request or help_request()).id,
        "volunteer_id": (person or volunteer()).id,
        "status": "angefragt",
        "reasons": [{"code": "language.shared", "facts": {"language": "ara", "level": 7}, "points": 1.0}],
        "asked_at": clock.now(),
        "answer_by": clock.now() + timedelta(days=5),
    }
    return _add(Proposal(**{**defaults, **values}))


def tandem(request: HelpRequest | None = None, person: Volunteer | None = None, **values: Any) -> Tandem:
    """A tandem that runs and that both agreed to."""
    request = request or help_request(status="aktiv")
    defaults: dict[str, Any] = {
        "help_request_id": request.id,
        "volunteer_id": (person or volunteer()).id,
        "mode": request.mode,
        "status": "aktiv",
        "started_on": clock.today(),
        "volunteer_agreed_at": clock.now(),
        "newcomer_agreed_at": clock.now(),
    }
    made = _add(Tandem(**{**defaults, **values}))
    begun = clock.day_of(made.created_at)
    if request.opened_at and begun >= clock.day_of(request.opened_at):
        request.found_on = min(begun, request.found_on or begun)
        db.session.flush()
    return made


def organisation(kind: str = "mso", **values: Any) -> Organisation:
    """A migrant organisation in Büdingen."""
    number = next(_numbers)
    return _add(Organisation(**{"kind": kind, "name": f"Verein {number}", "ags": BUEDINGEN, **values}))


def staff_member(place: Organisation | None = None, **values: Any) -> StaffMember:
    """Somebody paid who works for an organisation."""
    number = next(_numbers)
    defaults = {
        "organisation_id": (place or organisation()).id,
        "name": f"Kollegin {number}",
        "job": "wir_fallmanagement",
    }
    return _add(StaffMember(**{**defaults, **values}))
