"""Pages before one is signed in: password, passkey, second factor; and signing out."""

from flask import flash, jsonify, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen.accounts import devices, mail_requests, passkeys, sessions, sign_ins, throttle, way_back
from lotsen.accounts.forms import CodeForm, PasskeyForm, SignInForm
from lotsen.accounts.sign_ins import Started
from lotsen.errors import Invalid, NotAllowed, NotFound


def sign_in() -> Answer:
    """Mail address and password, or a link by mail for volunteers."""
    form = SignInForm()
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(way_back.after_sign_in())
    if not form.validate_on_submit():
        return _sign_in_page(form, form.http_status)
    visitor = devices.visitor(request, form.mail.data or "")
    try:
        if "send_link" in request.form:
            mail_requests.ask_for_link(form.mail.data or "", visitor=visitor)
            return _mail_is_on_its_way()
        started = sign_ins.with_password(mail=form.mail.data or "", password=form.password.data or "", visitor=visitor)
    except (Invalid, throttle.TooMany) as error:
        form.refuse(None, error)
        return _sign_in_page(form, error.status)
    return enter(started)


def _sign_in_page(form: SignInForm, status: int) -> Answer:
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        passkey_form=PasskeyForm(formdata=None) if passkeys.are_possible() else None,
        next=way_back.wanted(),
    )
    return page, status


def _mail_is_on_its_way() -> Response:
    flash(
        _("Wenn zu dieser Adresse ein Ehrenamts-Konto gehört, liegt in wenigen Minuten ein Link "
          "in Ihrem Postfach. Er gilt 30 Minuten."),
        "success",
    )  # fmt: skip
    return redirect(url_for("accounts.sign_in"))


def enter(started: Started) -> Response:
    """Give the browser the token of a session that has begun, and lead on."""
    session.clear()  # the form token of a stranger does not follow the person inside
    if not started.is_complete:
        to = url_for("accounts.second_factor", next=way_back.wanted())
        return sessions.set_cookie(redirect(to), started.token)
    answer = sessions.set_cookie(redirect(way_back.after_sign_in()), started.token)
    devices.remember(answer, request, started.mail)
    return answer


def second_factor() -> Answer:
    """The code after the password."""
    half = sessions.find(request, is_complete=False)
    if half is None:
        return redirect(url_for("accounts.sign_in", next=way_back.wanted()))
    form = CodeForm()
    status = 200
    if form.validate_on_submit():
        try:
            visitor = devices.visitor(request)
            return enter(sign_ins.with_code(half, code=form.code.data or "", visitor=visitor))
        except (NotAllowed, NotFound):
            flash(_("Das waren zu viele falsche Codes. Bitte melden Sie sich neu an."), "danger")
            return sessions.clear_cookie(redirect(url_for("accounts.sign_in")))
        except (Invalid, throttle.TooMany) as error:
            form.refuse("code", error)
            status = error.status
    page = render_template(
        "accounts/second_factor.html",
        form=form,
        passkey_form=PasskeyForm(formdata=None) if passkeys.are_possible() else None,
        next=way_back.wanted(),
    )
    return page, status if status != 200 else (422 if form.errors else 200)


def passkey() -> Answer:
    """GET: the question for the browser, as JSON. POST: its answer, which signs in."""
    if not passkeys.are_possible():
        raise NotFound
    if request.method == "GET":
        return jsonify(passkeys.options_to_sign_in())
    credential = PasskeyForm().credential.data or ""
    try:
        started = sign_ins.with_passkey(credential, visitor=devices.visitor(request))
    except (Invalid, throttle.TooMany) as error:
        flash(str(error), "danger")
        return redirect(url_for("accounts.sign_in", next=way_back.wanted()))
    return enter(started)


def sign_out() -> Response:
    """End this session, here and on the server."""
    sign_ins.end(current_user.sign_in_id, current_user.id)
    session.clear()
    flash(_("Sie sind abgemeldet."), "success")
    return sessions.clear_cookie(make_response(redirect(url_for("accounts.sign_in"))))
