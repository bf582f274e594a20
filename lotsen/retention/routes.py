"""Pages of retention: what goes next, what has gone, and the renewal of a newcomer's record."""

import uuid
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user

from lotsen import date_words
from lotsen.access import may
from lotsen.audit import service as audit
from lotsen.database import hold
from lotsen.errors import Invalid
from lotsen.newcomers.models import Newcomer
from lotsen.organisations import service as organisations
from lotsen.organisations import staff
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.retention import service
from lotsen.retention.forms import RenewForm
from lotsen.retention.rules import RULES
from lotsen.rows import RegionRow
from lotsen.ties.paging import Paging
from lotsen.volunteers.models import Volunteer

pages = Blueprint("retention", __name__, url_prefix="/loeschfristen")
PER_PAGE = 25


@pages.get("/")
def listing() -> str:
    """What is deleted in the next thirty days, and how much went in the last twelve months."""
    tables: list[type[RegionRow]] = [Newcomer] if may(current_user.role, "newcomers.page") else []
    tables += [Volunteer] if may(current_user.role, "volunteers.edit") else []
    everybody = service.ahead(tables)
    paging = Paging.of(len(everybody), request.args.get("page", 1, type=int), PER_PAGE)
    shown = everybody[paging.first - 1 : paging.last]
    if shown:
        audit.saw("retention.list", "newcomer", count=len(shown))
    return render_template(
        "retention/listing.html",
        shown=shown,
        people=service.people_of(shown),
        paging=paging,
        tonight=sum(one.days == 0 for one in everybody),
        this_week=sum(0 < one.days <= 7 for one in everybody),
        rules=RULES,
        ahead=service.counts_ahead(),
        deleted=service.counts_deleted(),
    )


@pages.route("/stellen/<uuid:organisation_id>", methods=["GET", "POST"])
def remove_organisation(organisation_id: uuid.UUID) -> Answer:
    """Delete an organisation that has closed, now."""
    if request.method == "POST":
        hold(Organisation, organisation_id)
    place = organisations.get(organisation_id)
    if request.method == "POST":
        name = place.name
        service.remove(place)
        flash(_("%(name)s ist gelöscht.", name=name), "success")
        return redirect(url_for("organisations.listing"))
    return render_template("retention/remove_organisation.html", place=place)


@pages.route("/ansprechpersonen/<uuid:member_id>", methods=["GET", "POST"])
def remove_staff_member(member_id: uuid.UUID) -> Answer:
    """Delete somebody who works, or worked, for an organisation, now."""
    if request.method == "POST":
        hold(StaffMember, member_id)
    member = staff.colleague(member_id)
    place = member.organisation
    if request.method == "POST":
        name = member.name
        service.remove(member)
        flash(_("%(name)s ist gelöscht.", name=name), "success")
        return redirect(url_for("organisations.page", organisation_id=place.id))
    audit.saw("organisations.edit_staff_member", member)
    return render_template("retention/remove_staff_member.html", member=member, place=place)


@pages.route("/<uuid:newcomer_id>/verlaengern", methods=["GET", "POST"])
def renew(newcomer_id: uuid.UUID) -> Answer:
    """Keep a newcomer's record longer, with a reason."""
    form = RenewForm()
    newcomer, due_on = service.newcomer_due(newcomer_id)
    if due_on and form.until_on.data is None and not form.is_submitted():
        form.until_on.data = due_on + timedelta(days=90)
    if form.validate_on_submit():
        assert form.until_on.data is not None
        try:
            service.renew(newcomer_id, until_on=form.until_on.data, reason=form.reason.data or "", by=current_user.id)
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            flash(_("Die Angaben bleiben bis zum %(day)s.", day=date_words.day(form.until_on.data)), "success")
            return redirect(url_for("retention.listing"))
    audit.saw("newcomers.view", newcomer)
    page = render_template("retention/renew.html", form=form, newcomer=newcomer, due_on=due_on)
    return page, form.http_status
