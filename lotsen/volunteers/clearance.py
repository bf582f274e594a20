"""What is still missing before a volunteer may be released: one list, used by the guard and by the page.

Sources: R-WIR-1 (Basisqualifizierung), R-WIR-4 (German level by region), R-WIR-5 (Laiendolmetscher:innen),
§ 72a SGB VIII and the region's policy (Führungszeugnis), R-MJ-1 (adults).
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lotsen import clock
from lotsen.extensions import db
from lotsen.regions.models import RegionPolicy
from lotsen.regions.service import policy
from lotsen.volunteers import fuehrungszeugnis
from lotsen.volunteers.models import (
    Erstgespraech,
    FuehrungszeugnisCheck,
    Qualification,
    Volunteer,
)
from lotsen.volunteers.words import LEVEL_NAMES

GERMAN = "deu"


@dataclass(frozen=True)
class Step:
    """One condition of release: its code, what it says, whether it is met, and where it is met."""

    code: str
    label: Any
    is_done: bool
    endpoint: str


@dataclass(frozen=True)
class Papers:
    """What is on file of a volunteer, read once for a page or a decision."""

    talk: Erstgespraech | None
    certificate: FuehrungszeugnisCheck | None
    qualifications: list[Qualification]
    rules: RegionPolicy

    @property
    def seen(self) -> fuehrungszeugnis.Seen | None:
        """The three facts of the Führungszeugnis, if there are any."""
        check = self.certificate
        if check is None:
            return None
        return fuehrungszeugnis.Seen(check.seen_on, check.issued_on, check.has_listed_conviction)

    def has_finished(self, kind: str) -> bool:
        """Whether a training of this kind is over."""
        today = clock.today()
        return any(q.kind == kind and q.finished_on and q.finished_on <= today for q in self.qualifications)


def papers(volunteer: Volunteer) -> Papers:
    """Read what is on file."""
    talk = select(Erstgespraech).where(Erstgespraech.volunteer_id == volunteer.id)
    check = select(FuehrungszeugnisCheck).where(FuehrungszeugnisCheck.volunteer_id == volunteer.id)
    trainings = select(Qualification).where(Qualification.volunteer_id == volunteer.id)
    return Papers(
        talk=db.session.scalar(talk),
        certificate=db.session.scalar(check),
        qualifications=list(db.session.scalars(trainings.order_by(Qualification.started_on))),
        rules=policy(),
    )


def why_not(volunteer: Volunteer, file: Papers | None = None) -> list[Step]:
    """The steps that are missing before release; an empty list opens the way."""
    return [step for step in checklist(volunteer, file) if not step.is_done]


def checklist(volunteer: Volunteer, file: Papers | None = None) -> list[Step]:
    """Every step that this volunteer needs in this region, done or not."""
    file = file or papers(volunteer)
    return [
        *_person(volunteer, file),
        *_talk(file.talk),
        *_certificate(volunteer, file),
        *_training(volunteer, file),
    ]


def _person(volunteer: Volunteer, file: Papers) -> list[Step]:
    edit = "volunteers.edit"
    has_mode = bool(set(volunteer.modes) - {"unklar"})
    return [
        Step("adult", _l("Ist mindestens 18 Jahre alt"), volunteer.is_adult, edit),
        Step("mode", _l("Art des Engagements steht fest"), has_mode, edit),
        Step("german", _german_label(volunteer, file), _speaks_enough(volunteer, file), "volunteers.talk"),
    ]


def german_level_needed(volunteer: Volunteer, rules: RegionPolicy) -> int:
    """The highest German level that one of her modes asks for; 0 where the region asks for none."""
    return max((rules.min_german_level.get(mode, 0) for mode in volunteer.modes), default=0)


def _german_label(volunteer: Volunteer, file: Papers) -> Any:
    needed = german_level_needed(volunteer, file.rules)
    if not needed:
        return _l("Deutsch: keine Mindeststufe")
    return _l("Spricht Deutsch mindestens auf Stufe %(level)s", level=LEVEL_NAMES[needed])


def _speaks_enough(volunteer: Volunteer, file: Papers) -> bool:
    level = max((row.level for row in volunteer.languages if row.language == GERMAN), default=0)
    has_override = file.talk is not None and bool(file.talk.german_level_override)
    return level >= german_level_needed(volunteer, file.rules) or has_override


def _talk(talk: Erstgespraech | None) -> list[Step]:
    page = "volunteers.talk"
    return [
        Step("talk", _l("Erstgespräch geführt"), bool(talk and talk.held_on), page),
        Step(
            "confidentiality",
            _l("Verschwiegenheitserklärung unterschrieben"),
            bool(talk and talk.has_confidentiality_signed),
            page,
        ),
        Step(
            "code_of_conduct",
            _l("Selbstverpflichtung unterschrieben"),
            bool(talk and talk.has_code_of_conduct_signed),
            page,
        ),
    ]


def is_certificate_owed(volunteer: Volunteer, rules: RegionPolicy) -> bool:
    """Whether the region asks this volunteer for a Führungszeugnis."""
    return fuehrungszeugnis.is_owed(
        modes=volunteer.modes,
        works_with_minors=volunteer.works_with_minors,
        duty=rules.fuehrungszeugnis_duty,
    )


def _certificate(volunteer: Volunteer, file: Papers) -> list[Step]:
    if not is_certificate_owed(volunteer, file.rules):
        return []
    years, seen = file.rules.fuehrungszeugnis_years, file.seen
    is_clear = fuehrungszeugnis.counts(seen, today=clock.today(), years=years)
    if seen is not None and seen.has_listed_conviction:
        code, label = "certificate_listed", _l("Führungszeugnis: für diese Tätigkeit nicht geeignet")
    elif seen is not None and not is_clear:
        code, label = "certificate_old", _l("Führungszeugnis ist zu alt und muss neu vorgelegt werden")
    else:
        code, label = "certificate", _l("Erweitertes Führungszeugnis eingesehen")
    return [Step(code, label, is_clear, "volunteers.certificate")]


def _training(volunteer: Volunteer, file: Papers) -> list[Step]:
    page, steps = "volunteers.add_qualification", []
    if "lotse" in volunteer.modes:
        done = file.has_finished("basisqualifizierung")
        steps.append(Step("basic_course", _l("Basisqualifizierung abgeschlossen"), done, page))
    if "laiendolmetscher" in volunteer.modes:
        done = file.has_finished("laiendolmetscher_kurs")
        declared = bool(file.talk and file.talk.has_neutrality_declared)
        steps += [
            Step("interpreter_course", _l("Grundkurs Laiendolmetschen abgeschlossen"), done, page),
            Step(
                "neutrality",
                _l("Erklärung zu Schweigepflicht und Neutralität unterschrieben"),
                declared,
                "volunteers.talk",
            ),
        ]
    return steps
