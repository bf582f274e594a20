"""Whom we introduced: each side says that they have talked, and when both have, it is a contact of the network."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_, select, update

from lotsen import clock
from lotsen.accounts import mail_links
from lotsen.accounts.models import MailLink
from lotsen.audit import service as audit
from lotsen.database import change, find, hold
from lotsen.errors import Conflict, NotFound
from lotsen.extensions import db
from lotsen.gaps import sides
from lotsen.gaps.models import Gap, GapStep, Introduction
from lotsen.gaps.sides import Side
from lotsen.organisations.models import StaffMember
from lotsen.ties.models import Tie

SIDES: Final = ("one", "other")
KINDS: Final = ("organisation", "staff", "volunteer")


@dataclass(frozen=True)
class Shown:
    """An introduction for the page of its gap."""

    row: Introduction
    names: dict[str, str]
    is_open: bool  # both are still there to talk
    confirmed: dict[str, datetime | None]


def of_gap(gap: Gap | None) -> list[Shown]:
    """Whom this gap brought together, the newest first."""
    if gap is None:
        return []
    statement = select(Introduction).where(Introduction.gap_id == gap.id).order_by(Introduction.created_at.desc())
    return [
        Shown(
            row,
            {side: side_of(row, side).label for side in SIDES},
            _is_open(row),
            {side: getattr(row, f"{side}_confirmed_at") for side in SIDES},
        )
        for row in db.session.scalars(statement)
    ]


def get(introduction_id: uuid.UUID) -> Introduction:
    """An introduction of the reader's region; NotFound also once one of the two has left."""
    row = find(select(Introduction).where(Introduction.id == introduction_id))
    if not _is_open(row):
        raise NotFound
    return row


def _is_open(row: Introduction) -> bool:
    return all(sides.is_here(side_of(row, side)) for side in SIDES)


def side_of(row: Introduction, side: str) -> Side:
    """Who stands on a side."""
    return sides.side(f"{_kind(row, side)}:{_id(row, side)}")


def confirm(
    introduction_id: uuid.UUID, side: str, *, by: uuid.UUID | None = None, link: MailLink | None = None
) -> bool:
    """One side has talked with the other; True when both say so and the contact stands in the network.

    Conflict when this side has said so before, NotFound once one of the two has left.
    """
    if side not in SIDES:
        raise NotFound
    hold(Introduction, introduction_id)
    row = get(introduction_id)
    db.session.refresh(row)
    if getattr(row, f"{side}_confirmed_at") is not None:
        db.session.rollback()
        raise Conflict(_("Das ist schon eingetragen. Danke!"))
    if link is not None:
        mail_links.use_up(link)
    setattr(row, f"{side}_confirmed_at", clock.now())
    is_known = all(getattr(row, f"{one}_confirmed_at") for one in SIDES)
    db.session.add(GapStep(gap_id=row.gap_id, kind="kontakt", by_id=by))
    if is_known:
        _connect(row, by)
        db.session.add(GapStep(gap_id=row.gap_id, kind="bekannt", by_id=by, created_at=_after_that()))
    audit.record("gaps.confirm", row, side=side, is_known=is_known)
    db.session.commit()
    return is_known


def _after_that() -> datetime:
    """A moment later, so that the history keeps the order."""
    now = clock.now()
    return now.replace(microsecond=min(999_999, now.microsecond + 1))


def _connect(row: Introduction, by: uuid.UUID | None) -> None:
    """The contact of today: an existing Zusammenarbeit is fresh again, or a new one begins."""
    one, other = ((_kind(row, side), _id(row, side)) for side in SIDES)
    known = db.session.scalar(
        select(Tie)
        .where(or_(_joins(one, other), _joins(other, one)), or_(Tie.until_on.is_(None), Tie.until_on > clock.today()))
        .order_by(Tie.last_contact_on.desc(), Tie.id)
        .limit(1)
    )
    if known is not None:
        change(update(Tie).where(Tie.id == known.id).values(contact_count=Tie.contact_count + 1))
        known.last_contact_on = clock.today()
        audit.record("ties.touch", known)
        return
    tie = Tie(
        kind=_tie_kind(row),
        intensity=1,
        since_on=clock.today(),
        last_contact_on=clock.today(),
        contact_count=1,
        stated_by=by,
        stated_on=clock.today(),
        **{f"from_{one[0]}_id": one[1], f"to_{other[0]}_id": other[1]},
    )
    db.session.add(tie)
    db.session.flush()
    audit.record("ties.state", tie, kind=tie.kind)


def _joins(source: tuple[str, uuid.UUID], target: tuple[str, uuid.UUID]) -> ColumnElement[bool]:
    return and_(getattr(Tie, f"from_{source[0]}_id") == source[1], getattr(Tie, f"to_{target[0]}_id") == target[1])


def _tie_kind(row: Introduction) -> str:
    """A volunteer and somebody paid accompany each other; between organisations it begins with talking."""
    kinds = {_kind(row, side) for side in SIDES}
    if "volunteer" not in kinds or kinds == {"volunteer"}:
        return "informationsfluss"
    staff = [_id(row, side) for side in SIDES if _kind(row, side) == "staff"]
    if not staff:
        return "informationsfluss"
    is_paid = db.session.scalar(select(StaffMember.is_paid).where(StaffMember.id == staff[0]))
    return "tandem_haupt_ehrenamt" if is_paid else "informationsfluss"


def _kind(row: Introduction, side: str) -> str:
    return next(kind for kind in KINDS if getattr(row, f"{side}_{kind}_id") is not None)


def _id(row: Introduction, side: str) -> uuid.UUID:
    found = getattr(row, f"{side}_{_kind(row, side)}_id")
    assert isinstance(found, uuid.UUID)
    return found
