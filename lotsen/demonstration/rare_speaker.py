"""Two who speak what few speak, and a request that had better wait for the one of them who is away.

Again and again a Lotse is asked for who speaks Tigrinya, so the one who came lately is soon needed. Somebody asks for
a Pate, and there is no hurry: whoever looks ahead waits until the Pate who speaks it is back.
"""

import random
from datetime import date, timedelta

from sqlalchemy import func, select

from lotsen import crypto, scope
from lotsen.consents.models import Consent
from lotsen.demonstration.cast import Cast
from lotsen.demonstration.volunteers import add_papers
from lotsen.extensions import db
from lotsen.half_days import GRID
from lotsen.help_requests.models import HelpRequest
from lotsen.needs import OFFERED_NEEDS
from lotsen.newcomers.models import Newcomer
from lotsen.volunteers.models import Absence, Volunteer, VolunteerLanguage, VolunteerNeed

LANGUAGES = {"deu": 5, "tir": 7}
BACK_IN_DAYS, RELEASED_DAYS_AGO = 24, 9


def add_rare_speaker(cast: Cast) -> None:
    """Luwam, who was released lately; Filmon, who is away; and Meron, who asks for somebody."""
    db.session.flush()
    with scope.of(cast.world.region_id):
        _add(cast)
        db.session.flush()


def _add(cast: Cast) -> None:
    world = cast.world
    seat = max(world.places, key=lambda place: (place.kind == "stadt", place.ags))
    lately, long_ago = (world.today - timedelta(days=days) for days in (RELEASED_DAYS_AGO, 400))
    _volunteer(cast, "Luwam", "Haile", seat.ags, lately, ["lotse", "pate"], gender="w")
    filmon = _volunteer(cast, "Filmon", "Tekle", seat.ags, long_ago, ["pate"], gender="m")
    away = {"from_on": world.today - timedelta(days=4), "until_on": world.today + timedelta(days=BACK_IN_DAYS)}
    db.session.add(Absence(id=world.new_id(), region_id=world.region_id, volunteer_id=filmon.id, **away))
    _ask(cast, seat.ags, world.today - timedelta(days=1))


def _volunteer(
    cast: Cast, first: str, last: str, ags: str, released: date, modes: list[str], *, gender: str
) -> Volunteer:
    """Somebody who goes far and takes many kinds of requests."""
    world, dice = cast.world, random.Random(f"{first} {last}")  # noqa: S311 - invented people, not secrets
    mail = f"{first}.{last}.{world.region_id}@example.org".lower()
    joined = released - timedelta(days=40)
    volunteer = Volunteer(
        id=world.new_id(), region_id=world.region_id, number=f"V-{dice.randint(1000, 9999)}", status="freigegeben",
        first_name=first, last_name=last, mail=mail, mail_index=crypto.mail_index(mail),
        mail_confirmed_at=world.instant(joined), phone=f"+49151{dice.randint(10000000, 99999999)}",
        plz=world.postal_codes[ags], ags=ags, gender=gender, modes=modes,
        status_since=world.instant(released), created_at=world.instant(joined), released_at=world.instant(released),
        times=[slot for slot in GRID if not slot.startswith("sun")], radius_km=40, mobility=["auto"], is_remote=False,
        weekly_hours="3-5", rhythm="beides", capacity=2, works_with_minors=True, target_groups=["familien"],
        experience=["sozial"], last_contact_at=world.instant(released),
    )  # fmt: skip
    db.session.add(volunteer)
    cast.volunteers.append(volunteer)
    hers = {"region_id": world.region_id, "volunteer_id": volunteer.id}
    db.session.add_all(
        VolunteerLanguage(id=world.new_id(), **hers, position=place, language=code, level=level, knows_script=True)
        for place, (code, level) in enumerate(LANGUAGES.items())
    )
    offered = [need.key for need in OFFERED_NEEDS]
    db.session.add_all(
        VolunteerNeed(id=world.new_id(), **hers, need=need, is_excluded=False) for need in dice.sample(offered, 9)
    )
    cast.languages_of[volunteer.id], cast.needs_of[volunteer.id] = LANGUAGES, offered
    add_papers(cast, volunteer, joined, released, is_released=True)
    return volunteer


def _ask(cast: Cast, ags: str, day: date) -> None:
    """Somebody to practise German with, now and then; it is not urgent."""
    world = cast.world
    key = {"region_id": world.region_id, "created_at": world.instant(day)}
    number = (db.session.scalar(select(func.count(HelpRequest.id))) or 0) + 1
    colleague = cast.case_managers[0].id
    newcomer = Newcomer(
        id=world.new_id(), **key, number=f"Z-{day.year}-{len(cast.newcomers) + 1:04}", ags=ags,
        case_manager_id=colleague, alias="Meron", gender="w", contact="+4916055501234", contact_hint="nachmittags",
        age_band="27_39", household={"type": "einzeln", "children": {}}, language="de",
        languages=[{"language": "tir", "level": 7}, {"language": "deu", "level": 1}],
    )  # fmt: skip
    db.session.add(newcomer)
    db.session.add(
        Consent(
            id=world.new_id(), **key, newcomer_id=newcomer.id, purpose="matching", text_version="2026-01",
            language="de", channel="written", given_at=world.instant(day),
        )
    )  # fmt: skip
    db.session.add(
        HelpRequest(
            id=world.new_id(), **key, number=f"A-{day.year}-{number:04}", newcomer_id=newcomer.id,
            case_manager_id=colleague, mode="pate", ags=ags, urgency="laufend", frequency="regelmaessig",
            needs=["begegnung", "sprache"], status="offen", times=["wed-pm", "sat-am"], is_exclusive=True,
            opened_at=world.instant(day), status_since=world.instant(day),
        )
    )  # fmt: skip
