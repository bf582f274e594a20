"""Pages of the regions: the live answer to a typed postal code."""

from flask import Blueprint, render_template, request

from lotsen.regions import service

pages = Blueprint("regions", __name__, url_prefix="/regionen")


@pages.get("/plz")
def postal_code() -> str:
    """A fragment that names the municipality of a postal code, or asks which of two."""
    plz = request.args.get("plz", "").strip()
    return render_template("regions/postal_code.html", plz=plz, places=service.municipalities_of(plz))
