"""Each gap in one plain sentence, and the act that closes it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lotsen.languages import LANGUAGES_BY_CODE
from lotsen.needs import NEEDS_BY_KEY
from network import Finding

#: What the rules are called in a filter, in the order of their number.
RULE_LABELS = {
    "L1_unversorgt": _l("Niemand erreichbar"),
    "L2_duenn": _l("Hängt an einer Person"),
    "L3_frauen": _l("Keine Frau erreichbar"),
    "L4_artikulation": _l("Knotenpunkt ohne Ersatz"),
    "L5_isolierte_mso": _l("Verein ohne Anschluss"),
    "L6_ueberlast_fm": _l("Viel auf einem Schreibtisch"),
    "L7_ueberlast_ehrenamt": _l("Ehrenamt über der Grenze"),
    "L8_kein_tandem": _l("Haupt- und Ehrenamt ohne Kontakt"),
    "L9_ruhend": _l("Ruhende oder endende Zusammenarbeit"),
    "L10_doppelstruktur": _l("Doppelte Angebote"),
    "L11_wartezeit": _l("Lange Wartezeit"),
    "L12_gemeinde_ohne_anker": _l("Gemeinde ohne Ansprechperson"),
    "L13_qualifizierung": _l("Qualifizierung offen"),
    "L14_sprachpool": _l("Pool zu klein"),
    "isolated": _l("Ohne jede Verbindung"),
}
#: Questions that several rules answer together, as the filter names them.
QUESTIONS = {
    "allein": _l("Wer ist allein?"),
    "eine-person": _l("Was hängt an einer Person?"),
}
RULES_OF_A_QUESTION = {
    "allein": frozenset({"isolated", "L5_isolierte_mso"}),
    "eine-person": frozenset({"L2_duenn", "L4_artikulation"}),
}
ACT_LABELS = {
    "recruit": _l("Gezielt werben"),
    "train": _l("Zur Schulung einladen"),
    "introduce": _l("Miteinander bekannt machen"),
    "relieve": _l("Entlasten"),
    "renew": _l("Auffrischen"),
}
Names = Callable[[str], str]
_FUNDED = 5  # so many people and languages the Richtlinie asks for before it pays


def language(code: str) -> str:
    """The name of a language."""
    known = LANGUAGES_BY_CODE.get(code)
    return str(known.label) if known else code


def need(key: str) -> str:
    """The name of a need."""
    known = NEEDS_BY_KEY.get(key)
    return str(known.label) if known else key


def sentence(finding: Finding, names: Names, places: Mapping[str, str]) -> str:
    """The gap as a coordinator would tell it to a colleague."""
    facts: dict[str, Any] = dict(finding.facts)
    values = {
        "place": places.get(str(facts.get("municipality")), _("der Region")),
        "language": language(str(facts.get("language", ""))),
        "need": need(str(facts.get("need", ""))),
        "name": names(str(facts.get("actor", ""))),
    }
    return _SENTENCES[finding.code](finding, facts, values, names)


Teller = Callable[[Finding, dict[str, Any], dict[str, str], Names], str]


def _unserved(_finding: Finding, facts: dict[str, Any], values: dict[str, str], _names: Names) -> str:
    return ngettext(
        "In %(place)s wartet eine Anfrage zu „%(need)s“ auf %(language)s, und niemand ist erreichbar.",
        "In %(place)s warten %(num)d Anfragen zu „%(need)s“ auf %(language)s, und niemand ist erreichbar.",
        facts["open_count"],
        **values,
    )


def _thin(_finding: Finding, facts: dict[str, Any], values: dict[str, str], _names: Names) -> str:
    if "share" in facts:
        share = round(100 * facts["share"])
        return _("In %(place)s trägt eine Person %(share)d %% aller Begleitungen.", share=share, **values)
    return _("In %(place)s hängt „%(need)s“ auf %(language)s an einer einzigen Person.", **values)


def _women(_finding: Finding, facts: dict[str, Any], values: dict[str, str], _names: Names) -> str:
    return ngettext(
        "In %(place)s wird für „%(need)s“ auf %(language)s eine Frau gewünscht, und keine ist erreichbar.",
        "In %(place)s wird für „%(need)s“ auf %(language)s in %(num)d Anfragen eine Frau gewünscht, "
        "und keine ist erreichbar.",
        facts["open_count"],
        **values,
    )


def _breaking(_finding: Finding, facts: dict[str, Any], values: dict[str, str], _names: Names) -> str:
    if "cut_off_count" in facts:
        return ngettext(
            "Fällt %(name)s aus, verliert eine Person oder Stelle den Anschluss an das Netz.",
            "Fällt %(name)s aus, verlieren %(num)d Personen oder Stellen den Anschluss an das Netz.",
            int(facts["cut_off_count"]),
            **values,
        )
    return _("Viele Wege im Netz laufen über %(name)s, und eine Vertretung ist nicht benannt.", **values)


def _lonely_association(_finding: Finding, facts: dict[str, Any], values: dict[str, str], _names: Names) -> str:
    reasons = facts["reasons"]
    if not facts["tie_count"]:
        return _("%(name)s hat mit niemandem außerhalb Kontakt.", **values)
    if "long_silence" in reasons:
        return _("Mit %(name)s hat schon lange niemand mehr gesprochen.", **values)
    if "no_public_contact" in reasons:
        return _("%(name)s hat keine Verbindung zum Vielfaltszentrum oder zur Gemeinde.", **values)
    return _("%(name)s ist nur über eine einzige Verbindung erreichbar.", **values)


def _desk(_finding: Finding, facts: dict[str, Any], values: dict[str, str], _names: Names) -> str:
    return ngettext(
        "Bei %(name)s liegt eine offene Anfrage, seit %(days)d Tagen. Das braucht Entlastung.",
        "Bei %(name)s liegen %(num)d offene Anfragen, im Mittel seit %(days)d Tagen. Das braucht Entlastung.",
        facts["open_count"],
        days=round(facts["median_waiting_days"]),
        **values,
    )


def _overloaded(_finding: Finding, facts: dict[str, Any], values: dict[str, str], _names: Names) -> str:
    if "own_limit" not in facts["reasons"] and "hours_per_week" in facts["reasons"]:
        hours = format_decimal(facts["hours_per_week"], "#,##0.#")
        return _("%(name)s war in den letzten vier Wochen im Mittel %(hours)s Stunden je Woche im Einsatz.",
                 hours=hours, **values)  # fmt: skip
    return _("%(name)s begleitet mehr, als vereinbart ist.", **values)


def _no_tandem(_finding: Finding, facts: dict[str, Any], values: dict[str, str], _names: Names) -> str:
    if "volunteer_count" in facts:
        return ngettext(
            "In %(place)s hat eine ehrenamtliche Person keine hauptamtliche Ansprechperson.",
            "In %(place)s haben %(num)d Ehrenamtliche keine hauptamtliche Ansprechperson.",
            facts["volunteer_count"],
            **values,
        )
    if facts["missing"] == "paid_contact":
        return _("%(name)s hat keine hauptamtliche Ansprechperson.", **values)
    return _("%(name)s arbeitet mit keinen Ehrenamtlichen zusammen.", **values)


def _dormant(finding: Finding, facts: dict[str, Any], _values: dict[str, str], names: Names) -> str:
    one, other = names(finding.subject[0]), names(finding.subject[1])
    if facts["reason"] == "ends_soon":
        return _(
            "Die Vereinbarung zwischen %(one)s und %(other)s endet in %(days)d Tagen.",
            one=one,
            other=other,
            days=facts["days"],
        )
    return _("Zwischen %(one)s und %(other)s gab es lange keinen Kontakt.", one=one, other=other)


def _double(finding: Finding, facts: dict[str, Any], _values: dict[str, str], names: Names) -> str:
    return _(
        "%(one)s und %(other)s bieten beide %(needs)s an und haben keinen Kontakt.",
        one=names(finding.subject[0]),
        other=names(finding.subject[1]),
        needs=", ".join(f"„{need(key)}“" for key in facts["needs"]),
    )


def _waiting(_finding: Finding, facts: dict[str, Any], values: dict[str, str], _names: Names) -> str:
    return ngettext(
        "In %(place)s wartet eine Anfrage zu „%(need)s“ auf %(language)s seit %(days)d Tagen.",
        "In %(place)s warten %(num)d Anfragen zu „%(need)s“ auf %(language)s, die längste seit %(days)d Tagen.",
        facts["waiting_count"],
        days=facts["longest_waiting_days"],
        **values,
    )


def _no_anchor(_finding: Finding, facts: dict[str, Any], values: dict[str, str], _names: Names) -> str:
    if facts["open_count"]:
        return ngettext(
            "In %(place)s gibt es keine Ansprechperson und keinen Helferkreis; eine Anfrage ist offen.",
            "In %(place)s gibt es keine Ansprechperson und keinen Helferkreis; %(num)d Anfragen sind offen.",
            facts["open_count"],
            **values,
        )
    return _("In %(place)s gibt es keine Ansprechperson und keinen Helferkreis.", **values)


def _untrained(_finding: Finding, facts: dict[str, Any], values: dict[str, str], _names: Names) -> str:
    if facts["reason"] == "no_date":
        return _(
            "%(name)s wartet seit %(days)d Tagen auf einen Termin für die Basisqualifizierung.",
            days=facts["waiting_days"],
            **values,
        )
    return _("Bei %(name)s steht eine Erneuerung an.", **values)


def _pool(_finding: Finding, facts: dict[str, Any], _values: dict[str, str], _names: Names) -> str:
    if facts["mode"] == "laiendolmetscher":
        return _(
            "Der Sprachpool hat %(people)d Laiendolmetscher:innen mit %(languages)d Sprachen; es sollen mindestens "
            "%(least_people)d und %(least_languages)d sein.",
            people=facts["volunteer_count"],
            languages=facts["language_count"],
            least_people=facts.get("least_people", _FUNDED),
            least_languages=facts.get("least_languages", _FUNDED),
        )
    return ngettext(
        "Die Region hat eine Lotsin oder einen Lotsen; es sollen mindestens %(least)d sein.",
        "Die Region hat %(num)d Lots:innen; es sollen mindestens %(least)d sein.",
        facts["volunteer_count"],
        least=facts.get("least_people", _FUNDED),
    )


def _alone(_finding: Finding, facts: dict[str, Any], values: dict[str, str], _names: Names) -> str:
    if not facts.get("is_released", True):
        return _("%(name)s (%(place)s) ist noch nicht freigegeben und hat im Netz keine einzige Verbindung.", **values)
    return _("%(name)s (%(place)s) hat im Netz keine einzige Verbindung.", **values)


_SENTENCES: dict[str, Teller] = {
    "L1_unversorgt": _unserved,
    "L2_duenn": _thin,
    "L3_frauen": _women,
    "L4_artikulation": _breaking,
    "L5_isolierte_mso": _lonely_association,
    "L6_ueberlast_fm": _desk,
    "L7_ueberlast_ehrenamt": _overloaded,
    "L8_kein_tandem": _no_tandem,
    "L9_ruhend": _dormant,
    "L10_doppelstruktur": _double,
    "L11_wartezeit": _waiting,
    "L12_gemeinde_ohne_anker": _no_anchor,
    "L13_qualifizierung": _untrained,
    "L14_sprachpool": _pool,
    "isolated": _alone,
}
