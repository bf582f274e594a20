"""Newcomers. No residence status, no file number, no religion, no diagnosis, no flight story, no photo."""

import uuid

from sqlalchemy import Boolean, ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, relationship

from lotsen.regions.models import Municipality
from lotsen.rows import Data, Keep, RegionRow, Sealed, fact, key_to, refers_to


class Newcomer(RegionRow):
    """A Zugewanderte. Staff know the alias and the case number; volunteers nothing until both agreed."""

    __tablename__ = "newcomer"
    __keep__ = Keep.NEWCOMER
    __rules__ = (
        refers_to("account", "case_manager_id", ondelete="NO ACTION"),
        UniqueConstraint("region_id", "number"),
    )
    number: Mapped[str] = fact(String(12), Data.PSEUDONYM, nullable=False)  # Z-2026-0143
    case_manager_id: Mapped[uuid.UUID] = key_to()
    ags: Mapped[str] = fact(
        String(8), Data.PSEUDONYM, refers=ForeignKey("municipality.ags"), nullable=False, index=True
    )
    alias = Sealed[str](Data.IDENTITY, nullable=False)  # first name or a name of choice
    contact = Sealed[str | None](Data.IDENTITY)  # safe channel, given out only by the logged step
    contact_hint = Sealed[str | None](Data.IDENTITY)  # when and how it is safe to call
    age_band = Sealed[str | None](Data.SENSITIVE)
    gender = Sealed[str | None](Data.SENSITIVE)
    household = Sealed[dict[str, object]](Data.SENSITIVE)  # {"type": …, "children": {"0_2": n, …}}
    languages = Sealed[list[dict[str, object]]](Data.SENSITIVE, nullable=False)  # code, variant, level, script
    accessibility = Sealed[list[str]](Data.SENSITIVE)  # practical measures, never a diagnosis
    accommodation = Sealed[str | None](Data.SENSITIVE)  # gu, wohnung, notunterkunft
    note = Sealed[str | None](Data.SENSITIVE)
    language: Mapped[str] = fact(String(8), Data.PSEUDONYM, nullable=False, default="de")  # of texts shown to them
    is_protected: Mapped[bool] = fact(Boolean, Data.PSEUDONYM, nullable=False, default=False)  # § 51 BMG
    count_key: Mapped[uuid.UUID | None] = fact(Uuid, Data.SECRET)  # lotsen/statistics/living.py
    municipality: Mapped[Municipality] = relationship(viewonly=True)
