"""What goes on around the invented people: colleagues away, notes, questions of interest, tandems to hand over."""

import random
from datetime import timedelta

from sqlalchemy import select

from lotsen import scope
from lotsen.case_notes.models import CaseNote
from lotsen.demonstration.cast import Cast
from lotsen.extensions import db
from lotsen.handovers.models import StaffDeputy, TandemHandover
from lotsen.help_requests.models import HelpRequest
from lotsen.interest_questions.models import InterestQuestion
from lotsen.retention.models import Renewal
from lotsen.retention.rules import BY_KEY
from lotsen.retention.service import AHEAD_DAYS
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Absence

NOTES = (
    "Ist mittwochs am Nachmittag am besten zu erreichen.",
    "Möchte zuerst telefonieren, dann treffen.",
    "Hat nach einem Termin im Bürgerbüro gefragt, Rückruf vereinbart.",
    "Bringt zum nächsten Gespräch die Unterlagen der Schule mit.",
    "Zieht im Frühjahr vielleicht um, dann neu nachfragen.",
    "Freut sich sehr, dass jemand mitkommt.",
    "Nach den Ferien wieder anrufen.",
)

LEFT_DUE = 6  # newcomers whose record goes soon, so that the page of deletions has something to decide


def add_waiting(cast: Cast) -> None:
    """Let the region look as on any working day."""
    dice = random.Random(f"waiting {cast.world.region_id}")  # noqa: S311 - invented days, not secrets
    db.session.flush()
    with scope.of(cast.world.region_id):
        _add_deputies(cast)
        _add_notes(cast, dice)
        _add_questions(cast, dice)
        _add_handovers(cast)
        db.session.flush()
        _renew_most(cast, dice)
        db.session.flush()


def _add_deputies(cast: Cast) -> None:
    """The last of the case colleagues is away just now, the first stands in."""
    colleagues, today = cast.case_managers, cast.world.today
    if len(colleagues) < 2:
        return
    days = {"from_on": today - timedelta(days=3), "until_on": today + timedelta(days=9)}
    away, deputy = colleagues[-1], colleagues[0]
    db.session.add(StaffDeputy(absent_id=away.id, deputy_id=deputy.id, set_by=away.id, **_of(cast), **days))
    if len(colleagues) > 2:
        later = {"from_on": today + timedelta(days=25), "until_on": today + timedelta(days=39)}
        db.session.add(
            StaffDeputy(
                absent_id=colleagues[1].id, deputy_id=colleagues[2].id, set_by=colleagues[1].id, **_of(cast), **later
            )
        )


def _add_notes(cast: Cast, dice: random.Random) -> None:
    """A few per case colleague; one of them is due today, one is late."""
    today = cast.world.today
    for colleague in cast.case_managers:
        statement = (
            select(HelpRequest)
            .where(
                HelpRequest.case_manager_id == colleague.id, HelpRequest.status.in_(("offen", "angefragt", "erprobung"))
            )
            .order_by(HelpRequest.opened_at.desc())
            .limit(6)
        )
        for place, request in enumerate(db.session.scalars(statement)):
            follow_up = {0: today, 1: today - timedelta(days=2), 2: today + timedelta(days=6)}.get(place)
            db.session.add(
                CaseNote(
                    newcomer_id=request.newcomer_id, help_request_id=request.id, author_id=colleague.id,
                    text=dice.choice(NOTES), follow_up_on=follow_up, **_of(cast, days=dice.randint(3, 12)),
                )
            )  # fmt: skip


def _add_questions(cast: Cast, dice: random.Random) -> None:
    """Half a year of questions: most say yes, some rest, some came back."""
    free = [one for one in cast.volunteers if one.status == "freigegeben" and one.taken_count == 0 and one.mail]
    for place, volunteer in enumerate(free):
        days = dice.randint(20, 170)
        status = dice.choices(("bestaetigt", "zurueck", "erledigt"), (7, 2, 1))[0]
        if place < 2:
            days, status = 9, "gefragt"
        elif place < 5:
            days, status = dice.randint(15, 40), "ruht"
        _add_question(cast, days, status, volunteer_id=volunteer.id)
    statement = (
        select(HelpRequest.id)
        .where(
            HelpRequest.status == "offen", HelpRequest.opened_at < cast.world.instant(cast.world.today) - timedelta(28)
        )
        .order_by(HelpRequest.opened_at)
        .limit(4)
    )
    for place, key in enumerate(db.session.scalars(statement)):
        _add_question(cast, 3 if place % 2 else 18, "gefragt" if place % 2 else "ruht", help_request_id=key)


def _add_question(cast: Cast, days: int, status: str, **whose: object) -> None:
    begun = _of(cast, days=days)
    asked = begun["created_at"]
    assert not isinstance(asked, str)
    row = InterestQuestion(status=status, asked_at=asked, **begun, **whose)
    if days >= 7 and status != "bestaetigt":
        row.reminded_at = row.asked_at + timedelta(days=7)
    if status in ("ruht", "zurueck"):
        row.rested_at = row.asked_at + timedelta(days=14)
    if status in ("bestaetigt", "zurueck"):
        row.answered_at, row.answered_by = row.asked_at + timedelta(days=2 if status == "bestaetigt" else 20), "link"
    db.session.add(row)


def _add_handovers(cast: Cast) -> None:
    """One tandem whose volunteer is away soon, and one that somebody wants to give away."""
    today = cast.world.today
    colleague = cast.case_managers[0]
    statement = (
        select(Tandem)
        .join(HelpRequest, HelpRequest.id == Tandem.help_request_id)
        .where(HelpRequest.case_manager_id == colleague.id, Tandem.status == "aktiv")
        .order_by(Tandem.created_at)
        .limit(2)
    )
    tandems = list(db.session.scalars(statement))
    if not tandems:
        return
    away = {"from_on": today + timedelta(days=4), "until_on": today + timedelta(days=25)}
    db.session.add(Absence(volunteer_id=tandems[0].volunteer_id, **_of(cast), **away))
    if len(tandems) > 1:
        db.session.add(
            TandemHandover(tandem_id=tandems[1].id, kind="dauerhaft", reason="Ich ziehe um.", **_of(cast, days=1))
        )


def _renew_most(cast: Cast, dice: random.Random) -> None:
    """A register of eighteen months whose staff looked after its terms: hardly anybody goes unnoticed."""
    today = cast.world.today
    due = sorted(BY_KEY["newcomer"].due(today + timedelta(days=AHEAD_DAYS)), key=lambda one: (one.on, one.row_id))
    for one in due[: max(len(due) - LEFT_DUE, 0)]:
        db.session.add(
            Renewal(
                newcomer_id=one.row_id, until_on=today + timedelta(days=dice.randint(60, 180)),
                reason="Die Begleitung geht weiter.", renewed_by=dice.choice(cast.case_managers).id,
                **_of(cast, days=dice.randint(1, 20)),
            )
        )  # fmt: skip


def _of(cast: Cast, *, days: int = 5) -> dict[str, object]:
    """Key, region and the day on which it was written."""
    world = cast.world
    return {
        "id": world.new_id(),
        "region_id": world.region_id,
        "created_at": world.instant(world.today - timedelta(days=days)),
    }
