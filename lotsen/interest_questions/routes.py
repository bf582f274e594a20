"""Answer whether the interest is still fresh: by the link of a mail, on one's own page, or as staff."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from lotsen import language
from lotsen.accounts import mail_links
from lotsen.database import find
from lotsen.errors import NotFound
from lotsen.help_requests.service import find_request
from lotsen.interest_questions import service
from lotsen.interest_questions.forms import StillNeededForm
from lotsen.interest_questions.models import OPEN_STATES, InterestQuestion
from lotsen.volunteers.models import Volunteer

pages = Blueprint("interest_questions", __name__, url_prefix="/interesse")


@pages.route("/<token>", methods=["GET", "POST"])
def answer(token: str) -> str | tuple[str, int]:
    """By the link of a mail: GET shows and changes nothing, POST answers and uses the link up."""
    link = mail_links.enter(token, mail_links.INTEREST)
    row = service.find_question(link.subject_id)
    _speak_as(row)
    form = StillNeededForm()
    said, done = request.form.get("answer", ""), ""
    if said in service.ANSWERS and form.passes(
        lambda: service.answer(row.id, still=said == "ja", by="link", link=link, valid_until=form.until())
    ):
        done = said
    asked = find_request(row.help_request_id) if row.help_request_id else None
    page = render_template(
        "interest_questions/answer.html", form=form, row=row, done=done, number=asked.number if asked else "",
        is_open=row.status in OPEN_STATES,
    )  # fmt: skip
    return (page, 422) if form.errors else page


@pages.post("/mein")
def own() -> Response:
    """The volunteer answers on her own page, or comes back."""
    her = find(select(Volunteer).where(Volunteer.account_id == current_user.id))
    still = request.form.get("answer") != "nein"
    service.answer(_asked(service.open_of_volunteer(her.id)).id, still=still, by="own")
    told = _("Schön, dass Sie dabei sind!") if still else _("Gut. Wir fragen Sie nicht, bis Sie wieder mögen.")
    flash(told, "success")
    return redirect(url_for("own_pages.overview"))


@pages.post("/anfrage/<uuid:request_id>")
def record(request_id: uuid.UUID) -> Response:
    """Staff say that help is still wanted, and the search goes on."""
    row, form = find_request(request_id), StillNeededForm()
    asked = _asked(service.open_of_request(row.id))
    if form.passes(lambda: service.answer(asked.id, still=True, by="staff", valid_until=form.until())):
        flash(_("Danke. Die Suche geht weiter."), "success")
    else:
        flash(" ".join(sentence for sentences in form.errors.values() for sentence in sentences), "danger")
    return redirect(url_for("help_requests.page", request_id=request_id))


@pages.post("/ehrenamtliche/<uuid:volunteer_id>")
def wake(volunteer_id: uuid.UUID) -> Response:
    """Staff talked to a volunteer at rest: she is back."""
    service.answer(_asked(service.open_of_volunteer(volunteer_id)).id, still=True, by="staff")
    flash(_("Danke. Sie wird wieder gefragt."), "success")
    return redirect(url_for("volunteers.page", volunteer_id=volunteer_id))


def _asked(row: InterestQuestion | None) -> InterestQuestion:
    if row is None:
        raise NotFound
    return row


def _speak_as(row: InterestQuestion) -> None:
    """The page speaks the language of the mail unless the reader chose another."""
    if row.volunteer_id is not None:
        language.speak_to_reader(find(select(Volunteer).where(Volunteer.id == row.volunteer_id)).language)


@pages.record_once
def _teach(state: BlueprintSetupState) -> None:
    """Pages may say that somebody is asked, or rests."""
    state.app.jinja_env.globals["interest_of_request"] = service.open_of_request
    state.app.jinja_env.globals["interest_of_volunteer"] = service.open_of_volunteer
