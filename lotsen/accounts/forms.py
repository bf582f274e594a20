"""Forms of signing in, of the own account, and of the administration of accounts."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from lotsen.accounts.staff import GIVEN_ROLES
from lotsen.forms import Form, choices
from lotsen.language import LANGUAGES

ROLE_NAMES = {
    "volunteer": _l("Ehrenamt"),
    "case_manager": _l("Fallmanagement"),
    "coordinator": _l("WIR-Koordination"),
    "region_admin": _l("Regionalverwaltung"),
    "auditor": _l("Prüfung, nur lesend"),
    "operator": _l("Betrieb"),
}
ROLE_HINTS = {
    "case_manager": _l("begleitet Zugewanderte und stellt Anfragen"),
    "coordinator": _l("betreut Ehrenamtliche, Tandems und das Netzwerk"),
    "region_admin": _l("lädt ein, vergibt Rollen, liest das Protokoll"),
    "auditor": _l("liest mit, ändert nichts"),
}
_MAIL = [
    InputRequired(_l("Bitte geben Sie Ihre E-Mail-Adresse an.")),
    Email(_l("Diese E-Mail-Adresse ist unvollständig. Sie sieht so aus: name@beispiel.de")),
    Length(max=254),
]
_NAME = [DataRequired(_l("Bitte geben Sie Ihren Namen an.")), Length(max=80)]
_LONG_ENOUGH = _l("Mindestens 12 Zeichen. Gut merken lassen sich vier Wörter, die nichts miteinander zu tun haben.")


def _new_password(**given: Any) -> PasswordField:
    return PasswordField(
        _l("Neues Passwort"),
        [InputRequired(_l("Bitte geben Sie ein Passwort ein.")), Length(max=1024)],
        description=_LONG_ENOUGH,
        render_kw={"autocomplete": "new-password"},
        **given,
    )


class SignInForm(Form):
    """Mail address and password; the password may be left empty when a link is wanted."""

    mail = EmailField(_l("E-Mail-Adresse"), _MAIL, render_kw={"autocomplete": "username"})
    password = PasswordField(_l("Passwort"), [Length(max=1024)], render_kw={"autocomplete": "current-password"})


class PasskeyForm(Form):
    """What the browser answers for a passkey."""

    credential = HiddenField(validators=[InputRequired(), Length(max=20_000)])


class CodeForm(Form):
    """A one-time code or a recovery code."""

    code = StringField(
        _l("Code"),
        [InputRequired(_l("Bitte geben Sie den Code ein.")), Length(max=40)],
        description=_l("Sechs Ziffern aus Ihrer App, oder einer Ihrer Wiederherstellungscodes."),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr"},
    )


class MailForm(Form):
    """Ask for a mail with a link."""

    mail = EmailField(_l("E-Mail-Adresse"), _MAIL, render_kw={"autocomplete": "username"})


class LinkForm(Form):
    """One button that uses a link."""


class NewPasswordForm(Form):
    """Set a new password with a link."""

    password = _new_password()


class ChangePasswordForm(NewPasswordForm):
    """Set a new password, knowing the old one."""

    current = PasswordField(
        _l("Bisheriges Passwort"),
        [InputRequired(_l("Bitte geben Sie Ihr bisheriges Passwort ein.")), Length(max=1024)],
        render_kw={"autocomplete": "current-password"},
    )


class InvitationForm(Form):
    """Take up an invitation."""

    name = StringField(_l("Ihr Name"), _NAME, render_kw={"autocomplete": "name"})
    password = _new_password()


class FirstAdministratorForm(InvitationForm):
    """The first account of an installation."""

    mail = EmailField(_l("E-Mail-Adresse"), _MAIL, render_kw={"autocomplete": "username"})
    region = SelectField(_l("Ihre Region"), validate_choice=True)

    def offer(self, regions: list[tuple[str, str]]) -> None:
        """Offer the regions; none where the link names one."""
        if regions:
            self.region.choices = choices(regions, _l("Bitte wählen"))
            self.region.validators = [InputRequired(_l("Bitte wählen Sie Ihre Region."))]
        else:
            del self.region


class OfferedSeedForm(CodeForm):
    """Show that the app knows the seed; the seed comes along wrapped."""

    offer = HiddenField(validators=[InputRequired(), Length(max=500)])
    code = StringField(
        _l("Code aus der App"),
        [InputRequired(_l("Bitte geben Sie den Code aus der App ein.")), Length(max=10)],
        description=_l("Sechs Ziffern"),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "is-short", "dir": "ltr"},
    )


class AddPasskeyForm(PasskeyForm):
    """A passkey with a name by which its owner knows it."""

    label = StringField(
        _l("Name für diesen Passkey"),
        [DataRequired(_l("Bitte geben Sie einen Namen an.")), Length(max=60)],
        description=_l("Zum Beispiel: Diensthandy"),
    )


class ConfirmForm(Form):
    """The password once more."""

    password = PasswordField(
        _l("Passwort"),
        [InputRequired(_l("Bitte geben Sie Ihr Passwort ein.")), Length(max=1024)],
        render_kw={"autocomplete": "current-password"},
    )


class DescribeForm(Form):
    """Name and language of the own account."""

    name = StringField(_l("Name"), _NAME, render_kw={"autocomplete": "name"})
    language = SelectField(
        _l("Sprache der Seiten und E-Mails"),
        choices=choices(LANGUAGES),
    )


class InviteForm(Form):
    """Invite a colleague."""

    name = StringField(_l("Name"), [DataRequired(_l("Bitte geben Sie den Namen an.")), Length(max=80)])
    mail = EmailField(_l("Dienstliche E-Mail-Adresse"), _MAIL)
    role = SelectField(_l("Rolle"))

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.role.choices = _explained_roles()


class RoleForm(Form):
    """Another role for a colleague."""

    role = SelectField(_l("Rolle"))

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.role.choices = _explained_roles()


class StaffFilterForm(Form):
    """Which accounts to list."""

    class Meta(Form.Meta):
        """A filter changes nothing, so it needs no token."""

        csrf = False

    role = SelectField(_l("Rolle"), [Optional()], validate_choice=False)
    is_locked = BooleanField(_l("nur gesperrte"))

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.role.choices = choices(((role, ROLE_NAMES[role]) for role in GIVEN_ROLES), _l("alle Hauptamtlichen"))


def _explained_roles() -> list[Any]:
    """The roles that a region gives, and what each is for."""
    return choices((role, f"{ROLE_NAMES[role]}: {ROLE_HINTS[role]}") for role in GIVEN_ROLES)
