"""The rules that a region sets for itself, each with its limits and its reason."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from wtforms import DateField, EmailField, IntegerField, SelectField, StringField, TelField
from wtforms.validators import InputRequired, Length, NumberRange

from lotsen.forms import OnceForm, choices, whole_mail
from lotsen.languages import LEVELS
from lotsen.record_form import RecordForm
from lotsen.regions import thresholds
from lotsen.regions.models import RegionPolicy
from lotsen.words import MODES_OF_MANY

DUTIES: Final = {
    "nie": _l("nie verlangen"),
    "bei_minderjaehrigen": _l("bei Arbeit mit Kindern und Jugendlichen"),
    "immer": _l("immer verlangen"),
}
#: Field of the form -> criterion of the matching.
CRITERIA: Final = {
    "language": "language.shared",
    "need": "need.covered",
    "place": "place.distance",
    "time": "time.overlap",
    "gender": "gender.wish",
    "load": "load.free",
    "continuity": "continuity.known",
    "training": "training.pairing",
}
_LEVELS: Final = {0: _l("kein Mindestniveau"), **{level.number: level.label for level in LEVELS}}


def _duty(mode: str) -> SelectField:
    return SelectField(MODES_OF_MANY[mode], choices=choices(DUTIES))


def _level(mode: str) -> SelectField:
    return SelectField(MODES_OF_MANY[mode], coerce=int, choices=choices(_LEVELS))


def _number(label: Any, least: int, most: int, unit: Any) -> IntegerField:
    told = _l("Bitte geben Sie eine Zahl von %(least)s bis %(most)s ein.", least=least, most=most)
    return IntegerField(
        label, [InputRequired(told), NumberRange(least, most, told)], description=unit,
        render_kw={"min": least, "max": most, "class": "is-short"},
    )  # fmt: skip


class PolicyForm(RecordForm):
    """One field per rule; the reasons stand on the page."""

    duty_lotse = _duty("lotse")
    duty_pate = _duty("pate")
    duty_laiendolmetscher = _duty("laiendolmetscher")
    fuehrungszeugnis_years = _number(_l("Neu vorlegen nach"), 1, 10, _l("in Jahren, von 1 bis 10"))
    german_lotse = _level("lotse")
    german_pate = _level("pate")
    german_laiendolmetscher = _level("laiendolmetscher")
    answer_days = _number(_l("Zeit zum Antworten"), 1, 30, _l("in Tagen, von 1 bis 30"))
    default_radius_km = _number(_l("Üblicher Umkreis"), 1, 200, _l("in Kilometern, von 1 bis 200"))
    centre_name = StringField(_l("Name des Vielfaltszentrums"), [Length(max=120)])
    centre_phone = TelField(_l("Telefon"), [Length(max=40)])
    centre_mail = EmailField(_l("E-Mail"), [Length(max=120), whole_mail])

    @staticmethod
    def known(policy: RegionPolicy) -> dict[str, Any]:
        """What the form begins with."""
        plain = ("fuehrungszeugnis_years", "answer_days", "default_radius_km",
                 "centre_name", "centre_phone", "centre_mail")  # fmt: skip
        return {
            **{name: getattr(policy, name) for name in plain},
            **{f"duty_{mode}": policy.fuehrungszeugnis_duty.get(mode, "nie") for mode in MODES_OF_MANY},
            **{f"german_{mode}": policy.min_german_level.get(mode, 0) for mode in MODES_OF_MANY},
        }

    def rules(self) -> dict[str, Any]:
        """The columns that were filled in."""
        return {
            "fuehrungszeugnis_duty": {mode: self[f"duty_{mode}"].data for mode in MODES_OF_MANY},
            "min_german_level": {mode: self[f"german_{mode}"].data for mode in MODES_OF_MANY},
            "fuehrungszeugnis_years": self.fuehrungszeugnis_years.data,
            "answer_days": self.answer_days.data,
            "default_radius_km": self.default_radius_km.data,
            **{
                name: (self[name].data or "").strip() or None for name in ("centre_name", "centre_phone", "centre_mail")
            },
        }


def _share(label: Any, hint: Any) -> IntegerField:
    return _number(label, 0, 100, hint)


class WeightsForm(OnceForm):
    """What counts how much, in per cent, and from which day on."""

    language = _share(_l("Gemeinsame Sprache"), _l("Wie gut sich beide in einer Sprache verstehen"))
    need = _share(_l("Passende Themen"), _l("Wie viel von dem, was gebraucht wird, die Person anbietet"))
    place = _share(_l("Nähe"), _l("Wie weit die beiden voneinander wohnen"))
    time = _share(_l("Gemeinsame Zeiten"), _l("In wie vielen Zeiten beide können"))
    gender = _share(_l("Wunsch beim Geschlecht"), _l("Ein Wunsch; was sein muss, ist eine Regel und gilt immer"))
    load = _share(_l("Freie Plätze"), _l("Damit nicht immer dieselben gefragt werden"))
    continuity = _share(_l("Kennt die Person schon"), _l("Früher schon gut begleitet"))
    training = _share(_l("Einstieg während der Qualifizierung"), _l("Wer gerade lernt, bekommt ein erstes Tandem"))
    waiting_points = _number(_l("Je Tag Wartezeit"), 0, 20, _l("in Tausendsteln der Passung, von 0 bis 20"))
    valid_from = DateField(_l("Gilt ab"), [InputRequired(_l("Bitte wählen Sie einen Tag."))])

    @staticmethod
    def known(shares: Mapping[str, int], waiting_points: int, valid_from: date) -> dict[str, Any]:
        """What the form begins with: what holds now, from tomorrow on."""
        begun = {name: shares[code] for name, code in CRITERIA.items()}
        return {**begun, "waiting_points": waiting_points, "valid_from": valid_from}

    def shares(self) -> dict[str, int]:
        """Per cent by criterion."""
        return {code: int(self[name].data) for name, code in CRITERIA.items()}


def _in_days(**bounds: int) -> Any:
    return _l("in Tagen, von %(least)s bis %(most)s; üblich sind %(usual)s", **bounds)


def _in_per_cent(**bounds: int) -> Any:
    return _l("in Prozent, von %(least)s bis %(most)s; üblich sind %(usual)s", **bounds)


def _in_hours(**bounds: int) -> Any:
    return _l("in Stunden, von %(least)s bis %(most)s; üblich sind %(usual)s", **bounds)


def _how_many(**bounds: int) -> Any:
    return _l("eine Zahl von %(least)s bis %(most)s; üblich ist %(usual)s", **bounds)


def _threshold(name: str, label: Any, unit: Callable[..., Any]) -> IntegerField:
    bounds = thresholds.NUMBERS[name]
    hint = unit(least=bounds.least, most=bounds.most, usual=thresholds.DEFAULTS[name])
    return _number(label, bounds.least, bounds.most, hint)


class ThresholdsForm(OnceForm):
    """From when on each rule of the network calls something a gap, and from which day on."""

    request_days = _threshold("request_days", _l("So alt darf eine offene Anfrage höchstens sein"), _in_days)
    one_person_share = _threshold("one_person_share", _l("Eine Person trägt mehr als"), _in_per_cent)
    one_person_least = _threshold("one_person_least", _l("Erst ab so vielen Begleitungen"), _how_many)
    betweenness_share = _threshold("betweenness_share", _l("Die Meistgefragten sind die ersten"), _in_per_cent)
    contact_days = _threshold("contact_days", _l("Kein Kontakt seit mehr als"), _in_days)
    staff_open_requests = _threshold("staff_open_requests", _l("Mehr offene Anfragen als"), _how_many)
    staff_waiting_days = _threshold("staff_waiting_days", _l("In der Mitte länger gewartet als"), _in_days)
    staff_times_median = _threshold("staff_times_median", _l("Mehr als bei den anderen, und zwar"), _in_per_cent)
    staff_least_requests = _threshold("staff_least_requests", _l("Verglichen wird erst ab"), _how_many)
    volunteer_hours_per_week = _threshold("volunteer_hours_per_week", _l("Mehr Einsatz je Woche als"), _in_hours)
    agreement_days = _threshold("agreement_days", _l("Eine Vereinbarung endet in höchstens"), _in_days)
    waiting_days = _threshold("waiting_days", _l("Lange heißt: offen seit mehr als"), _in_days)
    waiting_days_long = _threshold("waiting_days_long", _l("Sehr lange heißt: offen seit mehr als"), _in_days)
    pool_people = _threshold("pool_people", _l("Menschen in einem Pool"), _how_many)
    pool_languages = _threshold("pool_languages", _l("Sprachen im Sprachpool"), _how_many)
    valid_from = DateField(_l("Gilt ab"), [InputRequired(_l("Bitte wählen Sie einen Tag."))])

    def numbers(self) -> dict[str, int]:
        """Whole numbers by the name of the threshold."""
        return {name: int(self[name].data) for name in thresholds.NUMBERS}
