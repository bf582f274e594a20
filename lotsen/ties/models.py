"""Ties between organisations, staff and volunteers (no newcomers: the network never shows them)."""

import uuid
from datetime import date

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, Integer, String
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


def exactly_one(side: str) -> str:
    """The rule that a side is one organisation, one staff member or one volunteer, as SQL."""
    keys = (f"{side}_organisation_id", f"{side}_staff_id", f"{side}_volunteer_id")
    return " + ".join(f"(CASE WHEN {key} IS NULL THEN 0 ELSE 1 END)" for key in keys) + " = 1"


class Tie(RegionRow):
    """An Zusammenarbeit; each side is exactly one organisation, staff member or volunteer."""

    __tablename__ = "tie"
    __keep__ = Keep.TIE
    __rules__ = (
        *(
            refers_to(table, f"{side}_{key}_id")
            for side in ("from", "to")
            for table, key in (
                ("organisation", "organisation"),
                ("staff_member", "staff"),
                ("volunteer", "volunteer"),
            )
        ),
        CheckConstraint(exactly_one("from"), name="from_one"),
        CheckConstraint(exactly_one("to"), name="to_one"),
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
