"""Mails that did not arrive, or of which nobody knows: shown to staff, who try again or settle it by telephone."""

import uuid

from flask_babel import gettext as _
from sqlalchemy import or_, select, update

from lotsen import clock
from lotsen.audit import service as audit
from lotsen.database import change, find
from lotsen.errors import Conflict
from lotsen.extensions import db
from lotsen.notices.models import Notice

#: Waiting for a second try and longer: worth a look, and goes on by itself.
STUCK_ATTEMPTS = 3
SHOWN = 200
_OPEN = or_(
    Notice.status.in_(("failed", "unclear")),
    (Notice.status == "waiting") & (Notice.attempts >= STUCK_ATTEMPTS),
)


def undelivered() -> list[Notice]:
    """What needs somebody in the reader's region, the newest first."""
    statement = select(Notice).where(_OPEN).order_by(Notice.created_at.desc(), Notice.id).limit(SHOWN)
    return list(db.session.scalars(statement))


def try_again(notice_id: uuid.UUID) -> None:
    """Send a mail that failed, or that may not have arrived, once more; Conflict when it went out meanwhile."""
    _settle(notice_id, status="waiting", attempts=0, not_before=clock.now(), fault=None)
    audit.record("notices.try_again", "notice", notice_id)
    db.session.commit()


def settle(notice_id: uuid.UUID) -> None:
    """The person was reached another way; nothing is sent any more."""
    _settle(notice_id, status="cancelled")
    audit.record("notices.settle", "notice", notice_id)
    db.session.commit()


def _settle(notice_id: uuid.UUID, **values: object) -> None:
    if not change(update(Notice).where(Notice.id == notice_id, _OPEN).values(**values)):
        db.session.rollback()
        find(select(Notice).where(Notice.id == notice_id))
        raise Conflict(_("Diese Mail ist inzwischen auf dem Weg oder schon erledigt."))
