"""Every code of the matching as one short sentence in the reader's language, and as the name of a rule.

The sentences name nobody and say neither "I" nor "you", so that staff and volunteers can read the same one.
The facts of each code are those of ``matching.REASON_FACTS`` and ``matching.REFUSAL_FACTS``.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lotsen import date_words
from lotsen.half_days import times_text
from lotsen.languages import language_name, level_name
from lotsen.needs import need_names
from lotsen.words import GENDERS, MODES

Facts = Mapping[str, Any]


_GENDERS_WANTED: Final = {"w": _l("eine Frau"), "m": _l("einen Mann"), "d": _l("eine diverse Person")}
_URGENCIES: Final = {
    "today": _l("heute oder morgen"),
    "week": _l("diese Woche"),
    "month": _l("diesen Monat"),
    "ongoing": _l("laufend"),
}


def sentence(code: str, facts: Facts) -> str:
    """One sentence for one code of the matching, a reason or a refusal; KeyError for an unknown code."""
    return _SENTENCES[code](facts)


def rule_label(code: str) -> str:
    """What a rule is called where people are counted by it; KeyError for an unknown code."""
    return str(_RULES[code])


def criterion_label(code: str) -> str:
    """What a criterion is called where points are counted by it; the code itself where we do not know it."""
    return str(_CRITERIA.get(code, code))


def way(facts: Facts) -> str:
    """How two meet: by telephone, in the same place, or how far apart."""
    distance = facts.get("distance_km")
    if facts.get("remote"):
        return _("auch telefonisch oder per Video")
    if distance is not None and distance < 1:
        return _("am selben Ort")
    return _km(distance)


def _km(number: float | None) -> str:
    return _("Entfernung unbekannt") if number is None else _("%(km)s km", km=format_decimal(round(number)))


def _shared(facts: Facts) -> str:
    asked, level = facts["language"], level_name(facts["level"])
    spoken = facts.get("spoken", asked)
    if asked == spoken:
        return _("Gemeinsame Sprache: %(language)s (%(level)s)", language=language_name(asked), level=level)
    return _(
        "Verständigung zwischen %(spoken)s und %(asked)s (%(level)s)",
        spoken=language_name(spoken), asked=language_name(asked), level=level,
    )  # fmt: skip


def _covered(facts: Facts) -> str:
    covered, asked = list(facts["covered"]), list(facts["asked"])
    if not covered:
        return _("Keines der Themen wurde ausdrücklich angeboten")
    if len(covered) == len(asked):
        return _("Passt zu allen Themen: %(needs)s", needs=need_names(covered))
    missing = [need for need in asked if need not in covered]
    return _(
        "Passt zu: %(needs)s; nicht ausdrücklich angeboten: %(missing)s",
        needs=need_names(covered), missing=need_names(missing),
    )  # fmt: skip


def _distance(facts: Facts) -> str:
    if facts.get("remote"):
        return _("Treffen per Telefon oder Video sind möglich (%(way)s)", way=_km(facts.get("distance_km")))
    distance = facts.get("distance_km")
    if distance is None:
        return _("Die Entfernung ist nicht bekannt")
    return _("Am selben Ort") if distance < 1 else _("%(way)s entfernt", way=_km(distance))


def _overlap(facts: Facts) -> str:
    if not facts["slots"]:
        return _("Gemeinsame Zeiten sind noch abzusprechen")
    return _("Gemeinsame Zeiten: %(times)s", times=times_text(facts["slots"]))


def _wish(facts: Facts) -> str:
    wish = facts.get("wish")
    if not wish:
        return _("Kein Wunsch beim Geschlecht")
    wanted = str(_GENDERS_WANTED.get(wish, wish))
    if facts["met"]:
        return _("Der Wunsch nach %(wanted)s ist erfüllt", wanted=_dative(wish))
    return _("Gewünscht war lieber %(wanted)s", wanted=wanted)


def _dative(gender: str) -> str:
    dative = {"w": _("einer Frau"), "m": _("einem Mann"), "d": _("einer diversen Person")}
    return dative.get(gender, gender)


def _load(facts: Facts) -> str:
    return ngettext(
        "%(num)s freier Platz von %(capacity)s", "%(num)s freie Plätze von %(capacity)s",
        facts["free"], capacity=facts["capacity"],
    )  # fmt: skip


def _too_far(facts: Facts) -> str:
    if facts.get("distance_km") is None:
        return _("Die Entfernung ist nicht bekannt")
    return _(
        "%(way)s entfernt, fährt bis %(radius)s",
        way=_km(facts["distance_km"]), radius=_km(facts["radius_km"]),
    )  # fmt: skip


def _low_level(facts: Facts) -> str:
    return _(
        "Gemeinsam nur %(language)s auf %(level)s, gebraucht wird %(needed)s",
        language=language_name(facts["spoken"]),
        level=level_name(facts["level"]),
        needed=level_name(facts["needed"]),
    )


def _wrong_mode(facts: Facts) -> str:
    offered = ", ".join(str(MODES.get(mode, mode)) for mode in facts["offered"]) or _("nichts davon")
    asked = str(MODES.get(facts["asked"], facts["asked"]))
    return _("Gesucht: %(asked)s; angeboten: %(offered)s", asked=asked, offered=offered)


def _no_language(facts: Facts) -> str:
    spoken = ", ".join(language_name(code) for code in facts["spoken"]) or _("keine Angabe")
    return _("Keine gemeinsame Sprache (spricht: %(spoken)s)", spoken=spoken)


def _absence(facts: Facts) -> str:
    until = facts.get("until")
    if not until:
        return _("Zur Zeit abwesend")
    return _("Abwesend bis %(day)s", day=date_words.day(date.fromisoformat(until)))


def _gender_must(facts: Facts) -> str:
    return _("Gewünscht ist ausdrücklich %(wanted)s", wanted=_GENDERS_WANTED.get(facts["wanted"], facts["wanted"]))


_SENTENCES: Final[dict[str, Callable[[Facts], str]]] = {
    "language.shared": _shared,
    "need.covered": _covered,
    "place.distance": _distance,
    "time.overlap": _overlap,
    "gender.wish": _wish,
    "load.free": _load,
    "continuity.known": lambda _facts: _("Kennt die Person schon von früher"),
    "training.pairing": lambda _facts: _("Geeignet für den Einstieg während der Qualifizierung"),
    "urgency": lambda facts: _(
        "Dringlichkeit: %(urgency)s", urgency=_URGENCIES.get(facts["urgency"], facts["urgency"])
    ),
    "waiting": lambda facts: ngettext(
        "Die Anfrage wartet seit %(num)s Tag", "Die Anfrage wartet seit %(num)s Tagen", facts["days"]
    ),
    "service": lambda _facts: _("Jede vermittelte Anfrage zählt"),
    "need.referral_only": lambda facts: _(
        "Nur für Fachstellen: %(needs)s", needs=need_names(facts["needs"])
    ),
    "mode": _wrong_mode,
    "not_released": lambda _facts: _("Noch nicht freigegeben oder pausiert"),
    "capacity.full": lambda facts: _(
        "Kein Platz frei (%(active)s von %(capacity)s belegt)",
        active=facts["active"], capacity=facts["capacity"],
    ),
    "language.none": _no_language,
    "level.too_low": _low_level,
    "german.too_low": lambda facts: _(
        "Deutsch: %(level)s, gebraucht wird %(needed)s",
        level=level_name(facts["level"]), needed=level_name(facts["needed"]),
    ),
    "radius": _too_far,
    "gender.must": _gender_must,
    "gender.not_accepted": lambda facts: _(
        "Begleitet nur: %(genders)s",
        genders=", ".join(str(GENDERS.get(gender, gender)) for gender in facts["accepts"]),
    ),
    "minors.clearance": lambda _facts: _("Für die Begleitung von Minderjährigen fehlt der Nachweis"),
    "community.own": lambda _facts: _("Gewünscht ist jemand außerhalb der eigenen Community"),
    "need.excluded": lambda facts: _("Möchte nicht: %(needs)s", needs=need_names(facts["needs"])),
    "time.none": lambda _facts: _("Keine gemeinsamen Zeiten"),
    "absence": _absence,
    "pair.failed_before": lambda _facts: _("Ein früheres Tandem der beiden ging zu Ende"),
    "pair.forbidden": lambda _facts: _("Die Koordination hat diese Zuordnung ausgeschlossen"),
}  # fmt: skip

_CRITERIA: Final = {
    "language.shared": _l("Gemeinsame Sprache"),
    "need.covered": _l("Passende Themen"),
    "place.distance": _l("Nähe"),
    "time.overlap": _l("Gemeinsame Zeiten"),
    "gender.wish": _l("Wunsch beim Geschlecht"),
    "load.free": _l("Freie Plätze"),
    "continuity.known": _l("Kennt die Person schon"),
    "training.pairing": _l("Einstieg während der Qualifizierung"),
}
_RULES: Final = {
    "need.referral_only": _l("Thema gehört in eine Fachstelle"),
    "mode": _l("Andere Art des Engagements"),
    "not_released": _l("Nicht freigegeben oder pausiert"),
    "capacity.full": _l("Kein Platz frei"),
    "language.none": _l("Keine gemeinsame Sprache"),
    "level.too_low": _l("Gemeinsame Sprache zu schwach"),
    "german.too_low": _l("Deutsch zu schwach für diese Aufgabe"),
    "radius": _l("Zu weit entfernt"),
    "gender.must": _l("Anderes Geschlecht ausdrücklich gewünscht"),
    "gender.not_accepted": _l("Begleitet nur bestimmte Geschlechter"),
    "minors.clearance": _l("Nachweis für Minderjährige fehlt"),
    "community.own": _l("Eigene Community nicht gewünscht"),
    "need.excluded": _l("Thema ausgeschlossen"),
    "time.none": _l("Keine gemeinsamen Zeiten"),
    "absence": _l("Abwesend"),
    "pair.failed_before": _l("Früheres Tandem ging zu Ende"),
    "pair.forbidden": _l("Von der Koordination ausgeschlossen"),
}
