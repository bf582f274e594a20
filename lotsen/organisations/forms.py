"""The forms for organisations and the people who work there."""

import uuid
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    EmailField,
    IntegerField,
    SearchField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
    URLField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from lotsen import clock, filter_forms
from lotsen.accounts.models import Account
from lotsen.filter_forms import Choices, ListField
from lotsen.forms import CheckboxesField, Form, OnceForm, choices, whole_mail
from lotsen.languages import LANGUAGES
from lotsen.needs import NEEDS
from lotsen.organisations.kinds import GROUPS, KINDS, STAFF_JOBS
from lotsen.organisations.models import StaffMember
from lotsen.record_form import RecordForm
from lotsen.regions.models import Municipality
from lotsen.sign_ups.answers import TARGET_GROUPS


def _kinds() -> dict[str, Any]:
    """Every kind with its group in front, so that a long list stays readable."""
    return {key: f"{group.label}: {label}" for group in GROUPS for key, label in group.kinds.items()}


def _places(places: list[Municipality]) -> dict[str, Any]:
    return {place.ags: place.name for place in places}


_NEEDS = {need.key: need.label for need in NEEDS}
_LANGUAGES = {one.code: one.label for one in LANGUAGES}


class FilterForm(filter_forms.FilterForm):
    """The filters of the list."""

    q = SearchField(_l("Suchen"), [Length(max=80)])
    kind = ListField(_l("Art"), Choices(KINDS, _l("alle")))
    need = ListField(_l("Thema"), Choices(_NEEDS, _l("alle")))
    ags = ListField(_l("Zuständig für"))
    language = ListField(_l("Sprache"), Choices(_LANGUAGES, _l("alle")))
    stale = BooleanField(_l("Kontakt lange nicht bestätigt"))
    women = BooleanField(_l("Nur für Frauen"))
    closed = BooleanField(_l("Geschlossene Stellen"))

    def __init__(self, *given: Any, places: list[Municipality], **options: Any) -> None:
        super().__init__(*given, **options)
        self.ags.offered = Choices(_places(places), _("alle Gemeinden"))


class _MailForm(RecordForm):
    """Checks the mail address of whoever has one."""

    mail = EmailField(_l("E-Mail"), [Length(max=120), whole_mail], filters=[lambda text: (text or "").strip()])


class OrganisationForm(_MailForm):
    """What everybody may know of an organisation."""

    name = StringField(_l("Name"), [InputRequired(_l("Bitte nennen Sie die Stelle.")), Length(max=120)])
    kind = SelectField(_l("Art"), [InputRequired(_l("Bitte wählen Sie die Art der Stelle."))])
    ags = SelectField(_l("Gemeinde"), [InputRequired(_l("Bitte wählen Sie die Gemeinde."))])
    street = StringField(
        _l("Adresse"),
        [Length(max=120)],
        description=_l("Bei Schutzeinrichtungen bitte leer lassen."),
    )
    phone = TelField(_l("Telefon"), [Length(max=40)])
    website = URLField(
        _l("Internetseite"),
        [Length(max=200), Optional(), Regexp(r"^https?://", message=_l("Die Adresse beginnt mit https://"))],
    )
    description = TextAreaField(_l("Was macht diese Stelle?"), [Length(max=1000)], render_kw={"rows": 3})
    needs = CheckboxesField(_l("Zuständig bei"), choices=choices(_NEEDS))
    municipalities = CheckboxesField(
        _l("Zuständig für"), description=_l("Nichts anzukreuzen heißt: nur für die eigene Gemeinde.")
    )
    languages = CheckboxesField(_l("Dort spricht man"), choices=choices(_LANGUAGES))
    target_groups = CheckboxesField(_l("Richtet sich an"), choices=choices(TARGET_GROUPS))
    is_women_only = BooleanField(_l("Nur für Frauen"))

    def __init__(self, *given: Any, places: list[Municipality], **options: Any) -> None:
        super().__init__(*given, **options)
        self.kind.choices = choices(_kinds(), _("Bitte wählen"))
        self.ags.choices = choices(_places(places), _("Bitte wählen"))
        self.municipalities.choices = choices(_places(places))

    def facts(self) -> dict[str, Any]:
        """The columns that were filled in."""
        values = {name: field.data for name, field in self._fields.items() if name not in ("csrf_token", "seen")}
        return {name: (value or None) if isinstance(value, str) else value for name, value in values.items()}


class CloseForm(Form):
    """Since when nobody is there any more."""

    on = DateField(
        _l("Geschlossen seit"),
        [InputRequired(_l("Bitte geben Sie den ersten Tag an, an dem niemand mehr da war."))],
        default=clock.today,
    )


class StaffMemberForm(_MailForm):
    """Somebody who works for an organisation."""

    name = StringField(_l("Name"), [InputRequired(_l("Bitte nennen Sie die Person.")), Length(max=120)])
    job = SelectField(_l("Aufgabe"), choices=choices(STAFF_JOBS))
    phone = TelField(_l("Telefon"), [Length(max=40)])
    is_paid = BooleanField(_l("Arbeitet dort hauptamtlich"), default=True)
    weekly_hours = DecimalField(_l("Stunden in der Woche"), [Optional(), NumberRange(0, 60)], places=1)
    capacity = IntegerField(_l("Wie viele Ehrenamtliche oder Fälle zugleich?"), [Optional(), NumberRange(0, 500)])
    deputy = SelectField(_l("Vertretung"))
    account = SelectField(
        _l("Meldet sich hier an als"),
        description=_l("Erst damit zeigt das Netz, mit wem diese Person zusammenarbeitet und was bei ihr liegt."),
    )
    needs = CheckboxesField(_l("Zuständig bei"), choices=choices(_NEEDS))
    municipalities = CheckboxesField(_l("Zuständig für"))
    is_active = BooleanField(_l("Arbeitet zurzeit dort"), default=True)

    def __init__(self, *given: Any, places: list[Municipality], colleagues: list[StaffMember], **options: Any) -> None:
        super().__init__(*given, **options)
        self.municipalities.choices = choices(_places(places))
        self.deputy.choices = choices({str(one.id): one.name for one in colleagues}, _("niemand"))

    def offer(self, accounts: list[Account]) -> Self:
        """The accounts that one of them may sign in with."""
        self.account.choices = choices({str(one.id): one.display_name for one in accounts}, _("gar nicht"))
        return self

    def facts(self) -> dict[str, Any]:
        """The columns that were filled in."""
        left_out = ("csrf_token", "seen", "key", "deputy", "account")
        values = {name: field.data for name, field in self._fields.items() if name not in left_out}
        plain = {name: (value or None) if isinstance(value, str) else value for name, value in values.items()}
        keys = {"deputy_id": self.deputy.data, "account_id": self.account.data}
        return {**plain, **{name: uuid.UUID(key) if key else None for name, key in keys.items()}}


class NewStaffMemberForm(OnceForm, StaffMemberForm):
    """Somebody who is not in the list yet."""
