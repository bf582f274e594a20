"""Words that give away what we must not keep: health, religion, residence and the like (Art. 9 DSGVO).

The lists lean to the careful side: a remark that is dropped can be told again, one that was kept cannot
be unread. They look at whole words, so that Krankenhaus, Kirchhain and "sucht Wohnung" stay harmless.
"""

from __future__ import annotations

import re
from typing import Final

from lotsen.imports.spelling import fold

_STEMS: Final[dict[str, str]] = {
    "health": (
        r"schwanger\w* pregnan\w* krank kranke[rsn]? erkrank\w* krankheit\w* krankgeschrieben "
        r"krankmeldung\w* krankschreibung vorerkrankung\w* depressi\w* traumati\w* trauma traumata "
        r"ptbs ptsd psychisch\w* psychiatr\w* psychose\w* psychotherap\w* diabet\w* krebs "
        r"krebserkrank\w* brustkrebs chemo chemotherap\w* epilep\w* hiv aids hepatitis tuberkulose "
        r"tbc behindert\w* behinderung\w* schwerbehind\w* gehbehind\w* sehbehind\w* horbehind\w* "
        r"rollstuhl\w* allergi\w* suchtkrank\w* drogen\w* drogenabh\w* alkoholi\w* alkoholkrank\w* "
        r"alkoholproblem\w* operiert\w* operation\w* herzinfarkt schlaganfall bandscheib\w* "
        r"asthma\w* migrane demenz\w* dement dialyse\w* gehorlos\w* taub schwerhorig\w* blind\w* "
        r"burn out burnout reha rehaklinik medikament\w* arbeitsunfahig\w* pflegegrad pflegestufe "
        r"diagnos\w* fehlgeburt\w* mutterschutz covid\w* ungeimpft geimpft\w* impfstatus autis\w* "
        r"adhs suizid\w* magersucht bipolar\w* rheuma\w* parkinson\w* gesundheitlich\w* attest\w* "
        r"klinikaufenthalt\w* entbindung\w* erwartet ein kind"
    ),
    "religion": (
        r"muslim\w* moslem\w* islam\w* christin christen christlich\w* evangelisch\w* katholi\w* "
        r"protestant\w* judisch\w* juedisch\w* jude juden judin judentum jesid\w* ezid\w* yezid\w* "
        r"eziden alevit\w* schiit\w* sunnit\w* orthodox\w* hindu hindus hinduis\w* buddhis\w* sikh "
        r"sikhs zeugen jehovas bahai atheis\w* konfession\w* konvertiert\w* getauft\w* taufe "
        r"ramadan fastet kopftuch\w* moschee\w* freitagsgebet\w* betet religion religios\w* "
        r"gottesdienst\w* glaubig\w* strengglaubig\w*"
    ),
    "residence": (
        r"aufenthalt(?!sr[au])\w* niederlassungserlaubnis duldung\w* geduldet\w* asyl asylantr\w* "
        r"asylbew\w* asylberecht\w* asylverf\w* asylstat\w* asylsuch\w* asylantrag abschieb\w* "
        r"abgeschoben subsidiar\w* fiktionsbescheinigung\w* visum visums ausreisepflicht\w* "
        r"ablehnungsbescheid\w* bleiberecht\w* fluchtlingsstatus fluechtlingsstatus "
        r"anerkannte[rn]? fluchtling\w* staatenlos\w* papierlos\w* illegal\w* einreiseverbot\w* "
        r"residenzpflicht wohnsitzauflage\w* azr einburgerungsantrag\w* passlos\w* dublinverfahren"
    ),
    "sexuality": (
        r"homosexuell\w* schwul\w* lesbisch\w* lesbe bisexuell\w* transsexuell\w* transgender "
        r"transfrau transmann intersexuell\w* queer"
    ),
    "offence": (
        r"vorbestraft\w* straftat\w* strafverfahren\w* strafanzeige\w* haftstrafe\w* inhaftiert\w* "
        r"gefangnis\w* bewahrungsstrafe\w* verurteilt\w* vorstrafe\w* polizeilich bekannt"
    ),
}
_PHRASES: Final = ("burn out", "erwartet ein kind", "polizeilich bekannt", "zeugen jehovas")
_PARAGRAPH: Final = re.compile(r"§+\s*\d{1,3}\s*[a-z]?(?:\s*(?:abs|satz|nr|aufenth|asyl)|\b)", re.IGNORECASE)


def _pattern(stems: str) -> re.Pattern[str]:
    phrases = [phrase for phrase in _PHRASES if phrase in stems]
    for phrase in phrases:
        stems = stems.replace(phrase, "")
    return re.compile(r"\b(?:" + "|".join([*phrases, *stems.split()]) + r")\b")


_PATTERNS: Final = {kind: _pattern(stems) for kind, stems in _STEMS.items()}


def sensitive_kinds(text: str) -> tuple[str, ...]:
    """The kinds of forbidden data that a text gives away; empty for a harmless one.

    >>> sensitive_kinds("ist gerade schwanger, Aufenthaltstitel läuft im Mai ab")
    ('health', 'residence')
    >>> sensitive_kinds("arbeitet im Krankenhaus Kirchhain, sucht Aufgaben am Abend")
    ()
    """
    folded = fold(text)
    kinds = [kind for kind, pattern in _PATTERNS.items() if pattern.search(folded)]
    if "residence" not in kinds and _PARAGRAPH.search(text):
        kinds.append("residence")
    return tuple(kinds)
