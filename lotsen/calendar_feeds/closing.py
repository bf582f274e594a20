"""What ends every session ends the private calendar too: whoever had the password may have taken its address."""

import uuid

from sqlalchemy import select

from lotsen.audit import service as audit
from lotsen.calendar_feeds.models import CalendarFeed
from lotsen.extensions import db


def is_open(account_id: uuid.UUID) -> bool:
    """Whether an account has a private address."""
    return db.session.scalar(select(CalendarFeed.id).where(CalendarFeed.account_id == account_id)) is not None


def close_with_sessions(account_id: uuid.UUID) -> bool:
    """Let the address of an account open nothing any more, in the running transaction; whether there was one."""
    feed = db.session.scalar(select(CalendarFeed).where(CalendarFeed.account_id == account_id))
    if feed is None:
        return False
    audit.record("calendar_feeds.switch_off", feed, because="sessions_ended")
    db.session.delete(feed)
    return True
