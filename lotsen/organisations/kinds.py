"""The kinds of organisations in a municipal integration network, in groups, and the jobs people hold there."""

from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, eq=False)
class Group:
    """Kinds that belong together in lists and choices."""

    key: str
    label: Any
    kinds: dict[str, Any]


GROUPS: Final = (
    Group(
        "public",
        _l("Land, Kreis und Gemeinde"),
        {
            "land_ministerium": _l("Ministerium"),
            "rp_darmstadt": _l("Regierungspräsidium Darmstadt"),
            "rp_giessen": _l("Regierungspräsidium Gießen"),
            "landkreis": _l("Landkreis"),
            "kreisfreie_stadt": _l("Kreisfreie Stadt"),
            "sonderstatusstadt": _l("Sonderstatusstadt"),
            "gemeinde": _l("Gemeinde"),
            "wir_vielfaltszentrum": _l("WIR-Vielfaltszentrum"),
            "auslaenderbehoerde": _l("Ausländerbehörde"),
            "sozialamt": _l("Sozialamt"),
            "jobcenter": _l("Jobcenter"),
            "agentur_fuer_arbeit": _l("Agentur für Arbeit"),
            "jugendamt": _l("Jugendamt"),
            "gesundheitsamt": _l("Gesundheitsamt"),
            "staatliches_schulamt": _l("Staatliches Schulamt"),
            "schule": _l("Schule"),
            "kita": _l("Kita"),
            "vhs": _l("Volkshochschule"),
            "frauenbeauftragte": _l("Frauenbeauftragte"),
            "auslaenderbeirat": _l("Ausländerbeirat, Integrationskommission"),
            "buergeramt": _l("Bürgeramt"),
            "polizei_migrationsbeauftragte": _l("Migrationsbeauftragte der Polizei"),
            "bibliothek": _l("Bibliothek"),
        },
    ),
    Group(
        "advice",
        _l("Beratung"),
        {
            "mbe": _l("Migrationsberatung für Erwachsene (MBE)"),
            "jmd": _l("Jugendmigrationsdienst (JMD)"),
            "asylverfahrensberatung": _l("Asylverfahrensberatung"),
            "schwangerenberatung": _l("Schwangerenberatung"),
            "schuldnerberatung": _l("Schuldnerberatung"),
            "frauenberatung_frauenhaus": _l("Frauenberatung, Frauenhaus"),
            "psychosoziales_zentrum": _l("Psychosoziales Zentrum"),
            "anerkennungsberatung_iq": _l("Anerkennungsberatung (IQ)"),
        },
    ),
    Group(
        "work",
        _l("Sprache und Arbeit"),
        {
            "sprachkurstraeger": _l("Sprachkursträger"),
            "kammer": _l("Kammer (IHK, HWK)"),
            "arbeitgeber": _l("Arbeitgeber"),
            "bildungstraeger": _l("Bildungsträger"),
        },
    ),
    Group(
        "civil",
        _l("Vereine und Ehrenamt"),
        {
            "mso": _l("Migrantenorganisation"),
            "freiwilligenagentur": _l("Freiwilligenagentur"),
            "helferkreis": _l("Helferkreis"),
            "kirchengemeinde": _l("Kirchengemeinde"),
            "moscheegemeinde_andere_religion": _l("Moscheegemeinde, andere Gemeinde"),
            "wohlfahrtsverband": _l("Wohlfahrtsverband"),
            "sportverein": _l("Sportverein"),
            "kulturverein": _l("Kulturverein"),
            "feuerwehr": _l("Feuerwehr"),
            "nachbarschaft_familienzentrum_mgh": _l("Familienzentrum, Mehrgenerationenhaus"),
            "tafel_kleiderkammer": _l("Tafel, Kleiderkammer"),
            "frauengruppe": _l("Frauengruppe"),
            "jugendzentrum": _l("Jugendzentrum"),
        },
    ),
    Group(
        "housing",
        _l("Wohnen"),
        {
            "wohnungsbaugesellschaft": _l("Wohnungsbaugesellschaft"),
            "betreiber_gemeinschaftsunterkunft": _l("Betreiber einer Gemeinschaftsunterkunft"),
            "vermieter": _l("Vermieter:in"),
        },
    ),
    Group(
        "support",
        _l("Unterstützung für das Programm"),
        {
            "kompetenzzentrum_vielfalt": _l("Kompetenzzentrum Vielfalt"),
            "laiendolmetscherpool": _l("Laiendolmetscherpool"),
        },
    ),
)
KINDS: Final[dict[str, Any]] = {key: label for group in GROUPS for key, label in group.kinds.items()}

#: Whoever must decide or act by law; of the others, people may choose.
AUTHORITIES: Final = frozenset(
    {
        "rp_darmstadt",
        "rp_giessen",
        "landkreis",
        "kreisfreie_stadt",
        "sonderstatusstadt",
        "gemeinde",
        "auslaenderbehoerde",
        "sozialamt",
        "jobcenter",
        "agentur_fuer_arbeit",
        "jugendamt",
        "gesundheitsamt",
        "staatliches_schulamt",
        "buergeramt",
    }
)

#: Until 2020 coordination and Fallmanagement were two posts; since 2021 both are WIR-Koordinationskräfte.
STAFF_JOBS: Final[dict[str, Any]] = {
    "wir_koordination": _l("WIR-Koordination (seit 2021: WIR-Koordinationskraft)"),
    "wir_fallmanagement": _l("WIR-Fallmanagement (seit 2021: WIR-Koordinationskraft)"),
    "wir_mitarbeit": _l("WIR-Mitarbeitsstelle"),
    "traeger_koordination": _l("Koordination beim Projektträger"),
    "koordinierende_lotsin": _l("Koordinierende Lotsin, koordinierender Lotse"),
    "sachbearbeitung": _l("Sachbearbeitung"),
    "beratung": _l("Beratung"),
    "fachstelle": _l("Fachstelle, Beauftragte"),
    "kursleitung": _l("Kursleitung"),
    "mso_vertretung": _l("Vertretung einer Migrantenorganisation"),
    "helferkreis_sprecher": _l("Sprecher:in eines Helferkreises oder Vereins"),
    "sonstige": _l("Andere Aufgabe"),
}


def kind_label(kind: str) -> str:
    """A kind in words.

    >>> kind_label("not a kind")
    'not a kind'
    """
    return str(KINDS.get(kind, kind))
