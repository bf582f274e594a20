"""Pages of notes: about a person, a request or a tandem; what comes back today; what the person may read."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen import clock
from lotsen.audit import service as audit
from lotsen.case_notes import service
from lotsen.case_notes.forms import NoteForm
from lotsen.errors import Invalid, NotAllowed
from lotsen.handovers import deputies
from lotsen.help_requests.models import HelpRequest
from lotsen.help_requests.service import find_request
from lotsen.newcomers import protection
from lotsen.newcomers.models import Newcomer
from lotsen.newcomers.service import find_newcomer
from lotsen.tandems.held import find_tandem
from lotsen.tandems.models import Tandem

pages = Blueprint("case_notes", __name__, url_prefix="/notizen")


@dataclass(frozen=True)
class Subject:
    """What a note is about, and the page it belongs to."""

    person: Newcomer
    number: str
    url: str
    request: HelpRequest | None = None
    tandem: Tandem | None = None


@pages.get("/")
def listing() -> str:
    """Notes to come back to: one's own, and those of colleagues one stands in for."""
    notes = service.follow_ups(deputies.covered_by(current_user.id), reader=current_user.id)
    audit.saw("case_notes.list", "case_note", count=len(notes))
    return render_template(
        "case_notes/listing.html", notes=notes, authors=service.author_names(notes), today=clock.today()
    )


@pages.route("/person/<uuid:newcomer_id>", methods=["GET", "POST"])
def of_newcomer(newcomer_id: uuid.UUID) -> Answer:
    """The notes about a person, and a new one."""
    person = find_newcomer(newcomer_id)
    return _page(Subject(person, person.number, url_for("newcomers.page", newcomer_id=person.id)))


@pages.route("/anfrage/<uuid:request_id>", methods=["GET", "POST"])
def of_request(request_id: uuid.UUID) -> Answer:
    """The same, with a new one about a request."""
    row = find_request(request_id)
    return _page(Subject(row.newcomer, row.number, url_for("help_requests.page", request_id=row.id), request=row))


@pages.route("/tandem/<uuid:tandem_id>", methods=["GET", "POST"])
def of_tandem(tandem_id: uuid.UUID) -> Answer:
    """The same, with a new one about a tandem."""
    tandem = find_tandem(tandem_id)
    row = tandem.help_request
    return _page(Subject(row.newcomer, row.number, url_for("tandems.page", tandem_id=tandem.id), tandem=tandem))


@pages.get("/person/<uuid:newcomer_id>/auskunft")
def letter(newcomer_id: uuid.UUID) -> str:
    """All notes about a person, to be read with them or printed for them (Art. 15 DSGVO)."""
    person = find_newcomer(newcomer_id)
    _refuse_hidden(person)
    notes = service.of_newcomer(person, reader=current_user.id)
    audit.saw("case_notes.letter", person, count=len(notes))
    return render_template("case_notes/letter.html", person=person, notes=notes, today=clock.today())


@pages.post("/<uuid:case_note_id>/erledigt")
def finish(case_note_id: uuid.UUID) -> Response:
    """Tick it off."""
    note = service.finish(case_note_id, by=current_user.id)
    flash(_("Erledigt. Die Notiz bleibt bei der Person stehen."), "success")
    return redirect(url_for("case_notes.of_newcomer", newcomer_id=note.newcomer_id))


@pages.post("/<uuid:case_note_id>/entfernen")
def remove(case_note_id: uuid.UUID) -> Response:
    """Take it away."""
    note = service.remove(case_note_id, by=current_user.id)
    flash(_("Die Notiz ist gelöscht."), "success")
    return redirect(url_for("case_notes.of_newcomer", newcomer_id=note.newcomer_id))


def _page(subject: Subject) -> Answer:
    _refuse_hidden(subject.person)
    form = NoteForm()
    if subject.tandem is None:
        del form.is_about_volunteer
    if form.validate_on_submit():
        try:
            service.add(
                subject.person, text=form.text.data or "", follow_up_on=form.follow_up_on.data, by=current_user.id,
                request=subject.request, tandem=subject.tandem,
                is_about_volunteer=bool(subject.tandem and form.is_about_volunteer.data), key=form.row_key(),
            )  # fmt: skip
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            flash(_("Die Notiz ist gespeichert."), "success")
            return redirect(subject.url)
    notes = service.of_newcomer(subject.person, reader=current_user.id)
    audit.saw("case_notes.view", subject.person, count=len(notes))
    text = render_template(
        "case_notes/of_newcomer.html", subject=subject, form=form, notes=notes, authors=service.author_names(notes),
        today=clock.today(), removable={note.id for note in notes if service.may_remove(note, by=current_user.id)},
    )  # fmt: skip
    return text, form.http_status


def _refuse_hidden(person: Newcomer) -> None:
    if not protection.may_see_place(person):
        raise NotAllowed(_("Notizen zu dieser Person schreibt und liest nur die zuständige Person."))


@pages.record_once
def _teach(state: BlueprintSetupState) -> None:
    """Pages of people, requests and tandems may show the latest notes."""

    def notes_about(person: Newcomer) -> list[Any]:
        return list(service.of_newcomer(person, reader=current_user.id))

    state.app.jinja_env.globals.update(notes_about=notes_about, notes_are_readable=protection.may_see_place)
