"""Invented volunteers of one region, in every state, with what stands behind a release."""

from datetime import date, timedelta

from lotsen import crypto
from lotsen.consents.models import Consent
from lotsen.demonstration.cast import NEED_WEIGHTS, Cast
from lotsen.extensions import db
from lotsen.half_days import GRID
from lotsen.needs import OFFERED_NEEDS
from lotsen.volunteers.models import (
    Absence,
    Erstgespraech,
    FuehrungszeugnisCheck,
    Qualification,
    Volunteer,
    VolunteerLanguage,
    VolunteerNeed,
)

STATES = (
    ("freigegeben", 72),
    ("interessiert", 7),
    ("erstgespraech_geplant", 4),
    ("in_pruefung", 4),
    ("in_qualifizierung", 5),
    ("pausiert", 4),
    ("beendet", 4),
)


def add_volunteers(cast: Cast, count: int) -> None:
    """Volunteers in every state, most of them released."""
    taken: set[int] = set()
    for index in range(count):
        number = cast.world.dice.randint(10000, 99999)
        while number in taken:
            number = cast.world.dice.randint(10000, 99999)
        taken.add(number)
        _volunteer(cast, index, f"V-{number}")


def _volunteer(cast: Cast, index: int, number: str) -> None:
    world, dice = cast.world, cast.world.dice
    origin = world.volunteer_origin()
    first, last, gender = world.person(origin, 0.72)
    status = dice.choices([key for key, _ in STATES], [share for _, share in STATES])[0]
    place, joined = (
        world.place(),
        world.day(world.begins_on - timedelta(days=200), world.today - timedelta(days=1)),
    )
    if status in {"freigegeben", "pausiert", "beendet"}:
        joined = min(joined, world.today - timedelta(days=60))
    else:
        joined = world.day(world.today - timedelta(days=24), world.today - timedelta(days=1))
    released = joined + timedelta(days=dice.randint(20, 60))
    is_released = status in {"freigegeben", "pausiert", "beendet"}
    mail = f"ehrenamt{index}.{world.region_id}@example.org"
    modes = dice.choices(
        (["lotse"], ["pate"], ["lotse", "pate"], ["laiendolmetscher"], ["lotse", "laiendolmetscher"]),
        (30, 25, 25, 10, 10),
    )[0]
    volunteer = Volunteer(
        id=world.new_id(),
        region_id=world.region_id,
        number=number,
        status=status,
        first_name=first,
        last_name=last,
        mail=mail,
        mail_index=crypto.mail_index(mail),
        mail_confirmed_at=world.instant(joined),
        phone=f"+49151{dice.randint(10000000, 99999999)}",
        plz=world.postal_codes[place.ags],
        ags=place.ags,
        gender=gender if dice.random() < 0.95 else None,
        modes=modes,
        status_since=world.instant(released if is_released else joined),
        created_at=world.instant(joined),
        released_at=world.instant(released) if is_released else None,
        ended_on=world.day(released, world.today) if status == "beendet" else None,
        end_reason="keine_zeit" if status == "beendet" else None,
        times=sorted(world.some(GRID, 4, 12), key=GRID.index),
        radius_km=dice.choices((5, 10, 15, 25, 40), (1, 2, 6, 6, 3))[0],
        mobility=world.some(["oepnv", "rad", "auto", "fuss"], 1, 2),
        is_remote=dice.random() < 0.3,
        weekly_hours=dice.choice(("1-2", "3-5", "3-5", "6+")),
        rhythm=dice.choice(("regelmaessig", "beides")),
        capacity=dice.choices((1, 2, 3), (3, 4, 2))[0],
        works_with_minors=dice.random() < 0.5,
        target_groups=world.some(["frauen", "familien", "einzelpersonen", "jugendliche", "senioren"], 1, 2),
        experience=world.some(["paedagogisch", "sozial", "verwaltung", "handwerklich", "it", "medizinisch"], 0, 2),
        last_contact_at=world.instant(world.day(joined, world.today)),
    )
    db.session.add(volunteer)
    cast.volunteers.append(volunteer)
    _add_languages(cast, volunteer, world.spoken(origin), is_local=origin.key == "de")
    _add_needs(cast, volunteer)
    add_papers(cast, volunteer, joined, released, is_released)


def _add_languages(cast: Cast, volunteer: Volunteer, spoken: list[str], *, is_local: bool) -> None:
    dice = cast.world.dice
    levels = {"deu": 7 if is_local else dice.choices((4, 5, 6, 7), (4, 4, 2, 1))[0]}
    levels |= {code: dice.choice((3, 4, 5)) if is_local else 7 for code in spoken}
    if "eng" not in levels and dice.random() < 0.35:
        levels["eng"] = dice.choice((3, 4))
    cast.languages_of[volunteer.id] = levels
    db.session.add_all(
        VolunteerLanguage(
            id=cast.world.new_id(),
            region_id=volunteer.region_id,
            volunteer_id=volunteer.id,
            position=position,
            language=code,
            level=level,
            knows_script=dice.random() < 0.9,
        )
        for position, (code, level) in enumerate(levels.items())
    )


def _add_needs(cast: Cast, volunteer: Volunteer) -> None:
    dice = cast.world.dice
    wanted = set(dice.choices(list(NEED_WEIGHTS), list(NEED_WEIGHTS.values()), k=dice.randint(6, 14)))
    refused = {need.key for need in OFFERED_NEEDS if need.key not in wanted and dice.random() < 0.04}
    cast.needs_of[volunteer.id] = sorted(wanted)
    db.session.add_all(
        VolunteerNeed(
            id=cast.world.new_id(),
            region_id=volunteer.region_id,
            volunteer_id=volunteer.id,
            need=need,
            is_excluded=need in refused,
        )
        for need in sorted(wanted | refused)
    )


def add_papers(cast: Cast, volunteer: Volunteer, joined: date, released: date, is_released: bool) -> None:
    """What stands behind a release: the talk, the certificate, the training, the consents."""
    world, dice = cast.world, cast.world.dice
    key = {"region_id": volunteer.region_id, "volunteer_id": volunteer.id}
    db.session.add(
        Consent(
            id=world.new_id(),
            **key,
            purpose="privacy_notice",
            text_version="2026-01",
            language="de",
            channel="online",
            given_at=world.instant(joined),
        )
    )
    if volunteer.status not in {"interessiert"}:
        is_held = volunteer.status != "erstgespraech_geplant"
        talk = joined + timedelta(days=7) if is_held else world.today + timedelta(days=dice.randint(2, 12))
        db.session.add(
            Erstgespraech(
                id=world.new_id(),
                **key,
                planned_at=world.instant(talk) if is_held else None,
                held_on=talk if is_held else None,
                held_by=cast.accounts["coordinator"][0].id if is_held else None,
                motivation="Möchte weitergeben, was ihr oder ihm selbst geholfen hat." if is_held else None,
                has_confidentiality_signed=is_held,
                has_code_of_conduct_signed=is_held,
                has_neutrality_declared=is_held and "laiendolmetscher" in volunteer.modes,
                is_insurance_explained=is_held,
            )
        )
    if not is_released:
        return
    issued = max(released - timedelta(days=dice.randint(10, 60)), world.today - timedelta(days=5 * 365 - 30))
    if volunteer.works_with_minors or "laiendolmetscher" in volunteer.modes:
        db.session.add(
            FuehrungszeugnisCheck(
                id=world.new_id(),
                **key,
                seen_on=issued + timedelta(days=9),
                issued_on=issued,
                seen_by=cast.accounts["coordinator"][0].id,
                has_listed_conviction=False,
            )
        )
    kind = "basisqualifizierung" if set(volunteer.modes) != {"laiendolmetscher"} else "laiendolmetscher_kurs"
    db.session.add(
        Qualification(
            id=world.new_id(),
            **key,
            kind=kind,
            provider=f"Volkshochschule {world.name}",
            started_on=released - timedelta(days=20),
            finished_on=released - timedelta(days=3),
            units=dice.choice((24, 30, 36)),
        )
    )
    if dice.random() < 0.08:
        start = world.today + timedelta(days=dice.randint(-5, 20))
        db.session.add(
            Absence(id=world.new_id(), **key, from_on=start, until_on=start + timedelta(days=dice.randint(5, 30)))
        )
