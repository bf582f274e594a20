"""Secret links in mails: single use, expiring, bound to one purpose; only the hash is stored.

A GET shows what the link is for and changes nothing, so that a mail scanner that follows links
answers for nobody. The POST behind it uses the link up.
"""

import secrets
import uuid
from datetime import timedelta
from typing import Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lotsen import clock, scope
from lotsen.accounts.models import MailLink
from lotsen.audit import service as audit
from lotsen.crypto import token_hash
from lotsen.database import change, own_transaction
from lotsen.errors import Conflict, LinkOver
from lotsen.extensions import db

INVITATION = "invitation"
RESET = "reset"
SIGN_IN = "sign_in"
CONFIRM_SIGN_UP = "confirm_sign_up"
RESUME_SIGN_UP = "resume_sign_up"
STATUS = "status"  # a volunteer's way back to her own page, once
ANSWER = "answer"
OFFER = "offer"  # a change of the profile after a no
DATES = "dates"  # which day suits for the first meeting
TRIAL = "trial"  # shall the tandem go on?
CHECK_IN = "check_in"
HELD = "held"  # did a planned meeting take place?
MOVED = "moved"  # does the new time of a planned meeting suit?
INTEREST = "interest"  # does somebody who waits still want to?
INTRODUCTION = "introduction"  # have the two talked whom we introduced?

LIFETIMES = {
    INVITATION: timedelta(hours=48),
    RESET: timedelta(minutes=30),
    SIGN_IN: timedelta(minutes=30),
    CONFIRM_SIGN_UP: timedelta(hours=72),
    RESUME_SIGN_UP: timedelta(days=7),
    STATUS: timedelta(days=7),
    INTEREST: timedelta(days=100),  # back with one click, also after months of rest
    ANSWER: timedelta(days=30),  # the proposal's own deadline is checked besides
    OFFER: timedelta(days=2),
    DATES: timedelta(days=14),
    TRIAL: timedelta(days=30),
    CHECK_IN: timedelta(days=30),
    HELD: timedelta(days=30),
    MOVED: timedelta(days=90),  # whether the date still lies ahead is checked besides
    INTRODUCTION: timedelta(days=60),
}

#: Questions to a person and the way to her own page: what a mail may carry anew when it goes to her corrected address.
RENEWABLE = frozenset({STATUS, INTEREST, ANSWER, OFFER})

#: The same for a link that was used, that ran out, or that never was: none of them says which.
NO_LONGER: Final = _l(
    "Dieser Link gilt nicht mehr: Er ist schon benutzt oder abgelaufen. Haben Sie darüber geantwortet, ist Ihre "
    "Antwort angekommen. Sonst öffnen Sie bitte die neueste Mail oder rufen Sie uns an."
)


def create(
    purpose: str,
    subject_id: uuid.UUID,
    *,
    region: str | None = None,
    session: Session | None = None,
    **facts: str,
) -> str:
    """Make a link in the running transaction; the token goes into the mail and nowhere else."""
    token = secrets.token_urlsafe(32)
    (session or db.session).add(
        MailLink(
            region_id=region or scope.region_id(),
            purpose=purpose,
            token_hash=token_hash(token),
            subject_id=subject_id,
            facts=facts,
            expires_at=clock.now() + LIFETIMES[purpose],
        )
    )
    return token


def enter(token: str, purpose: str, *, may_be_used: bool = False) -> MailLink:
    """Find a link and enter its region for this request; LinkOver for anything that opens nothing.

    ``may_be_used`` lets a link that has been used up be shown once more (with what became of it).
    """
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        found = session.scalar(
            select(MailLink).where(MailLink.token_hash == token_hash(token), MailLink.purpose == purpose)
        )
    if found is None or found.expires_at <= clock.now() or (found.used_at and not may_be_used):
        raise LinkOver(NO_LONGER)
    scope.enter(found.region_id)
    audit.act_as(audit.Actor("link"))
    return found


def use_up(link: MailLink) -> None:
    """Use a link in the running transaction; Conflict when it was used a moment ago."""
    unused = update(MailLink).where(MailLink.id == link.id, MailLink.used_at.is_(None))
    if change(unused.values(used_at=clock.now())) != 1:
        raise Conflict


def renewed(token: str) -> str | None:
    """A fresh token for what a link of this region was for, in the running transaction; None where there is none.

    The old one ends. Whatever signs in or sets a password is asked for anew by its owner.
    """
    link = db.session.scalar(
        select(MailLink).where(MailLink.token_hash == token_hash(token), MailLink.purpose.in_(RENEWABLE))
    )
    if link is None:
        return None
    link.used_at = link.used_at or clock.now()
    facts = {name: str(value) for name, value in link.facts.items()}
    return create(link.purpose, link.subject_id, session=None, **facts)
