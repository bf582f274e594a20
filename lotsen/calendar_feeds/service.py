"""The private address of a person's calendar: make it, renew it, switch it off, and read what lies behind it.

Whoever has the address reads the calendar, without signing in. So it is long, shown once, stored as a
hash only, ends with the account, and leads to dates without names.
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select, update

from lotsen import clock, scope
from lotsen.accounts import throttle
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.calendar_feeds import dates, ical
from lotsen.calendar_feeds.models import CalendarFeed
from lotsen.crypto import token_hash
from lotsen.database import change, find, own_transaction
from lotsen.errors import NotFound
from lotsen.extensions import db
from lotsen.notices.service import address
from lotsen.volunteers.models import Volunteer
from lotsen.volunteers.states import GONE

STAFF: Final = ("case_manager", "coordinator")
READ_NOTED_EVERY: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Reader:
    """Whose calendar an address opens."""

    feed_id: uuid.UUID
    account_id: uuid.UUID
    region_id: str


def of(account_id: uuid.UUID) -> CalendarFeed | None:
    """The address of an account, if it has one; the secret in it is not known here."""
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.account_id == account_id))


def renew(account_id: uuid.UUID) -> str:
    """Make an address, and let an older one open nothing any more; the new one is returned this one time."""
    account = find(select(Account).where(Account.id == account_id).with_for_update())
    if account.role not in STAFF:
        _volunteer_of(account)
    token, feed = secrets.token_urlsafe(32), of(account_id)
    if feed is None:
        feed = CalendarFeed(account_id=account_id, token_hash=token_hash(token), renewed_at=clock.now())
        db.session.add(feed)
    feed.token_hash, feed.renewed_at, feed.last_read_at = token_hash(token), clock.now(), None
    audit.record("calendar_feeds.renew", feed)
    db.session.commit()
    return address("calendar_feeds.feed", token=token)


def switch_off(account_id: uuid.UUID) -> None:
    """Forget the address; switched off already, nothing happens."""
    feed = of(account_id)
    if feed is not None:
        audit.record("calendar_feeds.switch_off", feed)
        db.session.delete(feed)
        db.session.commit()


def enter(token: str, *, network: str) -> Reader:
    """Find whose calendar it is and enter that region for this request.

    NotFound for whatever opens nothing, TooMany for whoever guesses, or fetches all the time.
    """
    receipt = throttle.count((throttle.FEED_GUESSES, network))
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        statement = select(CalendarFeed).join(Account, Account.id == CalendarFeed.account_id)
        feed = session.scalar(statement.where(CalendarFeed.token_hash == token_hash(token), Account.is_active))
    if feed is None:
        raise NotFound
    throttle.give_back(receipt)
    throttle.count((throttle.FEED, str(feed.id)))
    scope.enter(feed.region_id)
    audit.act_as(audit.Actor("link"))
    return Reader(feed.id, feed.account_id, feed.region_id)


def read(reader: Reader) -> bytes:
    """The dates of today; NotFound for a volunteer who left and for a role that has no dates."""
    account = find(select(Account).where(Account.id == reader.account_id))
    with force_locale(account.language):
        entries = dates.of_staff(account) if account.role in STAFF else dates.of_volunteer(_volunteer_of(account))
        text = ical.feed(entries, name=_("Lotsennetz"))
    _note_reading(reader)
    return text


def _volunteer_of(account: Account) -> Volunteer:
    """The volunteer behind an account; NotFound for who left and for whoever has no dates here."""
    here = Volunteer.account_id == account.id, Volunteer.status.not_in(GONE)
    return find(select(Volunteer).where(*here))


def _note_reading(reader: Reader) -> None:
    """So that the owner sees whether the address is in use; not more often than each hour."""
    now = clock.now()
    old = CalendarFeed.last_read_at.is_(None) | (CalendarFeed.last_read_at < now - READ_NOTED_EVERY)
    statement = select(CalendarFeed.id).where(CalendarFeed.id == reader.feed_id, old)
    if db.session.scalar(statement) is None:
        return
    with own_transaction(region=reader.region_id) as session:
        change(update(CalendarFeed).where(CalendarFeed.id == reader.feed_id, old).values(last_read_at=now), session)
