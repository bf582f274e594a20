"""Pages of the own account: name and language, password, factors, running sessions."""

import uuid

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen.accounts import codes, devices, passkeys, service, sign_ins, throttle, way_back
from lotsen.accounts import sessions as sign_in_sessions
from lotsen.accounts.forms import (
    ROLE_NAMES,
    AddPasskeyForm,
    ChangePasswordForm,
    ConfirmForm,
    DescribeForm,
    LinkForm,
    NewPasswordForm,
    OfferedSeedForm,
    PasskeyForm,
)
from lotsen.accounts.freshness import ask_again, asks_again, is_fresh
from lotsen.accounts.models import Account
from lotsen.audit.service import saw
from lotsen.calendar_feeds import closing
from lotsen.errors import Invalid
from lotsen.extensions import db


def own_page() -> Answer:
    """What the house knows of the own account, and what can be changed about it."""
    account = service.get(current_user.id)
    form = DescribeForm(name=account.display_name, language=account.language)
    if form.validate_on_submit():
        service.describe(account.id, name=form.name.data or "", language=form.language.data)
        flash(_("Gespeichert."), "success")
        return redirect(url_for("accounts.own_page"))
    saw("accounts.view", account)
    page = render_template(
        "accounts/own_page.html",
        form=form,
        account=account,
        role=ROLE_NAMES[account.role],
        passkeys=passkeys.of(account.id),
        passkeys_are_possible=passkeys.are_possible(),
        codes_left=codes.recovery_codes_left(account),
    )
    return page, form.http_status


def confirm() -> Answer:
    """Give the password or a passkey once more, before something that must not happen by accident."""
    account = service.get(current_user.id)
    form, passkey_form = ConfirmForm(), PasskeyForm()
    status = 200
    if request.method == "POST":
        try:
            if request.form.get("credential") and passkey_form.validate():
                service.confirm_with_passkey(current_user, passkey_form.credential.data or "")
                return redirect(way_back.wanted() or url_for("accounts.own_page"))
            if form.validate():
                service.confirm_with_password(current_user, form.password.data or "")
                return redirect(way_back.wanted() or url_for("accounts.own_page"))
            status = 422
        except (Invalid, throttle.TooMany) as error:
            form.refuse("password", error)
            status = error.status
        account = service.get(current_user.id)
    page = render_template(
        "accounts/confirm.html",
        form=form,
        passkey_form=PasskeyForm(formdata=None) if passkeys.of(account.id) else None,
        has_password=account.password_hash is not None,
        next=way_back.wanted(),
    )
    return page, status


def change_password() -> Answer:
    """A new password, knowing the old one; an account without one asks who is there first."""
    has_password = service.get(current_user.id).password_hash is not None
    if not has_password and not is_fresh():
        return ask_again()
    form = ChangePasswordForm() if has_password else NewPasswordForm()
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            if isinstance(form, ChangePasswordForm):
                service.check_password(current_user, form.current.data or "")
            visitor = devices.visitor(request)
            token, ended = service.change_password(current_user, password=form.password.data or "", visitor=visitor)
            flash(_("Ihr neues Passwort gilt. Alle anderen Anmeldungen sind beendet."), "success")
            return sign_in_sessions.set_cookie(_after(ended, "accounts.own_page"), token)
        except (Invalid, throttle.TooMany) as error:
            form.refuse(error.field if isinstance(error, Invalid) else None, error)
            status = error.status
    return render_template("accounts/change_password.html", form=form), status


def set_up_second_factor() -> Answer:
    """An app that shows codes: picture, key to type in, and a first code as proof."""
    account = service.get(current_user.id)
    if sign_ins.has_factor(account) and not is_fresh():
        return ask_again()
    form = OfferedSeedForm()
    seed = codes.open_offer(form.offer.data, account.id) if form.offer.data else None
    if seed and form.validate_on_submit():
        try:
            recovery_codes = service.set_up_codes(current_user, seed=seed, code=form.code.data or "")
            return _recovery_codes(recovery_codes)
        except Invalid as error:
            form.refuse(error.field, error)
    return _seed_page(account, form, seed or codes.new_seed())


def _seed_page(account: Account, form: OfferedSeedForm, seed: str) -> Answer:
    form.offer.data = codes.seal_offer(seed, account.id)
    page = render_template(
        "accounts/set_up_second_factor.html",
        form=form,
        picture=codes.picture(codes.app_address(seed, account.mail)),
        key=" ".join(seed[place : place + 4] for place in range(0, len(seed), 4)),
        is_first=not sign_ins.has_factor(account),
        passkeys_are_possible=passkeys.are_possible(),
    )
    return page, form.http_status


def _recovery_codes(recovery_codes: list[str]) -> Response:
    """The recovery codes, this once."""
    page = render_template("accounts/recovery_codes.html", codes=recovery_codes)
    return make_response(page)


@asks_again
def renew_recovery_codes() -> Answer:
    """Replace the recovery codes."""
    form = LinkForm()
    if form.validate_on_submit():
        return _recovery_codes(service.renew_recovery_codes(current_user))
    return render_template("accounts/renew_recovery_codes.html", form=form)


def add_passkey() -> Answer:
    """Make a passkey on this device."""
    account = service.get(current_user.id)
    if sign_ins.has_factor(account) and not is_fresh():
        return ask_again()
    form = AddPasskeyForm()
    if form.validate_on_submit():
        try:
            recovery_codes = service.add_passkey(
                current_user, credential=form.credential.data or "", label=form.label.data or ""
            )
            flash(_("Der Passkey ist eingerichtet."), "success")
            return _recovery_codes(recovery_codes) if recovery_codes else redirect(url_for("accounts.own_page"))
        except Invalid as error:
            form.refuse(None, error)
            account = service.get(current_user.id)
    options = passkeys.options_to_add(account)
    page = render_template("accounts/add_passkey.html", form=form, options=options)
    return page, 422 if request.method == "POST" else 200


@asks_again
def remove_passkey(passkey_id: uuid.UUID) -> Answer:
    """Remove a passkey that is lost or not used any more."""
    passkey = service.passkey(current_user, passkey_id)
    form = LinkForm()
    if form.validate_on_submit():
        service.remove_passkey(current_user, passkey_id)
        flash(_("Der Passkey ist entfernt."), "success")
        return redirect(url_for("accounts.own_page"))
    return render_template("accounts/remove_passkey.html", form=form, passkey=passkey)


def sessions() -> str:
    """Where one is signed in."""
    running = sign_in_sessions.running(db.session(), current_user.id)
    saw("accounts.view", "account", current_user.id)
    return render_template(
        "accounts/sessions.html",
        running=running,
        current=current_user.sign_in_id,
        has_calendar=closing.is_open(current_user.id),
    )


def end_session(sign_in_id: uuid.UUID) -> Response:
    """End one session, for instance that of a lost telephone."""
    service.end_session(current_user, sign_in_id)
    flash(_("Diese Anmeldung ist beendet."), "success")
    return redirect(url_for("accounts.sessions"))


def end_other_sessions() -> Response:
    """End every session but this one."""
    ended = service.end_other_sessions(current_user)
    flash(ngettext("%(num)s Anmeldung ist beendet.", "%(num)s Anmeldungen sind beendet.", ended.count), "success")
    return _after(ended, "accounts.sessions")


def _after(ended: service.Ended, endpoint: str) -> Response:
    """Back, or to the page of the calendar where it ended too: there a new address is one click."""
    if not ended.closed_calendar:
        return redirect(url_for(endpoint))
    flash(_("Zur Sicherheit ist auch Ihr Kalender-Abo beendet: Die alte Adresse öffnet nichts mehr. "
            "Eine neue machen Sie hier mit einem Klick."), "info")  # fmt: skip
    return redirect(url_for("calendar_feeds.own"))
