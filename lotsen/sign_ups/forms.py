"""The two screens of the sign-up and the last look; the profile uses the same fields."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from lotsen import clock
from lotsen.forms import CheckboxesField, Form, PostalCodeField, RowList, TimeGridField, choices, whole_mail
from lotsen.imports.contacts import parse_phone
from lotsen.imports.sensitive import sensitive_kinds
from lotsen.languages import LEVELS
from lotsen.needs import OFFERED_NEEDS
from lotsen.regions import service as regions
from lotsen.sign_ups import answers

_KINDS = {
    "health": _l("Gesundheit"),
    "religion": _l("Religion"),
    "residence": _l("Aufenthalt und Asyl"),
    "sexuality": _l("Sexualität"),
    "offence": _l("Straftaten"),
}
_YEARS_AHEAD = timedelta(days=5 * 366)


def _levels(empty: object) -> list[Any]:
    return choices(((level.number, level.label) for level in LEVELS), empty)


def _needs() -> list[Any]:
    return choices((need.key, need.label) for need in OFFERED_NEEDS)


class HarmlessText:
    """Refuse words that give away what nobody needs to know here (Art. 9 DSGVO), and say which kind."""

    def __call__(self, _form: Form, field: Any) -> None:
        kinds = sensitive_kinds(field.data or "")
        if kinds:
            named = ", ".join(str(_KINDS[kind]) for kind in kinds)
            raise ValidationError(
                _("Bitte schreiben Sie hier nichts über: %(kinds)s. Das möchten wir nicht speichern. "
                  "Lassen Sie den Satz weg, oder sagen Sie es anders.", kinds=named)
            )  # fmt: skip


class LanguageRow(Form):
    """One language besides German."""

    class Meta(Form.Meta):
        """The form around it carries the token."""

        csrf = False

    language = SelectField(_l("Sprache"))
    level = SelectField(_l("Wie gut sprechen Sie?"))
    script = SelectField(_l("Lesen und schreiben?"), choices=choices(answers.SCRIPTS))

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.language.choices = choices(answers.spoken_choices(), _("Bitte wählen"))
        self.level.choices = _levels(_("Bitte wählen"))

    def validate_level(self, field: Any) -> None:
        """A language needs its level; an empty row is no answer."""
        if self.language.data and not field.data:
            raise ValidationError(_("Bitte wählen Sie, wie gut Sie diese Sprache sprechen."))


class NameFields(Form):
    """What she is called."""

    first_name = StringField(
        _l("Vorname"),
        [DataRequired(_l("Bitte geben Sie Ihren Vornamen ein.")), Length(max=80)],
        render_kw={"autocomplete": "given-name"},
    )
    last_name = StringField(
        _l("Nachname"),
        [DataRequired(_l("Bitte geben Sie Ihren Nachnamen ein.")), Length(max=80)],
        render_kw={"autocomplete": "family-name"},
    )


class MailFields(Form):
    """Her mail address, typed once; afterwards it only changes with a new confirmation."""

    mail = EmailField(_l("E-Mail"), [Length(max=200), whole_mail], render_kw={"autocomplete": "email"})


class PhoneFields(Form):
    """By which telephone she is reached."""

    phone = TelField(_l("Telefon"), [Length(max=40)], render_kw={"autocomplete": "tel"})

    def validate_phone(self, field: Any) -> None:
        """A number that can be called."""
        if field.data and field.data.strip() and parse_phone(field.data) is None:
            raise ValidationError(_("Diese Telefonnummer ist nicht vollständig."))


class PlaceFields(Form):
    """A postal code and, for eleven codes in Hessen, which of its two municipalities."""

    plz = PostalCodeField(_l("Postleitzahl"), [InputRequired(_l("Bitte geben Sie Ihre Postleitzahl ein."))])
    ags = StringField()

    def validate_plz(self, field: Any) -> None:
        """Find the municipality, or ask which one."""
        places = regions.municipalities_of(field.data or "")
        if not places:
            raise ValidationError(
                _("Diese Postleitzahl liegt nicht in Hessen. Bitte prüfen Sie sie: "
                  "Das Lotsennetz gibt es in Hessen.")
            )  # fmt: skip
        keys = [place.ags for place in places]
        if len(places) == 1:
            self.ags.data = keys[0]
        elif self.ags.data not in keys:
            raise ValidationError(_("Zu dieser Postleitzahl gehören zwei Gemeinden. Bitte wählen Sie Ihre."))


class AdultFields(Form):
    """Eighteen is the rule."""

    is_adult = BooleanField(
        _l("Ich bin mindestens 18 Jahre alt."),
        [InputRequired(_l("Sie können ab 18 Jahren mitmachen."))],
    )


class ModeFields(Form):
    """How she wants to engage, and the one question whose purpose must be said."""

    modes = CheckboxesField(
        _l("Was können Sie sich vorstellen?"),
        [InputRequired(_l("Bitte wählen Sie mindestens eine Antwort."))],
        description=_l("Sie können mehrere Antworten wählen."),
        choices=choices(answers.MODES),
    )
    gender = RadioField(
        _l("Sie sind"),
        [Optional()],
        description=_l("Manche Frauen wünschen sich Hilfe nur von einer Frau. Nur dafür fragen wir."),
        choices=choices(answers.GENDERS),
        default="",
    )


class SpokenFields(Form):
    """German and all other languages."""

    german = SelectField(
        _l("Wie gut sprechen Sie Deutsch?"),
        [InputRequired(_l("Bitte wählen Sie, wie gut Sie Deutsch sprechen."))],
    )
    languages = RowList(FormField(LanguageRow), _l("Welche Sprachen sprechen Sie noch?"), min_entries=1, max_entries=8)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.german.choices = _levels(_("Bitte wählen"))

    def validate_languages(self, field: Any) -> None:
        """Each language once."""
        chosen = [entry.form.language.data for entry in field.entries if entry.form.language.data]
        if len(chosen) != len(set(chosen)):
            raise ValidationError(_("Eine Sprache steht zweimal da. Bitte entfernen Sie eine Zeile."))


class PersonForm(NameFields, MailFields, PhoneFields, PlaceFields, AdultFields, ModeFields, SpokenFields):
    """First screen: who, where, what, which languages.

    Faults are listed in the order in which fields are defined, so the classes stand in the page's order.
    """

    def validate_phone(self, field: Any) -> None:
        """Mail or telephone: one of them must be there."""
        super().validate_phone(field)
        if not (field.data or "").strip() and not (self.mail.data or "").strip():
            raise ValidationError(_("Bitte geben Sie eine E-Mail-Adresse oder eine Telefonnummer an."))


class EngagementForm(Form):
    """Second screen: with what, for whom, when, how far. All of it may be left empty."""

    needs = CheckboxesField(
        _l("Wobei möchten Sie helfen?"),
        description=_l("Wählen Sie, was Ihnen liegt. Nichts anzukreuzen heißt: Ich bin für vieles offen."),
        choices=_needs(),
    )
    not_needs = CheckboxesField(_l("Was möchten Sie auf keinen Fall?"), choices=_needs())
    target_groups = CheckboxesField(
        _l("Mit wem möchten Sie zu tun haben?"),
        description=_l("Nichts anzukreuzen heißt: Das ist mir gleich."),
        choices=choices(answers.TARGET_GROUPS),
    )
    works_with_minors = BooleanField(_l("Ich kann mir vorstellen, auch mit Kindern und Jugendlichen zu arbeiten."))
    weekly_hours = RadioField(
        _l("Wie viel Zeit haben Sie in der Woche?"), [Optional()], choices=choices(answers.WEEKLY_HOURS)
    )
    rhythm = RadioField(_l("Wie möchten Sie helfen?"), [Optional()], choices=choices(answers.RHYTHMS))
    times = TimeGridField(_l("Wann haben Sie meistens Zeit?"))
    available_from = DateField(_l("Zeit ab"), [Optional()])
    available_until = DateField(_l("Zeit bis"), [Optional()])
    radius_km = SelectField(_l("Wie weit möchten Sie fahren?"), choices=choices(answers.RADII), coerce=int, default=15)
    mobility = CheckboxesField(_l("Wie sind Sie unterwegs?"), choices=choices(answers.MOBILITY))
    is_remote = BooleanField(_l("Ich kann auch am Telefon oder per Video helfen."))
    experience = CheckboxesField(_l("Womit haben Sie Erfahrung?"), choices=choices(answers.EXPERIENCE))
    courses = StringField(
        _l("Welche Kurse oder Schulungen haben Sie schon gemacht?"), [Length(max=200), HarmlessText()]
    )
    helper_group = StringField(
        _l("Sind Sie schon in einem Helferkreis oder Verein?"),
        [Length(max=120)],
    )
    heard_from = SelectField(_l("Wie haben Sie von uns erfahren?"), [Optional()], choices=choices(answers.HEARD_FROM))
    message = TextAreaField(
        _l("Was möchten Sie uns sagen?"),
        [Length(max=500, message=_l("Bitte kürzen Sie Ihren Text auf 500 Zeichen.")), HarmlessText()],
        description=_l(
            "Höchstens 500 Zeichen. Bitte schreiben Sie nichts über Gesundheit, Religion oder Aufenthalt, "
            "weder von sich noch von anderen."
        ),
        render_kw={"rows": 4},
    )

    def validate_not_needs(self, field: Any) -> None:
        """Nobody can want and refuse the same thing."""
        both = set(field.data or ()) & set(self.needs.data or ())
        if both:
            named = ", ".join(str(need.label) for need in OFFERED_NEEDS if need.key in both)
            raise ValidationError(_("Das haben Sie auch oben gewählt: %(needs)s. Was gilt?", needs=named))

    def validate_available_from(self, field: Any) -> None:
        """A day that is not far away."""
        if field.data and not clock.today() - _YEARS_AHEAD <= field.data <= clock.today() + _YEARS_AHEAD:
            raise ValidationError(_("Dieser Tag liegt zu weit weg."))

    def validate_available_until(self, field: Any) -> None:
        """Not over before it begins."""
        if not field.data:
            return
        if field.data > clock.today() + _YEARS_AHEAD:
            raise ValidationError(_("Dieser Tag liegt zu weit weg."))
        if field.data < max(self.available_from.data or clock.today(), clock.today()):
            raise ValidationError(_("Der letzte Tag liegt vor dem ersten."))


class CheckForm(Form):
    """The last look: the notice that was read, and three free choices."""

    privacy_notice = BooleanField(
        _l("Ich habe den Datenschutzhinweis gelesen."),
        [InputRequired(_l("Bitte lesen Sie den Datenschutzhinweis und setzen Sie den Haken."))],
    )
    newsletter = BooleanField(_l("Ich möchte den Rundbrief bekommen."))
    mail_group = BooleanField(_l("Ich möchte in die E-Mail-Gruppe der Ehrenamtlichen."))
    neighbours = BooleanField(_l("Sie dürfen mich auch für Nachbargemeinden fragen."))
    website = StringField(_l("Bitte leer lassen"))  # only machines fill it in


class SendForm(Form):
    """A button and its token, nothing else."""
