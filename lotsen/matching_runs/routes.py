"""Pages of the matching desk: solve, look, fix and rule out, compare, and ask by one click."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen.audit import service as audit
from lotsen.errors import Conflict, Invalid, NotFound
from lotsen.matching_runs import desk as desk_page
from lotsen.matching_runs import long_runs, publishing, service
from lotsen.matching_runs import recruiting as recruiting_profiles
from lotsen.matching_runs.models import BALANCED

pages = Blueprint("matching_runs", __name__, url_prefix="/abgleich")

SCALE_LABELS = {
    0: _l("nur die Passung zählt"),
    25: _l("eher die Passung"),
    50: _l("ausgewogen"),
    75: _l("eher mehr Menschen"),
    100: _l("möglichst vielen helfen"),
}
STATE_LABELS = {
    "rechnet": (_l("rechnet"), "info"),
    "entwurf": (_l("Vorschau"), "neutral"),
    "veroeffentlicht": (_l("gefragt"), "success"),
    "abgebrochen": (_l("abgebrochen"), "neutral"),
    "gescheitert": (_l("gescheitert"), "danger"),
}


@pages.get("")
def desk() -> str:
    """All earlier runs, and the way to a new one."""
    return render_template("matching_runs/desk.html", runs=service.newest(), scale=BALANCED)


@pages.get("/gewinnen")
def recruiting() -> str:
    """Whom to look for: the profiles that would help most, with a text to copy."""
    return render_template("matching_runs/recruiting.html", wanted=recruiting_profiles.wanted())


@pages.post("/rechnen")
def solve() -> Response:
    """A new preview; nobody is asked."""
    run = service.solve(by=current_user.id, scale=_scale())
    return redirect(url_for("matching_runs.page", run_id=run.id))


@pages.get("/<uuid:run_id>")
def page(run_id: uuid.UUID) -> str:
    """One run: pairs with their reasons, who stays without anybody, and what other choices would give."""
    return _page(run_id)


@pages.post("/<uuid:run_id>/wahl")
def choose(run_id: uuid.UUID) -> Response:
    """Fix a pair, rule it out or leave it free, and solve again at the same place of the scale."""
    run = service.get(run_id)
    scale = run.scale
    service.choose(_key("request"), _key("volunteer"), kind=request.form.get("kind", ""), by=current_user.id)
    fresh = service.solve(by=current_user.id, scale=scale)
    return redirect(url_for("matching_runs.page", run_id=fresh.id, vorher=run_id, _anchor="paare"))


@pages.get("/vergleich")
def compare() -> str:
    """Two runs beside each other."""
    first, second = service.get(_key("a")), service.get(_key("b"))
    audit.saw("matching_runs.view", "matching_run", second.id)
    return render_template("matching_runs/compare.html", shown=desk_page.compare(first, second))


@pages.post("/<uuid:run_id>/fragen")
def publish(run_id: uuid.UUID) -> Answer:
    """Ask the people of the chosen lines."""
    try:
        asked, overtaken = publishing.publish(run_id, _keys("lines"), by=current_user.id)
    except Invalid as error:
        return _page(run_id, fault=error.sentence), 422
    told = ngettext("Eine Person wird gefragt.", "%(num)s Personen werden gefragt.", asked) if asked else ""
    if overtaken:
        told += " " + ngettext(
            "Eine Zeile galt nicht mehr; sie ist unten gekennzeichnet.",
            "%(num)s Zeilen galten nicht mehr; sie sind unten gekennzeichnet.",
            overtaken,
        )
    flash(told.strip(), "warning" if overtaken else "success")
    return redirect(url_for("matching_runs.page", run_id=run_id))


@pages.post("/<uuid:run_id>/abbrechen")
def call_off(run_id: uuid.UUID) -> Response:
    """Do without a run that is still being computed."""
    try:
        service.call_off(run_id)
    except Conflict as error:  # it was quicker than the click; here is what it found
        flash(str(error.sentence), "info")
        return redirect(url_for("matching_runs.page", run_id=run_id))
    flash(_("Die Rechnung ist abgebrochen. Es ist niemand gefragt worden."), "success")
    return redirect(url_for("matching_runs.desk"))


@pages.context_processor
def _words() -> dict[str, object]:
    return {
        "scale_labels": SCALE_LABELS,
        "run_states": STATE_LABELS,
        "most_tries": long_runs.TRIES,
    }


def _page(run_id: uuid.UUID, fault: object = None) -> str:
    shown = desk_page.page_of(service.get(run_id))
    if shown.run.status != "rechnet":  # which shows nobody, and looks again every second
        audit.saw("matching_runs.view", "matching_run", run_id, count=len(shown.pairs))
    before = service.get(_key("vorher")) if "vorher" in request.args and shown.run.status == "entwurf" else None
    return render_template(
        "matching_runs/page.html", shown=shown, run=shown.run, runs=service.newest(), scale=shown.run.scale,
        fault=fault, change=desk_page.compare(before, shown.run) if before else None,
    )  # fmt: skip


def _scale() -> int:
    try:
        return int(request.form.get("scale", ""))
    except ValueError:
        raise Invalid(_("Bitte wählen Sie eine der fünf Stufen."), "scale") from None


def _key(name: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.values.get(name, ""))
    except ValueError:
        raise NotFound from None


def _keys(name: str) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(value) for value in request.form.getlist(name)]
    except ValueError:
        raise Invalid(_("Bitte wählen Sie aus der Liste."), name) from None
