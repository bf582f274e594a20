"""Pages for the steps of a tandem: dates, trial, agreement, a new start, closing, certificate."""

import uuid

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen import clock, language
from lotsen.accounts import mail_links
from lotsen.accounts.models import MailLink
from lotsen.audit import service as audit
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.forms import Form
from lotsen.help_requests import states
from lotsen.tandems import agreements, held, meeting_dates, new_start, papers, service, telling, trial
from lotsen.tandems.forms import AgreementForm, ClosingForm, DatesForm, LookAgainForm, MissedForm
from lotsen.tandems.models import Tandem
from lotsen.tandems.routes import back, pages, staff_page


@pages.post("/<uuid:tandem_id>/termine")
def propose_dates(tandem_id: uuid.UUID) -> Answer:
    """Propose up to three dates for the first meeting to both sides."""
    form = DatesForm()
    if form.passes(lambda: meeting_dates.propose(tandem_id, form.instants())):
        return back(tandem_id, _("Die Termine sind vorgeschlagen. Wer eine E-Mail-Adresse hat, ist gefragt."))
    return staff_page(held.find_tandem(tandem_id), dates_form=form), 422


@pages.post("/<uuid:tandem_id>/termine/antwort")
def newcomer_dates(tandem_id: uuid.UUID) -> Response:
    """Write down which dates one side said to staff."""
    side = "volunteer" if request.form.get("side") == "volunteer" else "newcomer"
    tandem = meeting_dates.answer(tandem_id, side, _chosen())
    return back(tandem_id, _told_after_dates(tandem))


@pages.post("/<uuid:tandem_id>/link")
def newcomer_link(tandem_id: uuid.UUID) -> Answer:
    """A link in the newcomer's language, to hand over; shown once."""
    _request, tandem = held.running(tandem_id)
    purpose = mail_links.DATES if tandem.status == "kennenlernen" else mail_links.TRIAL
    if tandem.status == "aktiv" or (purpose == mail_links.DATES and not meeting_dates.of(tandem)):
        raise Conflict(states.FORBIDDEN)
    url = telling.link_for(tandem, "newcomer", purpose)
    audit.record("tandems.newcomer_link", tandem)
    db.session.commit()
    person = tandem.help_request.newcomer
    with force_locale(person.language):
        text = _("Bitte antworten Sie hier mit einem Klick: %(url)s", url=url)
    return render_template("tandems/newcomer_link.html", tandem=tandem, url=url, text=text, person=person)


@pages.route("/termin/<token>", methods=["GET", "POST"])
def answer_dates(token: str) -> Answer:
    """By link: which of the dates suit. GET shows and changes nothing."""
    link = mail_links.enter(token, mail_links.DATES)
    tandem, side = _of(link)
    dates, form = meeting_dates.of(tandem), Form()
    is_open = bool(dates) and tandem.is_running
    if form.is_submitted() and is_open and form.validate():
        tandem = meeting_dates.answer(tandem.id, side, _chosen(), link=link)
        return render_template("tandems/dates_answered.html", tandem=tandem)
    return render_template("tandems/answer_dates.html", form=form, dates=dates, is_open=is_open)


@pages.route("/weiter/<token>", methods=["GET", "POST"])
def answer_trial(token: str) -> Answer:
    """By link: shall it go on? No is a gentle end, and somebody else is sought at once."""
    link = mail_links.enter(token, mail_links.TRIAL)
    tandem, side = _of(link)
    form, said = Form(), request.form.get("answer", "")
    is_open = tandem.is_running and getattr(tandem, f"{side}_agreed_at") is None
    if form.is_submitted() and is_open and form.validate() and said in ("yes", "no"):
        if said == "yes":
            tandem = service.agree(tandem.id, side=side, link=link)
        else:
            new_start.look_again(tandem.id, reason=trial.NOT_THIS_TIME, link=link)
        return render_template("tandems/trial_answered.html", said=said, side=side, tandem=tandem)
    return render_template("tandems/answer_trial.html", form=form, is_open=is_open, side=side)


@pages.post("/mein/<uuid:tandem_id>/termine")
def own_dates(tandem_id: uuid.UUID) -> Response:
    """The volunteer ticks dates on her own page."""
    tandem = meeting_dates.answer(held.find_own(tandem_id, current_user.id).id, "volunteer", _chosen())
    return back(tandem_id, _told_after_dates(tandem), "tandems.own")


@pages.post("/<uuid:tandem_id>/ausgefallen")
def missed(tandem_id: uuid.UUID) -> Answer:
    """Note that one side did not come."""
    form = MissedForm()

    def note() -> None:
        assert form.missed_on.data is not None
        service.note_missed(
            tandem_id, on=form.missed_on.data, missed_by=form.missed_by.data, reported_by="staff", key=form.row_key()
        )

    if form.passes(note):
        return back(tandem_id, _("Eingetragen. Es zählt einige Wochen, danach nicht mehr."))
    return staff_page(held.find_tandem(tandem_id), missed=form), 422


@pages.post("/<uuid:tandem_id>/vereinbarung")
def agreement(tandem_id: uuid.UUID) -> Answer:
    """Write down the terms of the agreement."""
    form = AgreementForm()

    def note() -> None:
        assert form.agreed_until_on.data is not None
        agreements.agree_terms(tandem_id, until_on=form.agreed_until_on.data, weekly_minutes=form.weekly_minutes.data)

    if form.passes(note):
        return back(tandem_id, _("Die Vereinbarung ist eingetragen. Sie können sie jetzt ausdrucken."))
    return staff_page(held.find_tandem(tandem_id), agreement_form=form), 422


@pages.get("/<uuid:tandem_id>/vereinbarung.pdf")
def agreement_paper(tandem_id: uuid.UUID) -> FlaskResponse:
    """The agreement to sign, in German and the newcomer's language."""
    tandem = held.find_tandem(tandem_id)
    audit.saw("tandems.agreement_paper", tandem)
    return _pdf(papers.agreement(tandem, also_in=tandem.help_request.newcomer.language), "vereinbarung")


@pages.get("/mein/<uuid:tandem_id>/vereinbarung.pdf")
def own_agreement(tandem_id: uuid.UUID) -> FlaskResponse:
    """The volunteer's own copy, in German and her language."""
    tandem = held.find_own(tandem_id, current_user.id)
    audit.saw("tandems.agreement_paper", tandem)
    return _pdf(papers.agreement(tandem, also_in=tandem.volunteer.language), "vereinbarung")


@pages.get("/<uuid:tandem_id>/nachweis.pdf")
def certificate(tandem_id: uuid.UUID) -> FlaskResponse:
    """The volunteer's certificate: period, meetings, hours; nothing about the newcomer."""
    tandem = held.find_tandem(tandem_id)
    audit.saw("tandems.certificate", tandem)
    return _pdf(papers.certificate(tandem), "taetigkeitsnachweis")


@pages.get("/mein/<uuid:tandem_id>/nachweis.pdf")
def own_certificate(tandem_id: uuid.UUID) -> FlaskResponse:
    """The volunteer fetches her certificate herself."""
    return _pdf(papers.certificate(held.find_own(tandem_id, current_user.id)), "taetigkeitsnachweis")


@pages.post("/<uuid:tandem_id>/abschluss")
def closing_talk(tandem_id: uuid.UUID) -> Answer:
    """Note the closing talk."""
    form = ClosingForm()

    def note() -> None:
        assert form.closing_talk_on.data is not None
        agreements.note_closing_talk(tandem_id, on=form.closing_talk_on.data)

    if form.passes(note):
        return back(tandem_id, _("Das Abschlussgespräch ist eingetragen."))
    return staff_page(held.find_tandem(tandem_id), closing=form), 422


@pages.route("/<uuid:tandem_id>/neu-suchen", methods=["GET", "POST"])
def look_again(tandem_id: uuid.UUID) -> Answer:
    """End gently and ask the next one at once."""
    tandem = held.find_tandem(tandem_id)
    form = LookAgainForm()
    if form.is_submitted() and form.validate():
        try:
            asked = new_start.look_again(tandem_id, reason=form.reason.data, note=form.note.data)
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            next_one = _("Das Tandem ist beendet. Die nächste Person aus der Reihe ist gefragt.")
            nobody = _("Das Tandem ist beendet. Bitte wählen Sie jetzt jemanden aus.")
            flash(next_one if asked else nobody, "success")
            return redirect(url_for("help_requests.page", request_id=tandem.help_request_id) + "#auswahl")
    audit.saw("tandems.view", tandem)
    text = render_template("tandems/look_again.html", form=form, tandem=tandem)
    return text, form.http_status


def _of(link: MailLink) -> tuple[Tandem, str]:
    """The tandem and the side of a link; the page speaks that side's language unless another was chosen."""
    tandem = held.find_tandem(link.subject_id)
    side = "newcomer" if link.facts.get("side") == "newcomer" else "volunteer"
    person = tandem.volunteer if side == "volunteer" else tandem.help_request.newcomer
    language.speak_to_reader(person.language)
    return tandem, side


def _chosen() -> list[uuid.UUID]:
    found = []
    for value in request.form.getlist("dates"):
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue  # no date of this tandem has such a key
    return found


def _told_after_dates(tandem: Tandem) -> str:
    if tandem.first_meeting_at is not None:
        return str(_("Der Termin für das erste Treffen steht fest."))
    return str(_("Die Antwort ist eingetragen."))


def _pdf(content: bytes, name: str) -> FlaskResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}-{clock.today()}.pdf"'}
    return FlaskResponse(content, mimetype="application/pdf", headers=headers)
