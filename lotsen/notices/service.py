"""Write mails into the outbox, and deliver what is due.

A notice is written in the transaction that causes it. A delivery claims it with one conditional
update, so that two workers never send the same one. A worker that dies before the text was given to the
relay is followed by another; one that dies while the relay has it leaves the notice ``unclear``, shown to
staff and not sent again by itself (docs/decisions/0010-mails-once.md).
"""

import logging
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import cache
from typing import Any

from flask import current_app, g, has_request_context, render_template
from flask_babel import force_locale
from sqlalchemy import or_, select, update

from lotsen import clock, crypto, scope
from lotsen.database import change, find
from lotsen.extensions import db
from lotsen.notices import fewer, frame, pace, wishes
from lotsen.notices.catalogue import KINDS, Pace
from lotsen.notices.delivery import NotDelivered, compose, send_mail
from lotsen.notices.models import Notice
from lotsen.settings import Settings

GIVE_UP_AFTER = timedelta(days=3)  # a relay that is away over a weekend loses nothing
LEAST_TRIES = 10  # a day of tries: a server that was off itself for three days has not tried yet
LONGEST_PAUSE = timedelta(hours=6)
CLAIM_LASTS = timedelta(minutes=10)
DIED = "Abbruch während der Übergabe"
OVERTAKEN = "zu spät, der Inhalt ist überholt"
log = logging.getLogger(__name__)


def write(
    kind: str,
    *,
    mail: str,
    language: str,
    once: str,
    subject_id: uuid.UUID | None = None,
    region: str | None = None,
    calendar: str | None = None,
    **values: object,
) -> Notice | None:
    """Put a mail into the outbox, in the running transaction; None if this cause has its mail already.

    The text is ``templates/notices/<kind>.txt``; its first line is the title. ``once`` names the
    cause, for instance ``"asked:<proposal id>"``. ``calendar`` is an invitation as iCalendar that goes along.
    """
    written = write_each(kind, [Mail(mail, language, once, subject_id, values, calendar)], region=region)
    return written[0] if written else None


@dataclass(frozen=True)
class Mail:
    """One mail to be written: whose it is, for which cause, and what its text is made of."""

    to: str
    language: str
    once: str
    subject_id: uuid.UUID | None
    values: Mapping[str, object]
    calendar: str | None = None


def write_each(kind: str, mails: Iterable[Mail], *, region: str | None = None) -> list[Notice]:
    """Put mails of one kind into the outbox, as ``write`` does, with two queries for all of them."""
    if kind not in KINDS:
        raise KeyError(f"no such mail in lotsen/notices/catalogue.py: {kind}")
    region = region or scope.region_id()
    by_cause = {mail.once: mail for mail in mails}
    known = select(Notice.once).where(Notice.region_id == region, Notice.once.in_(by_cause))
    for once in db.session.scalars(known).all():
        del by_cause[once]
    indexes = {once: crypto.mail_index(mail.to) for once, mail in by_cause.items()}
    wished = wishes.of_each(region, set(indexes.values()))
    notices = [
        _notice(kind, mail, region, indexes[once], wished[indexes[once]].frequency) for once, mail in by_cause.items()
    ]
    db.session.add_all(notices)
    if notices and has_request_context():
        g.has_mail = True  # the job is woken once the answer stands
    return notices


def _notice(kind: str, mail: Mail, region: str, index: bytes, frequency: str) -> Notice:
    """A mail as a row, held for the round that its reader wishes."""
    now = clock.now()
    language = mail.language if mail.language in KINDS[kind].languages else "de"
    title, body = text_of(kind, language, **mail.values)
    held_until = None if mail.calendar else pace.held_until(KINDS[kind], frequency, now)
    return Notice(
        region_id=region,
        kind=kind,
        once=mail.once,
        subject_id=mail.subject_id,
        mail=mail.to,
        mail_index=index,
        title=title,
        body=body,
        calendar=mail.calendar,
        language=language,
        status="held" if held_until else "waiting",
        not_before=held_until or now,
    )


def text_of(kind: str, language: str, **values: object) -> tuple[str, str]:
    """Title and body of a mail as its reader gets them; also for whoever looks before sending."""
    with force_locale(language):
        title, _, body = render_template(f"notices/{kind}.txt", **values).strip().partition("\n")
    return title.strip(), body.strip() + "\n"


def address(endpoint: str, **values: Any) -> str:
    """The full address of a page for a mail; host and scheme come from the settings, never from a request."""
    settings: Settings = current_app.config["LOTSEN"]
    # Not by a request of its own: its end would take the region from the request that runs.
    path = current_app.url_map.bind(settings.public_url).build(endpoint, values)
    return settings.public_url.rstrip("/") + path


def cancel(once: str) -> None:
    """Take back a mail that has not gone out yet, in the running transaction."""
    waiting = update(Notice).where(
        Notice.region_id == scope.region_id(), Notice.once == once, Notice.status.in_(("held", "waiting"))
    )
    change(waiting.values(status="cancelled"))


def deliver_due() -> int:
    """Deliver every notice that is due; how many went out. A job; runs across regions."""
    sent = 0
    _own_up()
    _drop_overtaken()
    while (notice := _claim()) is not None:
        sent += _deliver(notice)
    return sent


def _own_up() -> None:
    """Say of mails whose worker died while the relay had the text that nobody knows whether they arrived."""
    silent = (Notice.status == "handing") & (Notice.claimed_at < clock.now() - CLAIM_LASTS)
    if change(update(Notice).where(silent).values(status="unclear", fault=DIED)):
        db.session.commit()
    else:
        db.session.rollback()


def _drop_overtaken() -> None:
    """Mails that say something which is over by now are not sent: a relay may have been away for days."""
    now = clock.now()
    is_over = or_(
        *(
            Notice.kind.in_(kinds)
            & or_(
                (Notice.status == "waiting") & (Notice.created_at < now - lasts),
                (Notice.status == "held") & (Notice.not_before < now - lasts),  # its round did not come
            )
            for lasts, kinds in _kinds_by_end().items()
        )
    )
    overtaken = update(Notice).where(is_over)
    dropped = change(overtaken.values(status="cancelled", fault=OVERTAKEN))
    db.session.commit() if dropped else db.session.rollback()


@cache
def _kinds_by_end() -> dict[timedelta, list[str]]:
    found: dict[timedelta, list[str]] = {}
    for kind, known in KINDS.items():
        found.setdefault(known.lasts, []).append(kind)
    return found


def _claim() -> Notice | None:
    """Take one due notice for this worker, or one that a silent worker has begun and not given away."""
    now = clock.now()
    due = or_(
        (Notice.status == "waiting") & (Notice.not_before <= now),
        (Notice.status == "sending") & (Notice.claimed_at < now - CLAIM_LASTS),
    )
    while True:
        found = db.session.scalar(select(Notice).where(due).order_by(Notice.not_before).limit(1))
        if found is None:
            db.session.rollback()
            return None
        claim = update(Notice).where(Notice.id == found.id, due)
        if until := _quiet_until(found, now):
            change(claim.values(status="waiting", not_before=until))
            db.session.commit()
            continue
        claimed = change(claim.values(status="sending", claimed_at=now, attempts=Notice.attempts + 1))
        db.session.commit()
        if claimed:
            return found


def _quiet_until(notice: Notice, now: datetime) -> datetime | None:
    """When its reader's quiet hours end, if it is to go out in the middle of them; safety does not wait."""
    known = KINDS.get(notice.kind)
    if known is None or known.pace is Pace.AT_ONCE:
        return None
    return pace.quiet_until(wishes.of(notice.region_id, notice.mail_index), now)


def _deliver(notice: Notice) -> bool:
    """Hand one claimed notice to the relay and note what became of it; whatever is wrong with it is its own."""
    key = notice.id
    try:
        return _hand_over(key, _mail_of(notice))
    except NotDelivered as error:
        fault = error
    except Exception as error:
        log.exception("a mail could not be handed over: %s", key)
        db.session.rollback()
        begun = select(Notice.id).where(Notice.id == key, Notice.status == "handing")
        # Its kind only: what it says may name somebody.
        fault = NotDelivered(type(error).__name__, may_have_arrived=db.session.scalar(begun) is not None)
    _note_failure(key, fault)
    return False


def _hand_over(key: uuid.UUID, mail: EmailMessage) -> bool:
    """Whether the relay took it from us; NotDelivered says why not."""
    db.session.rollback()  # a slow relay must not hold the write lock

    def hand() -> None:
        """Stand by it before the text is given away; whoever took the claim meanwhile goes on alone."""
        mine = update(Notice).where(Notice.id == key, Notice.status == "sending")
        if not change(mine.values(status="handing", claimed_at=clock.now())):
            db.session.rollback()
            raise _ClaimLost
        db.session.commit()

    try:
        send_mail(current_app.config["LOTSEN"], mail, before_handing=hand)
    except _ClaimLost:
        return False
    change(update(Notice).where(Notice.id == key).values(status="sent", sent_at=clock.now(), fault=None))
    db.session.commit()
    return True


class _ClaimLost(Exception):
    """Somebody else delivers this notice by now."""


def _mail_of(notice: Notice) -> EmailMessage:
    """The mail as it goes out: the words of the notice in the frame of all mails."""
    letter = letter_of(notice)
    return compose(
        current_app.config["LOTSEN"],
        to=notice.mail,
        title=letter.title,
        body=letter.text,
        html=letter.html,
        message_id=str(notice.id),
        language=letter.language,
        unsubscribe=letter.unsubscribe,
        calendar=notice.calendar,
    )


def letter_of(notice: Notice) -> frame.Letter:
    """A notice as its reader sees it, with the link to fewer mails."""
    return frame.letter(notice, fewer=address("notices.fewer", token=fewer.token(notice)))


def _note_failure(key: uuid.UUID, error: NotDelivered) -> None:
    """Try again later, each time after twice as long, or give up and let staff see it."""
    notice = find(select(Notice).where(Notice.id == key))
    notice.fault = str(error)[:120]
    if error.may_have_arrived:
        notice.status = "unclear"
    elif error.is_final or (notice.created_at < clock.now() - GIVE_UP_AFTER and notice.attempts >= LEAST_TRIES):
        notice.status = "failed"
    else:
        notice.status = "waiting"
        notice.not_before = clock.now() + min(timedelta(minutes=2 ** min(notice.attempts, 20)), LONGEST_PAUSE)
    db.session.commit()


def newest(limit: int) -> list[Notice]:
    """The newest mails of all regions, for the mailbox of the demonstration."""
    with scope.everywhere("the demonstration shows every mail"):
        statement = select(Notice).order_by(Notice.created_at.desc(), Notice.id).limit(limit)
        return list(db.session.scalars(statement))


def shown(notice_id: uuid.UUID) -> Notice:
    """One mail of the demonstration; NotFound for an unknown one."""
    with scope.everywhere("the demonstration shows every mail"):
        return find(select(Notice).where(Notice.id == notice_id))
