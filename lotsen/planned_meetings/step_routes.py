"""Pages of planned meetings behind the links of mails: one click, without signing in."""

from flask import render_template, request
from flask.typing import ResponseReturnValue as Answer

from lotsen import language
from lotsen.accounts import mail_links
from lotsen.accounts.models import MailLink
from lotsen.forms import Form
from lotsen.help_requests.service import case_manager_of
from lotsen.planned_meetings import answers, service
from lotsen.planned_meetings.forms import NewTimeForm
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.planned_meetings.routes import is_about_now, pages


@pages.route("/verschoben/<token>", methods=["GET", "POST"])
def answer_move(token: str) -> Answer:
    """Does the new time suit? GET shows and changes nothing, POST answers and uses the link up.

    An answer to a time that was moved once more since it was shown is none: the page asks about the new one.
    """
    link = mail_links.enter(token, mail_links.MOVED)
    one, side = _of(link)
    form, said, is_single = Form(), request.form.get("answer", ""), one.tandem.help_request.appointment_at is not None
    if form.validate_on_submit() and answers.is_open(one) and said in ("yes", "no") and is_about_now(one):
        answer = answers.confirm if said == "yes" else answers.decline
        one = answer(one.id, side=side, link=link)
        return render_template("planned_meetings/move_answered.html", one=one, said=said)
    return render_template(
        "planned_meetings/answer_move.html", form=form, one=one, is_open=answers.is_open(one),
        ends_with_no=is_single and side == "volunteer",
    )  # fmt: skip


@pages.route("/war/<token>", methods=["GET", "POST"])
def answer_held(token: str) -> Answer:
    """Did it take place, fall out, or was it put off? GET shows and changes nothing, POST answers."""
    link = mail_links.enter(token, mail_links.HELD)
    one, side = _of(link)
    form, moving, said = Form(), NewTimeForm(), request.form.get("answer", "")
    is_done = False
    if answers.is_unreported(one) and said == "moved":
        is_done = moving.passes(
            lambda: service.move(one.id, moving.at(kind=one.kind, place=one.place), by=side, link=link)
        )
    elif answers.is_unreported(one) and said in ("held", "fell_out") and form.validate_on_submit():
        note = service.note_held if said == "held" else service.note_fell_out
        note(one.id, by=side, link=link)
        is_done = True
    if is_done:
        return render_template("planned_meetings/held_answered.html", one=one, said=said, side=side)
    page = render_template(
        "planned_meetings/answer_held.html", form=moving, one=one, is_open=answers.is_unreported(one), said=said,
        side=side, number=one.tandem.help_request.number,
    )  # fmt: skip
    return page, moving.http_status


def _of(link: MailLink) -> tuple[PlannedMeeting, str]:
    """The date and the side of a link; the page speaks that side's language unless another was chosen."""
    one = service.find_planned(link.subject_id)
    side = str(link.facts.get("side", "volunteer"))
    language.speak_to_reader(_language_of(one, side))
    return one, side


def _language_of(one: PlannedMeeting, side: str) -> str:
    asked = one.tandem.help_request
    if side == "staff":
        return case_manager_of(asked).language
    return asked.newcomer.language if side == "newcomer" else one.tandem.volunteer.language
