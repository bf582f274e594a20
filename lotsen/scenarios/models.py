"""Questions to the network that were kept: who leaves in thought, and which ties end."""

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, Date, Integer
from sqlalchemy.orm import Mapped, relationship

from lotsen.rows import Data, Keep, RegionRow, Sealed, fact, key_to, refers_to
from lotsen.ties.models import TABLES_OF_A_SIDE, count_on, sides_refer

LONGEST_NAME = 80
SIDES = ("one", "other")


class Scenario(RegionRow):
    """A question under a name. The name is sealed: whoever leaves in thought may stand in it."""

    __tablename__ = "scenario"
    __keep__ = Keep.SCENARIO
    name = Sealed[str](Data.IDENTITY, nullable=False)
    made_by: Mapped[uuid.UUID | None] = key_to(nullable=True, index=False)  # account
    saved_on: Mapped[date] = fact(Date, nullable=False)
    parts: Mapped[list["ScenarioPart"]] = relationship(
        order_by="ScenarioPart.position", foreign_keys="ScenarioPart.scenario_id",
        primaryjoin="Scenario.id == ScenarioPart.scenario_id", viewonly=True,
    )  # fmt: skip


class ScenarioPart(RegionRow):
    """Somebody who leaves, or (with two sides) a tie that ends."""

    __tablename__ = "scenario_part"
    __keep__ = Keep.SCENARIO
    __rules__ = (
        refers_to("scenario"),
        *sides_refer(*SIDES),
        CheckConstraint(f"{count_on('one')} = 1", name="one_side"),
        CheckConstraint(f"{count_on('other')} <= 1", name="other_side"),
    )
    scenario_id: Mapped[uuid.UUID] = key_to()
    position: Mapped[int] = fact(Integer, nullable=False)
    one_organisation_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    one_staff_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    one_volunteer_id: Mapped[uuid.UUID | None] = key_to(Data.PSEUDONYM, nullable=True)
    other_organisation_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    other_staff_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    other_volunteer_id: Mapped[uuid.UUID | None] = key_to(Data.PSEUDONYM, nullable=True)

    @property
    def keys(self) -> tuple[str, ...]:
        """Who it is about, as the network names them: one, or the two ends of a tie."""
        keys = (getattr(self, f"{side}_{kind}_id") for side in SIDES for kind in TABLES_OF_A_SIDE)
        return tuple(str(key) for key in keys if key is not None)

    @property
    def names_a_volunteer(self) -> bool:
        """Whether only those may see it who see people."""
        return self.one_volunteer_id is not None or self.other_volunteer_id is not None
