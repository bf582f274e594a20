"""Pages of newcomers: for the people who answer for them."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen.audit import service as audit
from lotsen.consents import service as consents
from lotsen.database import hold
from lotsen.errors import NotAllowed
from lotsen.help_requests import next_steps
from lotsen.help_requests.service import case_manager_of
from lotsen.newcomers import protection, service
from lotsen.newcomers.filters import NewcomerFilter
from lotsen.newcomers.forms import PersonForm
from lotsen.newcomers.models import Newcomer

pages = Blueprint("newcomers", __name__, url_prefix="/zugewanderte")


@pages.get("/")
def listing() -> str:
    """Newcomers: one's own or all of the region."""
    form = NewcomerFilter(request.args)
    found = service.listing(
        account_id=current_user.id,
        own=form.whose.is_own,
        ags=form.ags.data or "",
        is_open=form.is_open.data or "",
        sort=request.args.get("sort", ""),
        page=request.args.get("page", 1, type=int),
    )
    audit.saw("newcomers.list", "newcomer", count=len(found.items))
    return render_template(
        "newcomers/listing.html", form=form, found=found, open_counts=service.open_counts(found.items)
    )  # fmt: skip


@pages.get("/<uuid:newcomer_id>")
def page(newcomer_id: uuid.UUID) -> str:
    """One newcomer, without the contact."""
    audit.saw("newcomers.view", "newcomer", newcomer_id)
    return _person_page(newcomer_id)


@pages.post("/<uuid:newcomer_id>/kontakt")
def reveal_contact(newcomer_id: uuid.UUID) -> str:
    """Show the contact once, to the responsible one."""
    service.reveal_contact(newcomer_id, by=current_user.id)
    return _person_page(newcomer_id, shows_contact=True)


@pages.route("/<uuid:newcomer_id>/aendern", methods=["GET", "POST"])
def edit(newcomer_id: uuid.UUID) -> Answer:
    """Change what is known of a newcomer."""
    if request.method == "POST":
        hold(Newcomer, newcomer_id)
    person = service.find_newcomer(newcomer_id)
    if not protection.may_see_place(person):
        raise NotAllowed(_("Diese Angaben ändert nur die zuständige Person."))
    form, stored = PersonForm(), PersonForm(formdata=None)
    if not protection.is_responsible(person):
        for name in ("contact", "contact_hint", "is_protected"):
            delattr(form, name)
            delattr(stored, name)
    stored.show_person(person)
    form.show_state(stored)
    if form.languages.press(request.form):
        return render_template("newcomers/edit.html", form=form, person=person)
    if form.validate_on_submit() and form.is_fresh(stored):
        service.edit(newcomer_id, form.person(), by=current_user.id)
        flash(_("Die Angaben sind geändert."), "success")
        return redirect(url_for("newcomers.page", newcomer_id=newcomer_id))
    if request.method == "GET":
        form.show_person(person)
    if request.method == "GET" or form.changed_meanwhile:
        shows_contact = "contact" in form and person.contact is not None
        audit.saw("newcomers.reveal_contact" if shows_contact else "newcomers.view", person)
    return render_template("newcomers/edit.html", form=form, person=person), form.http_status


@pages.post("/<uuid:newcomer_id>/widerruf")
def withdraw_consent(newcomer_id: uuid.UUID) -> Response:
    """The newcomer takes the consent back."""
    service.withdraw_consent(newcomer_id)
    flash(_("Der Widerruf ist eingetragen. Es wird niemand mehr gesucht."), "success")
    return redirect(url_for("newcomers.page", newcomer_id=newcomer_id))


def _person_page(newcomer_id: uuid.UUID, *, shows_contact: bool = False) -> str:
    person = service.find_newcomer(newcomer_id)
    requests = service.requests_of(newcomer_id)
    return render_template(
        "newcomers/page.html",
        person=person,
        requests=requests,
        steps=next_steps.next_steps(requests),
        consent=consents.running(person).get("matching"),
        case_manager=case_manager_of(person),
        may_see_place=protection.may_see_place(person),
        is_responsible=protection.is_responsible(person),
        shows_contact=shows_contact,
    )
