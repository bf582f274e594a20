"""Load regions, municipalities and postal codes from the files beside this module, and decode borders."""

import csv
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from lotsen import scope
from lotsen.extensions import db
from lotsen.regions.models import PLATFORM, Municipality, PostalCode, Region, RegionPolicy

DATA = Path(__file__).parent / "data"
UNINHABITED = "gemeindefrei"
Ring = list[tuple[float, float]]

#: What a region starts with: § 72a SGB VIII by analogy, interpreters always; German levels as programmes ask.
FUEHRUNGSZEUGNIS_DUTY = {
    "lotse": "bei_minderjaehrigen",
    "pate": "bei_minderjaehrigen",
    "laiendolmetscher": "immer",
}
MIN_GERMAN_LEVEL = {"lotse": 4, "pate": 2, "laiendolmetscher": 3}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def region_of(row: dict[str, str]) -> str:
    """The WIR region of a municipality: a Sonderstatusstadt is its own, all others belong to their Kreis."""
    return row["ags"] if row["sonderstatus"] == "1" else row["kreis_ags"]


def _regions(rows: list[dict[str, str]]) -> dict[str, Region]:
    found: dict[str, Region] = {}
    for row in rows:
        key = region_of(row)
        if row["sonderstatus"] == "1":
            found[key] = Region(id=key, name=row["name"], kind="sonderstatusstadt")
        elif key not in found:
            kind = "kreisfreie_stadt" if row["typ"] == "kreisfreie_stadt" else "landkreis"
            found[key] = Region(id=key, name=row["kreis"], kind=kind)
    return found


def load() -> tuple[int, int, int]:
    """Write the geodata once and count regions, municipalities and postal pairs.

    Running it again changes nothing.
    """
    with scope.everywhere("geodata belong to everybody"):
        if db.session.scalar(select(Region.id).limit(1)) is None:
            rows = [row for row in _rows("gemeinden.csv") if row["typ"] != UNINHABITED]
            regions = _regions(rows)
            places = {row["ags"]: _municipality(row) for row in rows}
            codes = [_postal_code(row, places) for row in _rows("plz.csv")]
            _write(list(regions.values()), list(places.values()), codes)
        return _counts()


def _municipality(row: dict[str, str]) -> Municipality:
    return Municipality(
        ags=row["ags"],
        region_id=region_of(row),
        name=row["name"],
        kind=row["typ"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
    )


def _postal_code(row: dict[str, str], places: dict[str, Municipality]) -> PostalCode:
    return PostalCode(
        plz=row["plz"],
        ags=row["ags"],
        region_id=places[row["ags"]].region_id,
        lat=float(row["lat"]),
        lon=float(row["lon"]),
    )


def _write(regions: list[Region], places: list[Municipality], codes: list[PostalCode]) -> None:
    for group in ([*regions, Region(id=PLATFORM, name="Betrieb", kind="platform")], places, codes):
        db.session.add_all(group)
        db.session.flush()
    db.session.add_all(
        RegionPolicy(
            region_id=region.id,
            fuehrungszeugnis_duty=FUEHRUNGSZEUGNIS_DUTY,
            min_german_level=MIN_GERMAN_LEVEL,
        )
        for region in regions
    )
    db.session.commit()


def _counts() -> tuple[int, int, int]:
    return (
        len(db.session.scalars(select(Region.id).where(Region.kind != "platform")).all()),
        len(db.session.scalars(select(Municipality.ags)).all()),
        len(db.session.scalars(select(PostalCode.plz)).all()),
    )


@cache
def borders() -> dict[str, list[Ring]]:
    """Rings (longitude, latitude in degrees) of every municipality, by its key, from the TopoJSON."""
    topology = json.loads((DATA / "hessen.topo.json").read_text(encoding="utf-8"))
    arcs = [_decoded(arc, topology.get("transform")) for arc in topology["arcs"]]
    layer = topology["objects"]["_hessen_full"]
    return {str(shape["id"]): list(_rings(shape, arcs)) for shape in layer["geometries"]}


def _decoded(arc: list[list[float]], transform: dict[str, Any] | None) -> Ring:
    if transform is None:
        return [(x, y) for x, y in arc]
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    x = y = 0.0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + shift_x, y * scale_y + shift_y))
    return points


def _rings(shape: dict[str, Any], arcs: list[Ring]) -> Iterator[Ring]:
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    for polygon in polygons:
        for indices in polygon:
            ring: Ring = []
            for index in indices:
                arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                ring.extend(arc[1:] if ring else arc)
            yield ring
