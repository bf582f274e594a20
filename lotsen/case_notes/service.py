"""Write a note, come back to it, tick it off. Whoever is written about may read it.

What nobody may note down (health, religion, residence) is refused, not stored and not recorded. The notes
of a protected person are for the responsible one alone, because they may tell a place.
"""

import uuid
from collections.abc import Collection
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from lotsen import clock
from lotsen.accounts import service as accounts
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.case_notes.models import CaseNote
from lotsen.database import find, written_once
from lotsen.errors import Invalid, NotAllowed
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers import free_text, protection
from lotsen.newcomers.models import Newcomer
from lotsen.tandems.models import Tandem

LATEST_FOLLOW_UP = timedelta(days=366)


def of_newcomer(person: Newcomer, *, reader: uuid.UUID) -> list[CaseNote]:
    """The notes about a person and about what belongs to them, the latest first."""
    if not protection.may_see_place(person, reader):
        return []
    statement = select(CaseNote).where(CaseNote.newcomer_id == person.id)
    return list(db.session.scalars(statement.order_by(CaseNote.created_at.desc(), CaseNote.id)))


def add(
    person: Newcomer,
    *,
    text: str,
    by: uuid.UUID,
    follow_up_on: date | None = None,
    request: HelpRequest | None = None,
    tandem: Tandem | None = None,
    is_about_volunteer: bool = False,
    key: uuid.UUID | None = None,
) -> CaseNote:
    """Note something down, once; Invalid for what nobody may note, NotAllowed where the place is hidden."""
    if not protection.may_see_place(person, by):
        raise NotAllowed(_("Notizen zu dieser Person schreibt und liest nur die zuständige Person."))
    if sentence := free_text.fault(text):
        raise Invalid(sentence, "text")
    if not text.strip():
        raise Invalid(_("Bitte schreiben Sie etwas."), "text")
    today = clock.today()
    if follow_up_on and not today <= follow_up_on <= today + LATEST_FOLLOW_UP:
        raise Invalid(_("Bitte wählen Sie einen Tag ab heute, höchstens in einem Jahr."), "follow_up_on")
    note = CaseNote(
        id=key,
        newcomer_id=person.id,
        help_request_id=request.id if request else tandem.help_request_id if tandem else None,
        tandem_id=tandem.id if tandem else None,
        author_id=by,
        text=text.strip()[:500],
        follow_up_on=follow_up_on,
        is_about_volunteer=is_about_volunteer and tandem is not None,
    )
    return written_once(CaseNote, note.id, lambda: _write(note))


def _write(note: CaseNote) -> CaseNote:
    db.session.add(note)
    audit.record("case_notes.add", note, newcomer=note.newcomer_id)
    db.session.commit()
    return note


def finish(note_id: uuid.UUID, *, by: uuid.UUID) -> CaseNote:
    """Tick a note off the work list; it stays in the record of the person."""
    note = _readable(note_id, by)
    note.done_at = note.done_at or clock.now()
    audit.record("case_notes.finish", note)
    db.session.commit()
    return note


def remove(note_id: uuid.UUID, *, by: uuid.UUID) -> CaseNote:
    """Take a note away: whoever wrote it, who answers for the person, or the coordination.

    NotAllowed for everybody else.
    """
    note = _readable(note_id, by)
    if not may_remove(note, by=by):
        raise NotAllowed(_("Diese Notiz löscht nur, wer sie geschrieben hat, oder wer zuständig ist."))
    audit.record("case_notes.remove", note, newcomer=note.newcomer_id)
    db.session.delete(note)
    db.session.commit()
    return note


def may_remove(note: CaseNote, *, by: uuid.UUID) -> bool:
    """Whether an account may take this note away."""
    if by in (note.author_id, note.newcomer.case_manager_id):
        return True
    return db.session.scalar(select(Account.role).where(Account.id == by)) == "coordinator"


def due(authors: Collection[uuid.UUID]) -> Select[uuid.UUID]:
    """Notes that want somebody today, for counting on a work list: ``due({account.id})``."""
    return select(CaseNote.id).where(
        CaseNote.author_id.in_(authors), CaseNote.done_at.is_(None), CaseNote.follow_up_on <= clock.today()
    )


def follow_ups(authors: Collection[uuid.UUID], *, reader: uuid.UUID) -> list[CaseNote]:
    """Open follow-ups of these authors, the most pressing first."""
    statement = (
        select(CaseNote)
        .join(Newcomer, Newcomer.id == CaseNote.newcomer_id)
        .where(CaseNote.author_id.in_(authors), CaseNote.done_at.is_(None), CaseNote.follow_up_on.is_not(None))
        .where(protection.readable_place(reader))
        .options(joinedload(CaseNote.newcomer))
        .order_by(CaseNote.follow_up_on, CaseNote.id)
    )
    return list(db.session.scalars(statement))


def author_names(notes: Collection[CaseNote]) -> dict[uuid.UUID | None, str]:
    """Who wrote them, by account."""
    return accounts.names({note.author_id for note in notes})


def _readable(note_id: uuid.UUID, reader: uuid.UUID) -> CaseNote:
    note = find(select(CaseNote).where(CaseNote.id == note_id).options(joinedload(CaseNote.newcomer)))
    if not protection.may_see_place(note.newcomer, reader):
        raise NotAllowed(_("Notizen zu dieser Person schreibt und liest nur die zuständige Person."))
    return note
