"""States move as the table says and no other way; release waits until nothing is missing."""

import itertools
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.audit.models import AuditEntry
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.notices.models import Notice
from lotsen.regions.service import policy
from lotsen.volunteers import certificates, clearance, fuehrungszeugnis, moves, qualifications, states, talks
from lotsen.volunteers.certificates import certificate_of
from lotsen.volunteers.models import STATES, Erstgespraech, FuehrungszeugnisCheck, Qualification, Volunteer
from tests import factories
from tests.conftest import HERE

TODAY = date(2026, 11, 23)
ALLOWED = {(move.source, move.target) for move in states.MOVES}
FORBIDDEN = sorted(set(itertools.product(STATES, STATES)) - ALLOWED)


@pytest.fixture(autouse=True)
def region(app: Flask) -> Iterator[str]:
    """Inside HERE, in a request, on one fixed day."""
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=clock.BERLIN)
    with app.test_request_context(), scope.of(HERE), clock.moved_to(noon):
        yield HERE


def ready(**values: object) -> Volunteer:
    """Somebody with everything that release asks for."""
    defaults: dict[str, object] = {"status": "in_qualifizierung", "released_at": None, "modes": ["lotse"]}
    person = factories.volunteer(**{**defaults, **values})
    db.session.add(
        Erstgespraech(
            volunteer_id=person.id,
            planned_at=clock.now(),
            held_on=TODAY,
            has_confidentiality_signed=True,
            has_code_of_conduct_signed=True,
            has_neutrality_declared=True,
        )
    )
    for kind in ("basisqualifizierung", "laiendolmetscher_kurs"):
        db.session.add(
            Qualification(
                volunteer_id=person.id, kind=kind, provider="vhs", started_on=TODAY, finished_on=TODAY, units=24
            )
        )
    db.session.commit()
    return person


def codes(person: Volunteer) -> list[str]:
    """What is missing, as codes."""
    return [step.code for step in clearance.why_not(person)]


def test_the_chain_of_the_programme_is_in_the_table() -> None:
    """Interest, talk, check, training, release, pause and back, end, anonymised; rejection before release."""
    chain = [*states.BEFORE_RELEASE, "freigegeben", "pausiert", "freigegeben", "beendet", "anonymisiert"]
    assert set(itertools.pairwise(chain)) <= ALLOWED
    assert {(state, "abgelehnt") for state in states.BEFORE_RELEASE} <= ALLOWED
    assert not [pair for pair in ALLOWED if pair[0] == "anonymisiert"]


def test_allowed_moves_change_the_state() -> None:
    """Every step of the table is possible and notes since when."""
    person = factories.volunteer()
    for source, target in sorted(ALLOWED):
        person.status = source
        states.enter(person, target)
        assert (person.status, person.status_since) == (target, clock.now())


def test_forbidden_moves_are_refused() -> None:
    """Every other pair of states is refused and changes nothing."""
    person = factories.volunteer()
    assert len(FORBIDDEN) + len(ALLOWED) == len(STATES) ** 2
    for source, target in FORBIDDEN:
        person.status = source
        with pytest.raises(Conflict):
            states.enter(person, target)
        assert person.status == source


def test_release_needs_everything_and_tells_her() -> None:
    """With nothing missing she is released, once, with a mail and an audit entry."""
    person = ready()
    assert codes(person) == []
    moves.release(person.id)
    assert (person.status, person.released_at) == ("freigegeben", clock.now())
    assert [notice.kind for notice in db.session.scalars(select(Notice))] == ["released"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "volunteers.release")).one()
    assert entry.subject_id == person.id


def _without(code: str, person: Volunteer) -> None:
    """Take away one condition."""
    talk = db.session.scalars(select(Erstgespraech)).one()
    trainings = list(db.session.scalars(select(Qualification)))
    if code == "talk":
        talk.held_on = None
    elif code == "confidentiality":
        talk.has_confidentiality_signed = False
    elif code == "code_of_conduct":
        talk.has_code_of_conduct_signed = False
    elif code == "basic_course":
        for training in trainings:
            training.finished_on = None
    elif code == "german":
        next(row for row in person.languages if row.language == "deu").level = 3
    elif code == "mode":
        person.modes = ["unklar"]
    elif code == "adult":
        person.is_adult = False
    elif code == "certificate":
        person.works_with_minors = True
    db.session.commit()


@pytest.mark.parametrize(
    "code",
    ["talk", "confidentiality", "code_of_conduct", "basic_course", "german", "mode", "adult", "certificate"],
)
def test_each_missing_step_alone_blocks_release(code: str) -> None:
    """Each condition is named and is enough to refuse; with all of them met the same person passes."""
    person = ready()
    _without(code, person)
    assert codes(person) == [code]
    with pytest.raises(Conflict):
        moves.release(person.id)
    db.session.rollback()
    assert db.session.scalars(select(Volunteer.status)).one() == "in_qualifizierung"


@pytest.mark.parametrize("code", ["interpreter_course", "neutrality", "certificate"])
def test_interpreters_need_more(code: str) -> None:
    """Laiendolmetscher:innen need their course, the declaration and always a Führungszeugnis."""
    person = ready(modes=["laiendolmetscher"])
    if code != "certificate":
        _seen(person, issued_on=TODAY)
    if code == "interpreter_course":
        db.session.delete(
            db.session.scalars(select(Qualification).where(Qualification.kind == "laiendolmetscher_kurs")).one()
        )
    elif code == "neutrality":
        db.session.scalars(select(Erstgespraech)).one().has_neutrality_declared = False
    db.session.commit()
    assert codes(person) == [code]


def test_a_pate_needs_no_course() -> None:
    """The Basisqualifizierung is for Lots:innen."""
    person = ready(modes=["pate"])
    for training in db.session.scalars(select(Qualification)):
        db.session.delete(training)
    db.session.commit()
    assert codes(person) == []


def test_a_lower_german_level_passes_with_a_reason() -> None:
    """Staff may release below the level when they say why."""
    person = ready()
    _without("german", person)
    db.session.scalars(select(Erstgespraech)).one().german_level_override = "Begleitet nur auf Arabisch."
    db.session.commit()
    assert codes(person) == []


def _seen(person: Volunteer, *, issued_on: date, has_listed_conviction: bool = False) -> None:
    db.session.add(
        FuehrungszeugnisCheck(
            volunteer_id=person.id,
            seen_on=issued_on,
            seen_by=person.id,
            issued_on=issued_on,
            has_listed_conviction=has_listed_conviction,
        )
    )
    db.session.commit()


@pytest.mark.parametrize(
    ("issued_on", "seen_on", "fault"),
    [
        (date(2026, 8, 23), TODAY, None),
        (date(2026, 8, 22), TODAY, "issued_on"),
        (TODAY, TODAY, None),
        (TODAY, TODAY - timedelta(days=1), "issued_on"),
        (TODAY, TODAY + timedelta(days=1), "seen_on"),
        (date(2021, 11, 24), date(2021, 12, 1), None),
        (date(2021, 11, 23), date(2021, 12, 1), "issued_on"),
    ],
)
def test_the_dates_of_a_certificate_to_the_day(issued_on: date, seen_on: date, fault: str | None) -> None:
    """Fresh when seen (three months), seen not in the future, still counting today (five years)."""
    person = ready(works_with_minors=True)
    facts = {"seen_on": seen_on, "issued_on": issued_on, "has_listed_conviction": False}
    if fault is None:
        certificates.record_seen(person.id, account_id=person.id, **facts)
        assert codes(person) == []
        return
    with pytest.raises(Invalid) as refusal:
        certificates.record_seen(person.id, account_id=person.id, **facts)
    assert refusal.value.field == fault


def test_three_months_before_the_end_of_may() -> None:
    """A month without the day ends at its last day."""
    assert fuehrungszeugnis.is_fresh(issued_on=date(2026, 2, 28), seen_on=date(2026, 5, 31))
    assert not fuehrungszeugnis.is_fresh(issued_on=date(2026, 2, 27), seen_on=date(2026, 5, 31))


def test_a_listed_conviction_blocks_where_the_duty_applies() -> None:
    """§ 72a: yes means not suitable; without minors and without duty the release is open."""
    person = ready(works_with_minors=True)
    _seen(person, issued_on=TODAY, has_listed_conviction=True)
    assert codes(person) == ["certificate_listed"]
    person.works_with_minors = False
    db.session.commit()
    assert codes(person) == []


def test_nothing_is_stored_where_nothing_is_owed() -> None:
    """Without a duty no fact may be written down; the same call with a duty works."""
    person = ready()
    facts = {"seen_on": TODAY, "issued_on": TODAY, "has_listed_conviction": False}
    with pytest.raises(Invalid):
        certificates.record_seen(person.id, account_id=person.id, **facts)
    rules = policy()
    rules.fuehrungszeugnis_duty = {**rules.fuehrungszeugnis_duty, "lotse": "immer"}
    certificates.record_seen(person.id, account_id=person.id, **facts)
    assert certificate_of(person) is not None


def test_facts_go_at_once_when_no_activity_follows() -> None:
    """R-FZ-4: rejected before release, the facts are gone; ended after release, the retention job has six months."""
    person = ready(works_with_minors=True)
    _seen(person, issued_on=TODAY)
    moves.reject(person.id, reason="erwartungen", tells_her=False)
    assert certificate_of(person) is None
    other = ready(works_with_minors=True)
    _seen(other, issued_on=TODAY)
    moves.release(other.id)
    moves.end(other.id, reason="umzug")
    assert certificate_of(other) is not None


def test_nobody_ends_with_a_running_tandem() -> None:
    """A running tandem has to be ended first."""
    person = ready()
    moves.release(person.id)
    tandem = factories.tandem(person=person)
    db.session.commit()
    with pytest.raises(Conflict):
        moves.end(person.id, reason="umzug")
    db.session.rollback()
    tandem.status, tandem.is_running, tandem.end_reason = "abgebrochen", False, "umzug"
    db.session.commit()
    moves.end(person.id, reason="umzug")
    assert (person.status, person.end_reason, person.ended_on) == ("beendet", "umzug", TODAY)


def test_a_talk_is_planned_then_held() -> None:
    """Planning invites her once per date; holding moves her on; holding without a plan is refused."""
    person = factories.volunteer(status="interessiert", released_at=None)
    db.session.commit()
    with pytest.raises(Conflict):
        talks.hold(person.id, account_id=person.id, held_on=TODAY)
    first, second = clock.now() + timedelta(days=2), clock.now() + timedelta(days=3)
    talks.plan(person.id, at=first, place="Raum 1", sends_mail=True)
    talks.plan(person.id, at=second, place="Raum 2", sends_mail=True)
    found = {notice.status: notice for notice in db.session.scalars(select(Notice))}
    assert set(found) == {"cancelled", "waiting"}
    assert "Raum 2" in found["waiting"].body
    with pytest.raises(Invalid):
        talks.plan(person.id, at=clock.now() - timedelta(minutes=1), place="", sends_mail=False)
    talks.hold(person.id, account_id=person.id, held_on=TODAY, motivation="Möchte etwas zurückgeben.")
    assert person.status == "in_pruefung"
    moves.start_training(person.id)
    assert person.status == "in_qualifizierung"


@pytest.mark.parametrize(
    ("kind", "units", "ok"),
    [("basisqualifizierung", 19, False), ("basisqualifizierung", 20, True), ("basisqualifizierung", 36, True),
     ("basisqualifizierung", 37, False), ("laiendolmetscher_kurs", 23, False), ("laiendolmetscher_kurs", 24, True)],
)  # fmt: skip
def test_units_of_a_training_stay_in_their_range(kind: str, units: int, ok: bool) -> None:
    """A Basisqualifizierung has 20 to 36 UE, the course for interpreters at least 24."""
    person = factories.volunteer()
    db.session.commit()
    facts = {"provider": "vhs", "started_on": TODAY, "finished_on": TODAY, "form": "praesenz"}
    if ok:
        qualifications.add(person.id, kind=kind, units=units, **facts)
        return
    with pytest.raises(Invalid):
        qualifications.add(person.id, kind=kind, units=units, **facts)
