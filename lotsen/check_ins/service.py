"""Ask both sides of a tandem whether it goes well, and make sure that silence reaches somebody.

Every step locks the request first, as those of proposals and tandems do. A newcomer without a mail
address is asked by the Fallmanager:in, who sees it as a call to make.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload

from lotsen import clock, row_by_row, scope
from lotsen.accounts import mail_links
from lotsen.accounts.models import Account, MailLink
from lotsen.audit import service as audit
from lotsen.check_ins import schedule
from lotsen.check_ins.models import ANSWERS, SIDES, CheckIn
from lotsen.database import find
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.handovers import deputies
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers import free_text, reach
from lotsen.notices import service as notices
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer

ANSWERED = _l("Diese Frage ist schon beantwortet. Danke!")
REMIND_AT_MOST_EVERY = timedelta(days=1)  # by hand; a second press writes no second mail


def ask_check_ins() -> int:
    """Ask in every tandem whose day has come, and remind once; how many steps. A job over all regions."""
    now = clock.now()
    with scope.everywhere("check-ins of all regions"):
        running = db.session.execute(_going_on())
        begun = [(key, region, clock.day_of(at)) for key, region, at in running]
        asked: dict[uuid.UUID, set[object]] = defaultdict(set)
        for key, day in db.session.execute(select(CheckIn.tandem_id, CheckIn.due_on)):
            asked[key].add(day)
        late = select(CheckIn.id, CheckIn.region_id).where(
            CheckIn.answer.is_(None),
            CheckIn.reminded_at.is_(None),
            CheckIn.asked_at <= now - schedule.REMIND_AFTER,
            CheckIn.answer_by > now,
            exists().where(Tandem.id == CheckIn.tandem_id, Tandem.is_running),
        )
        reminders = [(key, region) for key, region in db.session.execute(late)]
    db.session.rollback()
    today = clock.today()
    due = [(key, region) for key, region, day in begun if (on := schedule.due(day, today)) and on not in asked[key]]
    return row_by_row.each(due, _ask) + row_by_row.each(reminders, _remind_by_clock)


def _going_on() -> Select[uuid.UUID, str, datetime]:
    """Running tandems but those for one appointment, of which we ask whether it took place."""
    statement = select(Tandem.id, Tandem.region_id, Tandem.created_at)
    statement = statement.join(HelpRequest, HelpRequest.id == Tandem.help_request_id)
    return statement.where(Tandem.is_running, HelpRequest.appointment_at.is_(None))


def find_check_in(check_in_id: uuid.UUID) -> CheckIn:
    """One question of the reader's region, with its tandem."""
    statement = select(CheckIn).where(CheckIn.id == check_in_id)
    return find(statement.options(joinedload(CheckIn.tandem).joinedload(Tandem.help_request)))


def of_tandems(tandem_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[CheckIn]]:
    """Every question of these tandems, by tandem, in one query."""
    found: dict[uuid.UUID, list[CheckIn]] = defaultdict(list)
    statement = select(CheckIn).where(CheckIn.tandem_id.in_(tandem_ids)).order_by(CheckIn.due_on, CheckIn.side.desc())
    for row in db.session.scalars(statement):
        found[row.tandem_id].append(row)
    return found


def open_for(tandem: Tandem, side: str) -> CheckIn | None:
    """The question that one side of a running tandem has not answered yet, if it is of the latest round."""
    rows = schedule.latest_round(of_tandems([tandem.id])[tandem.id]) if tandem.is_running else []
    return next((row for row in rows if row.side == side and row.answer is None), None)


def answer(
    check_in_id: uuid.UUID, said: str, *, note: str | None = None, to: str, link: MailLink | None = None
) -> CheckIn:
    """Well, or not: by the link of a mail, on her page, or to staff who called. Trouble is told at once.

    Invalid for another word or a note that says too much, Conflict once it is answered.
    """
    if said not in ANSWERS:
        raise Invalid(_("Bitte antworten Sie mit einem der Knöpfe."))
    if sentence := free_text.fault(note):
        raise Invalid(sentence, "note")
    request, row = _held(check_in_id)
    if row.answer is not None:
        raise Conflict(ANSWERED)
    if link is not None:
        mail_links.use_up(link)
    row.answer, row.answered_at, row.answered_to = said, clock.now(), to
    row.note = (note or "").strip()[:300] or None
    if said == "gut":
        _note_contact(row.tandem_id)
    elif to != "staff":
        _tell_case_manager(request, row)
    audit.record("check_ins.answer", row, answer=said, to=to)
    db.session.commit()
    return row


def handle(check_in_id: uuid.UUID, *, note: str | None = None) -> CheckIn:
    """Staff talked about the trouble and say what was agreed; it leaves the work list.

    Invalid for a note that says too much, Conflict where no trouble was told.
    """
    if sentence := free_text.fault(note):
        raise Invalid(sentence, "note")
    _request, row = _held(check_in_id)
    if row.answer != "schwierig":
        raise Conflict(states.FORBIDDEN)
    row.handled_at = clock.now()
    row.note = " | ".join(part for part in (row.note, (note or "").strip()) if part)[:600] or None
    audit.record("check_ins.handle", row)
    db.session.commit()
    return row


def remind(check_in_id: uuid.UUID) -> CheckIn:
    """Ask once more by mail, with a new deadline; Conflict where there is no address."""
    request, row = _held(check_in_id)
    if row.answer is not None:
        raise Conflict(ANSWERED)
    if row.reminded_at is not None and row.reminded_at > clock.now() - REMIND_AT_MOST_EVERY:
        return row  # the reminder of a moment ago is on its way
    row.asked_at, row.reminded_at = clock.now(), clock.now()
    row.answer_by = clock.now() + timedelta(days=schedule.ANSWER_DAYS)
    if not _write("check_in_reminder", request, row):
        raise Conflict(_("Diese Person hat keine E-Mail-Adresse. Bitte rufen Sie an."))
    audit.record("check_ins.remind", row)
    db.session.commit()
    return row


def can_be_written_to(row: CheckIn) -> bool:
    """Whether a mail reaches the side that is asked."""
    return _address(row.tandem.help_request, row) is not None


def _held(check_in_id: uuid.UUID) -> tuple[HelpRequest, CheckIn]:
    request = states.locked(find_check_in(check_in_id).tandem.help_request_id)
    statement = select(CheckIn).where(CheckIn.id == check_in_id)
    row = find(statement.with_for_update().execution_options(populate_existing=True))
    if not row.tandem.is_running:
        raise Conflict(_("Dieses Tandem ist schon beendet."))
    return request, row


def _ask(tandem_id: uuid.UUID) -> bool:
    """Begin the round of today, for both sides, unless it has begun."""
    tandem = find(select(Tandem).where(Tandem.id == tandem_id))
    request = states.locked(tandem.help_request_id)
    tandem = find(select(Tandem).where(Tandem.id == tandem_id).execution_options(populate_existing=True))
    due_on = schedule.due(clock.day_of(tandem.created_at), clock.today())
    begun = select(CheckIn.id).where(CheckIn.tandem_id == tandem_id, CheckIn.due_on == due_on)
    if not tandem.is_running or due_on is None or db.session.scalar(begun.limit(1)):
        return False
    now = clock.now()
    for side in SIDES:
        row = CheckIn(tandem_id=tandem_id, side=side, due_on=due_on, asked_at=now,
                      answer_by=now + timedelta(days=schedule.ANSWER_DAYS))  # fmt: skip
        db.session.add(row)
        db.session.flush()
        _write("check_in", request, row)
    audit.record("check_ins.ask", tandem)
    db.session.commit()
    return True


def _remind_by_clock(check_in_id: uuid.UUID) -> bool:
    request, row = _held(check_in_id)
    if row.answer is not None or row.reminded_at is not None:
        return False
    row.reminded_at = clock.now()
    _write("check_in_reminder", request, row)
    audit.record("check_ins.remind", row)
    db.session.commit()
    return True


def _address(request: HelpRequest, row: CheckIn) -> tuple[str, str, str] | None:
    """Mail, language and name of the side that is asked."""
    if row.side == "newcomer":
        person = request.newcomer
        mail = reach.mail_of(person)
        return (mail, person.language, person.alias) if mail else None
    tandem = find(select(Tandem).where(Tandem.id == row.tandem_id))
    volunteer = find(select(Volunteer).where(Volunteer.id == tandem.volunteer_id))
    return (volunteer.mail, volunteer.language, volunteer.first_name) if volunteer.mail else None


def _write(kind: str, request: HelpRequest, row: CheckIn) -> bool:
    """A mail with a fresh link; False where there is no address."""
    to = _address(request, row)
    if to is None:
        return False
    mail, language, name = to
    token = mail_links.create(mail_links.CHECK_IN, row.id)
    notices.write(
        kind, mail=mail, language=language, once=f"{kind}:{row.id}:{row.asked_at:%y%m%d%H%M}", subject_id=row.tandem_id,
        name=name, side=row.side, url=notices.address("check_ins.answer", token=token),
    )  # fmt: skip
    return True


def _note_contact(tandem_id: uuid.UUID) -> None:
    """Whoever says that it goes well has had contact: the tandem is not silent."""
    tandem = find(select(Tandem).where(Tandem.id == tandem_id))
    tandem.last_contact_on = max(clock.today(), tandem.last_contact_on or clock.today())


def _tell_case_manager(request: HelpRequest, row: CheckIn) -> None:
    account = deputies.reader_for(find(select(Account).where(Account.id == request.case_manager_id)))
    if account.is_active:
        notices.write(
            "check_in_trouble", mail=account.mail, language=account.language, once=f"check_in_trouble:{row.id}",
            subject_id=row.tandem_id, number=request.number, side=row.side,
            url=notices.address("tandems.page", tandem_id=row.tandem_id),
        )  # fmt: skip
