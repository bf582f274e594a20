"""What a volunteer sees of somebody she may help: enough to decide, nothing to recognise anybody by.

A value of its own, without name, contact, number, text or note, so that no template can show one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from lotsen.help_requests import appointments
from lotsen.help_requests.models import HelpRequest
from lotsen.languages import language_name, level_name
from lotsen.needs import FREQUENCIES, NEEDS_BY_KEY, URGENCIES
from lotsen.newcomers.forms import ACCESSIBILITY, GENDERS, HOUSEHOLDS, SCRIPTS
from lotsen.words import AGE_BANDS, MODES


@dataclass(frozen=True)
class Profile:
    """A newcomer without a name."""

    mode: str
    needs: list[str]
    urgency: str
    frequency: str
    starts_on: date | None
    appointment: str  # empty: none; when, and not where
    place: str | None  # None: hidden
    meeting_place: str | None
    is_remote_ok: bool
    times: list[str]
    languages: list[tuple[str, str]]
    age_band: str | None
    gender: str | None
    household: str | None
    children_count: int
    needs_childcare: bool
    involves_minors: bool
    accessibility: list[str]


def profile_of(request: HelpRequest) -> Profile:
    """The pseudonymous profile of a request; a protected place stays hidden."""
    person = request.newcomer
    household: dict[str, object] = person.household or {}
    children = household.get("children") or {}
    return Profile(
        mode=str(MODES[request.mode]),
        needs=[str(NEEDS_BY_KEY[need].label) for need in request.needs if need in NEEDS_BY_KEY],
        urgency=str(URGENCIES[request.urgency]),
        frequency=str(FREQUENCIES.get(request.frequency, request.frequency)),
        starts_on=request.starts_on,
        appointment=appointments.words(request),
        place=None if person.is_protected else request.municipality.name,
        meeting_place=_meeting_place(request.meeting_place),
        is_remote_ok=request.is_remote_ok,
        times=list(request.times),
        languages=[_language(spoken) for spoken in person.languages],
        age_band=_label(AGE_BANDS, person.age_band),
        gender=_label(GENDERS, person.gender) if request.wants_gender else None,
        household=_label(HOUSEHOLDS, str(household.get("type") or "")),
        children_count=sum(children.values()) if isinstance(children, dict) else 0,
        needs_childcare=request.needs_childcare,
        involves_minors=request.involves_minors,
        accessibility=[str(ACCESSIBILITY[key]) for key in person.accessibility or () if key in ACCESSIBILITY],
    )


def _language(spoken: dict[str, object]) -> tuple[str, str]:
    level = level_name(int(str(spoken["level"])))
    script = str(spoken.get("script") or "")
    words = level if script in ("", "liest_schreibt") else f"{level}, {SCRIPTS.get(script, script)}"
    return language_name(str(spoken["language"])), words


def _label(labels: Mapping[str, object], key: str | None) -> str | None:
    return str(labels[key]) if key and key in labels else None


def _meeting_place(key: str | None) -> str | None:
    places = {
        "neutral": _("an einem neutralen Ort"),
        "zuhause": _("bei der Person zu Hause"),
        "online": _("online oder am Telefon"),
    }
    return places.get(key or "")
