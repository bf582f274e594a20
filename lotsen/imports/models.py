"""An import of a list, from upload to undo. The list itself stays sealed, and only for a while."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from lotsen.rows import Data, Keep, RegionRow, Sealed, UtcDateTime, fact, key_to, refers_to

STATES = (
    "hochgeladen",
    "wird_geprueft",
    "geprueft",
    "wird_uebernommen",
    "uebernommen",
    "rueckgaengig",
    "verworfen",
)
LIVE = text("status NOT IN ('rueckgaengig', 'verworfen')")


class Import(RegionRow):
    """One uploaded list. ``digest`` recognises the same sheet of the same file, of which only one may live.

    ``table`` is what was read and ``checked`` what was found in it; both are sealed and forgotten after
    30 days. Once the list is taken over, ``checked`` holds only the rows that were left. ``revision``
    counts answers, so that a slow check never overwrites a newer one.
    """

    __tablename__ = "import"
    __keep__ = Keep.IMPORT
    __rules__ = (
        CheckConstraint(f"status IN {STATES}", name="status"),
        Index("uq_import_live", "region_id", "digest", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )
    account_id: Mapped[uuid.UUID] = key_to()
    status: Mapped[str] = fact(String(16), nullable=False, default="hochgeladen")
    file_name = Sealed[str](Data.IDENTITY, nullable=False)
    digest: Mapped[bytes] = fact(LargeBinary, nullable=False)
    table = Sealed[dict[str, Any] | None](Data.IDENTITY)
    mapping: Mapped[dict[str, int]] = fact(JSON, nullable=False, default=dict)
    choices = Sealed[dict[str, Any] | None](Data.IDENTITY)  # answers to questions and merge proposals
    checked = Sealed[list[Any] | None](Data.IDENTITY)
    counts: Mapped[dict[str, int]] = fact(JSON, nullable=False, default=dict)
    revision: Mapped[int] = fact(Integer, nullable=False, default=0)
    row_count: Mapped[int] = fact(Integer, nullable=False, default=0)
    good_count: Mapped[int] = fact(Integer, nullable=False, default=0)
    taken_at: Mapped[datetime | None] = fact(UtcDateTime)
    undone_at: Mapped[datetime | None] = fact(UtcDateTime)


class ImportedRow(RegionRow):
    """What one row of a list did: a new volunteer, or a merge with what stood there before (sealed)."""

    __tablename__ = "imported_row"
    __keep__ = Keep.IMPORT
    __rules__ = (refers_to("import"), UniqueConstraint("import_id", "row_number"))
    import_id: Mapped[uuid.UUID] = key_to()
    volunteer_id: Mapped[uuid.UUID | None] = key_to(nullable=True)
    row_number: Mapped[int] = fact(Integer, nullable=False)
    effect: Mapped[str] = fact(String(12), nullable=False)  # neu, ergaenzt, unveraendert
    before = Sealed[dict[str, object] | None](Data.IDENTITY)
