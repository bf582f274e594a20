"""Regions, municipalities and postal codes: public geodata, and the rules a region sets for itself."""

import uuid
from datetime import date
from math import asin, cos, radians, sin, sqrt

from sqlalchemy import JSON, CheckConstraint, Date, Float, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from lotsen.rows import Base, Data, Keep, RegionRow, fact, key_to

EARTH_RADIUS_KM = 6371.0
PLATFORM = "00"  # where operators belong: a region without people


class Region(Base):
    """A Landkreis, kreisfreie Stadt or Sonderstatusstadt; ``id`` is its key of 5 or 8 digits."""

    __tablename__ = "region"
    id: Mapped[str] = fact(String(8), Data.PUBLIC, primary_key=True)
    name: Mapped[str] = fact(String(80), Data.PUBLIC, nullable=False)
    kind: Mapped[str] = fact(String(20), Data.PUBLIC, nullable=False)


class Municipality(Base):
    """A Gemeinde; ``ags`` is its official key, ``lat`` and ``lon`` its centroid (WGS84, degrees)."""

    __tablename__ = "municipality"
    ags: Mapped[str] = fact(String(8), Data.PUBLIC, primary_key=True)
    region_id: Mapped[str] = fact(String(8), Data.PUBLIC, refers=ForeignKey("region.id"), nullable=False, index=True)
    name: Mapped[str] = fact(String(80), Data.PUBLIC, nullable=False)
    kind: Mapped[str] = fact(String(40), Data.PUBLIC, nullable=False)
    lat: Mapped[float] = fact(Float, Data.PUBLIC, nullable=False)
    lon: Mapped[float] = fact(Float, Data.PUBLIC, nullable=False)

    region: Mapped[Region] = relationship(viewonly=True, lazy="joined")

    def km_to(self, other: "Municipality") -> float:
        """The great circle between two centroids."""
        lat, other_lat, turn = map(radians, (self.lat, other.lat, other.lon - self.lon))
        half = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin(turn / 2) ** 2
        return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


class PostalCode(Base):
    """A postal code of a municipality; eleven codes in Hessen belong to two."""

    __tablename__ = "postal_code"
    plz: Mapped[str] = fact(String(5), Data.PUBLIC, primary_key=True)
    ags: Mapped[str] = fact(String(8), Data.PUBLIC, refers=ForeignKey("municipality.ags"), primary_key=True)
    region_id: Mapped[str] = fact(String(8), Data.PUBLIC, refers=ForeignKey("region.id"), nullable=False)
    lat: Mapped[float] = fact(Float, Data.PUBLIC, nullable=False)
    lon: Mapped[float] = fact(Float, Data.PUBLIC, nullable=False)
    municipality: Mapped[Municipality] = relationship(viewonly=True, lazy="joined")


class RegionPolicy(RegionRow):
    """What a region decides for itself; one row per region, made with the region."""

    __tablename__ = "region_policy"
    __keep__ = Keep.REFERENCE
    __rules__ = (
        CheckConstraint("answer_days BETWEEN 1 AND 30", name="answer_days"),
        CheckConstraint("default_radius_km BETWEEN 1 AND 200", name="default_radius"),
    )
    fuehrungszeugnis_duty: Mapped[dict[str, str]] = fact(JSON, nullable=False)  # mode -> nie|bei_minderjaehrigen|immer
    fuehrungszeugnis_years: Mapped[int] = fact(Integer, nullable=False, default=5)
    min_german_level: Mapped[dict[str, int]] = fact(JSON, nullable=False)  # mode -> 1..7
    answer_days: Mapped[int] = fact(Integer, nullable=False, default=5)
    default_radius_km: Mapped[int] = fact(Integer, nullable=False, default=15)
    centre_name: Mapped[str | None] = fact(String(120), Data.PUBLIC)
    centre_phone: Mapped[str | None] = fact(String(40), Data.PUBLIC)
    centre_mail: Mapped[str | None] = fact(String(120), Data.PUBLIC)


class GapThresholds(RegionRow):
    """From when on a rule calls something a gap, from a day until the next row begins.

    ``numbers`` are whole, by the name of the threshold; shares are per cent. Before the first row
    those of the programme hold.
    """

    __tablename__ = "gap_thresholds"
    __keep__ = Keep.REFERENCE
    __rules__ = (UniqueConstraint("region_id", "valid_from"),)
    valid_from: Mapped[date] = fact(Date, nullable=False)
    numbers: Mapped[dict[str, int]] = fact(JSON, nullable=False)
    set_by: Mapped[uuid.UUID | None] = key_to(nullable=True, index=False)  # account


class MatchingWeights(RegionRow):
    """What counts how much when people are matched, from a day until the next row begins.

    ``shares`` are per cent by criterion and add up to 100; before the first row the programme's own count.
    """

    __tablename__ = "matching_weights"
    __keep__ = Keep.REFERENCE
    __rules__ = (
        CheckConstraint("waiting_points BETWEEN 0 AND 20", name="waiting_points"),
        UniqueConstraint("region_id", "valid_from"),
    )
    valid_from: Mapped[date] = fact(Date, nullable=False)
    shares: Mapped[dict[str, int]] = fact(JSON, nullable=False)
    waiting_points: Mapped[int] = fact(Integer, nullable=False)
    set_by: Mapped[uuid.UUID | None] = key_to(nullable=True, index=False)  # account
