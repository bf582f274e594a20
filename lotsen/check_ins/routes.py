"""Pages of check-ins: two buttons behind a link, and what staff do about silence and trouble."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen import language
from lotsen.accounts import mail_links
from lotsen.audit import service as audit
from lotsen.check_ins import service, words, work_list
from lotsen.check_ins.forms import AnswerForm, CallForm
from lotsen.check_ins.models import CheckIn
from lotsen.errors import Conflict, Invalid, NotFound
from lotsen.help_requests import next_steps
from lotsen.tandems import held

pages = Blueprint("check_ins", __name__, url_prefix="/nachfragen")


@pages.get("/")
def listing() -> str:
    """The tandems that need somebody now, with one-click acts."""
    whose = "alle" if request.args.get("whose") == "alle" else "meine"
    found = work_list.lines(None if whose == "alle" else current_user.id)
    audit.saw("check_ins.list", "tandem", count=len(found))
    steps = next_steps.next_steps([line.tandem.help_request for line in found])
    return render_template(
        "check_ins/listing.html", lines=found, whose=whose, words=words, steps=steps,
        can_be_written_to=service.can_be_written_to,
    )  # fmt: skip


@pages.route("/antwort/<token>", methods=["GET", "POST"])
def answer(token: str) -> Answer:
    """By the link of a mail: GET shows two buttons and changes nothing, POST answers and uses the link up."""
    link = mail_links.enter(token, mail_links.CHECK_IN)
    row = service.find_check_in(link.subject_id)
    _speak_as(row)
    form = AnswerForm()
    is_open = row.answer is None and row.tandem.is_running
    if form.is_submitted() and not is_open:
        raise Conflict(service.ANSWERED)
    if form.is_submitted() and form.validate():
        try:
            service.answer(row.id, request.form.get("answer", ""), note=form.note.data, to="link", link=link)
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            return render_template("check_ins/answered.html", row=row)
    text = render_template("check_ins/answer.html", form=form, row=row, is_open=is_open)
    return text, form.http_status


@pages.post("/mein/<uuid:check_in_id>")
def own(check_in_id: uuid.UUID) -> Response:
    """The volunteer answers on her own page."""
    row = service.find_check_in(check_in_id)
    tandem = held.find_own(row.tandem_id, current_user.id)
    if row.side != "volunteer":
        raise NotFound
    try:
        service.answer(row.id, request.form.get("answer", ""), note=request.form.get("note"), to="page")
    except Invalid as error:
        flash(str(error), "danger")
    else:
        flash(_("Danke für Ihre Antwort!"), "success")
    return redirect(url_for("tandems.own", tandem_id=tandem.id))


@pages.post("/<uuid:check_in_id>/erinnern")
def remind(check_in_id: uuid.UUID) -> Response:
    """Ask once more by mail."""
    row = service.remind(check_in_id)
    flash(_("Die Erinnerung ist unterwegs."), "success")
    return _to_tandem(row)


@pages.route("/<uuid:check_in_id>/anruf", methods=["GET", "POST"])
def record(check_in_id: uuid.UUID) -> Answer:
    """Staff called, and write down what was said."""
    row = service.find_check_in(check_in_id)
    form = CallForm()
    if form.validate_on_submit():
        try:
            row = _write_down(row, form)
        except Invalid as error:
            form.refuse(error.field or "answer", error)
        else:
            flash(_("Eingetragen."), "success")
            return _to_tandem(row)
    audit.saw("check_ins.view", row)
    tandem = held.find_tandem(row.tandem_id)
    text = render_template("check_ins/record.html", form=form, row=row, tandem=tandem, words=words)
    return text, form.http_status


def _write_down(row: CheckIn, form: CallForm) -> CheckIn:
    """The answer that was owed; or, of one that is there already, that its trouble is settled."""
    if row.answer is not None:
        service.handle(row.id, note=form.note.data)
        return row
    row = service.answer(row.id, form.answer.data or "", note=form.note.data, to="staff")
    if row.answer == "schwierig" and form.is_handled.data:
        service.handle(row.id)
    return row


def _to_tandem(row: CheckIn) -> Response:
    return redirect(url_for("tandems.page", tandem_id=row.tandem_id))


def _speak_as(row: CheckIn) -> None:
    """The link is one side's, so the page speaks her language unless she chose another."""
    tandem = held.find_tandem(row.tandem_id)
    person = tandem.volunteer if row.side == "volunteer" else tandem.help_request.newcomer
    language.speak_to_reader(person.language)
