"""Pages of scenarios: keep one, the list, one by its link, several side by side."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen.access import may
from lotsen.audit import service as audit
from lotsen.errors import NotFound
from lotsen.scenarios import service
from lotsen.scenarios.forms import KeepForm
from lotsen.ties import directory, what_if

pages = Blueprint("scenarios", __name__, url_prefix="/netzwerk/szenarien")


@pages.context_processor
def _reading() -> dict[str, object]:
    """What every page of the network asks about its reader, and what a scenario may be done to."""
    return {
        "sees_people": directory.sees_people,
        "may_remove": lambda kept: (
            may(current_user.role, "scenarios.remove")
            and service.may_remove(kept.made_by, role=current_user.role, by=current_user.id)
        ),
    }


@pages.get("")
def listing() -> str:
    """The scenarios of the region, to open one or to compare several."""
    found = service.readable(current_user.role)
    return render_template("scenarios/listing.html", scenarios=found, most=service.MOST_AT_ONCE)


@pages.route("/neu", methods=["GET", "POST"])
def new() -> Answer:
    """Keep a question under a name; who leaves stands in the address or beside the name."""
    question = what_if.Question.of(request.values.getlist("weg"), request.values.getlist("verbindung"))
    known = what_if.asked(question, current_user.role).question
    if known.is_empty and not question.is_empty:
        raise NotFound
    form = KeepForm()
    made: list[uuid.UUID] = []
    if form.passes(lambda: made.append(_keep(form, known))):
        flash(_("Gespeichert. Den Link dieser Seite können Sie weitergeben."), "success")
        return redirect(url_for("scenarios.page", scenario_id=made[0]))
    who = [what_if.named(keys, current_user.role) for keys in [*((key,) for key in known.people), *known.ties]]
    page = render_template("scenarios/new.html", form=form, question=known, who=who)
    return page, 422 if form.is_submitted() else 200


def _keep(form: KeepForm, question: what_if.Question) -> uuid.UUID:
    return service.keep(
        form.row_key(), name=form.name.data or "", question=question, role=current_user.role, by=current_user.id
    ).id


@pages.get("/vergleich")
def compare() -> str:
    """Several scenarios side by side, each against today."""
    chosen = service.several(_keys(), current_user.role)
    outcomes = [what_if.answer(one.question, current_user.role) for one in chosen]
    return render_template(
        "scenarios/compare.html", chosen=list(zip(chosen, outcomes, strict=True)), most=service.MOST_AT_ONCE
    )


def _keys() -> list[uuid.UUID]:
    try:
        return [uuid.UUID(key) for key in request.args.getlist("szenario")]
    except ValueError as error:
        raise NotFound from error


@pages.get("/<uuid:scenario_id>")
def page(scenario_id: uuid.UUID) -> str:
    """One scenario: what breaks, and what of it has vanished meanwhile."""
    kept = service.get(scenario_id, current_user.role)
    audit.saw("scenarios.view", "scenario", kept.id)
    outcome = None if kept.question.is_empty else what_if.answer(kept.question, current_user.role)
    return render_template("scenarios/page.html", kept=kept, outcome=outcome, other=None)


@pages.post("/<uuid:scenario_id>/loeschen")
def remove(scenario_id: uuid.UUID) -> Response:
    """Do without a scenario."""
    service.remove(scenario_id, role=current_user.role, by=current_user.id)
    flash(_("Das Szenario ist gelöscht."), "success")
    return redirect(url_for("scenarios.listing"))
