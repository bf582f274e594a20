"""After every event: whom to ask for each open request or whom to keep, who is scarce, whom to look for.

The job ``refresh_suggestions`` looks at each region once a minute and computes only where something
behind it has changed, so that a hundred events in a minute cost one computation. Nobody is asked.
"""

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from lotsen import clock, scope
from lotsen.database import writing
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.languages import LANGUAGES_BY_CODE
from lotsen.matching_runs import history
from lotsen.matching_runs.inputs import as_key, inputs
from lotsen.matching_runs.models import PairChoice, RecruitingProfile, ScarceVolunteer, Suggestion
from lotsen.matching_runs.scarce import scarce_volunteers
from lotsen.needs import NEEDS_BY_KEY
from lotsen.notices import service as notices
from lotsen.proposals.models import Proposal
from lotsen.regions.models import MatchingWeights, Region, RegionPolicy
from lotsen.regions.service import municipalities_in
from lotsen.tandems.models import Tandem
from lotsen.volunteers import kept_pool
from lotsen.volunteers.freshness import stamp
from matching import Assignment, Problem, Profile, assign, recruit
from matching.advice import Advice as Foreseen
from matching.advice import advise
from matching.foresight import FUTURES
from matching.language import GERMAN
from matching.recruiting import person

log = logging.getLogger(__name__)
SCALE = 50
PROFILES, LOOKED_AT = 8, 120
#: Our languages of pages by the languages people speak.
PAGE_LANGUAGES = {"deu": "de", "eng": "en", "ara": "ar", "ukr": "uk"}
_WANTED = {"w": _l("Gesucht wird eine Frau."), "m": _l("Gesucht wird ein Mann.")}
Kind = tuple[str, str | None, str | None, str]


@dataclass(frozen=True)
class Advice:
    """A profile in words, with a text to copy in German and in the language that is wanted."""

    row: RecruitingProfile
    place: str
    other_places: list[str]
    texts: list[tuple[str, str]]  # language of the page, text


def refresh_suggestions() -> int:
    """Renew what changed, region by region; how many regions were computed. A job."""
    regions = list(db.session.scalars(select(Region.id).order_by(Region.id)))
    db.session.rollback()
    known: dict[str, object] = current_app.extensions.setdefault("suggestion_versions", {})
    computed = 0
    for region in regions:
        with scope.of(region), writing(False):
            version = _version()
            db.session.rollback()
        if version is not None and known.get(region) != version and _refresh(region):
            known[region] = version
            computed += 1
    return computed


def _refresh(region: str) -> bool:
    """One region; one that fails is logged and tried again a minute later, and holds up no other."""
    with scope.of(region):
        try:
            refresh()
        except Exception:
            log.exception("the suggestions of a region failed: %s", region)
            db.session.rollback()
            return False
    return True


def refresh() -> None:
    """Compute the region of this piece of work anew and replace what stood there, in one transaction."""
    with writing(False):  # nobody shall wait for the lock while we compute
        problem = inputs(scale=SCALE).problem
        best, past = assign(problem), history.past(problem.candidates)
        foreseen = advise(problem, past, seed=clock.today().toordinal())
        scarce, wanted = scarce_volunteers(best, past), _profiles(problem, best)
        db.session.rollback()
    with writing():
        for table in (Suggestion, ScarceVolunteer, RecruitingProfile):
            db.session.execute(delete(table).where(table.region_id == scope.region_id()))
        db.session.add_all([*_rows(foreseen), *scarce, *wanted])
        db.session.commit()


def _rows(foreseen: Foreseen) -> list[Suggestion]:
    """What was advised, as rows."""
    return [
        Suggestion(
            help_request_id=as_key(one.request_id),
            volunteer_id=as_key(one.candidate_id),
            fit=one.fit,
            is_foreseen=foreseen.looks_ahead,
            lost_futures=round(one.loss * FUTURES),
            wait_until_on=clock.today() + timedelta(days=one.wait_days) if one.wait_days else None,
        )
        for one in foreseen.advised
    ]


def suggested(request_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Suggestion]:
    """The suggestions that lie ready for these requests, with their volunteers."""
    statement = select(Suggestion).where(Suggestion.help_request_id.in_(request_ids))
    found = db.session.scalars(statement.options(joinedload(Suggestion.volunteer)))
    return {one.help_request_id: one for one in found}


def ready_for(request_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """For which of these requests somebody is to be asked now; names nobody."""
    found = select(Suggestion.help_request_id).where(
        Suggestion.help_request_id.in_(request_ids), Suggestion.wait_until_on.is_(None)
    )
    return set(db.session.scalars(found))


def advice() -> list[Advice]:
    """Whom to look for, most helpful first."""
    names = {place.ags: place.name for place in municipalities_in(scope.region_id())}
    rows = db.session.scalars(select(RecruitingProfile).order_by(RecruitingProfile.position))
    return [
        Advice(row, names[row.ags], [names[one] for one in row.other_ags if one in names], _texts(row, names[row.ags]))
        for row in rows
        if row.ags in names
    ]


def _version() -> object | None:
    """What the suggestions of a region hang on; None where nobody asks for anything."""
    if db.session.scalar(select(HelpRequest.id).where(HelpRequest.region_id == scope.region_id()).limit(1)) is None:
        return None
    tables = (HelpRequest, Proposal, Tandem, PairChoice, RegionPolicy, MatchingWeights)
    return kept_pool.version(), tuple(stamp(table) for table in tables), clock.today()


def _profiles(problem: Problem, best: Assignment) -> list[RecruitingProfile]:
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
    wanted = ["de", *[page for code, page in PAGE_LANGUAGES.items() if code == row.language and page != "de"]]
    return [(language, _text(row, place, language)) for language in wanted]


def _text(row: RecruitingProfile, place: str, language: str) -> str:
    with force_locale(language):
        spoken = LANGUAGES_BY_CODE.get(row.language)
        need = NEEDS_BY_KEY.get(row.need or "")
        sentences = [
            _question(row.mode, str(spoken.label) if spoken else row.language, needs_german=row.language != GERMAN),
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
