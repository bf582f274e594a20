"""How a volunteer sees what concerns her: newcomers without a name, steps with what holds them up."""

from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from lotsen import clock, date_words
from lotsen.half_days import times_text
from lotsen.help_requests import appointments
from lotsen.languages import LANGUAGES_BY_CODE, LEVELS_BY_NUMBER, language_name, level_name
from lotsen.needs import FREQUENCIES, NEEDS_BY_KEY, URGENCIES
from lotsen.own_pages.outlook import Outlook
from lotsen.proposals import reasons
from lotsen.proposals.models import Proposal
from lotsen.tandems import codes
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer
from lotsen.waits import words
from lotsen.waits.service import Expected
from lotsen.words import ACTIVITIES, AGE_BANDS

STATES: Final = {
    "interessiert": _l("Angemeldet"),
    "erstgespraech_geplant": _l("Gespräch geplant"),
    "in_pruefung": _l("In Vorbereitung"),
    "in_qualifizierung": _l("In Qualifizierung"),
    "freigegeben": _l("Aktiv"),
    "pausiert": _l("Pause"),
    "beendet": _l("Beendet"),
    "abgelehnt": _l("Nicht aufgenommen"),
    "anonymisiert": _l("Gelöscht"),
}
#: The way from sign-up to the first request, in order; a pause happens at its end.
_WAY: Final = ("interessiert", "erstgespraech_geplant", "in_pruefung", "in_qualifizierung", "freigegeben")


@dataclass(frozen=True)
class SeenProposal:
    """A question to her, with a person behind it who has no name yet."""

    id: Any
    title: str
    facts: list[tuple[str, str]]
    reasons: list[reasons.Told]
    answer_by: str
    is_later: bool


@dataclass(frozen=True)
class SeenTandem:
    """A tandem of hers; the name is there once contact was released."""

    id: Any
    title: str
    status: str
    kind: str
    since: str
    alias: str | None


def of_proposal(proposal: Proposal) -> SeenProposal:
    """The pseudonymous profile: no name, no contact; a protected person shows no place."""
    request, person = proposal.help_request, proposal.help_request.newcomer
    place = None if person.is_protected else request.municipality.name
    spoken = [
        _with_level(str(one["language"]), one.get("level"))
        for one in person.languages
        if str(one.get("language")) in LANGUAGES_BY_CODE
    ]
    facts = [
        (_("Wobei"), ", ".join(str(NEEDS_BY_KEY[key].label) for key in request.needs if key in NEEDS_BY_KEY)),
        (_("Termin"), appointments.words(request)),
        (_("Ort"), place or _("in Ihrer Nähe")),
        (_("Sprachen"), ", ".join(spoken)),
        (_("Alter"), str(AGE_BANDS.get(person.age_band or "", ""))),
        (_("Wann"), times_text(request.times)),
        (_("Wie oft"), str(FREQUENCIES.get(request.frequency, ""))),
        (_("Wie eilig"), str(URGENCIES.get(request.urgency, ""))),
    ]
    return SeenProposal(
        id=proposal.id,
        title=str(ACTIVITIES.get(request.mode, request.mode)),
        facts=[(term, value) for term, value in facts if value],
        reasons=reasons.told_to_volunteer(proposal.reasons, is_protected=person.is_protected),
        answer_by=date_words.day(proposal.answer_by),
        is_later=proposal.status == "spaeter",
    )


def _with_level(code: str, level: object) -> str:
    name = language_name(code)
    if not isinstance(level, int) or level not in LEVELS_BY_NUMBER:
        return name
    return f"{name} ({level_name(level)})"


def of_tandem(tandem: Tandem) -> SeenTandem:
    """A tandem for her list."""
    since = tandem.started_on or clock.day_of(tandem.created_at)
    return SeenTandem(
        id=tandem.id,
        title=str(ACTIVITIES.get(tandem.mode, tandem.mode)),
        status=str(codes.LABELS[tandem.status]),
        kind=codes.KINDS.get(tandem.status, "neutral"),
        since=date_words.day(since),
        alias=tandem.help_request.newcomer.alias if tandem.contact_released_at else None,
    )


def way(volunteer: Volunteer, outlook: Outlook | None, expected: Expected | None = None) -> list[dict[str, str]]:
    """The steps of the way with the present one in the middle: what it is, and what holds it up."""
    if volunteer.status not in (*_WAY, "pausiert"):
        return []
    here = _WAY.index("freigegeben" if volunteer.status == "pausiert" else volunteer.status)
    steps = []
    for place, (title, done, now) in enumerate(_steps(volunteer, outlook, expected)):
        kind = "success" if place < here else "now" if place == here else "next"
        when = _since(volunteer) if place == here else ""
        text = now if place == here else done if place > here else ""
        steps.append({"title": title, "kind": kind, "when": when, "text": text})
    return steps


def _steps(volunteer: Volunteer, outlook: Outlook | None, expected: Expected | None) -> list[tuple[str, str, str]]:
    """Per step: its name, a word about it while it lies ahead, and one while it is the present."""
    confirmed = volunteer.mail is None or volunteer.mail_confirmed_at is not None
    waiting = _("Ihre Koordination meldet sich bei Ihnen und verabredet ein Gespräch, meist in zwei Wochen.")
    return [
        (_("Angemeldet"), "", waiting if confirmed else _("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse.")),
        (
            _("Wir lernen uns kennen"),
            _("Ein Gespräch, in dem Sie sagen, was Ihnen wichtig ist."),
            _("Ihr Gespräch ist verabredet. Passt der Termin doch nicht, sagen Sie uns bitte Bescheid."),
        ),
        (
            _("Unterlagen"),
            _("Verschwiegenheit und, wenn nötig, ein Führungszeugnis. Das kostet Sie nichts."),
            _("Wir warten noch auf Ihre Unterlagen. Ihre Koordination sagt Ihnen, welche."),
        ),
        (
            _("Qualifizierung"),
            _("Ein kurzer Kurs, kostenlos und in der Gruppe."),
            _("Sie machen gerade Ihren Kurs. Danach können Sie Anfragen bekommen."),
        ),
        (
            _("Anfragen bekommen"),
            _("Sie entscheiden jedes Mal selbst: ja, nein oder später."),
            _present(volunteer, outlook, expected),
        ),
    ]


def _present(volunteer: Volunteer, outlook: Outlook | None, expected: Expected | None) -> str:
    """What a released volunteer waits for, honestly."""
    if volunteer.status == "pausiert":
        return _("Sie machen Pause. Niemand fragt Sie an, bis Sie wieder da sind.")
    if volunteer.taken_count >= volunteer.capacity:
        return ngettext(
            "Ihr Platz ist belegt. Erst wenn er frei wird, fragen wir Sie wieder.",
            "Ihre %(num)s Plätze sind belegt. Erst wenn einer frei wird, fragen wir Sie wieder.",
            volunteer.capacity,
        )
    if outlook is None:
        return ""
    wait = words.of_volunteer(expected) if expected else ""
    return " ".join(part for part in (wait, _demand(outlook), _sought(outlook)) if part)


def _demand(outlook: Outlook) -> str:
    if outlook.shared_count:
        return _(
            "In Ihrer Nähe gibt es gerade %(count)s offene Anfragen in Ihren Sprachen. "
            "Sobald eine zu Ihnen passt, fragen wir Sie.", count=outlook.shared_count,
        )  # fmt: skip
    if outlook.is_few:
        return _("In Ihrer Nähe gibt es gerade wenige Anfragen in Ihren Sprachen. Sobald eine passt, fragen wir Sie.")
    if outlook.spoken:
        return _("Zurzeit gibt es bei %(place)s keine Anfrage in %(languages)s.",
                 place=outlook.place, languages=words.languages(outlook.spoken))  # fmt: skip
    return _("In Ihrer Nähe gibt es gerade keine Anfrage in Ihren Sprachen. Es kann also etwas dauern.")


def _sought(outlook: Outlook) -> str:
    if not outlook.sought:
        return ""
    named = ", ".join(str(LANGUAGES_BY_CODE[code].label) for code in outlook.sought if code in LANGUAGES_BY_CODE)
    return _("Gesucht wird vor allem: %(languages)s.", languages=named)


def _since(volunteer: Volunteer) -> str:
    return _("seit %(day)s", day=date_words.day(volunteer.status_since))
