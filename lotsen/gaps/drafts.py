"""What an act begins with: a text that staff change as they like.

A text says what is wanted, never what is wrong with anybody, and nothing about a single newcomer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Final, ParamSpec

from flask_babel import force_locale
from flask_babel import gettext as _

import network
from lotsen.gaps.listing import places_of
from lotsen.gaps.sides import Side
from lotsen.language import page_language
from lotsen.languages import LANGUAGES_BY_CODE
from lotsen.notices import service as notices
from lotsen.ties import gap_sentences, snapshot
from lotsen.volunteers.clearance import GERMAN

LONGEST_TITLE: Final = 90  # what a list of mails shows of a subject
#: Which acts suit a gap; every act stays possible, because people know more than a rule.
SUITS: Final[dict[str, tuple[str, ...]]] = {
    "L1_unversorgt": ("recruit", "train"),
    "L2_duenn": ("recruit", "train"),
    "L3_frauen": ("recruit",),
    "L4_artikulation": ("introduce",),
    "L5_isolierte_mso": ("introduce",),
    "L6_ueberlast_fm": ("relieve", "recruit"),
    "L7_ueberlast_ehrenamt": ("relieve", "recruit"),
    "L8_kein_tandem": ("introduce",),
    "L9_ruhend": ("introduce",),
    "L10_doppelstruktur": ("introduce",),
    "L11_wartezeit": ("recruit", "train", "introduce"),
    "L12_gemeinde_ohne_anker": ("recruit", "introduce"),
    "L13_qualifizierung": ("train",),
    "L14_sprachpool": ("recruit", "train"),
    "isolated": ("introduce",),
}


@dataclass(frozen=True)
class Draft:
    """A title and a text to start from."""

    title: str
    text: str


def _place(finding: network.Finding) -> str:
    names = {place.ags: place.name for place in snapshot.of_region().places}
    return next((names[ags] for ags in places_of(finding) if ags in names), _("unserer Region"))


Words = ParamSpec("Words")


def _in_german(write: Callable[Words, Draft]) -> Callable[Words, Draft]:
    """Letters begin in German, in whatever language the coordinator reads her pages."""

    @wraps(write)
    def written(*args: Words.args, **values: Words.kwargs) -> Draft:
        with force_locale("de"):
            return write(*args, **values)

    return written


@_in_german
def recruiting(finding: network.Finding) -> Draft:
    """A call for people who speak a language, help with a need, or look after a municipality."""
    place = _place(finding)
    return Draft(
        _("Wir suchen Ehrenamtliche in %(place)s", place=place), recruiting_text(finding, place=place, language="de")
    )


def recruiting_text(finding: network.Finding, *, place: str | None = None, language: str) -> str:
    """The call in one language of our pages."""
    place = place or _place(finding)
    url = notices.address("sign_ups.sign_up", step="person")
    with force_locale(language):
        spoken = LANGUAGES_BY_CODE.get(str(finding.facts.get("language", "")))
        wanted = str(spoken.label) if spoken and spoken.code != GERMAN else ""
        first = (
            _("In %(place)s werden Menschen gesucht, die %(language)s und etwas Deutsch sprechen.",
              place=place, language=wanted)
            if wanted
            else _("In %(place)s werden Menschen gesucht, die anderen beim Ankommen helfen.", place=place)
        )  # fmt: skip
        need = str(finding.facts.get("need", ""))
        about = _("Es geht vor allem um: %(need)s.", need=gap_sentences.need(need)) if need else ""
        women = _("Besonders freuen wir uns über Frauen.") if finding.code == "L3_frauen" else ""
        closing = _("Ein paar Stunden im Monat genügen. Wir bereiten Sie vor und begleiten Sie. Hier anmelden: %(url)s",
                    url=url)  # fmt: skip
    return " ".join(part for part in (first, about, women, closing) if part)


def wanted_language(finding: network.Finding) -> str | None:
    """The language of our pages in which the call should stand as well, where we speak it."""
    page = page_language(str(finding.facts.get("language", "")))
    return page if page != "de" else None


@_in_german
def training(finding: network.Finding) -> Draft:
    """An invitation to a training; where and when stands in square brackets until somebody fills it in."""
    need = str(finding.facts.get("need", ""))
    if finding.code == "L13_qualifizierung":
        title = _("Einladung zur Basisqualifizierung")
        first = _("wir laden Sie zur Basisqualifizierung für Ehrenamtliche ein.")
    else:
        what = gap_sentences.need(need) if need else _("Begleiten und Dolmetschen")
        title = _("Einladung zur Schulung: %(what)s", what=what)
        first = _("wir laden Sie zu einer Schulung ein: %(what)s. Danach können Sie auch dabei helfen.", what=what)
    details = _("Termin: [Tag und Uhrzeit]\nOrt: [Ort]\nDie Teilnahme ist kostenlos.")
    closing = _("Antworten Sie uns bitte kurz, ob Sie dabei sind.")
    return Draft(title, f"{first}\n\n{details}\n\n{closing}")


@_in_german
def introduction(finding: network.Finding, one: Side, other: Side) -> Draft:
    """One mail for both sides: who the other is, and why they should talk."""
    names = [side.greeting or side.label for side in (one, other)]
    title = _("Bekannt machen: %(one)s und %(other)s", one=names[0], other=names[1])
    if len(title) > LONGEST_TITLE:
        title = _("Ein neuer Kontakt in Ihrer Region")
    if finding.code == "L9_ruhend":
        first = _("Sie haben schon zusammengearbeitet, und wir möchten, dass der Kontakt nicht einschläft:")
    else:
        first = _("wir möchten Sie miteinander bekannt machen:")
    needs = finding.facts.get("needs")
    shared = (
        _("Sie arbeiten beide zu: %(needs)s.", needs=", ".join(gap_sentences.need(str(one)) for one in needs))
        if isinstance(needs, list | tuple) and needs
        else ""
    )
    closing = _(
        "Ein kurzes Telefonat oder ein Kaffee genügt für den Anfang. Wer zuerst Zeit hat, meldet sich. "
        "Wenn Sie einen Ort oder ein Thema dafür brauchen, helfen wir gern."
    )
    parts = [first, f"– {one.about}\n– {other.about}", *([shared] if shared else []), closing]
    return Draft(title, "\n\n".join(parts))


@_in_german
def relief(finding: network.Finding) -> Draft:
    """To a volunteer who carries much: thanks, and the offer to hand over; to colleagues of a full desk: can you?

    Neither says how much lies with whom, and nothing about single newcomers.
    """
    if finding.code == "L7_ueberlast_ehrenamt":
        first = _("Sie begleiten gerade viel. Dafür danken wir Ihnen herzlich.")
        offer = _(
            "Wir möchten, dass es Ihnen dabei gut geht. Wenn Sie etwas abgeben oder eine Pause machen möchten, "
            "finden wir jemanden dafür. Niemand nimmt Ihnen das übel."
        )
        closing = _(
            "Antworten Sie uns einfach auf diese Mail, oder rufen Sie an. Wenn alles so bleiben soll, ist das auch gut."
        )
        return Draft(_("Möchten Sie etwas abgeben?"), f"{first}\n\n{offer}\n\n{closing}")
    first = _(
        "in unserer Region sind die offenen Anfragen gerade ungleich verteilt. Wir suchen Kolleg:innen, die für "
        "eine Weile welche übernehmen können."
    )
    offer = _("Wir besprechen mit Ihnen, welche und wie viele das sind, und übergeben sie geordnet.")
    closing = _("Bitte sagen Sie uns kurz, ob und wie viele Sie übernehmen können. Auch ein Nein hilft uns.")
    return Draft(_("Können Sie Anfragen übernehmen?"), f"{first}\n\n{offer}\n\n{closing}")
