"""Pages that start with a mail: forgotten password, sign-in link, invitation. Looking uses no link up."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from lotsen.accounts import devices, invitations, mail_links, mail_requests, service, sign_ins, throttle
from lotsen.accounts.forms import FirstAdministratorForm, InvitationForm, LinkForm, MailForm, NewPasswordForm
from lotsen.accounts.models import Account, MailLink
from lotsen.accounts.signing_in import enter
from lotsen.errors import Conflict, Invalid
from lotsen.regions import service as regions


def forgot_password() -> Answer:
    """Ask for a link to set a new password; the answer is the same for every address."""
    form = MailForm()
    if form.validate_on_submit():
        try:
            mail_requests.ask_for_reset(form.mail.data or "", visitor=devices.visitor(request))
            return render_template("accounts/mail_sent.html")
        except throttle.TooMany as error:
            form.refuse(None, error)
            return render_template("accounts/forgot_password.html", form=form), error.status
    return render_template("accounts/forgot_password.html", form=form), form.http_status


def reset_password(token: str) -> Answer:
    """Set a new password; the second factor stays as it is."""
    link = mail_links.enter(token, mail_links.RESET)
    service.open_for(link)
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            service.reset_password(link, password=form.password.data or "")
            flash(_("Ihr neues Passwort gilt ab sofort. Bitte melden Sie sich damit an."), "success")
            return redirect(url_for("accounts.sign_in"))
        except Invalid as error:
            form.refuse(error.field, error)
    return render_template("accounts/reset_password.html", form=form), form.http_status


def mail_link(token: str) -> Answer:
    """Sign in with a link: a button first, because mail programs open links by themselves."""
    link = mail_links.enter(token, mail_links.SIGN_IN)
    service.open_for(link)
    form = LinkForm()
    if form.validate_on_submit():
        return enter(sign_ins.with_link(link, visitor=devices.visitor(request)))
    return render_template("accounts/mail_link.html", form=form)


def invitation(token: str) -> Answer:
    """Take up an invitation: name and password."""
    link = mail_links.enter(token, mail_links.INVITATION)
    account = invitations.invited(link)
    form = _invitation_form(link, account)
    if form.validate_on_submit():
        try:
            return enter(_take_up(link, form))
        except Invalid as error:
            form.refuse(error.field, error)
        except IntegrityError as error:
            raise Conflict from error
    page = render_template("accounts/invitation.html", form=form, account=account)
    return page, form.http_status


def _invitation_form(link: MailLink, account: Account | None) -> InvitationForm:
    if account is not None:
        return InvitationForm(name=account.display_name)
    form = FirstAdministratorForm()
    named = link.facts.get("region_id")
    form.offer([] if named else [(region.id, region.name) for region in regions.all_regions()])
    return form


def _take_up(link: MailLink, form: InvitationForm) -> sign_ins.Started:
    name, password, visitor = form.name.data or "", form.password.data or "", devices.visitor(request)
    if not isinstance(form, FirstAdministratorForm):
        return invitations.take_up(link, name=name, password=password, visitor=visitor)
    region = form.region.data if form.region else ""
    return invitations.take_up_first(
        link, mail=form.mail.data or "", name=name, password=password, region_id=region, visitor=visitor
    )
