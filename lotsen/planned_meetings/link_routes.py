"""Pages of planned meetings behind the links of mails: one click, without signing in."""

from flask import render_template, request

from lotsen import language
from lotsen.accounts import mail_links
from lotsen.accounts.models import MailLink
from lotsen.forms import Form
from lotsen.planned_meetings import answers, service
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.planned_meetings.routes import Answer, pages


@pages.route("/verschoben/<token>", methods=["GET", "POST"])
def answer_move(token: str) -> Answer:
    """Does the new time suit? GET shows and changes nothing, POST answers and uses the link up."""
    link = mail_links.enter(token, mail_links.MOVED)
    one, side = _of(link)
    form, said, is_single = Form(), request.form.get("answer", ""), one.tandem.help_request.appointment_at is not None
    if form.validate_on_submit() and answers.is_open(one) and said in ("yes", "no"):
        answer = answers.confirm if said == "yes" else answers.decline
        one = answer(one.id, side=side, link=link)
        return render_template("planned_meetings/move_answered.html", one=one, said=said)
    return render_template(
        "planned_meetings/answer_move.html", form=form, one=one, is_open=answers.is_open(one),
        ends_with_no=is_single and side == "volunteer",
    )  # fmt: skip


def _of(link: MailLink) -> tuple[PlannedMeeting, str]:
    """The date and the side of a link; the page speaks that side's language unless another was chosen."""
    one = service.find_planned(link.subject_id)
    side = "newcomer" if link.facts.get("side") == "newcomer" else "volunteer"
    if "lang" not in request.args and language.COOKIE not in request.cookies:
        person = one.tandem.volunteer if side == "volunteer" else one.tandem.help_request.newcomer
        language.speak(person.language)
    return one, side
