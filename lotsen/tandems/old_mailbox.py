"""Whoever reads an old mailbox gets in no more: links of one side of tandems end, mails on their way go back.

The other side shares the tandem, so its links stay.
"""

import uuid
from collections.abc import Collection

from sqlalchemy import or_, select

from lotsen import clock
from lotsen.accounts.models import MailLink
from lotsen.check_ins.models import CheckIn
from lotsen.extensions import db
from lotsen.notices.models import Notice
from lotsen.tandems.models import Tandem


def leave_of_volunteer(volunteer_id: uuid.UUID, mail: str | None) -> None:
    """End what leads from a volunteer's old mailbox to her tandems, in the running transaction."""
    _leave("volunteer", db.session.scalars(select(Tandem.id).where(Tandem.volunteer_id == volunteer_id)).all(), mail)


def leave_of_newcomer(request_ids: Collection[uuid.UUID], mail: str | None) -> None:
    """The same for a newcomer, from her requests; also where nobody may write to her any more."""
    tandems = select(Tandem.id).where(Tandem.help_request_id.in_(request_ids))
    _leave("newcomer", db.session.scalars(tandems).all(), mail)


def _leave(side: str, tandem_ids: Collection[uuid.UUID], mail: str | None) -> None:
    asked = set(db.session.scalars(select(CheckIn.id).where(CheckIn.tandem_id.in_(tandem_ids), CheckIn.side == side)))
    links = select(MailLink).where(
        MailLink.used_at.is_(None), or_(MailLink.subject_id.in_(tandem_ids), MailLink.subject_id.in_(asked))
    )
    for link in db.session.scalars(links):
        if link.subject_id in asked or link.facts.get("side") == side:
            link.used_at = clock.now()
    on_their_way = select(Notice).where(
        Notice.subject_id.in_(tandem_ids), Notice.status.in_(("waiting", "failed", "unclear"))
    )
    for notice in db.session.scalars(on_their_way):
        if notice.mail == mail:
            notice.status = "cancelled"
