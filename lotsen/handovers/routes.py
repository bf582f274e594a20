"""Pages of standing in and handing over: colleagues, newcomers, tandems."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen import clock
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.errors import Invalid, NotAllowed
from lotsen.forms import choices
from lotsen.handovers import cases, deputies, tandems
from lotsen.handovers.forms import AskForm, DeputyForm, PeopleForm
from lotsen.newcomers import protection
from lotsen.proposals.service import NOT_YOURS
from lotsen.tandems.held import find_own, find_tandem
from lotsen.tandems.models import Tandem

pages = Blueprint("handovers", __name__, url_prefix="/uebergaben")


@pages.route("/", methods=["GET", "POST"])
def listing() -> Answer:
    """Who stands in for whom, a new deputy, and tandems that wait for a decision."""
    form = _deputy_form()
    if form.validate_on_submit():
        assert form.from_on.data is not None
        assert form.until_on.data is not None
        try:
            deputies.appoint(
                uuid.UUID(form.absent.data), uuid.UUID(form.deputy.data), from_on=form.from_on.data,
                until_on=form.until_on.data, includes_protected=bool(form.includes_protected.data), by=current_user.id,
            )  # fmt: skip
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            flash(_("Die Vertretung ist eingetragen. Sie beginnt und endet von selbst."), "success")
            return redirect(url_for("handovers.listing"))
    is_wide = current_user.role != "case_manager"
    text = render_template(
        "handovers/listing.html", form=form, names=_names(), today=clock.today(),
        rows=deputies.coming(None if is_wide else current_user.id),
        waiting=tandems.open_ones(current_user.id),
    )  # fmt: skip
    return text, form.http_status


@pages.post("/vertretung/<uuid:staff_deputy_id>/beenden")
def end_deputy(staff_deputy_id: uuid.UUID) -> Response:
    """Back sooner than planned."""
    deputies.end_early(staff_deputy_id, by=current_user.id)
    flash(_("Die Vertretung ist beendet."), "success")
    return redirect(url_for("handovers.listing"))


@pages.route("/personen", methods=["GET", "POST"])
def people() -> Answer:
    """Hand newcomers over for good: chosen ones or all."""
    owner = _owner()
    found = cases.people_of(owner, reader=current_user.id)
    form = PeopleForm()
    form.to.choices = choices(_people(deputies.colleagues(but=[owner])))
    sees_names = current_user.role != "region_admin"  # a Regionalverwaltung works with numbers
    form.people.choices = choices(
        (one.id, f"{one.alias} ({one.number})" if sees_names else one.number) for one in found
    )
    if request.form.get("all"):
        form.people.data = [str(one.id) for one in found]
    if form.validate_on_submit():
        try:
            given = cases.hand_over(
                owner, uuid.UUID(form.to.data), newcomer_ids=[uuid.UUID(key) for key in form.people.data or ()],
                with_protected=bool(form.with_protected.data), by=current_user.id,
            )  # fmt: skip
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            told = ngettext("%(num)s Person ist übergeben.", "%(num)s Personen sind übergeben.", len(given))
            flash(told, "success")
            return redirect(url_for("handovers.people", von=owner))
    audit.saw("handovers.people", "newcomer", count=len(found))
    text = render_template(
        "handovers/people.html", form=form, people=found, owner=owner, names=_names(),
        may_choose=current_user.role != "case_manager", owners=deputies.colleagues(),
        has_protected=any(one.is_protected for one in found),
    )  # fmt: skip
    return text, form.http_status


@pages.route("/mein-tandem/<uuid:tandem_id>", methods=["GET", "POST"])
def ask(tandem_id: uuid.UUID) -> Answer:
    """The volunteer asks for somebody to take over, for a while or for good."""
    tandem = find_own(tandem_id, current_user.id)
    form = AskForm()
    if form.validate_on_submit():
        wish = tandems.Wish(form.kind.data, form.from_on.data, form.until_on.data, form.reason.data)
        try:
            tandems.ask(tandem, wish, is_own_wish=True)
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            flash(_("Danke, dass Sie Bescheid sagen. Wir suchen jemanden und melden uns bei Ihnen."), "success")
            return redirect(url_for("tandems.own", tandem_id=tandem.id))
    text = render_template("handovers/ask.html", form=form, tandem=tandem, past=tandems.of_tandem(tandem))
    return text, form.http_status


@pages.post("/mein-tandem/<uuid:tandem_id>/zuruecknehmen")
def withdraw(tandem_id: uuid.UUID) -> Response:
    """The volunteer goes on after all."""
    tandem = find_own(tandem_id, current_user.id)
    tandems.withdraw(tandem)
    flash(_("Schön, dass Sie weitermachen. Ihre Bitte ist zurückgenommen."), "success")
    return redirect(url_for("tandems.own", tandem_id=tandem.id))


@pages.post("/tandem/<uuid:tandem_id>/suchen")
def start(tandem_id: uuid.UUID) -> Response:
    """Staff look for a deputy, because the volunteer is away, or for somebody to take over."""
    tandem = find_tandem(tandem_id)
    absence = tandems.absence_of(tandem)
    wish = tandems.Wish("vertretung", absence.from_on, absence.until_on) if absence else tandems.Wish("dauerhaft")
    row = tandems.ask(tandem, wish, is_own_wish=False)
    return redirect(url_for("handovers.decide", tandem_handover_id=row.id))


@pages.route("/tandem-uebergabe/<uuid:tandem_handover_id>", methods=["GET", "POST"])
def decide(tandem_handover_id: uuid.UUID) -> Answer:
    """Staff choose who takes over, or leave it as it is."""
    row = tandems.find_handover(tandem_handover_id)
    if not protection.may_see_place(row.tandem.help_request.newcomer):
        raise NotAllowed(NOT_YOURS)
    fault = ""
    if request.method == "POST":
        try:
            return _decided(tandem_handover_id)
        except Invalid as error:
            fault = str(error)
    audit.saw("handovers.view", row)
    text = render_template(
        "handovers/decide.html", row=row, tandem=row.tandem, fault=fault,
        ranking=tandems.suiting(row) if row.status == "offen" else None,
    )  # fmt: skip
    return (text, 422) if fault else text


@pages.post("/tandem-uebergabe/<uuid:tandem_handover_id>/ablehnen")
def refuse(tandem_handover_id: uuid.UUID) -> Response:
    """Nobody takes over: it stays as it is."""
    row = tandems.refuse(tandem_handover_id, by=current_user.id)
    flash(_("Es bleibt, wie es ist. Bitte sagen Sie es beiden."), "success")
    return redirect(url_for("tandems.page", tandem_id=row.tandem_id))


def _decided(handover_id: uuid.UUID) -> Response:
    try:
        chosen = uuid.UUID(request.form.get("volunteer", ""))
    except ValueError:
        raise Invalid(_("Bitte wählen Sie eine Person."), "volunteer") from None
    row = tandems.decide(handover_id, chosen, by=current_user.id)
    told = (
        _("Die Vertretung ist eingetragen. Sie bekommt Bescheid.")
        if row.kind == "vertretung"
        else _("Das bisherige Tandem ist beendet, und die neue Person ist gefragt.")
    )
    flash(told, "success")
    return redirect(url_for("tandems.page", tandem_id=row.tandem_id))


def _owner() -> uuid.UUID:
    """Whose people: one's own, or those of the colleague in the address, for coordination."""
    mine: uuid.UUID = current_user.id
    try:
        owner = uuid.UUID(request.args.get("von", ""))
    except ValueError:
        return mine
    if owner not in _names():
        return mine
    if not cases.may_hand_over(owner, by=current_user.id):
        raise NotAllowed(_("Andere Personen übergibt nur die Koordination."))
    return owner


def _deputy_form() -> DeputyForm:
    form = DeputyForm()
    everybody = deputies.colleagues()
    mine = [one for one in everybody if one.id == current_user.id]
    form.absent.choices = choices(_people(mine if current_user.role == "case_manager" else everybody))
    form.deputy.choices = choices(_people(everybody), _("Bitte wählen"))
    if request.method == "GET":
        form.absent.data = str(current_user.id)
    return form


def _people(accounts: list[Account]) -> list[tuple[uuid.UUID, str]]:
    return [(one.id, one.display_name) for one in accounts]


def _names() -> dict[uuid.UUID, str]:
    return {one.id: one.display_name for one in deputies.colleagues()}


@pages.record_once
def _teach(state: BlueprintSetupState) -> None:
    """Pages of tandems may say who is away and what was asked for."""

    def handover_of(tandem: Tandem) -> dict[str, Any]:
        return {"absence": tandems.absence_of(tandem), "asked": tandems.of_tandem(tandem)}

    state.app.jinja_env.globals["handover_of"] = handover_of
