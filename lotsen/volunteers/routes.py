"""Pages of volunteers: the list, one person, her profile. Steps and papers are in ``step_routes``."""

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen import clock
from lotsen.access import Role
from lotsen.audit import service as audit
from lotsen.database import hold
from lotsen.errors import Invalid
from lotsen.half_days import DAY_LABELS, TIME_LABELS
from lotsen.regions import service as regions
from lotsen.sign_ups.profile import as_answers, of_forms
from lotsen.volunteers import listing as lists
from lotsen.volunteers import overview, search_words, service
from lotsen.volunteers.forms import FilterForm, NewVolunteerForm, PlacesForm, StaffProfileForm
from lotsen.volunteers.models import Volunteer
from lotsen.volunteers.words import STATE_KINDS, STATE_LABELS, list_words, since

pages = Blueprint("volunteers", __name__, url_prefix="/ehrenamtliche")
#: What a search takes along into the address of its list.
KEPT = ("status", "mode", "language", "level", "need", "ags", "within", "waiting", "free", "basics", "certificate",
        "sort")  # fmt: skip


@pages.context_processor
def _labels() -> dict[str, object]:
    return {"day_labels": DAY_LABELS, "time_labels": TIME_LABELS}


@pages.app_template_global()
def volunteer_state(status: str) -> tuple[str, str]:
    """Label and colour of a state, for badges on any page."""
    return str(STATE_LABELS[status]), STATE_KINDS.get(status, "neutral")


@pages.get("/")
def listing() -> str:
    """The list, filtered; the released only for case managers, numbers only for auditors."""
    if current_user.role == Role.AUDITOR:
        return render_template("volunteers/listing.html", counts=overview.counts())
    sees_all = current_user.role == Role.COORDINATOR
    rules, places = regions.policy(), regions.municipalities_in(current_user.region_id)
    form = FilterForm(request.args, places=places)
    word = request.args.get("suche", "")
    form.q.data = search_words.read(word) if word else ""
    found = lists.find(_asked(form, sees_all), rules, places, page=_page_number())
    audit.saw("volunteers.list", "volunteer", count=len(found.items))
    return render_template(
        "volunteers/listing.html", filter=form, found=found, sees_all=sees_all, today=clock.today(),
        words=list_words(str(get_locale())), since=_since(found.items), is_search_over=form.q.data is None,
    )  # fmt: skip


@pages.post("/suche")
def search() -> Response:
    """Filter the list; what was searched for goes sealed into the address, the filters as they are."""
    chosen: dict[str, Any] = {name: request.form[name] for name in KEPT if request.form.get(name)}
    if word := search_words.seal(request.form.get("q", "")):
        chosen["suche"] = word
    return redirect(url_for("volunteers.listing", **chosen), 303)


def _since(lines: list[lists.Line]) -> dict[date, str]:
    """Each day of the list in words, once."""
    language = str(get_locale())
    return {day: since(day, language) for day in {line.status_since.date() for line in lines}}


def _page_number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), 10_000)


def _asked(form: FilterForm, sees_all: bool) -> lists.Filter:
    sort = request.args.get("sort", "name")
    return lists.Filter(
        text=form.value("q")[:80],
        status=form.value("status"),
        mode=form.value("mode"),
        language=form.value("language"),
        level=int(form.value("level") or 0),
        need=form.value("need"),
        ags=form.value("ags"),
        within_km=int(form.value("within") or 0),
        is_free=form.free.data,
        basics_missing=form.basics.data,
        certificate_due=form.certificate.data and sees_all,
        waiting_days=int(form.value("waiting") or 0),
        sort=sort if sort.lstrip("-") in lists.SORTS else "name",
        sees_all=sees_all,
    )


@pages.get("/<uuid:volunteer_id>")
def page(volunteer_id: uuid.UUID) -> str:
    """One volunteer: everything for coordinators; for case managers no contact, no papers, no notes."""
    if current_user.role != Role.COORDINATOR:
        person = service.get_released(volunteer_id)
        audit.saw("volunteers.page", person)
        return render_template("volunteers/page.html", person=person, view=overview.of(person), file=None)
    person = service.get(volunteer_id)
    audit.saw("volunteers.page", person)
    file = overview.file_of(person)
    form = PlacesForm(capacity=person.capacity)
    return render_template("volunteers/page.html", person=person, view=overview.of(person), file=file, places_form=form)


@pages.route("/neu", methods=["GET", "POST"])
def new() -> Answer:
    """Enter somebody by hand."""
    form = NewVolunteerForm(groups=service.groups())
    if form.languages.press(request.form):
        return render_template("volunteers/new.html", form=form)
    if form.validate_on_submit():
        try:
            person = service.register(
                of_forms(form, form), mail=form.mail.data, capacity=form.capacity.data or 0,
                organisation_id=form.group, key=form.row_key(),
            )  # fmt: skip
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            flash(_("%(name)s ist eingetragen.", name=service.full_name(person)), "success")
            return redirect(url_for("volunteers.page", volunteer_id=person.id))
    return render_template("volunteers/new.html", form=form), form.http_status


@pages.route("/<uuid:volunteer_id>/bearbeiten", methods=["GET", "POST"])
def edit(volunteer_id: uuid.UUID) -> Answer:
    """Change the profile."""
    if request.method == "POST":
        hold(Volunteer, volunteer_id)
    person = service.get(volunteer_id)
    known = {**as_answers(person), "mail": person.mail, "organisation": str(person.organisation_id or "")}
    groups = service.groups(also=person.organisation_id)
    form = StaffProfileForm(data=known, groups=groups)
    stored = StaffProfileForm(formdata=None, data=known, groups=groups)
    form.show_state(stored)
    if form.languages.press(request.form):
        return render_template("volunteers/edit.html", form=form, person=person)
    if form.validate_on_submit() and form.is_fresh(stored):
        try:
            service.edit(volunteer_id, of_forms(form, form), mail=form.mail.data, organisation_id=form.group)
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            flash(_("Das Profil ist gespeichert."), "success")
            return redirect(url_for("volunteers.page", volunteer_id=volunteer_id))
    if request.method == "GET" or form.changed_meanwhile:
        audit.saw("volunteers.edit", person)
    return render_template("volunteers/edit.html", form=form, person=person), form.http_status


@pages.post("/<uuid:volunteer_id>/plaetze")
def set_places(volunteer_id: uuid.UUID) -> Answer:
    """Set how many tandems at a time."""
    form = PlacesForm()
    if not form.validate():
        flash(_("Bitte geben Sie eine Zahl von 0 bis 20 ein."), "warning")
    else:
        service.set_places(volunteer_id, capacity=form.capacity.data or 0)
        flash(_("Die Zahl der Plätze ist gespeichert."), "success")
    return redirect(url_for("volunteers.page", volunteer_id=volunteer_id))
