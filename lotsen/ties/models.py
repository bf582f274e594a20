"""Ties between organisations, staff and volunteers (no newcomers: the network never shows them)."""

import uuid
from datetime import date
from typing import Final

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, ForeignKeyConstraint, Integer, String
from sqlalchemy.orm import Mapped

from lotsen.rows import Data, Keep, RegionRow, Sealed, fact, key_to, refers_to

KINDS = (
    "fallverantwortung",
    "falluebergabe",
    "verweisberatung",
    "runder_tisch",
    "arbeitskreis",
    "steuerungsgruppe",
    "fachaufsicht",
    "finanzierung",
    "kooperationsvereinbarung",
    "traegerschaft",
    "schulung",
    "patenschaft_lotseneinsatz",
    "tandem_haupt_ehrenamt",
    "datenaustausch",
    "raumnutzung",
    "sprachmittlung",
    "informationsfluss",
)
FREQUENCIES = ("woechentlich", "monatlich", "quartal", "anlassbezogen", "ruhend")


#: What can stand on a side, by the word in the name of its column.
TABLES_OF_A_SIDE: Final = {"organisation": "organisation", "staff": "staff_member", "volunteer": "volunteer"}


def sides_refer(*sides: str) -> tuple[ForeignKeyConstraint, ...]:
    """The keys of these sides to the tables of organisations, staff and volunteers."""
    return tuple(refers_to(table, f"{side}_{kind}_id") for side in sides for kind, table in TABLES_OF_A_SIDE.items())


def count_on(side: str) -> str:
    """How many of organisation, staff member and volunteer a side names, as SQL."""
    return " + ".join(f"(CASE WHEN {side}_{kind}_id IS NULL THEN 0 ELSE 1 END)" for kind in TABLES_OF_A_SIDE)


class Tie(RegionRow):
    """An Zusammenarbeit; each side is exactly one organisation, staff member or volunteer."""

    __tablename__ = "tie"
    __keep__ = Keep.TIE
    __rules__ = (
        *sides_refer("from", "to"),
        CheckConstraint(f"{count_on('from')} = 1", name="from_one"),
        CheckConstraint(f"{count_on('to')} = 1", name="to_one"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint("intensity BETWEEN 1 AND 4", name="intensity"),
    )
    kind: Mapped[str] = fact(String(30), Data.PSEUDONYM, nullable=False)
    from_organisation_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    from_staff_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    from_volunteer_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    to_organisation_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    to_staff_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    to_volunteer_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    is_directed: Mapped[bool] = fact(Boolean, nullable=False, default=False)
    since_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    until_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM)
    last_contact_on: Mapped[date | None] = fact(Date, Data.PSEUDONYM, index=True)
    contact_count: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False, default=0)
    frequency: Mapped[str | None] = fact(String(16), Data.PSEUDONYM)
    intensity: Mapped[int] = fact(Integer, Data.PSEUDONYM, nullable=False, default=2)  # 1 knows … 4 integrated
    needs: Mapped[list[str]] = fact(JSON, Data.PSEUDONYM, nullable=False, default=list)
    municipalities: Mapped[list[str]] = fact(JSON, Data.PSEUDONYM, nullable=False, default=list)
    has_agreement: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=False)
    note = Sealed[str | None](Data.SENSITIVE)
    stated_by: Mapped[uuid.UUID | None] = key_to(nullable=True, index=False)  # account
    stated_on: Mapped[date] = fact(Date, Data.PSEUDONYM, nullable=False)
