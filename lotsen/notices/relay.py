"""Whether the relay takes mails at all: read from what became of the last tries, without anybody's mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, or_, select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.notices.delivery import NO_RELAY
from lotsen.notices.models import Notice

#: Faults of the relay itself, not of one address: nobody there, no connection, no trust (``delivery.reason``).
OF_THE_RELAY: Final = (
    NO_RELAY, "ConnectionRefusedError", "ConnectionResetError", "TimeoutError", "gaierror", "OSError", "SSL",
    "SMTPConnectError", "SMTPServerDisconnected", "SMTPHeloError", "SMTPAuthenticationError", "SMTPSenderRefused",
    "SMTPNotSupportedError",
)  # fmt: skip
TWICE: Final = 2  # a single failed try is no news
SEVERAL: Final = 3  # so many addresses are not all busy at once


@dataclass(frozen=True)
class Down:
    """The relay takes nothing since; so many mails wait."""

    since: datetime
    waiting: int


def down() -> Down | None:
    """Since when nothing goes out any more, and how many mails wait; None where mails go out."""
    with scope.everywhere("whether mails go out is the same for every region, and tells of nobody"):
        last_sent = db.session.scalar(select(func.max(Notice.sent_at)))
        stuck = select(Notice.created_at, Notice.fault).where(
            Notice.status == "waiting", Notice.attempts >= TWICE, Notice.fault.is_not(None)
        )
        if last_sent is not None:
            stuck = stuck.where(Notice.claimed_at > last_sent)
        found = list(db.session.execute(stuck))
        is_down = len(found) >= SEVERAL or any((fault or "").startswith(OF_THE_RELAY) for _at, fault in found)
        if not is_down:
            return None
        since = max([min(at for at, _fault in found), *([last_sent] if last_sent else [])])
        return Down(since, waiting())


def waiting() -> int:
    """How many mails of the present scope wait to go out."""
    due = or_(Notice.status == "sending", (Notice.status == "waiting") & (Notice.not_before <= clock.now()))
    tried = (Notice.status == "waiting") & (Notice.attempts > 0)
    return db.session.scalar(select(func.count(Notice.id)).where(or_(due, tried))) or 0
