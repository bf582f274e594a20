"""Pages for the steps of a help request: consent, asking volunteers, closing, opening again."""

import uuid

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen.errors import Invalid
from lotsen.forms import Form
from lotsen.help_requests import service
from lotsen.help_requests.forms import CloseForm, ConsentForm
from lotsen.help_requests.routes import pages, shown_page
from lotsen.proposals import service as proposals


@pages.post("/<uuid:request_id>/einwilligung")
def consent(request_id: uuid.UUID) -> Answer:
    """Note the consent of a draft; from then on somebody is looked for."""
    form = ConsentForm()
    form.consent_given.data = True
    given = form.consent()
    if form.validate_on_submit() and given:
        try:
            service.give_consent(request_id, given)
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            flash(_("Die Einwilligung ist eingetragen. Jetzt können Sie jemanden auswählen."), "success")
            return redirect(url_for("help_requests.page", request_id=request_id))
    return shown_page(request_id, consent_form=form), 422


@pages.post("/<uuid:request_id>/fragen")
def propose(request_id: uuid.UUID) -> Answer:
    """Ask the chosen volunteers, one after the other, in the order of the list."""
    form = Form()
    if form.validate_on_submit():
        try:
            bending = frozenset(request.form.getlist("bend"))
            because = request.form.get("because", "")
            planned = proposals.propose(request_id, _chosen(), by=current_user.id, bending=bending, because=because)
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            flash(_told_after_asking(len(planned)), "success")
            return redirect(url_for("help_requests.page", request_id=request_id))
    return shown_page(request_id, propose_form=form), 422


@pages.post("/<uuid:request_id>/schliessen")
def close(request_id: uuid.UUID) -> Answer:
    """End the search with a reason."""
    form = CloseForm()
    if form.passes(lambda: service.close(request_id, reason=form.reason.data)):
        flash(_("Die Anfrage ist geschlossen. Wer gefragt war, bekommt Bescheid."), "success")
        return redirect(url_for("help_requests.page", request_id=request_id))
    return shown_page(request_id, close_form=form), 422


@pages.post("/<uuid:request_id>/oeffnen")
def reopen(request_id: uuid.UUID) -> Response:
    """Look for somebody again."""
    service.reopen(request_id)
    flash(_("Die Anfrage ist wieder offen."), "success")
    return redirect(url_for("help_requests.page", request_id=request_id))


def _chosen() -> list[uuid.UUID]:
    found = []
    for value in request.form.getlist("volunteers"):
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            raise Invalid(_("Bitte wählen Sie aus der Liste."), "volunteers") from None
    return list(dict.fromkeys(found))


def _told_after_asking(count: int) -> str:
    return str(
        ngettext(
            "Eine Person ist vorgemerkt und wird gefragt.",
            "%(num)s Personen sind vorgemerkt. Sie werden der Reihe nach gefragt.",
            count,
        )
    )
