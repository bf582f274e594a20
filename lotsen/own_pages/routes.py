"""A volunteer's own pages: what happens next, her profile, absences, consents, data, and leaving."""

import json
import uuid

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from lotsen import clock
from lotsen.accounts import devices, mail_links, sessions, way_back
from lotsen.audit import service as audit
from lotsen.consents import service as consents
from lotsen.errors import Invalid
from lotsen.help_requests import next_steps
from lotsen.own_pages import data_words, service, sight
from lotsen.own_pages.dates_then import DatesThen
from lotsen.own_pages.forms import AbsenceForm, ConsentsForm, LeaveForm, ProfileForm
from lotsen.own_pages.outlook import outlook
from lotsen.planned_meetings import lists as planned_lists
from lotsen.regions import service as regions
from lotsen.sign_ups import profile as profiles
from lotsen.sign_ups import service as sign_ups
from lotsen.sign_ups.forms import SendForm
from lotsen.volunteers.states import GONE
from lotsen.waits import service as waits

pages = Blueprint("own_pages", __name__, url_prefix="/meine-seite")


@pages.route("/oeffnen/<token>", methods=["GET", "POST"])
def enter(token: str) -> Answer:
    """Open her page by a link from a mail to her own address; a button, because scanners follow links."""
    link = mail_links.enter(token, mail_links.STATUS)
    form = SendForm()
    if not form.validate_on_submit():
        return render_template("own_pages/enter.html", form=form, is_refused=False)
    opened = sign_ups.open_own_page(link, device=devices.describe(request.user_agent.string))
    if opened.session_token is None:
        return render_template("own_pages/enter.html", form=form, is_refused=True)
    to = way_back.past_second_factor(url_for("own_pages.overview"), is_complete=opened.is_complete)
    answer = make_response(redirect(to))
    return sessions.set_cookie(answer, opened.session_token)


@pages.get("")
def overview() -> str:
    """What happens next, what she is asked, her tandems, her absences."""
    volunteer = service.mine(current_user.id)
    asked = service.open_proposals(volunteer)
    if asked:
        audit.saw("own_pages.proposals", volunteer, count=len(asked))
    tandems = service.running_tandems(volunteer)
    seen = [(sight.of_tandem(one), next_steps.for_volunteer(one)) for one in tandems]
    planned = service.planned_meetings(volunteer)
    return render_template(
        "own_pages/overview.html",
        volunteer=volunteer,
        way=sight.way(
            volunteer, outlook(volunteer) if volunteer.status == "freigegeben" else None, waits.for_volunteer(volunteer)
        ),
        proposals=[sight.of_proposal(one) for one in asked],
        tandems=seen,
        tandem_names={one.id: f"{one.title}: {one.alias}" if one.alias else one.title for one, _next in seen},
        absences=service.coming_absences(volunteer),
        planned=planned,
        away=planned_lists.away_on(planned, volunteer.id),
        now=clock.now(),
        today=clock.today(),
        is_over=volunteer.status in GONE,
    )


@pages.route("/profil", methods=["GET", "POST"])
def profile() -> Answer:
    """Change what she said of herself."""
    volunteer = service.mine(current_user.id) if request.method == "GET" else service.hold_mine(current_user.id)
    known = {**profiles.as_answers(volunteer), "capacity": volunteer.capacity}
    form, stored = ProfileForm(data=known), ProfileForm(formdata=None, data=known)
    form.show_state(stored)
    if request.method == "POST" and not form.languages.press(request.form):
        try:
            if form.validate_on_submit() and form.is_fresh(stored):
                found = profiles.of_forms(form, form)
                service.change_profile(current_user.id, found, capacity=form.capacity.data or 1)
                flash(_("Ihre Angaben sind gespeichert."), "success")
                return redirect(url_for("own_pages.overview"))
        except Invalid as error:
            form.refuse(error.field, error)
    plz = form.plz.data or ""
    return render_template(
        "own_pages/profile.html", form=form, plz=plz, places=regions.municipalities_of(plz), volunteer=volunteer
    ), form.http_status


@pages.route("/abwesenheit", methods=["GET", "POST"])
def absences() -> Answer:
    """Be away for a while, and see when."""
    form, dates = AbsenceForm(), None
    if form.validate_on_submit():
        assert form.from_on.data is not None
        assert form.until_on.data is not None
        try:
            service.add_absence(
                current_user.id, from_on=form.from_on.data, until_on=form.until_on.data, then=form.then.data or ""
            )
        except Invalid as error:
            form.refuse(error.field, error)
            dates = error.dates.lines() if isinstance(error, DatesThen) else None
        else:
            flash(_("Eingetragen. In dieser Zeit fragt Sie niemand an."), "success")
            return redirect(url_for("own_pages.absences"))
    volunteer = service.mine(current_user.id)
    return render_template(
        "own_pages/absences.html",
        form=form,
        absences=service.coming_absences(volunteer),
        today=clock.today(),
        dates=dates,
    ), form.http_status


@pages.post("/abwesenheit/<uuid:absence_id>/entfernen")
def remove_absence(absence_id: uuid.UUID) -> Answer:
    """Be there after all."""
    service.remove_absence(current_user.id, absence_id)
    flash(_("Die Abwesenheit ist gelöscht."), "success")
    return redirect(url_for("own_pages.absences"))


@pages.route("/einwilligungen", methods=["GET", "POST"])
def consent_choices() -> Answer:
    """Give and withdraw consents."""
    volunteer = service.mine(current_user.id)
    running = consents.running(volunteer)
    form = ConsentsForm(data={purpose: purpose in running for purpose in consents.VOLUNTARY})
    if form.validate_on_submit():
        allowed = [purpose for purpose in consents.VOLUNTARY if form[purpose].data]
        service.choose_consents(current_user.id, allowed, language=str(get_locale()))
        flash(_("Ihre Einwilligungen sind gespeichert."), "success")
        return redirect(url_for("own_pages.consent_choices"))
    texts = {purpose: consents.consent_text(purpose, str(get_locale())) for purpose in consents.VERSIONS}
    return render_template(
        "own_pages/consent_choices.html", form=form, texts=texts, past=consents.history(volunteer),
        labels=consents.LABELS,
    )  # fmt: skip


@pages.get("/daten")
def my_data() -> str:
    """All data held about her, to read."""
    volunteer = service.mine(current_user.id)
    held = service.held_about(current_user.id)
    audit.saw("own_pages.my_data", volunteer, tables=len(held))
    return render_template("own_pages/my_data.html", tables=data_words.in_words(held))


@pages.get("/daten.json")
def my_data_file() -> Response:
    """All data held about her, to take along."""
    volunteer = service.mine(current_user.id)
    held = service.held_about(current_user.id)
    audit.saw("own_pages.my_data_file", volunteer, tables=len(held))
    text = json.dumps({"made_at": clock.now().isoformat(), "data": held}, ensure_ascii=False, indent=2)
    return Response(
        text,
        mimetype="application/json",
        headers={"Content-Disposition": f"attachment; filename=lotsennetz-{clock.today()}.json"},
    )


@pages.route("/beenden", methods=["GET", "POST"])
def leave() -> Answer:
    """End the engagement; the page says first what happens to what."""
    volunteer = service.mine(current_user.id)
    form = LeaveForm()
    if form.validate_on_submit():
        service.leave(current_user.id, wants_deletion=bool(form.wants_deletion.data))
        flash(_("Ihr Engagement ist beendet. Danke für alles!"), "success")
        return redirect(url_for("own_pages.overview"))
    return render_template(
        "own_pages/leave.html",
        form=form,
        tandem_count=len(service.running_tandems(volunteer)),
        is_over=volunteer.status in GONE,
    ), form.http_status
