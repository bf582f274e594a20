"""What is asked about a newcomer: only what finding help needs (DSGVO Art. 5 (1) c), in plain words."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from lotsen import scope
from lotsen.forms import CheckboxesField, Form, RowList, choices
from lotsen.language import LANGUAGES as PAGE_LANGUAGES
from lotsen.languages import LANGUAGES, LEVELS
from lotsen.newcomers.free_text import HINT, Harmless
from lotsen.newcomers.models import Newcomer
from lotsen.record_form import RecordForm
from lotsen.regions.service import municipalities_in
from lotsen.words import AGE_BANDS

GENDERS: Final = {"w": _l("weiblich"), "m": _l("männlich"), "d": _l("divers")}
HOUSEHOLDS: Final = {
    "einzeln": _l("Einzelperson"),
    "paar": _l("Paar"),
    "familie": _l("Familie"),
    "alleinerziehend": _l("Alleinerziehend"),
}
CHILDREN: Final = {
    "0_2": _l("0–2 Jahre"),
    "3_5": _l("3–5 Jahre"),
    "6_9": _l("6–9 Jahre"),
    "10_13": _l("10–13 Jahre"),
    "14_17": _l("14–17 Jahre"),
}
SCRIPTS: Final = {
    "liest_schreibt": _l("liest und schreibt"),
    "nur_spricht": _l("spricht nur"),
    "alphabetisierung": _l("lernt gerade lesen"),
}
ACCESSIBILITY: Final = {
    "stufenfrei": _l("stufenfreier Ort"),
    "gebaerdensprache": _l("Gebärdensprache"),
    "hoeranlage": _l("Höranlage"),
    "grosse_schrift": _l("große Schrift"),
    "leichte_sprache": _l("Leichte Sprache"),
    "begleitung_weg": _l("Begleitung auf dem Weg"),
}
ACCOMMODATIONS: Final = {
    "wohnung": _l("Wohnung"),
    "gu": _l("Gemeinschaftsunterkunft"),
    "notunterkunft": _l("Notunterkunft"),
}


def municipality_choices(empty: Any) -> list[Any]:
    """The municipalities of the reader's region."""
    return choices(((place.ags, place.name) for place in municipalities_in(scope.region_id())), empty)


def language_choices(empty: Any) -> list[Any]:
    """Every language of the catalogue, by its German name."""
    by_name = sorted(LANGUAGES, key=lambda language: str(language.label))
    return choices(((one.code, one.label) for one in by_name), empty)


class LanguageRow(Form):
    """One language a newcomer speaks."""

    class Meta(Form.Meta):
        csrf = False

    language = SelectField(_l("Sprache"))
    level = SelectField(
        _l("Wie gut?"),
        choices=choices(((one.number, one.label) for one in LEVELS), _l("Bitte wählen")),
    )
    script = SelectField(_l("Schrift"), choices=choices(SCRIPTS, _l("nicht bekannt")))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.language.choices = language_choices(_l("Bitte wählen"))

    def validate(self, extra_validators: Any = None) -> bool:
        """A language needs its level, and a level its language."""
        is_fine = bool(super().validate(extra_validators))
        if self.language.data and not self.level.data:
            self.level.errors = [*self.level.errors, _("Bitte geben Sie an, wie gut.")]
            return False
        if self.level.data and not self.language.data:
            self.language.errors = [*self.language.errors, _("Bitte wählen Sie die Sprache.")]
            return False
        return is_fine


class PersonForm(RecordForm):
    """A newcomer."""

    alias = StringField(
        _l("Vorname oder Name der Wahl"),
        [InputRequired(_l("Bitte geben Sie einen Namen an, den Sie beide benutzen.")), Length(max=60)],
        description=_l("Ein Spitzname genügt. Ehrenamtliche sehen ihn erst, wenn beide zugestimmt haben."),
        render_kw={"autocomplete": "off"},
    )
    ags = SelectField(_l("Gemeinde"), [InputRequired(_l("Bitte wählen Sie die Gemeinde."))])
    contact = StringField(
        _l("Telefon oder anderer sicherer Weg"),
        [Optional(), Length(max=120)],
        description=_l("Sieht nur die zuständige Person. Wird nur in einem eigenen Schritt weitergegeben."),
        render_kw={"autocomplete": "off"},
    )
    contact_hint = StringField(
        _l("Wann und wie ist ein Anruf sicher?"), [Optional(), Length(max=120), Harmless()],
        render_kw={"autocomplete": "off"},
    )  # fmt: skip
    is_protected = BooleanField(
        _l("Auskunftssperre: Ort und Kontakt besonders schützen"),
        description=_l("Dann sieht nur die zuständige Person Gemeinde und Kontakt."),
    )
    languages = RowList(FormField(LanguageRow), _l("Sprachen"), min_entries=2, max_entries=6,
        description=_l("Auch Deutsch, wenn schon etwas da ist."))  # fmt: skip
    language = SelectField(
        _l("Sprache für Nachrichten und Texte"),
        choices=choices(PAGE_LANGUAGES),
    )
    age_band = SelectField(_l("Alter"), choices=choices(AGE_BANDS, _l("keine Angabe")))
    gender = SelectField(_l("Geschlecht"), choices=choices(GENDERS, _l("keine Angabe")),
        description=_l("Nur nötig, wenn es für die Begleitung wichtig ist."))  # fmt: skip
    household_type = SelectField(_l("Haushalt"), choices=choices(HOUSEHOLDS, _l("keine Angabe")))
    children_0_2 = IntegerField(CHILDREN["0_2"], [Optional(), NumberRange(0, 15)])
    children_3_5 = IntegerField(CHILDREN["3_5"], [Optional(), NumberRange(0, 15)])
    children_6_9 = IntegerField(CHILDREN["6_9"], [Optional(), NumberRange(0, 15)])
    children_10_13 = IntegerField(CHILDREN["10_13"], [Optional(), NumberRange(0, 15)])
    children_14_17 = IntegerField(CHILDREN["14_17"], [Optional(), NumberRange(0, 15)])
    accommodation = SelectField(_l("Unterkunft"), choices=choices(ACCOMMODATIONS, _l("keine Angabe")),
        description=_l("Nur wegen der Hausregeln und des Masern-Nachweises."))  # fmt: skip
    accessibility = CheckboxesField(
        _l("Was wird praktisch gebraucht?"), choices=choices(ACCESSIBILITY),
        description=_l("Nur die Maßnahme, nie der Grund."),
    )  # fmt: skip
    note = TextAreaField(
        _l("Notiz für das Team"), [Optional(), Length(max=500), Harmless()], description=HINT,
        render_kw={"rows": 2, "maxlength": 500},
    )  # fmt: skip

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.ags.choices = municipality_choices(_l("Bitte wählen"))

    def validate_languages(self, field: Any) -> None:
        """Without a language nobody can be found."""
        if not _spoken(field.data):
            raise ValidationError(_("Bitte geben Sie mindestens eine Sprache an."))

    def person(self) -> dict[str, Any]:
        """The answers as the service wants them."""
        asked = [name for name in (*_PLAIN, "is_protected") if name in self]
        plain = {name: getattr(self, name).data or None for name in asked}
        if "is_protected" in plain:
            plain["is_protected"] = bool(plain["is_protected"])
        return {
            **plain,
            "alias": (self.alias.data or "").strip(),
            "languages": _spoken(self.languages.data),
            "accessibility": self.accessibility.data or None,
            "household": self._household(),
        }

    def show_person(self, person: Newcomer) -> None:
        """Fill the form with what is known."""
        for name in (*_PLAIN, "alias", "is_protected", "accessibility"):
            if name not in self:
                continue
            getattr(self, name).data = getattr(person, name)
        household: dict[str, Any] = person.household or {}
        self.household_type.data = household.get("type") or ""
        for key, count in household.get("children", {}).items():
            getattr(self, f"children_{key}").data = count
        while len(self.languages.entries) > len(person.languages) and len(self.languages.entries) > 1:
            self.languages.pop_entry()
        for row, spoken in enumerate(person.languages):
            if row >= len(self.languages.entries):
                self.languages.append_entry()
            rows: Any = self.languages.entries
            entry = rows[row].form
            entry.language.data, entry.level.data = spoken["language"], str(spoken["level"])
            entry.script.data = spoken.get("script") or ""

    def _household(self) -> dict[str, Any] | None:
        counts = {key: getattr(self, f"children_{key}").data for key in CHILDREN}
        children = {key: count for key, count in counts.items() if count}
        if not self.household_type.data and not children:
            return None
        return {"type": self.household_type.data or None, "children": children}


_PLAIN: Final = (
    "ags", "contact", "contact_hint", "language", "age_band", "gender", "accommodation", "note",
)  # fmt: skip


def _spoken(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"language": row["language"], "level": int(row["level"]), "script": row["script"] or None}
        for row in rows
        if row["language"] and (row["level"] or "").isdecimal()
    ]
