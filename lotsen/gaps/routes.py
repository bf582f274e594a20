"""Pages of gaps: the list to work with, one gap with its history, and the acts that close it."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen import clock, language
from lotsen.access import may
from lotsen.accounts import mail_links
from lotsen.audit import service as audit
from lotsen.errors import Invalid, NotFound
from lotsen.forms import choices
from lotsen.gaps import drafts, evidence, introductions, mailing, recipients, service, sides, states
from lotsen.gaps import listing as gap_list
from lotsen.gaps.drafts import Draft
from lotsen.gaps.filters import choice_of, gap_filter, move_form, offer_moves, sides_form
from lotsen.gaps.forms import ENDED_LABELS, STATE_LABELS, STEP_LABELS, ConfirmForm, LetterForm, MoveForm
from lotsen.gaps.mailing import Wording
from lotsen.gaps.sides import Side
from lotsen.ties import directory
from lotsen.ties.news import tell_change
from lotsen.ties.paging import Paging

pages = Blueprint("gaps", __name__, url_prefix="/netzwerk/luecken")

PAGE_SIZE = 20


@pages.context_processor
def _sight() -> dict[str, object]:
    """Pages of the network say what a role sees of it."""
    return {"sees_people": directory.sees_people}


@pages.get("")
def listing() -> str:
    """The list: what is worth doing first, what closes how many, and every gap in one sentence."""
    choice = choice_of(request.args)
    everything = gap_list.everything(current_user.role)
    chosen = [one for one in everything if choice.fits(one)]
    paging = Paging.of(len(chosen), request.args.get("page", 1, type=int), PAGE_SIZE)
    is_start = choice.is_everything and paging.page == 1
    return render_template(
        "gaps/listing.html",
        choice=choice,
        first=gap_list.lines(gap_list.worth_doing(everything), current_user.role) if is_start else [],
        weights=gap_list.weighed(everything) if is_start else {},
        groups=gap_list.grouped(everything),
        lines=gap_list.lines(chosen[paging.first - 1 : paging.last], current_user.role),
        paging=paging,
        form=gap_filter(choice, everything),
        today=clock.today(),
        states=STATE_LABELS,
        ends=ENDED_LABELS,
    )


@pages.get("/<uuid:gap_id>")
def page(gap_id: uuid.UUID) -> str:
    """One gap: what it rests on, what closes it, who has it in hand, and what happened."""
    return _page(service.find_tracked(gap_id, current_user.role))


def _page(gap: service.Tracked, form: MoveForm | None = None) -> str:
    row, is_mine = gap.row, may(current_user.role, "gaps.move")
    audit.saw("gaps.view", "gap", gap.key)
    return render_template(
        "gaps/page.html",
        gap=gap,
        line=gap_list.lines([gap], current_user.role)[0],
        evidence=evidence.of(gap.finding, current_user.role),
        suits=drafts.SUITS[gap.finding.code] if is_mine and gap.status in states.OPEN else (),
        history=service.history(row),
        sees_notes=may(current_user.role, "help_requests.page"),
        introductions=introductions.of_gap(row) if is_mine else [],
        form=offer_moves(form or move_form(), gap) if is_mine else None,
        rule_says=gap_list.rule_says(gap.finding.code),
        steps=STEP_LABELS,
        states=STATE_LABELS,
        ends=ENDED_LABELS,
    )


@pages.post("/<uuid:gap_id>/stand")
def move(gap_id: uuid.UUID) -> Answer:
    """Take it in hand, close it with a reason, leave it as it is for a while, give it back, or note something."""
    gap = service.find_tracked(gap_id, current_user.role)
    form = move_form()
    if not form.validate_on_submit():
        return _page(gap, form), 422
    try:
        _move(gap, form)
    except Invalid as error:
        form.refuse({"due_on": "until_on", "look_again_on": "until_on"}.get(error.field or "", error.field), error)
        return _page(service.find_tracked(gap_id, current_user.role), form), 422
    flash(_("Eingetragen."), "success")
    return redirect(url_for("gaps.page", gap_id=gap_id))


def _move(gap: service.Tracked, form: MoveForm) -> None:
    by, key, note, today = current_user.id, form.row_key(), form.note.data or "", clock.today()
    if form.step.data == "begonnen":
        due_on = form.until_on.data or today + timedelta(days=states.WORK_DAYS)
        service.take_on(gap.key, by=by, due_on=due_on, note=note, key=key)
    elif form.step.data == states.ACCEPTED:
        until_on = form.until_on.data or today + timedelta(days=states.LOOK_AGAIN_DAYS)
        service.accept(gap.key, by=by, look_again_on=until_on, note=note, key=key)
    elif form.step.data == states.DONE:
        service.finish(gap.key, by=by, note=note, key=key)
    else:
        service.step(gap.key, form.step.data, by=by, note=note, key=key)


@pages.route("/<uuid:gap_id>/werben", methods=["GET", "POST"])
def recruit(gap_id: uuid.UUID) -> Answer:
    """A text that calls for people, to copy or to send to organisations that pass it on."""
    gap = service.find_tracked(gap_id, current_user.role)
    form = _letter_form(recipients.organisations_for(gap.finding), drafts.recruiting(gap.finding))
    wanted = drafts.wanted_language(gap.finding)
    other = (wanted, drafts.recruiting_text(gap.finding, language=wanted)) if wanted else None
    return _act("recruit", gap, form, other_language=other)


@pages.route("/<uuid:gap_id>/schulen", methods=["GET", "POST"])
def train(gap_id: uuid.UUID) -> Answer:
    """An invitation to a training, for volunteers and organisations that staff choose."""
    gap = service.find_tracked(gap_id, current_user.role)
    offered = [*recipients.learners_for(gap.finding), *recipients.organisations_for(gap.finding)]
    form = _letter_form(offered, drafts.training(gap.finding))
    return _act("train", gap, form)


@pages.route("/<uuid:gap_id>/entlasten", methods=["GET", "POST"])
def relieve(gap_id: uuid.UUID) -> Answer:
    """A mail that makes it lighter: to the volunteer who carries much, or to colleagues of a full desk."""
    gap = service.find_tracked(gap_id, current_user.role)
    if gap.finding.act != "relieve":
        raise NotFound
    form = _letter_form(recipients.relievers_for(gap.finding), drafts.relief(gap.finding))
    return _act("relieve", gap, form)


@pages.route("/<uuid:gap_id>/bekannt-machen", methods=["GET", "POST"])
def introduce(gap_id: uuid.UUID) -> Answer:
    """A mail to two sides about each other."""
    gap = service.find_tracked(gap_id, current_user.role)
    own, everybody = recipients.ends_of(gap.finding)
    chosen = sides_form(request.args, own, everybody)
    both = [sides.side(key) for key in (chosen.value("one"), chosen.value("other")) if key]
    draft = drafts.introduction(gap.finding, both[0], both[1]) if len(both) == 2 else Draft("", "")
    form = _letter_form(both, draft)
    form.recipients.data = [one.key for one in both]
    return _act("introduce", gap, form, sides_form=chosen, both=both)


def _letter_form(offered: Sequence[Side], draft: Draft) -> LetterForm:
    form = LetterForm(title=draft.title, text=draft.text)
    form.recipients.choices = choices((one.key, one.label) for one in offered)
    return form


def _act(act: str, gap: service.Tracked, form: LetterForm, **shown: object) -> Answer:
    """The page of an act: a letter to write, then the letters to look at, and the way on once they are sent."""
    letters = _letters(gap, act, form)
    if isinstance(letters, Response):
        return letters
    line = gap_list.lines([gap], current_user.role)[0]
    page = render_template(f"gaps/{act}.html", gap=gap, line=line, form=form, letters=letters, **shown)
    return page, form.http_status


def _letters(gap: service.Tracked, act: str, form: LetterForm) -> list[mailing.Letter] | Response | None:
    """Nothing before the first press, the letters to look at after it, and the way on once they are sent."""
    if not form.validate_on_submit() or request.form.get("press") == "edit":
        return None
    readers = [sides.side(key) for key in form.recipients.data or ()]
    wording = Wording(form.title.data or "", form.text.data or "")
    seen, due_on = mailing.digest(act, readers, wording), form.due_on.data
    assert due_on is not None  # the form requires it
    try:
        service.check_due(due_on)
        mailing.check(act, readers, wording)
        if request.form.get("press") != "send" or form.seen.data != seen:
            form.seen.data = seen
            return mailing.preview(act, readers, wording)
        step = mailing.send(
            gap.key, act, readers, wording, by=current_user.id, due_on=due_on, key=form.row_key()
        )  # fmt: skip
    except Invalid as error:
        form.refuse(error.field, error)
        return None
    told = ngettext("Eine Mail ist unterwegs.", "%(num)d Mails sind unterwegs.", step.mail_count)
    flash(" ".join(([told] if step.mail_count else []) + [_("Die Lücke ist in Arbeit.")]), "success")
    return redirect(url_for("gaps.page", gap_id=gap.key))


@pages.route("/kontakt/<token>", methods=["GET", "POST"])
def confirm(token: str) -> str:
    """By the link of a mail: GET shows and changes nothing, POST says that the two have talked."""
    link = mail_links.enter(token, mail_links.INTRODUCTION)
    row = introductions.get(link.subject_id)
    side = str(link.facts.get("side"))
    language.speak_to_reader(introductions.side_of(row, side).language)
    form = ConfirmForm()
    is_done = form.validate_on_submit()
    if is_done:
        introductions.confirm(row.id, side, link=link)
    other = introductions.side_of(row, "other" if side == "one" else "one")
    return render_template("gaps/confirm.html", form=form, is_done=is_done, other=other.greeting or other.label)


@pages.post("/vorstellung/<uuid:introduction_id>/gesprochen")
def confirm_for(introduction_id: uuid.UUID) -> Response:
    """Somebody said on the telephone that they have talked."""
    row = introductions.get(introduction_id)
    side = request.form.get("side", "")
    if side not in introductions.SIDES:
        raise NotFound
    gap_id = row.gap_id
    is_known = introductions.confirm(row.id, side, by=current_user.id)
    if is_known:
        tell_change(_("Beide haben gesprochen. Der Kontakt steht jetzt im Netz."))
    else:
        flash(_("Eingetragen."), "success")
    return redirect(url_for("gaps.page", gap_id=gap_id))
