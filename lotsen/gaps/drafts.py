"""What an act begins with: whom to write to, and a text that staff change as they like.

A text says what is wanted, never what is wrong with anybody, and nothing about a single newcomer.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Final, ParamSpec

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

import network
from lotsen.extensions import db
from lotsen.gaps import sides
from lotsen.gaps.listing import places_of
from lotsen.gaps.sides import Side
from lotsen.languages import LANGUAGES_BY_CODE
from lotsen.matching_runs.suggestions import PAGE_LANGUAGES
from lotsen.notices import service as notices
from lotsen.ties import gap_sentences, snapshot
from lotsen.volunteers.models import Volunteer, VolunteerLanguage, VolunteerNeed
from network.actors import PUBLIC_CONTACTS

LONGEST_TITLE: Final = 90  # what a list of mails shows of a subject
OFFERED: Final = 40  # more than anybody reads one by one
TRAINING_KINDS: Final = frozenset(
    {"freiwilligenagentur", "helferkreis", "mso", "vhs", "bildungstraeger", "laiendolmetscherpool"}
)
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
        wanted = str(spoken.label) if spoken and spoken.code != "deu" else ""
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
    page = PAGE_LANGUAGES.get(str(finding.facts.get("language", "")))
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


def relievers_for(finding: network.Finding) -> list[Side]:
    """Who is asked to make it lighter: the volunteer herself, or the colleagues of a full desk.

    A named deputy comes first, then the same organisation, then whoever does the same work; only with a mail.
    """
    if not finding.subject:
        return []
    if finding.code == "L7_ueberlast_ehrenamt":
        return [one for one in (sides.of_actor(finding.subject[0]),) if one and one.kind == "volunteer" and one.mail]
    actors = {one.id: one for one in snapshot.of_region().active_actors}
    desk = actors.get(finding.subject[0])

    def rank(one: Side) -> tuple[bool, bool, bool, str]:
        actor = actors.get(str(one.id))
        is_deputy = bool(desk and str(one.id) == desk.deputy)
        is_near = bool(desk and actor and actor.organisation == desk.organisation)
        does_the_same = bool(desk and actor and actor.mode == desk.mode)
        return not is_deputy, not is_near, not does_the_same, one.label.casefold()

    paid = [one for one in sides.staff() if one.mail and str(one.id) in actors and actors[str(one.id)].paid]
    return sorted((one for one in paid if str(one.id) != finding.subject[0]), key=rank)[:OFFERED]


def organisations_for(finding: network.Finding) -> list[Side]:
    """Organisations that could pass a text on: near the gap or of its language first; only with a mail."""
    actors = {one.id: one for one in snapshot.of_region().active_actors}
    wanted, spoken = set(places_of(finding)), str(finding.facts.get("language", ""))

    def rank(one: Side) -> tuple[bool, bool, bool, str]:
        actor = actors.get(str(one.id))
        speaks = bool(actor and spoken and spoken in actor.languages)
        is_near = bool(actor and wanted & set(actor.territory))
        suits = bool(actor and actor.organisation_kind in TRAINING_KINDS)
        return not speaks, not is_near, not suits, one.label.casefold()

    return sorted((one for one in sides.organisations() if one.mail), key=rank)[:OFFERED]


def learners_for(finding: network.Finding) -> list[Side]:
    """Volunteers a training would help to close this gap: they speak the language and do not cover the need yet.

    Those who said that they want nothing to do with a need are not asked. The nearest come first.
    """
    if finding.code == "L13_qualifizierung":
        return [one for one in (sides.of_actor(finding.subject[0]),) if one and one.mail]
    statement = select(Volunteer.id, Volunteer.ags).where(
        Volunteer.status.in_(("freigegeben", "in_qualifizierung")), Volunteer.mail_index.is_not(None)
    )
    language, need = str(finding.facts.get("language", "")), str(finding.facts.get("need", ""))
    if language:
        speaks = select(VolunteerLanguage.volunteer_id).where(
            VolunteerLanguage.language == language, VolunteerLanguage.level >= snapshot.GOOD_ENOUGH
        )
        statement = statement.where(Volunteer.id.in_(speaks))
    if need:
        statement = statement.where(
            Volunteer.id.not_in(select(VolunteerNeed.volunteer_id).where(VolunteerNeed.need == need))
        )
    rows = db.session.execute(statement).all()
    far = _distances(finding)
    nearest: list[uuid.UUID] = [key for key, ags in sorted(rows, key=lambda row: (far.get(row[1], 999.0), str(row[0])))]
    return sides.volunteers(nearest[:OFFERED])


def _distances(finding: network.Finding) -> dict[str, float]:
    """Kilometres from the gap's municipality to each of the region; empty where it has none."""
    places = snapshot.of_region().places_by_ags
    here = next((places[ags] for ags in places_of(finding) if ags in places), None)
    return {ags: network.distance_km(here, place) for ags, place in places.items()} if here else {}


def ends_of(finding: network.Finding) -> tuple[list[Side], list[Side]]:
    """Whom an introduction can bring together: whom the gap is about, and who would be new to them, best first."""
    known = snapshot.of_region()
    actors = {one.id: one for one in known.active_actors}
    own = [one for key in _own_actors(finding) if key in actors and (one := sides.of_actor(key))]
    near = set(places_of(finding))
    contacts = set().union(*(set(known.graph[key]) for key in _own_actors(finding) if key in known.graph))

    def rank(one: Side) -> tuple[bool, bool, bool, str]:
        actor = actors.get(str(one.id))
        is_public = bool(actor and actor.organisation_kind in PUBLIC_CONTACTS)
        is_near = bool(actor and near & set(actor.territory))
        return str(one.id) in contacts, not is_public, not is_near, one.label.casefold()

    everybody = sorted((one for one in (*sides.organisations(), *sides.staff()) if one.mail), key=rank)
    return own, everybody


def _own_actors(finding: network.Finding) -> tuple[str, ...]:
    """The actors that a gap is about."""
    if finding.subject and finding.subject[0] == "volunteers":
        return finding.evidence[:OFFERED]  # L8: each of them lacks a paid contact
    return finding.subject[:2]
