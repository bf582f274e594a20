"""Shortly before an absence ends: welcome back, and is the day still right? On its begin: who is told of a tandem."""

import uuid
from datetime import timedelta

from flask_babel import force_locale
from sqlalchemy import exists, select

from lotsen import clock, row_by_row, scope
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.database import find
from lotsen.extensions import db
from lotsen.handovers import deputies
from lotsen.help_requests.models import HelpRequest
from lotsen.notices import service as notices
from lotsen.notices.models import Notice
from lotsen.own_pages.dates_then import COMES, Dates
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Absence, Volunteer

BEFORE_END = timedelta(days=3)
SHORTEST = timedelta(days=7)  # whoever is away for less needs no reminder


def remind_of_ends() -> int:
    """Write to everybody whose absence ends within three days; how many. A job."""
    today = clock.today()
    told = exists().where(Notice.kind == "absence_ends", Notice.subject_id == Absence.id)
    statement = select(Absence.id, Absence.region_id, Absence.from_on, Absence.until_on).where(
        Absence.until_on >= today, Absence.until_on <= today + BEFORE_END, Absence.from_on < today, ~told
    )
    with scope.everywhere("absences of all regions"):
        due = [row for row in db.session.execute(statement) if row.until_on - row.from_on >= SHORTEST]
    db.session.rollback()
    return row_by_row.each([(row.id, row.region_id) for row in due], _remind)


def tell_case_managers(absence: Absence, dates: Dates, then: str) -> int:
    """Who accompanies a tandem of hers learns that she is away, in the running transaction; how many tandems.

    And of the dates on these days: to which she comes all the same, and which Einsätze need somebody else now.
    """
    running = select(Tandem).where(Tandem.volunteer_id == absence.volunteer_id, Tandem.is_running)
    tandems = list(db.session.scalars(running))
    for tandem in tandems:
        request = find(select(HelpRequest).where(HelpRequest.id == tandem.help_request_id))
        account = deputies.reader_for(find(select(Account).where(Account.id == request.case_manager_id)))
        if account.is_active:
            hers = dates.of(tandem)
            with force_locale(account.language):
                kept = hers.lines() if then == COMES else Dates(hers.einsaetze, []).lines()
            notices.write(
                "volunteer_away", mail=account.mail, language=account.language,
                once=f"away:{absence.id}:{tandem.id}", subject_id=tandem.id, number=request.number,
                first=absence.from_on, last=absence.until_on, kept=kept, comes=then == COMES,
                url=notices.address("tandems.page", tandem_id=tandem.id),
            )  # fmt: skip
    return len(tandems)


def _remind(absence_id: uuid.UUID) -> bool:
    absence = find(select(Absence).where(Absence.id == absence_id))
    person = find(select(Volunteer).where(Volunteer.id == absence.volunteer_id))
    if not person.mail or person.status != "freigegeben":
        return False
    notices.write(
        "absence_ends", mail=person.mail, language=person.language,
        once=f"absence_ends:{absence.id}:{absence.until_on}", subject_id=absence.id,
        name=person.first_name, last=absence.until_on,
        url=notices.address("own_pages.absences") if person.account_id else None,
    )  # fmt: skip
    audit.record("absences.tell", absence, volunteer=person.id)
    db.session.commit()
    return True
