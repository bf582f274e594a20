"""The organisations of the demonstration: which kinds, how many, what they cover, who works there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Body:
    """One kind of organisation in a Landkreis."""

    kind: str
    name: str  # {place} is the municipality, {n} a running word
    count: int  # in the main Landkreis
    needs: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    is_women_only: bool = False
    is_paid: bool = True
    town: str | None = None  # stands there where the Landkreis has such a town, else in its first


BODIES = (
    Body("wir_vielfaltszentrum", "WIR-Vielfaltszentrum {region}", 1, ("alltag",),
         ("wir_koordination", "wir_fallmanagement", "wir_fallmanagement", "wir_mitarbeit")),
    Body("wir_vielfaltszentrum", "WIR-Außenstelle {place}", 1, ("alltag", "behoerde"), ("wir_fallmanagement",),
         town="Büdingen"),
    Body("landkreis", "Kreisverwaltung {region}", 1, ("behoerde",), ("fachstelle",)),
    Body("auslaenderbehoerde", "Ausländerbehörde {region}", 1, ("behoerde", "aufenthalt"), ("sachbearbeitung",)),
    Body("jobcenter", "Jobcenter {region}", 1, ("geld", "arbeit"), ("sachbearbeitung", "sachbearbeitung")),
    Body("agentur_fuer_arbeit", "Agentur für Arbeit {place}", 1, ("arbeit", "ausbildung"), ("beratung",)),
    Body("sozialamt", "Fachdienst Soziales {region}", 1, ("geld", "wohnen"), ("sachbearbeitung",)),
    Body("jugendamt", "Jugendamt {region}", 1, ("familie", "jugend"), ("sachbearbeitung",)),
    Body("gesundheitsamt", "Gesundheitsamt {region}", 1, ("gesundheit",), ("sachbearbeitung",)),
    Body("staatliches_schulamt", "Staatliches Schulamt {place}", 1, ("schule",), ("beratung",)),
    Body("vhs", "Volkshochschule {region}", 1, ("sprache", "digital"), ("kursleitung", "kursleitung")),
    Body("frauenbeauftragte", "Frauenbeauftragte {region}", 1, ("frauen",), ("fachstelle",)),
    Body("mbe", "Migrationsberatung {place}", 3, ("behoerde", "aufenthalt", "geld"), ("beratung",)),
    Body("jmd", "Jugendmigrationsdienst {place}", 2, ("jugend", "ausbildung"), ("beratung",)),
    Body("schuldnerberatung", "Schuldnerberatung {place}", 1, ("schulden",), ("beratung",)),
    Body("frauenberatung_frauenhaus", "Frauenberatung {place}", 1, ("frauen", "gewalt"), ("beratung",), (), True),
    Body("psychosoziales_zentrum", "Psychosoziale Beratung {place}", 1, ("krise", "gesundheit"), ("beratung",)),
    Body("sprachkurstraeger", "Deutsch4U {place}", 3, ("sprache",), ("kursleitung",)),
    Body("gemeinde", "Gemeindeverwaltung {place}", 5, ("behoerde", "wohnen"), ("fachstelle",)),
    Body("wohlfahrtsverband", "Diakonisches Werk {place}", 1, ("familie", "wohnen"), ("traeger_koordination",)),
    Body("wohlfahrtsverband", "Caritas {place}", 1, ("familie", "alltag"), ("traeger_koordination",)),
    Body("wohlfahrtsverband", "AWO {place}", 1, ("senioren", "kita"), ("traeger_koordination",)),
    Body("freiwilligenagentur", "Freiwilligenzentrum {place}", 1, ("begegnung",), ("traeger_koordination",)),
    Body("helferkreis", "Helferkreis {place}", 9, ("alltag", "begegnung", "mobilitaet"), ("helferkreis_sprecher",),
         is_paid=False),
    Body("mso", "Afghanischer Kulturverein {place}", 2, ("begegnung", "sprache"), ("mso_vertretung",), ("prs", "pus"),
         is_paid=False),
    Body("mso", "Ukraine-Hilfe {place}", 2, ("alltag", "familie"), ("mso_vertretung",), ("ukr", "rus"), is_paid=False),
    Body("mso", "Eritreische Gemeinschaft {place}", 1, ("begegnung",), ("mso_vertretung",), ("tir",), is_paid=False),
    Body("mso", "Somalische Frauen {place}", 1, ("frauen",), ("mso_vertretung",), ("som",), True, is_paid=False),
    Body("mso", "Türkischer Elternverein {place}", 1, ("schule", "kita"), ("mso_vertretung",), ("tur",), is_paid=False),
    Body("moscheegemeinde_andere_religion", "Begegnungshaus {place}", 1, ("begegnung",), ("mso_vertretung",), ("ara",),
         is_paid=False),
    Body("frauengruppe", "Frauentreff {place}", 2, ("frauen", "begegnung"), ("helferkreis_sprecher",), (), True,
         is_paid=False),
    Body("sportverein", "Turnverein {place}", 3, ("freizeit",), ("helferkreis_sprecher",), is_paid=False),
    Body("nachbarschaft_familienzentrum_mgh", "Familienzentrum {place}", 2, ("familie", "begegnung"), ("beratung",)),
    Body("laiendolmetscherpool", "Sprachpool {region}", 1, ("behoerde", "gesundheit"), ("traeger_koordination",)),
    Body("bibliothek", "Stadtbücherei {place}", 1, ("sprache", "digital"), ("fachstelle",)),
)  # fmt: skip

#: In a neighbouring Landkreis the demonstration shows only these.
NEIGHBOUR_KINDS = frozenset(
    {
        "wir_vielfaltszentrum",
        "auslaenderbehoerde",
        "jobcenter",
        "vhs",
        "mbe",
        "helferkreis",
        "wohlfahrtsverband",
    }
)
