"""States move as the table says and no other way; release waits until nothing is missing."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import select

from lotsen import clock
from lotsen.audit.models import AuditEntry
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.notices.models import Notice
from lotsen.volunteers import moves, qualifications, states, talks
from lotsen.volunteers.models import STATES, Erstgespraech, Qualification, Volunteer
from tests import factories
from tests.lotsen.volunteers.scene import TODAY, codes, ready, seen

pytestmark = pytest.mark.usefixtures("on_the_day")
ALLOWED = {(move.source, move.target) for move in states.MOVES}
FORBIDDEN = sorted(set(itertools.product(STATES, STATES)) - ALLOWED)


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
        seen(person, issued_on=TODAY)
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
