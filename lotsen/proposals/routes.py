"""Pages of proposals: the volunteer answers by link or signed in, staff write an answer down."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from lotsen import language
from lotsen.accounts import mail_links
from lotsen.accounts.models import MailLink
from lotsen.audit import service as audit
from lotsen.database import find
from lotsen.errors import Invalid, NotAllowed, NotFound
from lotsen.help_requests.service import find_request
from lotsen.newcomers import protection
from lotsen.proposals import answers, codes, offers, service
from lotsen.proposals.forms import AnswerForm, OfferForm
from lotsen.proposals.models import Proposal
from lotsen.proposals.profile import profile_of
from lotsen.proposals.reason_sentences import criterion_label, rule_label
from lotsen.proposals.reasons import fit, told, told_to_volunteer
from lotsen.volunteers.models import Volunteer

pages = Blueprint("proposals", __name__, url_prefix="/vorschlaege")


@pages.route("/antwort/<token>", methods=["GET", "POST"])
def answer(token: str) -> Answer:
    """By the link of a mail: GET shows and changes nothing, POST answers and uses the link up."""
    link = mail_links.enter(token, mail_links.ANSWER)
    proposal = service.find_proposal(link.subject_id)
    language.speak_to_reader(proposal.volunteer.language)
    form = AnswerForm()
    if form.is_submitted():
        done = _answer(proposal.id, form, link=link)
        if done:
            return _answered(proposal.id, done)
    return _answer_page(proposal, form)


@pages.route("/angebot/<token>", methods=["GET", "POST"])
def offer(token: str) -> Answer:
    """After a no, by the link that came with it: change the profile, or leave it. GET changes nothing."""
    link = mail_links.enter(token, mail_links.OFFER)
    proposal = service.find_proposal(link.subject_id)
    language.speak_to_reader(proposal.volunteer.language)
    found = offers.offer_after(proposal)
    if found is None:
        raise NotFound
    form = OfferForm()
    form.offer(found)
    if form.is_submitted() and form.validate():
        try:
            offers.take(
                link, radius_km=form.radius_km.data, from_on=form.from_on.data, until_on=form.until_on.data,
                needs=form.needs.data or (),
            )  # fmt: skip
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            return render_template("proposals/offer_taken.html", offer=found)
    text = render_template("proposals/offer.html", form=form, offer=found)
    return text, form.http_status


@pages.route("/<uuid:proposal_id>", methods=["GET", "POST"])
def own(proposal_id: uuid.UUID) -> Answer:
    """The same for a volunteer who is signed in; somebody else's proposal looks like a missing one."""
    mine = select(Volunteer.id).where(Volunteer.account_id == current_user.id)
    proposal = find(
        select(Proposal).where(
            Proposal.id == proposal_id, Proposal.volunteer_id.in_(mine), Proposal.status != "geplant"
        )
    )
    form = AnswerForm()
    if form.is_submitted():
        done = _answer(proposal.id, form)
        if done:
            return _answered(proposal.id, done)
    return _answer_page(proposal, form)


@pages.route("/<uuid:proposal_id>/eintragen", methods=["GET", "POST"])
def record(proposal_id: uuid.UUID) -> Answer:
    """Staff write down what a volunteer said on the telephone."""
    proposal = service.find_proposal(proposal_id)
    if proposal.status == "geplant":
        raise NotFound
    form = AnswerForm()
    if form.is_submitted() and _answer(proposal.id, form, on_behalf=True):
        flash(_("Die Antwort ist eingetragen."), "success")
        return redirect(url_for("help_requests.page", request_id=proposal.help_request_id))
    audit.saw("proposals.view", proposal)
    row = find_request(proposal.help_request_id)
    text = render_template(
        "proposals/record.html", form=form, proposal=proposal, row=row, profile=profile_of(row),
        is_open=answers.is_open(proposal),
    )  # fmt: skip
    return text, form.http_status


@pages.get("/<uuid:proposal_id>/warum")
def why(proposal_id: uuid.UUID) -> str:
    """Why this person was proposed, as it stood on that day."""
    proposal = service.find_proposal(proposal_id)
    row = find_request(proposal.help_request_id)
    if not protection.may_see_place(row.newcomer):
        raise NotAllowed(service.NOT_YOURS)
    audit.saw("proposals.view", proposal)
    known = proposal.circumstances or {}
    return render_template(
        "proposals/why.html", proposal=proposal, row=row, reasons=told(proposal.reasons),
        bent=[rule_label(code) for code in known.get("bent", [])],
        because=codes.BEND_REASONS.get(known.get("because", "")),
        fit=fit(proposal.reasons),
        weights=[(criterion_label(code), points) for code, points in known.get("weights", {}).items()],
    )  # fmt: skip


@pages.post("/<uuid:proposal_id>/zurueckziehen")
def withdraw(proposal_id: uuid.UUID) -> Response:
    """Take a proposal back; the next person is asked."""
    request_id = service.find_proposal(proposal_id).help_request_id
    service.withdraw(proposal_id)
    flash(_("Der Vorschlag ist zurückgezogen."), "success")
    return redirect(url_for("help_requests.page", request_id=request_id))


def _answer(proposal_id: uuid.UUID, form: AnswerForm, *, link: MailLink | None = None, on_behalf: bool = False) -> str:
    """Do what the pressed button says; empty where something has to be mended first."""
    said = request.form.get("answer", "")
    if said not in ("yes", "no", "later"):
        form.refuse(None, _("Bitte antworten Sie mit einem der Knöpfe."))
        return ""
    if not form.validate():
        return ""
    try:
        if said == "yes":
            answers.accept(proposal_id, link=link, on_behalf=on_behalf)
        elif said == "no":
            answers.decline(
                proposal_id, reason=form.reason.data or "", note=form.note.data, link=link, on_behalf=on_behalf
            )
        else:
            answers.answer_later(proposal_id, until=form.until.data, link=link, on_behalf=on_behalf)
    except Invalid as error:
        form.refuse(error.field, error)
        return ""
    return said


def _answered(proposal_id: uuid.UUID, done: str) -> str:
    """Thanks, what happens next, and after a no what could be changed."""
    proposal = service.find_proposal(proposal_id)
    token = offers.link_after(proposal) if done == "no" else None
    found = offers.offer_after(proposal) if token else None
    form = OfferForm(formdata=None)
    if found is not None:
        form.offer(found)
    return render_template(
        "proposals/answered.html", done=done, proposal=proposal, token=token, offer=found, offer_form=form
    )


def _answer_page(proposal: Proposal, form: AnswerForm) -> Answer:
    row = find_request(proposal.help_request_id)
    audit.saw("proposals.view", proposal)
    text = render_template(
        "proposals/answer.html",
        form=form,
        proposal=proposal,
        is_open=answers.is_open(proposal),
        profile=profile_of(row),
        reasons=told_to_volunteer(proposal.reasons, is_protected=row.newcomer.is_protected),
        asked_for=request.form.get("answer", ""),
        latest_days=codes.LATEST_LATER_DAYS,
    )
    return text, form.http_status
