"""When a rule calls something a gap, in one plain sentence with the numbers of the region."""

from collections.abc import Callable
from typing import Final

from flask_babel import gettext as _

from network import Thresholds


def rule_sentence(code: str, rules: Thresholds) -> str:
    """What a rule looks for; KeyError for an unknown one."""
    return _TOLD[code](rules)


def _per_cent(share: float) -> int:
    return round(100 * share)


def _unserved(rules: Thresholds) -> str:
    return _(
        "Es gibt offene Anfragen aus den letzten %(days)d Tagen, und niemand, der frei ist und den Ort erreicht, "
        "kann sie in dieser Sprache und zu diesem Thema übernehmen.",
        days=rules.request_days,
    )


def _thin(rules: Thresholds) -> str:
    return _(
        "Für offene Anfragen gibt es genau eine Person, oder eine trägt mehr als %(share)d %% von mindestens "
        "%(least)d Begleitungen einer Gemeinde.",
        share=_per_cent(rules.one_person_share),
        least=rules.one_person_least,
    )


def _women(rules: Thresholds) -> str:
    return _(
        "In den letzten %(days)d Tagen wurde eine Frau gewünscht, und keine ist erreichbar.", days=rules.request_days
    )


def _breaking(rules: Thresholds) -> str:
    return _(
        "Ohne diese Person oder Stelle zerfällt das Netz, oder sie gehört zu den %(share)d %%, über die die meisten "
        "Wege laufen, und hat keine Vertretung.",
        share=_per_cent(rules.betweenness_share),
    )


def _lonely_association(rules: Thresholds) -> str:
    return _(
        "Eine Migrantenorganisation oder ein Helferkreis hat höchstens eine Verbindung, keine zum Vielfaltszentrum "
        "oder zur Gemeinde, oder seit mehr als %(days)d Tagen keinen Kontakt.",
        days=rules.contact_days,
    )


def _desk(rules: Thresholds) -> str:
    return _(
        "Auf einem Schreibtisch liegen mehr als %(count)d offene Anfragen, sie warten in der Mitte länger als "
        "%(days)d Tage, oder es sind mindestens %(least)d und mehr als %(share)d %% von dem, was bei den anderen "
        "in der Mitte liegt.",
        count=rules.staff_open_requests,
        days=round(rules.staff_waiting_days),
        least=rules.staff_least_requests,
        share=_per_cent(rules.staff_times_median),
    )


def _overloaded(rules: Thresholds) -> str:
    return _(
        "Jemand begleitet mehr, als vereinbart ist, oder war in den letzten vier Wochen mehr als %(hours)d Stunden "
        "je Woche im Einsatz.",
        hours=round(rules.volunteer_hours_per_week),
    )


def _no_tandem(_rules: Thresholds) -> str:
    return _("Einer ehrenamtlichen Gruppe fehlt jemand Hauptamtliches, oder einer Stelle fehlen Ehrenamtliche.")


def _dormant(rules: Thresholds) -> str:
    return _(
        "Zwischen zweien gab es seit mehr als %(days)d Tagen keinen Kontakt, oder ihre Vereinbarung endet in "
        "höchstens %(soon)d Tagen.",
        days=rules.contact_days,
        soon=rules.agreement_days,
    )


def _double(_rules: Thresholds) -> str:
    return _(
        "Zwei Stellen bieten denselben Menschen in derselben Gemeinde dasselbe an und haben keinen Kontakt, auch nicht "
        "über ihre Mitarbeitenden. Ämter zählen nicht mit: ihre Aufgaben gibt ihnen das Gesetz."
    )


def _waiting(rules: Thresholds) -> str:
    return _(
        "Anfragen sind seit mehr als %(days)d Tagen offen; ab mehr als %(long)d Tagen wiegt es schwerer.",
        days=rules.waiting_days,
        long=rules.waiting_days_long,
    )


def _no_anchor(_rules: Thresholds) -> str:
    return _("In einer Gemeinde gibt es keinen Helferkreis, keine Migrantenorganisation und keine Ansprechperson.")


def _untrained(_rules: Thresholds) -> str:
    return _("Jemand wartet auf einen Termin für die Basisqualifizierung.")


def _pool(rules: Thresholds) -> str:
    return _(
        "Es gibt weniger als %(people)d Laiendolmetscher:innen oder Lots:innen, oder der Sprachpool hat weniger als "
        "%(languages)d Sprachen.",
        people=rules.pool_people,
        languages=rules.pool_languages,
    )


def _alone(_rules: Thresholds) -> str:
    return _("Jemand hat im Netz keine einzige Verbindung.")


_TOLD: Final[dict[str, Callable[[Thresholds], str]]] = {
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
