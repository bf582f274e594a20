"""From codes with facts to sentences: why somebody suits a request, and which rule keeps others away.

The matching speaks in codes; here every code becomes one short sentence in the reader's language. The
sentences name nobody and say neither "I" nor "you", so that staff and volunteers can read the same one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import format_date, format_decimal, gettext
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext as babel_ngettext

from lotsen.forms import DAY_LABELS, DAYS, TIME_LABELS, TIMES
from lotsen.languages import LANGUAGES_BY_CODE, LEVELS_BY_NUMBER
from lotsen.needs import NEEDS_BY_KEY
from matching import REASON_FACTS, REFUSAL_FACTS

Facts = Mapping[str, Any]


def _(source: str, /, **facts: object) -> str:
    """Translate a sentence (Flask-Babel publishes no types)."""
    return str(gettext(source, **facts))


def ngettext(one: str, many: str, number: int, /, **facts: object) -> str:
    """Translate a sentence about a number."""
    return str(babel_ngettext(one, many, number, **facts))


MODE_LABELS: Final = {
    "lotse": _l("Lots:in"),
    "pate": _l("Pat:in"),
    "laiendolmetscher": _l("Laiendolmetscher:in"),
}
GENDER_LABELS: Final = {"w": _l("Frau"), "m": _l("Mann"), "d": _l("divers")}
_GENDERS_WANTED: Final = {"w": _l("eine Frau"), "m": _l("einen Mann"), "d": _l("eine diverse Person")}
_URGENCIES: Final = {
    "today": _l("heute oder morgen"),
    "week": _l("diese Woche"),
    "month": _l("diesen Monat"),
    "ongoing": _l("laufend"),
}
#: What belongs to the request and is the same for everybody says nothing about a person.
OF_THE_REQUEST: Final = frozenset({"urgency", "waiting", "service"})
#: What a volunteer is told about herself: nothing about her load, nothing about others.
FOR_VOLUNTEERS: Final = frozenset(
    {"language.shared", "need.covered", "place.distance", "time.overlap", "gender.wish", "continuity.known"}
)
#: Rules that staff bent to ask her, which she should know of before she answers.
BENT_FOR_VOLUNTEERS: Final = frozenset({"mode", "level.too_low", "german.too_low", "radius", "time.none", "absence"})


@dataclass(frozen=True)
class Told:
    """A reason ready for a page: its sentence, whether it speaks for or against, and its points."""

    text: str
    kind: str  # good, weak, against
    points: str | None = None


def sentence(code: str, facts: Facts) -> str:
    """One sentence for one code of the matching, a reason or a refusal; KeyError for an unknown code."""
    return _SENTENCES[code](facts)


def rule_label(code: str) -> str:
    """What a rule is called where people are counted by it; KeyError for an unknown code."""
    return str(_RULES[code])


def criterion_label(code: str) -> str:
    """What a criterion is called where points are counted by it; the code itself where we do not know it."""
    return str(_CRITERIA.get(code, code))


def told(reasons: Iterable[Mapping[str, Any]], *, with_points: bool = True) -> list[Told]:
    """The reasons of a pair for staff, without those that are the same for everybody."""
    return [
        Told(
            sentence(reason["code"], reason["facts"]),
            _kind(reason["code"], reason["facts"]),
            f"+{round(reason['points'] / 10)}" if with_points and reason["points"] >= 5 else None,
        )
        for reason in reasons
        if _says_something(reason)
    ]


def told_to_volunteer(reasons: Iterable[Mapping[str, Any]], *, is_protected: bool) -> list[Told]:
    """The reasons as the volunteer may read them; a protected place is not given away by its distance."""
    found = []
    for reason in reasons:
        code, facts = reason["code"], reason["facts"]
        if code in BENT_FOR_VOLUNTEERS and not (is_protected and code == "radius"):
            found.append(Told(sentence(code, facts), "weak"))
        if code not in FOR_VOLUNTEERS or not _says_something(reason) or _kind(code, facts) == "against":
            continue
        text = _("In erreichbarer Nähe") if code == "place.distance" and is_protected else sentence(code, facts)
        found.append(Told(text, "good"))
    return found


def summary(reasons: Sequence[Mapping[str, Any]]) -> str:
    """One line about a candidate: language, way, common times."""
    facts = {reason["code"]: reason["facts"] for reason in reasons}
    parts = []
    if language := facts.get("language.shared"):
        parts.append(f"{language_name(language.get('spoken', language['language']))} ({level_name(language['level'])})")
    if place := facts.get("place.distance"):
        parts.append(_way(place))
    if slots := (facts.get("time.overlap") or {}).get("slots"):
        parts.append(times_text(slots))
    return " · ".join(parts)


def language_name(code: str) -> str:
    """The name of a language; the code itself where we do not know it."""
    language = LANGUAGES_BY_CODE.get(code)
    return str(language.label) if language else code


def level_name(number: int) -> str:
    """A level as people write it: A1 to C2, or Muttersprache."""
    level = LEVELS_BY_NUMBER.get(number)
    if level is None:
        return _("keine")
    return str(level.label) if level.key == "native" else level.key


def need_names(keys: Iterable[str]) -> str:
    """Needs as a list in plain words."""
    return ", ".join(str(NEEDS_BY_KEY[key].label) if key in NEEDS_BY_KEY else key for key in keys)


def times_text(slots: Iterable[str]) -> str:
    """Half-days in the order of the week: "Montag vormittags, Mittwoch abends"."""
    order = [f"{day}-{time}" for day in DAYS for time in TIMES]
    known = sorted((slot for slot in slots if slot in order), key=order.index)
    return ", ".join(f"{DAY_LABELS[slot[:3]]} {TIME_LABELS[slot[4:]]}" for slot in known)


def _says_something(reason: Mapping[str, Any]) -> bool:
    """Not for everybody alike, and with all its facts: a snapshot may be older than the facts of today."""
    code, facts = reason["code"], reason["facts"]
    if code in REFUSAL_FACTS:
        return True  # a rule that was bent
    if not set(REASON_FACTS.get(code, ("", ("?",)))[1]) <= set(facts):
        return False
    return code not in OF_THE_REQUEST and not (code == "gender.wish" and not facts.get("wish"))


def _km(number: float | None) -> str:
    return _("Entfernung unbekannt") if number is None else _("%(km)s km", km=format_decimal(round(number)))


def _way(facts: Facts) -> str:
    distance = facts.get("distance_km")
    if facts.get("remote"):
        return _("auch telefonisch oder per Video")
    if distance is not None and distance < 1:
        return _("am selben Ort")
    return _km(distance)


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
        "%(language)s nur %(level)s, gebraucht wird %(needed)s",
        language=language_name(facts["spoken"]),
        level=level_name(facts["level"]),
        needed=level_name(facts["needed"]),
    )


def _wrong_mode(facts: Facts) -> str:
    offered = ", ".join(str(MODE_LABELS.get(mode, mode)) for mode in facts["offered"]) or _("nichts davon")
    asked = str(MODE_LABELS.get(facts["asked"], facts["asked"]))
    return _("Gesucht: %(asked)s; angeboten: %(offered)s", asked=asked, offered=offered)


def _no_language(facts: Facts) -> str:
    spoken = ", ".join(language_name(code) for code in facts["spoken"]) or _("keine Angabe")
    return _("Keine gemeinsame Sprache (spricht: %(spoken)s)", spoken=spoken)


def _absence(facts: Facts) -> str:
    until = facts.get("until")
    if not until:
        return _("Zur Zeit abwesend")
    return _("Abwesend bis %(day)s", day=format_date(date.fromisoformat(until), "dd.MM.yyyy"))


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
        genders=", ".join(str(GENDER_LABELS.get(gender, gender)) for gender in facts["accepts"]),
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


def _kind(code: str, facts: Facts) -> str:
    """Does this reason speak for the pair, only half, or against it?"""
    if code in REFUSAL_FACTS:
        return "against"
    if code == "language.shared":
        return "good" if facts["level"] > facts.get("needed", 0) else "weak"
    if code == "need.covered":
        return "good" if len(facts["covered"]) == len(facts["asked"]) else "weak"
    if code == "place.distance":
        distance = facts.get("distance_km")
        return "good" if facts.get("remote") or (distance is not None and distance <= 10) else "weak"
    if code == "time.overlap":
        return "good" if facts["slots"] else "weak"
    if code == "gender.wish":
        return "good" if facts["met"] else "against"
    return "good"
