"""Invented organisations of one region, with their staff and deputies."""

from datetime import timedelta
from itertools import pairwise

from lotsen.accounts.models import Account
from lotsen.demonstration.bodies import BODIES, NEIGHBOUR_KINDS, Body
from lotsen.demonstration.cast import Cast
from lotsen.demonstration.world import World
from lotsen.extensions import db
from lotsen.organisations.models import Organisation, StaffMember


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
                _staff_member(cast, organisation, body, job, _account(job, free))
    _name_deputies(cast)


def _account(job: str, free: list[Account]) -> Account | None:
    """Who signs in from this desk: Fallmanagement in its order, and the last of them from the Mitarbeitsstelle."""
    turn = {"wir_fallmanagement": 0, "wir_mitarbeit": -1}.get(job)
    return free.pop(turn) if turn is not None and free else None


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
        municipalities=_served(world, body, ags),
        confirmed_on=world.day(world.today - timedelta(days=500), world.today),
        created_at=world.instant(world.begins_on),
    )
    db.session.add(organisation)
    cast.organisations.append(organisation)
    return organisation


def _served(world: World, body: Body, ags: str) -> list[str]:
    """What has the Landkreis in its name works for all of it, everything else for its own municipality."""
    return [place.ags for place in world.places] if "{region}" in body.name else [ags]


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
    """Some of those who share an organisation stand in for each other; most have nobody."""
    by_organisation: dict[object, list[StaffMember]] = {}
    for member in cast.staff:
        by_organisation.setdefault(member.organisation_id, []).append(member)
    for members in by_organisation.values():
        for one, other in pairwise(members):
            if cast.world.dice.random() < 0.5:
                one.deputy_id = other.id
