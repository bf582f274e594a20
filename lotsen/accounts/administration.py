"""Pages for the administration of a region: who may sign in, and as what."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen.accounts import invitations, staff
from lotsen.accounts.forms import ROLE_NAMES, InviteForm, LinkForm, RoleForm, StaffFilterForm
from lotsen.accounts.freshness import asks_again
from lotsen.audit.service import saw
from lotsen.errors import Invalid


def listing() -> str:
    """The accounts of the region."""
    form = StaffFilterForm(formdata=request.args)
    accounts = staff.listing(role=form.role.data if form.role.data in ROLE_NAMES else "")
    if form.is_locked.data:
        accounts = [account for account in accounts if not account.is_active]
    return render_template(
        "accounts/listing.html", filters=form, accounts=accounts, roles=ROLE_NAMES,
        is_taken_up=invitations.is_taken_up,
    )  # fmt: skip


def invite() -> Answer:
    """Invite a colleague by mail."""
    form = InviteForm()
    if form.validate_on_submit():
        try:
            invitations.invite(mail=form.mail.data or "", role=form.role.data, name=form.name.data or "")
            flash(_("Die Einladung ist unterwegs. Der Link darin gilt 48 Stunden."), "success")
            return redirect(url_for("accounts.listing"))
        except Invalid as error:
            form.refuse(error.field, error)
    return render_template("accounts/invite.html", form=form), form.http_status


def page(account_id: uuid.UUID) -> str:
    """One account: role, state, and what can be done."""
    account = staff.get(account_id)
    saw("accounts.view", account)
    return render_template(
        "accounts/page.html", account=account, role=ROLE_NAMES[account.role],
        is_own=account.id == current_user.id, is_taken_up=invitations.is_taken_up(account),
        may_change_role=account.role in staff.GIVEN_ROLES,
    )  # fmt: skip


@asks_again
def change_role(account_id: uuid.UUID) -> Answer:
    """Give a colleague another role."""
    account = staff.get(account_id)
    form = RoleForm(role=account.role)
    if form.validate_on_submit():
        try:
            staff.change_role(account_id, form.role.data, by=current_user.id)
            flash(_("Die neue Rolle gilt ab sofort. Die Person muss sich neu anmelden."), "success")
            return redirect(url_for("accounts.page", account_id=account_id))
        except Invalid as error:
            form.refuse(error.field, error)
    saw("accounts.view", account)
    return render_template("accounts/change_role.html", form=form, account=account), form.http_status


@asks_again
def deactivate(account_id: uuid.UUID) -> Answer:
    """Lock an account, for instance when somebody leaves."""
    account = staff.get(account_id)
    form = LinkForm()
    if form.validate_on_submit():
        staff.deactivate(account_id, by=current_user.id)
        flash(_("Das Konto ist gesperrt, alle Anmeldungen sind beendet."), "success")
        return redirect(url_for("accounts.page", account_id=account_id))
    saw("accounts.view", account)
    return render_template("accounts/deactivate.html", form=form, account=account)


@asks_again
def start_over(account_id: uuid.UUID) -> Answer:
    """Invite somebody anew who has lost password or factor."""
    account = staff.get(account_id)
    form = LinkForm()
    if form.validate_on_submit():
        staff.start_over(account_id, by=current_user.id)
        flash(_("Passwort und zweiter Faktor sind entfernt, eine neue Einladung ist unterwegs."), "success")
        return redirect(url_for("accounts.page", account_id=account_id))
    saw("accounts.view", account)
    return render_template("accounts/start_over.html", form=form, account=account)


def activate(account_id: uuid.UUID) -> Response:
    """Open a locked account again."""
    staff.activate(account_id, by=current_user.id)
    flash(_("Das Konto ist wieder offen."), "success")
    return redirect(url_for("accounts.page", account_id=account_id))


def invite_again(account_id: uuid.UUID) -> Response:
    """Send a new invitation."""
    staff.invite_again(account_id, by=current_user.id)
    flash(_("Eine neue Einladung ist unterwegs. Ältere Links gelten nicht mehr."), "success")
    return redirect(url_for("accounts.page", account_id=account_id))
