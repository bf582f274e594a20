"""Whom to look for: who would help most if they joined, each proved by solving again, with a text to copy."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lotsen import scope
from lotsen.extensions import db
from lotsen.language import page_language
from lotsen.languages import language_name
from lotsen.matching_runs.models import RecruitingProfile
from lotsen.needs import NEEDS_BY_KEY
from lotsen.notices import service as notices
from lotsen.regions.service import municipalities_in
from matching import Assignment, Problem, Profile, assign, recruit
from matching.language import GERMAN
from matching.recruiting import person

PROFILES, LOOKED_AT = 8, 120
_WANTED = {"w": _l("Gesucht wird eine Frau."), "m": _l("Gesucht wird ein Mann.")}
Kind = tuple[str, str | None, str | None, str]  # language, need, gender, mode


@dataclass(frozen=True)
class Wanted:
    """A profile in words, with a text to copy in German and in the language that is wanted."""

    row: RecruitingProfile
    place: str
    other_places: list[str]
    texts: list[tuple[str, str]]  # language of the page, text


def wanted() -> list[Wanted]:
    """Whom to look for, most helpful first."""
    names = {place.ags: place.name for place in municipalities_in(scope.region_id())}
    rows = db.session.scalars(select(RecruitingProfile).order_by(RecruitingProfile.position))
    return [
        Wanted(row, names[row.ags], [names[one] for one in row.other_ags if one in names], _texts(row, names[row.ags]))
        for row in rows
        if row.ags in names
    ]


def profiles(problem: Problem, best: Assignment) -> list[RecruitingProfile]:
    """The kinds of people who would help most, each where she would help most, proved by solving again."""
    places = {place.ags: (place.lat, place.lon) for place in municipalities_in(scope.region_id())}
    kinds: dict[Kind, list[Profile]] = {}
    for profile in recruit(problem, places=places, top=LOOKED_AT, verify=False):
        kinds.setdefault((profile.language, profile.need, profile.gender, profile.mode), []).append(profile)
    found = []
    for position, same in enumerate(list(kinds.values())[:PROFILES], start=1):
        lead = same[0]
        answer = assign(_with(problem, lead, places))
        found.append(
            RecruitingProfile(
                position=position, ags=lead.place, other_ags=[one.place for one in same[1:6]],
                language=lead.language, need=lead.need, gender=lead.gender, mode=lead.mode,
                helps_count=lead.helps, adds=lead.adds,
                served_more=len(answer.assignments) - len(best.assignments),
                is_verified=answer.value - best.value == lead.adds,
            )
        )  # fmt: skip
    return found


def _with(problem: Problem, profile: Profile, places: Mapping[str, tuple[float, float]]) -> Problem:
    imagined = person(profile, places[profile.place], profile.need)
    return replace(problem, candidates=[*problem.candidates, imagined])


def _texts(row: RecruitingProfile, place: str) -> list[tuple[str, str]]:
    """German first, then the wanted language where our pages speak it."""
    other = page_language(row.language)
    languages = ["de", other] if other and other != "de" else ["de"]
    return [(language, _text(row, place, language)) for language in languages]


def _text(row: RecruitingProfile, place: str, language: str) -> str:
    with force_locale(language):
        need = NEEDS_BY_KEY.get(row.need or "")
        sentences = [
            _question(row.mode, language_name(row.language), needs_german=row.language != GERMAN),
            _("In %(place)s warten Menschen auf jemanden wie Sie.", place=place),
            _("Es geht vor allem um: %(need)s.", need=need.label) if need else "",
            _WANTED.get(row.gender or "", ""),
            _("Sie helfen, wann Sie Zeit haben, und wir begleiten Sie dabei."),
            _("Melden Sie sich hier an: %(url)s", url=notices.address("sign_ups.sign_up", step="person")),
        ]
        return " ".join(str(sentence) for sentence in sentences if sentence)


def _question(mode: str, language: str, *, needs_german: bool) -> str:
    """Whom the text is for; whoever interprets needs more than a little German."""
    if not needs_german:
        return _("Sprechen Sie %(language)s?", language=language)
    if mode == "laiendolmetscher":
        return _("Sprechen Sie %(language)s und gut Deutsch?", language=language)
    return _("Sprechen Sie %(language)s und etwas Deutsch?", language=language)
