"""Mails that did not arrive, or of which nobody knows: shown to staff, who try again or settle it by telephone."""

import uuid
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import or_, select, update

from lotsen import clock
from lotsen.accounts.sessions import SignedIn
from lotsen.audit import service as audit
from lotsen.database import change, find
from lotsen.errors import Conflict, NotFound
from lotsen.extensions import db
from lotsen.notices import owners, present
from lotsen.notices.models import Notice
from lotsen.notices.owners import Owner

#: Waiting for a second try and longer: worth a look, and goes on by itself.
STUCK_ATTEMPTS = 3
SHOWN = 200
_OPEN = or_(
    Notice.status.in_(("failed", "unclear")),
    (Notice.status == "waiting") & (Notice.attempts >= STUCK_ATTEMPTS),
)


@dataclass(frozen=True)
class Line:
    """One mail and who looks after it."""

    mail: Notice
    owner: Owner
    shows_address: bool


def undelivered(account: SignedIn) -> list[Line]:
    """What needs somebody in the reader's region, the newest first; a case manager reads those of her newcomers."""
    statement = select(Notice).where(_OPEN).order_by(Notice.created_at.desc(), Notice.id).limit(SHOWN)
    found = list(db.session.scalars(statement))
    known = owners.owners(found)
    return [
        Line(one, known[one.id], owners.may_read_address(known[one.id], account.id, account.role))
        for one in found
        if owners.may_act(known[one.id], account.id, account.role)
    ]


def came_back(account_id: uuid.UUID, role: str) -> int:
    """How many mails came back, or were refused, whose addresses somebody with this role has to check."""
    statement = select(Notice).where(Notice.status == "failed").limit(SHOWN)
    found = list(db.session.scalars(statement))
    known = owners.owners(found) if found else {}
    return sum(owner.role == role and owners.may_act(owner, account_id, role) for owner in known.values())


def try_again(notice_id: uuid.UUID, account: SignedIn) -> None:
    """Send a mail that failed, or that may not have arrived, once more; Conflict when it went out meanwhile.

    It goes to where its reader reads mails now.
    """
    notice = _check(notice_id, account)
    _settle(notice_id, status="waiting", attempts=0, not_before=clock.now(), fault=None, bounce=None, bounced_at=None)
    is_corrected = present.redirect(notice)
    audit.record("notices.try_again", "notice", notice_id, is_corrected=is_corrected or None)
    db.session.commit()


def settle(notice_id: uuid.UUID, account: SignedIn) -> None:
    """The person was reached another way; nothing is sent any more."""
    _check(notice_id, account)
    _settle(notice_id, status="cancelled")
    audit.record("notices.settle", "notice", notice_id)
    db.session.commit()


def _check(notice_id: uuid.UUID, account: SignedIn) -> Notice:
    """The mail; somebody else's looks like a missing one."""
    notice = find(select(Notice).where(Notice.id == notice_id))
    if not owners.may_act(owners.owners([notice])[notice.id], account.id, account.role):
        raise NotFound
    return notice


def _settle(notice_id: uuid.UUID, **values: object) -> None:
    if not change(update(Notice).where(Notice.id == notice_id, _OPEN).values(**values)):
        db.session.rollback()
        find(select(Notice).where(Notice.id == notice_id))
        raise Conflict(_("Diese Mail ist inzwischen auf dem Weg oder schon erledigt."))
