"""What the page of one volunteer says: facts in words, the checklist, the timeline, the next steps."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from lotsen import clock, date_words
from lotsen.extensions import db
from lotsen.languages import LANGUAGES_BY_CODE, VARIANT_LABELS
from lotsen.needs import NEEDS_BY_KEY
from lotsen.organisations.models import Organisation
from lotsen.proposals.models import Proposal
from lotsen.sign_ups import answers
from lotsen.tandems.models import Tandem
from lotsen.volunteers import clearance, fuehrungszeugnis, service, states
from lotsen.volunteers.listing import counts_by_state
from lotsen.volunteers.models import Volunteer
from lotsen.volunteers.qualifications import KINDS
from lotsen.volunteers.words import FORM_LABELS, LEVEL_NAMES, MODE_LABELS, STATE_LABELS

SMALL = 5  # numbers below say too much about single people


@dataclass(frozen=True)
class View:
    """The profile in words; nothing here identifies her beyond the name."""

    name: str
    modes: list[str]
    languages: list[tuple[str, str]]
    needs: list[str]
    not_needs: list[str]
    facts: list[tuple[str, object]]
    absences: list[str]
    is_away: bool
    tandem_count: int
    proposal_count: int


@dataclass(frozen=True)
class File:
    """What only coordinators see: papers, checklist, timeline."""

    papers: clearance.Papers
    checklist: list[clearance.Step]
    missing_count: int
    is_certificate_owed: bool
    certificate_until: str
    trainings: list[dict[str, Any]]
    timeline: list[dict[str, Any]]
    next_states: list[str]


def of(person: Volunteer) -> View:
    """The profile in words."""
    return View(
        name=service.full_name(person),
        modes=[str(MODE_LABELS.get(mode, mode)) for mode in person.modes],
        languages=[(_language(row.language, row.variant), _level(row)) for row in person.languages],
        needs=[str(NEEDS_BY_KEY[row.need].label) for row in person.needs if not row.is_excluded],
        not_needs=[str(NEEDS_BY_KEY[row.need].label) for row in person.needs if row.is_excluded],
        facts=_facts(person),
        absences=[
            _("%(first)s bis %(last)s", first=date_words.day(one.from_on), last=date_words.day(one.until_on))
            for one in person.absences
            if one.until_on >= clock.today()
        ],
        is_away=service.is_away(person, clock.today()),
        tandem_count=_count(Tandem, person, Tandem.is_running.is_(True)),
        proposal_count=_count(Proposal, person),
    )


def file_of(person: Volunteer) -> File:
    """What is on file, for coordinators."""
    papers = clearance.papers(person)
    checklist = clearance.checklist(person, papers)
    check = papers.certificate
    until = fuehrungszeugnis.expires_on(check.issued_on, years=papers.rules.fuehrungszeugnis_years) if check else None
    return File(
        papers=papers,
        checklist=checklist,
        missing_count=sum(not step.is_done for step in checklist),
        is_certificate_owed=clearance.is_certificate_owed(person, papers.rules),
        certificate_until=date_words.day(until),
        trainings=[_training(person, row) for row in papers.qualifications],
        timeline=_timeline(person, papers),
        next_states=states.next_states(person.status),
    )


def counts() -> list[dict[str, object]]:
    """How many people are in each state, small numbers hidden."""
    found = counts_by_state()
    return [
        {"label": label, "value": _hidden(found.get(key, 0))}
        for key, label in STATE_LABELS.items()
        if key != "anonymisiert"
    ]


def _hidden(count: int) -> str:
    return str(count) if count == 0 or count >= SMALL else _("unter %(limit)s", limit=SMALL)


def _language(code: str, variant: str) -> str:
    language = LANGUAGES_BY_CODE.get(code)
    label = VARIANT_LABELS.get(variant) if variant else None
    return str(label or (language.label if language else code))


def _level(row: Any) -> str:
    level = str(LEVEL_NAMES.get(row.level, ""))
    return _("%(level)s, ohne Schrift", level=level) if row.knows_script is False else level


def _home(person: Volunteer) -> str:
    place = f"{person.plz} {person.municipality.name}"
    if person.municipality.region_id == person.region_id:
        return place
    return _("%(place)s (wohnt außerhalb der Region)", place=place)


def _facts(person: Volunteer) -> list[tuple[str, object]]:
    return [
        (_("Wohnort"), _home(person)),
        (_("Gehört zu"), _group(person)),
        (_("Fährt bis"), _("%(km)s km", km=person.radius_km)),
        (_("Unterwegs"), _words(person.mobility, answers.MOBILITY)),
        (_("Telefon oder Video"), _("ja") if person.is_remote else _("nein")),
        (_("Zeit in der Woche"), str(answers.WEEKLY_HOURS.get(person.weekly_hours or "", ""))),
        (_("Wie"), str(answers.RHYTHMS.get(person.rhythm or "", ""))),
        (_("Zeitraum"), _span(person)),
        (_("Geschlecht"), str(answers.GENDERS.get(person.gender or "", ""))),
        (_("Begleitet gern"), _words(person.target_groups, answers.TARGET_GROUPS)),
        (_("Kinder und Jugendliche"), _("ja") if person.works_with_minors else _("nein")),
        (_("Erfahrung"), _words(person.experience, answers.EXPERIENCE)),
    ]


def _group(person: Volunteer) -> str:
    if person.organisation_id is None:
        return ""
    return db.session.scalar(select(Organisation.name).where(Organisation.id == person.organisation_id)) or ""


def _words(keys: list[str], labels: dict[str, Any]) -> str:
    return ", ".join(str(labels.get(key, key)) for key in keys)


def _span(person: Volunteer) -> str:
    first, last = person.available_from, person.available_until
    parts = [_("ab %(day)s", day=date_words.day(first))] if first else []
    return " ".join([*parts, _("bis %(day)s", day=date_words.day(last))] if last else parts)


def _count(model: type[Tandem] | type[Proposal], person: Volunteer, *conditions: Any) -> int:
    return db.session.scalar(
        select(func.count(model.id)).where(model.volunteer_id == person.id, *conditions)
    ) or 0  # fmt: skip


def _training(person: Volunteer, row: Any) -> dict[str, Any]:
    return {
        "kind": KINDS[row.kind].label if row.kind in KINDS else row.kind,
        "provider": row.provider,
        "units": row.units,
        "form": FORM_LABELS.get(row.form, row.form),
        "started": date_words.day(row.started_on),
        "finished": date_words.day(row.finished_on),
        "url": url_for("volunteers.edit_qualification", volunteer_id=person.id, qualification_id=row.id),
    }


def _timeline(person: Volunteer, papers: clearance.Papers) -> list[dict[str, Any]]:
    """What happened, oldest first, from the facts on file."""
    talk, check = papers.talk, papers.certificate
    events: list[tuple[Any, str, str]] = [(clock.day_of(person.created_at), _("Angemeldet"), "")]
    if talk and talk.planned_at:
        events.append((clock.day_of(talk.planned_at), _("Termin für das Erstgespräch"), ""))
    if talk and talk.held_on:
        events.append((talk.held_on, _("Erstgespräch geführt"), ""))
    if check:
        events.append((check.seen_on, _("Führungszeugnis eingesehen"), ""))
    events += [(row.finished_on, str(KINDS[row.kind].label), "success") for row in papers.qualifications
               if row.finished_on and row.kind in KINDS]  # fmt: skip
    if person.released_at:
        events.append((clock.day_of(person.released_at), _("Freigegeben"), "success"))
    events.sort(key=lambda event: event[0])
    now = {
        "title": _("Stand: %(state)s", state=STATE_LABELS[person.status]),
        "when": _("seit %(day)s", day=date_words.day(person.status_since)),
        "kind": "now",
    }
    return [{"title": title, "when": date_words.day(day), "kind": kind} for day, title, kind in events] + [now]
