"""Pages for the steps of a volunteer: first talk, Führungszeugnis, trainings, release, pause, end."""

import uuid
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen import clock
from lotsen.audit import service as audit
from lotsen.database import hold
from lotsen.forms import Form
from lotsen.regions import service as regions
from lotsen.volunteers import certificates, clearance, moves, qualifications, service, talks
from lotsen.volunteers.forms import (
    CertificateForm,
    EditQualificationForm,
    EndForm,
    PlanTalkForm,
    QualificationForm,
    RejectForm,
    TalkForm,
)
from lotsen.volunteers.models import Qualification, Volunteer
from lotsen.volunteers.routes import pages


def _back(volunteer_id: uuid.UUID, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for("volunteers.page", volunteer_id=volunteer_id))


def _day(value: date | None) -> date:
    """A day that the form has made sure of."""
    assert value is not None
    return value


def _form_page(template: str, form: Form, person: Volunteer, **more: object) -> Answer:
    audit.saw(f"volunteers.{template}", person)
    text = render_template(
        f"volunteers/{template}.html", form=form, person=person, name=service.full_name(person), **more
    )
    return text, form.http_status


@pages.route("/<uuid:volunteer_id>/erstgespraech/termin", methods=["GET", "POST"])
def plan_talk(volunteer_id: uuid.UUID) -> Answer:
    """Plan the first talk and invite her."""
    person, form = service.get(volunteer_id), PlanTalkForm()
    if form.passes(
        lambda: talks.plan(
            volunteer_id,
            at=form.instant(),
            place=(form.place.data or "").strip(),
            sends_mail=form.sends_mail.data,
        ),
    ):
        return _back(volunteer_id, _("Der Termin steht."))
    return _form_page("plan_talk", form, person)


@pages.route("/<uuid:volunteer_id>/erstgespraech", methods=["GET", "POST"])
def talk(volunteer_id: uuid.UUID) -> Answer:
    """Note the first talk."""
    if request.method == "POST":
        hold(Volunteer, volunteer_id)
    person = service.get(volunteer_id)
    noted = talks.talk_of(person)
    form, stored = TalkForm(obj=noted), TalkForm(formdata=None, obj=noted)
    form.show_state(stored)
    if request.method == "GET" and form.held_on.data is None:
        form.held_on.data = clock.today()
    if form.saves(
        lambda: talks.hold(volunteer_id, account_id=current_user.id, held_on=_day(form.held_on.data), **form.notes()),
        stored,
    ):
        return _back(volunteer_id, _("Das Erstgespräch ist gespeichert."))
    level = clearance.german_level_needed(person, regions.policy())
    return _form_page("talk", form, person, german_level=level)


@pages.route("/<uuid:volunteer_id>/fuehrungszeugnis", methods=["GET", "POST"])
def certificate(volunteer_id: uuid.UUID) -> Answer:
    """The three facts of the Führungszeugnis."""
    person, rules = service.get(volunteer_id), regions.policy()
    check = certificates.certificate_of(person)
    form = CertificateForm(data={"seen_on": clock.today()})
    if form.passes(
        lambda: certificates.record_seen(
            volunteer_id,
            account_id=current_user.id,
            seen_on=_day(form.seen_on.data),
            issued_on=_day(form.issued_on.data),
            has_listed_conviction=form.listed.data == "ja",
        ),
    ):
        return _back(volunteer_id, _("Die Einsicht ist vermerkt."))
    is_owed = clearance.is_certificate_owed(person, rules)
    return _form_page("certificate", form, person, check=check, is_owed=is_owed, rules=rules)


@pages.get("/<uuid:volunteer_id>/fuehrungszeugnis/aufforderung")
def certificate_letter(volunteer_id: uuid.UUID) -> str:
    """The written request that § 30a Abs. 2 BZRG demands, to be printed and signed."""
    person = service.get(volunteer_id)
    audit.saw("volunteers.certificate_letter", person)
    return render_template(
        "volunteers/certificate_letter.html", person=person, name=service.full_name(person),
        rules=regions.policy(), region=regions.region(current_user.region_id), today=clock.today(),
    )  # fmt: skip


@pages.route("/<uuid:volunteer_id>/qualifikationen/neu", methods=["GET", "POST"])
def add_qualification(volunteer_id: uuid.UUID) -> Answer:
    """Add a training."""
    person, form = service.get(volunteer_id), QualificationForm()
    if form.passes(lambda: qualifications.add(volunteer_id, key=form.row_key(), **_training(form))):
        return _back(volunteer_id, _("Die Qualifizierung ist eingetragen."))
    return _form_page("add_qualification", form, person)


@pages.route("/<uuid:volunteer_id>/qualifikationen/<uuid:qualification_id>", methods=["GET", "POST"])
def edit_qualification(volunteer_id: uuid.UUID, qualification_id: uuid.UUID) -> Answer:
    """Correct a training."""
    if request.method == "POST":
        hold(Qualification, qualification_id)
    person = service.get(volunteer_id)
    training = qualifications.get(volunteer_id, qualification_id)
    form, stored = EditQualificationForm(obj=training), EditQualificationForm(formdata=None, obj=training)
    form.show_state(stored)
    if form.saves(lambda: qualifications.correct(volunteer_id, qualification_id, **_training(form)), stored):
        return _back(volunteer_id, _("Die Qualifizierung ist gespeichert."))
    return _form_page("edit_qualification", form, person, training=training)


def _training(form: Form) -> dict[str, Any]:
    names = ("kind", "provider", "started_on", "finished_on", "units", "form")
    return {name: form[name].data for name in names}


@pages.post("/<uuid:volunteer_id>/qualifikationen/<uuid:qualification_id>/entfernen")
def remove_qualification(volunteer_id: uuid.UUID, qualification_id: uuid.UUID) -> Answer:
    """Take out a training that was entered by mistake."""
    qualifications.remove(volunteer_id, qualification_id)
    return _back(volunteer_id, _("Die Qualifizierung ist entfernt."))


@pages.post("/<uuid:volunteer_id>/qualifizierung-beginnen")
def start_training(volunteer_id: uuid.UUID) -> Answer:
    """On to the training."""
    moves.start_training(volunteer_id)
    return _back(volunteer_id, _("Weiter mit der Qualifizierung."))


@pages.post("/<uuid:volunteer_id>/freigeben")
def release(volunteer_id: uuid.UUID) -> Answer:
    """Release her, if nothing is missing."""
    moves.release(volunteer_id)
    return _back(volunteer_id, _("Freigegeben. Ab jetzt gibt es Vorschläge."))


@pages.post("/<uuid:volunteer_id>/pausieren")
def pause(volunteer_id: uuid.UUID) -> Answer:
    """No proposals for a while."""
    moves.pause(volunteer_id)
    return _back(volunteer_id, _("Die Pause ist eingetragen. Es gibt keine neuen Vorschläge."))


@pages.post("/<uuid:volunteer_id>/fortsetzen")
def resume(volunteer_id: uuid.UUID) -> Answer:
    """Back from the pause."""
    moves.resume(volunteer_id)
    return _back(volunteer_id, _("Die Pause ist zu Ende."))


@pages.route("/<uuid:volunteer_id>/beenden", methods=["GET", "POST"])
def end(volunteer_id: uuid.UUID) -> Answer:
    """End the engagement with a reason."""
    person, form = service.get(volunteer_id), EndForm()
    if form.passes(lambda: moves.end(volunteer_id, reason=form.reason.data)):
        return _back(volunteer_id, _("Das Engagement ist beendet."))
    return _form_page("end", form, person)


@pages.route("/<uuid:volunteer_id>/ablehnen", methods=["GET", "POST"])
def reject(volunteer_id: uuid.UUID) -> Answer:
    """Say no before release."""
    person, form = service.get(volunteer_id), RejectForm()
    if form.passes(lambda: moves.reject(volunteer_id, reason=form.reason.data, tells_her=form.tells_her.data)):
        return _back(volunteer_id, _("Abgelehnt. Die Daten werden nach sechs Monaten gelöscht."))
    return _form_page("reject", form, person)
