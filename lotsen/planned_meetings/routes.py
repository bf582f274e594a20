"""Pages of planned meetings: the volunteer plans for her tandem, staff for those of the region.

The pages behind links of mails are in ``step_routes``.
"""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen.access import Role
from lotsen.audit import service as audit
from lotsen.errors import Conflict, NotAllowed
from lotsen.newcomers import protection
from lotsen.planned_meetings import answers, service
from lotsen.planned_meetings.forms import EditForm, FellOutForm, PlanForm, known
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.tandems import held
from lotsen.tandems.models import Tandem

pages = Blueprint("planned_meetings", __name__, url_prefix="/treffen")


@pages.route("/neu/<uuid:tandem_id>", methods=["GET", "POST"])
def plan(tandem_id: uuid.UUID) -> Answer:
    """Plan a meeting or an Einsatz; a day that is taken is warned of, and taken all the same after one more press."""
    tandem = held.find_own(tandem_id, current_user.id) if _is_hers() else held.find_tandem(tandem_id)
    form = PlanForm()
    if form.passes(lambda: service.plan(tandem.id, form.wish(), by=_by(), key=form.row_key())):
        return _back(tandem_id, _("Der Termin ist geplant. Beide Seiten bekommen ihn in ihren Kalender."))
    audit.saw("tandems.view", tandem)
    page = render_template("planned_meetings/plan.html", form=form, **_around(tandem))
    return page, form.http_status


@pages.route("/<uuid:planned_meeting_id>/aendern", methods=["GET", "POST"])
def edit(planned_meeting_id: uuid.UUID) -> Answer:
    """Another time or place."""
    one = _load(planned_meeting_id)
    if request.method == "POST":
        one = service.hold_planned(planned_meeting_id)
    if not _may_see_place(one.tandem):
        raise NotAllowed(_("Diesen Termin ändert wegen der Auskunftssperre nur die zuständige Person."))
    form, stored = EditForm(data=known(one)), EditForm(None, data=known(one))
    form.show_state(stored)
    if form.saves(lambda: service.move(one.id, form.wish(), by=_by()), stored):
        return _back(one.tandem_id, _("Der Termin ist geändert."))
    audit.saw("tandems.view", one.tandem)
    return render_template("planned_meetings/edit.html", form=form, one=one, **_around(one.tandem)), form.http_status


@pages.post("/<uuid:planned_meeting_id>/absagen")
def call_off(planned_meeting_id: uuid.UUID) -> Answer:
    """It does not take place."""
    one = service.call_off(_load(planned_meeting_id).id)
    return _back(one.tandem_id, _("Der Termin ist abgesagt. Beide Seiten bekommen Bescheid."))


@pages.post("/<uuid:planned_meeting_id>/stattgefunden")
def held_as_planned(planned_meeting_id: uuid.UUID) -> Answer:
    """It took place: it counts as a meeting."""
    one = service.note_held(_load(planned_meeting_id).id, by=_by())
    return _back(one.tandem_id, _("Danke! Das Treffen ist eingetragen."))


@pages.post("/<uuid:planned_meeting_id>/ausgefallen")
def fell_out(planned_meeting_id: uuid.UUID) -> Answer:
    """It did not take place; staff may say who did not come."""
    form = FellOutForm()
    side = None if _is_hers() or not form.validate() else form.side()
    one = service.note_fell_out(_load(planned_meeting_id).id, by=_by(), missed_by=side)
    return _back(one.tandem_id, _("Eingetragen: Das Treffen fiel aus. Planen Sie gern ein neues."))


@pages.post("/<uuid:planned_meeting_id>/passt")
def confirm(planned_meeting_id: uuid.UUID) -> Response:
    """The volunteer says on her page that a moved date suits her, or staff write down that she said so."""
    one = _load(planned_meeting_id)
    if not is_about_now(one):
        raise Conflict(_("Der Termin ist inzwischen noch einmal verschoben. Bitte laden Sie die Seite neu."))
    one = answers.confirm(one.id)
    return _back(one.tandem_id, _("Danke, der Termin steht.") if _is_hers() else _("Eingetragen: Der Termin steht."))


@pages.post("/<uuid:planned_meeting_id>/passt-nicht")
def decline(planned_meeting_id: uuid.UUID) -> Response:
    """The volunteer says on her page that a moved date does not suit her."""
    one = answers.decline(service.find_own(planned_meeting_id, current_user.id).id, side="volunteer")
    return _back(one.tandem_id, _("Danke für Ihre Antwort! Unser Team kümmert sich darum."))


def is_about_now(one: PlannedMeeting) -> bool:
    """Whether an answer is to the time that is planned, and not to one that its page showed before."""
    now = one.begins_at.isoformat()
    return request.form.get("shown", now) == now


def _load(planned_meeting_id: uuid.UUID) -> PlannedMeeting:
    if _is_hers():
        return service.find_own(planned_meeting_id, current_user.id)
    return service.find_planned(planned_meeting_id)


def _is_hers() -> bool:
    return bool(current_user.role == Role.VOLUNTEER)


def _by() -> str:
    return "volunteer" if _is_hers() else "staff"


def _may_see_place(tandem: Tandem) -> bool:
    return _is_hers() or protection.may_see_place(tandem.help_request.newcomer)


def _around(tandem: Tandem) -> dict[str, object]:
    return {"tandem": tandem, "is_hers": _is_hers(), "back": _address(tandem.id), "row": tandem.help_request}


def _address(tandem_id: uuid.UUID) -> str:
    return url_for("tandems.own" if _is_hers() else "tandems.page", tandem_id=tandem_id)


def _back(tandem_id: uuid.UUID, told: str) -> Response:
    flash(told, "success")
    return redirect(_address(tandem_id) + "#geplant")
