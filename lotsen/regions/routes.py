"""Pages of the regions: the live answer to a typed postal code, and the rules that a region sets for itself."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lotsen import scope
from lotsen.database import hold
from lotsen.regions import service
from lotsen.regions.forms import PolicyForm
from lotsen.regions.models import RegionPolicy

pages = Blueprint("regions", __name__, url_prefix="/regionen")


@pages.get("/plz")
def postal_code() -> str:
    """A fragment that names the municipality of a postal code, or asks which of two."""
    plz = request.args.get("plz", "").strip()
    return render_template("regions/postal_code.html", plz=plz, places=service.municipalities_of(plz))


@pages.route("/regeln", methods=["GET", "POST"])
def policy() -> ResponseReturnValue:
    """Change the rules of the region."""
    if request.method == "POST":
        hold(RegionPolicy, service.policy().id)
    known = PolicyForm.known(service.policy())
    form, stored = PolicyForm(data=known), PolicyForm(None, data=known)
    form.show_state(stored)
    if form.validate_on_submit() and form.is_fresh(stored):
        changed = service.change_policy(form.rules())
        flash(_("Die Regeln sind gespeichert und gelten ab sofort.") if changed else _("Es war nichts zu ändern."))
        return redirect(url_for("regions.policy"))
    region = service.region(scope.region_id())
    return render_template("regions/policy.html", form=form, region=region), form.status
