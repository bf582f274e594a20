"""How somebody wants mails: looked up when one is written or due, and changed by whoever reads the address."""

import uuid
from collections.abc import Collection, Iterable
from datetime import time
from typing import Any, Final

from sqlalchemy import delete, exists, select, update

from lotsen import clock, scope
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.database import change
from lotsen.errors import Conflict
from lotsen.extensions import db
from lotsen.notices import pace
from lotsen.notices.models import MailWish, Notice
from lotsen.volunteers.models import Volunteer

SHOWN: Final = 30


def stored(region: str, index: bytes) -> MailWish | None:
    """The wish for an address in a region, if its reader has one."""
    return db.session.scalar(select(MailWish).where(MailWish.region_id == region, MailWish.mail_index == index))


def of(region: str, index: bytes | None) -> pace.Wish:
    """How the reader of an address wants mails; at once and at any hour where nothing was said."""
    return _wish(stored(region, index) if index is not None else None)


def of_each(region: str, indexes: Collection[bytes]) -> dict[bytes, pace.Wish]:
    """How the readers of these addresses want mails, in one query."""
    statement = select(MailWish).where(MailWish.region_id == region, MailWish.mail_index.in_(indexes))
    rows = {row.mail_index: row for row in db.session.scalars(statement)}
    return {index: _wish(rows.get(index)) for index in indexes}


def _wish(row: MailWish | None) -> pace.Wish:
    if row is None:
        return pace.Wish()
    return pace.Wish(row.frequency, as_time(row.quiet_from_minutes), as_time(row.quiet_until_minutes))


def is_staff(index: bytes) -> bool:
    """Whether the address signs in as staff of this region: they have a work list, and an overview of it."""
    found = select(Account.id).where(Account.mail_index == index, Account.role != "volunteer", Account.is_active)
    return bool(db.session.scalar(select(exists(found))))


def has_overview(index: bytes) -> bool:
    """Whether something can wait for the reader of an address: staff, or a volunteer."""
    hers = select(Volunteer.id).where(Volunteer.mail_index == index)
    return is_staff(index) or bool(db.session.scalar(select(exists(hers))))


def lately(index: bytes) -> list[Notice]:
    """What was written to an address in the last weeks, the newest first."""
    statement = select(Notice).where(Notice.mail_index == index, Notice.status != "cancelled")
    return list(db.session.scalars(statement.order_by(Notice.created_at.desc(), Notice.id).limit(SHOWN)))


def as_answers(index: bytes) -> dict[str, Any]:
    """What the form shows of an address: the wish, or what holds without one."""
    row = stored(scope.region_id(), index)
    if row is None:
        return {"frequency": "sofort", "quiet_from": None, "quiet_until": None, "wants_overview": is_staff(index)}
    return {
        "frequency": row.frequency,
        "quiet_from": as_time(row.quiet_from_minutes),
        "quiet_until": as_time(row.quiet_until_minutes),
        "wants_overview": row.wants_overview,
    }


def save(
    index: bytes, *, frequency: str, quiet_from: time | None, quiet_until: time | None, wants_overview: bool
) -> MailWish:
    """Keep the wish of an address, with what already waits for it; Conflict when it was first saved just now."""
    row = stored(scope.region_id(), index)
    if row is None:
        row = new(index)
        db.session.add(row)
    row.frequency, row.wants_overview = frequency, wants_overview
    row.quiet_from_minutes, row.quiet_until_minutes = _minutes(quiet_from), _minutes(quiet_until)
    _apply(index, frequency)
    audit.record("notices.wish", row, frequency=frequency, has_quiet_hours=quiet_from is not None)
    try:
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        if stored(scope.region_id(), index) is None:
            raise
        raise Conflict from error
    return row


def new(index: bytes, **values: Any) -> MailWish:
    """A first wish of an address. Its key is the address's: written twice at the same moment, there is one row."""
    return MailWish(mail_index=index, id=_key(index), **values)


def forget(indexes: Iterable[bytes | None]) -> None:
    """Nobody reads these addresses any more, in the running transaction: no wish, and no mails that were gathered."""
    known = [index for index in indexes if index is not None]
    of_wishes = delete(MailWish).where(MailWish.mail_index.in_(known))
    of_mails = delete(Notice).where(Notice.mail_index.in_(known), Notice.kind == "gathered")
    for statement in (of_wishes, of_mails):
        db.session.execute(statement.execution_options(synchronize_session=False))


def move(old: bytes, new: bytes) -> None:
    """An address changed, in the running transaction: the wish goes along."""
    if stored(scope.region_id(), new) is None:
        change(update(MailWish).where(MailWish.region_id == scope.region_id(), MailWish.mail_index == old)
               .values(mail_index=new))  # fmt: skip


def _apply(index: bytes, frequency: str) -> None:
    """Bring forward what is held for a later round, or for quiet hours that may be over; never put anything off."""
    now = clock.now()
    hers = (Notice.region_id == scope.region_id()) & (Notice.mail_index == index)
    at = pace.next_round(frequency, now)
    if at is None:
        change(update(Notice).where(hers, Notice.status == "held").values(status="waiting", not_before=now))
    else:
        change(update(Notice).where(hers, Notice.status == "held", Notice.not_before > at).values(not_before=at))
    sleeping = (Notice.status == "waiting") & (Notice.attempts == 0) & (Notice.not_before > now)
    change(update(Notice).where(hers, sleeping).values(not_before=now))


def as_time(minutes: int | None) -> time | None:
    """Minutes since midnight as a time of day."""
    return None if minutes is None else time(*divmod(minutes, 60))


def _minutes(at: time | None) -> int | None:
    return None if at is None else at.hour * 60 + at.minute


def _key(index: bytes) -> uuid.UUID:
    return uuid.uuid5(uuid.UUID(bytes=index[:16]), scope.region_id())
