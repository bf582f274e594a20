"""The forms with which staff keep volunteers; the profile uses the fields of the sign-up."""

import uuid
from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from lotsen import clock, filter_forms
from lotsen.filter_forms import Choices, ListField
from lotsen.forms import AboutNow, Form, OnceForm, choices, whole_mail
from lotsen.languages import LANGUAGES
from lotsen.needs import OFFERED_NEEDS
from lotsen.organisations.models import Organisation
from lotsen.record_form import RecordForm
from lotsen.regions.models import Municipality
from lotsen.sign_ups.forms import HarmlessText
from lotsen.sign_ups.profile import ProfileForm
from lotsen.volunteers.qualifications import KINDS
from lotsen.volunteers.words import (
    END_REASON_LABELS,
    FORM_LABELS,
    LEVEL_NAMES,
    MODE_LABELS,
    REJECT_REASON_LABELS,
    STATE_LABELS,
)

_NO_SENSITIVE = _l("Bitte nichts über Gesundheit, Religion oder Aufenthalt.")


_STATES = {key: label for key, label in STATE_LABELS.items() if key != "anonymisiert"}
_DISTANCES = {5: _l("5 km"), 10: _l("10 km"), 15: _l("15 km"), 25: _l("25 km")}
_WAITING = {7: _l("7 Tage und länger"), 14: _l("14 Tage und länger"), 30: _l("30 Tage und länger")}


class FilterForm(filter_forms.FilterForm):
    """The filters of the list."""

    q = SearchField(_l("Suchen"), [Length(max=80)])
    status = ListField(_l("Stand"), Choices({**_STATES, "alle": _l("wirklich alle")}, _l("alle, die dabei sind")))
    mode = ListField(_l("Engagement"), Choices(MODE_LABELS, _l("alle")))
    language = ListField(_l("Sprache"), Choices({one.code: one.label for one in LANGUAGES}, _l("alle")))
    level = ListField(_l("mindestens"), Choices(LEVEL_NAMES, _l("jede Stufe")))
    need = ListField(_l("Thema"), Choices({need.key: need.label for need in OFFERED_NEEDS}, _l("alle")))
    ags = ListField(_l("Gemeinde"))
    within = ListField(_l("im Umkreis"), Choices(_DISTANCES, _l("nur dort")))
    waiting = ListField(_l("Wartet im jetzigen Stand"), Choices(_WAITING, _l("egal")))
    free = BooleanField(_l("Hat einen freien Platz"))
    basics = BooleanField(_l("Basisqualifizierung fehlt"))
    certificate = BooleanField(_l("Führungszeugnis fällig"))

    def __init__(self, *given: Any, places: list[Municipality], **options: Any) -> None:
        super().__init__(*given, **options)
        self.ags.offered = Choices({place.ags: place.name for place in places}, _("alle"))

    @property
    def has_more(self) -> bool:
        """Whether one of the further filters is in use."""
        names = ("level", "need", "within", "waiting", "free", "basics", "certificate")
        return any(self._fields[name].data for name in names)


class StaffProfileForm(RecordForm, ProfileForm):
    """The profile as staff edit it: everything of the sign-up, and the mail address."""

    mail = EmailField(_l("E-Mail"), [Length(max=200), whole_mail], render_kw={"autocomplete": "off"})
    organisation = SelectField(_l("Gehört zu dieser Stelle"), description=_l("So steht die Person im Netz."))

    def __init__(self, *given: Any, groups: list[Organisation], **options: Any) -> None:
        super().__init__(*given, **options)
        self.organisation.choices = choices({str(one.id): one.name for one in groups}, _l("keiner"))

    @property
    def group(self) -> uuid.UUID | None:
        """The key of the organisation that was chosen."""
        return uuid.UUID(self.organisation.data) if self.organisation.data else None


class NewVolunteerForm(OnceForm, StaffProfileForm):
    """Somebody whom staff enter themselves."""

    capacity = IntegerField(
        _l("Wie viele Tandems zur gleichen Zeit?"), [InputRequired(), NumberRange(0, 20)], default=1
    )
    is_adult = BooleanField(
        _l("Ist mindestens 18 Jahre alt."),
        [InputRequired(_l("Ehrenamtliche müssen mindestens 18 Jahre alt sein."))],
    )


class PlacesForm(Form):
    """How many tandems at a time."""

    capacity = IntegerField(_l("Plätze"), [InputRequired(), NumberRange(0, 20)])


class PlanTalkForm(Form):
    """When and where the first talk takes place."""

    on = DateField(_l("Tag"), [InputRequired(_l("Bitte wählen Sie einen Tag.")), AboutNow(years=10)])
    at = TimeField(_l("Uhrzeit"), [InputRequired(_l("Bitte geben Sie eine Uhrzeit an."))], default=time(16, 0))
    place = StringField(
        _l("Wo oder wie?"),
        [Length(max=200)],
        description=_l("Zum Beispiel: Raum und Adresse, oder: Wir rufen Sie an. Der Text steht in der Mail."),
    )
    sends_mail = BooleanField(_l("Einladung als Mail schicken"), default=True)

    def instant(self) -> datetime:
        """The planned moment, in the time of Hessen."""
        day, hour = self.on.data, self.at.data
        assert day is not None
        assert hour is not None
        return datetime.combine(day, hour, tzinfo=clock.BERLIN)


def _note(label: Any, **more: Any) -> Any:
    return TextAreaField(
        label,
        [Length(max=1000, message=_l("Bitte kürzen Sie auf 1000 Zeichen.")), HarmlessText()],
        render_kw={"rows": 3},
        **more,
    )


class TalkForm(RecordForm):
    """What was said and signed in the first talk."""

    held_on = DateField(_l("Gespräch am"), [InputRequired(_l("Bitte geben Sie den Tag an."))])
    motivation = _note(_l("Warum möchte die Person mitmachen?"), description=_NO_SENSITIVE)
    expectations = _note(_l("Was erwartet sie?"))
    previous_experience = _note(_l("Welche Erfahrung bringt sie mit?"))
    limits = _note(_l("Wo sind ihre Grenzen?"), description=_l("Zum Beispiel: keine Hausbesuche, kein Auto."))
    wishes = _note(_l("Wen möchte sie gern begleiten?"))
    has_confidentiality_signed = BooleanField(_l("Verschwiegenheitserklärung ist unterschrieben"))
    has_code_of_conduct_signed = BooleanField(_l("Selbstverpflichtung ist unterschrieben"))
    has_neutrality_declared = BooleanField(
        _l("Erklärung zu Schweigepflicht und Neutralität ist unterschrieben (Laiendolmetschen)")
    )
    is_insurance_explained = BooleanField(_l("Versicherungsschutz ist erklärt"))
    measles_proof_on = DateField(
        _l("Masernschutz nachgewiesen am"),
        [Optional()],
        description=_l("Nur für Einsätze in Gemeinschaftsunterkünften (§ 20 IfSG). Kein Nachweis wird gespeichert."),
    )
    wants_allowance = BooleanField(_l("Möchte die Aufwandsentschädigung"))
    iban = StringField(_l("IBAN"), [Length(max=42)], description=_l("Nur, wenn sie Geld bekommen möchte."))
    german_level_override = TextAreaField(
        _l("Ausnahme von der Deutschstufe"),
        [Length(max=300), HarmlessText()],
        description=_l("Nur ausfüllen, wenn Sie trotz niedrigerer Stufe freigeben. Schreiben Sie, warum."),
        render_kw={"rows": 2},
    )

    def validate_held_on(self, field: Any) -> None:
        """Not in the future."""
        if field.data and field.data > clock.today():
            raise ValidationError(_("Das Gespräch kann nicht in der Zukunft stattgefunden haben."))

    def validate_iban(self, field: Any) -> None:
        """A number that can be one (ISO 13616 check digits)."""
        text = (field.data or "").replace(" ", "").upper()
        field.data = text
        if text and not is_iban(text):
            raise ValidationError(_("Diese IBAN stimmt nicht. Bitte prüfen Sie die Ziffern."))
        if text and not self.wants_allowance.data:
            raise ValidationError(_("Eine IBAN brauchen wir nur mit Aufwandsentschädigung."))

    def notes(self) -> dict[str, Any]:
        """What is written down, without the day."""
        keep = {
            name: field.data for name, field in self._fields.items() if name not in ("held_on", "csrf_token", "seen")
        }
        return {name: (value or None) if isinstance(value, str) else value for name, value in keep.items()}


def is_iban(text: str) -> bool:
    """Whether the check digits of an IBAN hold.

    >>> is_iban("DE89370400440532013000"), is_iban("DE89370400440532013001")
    (True, False)
    """
    if not (15 <= len(text) <= 34 and text.isalnum() and text.isascii()):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


class CertificateForm(Form):
    """The three facts of § 72a Abs. 5 SGB VIII, and nothing else."""

    seen_on = DateField(_l("Eingesehen am"), [InputRequired(_l("Bitte geben Sie den Tag der Einsicht an."))])
    issued_on = DateField(
        _l("Ausgestellt am"),
        [InputRequired(_l("Bitte geben Sie das Datum des Führungszeugnisses an."))],
        description=_l("Das Datum steht auf dem Führungszeugnis. Es darf höchstens drei Monate alt sein."),
    )
    listed = RadioField(
        _l("Steht darin eine rechtskräftige Verurteilung nach § 72a Abs. 1 SGB VIII?"),
        [InputRequired(_l("Bitte wählen Sie eine Antwort."))],
        choices=choices({"nein": _l("nein"), "ja": _l("ja")}),
        description=_l("Andere Einträge gehen uns nichts an und werden nicht notiert."),
    )


class _TrainingForm(Form):
    """A training."""

    kind = SelectField(_l("Art"), choices=choices({key: kind.label for key, kind in KINDS.items()}))
    provider = StringField(_l("Träger"), [InputRequired(_l("Bitte nennen Sie den Träger.")), Length(max=120)])
    started_on = DateField(_l("Beginn"), [InputRequired(_l("Bitte geben Sie den ersten Tag an."))])
    finished_on = DateField(
        _l("Abgeschlossen am"), [Optional()], description=_l("Leer lassen, solange der Kurs läuft.")
    )
    units = IntegerField(
        _l("Unterrichtseinheiten (UE)"),
        [InputRequired(_l("Bitte geben Sie die Zahl der UE an.")), NumberRange(1, 200)],
        description=_l("Eine UE hat 45 Minuten."),
    )
    form = SelectField(_l("Form"), choices=choices(FORM_LABELS))


class QualificationForm(OnceForm, _TrainingForm):
    """A training that is entered, once."""


class EditQualificationForm(RecordForm, _TrainingForm):
    """A training that is corrected."""


class EndForm(Form):
    """Why it ends."""

    reason = RadioField(
        _l("Grund"),
        [InputRequired(_l("Bitte wählen Sie einen Grund."))],
        choices=choices(END_REASON_LABELS),
    )


class RejectForm(Form):
    """Why not, and whether she gets a mail."""

    reason = RadioField(
        _l("Grund"),
        [InputRequired(_l("Bitte wählen Sie einen Grund."))],
        choices=choices(REJECT_REASON_LABELS),
        description=_l("Der Grund bleibt im Haus und steht nicht in der Mail."),
    )
    tells_her = BooleanField(_l("Eine freundliche Absage als Mail schicken"), default=True)
