"""Pages of organisations: the directory, one of them, its staff."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user

from lotsen.access import STAFF, may
from lotsen.audit import service as audit
from lotsen.database import hold
from lotsen.errors import Invalid
from lotsen.languages import LANGUAGES_BY_CODE
from lotsen.organisations import closing, service, staff
from lotsen.organisations.forms import CloseForm, FilterForm, NewStaffMemberForm, OrganisationForm, StaffMemberForm
from lotsen.organisations.kinds import STAFF_JOBS, kind_label
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.regions import service as regions
from lotsen.regions.models import Municipality
from lotsen.sign_ups.answers import TARGET_GROUPS

pages = Blueprint("organisations", __name__, url_prefix="/stellen")


def _places() -> list[Municipality]:
    return regions.municipalities_in(current_user.region_id)


@pages.app_template_global()
def organisation_kind(kind: str) -> str:
    """A kind of organisation in words, for any page."""
    return kind_label(kind)


@pages.get("/")
def listing() -> str:
    """The directory, filtered."""
    form = FilterForm(request.args, places=_places())
    sort = request.args.get("sort", "name")
    asked = service.Filter(
        text=form.value("q"),
        kind=form.value("kind"),
        need=form.value("need"),
        ags=form.value("ags"),
        language=form.value("language"),
        is_stale=form.stale.data,
        women_only=form.women.data,
        is_closed=form.closed.data,
        sort=sort if sort.lstrip("-") in service.SORTS else "name",
    )
    page_number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    found = service.page_of(asked, page=page_number)
    may_add = may(current_user.role, "organisations.add_staff_member")
    return render_template(
        "organisations/listing.html", filter=form, found=found, is_stale=service.is_stale,
        without_desk=staff.missing_from_network() if may_add else [],
    )  # fmt: skip


@pages.get("/<uuid:organisation_id>")
def page(organisation_id: uuid.UUID) -> str:
    """One organisation; names and contacts of its people for staff only."""
    row = service.get(organisation_id)
    sees_people = current_user.role in STAFF
    members = staff.staff_of(row) if sees_people else []
    if sees_people:
        audit.saw("organisations.page", row, count=len(members))
    return render_template(
        "organisations/page.html", row=row, members=members, sees_people=sees_people,
        coverage=service.coverage(row, members), is_stale=service.is_stale(row), jobs=STAFF_JOBS,
        spoken=[str(LANGUAGES_BY_CODE[code].label) for code in row.languages if code in LANGUAGES_BY_CODE],
        groups=[str(TARGET_GROUPS.get(key, key)) for key in row.target_groups],
        names={one.id: one.name for one in members if one.is_active}, deleted_on=closing.deleted_on(row),
    )  # fmt: skip


@pages.route("/neu", methods=["GET", "POST"])
def new() -> Answer:
    """Add an organisation."""
    form = OrganisationForm(places=_places())
    if form.validate_on_submit():
        try:
            row = service.register(**form.facts())
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            flash(_("%(name)s ist eingetragen.", name=row.name), "success")
            return redirect(url_for("organisations.page", organisation_id=row.id))
    return render_template("organisations/new.html", form=form), form.http_status


@pages.route("/<uuid:organisation_id>/bearbeiten", methods=["GET", "POST"])
def edit(organisation_id: uuid.UUID) -> Answer:
    """Change an organisation."""
    if request.method == "POST":
        hold(Organisation, organisation_id)
    row = service.get(organisation_id)
    form, stored = OrganisationForm(obj=row, places=_places()), OrganisationForm(None, obj=row, places=_places())
    form.show_state(stored)
    if form.validate_on_submit() and form.is_fresh(stored):
        try:
            service.edit(organisation_id, **form.facts())
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            flash(_("Gespeichert und heute bestätigt."), "success")
            return redirect(url_for("organisations.page", organisation_id=organisation_id))
    return render_template("organisations/edit.html", form=form, row=row), form.http_status


@pages.post("/<uuid:organisation_id>/bestaetigen")
def confirm(organisation_id: uuid.UUID) -> Answer:
    """Everything about it is right today."""
    service.confirm(organisation_id)
    flash(_("Danke! Der Kontakt ist heute bestätigt."), "success")
    return redirect(url_for("organisations.page", organisation_id=organisation_id))


@pages.route("/<uuid:organisation_id>/schliessen", methods=["GET", "POST"])
def close(organisation_id: uuid.UUID) -> Answer:
    """Say that nobody is there any more, after a look at what belongs to it."""
    if request.method == "POST":
        hold(Organisation, organisation_id)
    row, form = service.get(organisation_id), CloseForm()
    if form.validate_on_submit():
        assert form.on.data is not None
        try:
            closing.close(organisation_id, on=form.on.data)
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            flash(_("%(name)s ist geschlossen.", name=row.name), "success")
            return redirect(url_for("organisations.page", organisation_id=organisation_id))
    belonging = closing.belonging(row)
    audit.saw("organisations.page", row, count=len(belonging.staff))
    return render_template("organisations/close.html", form=form, row=row, belonging=belonging), form.http_status


@pages.post("/<uuid:organisation_id>/oeffnen")
def reopen(organisation_id: uuid.UUID) -> Answer:
    """It is there again, or was closed by mistake."""
    row = closing.reopen(organisation_id)
    flash(_("%(name)s ist wieder geöffnet.", name=row.name), "success")
    return redirect(url_for("organisations.page", organisation_id=organisation_id))


@pages.route("/<uuid:organisation_id>/personen/neu", methods=["GET", "POST"])
def add_staff_member(organisation_id: uuid.UUID) -> Answer:
    """Add somebody who works there."""
    row = service.get(organisation_id)
    form = NewStaffMemberForm(places=_places(), colleagues=staff.at_work(row))
    form.offer(staff.without_desk(but=staff.account_of(form.row_key())))  # sent twice, it is taken by the first
    if form.validate_on_submit():
        try:
            staff.add_staff_member(organisation_id, key=form.row_key(), **form.facts())
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            flash(_("%(name)s ist eingetragen.", name=form.name.data), "success")
            return redirect(url_for("organisations.page", organisation_id=organisation_id))
    return render_template("organisations/add_staff_member.html", form=form, row=row), form.http_status


@pages.route("/<uuid:organisation_id>/personen/<uuid:member_id>", methods=["GET", "POST"])
def edit_staff_member(organisation_id: uuid.UUID, member_id: uuid.UUID) -> Answer:
    """Change what is known of somebody who works there."""
    if request.method == "POST":
        hold(StaffMember, member_id)
    row, member = service.get(organisation_id), staff.staff_member(organisation_id, member_id)
    colleagues = [one for one in staff.at_work(row, also=member.deputy_id) if one.id != member.id]
    accounts = staff.without_desk(but=member.account_id)
    form = StaffMemberForm(obj=member, places=_places(), colleagues=colleagues).offer(accounts)
    stored = StaffMemberForm(None, obj=member, places=_places(), colleagues=colleagues).offer(accounts)
    stored.deputy.data, stored.account.data = str(member.deputy_id or ""), str(member.account_id or "")
    form.show_state(stored)
    if request.method == "GET":
        form.deputy.data, form.account.data = stored.deputy.data, stored.account.data
    if form.validate_on_submit() and form.is_fresh(stored):
        try:
            staff.edit_staff_member(organisation_id, member_id, **form.facts())
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            flash(_("Gespeichert."), "success")
            return redirect(url_for("organisations.page", organisation_id=organisation_id))
    if request.method == "GET" or form.changed_meanwhile:
        audit.saw("organisations.edit_staff_member", member)
    return render_template("organisations/edit_staff_member.html", form=form, row=row, member=member), form.http_status
