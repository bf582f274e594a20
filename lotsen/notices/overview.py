"""Once a week by mail: what waits for somebody, from the same table as the start page. Nothing waits: no mail.

On Monday morning by the clock in Hessen. A server that was off sends it when it is back, once; from Friday on the
week is as good as over, and the next Monday comes. That somebody's week was looked at stands with their wishes,
in the transaction that writes the mail: killed in between, it is looked at again, and never twice.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import current_app
from flask.globals import app_ctx
from flask_babel import force_locale
from sqlalchemy import Select, or_, select, update
from sqlalchemy.exc import IntegrityError

from lotsen import clock, row_by_row, scope
from lotsen.accounts import mail_links
from lotsen.accounts.models import Account
from lotsen.database import change, find
from lotsen.extensions import db
from lotsen.notices import pace, service, wishes
from lotsen.notices.catalogue import KINDS
from lotsen.notices.models import MailWish
from lotsen.own_pages import week
from lotsen.settings import Settings
from lotsen.start import service as start
from lotsen.volunteers.models import Volunteer

#: From Friday morning on nobody is told any more what waited on Monday.
LATEST: Final = timedelta(days=4)
SHOWN: Final = 12


def write_overviews() -> int:
    """Write to everybody for whom something waits this week; how many. A job; may run twice, or days late."""
    monday = pace.this_monday(clock.now())
    if not monday <= clock.now() < monday + LATEST:
        return 0
    week_of = clock.day_of(monday)
    with scope.everywhere("overviews of all regions"):
        staff = [(row.id, row.region_id) for row in db.session.execute(_staff(week_of))]
        volunteers = [(row.id, row.region_id) for row in db.session.execute(_volunteers(week_of))]
    db.session.rollback()
    with _addresses():
        told = row_by_row.each(staff, lambda key: _tell_staff(key, week_of))
        return told + row_by_row.each(volunteers, lambda key: _tell_volunteer(key, week_of))


def _staff(week_of: date) -> Select[uuid.UUID, str]:
    """Accounts with a work list that were taken up and whose week nobody has looked at."""
    seen = select(MailWish.id).where(
        MailWish.region_id == Account.region_id,
        MailWish.mail_index == Account.mail_index,
        MailWish.overview_on >= week_of,
    )
    return select(Account.id, Account.region_id).where(
        Account.is_active, Account.password_hash.is_not(None), Account.role.in_(start.ROLES), ~seen.exists()
    )


def _volunteers(week_of: date) -> Select[uuid.UUID, str]:
    """Volunteers who asked for it; everybody else gets each question by itself, with a reminder."""
    wanted = select(MailWish.id).where(
        MailWish.region_id == Volunteer.region_id,
        MailWish.mail_index == Volunteer.mail_index,
        MailWish.wants_overview,
        or_(MailWish.overview_on.is_(None), MailWish.overview_on < week_of),
    )
    is_staff = select(Account.id).where(Account.mail_index == Volunteer.mail_index, Account.role.in_(start.ROLES))
    return select(Volunteer.id, Volunteer.region_id).where(
        Volunteer.status.in_(("freigegeben", "pausiert")), wanted.exists(), ~is_staff.exists()
    )


def _tell_staff(account_id: uuid.UUID, week_of: date) -> bool:
    account = find(select(Account).where(Account.id == account_id))
    is_wanted = _claim(account.mail_index, week_of)
    if is_wanted is None:
        return False
    written = False
    if is_wanted:
        with force_locale(_language("overview", account.language)):
            lines = start.lines_for(account.id, account.role)[:SHOWN]
        if lines:
            written = service.write(
                "overview", mail=account.mail, language=account.language, once=_once(account.id, week_of),
                subject_id=account.id, name=account.display_name, lines=lines, url=service.address("start.index"),
            ) is not None  # fmt: skip
    db.session.commit()
    return written


def _tell_volunteer(volunteer_id: uuid.UUID, week_of: date) -> bool:
    person = find(select(Volunteer).where(Volunteer.id == volunteer_id))
    if person.mail is None or person.mail_index is None or not _claim(person.mail_index, week_of):
        return False
    written = False
    with force_locale(_language("own_overview", person.language)):
        lines = week.lines(person)
    if lines:
        token = mail_links.create(mail_links.STATUS, person.id)
        written = service.write(
            "own_overview", mail=person.mail, language=person.language, once=_once(person.id, week_of),
            subject_id=person.id, name=person.first_name, lines=lines,
            url=service.address("own_pages.enter", token=token),
        ) is not None  # fmt: skip
    db.session.commit()
    return written


def _claim(index: bytes, week_of: date) -> bool | None:
    """Look at somebody's week, in the running transaction: is it wanted? None when another worker was here."""
    row = wishes.stored(scope.region_id(), index)
    if row is None:
        db.session.add(wishes.new(index, wants_overview=True, overview_on=week_of))
        try:
            db.session.flush()
        except IntegrityError:
            db.session.rollback()
            return None
        return True
    is_due = or_(MailWish.overview_on.is_(None), MailWish.overview_on < week_of)
    is_wanted = row.wants_overview
    taken = change(update(MailWish).where(MailWish.id == row.id, is_due).values(overview_on=week_of))
    return is_wanted if taken else None


def _once(key: uuid.UUID, week_of: date) -> str:
    return f"overview:{week_of:%G-%V}:{key}"


def _language(kind: str, wished: str) -> str:
    return wished if wished in KINDS[kind].languages else "de"


@contextmanager
def _addresses() -> Iterator[None]:
    """Let the work list name its pages outside of a request; host and scheme come from the settings."""
    settings: Settings = current_app.config["LOTSEN"]
    parts = urlsplit(settings.public_url)
    before = app_ctx.url_adapter
    app_ctx.url_adapter = current_app.url_map.bind(
        parts.netloc, script_name=parts.path or "/", url_scheme=parts.scheme or "https"
    )
    try:
        yield
    finally:
        app_ctx.url_adapter = before
