"""Pages of help requests: write one down, find it again, see who suits. Steps are in ``step_routes``."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user

from lotsen.audit import service as audit
from lotsen.consents import service as consents
from lotsen.database import hold
from lotsen.errors import Invalid
from lotsen.forms import Form
from lotsen.help_requests import lists, next_steps, service, text_needs, words
from lotsen.help_requests.forms import (
    CloseForm,
    ConsentForm,
    EditForm,
    KnownPersonForm,
    NewRequestForm,
    RequestFilter,
    RequestForm,
)
from lotsen.help_requests.models import OPEN_STATES, SEARCHING, HelpRequest
from lotsen.help_requests.request_page import page_of
from lotsen.language import LANGUAGES
from lotsen.matching_runs import scarce, suggestion_words, suggestions
from lotsen.newcomers import protection
from lotsen.newcomers import service as newcomers
from lotsen.planned_meetings import single
from lotsen.proposals import ranking
from lotsen.waits import service as waits
from lotsen.waits import words as waiting_words

pages = Blueprint("help_requests", __name__, url_prefix="/anfragen")


@pages.get("/")
def listing() -> str:
    """Help requests: one's own or all, with waiting days and the next step."""
    form = RequestFilter(request.args)
    found = lists.listing(_wanted(form), account_id=current_user.id)
    steps = next_steps.next_steps(found.items)
    audit.saw("help_requests.list", "help_request", count=len(found.items))
    return render_template(
        "help_requests/listing.html",
        form=form,
        found=found,
        steps=steps,
        waiting_days=lists.waiting_days,
        waits_for=suggestion_words.wait,
        suggested=suggestions.suggested([row.id for row in found.items if row.status in SEARCHING]),
    )


@pages.route("/neu", methods=["GET", "POST"])
def new() -> Answer:
    """Newcomer, request and consent in one sitting; or a further request for somebody known."""
    person = _known_person()
    form = KnownPersonForm() if person else NewRequestForm()
    if isinstance(form, NewRequestForm) and form.languages.press(request.form):
        return _form_page(form, person)
    if form.is_submitted() and _only_looks():
        return _form_page(form, person)
    if form.is_submitted() and form.referral_needs.data:
        return _referral_page(form, person)
    if form.is_submitted() and request.form.get("estimate"):
        return _form_page(form, person, wait=_wait_of_form(form, person))
    if form.validate_on_submit():
        try:
            row = service.open_request(
                by=current_user.id,
                newcomer_id=person.id if person else None,
                person=form.person() if isinstance(form, NewRequestForm) else None,
                request=form.asked(),
                consent=form.consent(),
                key=form.row_key(),
            )
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            flash(_told_after_opening(row.status), "success")
            return redirect(url_for("help_requests.page", request_id=row.id))
    elif request.method == "GET":
        form.consent_language.data = person.language if person else "de"
    return _form_page(form, person, form.http_status)


@pages.post("/bedarfe")
def suggest_needs() -> str:
    """The needs to tick, first those that the text speaks of, while somebody types; nothing is kept."""
    form = RequestForm()
    return render_template("help_requests/suggest_needs.html", form=form, **_hints(form))


@pages.get("/<uuid:request_id>")
def page(request_id: uuid.UUID) -> str:
    """One request: what is next, who suits, who was asked, what happened."""
    return shown_page(request_id)


@pages.route("/<uuid:request_id>/aendern", methods=["GET", "POST"])
def edit(request_id: uuid.UUID) -> Answer:
    """Change what is asked for."""
    if request.method == "POST":
        hold(HelpRequest, request_id)
    row = service.find_request(request_id)
    form, stored = EditForm(), EditForm(formdata=None)
    if not protection.may_see_place(row.newcomer):
        del form.appointment_place, stored.appointment_place
    stored.show_request(row)
    form.show_state(stored)
    if form.is_submitted() and form.referral_needs.data:
        return _referral_page(form, row.newcomer)
    if _only_looks():
        pass
    elif form.validate_on_submit() and form.is_fresh(stored):
        try:
            service.edit(request_id, form.asked(), despite_clash=bool(form.despite_clash.data))
        except Invalid as error:
            form.refuse(error.field, error)
        else:
            flash(_told_after_editing(row), "success")
            return redirect(url_for("help_requests.page", request_id=request_id))
    elif request.method == "GET":
        form.show_request(row)
    if request.method == "GET" or form.changed_meanwhile:
        audit.saw("help_requests.view", row)
    page = render_template(
        "help_requests/edit.html", form=form, row=row, einsaetze=single.einsaetze(row), **_hints(form)
    )
    return page, form.http_status


def shown_page(request_id: uuid.UUID, **forms: Form) -> str:
    """The page of a request; a form with faults takes the place of its empty one."""
    row = service.find_request(request_id)
    audit.saw("help_requests.view", row)
    rule = request.args.get("regel", "")
    if not ranking.is_rule(rule):
        rule = ""
    faulty = next(iter(forms.values()), None)
    shown = page_of(row, may_rank=protection.may_see_place(row.newcomer))
    excluded = ranking.excluded_by(row, rule) if rule and shown.ranking else None
    suggestion = suggestions.suggested([row.id]).get(row.id) if shown.ranking else None
    defaults: dict[str, Form] = {"close_form": CloseForm(), "consent_form": ConsentForm(), "propose_form": Form()}
    return render_template(
        "help_requests/page.html",
        row=row,
        shown=shown,
        rule=rule,
        suggestion=suggestion,
        suggestion_because=suggestion_words.because(suggestion) if suggestion else "",
        suggestion_wait=suggestion_words.wait(suggestion),
        scarcity=scarce.scarcity(row.id) if shown.ranking else {},
        excluded=excluded,
        next_one=None if shown.step.is_mine else lists.next_to_choose(current_user.id, but=row.id),
        form=faulty,
        consent_texts=_consent_texts() if row.status == "entwurf" else [],
        wait=_wait_of(row),
        **{**defaults, **forms},
    )


def _wait_of(row: HelpRequest) -> list[str]:
    """What to expect for a request that waits; nothing where the place would show through."""
    if row.status not in OPEN_STATES or not protection.may_see_place(row.newcomer):
        return []
    return waiting_words.of_request(waits.for_request(row))


def _wait_of_form(form: Any, person: Any) -> list[str]:
    """What to expect from what is filled in so far; nothing is stored."""
    asked = form.asked()
    known = (
        {"ags": person.ags, "languages": person.languages, "gender": person.gender, "age_band": person.age_band}
        if person
        else form.person()
    )
    if not (known.get("ags") and asked["mode"] and known.get("languages")):
        return [_("Für eine Schätzung fehlt noch etwas: Gemeinde, eine Sprache und wer gesucht wird.")]
    if person and not protection.may_see_place(person):
        return []
    return waiting_words.of_request(waits.for_wish(asked, person=known))


def _form_page(form: Any, person: Any, status: int = 200, *, wait: list[str] | None = None) -> Answer:
    running = consents.running(person).get("matching") if person else None
    if person:
        audit.saw("newcomers.view", person)
    text = render_template(
        "help_requests/new.html",
        form=form, person=person, running_consent=running, consent_texts=_consent_texts(), wait=wait, **_hints(form),
    )  # fmt: skip
    return (text, status) if status != 200 else text


def _only_looks() -> bool:
    """Whether a button was pressed that shows the form again and saves nothing."""
    return any(request.form.get(name) for name in ("continue", "suggest"))


def _hints(form: RequestForm) -> dict[str, Any]:
    """What the form offers to tick because of its text; nothing before anything was sent."""
    hints = text_needs.spoken_of(form.text.data) if form.is_submitted() else {}
    return {"hints": hints, "pressed": bool(request.form.get("suggest"))}


def _referral_page(form: Any, person: Any) -> str:
    """Who is responsible instead; what was typed goes along in the page and nowhere else."""
    keep = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in ("csrf_token", "referral_needs", "continue", "suggest")
    ]
    return render_template(
        "help_requests/referral.html",
        referrals=service.referrals(form.referral_needs.data),
        keep=keep,
        back=request.full_path.rstrip("?"),
        person=person,
    )


def _known_person() -> Any:
    known = request.args.get("person", "")
    try:
        return newcomers.find_newcomer(uuid.UUID(known)) if known else None
    except ValueError:
        return None


def _consent_texts() -> list[tuple[str, consents.ConsentText]]:
    """The text to agree to, in every language of the pages, with the language's own name."""
    return [(name, consents.consent_text("matching", key)) for key, name in LANGUAGES.items()]


def _wanted(form: RequestFilter) -> lists.Wanted:
    return lists.Wanted(
        own=form.whose.is_own,
        status=form.status.data or "laufende",
        urgency=form.urgency.data or "",
        mode=form.mode.data or "",
        ags=form.ags.data or "",
        waiting=form.waiting.data or "",
        number=form.number.data or "",
        sort=request.args.get("sort", ""),
        page=request.args.get("page", 1, type=int),
    )


def _told_after_opening(status: str) -> str:
    if status == "entwurf":
        return str(_("Als Entwurf gespeichert. Bis zur Einwilligung wird niemand gesucht."))
    return str(_("Die Anfrage ist offen. Hier sehen Sie, wer passt."))


def _told_after_editing(row: HelpRequest) -> str:
    """What became of the Einsatz, where there is one to whose new time nobody has said yes yet."""
    waiting = [one.tandem.volunteer for one in single.einsaetze(row) if one.awaits_yes]
    if not waiting:
        return str(_("Die Anfrage ist geändert."))
    if all(person.mail for person in waiting):
        return str(_("Die Anfrage ist geändert, der Einsatz verschoben. Wer zugesagt hat, wird gefragt, ob es passt."))
    return str(_("Die Anfrage ist geändert, der Einsatz verschoben. Bitte rufen Sie an und fragen, ob es passt."))


@pages.record_once
def _teach_words(state: BlueprintSetupState) -> None:
    """Every template may say states, urgencies, modes and needs, and ask whether a place may be shown."""
    state.app.jinja_env.globals.update(request_words=words.WORDS, may_see_place=protection.may_see_place)
