"""Pages of the regions: the live answer to a typed postal code, and the rules, weights and thresholds of a region."""

import uuid
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen import clock, date_words, scope
from lotsen.database import hold
from lotsen.errors import Invalid
from lotsen.gaps import trial
from lotsen.matching_runs.lessons import lessons
from lotsen.matching_runs.service import effect_of_weights
from lotsen.regions import service
from lotsen.regions import thresholds as gap_thresholds
from lotsen.regions import weights as matching_weights
from lotsen.regions.forms import CRITERIA, PolicyForm, ThresholdsForm, WeightsForm
from lotsen.regions.models import RegionPolicy
from lotsen.ties.directory import sees_people

pages = Blueprint("regions", __name__, url_prefix="/regionen")


@pages.get("/plz")
def postal_code() -> str:
    """A fragment that names the municipality of a postal code, or asks which of two."""
    plz = request.args.get("plz", "").strip()
    return render_template("regions/postal_code.html", plz=plz, places=service.municipalities_of(plz))


@pages.route("/regeln", methods=["GET", "POST"])
def policy() -> Answer:
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
    return render_template("regions/policy.html", form=form, region=region), form.http_status


@pages.route("/gewichte", methods=["GET", "POST"])
def weights() -> Answer:
    """What counts how much in the matching: try it out, or let it hold from a day on."""
    today = clock.today()
    current = matching_weights.current(today)
    shares = current.shares if current else matching_weights.DEFAULT_SHARES
    waiting = current.waiting_points if current else matching_weights.DEFAULT_WAITING_POINTS
    learnt = lessons() if "gelernt" in request.args else None
    if learnt and learnt.shares:
        shares = learnt.shares
    form = WeightsForm(data=WeightsForm.known(shares, waiting, today + timedelta(days=1)))
    effect = None
    if form.validate_on_submit():
        try:
            if "try" in request.form:
                effect = effect_of_weights(form.shares(), form.waiting_points.data or 0)
            else:
                _plan(form)
                return redirect(url_for("regions.weights"))
        except Invalid as error:
            form.refuse(error.field, error)
    status = form.http_status
    page = render_template(
        "regions/weights.html", form=form, fields=CRITERIA,
        tried="try" in request.form and status == 200, effect=effect,
        lessons=learnt, versions=matching_weights.versions()[::-1], current=current, today=today,
        defaults=matching_weights.DEFAULT_SHARES, default_waiting=matching_weights.DEFAULT_WAITING_POINTS,
    )  # fmt: skip
    return page, status


@pages.post("/gewichte/<uuid:weights_id>/zuruecknehmen")
def take_back_weights(weights_id: uuid.UUID) -> Response:
    """Do without weights that have not begun."""
    matching_weights.take_back(weights_id)
    flash(_("Zurückgenommen. Es bleibt bei den Gewichten davor."), "success")
    return redirect(url_for("regions.weights"))


@pages.route("/luecken", methods=["GET", "POST"])
def thresholds() -> Answer:
    """From when on something is a gap: try it out, or let it hold from a day on."""
    today = clock.today()
    now = gap_thresholds.current(today)
    form = ThresholdsForm(data={**gap_thresholds.numbers_of(now), "valid_from": today + timedelta(days=1)})
    effect = None
    if form.validate_on_submit():
        try:
            if "try" in request.form:
                effect = trial.effect(form.numbers(), current_user.role)
            else:
                _plan_thresholds(form)
                return redirect(url_for("regions.thresholds"))
        except Invalid as error:
            form.refuse(error.field, error)
    status = form.http_status
    page = render_template(
        "regions/thresholds.html", form=form, effect=effect, rules=trial.rules(gap_thresholds.of_day(today)),
        periods=gap_thresholds.periods(), current=now, today=today, sees_people=sees_people(current_user.role),
    )  # fmt: skip
    return page, status


@pages.post("/luecken/<uuid:thresholds_id>/zuruecknehmen")
def take_back_thresholds(thresholds_id: uuid.UUID) -> Response:
    """Do without thresholds that have not begun."""
    gap_thresholds.take_back(thresholds_id)
    flash(_("Zurückgenommen. Es bleibt bei den Zahlen davor."), "success")
    return redirect(url_for("regions.thresholds"))


def _plan_thresholds(form: ThresholdsForm) -> None:
    assert form.valid_from.data is not None  # the form requires it
    row = gap_thresholds.plan(
        form.row_key(), valid_from=form.valid_from.data, numbers=form.numbers(), by=current_user.id
    )
    day = date_words.day(row.valid_from)
    flash(_("Gespeichert. Ab dem %(day)s zählen die Lücken mit diesen Zahlen.", day=day), "success")


def _plan(form: WeightsForm) -> None:
    assert form.valid_from.data is not None  # the form requires it
    row = matching_weights.plan(
        form.row_key(), valid_from=form.valid_from.data, shares=form.shares(),
        waiting_points=form.waiting_points.data or 0, by=current_user.id,
    )  # fmt: skip
    day = date_words.day(row.valid_from)
    flash(_("Gespeichert. Die Gewichte gelten ab dem %(day)s; was vorher war, behält seine.", day=day), "success")
