"""Pages of the sign-up: two screens, a last look, what happens next, and the links in its mails."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask import Response as FlaskResponse
from flask.typing import ResponseReturnValue as Answer
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from lotsen import clock
from lotsen.accounts import devices, mail_links, sessions, way_back
from lotsen.accounts.throttle import network_of
from lotsen.consents import service as consents
from lotsen.errors import Invalid, NotFound
from lotsen.forms import Form
from lotsen.imports.contacts import valid_mail
from lotsen.regions import service as regions
from lotsen.settings import current_settings
from lotsen.sign_ups import drafts, profile, service, summary
from lotsen.sign_ups.forms import CheckForm, EngagementForm, PersonForm, SendForm

pages = Blueprint("sign_ups", __name__, url_prefix="/mitmachen")

SCREENS: dict[str, type[Form]] = {"person": PersonForm, "einsatz": EngagementForm, "pruefen": CheckForm}
NEXT = {"person": "einsatz", "einsatz": "pruefen"}
BEFORE = {"einsatz": "person", "pruefen": "einsatz"}
FASTEST_SECONDS = 2  # no person reads and fills in three screens in this time


@pages.route("", defaults={"step": "person"}, methods=["GET", "POST"])
@pages.route("/<step>", methods=["GET", "POST"])
def sign_up(step: str) -> Answer:
    """One screen of the sign-up; everything typed is kept, whichever button was pressed."""
    draft = drafts.find(request.cookies.get(_cookie_name()))
    if step in ("danke", "spaeter"):
        return _ending(step, draft)
    if step not in SCREENS:
        raise NotFound
    if request.method == "POST":
        return _post(step, draft)
    session.setdefault("sign_up_opened", clock.now().timestamp())
    if step == "pruefen" and (missing := _first_open_screen(draft)):
        return redirect(_url(missing))
    typed = draft.typed(step) if draft and not draft.is_finished else MultiDict()
    return _page(step, SCREENS[step](typed), draft)


def _post(step: str, draft: drafts.Draft | None) -> Answer:
    token = request.cookies.get(_cookie_name())
    if "discard" in request.form:
        drafts.discard(token)
        return _without_cookie(redirect(url_for("start.index")))
    if step == "pruefen" and (draft is None or draft.is_finished):
        return redirect(_url("danke" if draft else "person"))
    form = SCREENS[step]()
    is_row = isinstance(form, PersonForm) and form.languages.press(request.form)
    if step != "pruefen":
        token = drafts.keep(token, step, drafts.typed_in(form))
        draft = drafts.find(token)
    assert draft is not None
    return _with_cookie(_answer(step, form, draft, is_row=is_row), token)


def _answer(step: str, form: Form, draft: drafts.Draft, *, is_row: bool) -> Any:
    """Do what the pressed button asks for."""
    if is_row:
        return _page(step, form, draft)
    if "back" in request.form and step in BEFORE:
        return redirect(_url(BEFORE[step]))
    try:
        if "later" in request.form:
            _send_resume_link(step, draft)
            return redirect(_url("spaeter"))
        if not form.validate_on_submit():
            return _page(step, form, draft), 422
        if step in NEXT:
            return redirect(_url(NEXT[step]))
        return _send(form, draft)
    except Invalid as error:
        form.refuse(error.field, error)
        return _page(step, form, draft), 422


def _send_resume_link(step: str, draft: drafts.Draft) -> None:
    mail = valid_mail(draft.typed("person").get("mail", "").strip())
    if mail is None:
        raise Invalid(
            _("Wohin sollen wir den Link schicken? Bitte geben Sie auf der ersten Seite eine E-Mail-Adresse an."),
            "mail",
        )
    service.send_resume_link(draft, mail=mail, language=_language(), step=step, network=_network())


def _send(form: Form, draft: drafts.Draft) -> Response:
    """Take the sign-up in; a machine is thanked like everybody else and leaves nothing behind."""
    missing = _first_open_screen(draft)
    if missing:
        return redirect(_url(missing))
    person, engagement = _filled_in(draft, "person"), _filled_in(draft, "einsatz")
    for one in (person, engagement):
        one.validate()
    assert isinstance(engagement, EngagementForm)
    found = profile.of_forms(person, engagement)
    if form["website"].data or _was_too_fast():
        drafts.finish(draft, {"done": {"channel": ["mail" if found.mail else "phone"]}})
    else:
        allows = tuple(purpose for purpose in consents.VOLUNTARY if form[purpose].data)
        service.sign_up(draft, found, language=_language(), allows=allows, network=_network())
    return redirect(_url("danke"))


def _was_too_fast() -> bool:
    opened = session.get("sign_up_opened")
    return opened is None or clock.now().timestamp() - float(opened) < FASTEST_SECONDS


def _filled_in(draft: drafts.Draft, step: str) -> Form:
    return SCREENS[step](draft.typed(step), meta={"csrf": False})


def _first_open_screen(draft: drafts.Draft | None) -> str | None:
    """The first screen that is not filled in properly yet."""
    if draft is None or draft.is_finished:
        return "person"
    for step in NEXT:
        if step not in draft.answers or not _filled_in(draft, step).validate():
            return step
    return None


def _page(step: str, form: Form, draft: drafts.Draft | None) -> str:
    values: dict[str, Any] = {}
    if isinstance(form, PersonForm):
        values = {"plz": form.plz.data or "", "places": regions.municipalities_of(form.plz.data or "")}
    elif step == "pruefen" and draft is not None:
        person, engagement = _filled_in(draft, "person"), _filled_in(draft, "einsatz")
        person.validate()
        assert isinstance(person, PersonForm)
        assert isinstance(engagement, EngagementForm)
        place = regions.municipality(person.ags.data or "")
        values = {
            "about_person": summary.of_person(person, place.name),
            "about_engagement": summary.of_engagement(engagement),
            "texts": {
                purpose: consents.consent_text(purpose, _language())
                for purpose in ("privacy_notice", *consents.VOLUNTARY)
            },
        }
    return render_template("sign_ups/sign_up.html", step=step, form=form, url_of=_url, **values)


def _ending(step: str, draft: drafts.Draft | None) -> Answer:
    """What happens next; the same for everybody, known or not."""
    if draft is None or draft.is_finished != (step == "danke"):
        return redirect(_url("person"))
    channel = draft.typed("done").get("channel", "mail")
    return render_template("sign_ups/sign_up.html", step=step, channel=channel, url_of=_url)


@pages.route("/weiter/<token>", methods=["GET", "POST"])
def resume(token: str) -> Answer:
    """Go on with a draft, by the link from the mail."""
    link = mail_links.enter(token, mail_links.RESUME_SIGN_UP)
    form = SendForm()
    if not form.validate_on_submit():
        return render_template("sign_ups/resume.html", form=form)
    try:
        draft_token, step = service.resume(link)
    except Invalid:
        return _without_cookie(redirect(_url("person")))
    return _with_cookie(redirect(_url(step)), draft_token)


@pages.route("/bestaetigen/<token>", methods=["GET", "POST"])
def confirm(token: str) -> Answer:
    """Confirm the mail address; a button, because mail scanners follow links."""
    link = mail_links.enter(token, mail_links.CONFIRM_SIGN_UP, may_be_used=True)
    form = SendForm()
    if link.used_at or not form.validate_on_submit():
        return render_template("sign_ups/confirm.html", form=form, is_used=link.used_at is not None)
    opened = service.confirm(link, device=devices.describe(request.user_agent.string))
    if opened.session_token is None:
        return render_template("sign_ups/confirm.html", form=form, is_used=True)
    to = way_back.past_second_factor(url_for("own_pages.overview"), is_complete=opened.is_complete)
    return sessions.set_cookie(_without_cookie(redirect(to)), opened.session_token)


def _cookie_name() -> str:
    return "__Host-lotsen-sign-up" if current_settings().is_https else "lotsen-sign-up"


def _with_cookie(answer: Any, token: str | None) -> FlaskResponse:
    response = current_app.make_response(answer)
    if token:
        response.set_cookie(
            _cookie_name(), token, max_age=int(drafts.LIFETIME.total_seconds()),
            httponly=True, secure=current_settings().is_https, samesite="Lax", path="/",
        )  # fmt: skip
    return response


def _without_cookie(answer: Any) -> FlaskResponse:
    response = current_app.make_response(answer)
    response.delete_cookie(_cookie_name(), httponly=True, secure=current_settings().is_https, samesite="Lax", path="/")
    return response


def _url(step: str) -> str:
    return url_for("sign_ups.sign_up", step=step)


def _language() -> str:
    return str(get_locale())


def _network() -> str:
    return network_of(request.remote_addr)
