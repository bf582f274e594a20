"""Invented organisations, staff, volunteers and newcomers of one region."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from lotsen import crypto
from lotsen.accounts.models import Account
from lotsen.consents.models import Consent
from lotsen.demonstration.bodies import BODIES, NEIGHBOUR_KINDS, Body
from lotsen.demonstration.world import World
from lotsen.extensions import db
from lotsen.needs import OFFERED_NEEDS
from lotsen.newcomers.models import Newcomer
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.volunteers.models import (
    Absence,
    Erstgespraech,
    FuehrungszeugnisCheck,
    Qualification,
    Volunteer,
    VolunteerLanguage,
    VolunteerNeed,
)

NEED_WEIGHTS = {
    "behoerde": 9,
    "wohnen": 7,
    "sprache": 7,
    "alltag": 6,
    "arbeit": 6,
    "schule": 5,
    "gesundheit": 6,
    "kita": 4,
    "familie": 3,
    "begegnung": 4,
    "digital": 3,
    "frauen": 3,
    "freizeit": 3,
    "geld": 3,
    "mobilitaet": 2,
    "ausbildung": 2,
    "jugend": 2,
    "senioren": 1,
    "aufenthalt": 2,
}
SLOTS = [f"{day}-{part}" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") for part in ("am", "pm", "eve")]
STATES = (
    ("freigegeben", 72),
    ("interessiert", 7),
    ("erstgespraech_geplant", 4),
    ("in_pruefung", 4),
    ("in_qualifizierung", 5),
    ("pausiert", 4),
    ("beendet", 4),
)


@dataclass
class Cast:
    """Everybody who plays a part in one region."""

    world: World
    accounts: dict[str, list[Account]] = field(default_factory=dict)
    organisations: list[Organisation] = field(default_factory=list)
    staff: list[StaffMember] = field(default_factory=list)
    volunteers: list[Volunteer] = field(default_factory=list)
    newcomers: list[tuple[Newcomer, date, list[str]]] = field(default_factory=list)
    needs_of: dict[object, list[str]] = field(default_factory=dict)
    languages_of: dict[object, dict[str, int]] = field(default_factory=dict)

    @property
    def case_managers(self) -> list[Account]:
        """Those who ask for matches."""
        return self.accounts["case_manager"]


def add_account(cast: Cast, role: str, mail: str, name: str, **values: object) -> Account:
    """An account of the demonstration."""
    account = Account(
        id=cast.world.new_id(),
        region_id=cast.world.region_id,
        role=role,
        mail=mail,
        mail_index=crypto.mail_index(mail),
        display_name=name,
        **values,
    )
    db.session.add(account)
    cast.accounts.setdefault(role, []).append(account)
    return account


def add_organisations(cast: Cast) -> None:
    """The bodies of the region, each with its staff."""
    world, free = cast.world, list(cast.case_managers)
    for body in BODIES:
        if world.size < 1 and body.kind not in NEIGHBOUR_KINDS:
            continue
        towns = sorted(
            world.places, key=lambda place: (place.name != body.town, place.kind != "stadt", world.dice.random())
        )
        for place in towns[: max(1, round(body.count * world.size))]:
            organisation = _organisation(cast, body, place.ags, place.name)
            for job in body.jobs:
                account = free.pop(0) if job == "wir_fallmanagement" and free else None
                _staff_member(cast, organisation, body, job, account)
    _name_deputies(cast)


def _organisation(cast: Cast, body: Body, ags: str, place: str) -> Organisation:
    world = cast.world
    organisation = Organisation(
        id=world.new_id(),
        region_id=world.region_id,
        kind=body.kind,
        ags=ags,
        name=body.name.format(place=place, region=world.name),
        phone=f"06042 {world.dice.randint(100000, 999999)}",
        mail=f"info{len(cast.organisations)}.{world.region_id}@example.org",
        needs=list(body.needs),
        languages=list(body.languages),
        is_women_only=body.is_women_only,
        municipalities=[ags] if body.count > 1 else [],
        confirmed_on=world.day(world.today - timedelta(days=500), world.today),
        created_at=world.instant(world.begins_on),
    )
    db.session.add(organisation)
    cast.organisations.append(organisation)
    return organisation


def _staff_member(cast: Cast, organisation: Organisation, body: Body, job: str, account: Account | None) -> None:
    world = cast.world
    first, last, _ = world.person(world.volunteer_origin(), 0.7)
    name = account.display_name if account else f"{first} {last}"
    member = StaffMember(
        id=world.new_id(),
        region_id=world.region_id,
        organisation_id=organisation.id,
        name=name,
        job=job,
        is_paid=body.is_paid,
        account_id=account.id if account else None,
        weekly_hours=world.dice.choice((19.5, 30, 39)) if body.is_paid else None,
        capacity=40 if job.startswith("wir_") else None,
        needs=list(body.needs),
        created_at=world.instant(world.begins_on),
    )
    db.session.add(member)
    cast.staff.append(member)


def _name_deputies(cast: Cast) -> None:
    """Some of those who share a house stand in for each other; most have nobody."""
    by_house: dict[object, list[StaffMember]] = {}
    for member in cast.staff:
        by_house.setdefault(member.organisation_id, []).append(member)
    for members in by_house.values():
        for one, other in pairwise(members):
            if cast.world.dice.random() < 0.5:
                one.deputy_id = other.id


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
        times=sorted(world.some(SLOTS, 2, 7), key=SLOTS.index),
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
    _add_papers(cast, volunteer, joined, released, is_released)


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


def _add_papers(cast: Cast, volunteer: Volunteer, joined: date, released: date, is_released: bool) -> None:
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


def add_newcomers(cast: Cast, count: int) -> None:
    """Newcomers, spread over the history; each with the day of the first request and its needs."""
    world, dice = cast.world, cast.world.dice
    for index in range(count):
        origin = world.origin()
        first, _, gender = world.person(origin, 0.5)
        place, day = world.place(), world.day(world.begins_on, world.today - timedelta(days=1))
        languages = [{"language": code, "level": 7} for code in world.spoken(origin)]
        german = dice.choices((0, 1, 2, 3), (3, 4, 2, 1))[0]
        if german:
            languages.append({"language": "deu", "level": german})
        children = {"0_2": 0, "3_5": dice.randint(0, 1), "6_9": dice.randint(0, 2)} if dice.random() < 0.35 else {}
        newcomer = Newcomer(
            id=world.new_id(),
            region_id=world.region_id,
            number=f"Z-{day.year}-{index + 1:04}",
            ags=place.ags,
            case_manager_id=dice.choice(cast.case_managers).id,
            alias=first,
            gender=gender,
            contact=f"+49160{dice.randint(10000000, 99999999)}",
            contact_hint="nachmittags",
            age_band=dice.choices(("18_26", "27_39", "40_59", "60_plus"), (3, 5, 3, 1))[0],
            household={"type": "familie" if children else "einzelperson", "children": children},
            languages=languages,
            language={"ukr": "uk", "ara": "ar"}.get(str(languages[0]["language"]), "de"),
            created_at=world.instant(day),
            is_protected=dice.random() < 0.02,
        )
        db.session.add(newcomer)
        db.session.add(
            Consent(
                id=world.new_id(),
                region_id=world.region_id,
                newcomer_id=newcomer.id,
                purpose="matching",
                text_version="2026-01",
                language=newcomer.language,
                channel="written",
                given_at=world.instant(day),
            )
        )
        needs = dice.choices(list(NEED_WEIGHTS), list(NEED_WEIGHTS.values()), k=dice.randint(1, 3))
        cast.newcomers.append((newcomer, day, sorted(set(needs))))
