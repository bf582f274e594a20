"""Rounds: what was held for somebody goes out as one mail, in the morning or on Monday."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from lotsen import clock, scope
from lotsen.database import change
from lotsen.extensions import db
from lotsen.notices import service
from lotsen.notices.models import Notice

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Item:
    """One mail inside another: what it was called and what it said, without a greeting of its own."""

    title: str
    body: str


def gather_due() -> int:
    """Write one mail for every reader whose round has come; how many. A job; may run twice or late."""
    due = (Notice.status == "held") & (Notice.not_before <= clock.now()) & Notice.mail_index.is_not(None)
    with scope.everywhere("rounds of all regions"):
        readers = list(db.session.execute(select(Notice.region_id, Notice.mail_index).where(due).distinct()))
    db.session.rollback()
    count = 0
    for region, index in readers:
        with scope.of(region):
            try:
                count += _gather(index or b"")
            except Exception:  # the mails of one reader hold up nobody else's
                log.exception("a round of mails was left for its next turn in %s", region)
            db.session.rollback()
    return count


def _gather(index: bytes) -> bool:
    """One transaction: the held mails are marked, and the mail that carries them is written."""
    due = (Notice.mail_index == index) & (Notice.status == "held") & (Notice.not_before <= clock.now())
    held = list(db.session.scalars(select(Notice).where(due).order_by(Notice.created_at, Notice.id)))
    keys = [notice.id for notice in held]
    taken = update(Notice).where(Notice.id.in_(keys), Notice.status == "held").values(status="gathered")
    if not held or change(taken) != len(held):
        return False  # another worker was here
    service.write(
        "gathered", mail=held[0].mail, language=held[-1].language, once=f"gathered:{keys[0]}",
        subject_id=held[0].subject_id, items=items(held),
    )  # fmt: skip
    db.session.commit()
    return True


def items(notices: Sequence[Notice]) -> list[Item]:
    """Mails as parts of one."""
    return [Item(notice.title, _without_greeting(notice.body)) for notice in notices]


def _without_greeting(body: str) -> str:
    """A text without its first line, if that is a greeting: it ends with a comma, in Latin or Arabic script."""
    first, _, rest = body.strip().partition("\n")
    return rest.strip() if re.search("[,،]$", first.strip()) and rest.strip() else body.strip()
