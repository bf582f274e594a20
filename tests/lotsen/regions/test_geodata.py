"""The geodata of Hessen: 33 regions, 421 municipalities, 559 postal pairs."""

from sqlalchemy import func, select

from lotsen import scope
from lotsen.extensions import db
from lotsen.regions import geodata, service
from lotsen.regions.models import PostalCode, RegionPolicy


def test_hessen_is_whole(app):
    """21 Landkreise, 6 kreisfreie Städte, 6 Sonderstatusstädte; every region knows its own rules."""
    regions = service.all_regions()
    kinds = [region.kind for region in regions]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "landkreis": 21,
        "kreisfreie_stadt": 6,
        "sonderstatusstadt": 6,
    }
    with scope.everywhere("test"):
        assert db.session.scalar(select(func.count(RegionPolicy.id))) == 33
    assert geodata.load() == (33, 421, 559)


def test_loading_again_changes_nothing(app):
    """A second start finds everything done."""
    assert geodata.load() == geodata.load()


def test_hanau_is_its_own_region_since_2026(app):
    """Hanau left the Main-Kinzig-Kreis; its key is 06415000."""
    assert service.municipality("06415000").region_id == "06415"
    assert "06415000" not in {place.ags for place in service.municipalities_in("06435")}


def test_a_sonderstatusstadt_is_not_part_of_its_landkreis(app):
    """Gießen has a region of its own; the Landkreis Gießen is without it."""
    assert [place.name for place in service.municipalities_in("06531005")] == ["Gießen"]
    assert "06531005" not in {place.ags for place in service.municipalities_in("06531")}


def test_eleven_postal_codes_belong_to_two(app):
    """Those ask which municipality is meant."""
    codes = db.session.scalars(select(PostalCode.plz).group_by(PostalCode.plz).having(func.count() > 1)).all()
    assert len(codes) == 11
    assert all(len(service.municipalities_of(code)) == 2 for code in codes)


def test_borders_close_around_the_centre(app):
    """Every municipality has a border, and most centroids lie inside its box."""
    rings = geodata.borders()
    for place in service.municipalities_in("06440"):
        points = [point for ring in rings[place.ags] for point in ring]
        longitudes, latitudes = [x for x, _ in points], [y for _, y in points]
        assert min(longitudes) < place.lon < max(longitudes)
        assert min(latitudes) < place.lat < max(latitudes)


def test_a_typed_postal_code_names_its_municipality(pages):
    """The live answer: one, two, none; nothing odd breaks it."""
    assert "Büdingen" in pages.get("/regionen/plz?plz=63654").text
    assert pages.get("/regionen/plz?plz=61273").status_code == 200
    for odd in ("", "1", "63654x", "%00", "99999"):
        pages.get(f"/regionen/plz?plz={odd}")
