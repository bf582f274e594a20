"""The forms of a help request: what is needed, what is wished, how the newcomer agreed."""

import uuid
from datetime import date, datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from lotsen import clock, words
from lotsen.extensions import db
from lotsen.filter_forms import WhoseField
from lotsen.forms import CheckboxesField, Form, OnceForm, TimeGridField, choices
from lotsen.help_requests import appointments, states
from lotsen.help_requests.models import HelpRequest
from lotsen.help_requests.service import CLOSE_REASONS, GivenConsent
from lotsen.language import LANGUAGES as PAGE_LANGUAGES
from lotsen.needs import FREQUENCIES, OFFERED_NEEDS, REFERRAL_NEEDS, URGENCIES
from lotsen.newcomers.forms import PersonForm, language_choices, municipality_choices
from lotsen.newcomers.free_text import Harmless
from lotsen.organisations.models import Organisation
from lotsen.record_form import RecordForm

MODES: Final = {
    "lotse": _l("Lots:in: begleitet zu einzelnen Terminen"),
    "pate": _l("Pat:in: ist längere Zeit an der Seite"),
    "laiendolmetscher": _l("Laiendolmetscher:in: übersetzt in einem Gespräch"),
}
WISHES: Final = {
    "egal": _l("egal"),
    "prefer-w": _l("lieber eine Frau"),
    "must-w": _l("nur eine Frau"),
    "prefer-m": _l("lieber ein Mann"),
    "must-m": _l("nur ein Mann"),
}
PLACES: Final = {
    "neutral": _l("an einem neutralen Ort"),
    "zuhause": _l("zu Hause"),
    "online": _l("online oder am Telefon"),
}
TEXT_HINT: Final = _l(
    "Stichworte genügen. Aus ihnen schlagen wir vor, wobei Hilfe gebraucht wird; angekreuzt wird nichts von selbst. "
    "Bitte nichts über Gesundheit, Religion oder Aufenthalt schreiben."
)
WAITING_FILTER: Final = {"7": _l("über 7 Tage"), "14": _l("über 14 Tage"), "30": _l("über 30 Tage")}
STATUS_FILTER: Final = {
    "laufende": _l("alle offenen"),
    "suche": _l("auf der Suche"),
    "tandem": _l("im Tandem"),
    "beendet": _l("beendet"),
    "alle": _l("alle"),
}


class RequestForm(Form):
    """What is asked for."""

    mode = RadioField(
        _l("Wer wird gesucht?"), [InputRequired(_l("Bitte wählen Sie, wer gesucht wird."))], choices=choices(MODES)
    )
    needs = CheckboxesField(_l("Wobei?"), choices=choices((need.key, need.label) for need in OFFERED_NEEDS))
    referral_needs = CheckboxesField(
        _l("Geht es auch um eines davon?"),
        choices=choices((need.key, need.label) for need in REFERRAL_NEEDS),
        description=_l(
            "Das ist keine Aufgabe für das Ehrenamt. Wir zeigen Ihnen die zuständige Stelle und speichern es nicht."
        ),
    )
    urgency = SelectField(_l("Wie eilig?"), choices=choices(URGENCIES), default="diese_woche")
    frequency = SelectField(_l("Wie oft?"), choices=choices(FREQUENCIES), default="mehrfach")
    starts_on = DateField(_l("Ab wann oder an welchem Tag?"), [Optional()])
    appointment_begins = TimeField(
        _l("Uhrzeit von"), [Optional()],
        description=_l("Nur wenn es um einen einzelnen Termin geht. Den Tag tragen Sie oben bei „Ab wann“ ein."),
    )  # fmt: skip
    appointment_until = TimeField(_l("Uhrzeit bis"), [Optional()])
    appointment_place = StringField(
        _l("Wo ist der Termin?"), [Optional(), Length(max=120), Harmless()],
        description=_l("Sieht nur, wer zusagt, auf der eigenen Seite. Bitte keinen Namen und nichts über Gesundheit."),
    )  # fmt: skip
    valid_until = DateField(
        _l("Gilt bis"), [Optional()],
        description=_l("Eine Woche vorher fragen wir Sie, ob noch gesucht wird. Ohne Antwort ruht die Anfrage."),
    )  # fmt: skip
    text = TextAreaField(
        _l("Worum geht es?"), [Optional(), Length(max=300), Harmless()], description=TEXT_HINT,
        render_kw={"rows": 3, "maxlength": 300},
    )  # fmt: skip
    times = TimeGridField(_l("Wann passt es?"))
    meeting_place = SelectField(_l("Wo trifft man sich?"), choices=choices(PLACES, _l("egal")))
    is_remote_ok = BooleanField(_l("Telefon oder Video genügt auch"))
    involves_minors = BooleanField(_l("Kinder oder Jugendliche sind dabei"))
    needs_childcare = BooleanField(_l("Kinderbetreuung während der Treffen wird gebraucht"))
    wish = RadioField(_l("Wer darf helfen?"), choices=choices(WISHES), default="egal")
    not_own_community = SelectField(
        _l("Bitte niemand aus dieser Sprachgemeinschaft"),
        description=_l("Wenn jemand aus der eigenen Community nicht sicher wäre."),
    )
    referred_by = SelectField(_l("Wer hat die Person zu Ihnen geschickt?"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.not_own_community.choices = language_choices(_l("kein solcher Wunsch"))
        self.referred_by.choices = _organisation_choices()

    def validate_valid_until(self, field: Any) -> None:
        """A request that is over before it begins helps nobody."""
        if field.data and field.data < max(clock.today(), self.starts_on.data or clock.today()):
            raise ValidationError(_("Dieser Tag liegt vor dem Beginn."))

    def validate_appointment_begins(self, field: Any) -> None:
        """An hour needs its day and an end."""
        day = self.starts_on.data
        if field.data and not (day and self.appointment_until.data):
            raise ValidationError(_("Ein einzelner Termin braucht Tag, Beginn und Ende."))
        if field.data and day and not _is_near(day):
            raise ValidationError(_("Bitte prüfen Sie das Jahr."))

    def asked(self) -> dict[str, Any]:
        """The answers as the service wants them."""
        strictness, _dash, gender = self.wish.data.partition("-")
        return {
            "mode": self.mode.data,
            "needs": list(self.needs.data or ()),
            "urgency": self.urgency.data,
            "frequency": self.frequency.data,
            "starts_on": self.starts_on.data,
            "valid_until": self.valid_until.data,
            "text": (self.text.data or "").strip() or None,
            "times": list(self.times.data or ()),
            "meeting_place": self.meeting_place.data or None,
            "is_remote_ok": bool(self.is_remote_ok.data),
            "involves_minors": bool(self.involves_minors.data),
            "needs_childcare": bool(self.needs_childcare.data),
            "wants_gender": gender or None,
            "gender_is": strictness if gender else None,
            "not_own_community": self.not_own_community.data or None,
            **self._appointment(),
            "referred_by": uuid.UUID(self.referred_by.data) if self.referred_by.data else None,
        }

    def _appointment(self) -> dict[str, Any]:
        """When the one appointment is, and where; the place stays as it is where its field was taken away."""
        day, begins, until = self.starts_on.data, self.appointment_begins.data, self.appointment_until.data
        place = (
            {"appointment_place": (self.appointment_place.data or "").strip() or None} if self.appointment_place else {}
        )
        if not (day and begins and until and _is_near(day)):
            return {"appointment_at": None, "appointment_minutes": None, "appointment_place": None}
        at, over = (datetime.combine(day, time, clock.BERLIN) for time in (begins, until))
        return {
            "appointment_at": at,
            "appointment_minutes": clock.minutes_between(at, over),
            "frequency": "einmalig",
            **place,
        }

    def show_request(self, row: HelpRequest) -> None:
        """Fill the form with what was asked for."""
        for name in ("mode", "needs", "urgency", "frequency", "starts_on", "valid_until", "text", "times",
                     "is_remote_ok", "involves_minors", "needs_childcare"):  # fmt: skip
            getattr(self, name).data = getattr(row, name)
        if (over := appointments.ends_at(row)) and row.appointment_at:
            self.appointment_begins.data = row.appointment_at.astimezone(clock.BERLIN).time()
            self.appointment_until.data = over.astimezone(clock.BERLIN).time()
        if self.appointment_place:
            self.appointment_place.data = row.appointment_place
        self.meeting_place.data = row.meeting_place or ""
        self.not_own_community.data = row.not_own_community or ""
        self.referred_by.data = str(row.referred_by or "")
        self.wish.data = f"{row.gender_is}-{row.wants_gender}" if row.wants_gender else "egal"


class ConsentForm(Form):
    """How the newcomer agreed. Not yet is an answer too: then the request stays a draft."""

    consent_given = BooleanField(_l("Die Person hat eingewilligt"))
    consent_language = SelectField(
        _l("In welcher Sprache wurde der Text gezeigt oder vorgelesen?"),
        choices=choices(PAGE_LANGUAGES),
    )
    channel = SelectField(
        _l("Wie wurde eingewilligt?"),
        choices=choices({"written": _l("schriftlich"), "oral": _l("mündlich, mit Zeug:in")}, _l("Bitte wählen")),
    )
    witness = StringField(
        _l("Name der Zeug:in"), [Optional(), Length(max=80)], render_kw={"autocomplete": "off"},
        description=_l("Nur bei mündlicher Einwilligung."),
    )  # fmt: skip

    def consent(self) -> GivenConsent | None:
        """The consent as the service wants it, or None where there is none yet."""
        if not self.consent_given.data:
            return None
        witness = (self.witness.data or "").strip() or None
        return GivenConsent(self.consent_language.data, self.channel.data, witness)


class NewRequestForm(OnceForm, PersonForm, RequestForm, ConsentForm):
    """Newcomer, request and consent in one sitting."""


class KnownPersonForm(OnceForm, RequestForm, ConsentForm):
    """A further request for a newcomer who is known."""


class EditForm(RecordForm, RequestForm):
    """A request that changes."""

    despite_clash = BooleanField(_l("Trotzdem auf diesen Tag verschieben"))


class CloseForm(Form):
    """Why a request ends."""

    reason = SelectField(_l("Warum?"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.reason.choices = choices(CLOSE_REASONS, _l("Bitte wählen"))


class RequestFilter(Form):
    """The filter above the list."""

    class Meta(Form.Meta):
        csrf = False

    whose = WhoseField()
    status = SelectField(_l("Stand"), choices=choices({**STATUS_FILTER, **states.LABELS}), default="laufende")
    urgency = SelectField(_l("Dringlichkeit"), choices=choices(URGENCIES, _l("alle")))
    mode = SelectField(_l("Gesucht"), choices=choices(words.MODES, _l("alle")))
    ags = SelectField(_l("Gemeinde"))
    waiting = SelectField(_l("Wartet"), choices=choices(WAITING_FILTER, _l("egal")))
    number = StringField(_l("Nummer"), [Length(max=20)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.ags.choices = municipality_choices(_l("alle"))


def _is_near(day: date) -> bool:
    """Near enough for an hour of it to be an instant; any other year was mistyped."""
    return abs((day - clock.today()).days) <= 366


def _organisation_choices() -> list[Any]:
    statement = select(Organisation.id, Organisation.name).where(Organisation.is_active).order_by(Organisation.name)
    return choices(((row.id, row.name) for row in db.session.execute(statement)), _l("niemand, kam selbst"))
