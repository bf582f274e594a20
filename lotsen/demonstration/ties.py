"""Who works with whom in the demonstration."""

import uuid
from datetime import date, timedelta
from itertools import cycle, pairwise

from lotsen import clock
from lotsen.demonstration.cast import Cast
from lotsen.extensions import db
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.ties.models import Tie
from lotsen.volunteers.models import Volunteer


def add_ties(cast: Cast) -> None:
    """Who works with whom: the centre with most, agencies in rounds, volunteers with those who accompany them."""
    world, dice = cast.world, cast.world.dice
    centre = [member for member in cast.staff if member.job.startswith("wir_")]
    others = [member for member in cast.staff if not member.job.startswith("wir_")]
    forgotten = {member.organisation_id for member in others if not member.is_paid and dice.random() < 0.35}
    for member in others:
        if member.organisation_id not in forgotten and dice.random() < 0.75:
            kind = "verweisberatung" if member.is_paid else "informationsfluss"
            _tie(cast, dice.choice(centre), member, kind, dice.randint(2, 4))
    paid = [member for member in others if member.is_paid]
    for one in paid:
        for other in world.some(paid, 0, 2):
            if other.organisation_id != one.organisation_id:
                _tie(
                    cast,
                    one,
                    other,
                    dice.choice(("falluebergabe", "runder_tisch", "arbeitskreis")),
                    dice.randint(1, 3),
                )
    hosts = [member for member in cast.staff if member.job in {"traeger_koordination", "wir_fallmanagement"}]
    for volunteer in cast.volunteers:
        if volunteer.released_at and volunteer.status != "beendet" and dice.random() < 0.82:
            _tie(cast, dice.choice(hosts), volunteer, "tandem_haupt_ehrenamt", dice.randint(2, 4))
    for body, neighbour in pairwise(cast.organisations):
        if dice.random() < 0.15:
            _tie(cast, body, neighbour, "kooperationsvereinbarung", 3)
    _add_former_ties(cast, hosts)


def _add_former_ties(cast: Cast, hosts: list[StaffMember]) -> None:
    """Whoever has ended it was accompanied by somebody until then: the past of the network shows them."""
    former = [
        (one.id, clock.day_of(one.released_at), one.ended_on)
        for one in cast.volunteers
        if one.released_at and one.ended_on
    ]
    for host, (volunteer_id, released, ended) in zip(cycle(hosts), former, strict=False):
        db.session.add(
            Tie(
                id=uuid.uuid5(volunteer_id, "accompanied"),  # no dice: whatever comes after stays as it was
                region_id=cast.world.region_id,
                kind="tandem_haupt_ehrenamt",
                from_staff_id=host.id,
                to_volunteer_id=volunteer_id,
                since_on=released,
                last_contact_on=ended,
                intensity=3,
                contact_count=max(1, (ended - released).days // 30),
                frequency="monatlich",
                stated_on=released,
                until_on=ended,
            )
        )


def _tie(
    cast: Cast,
    one: StaffMember | Organisation,
    other: StaffMember | Organisation | Volunteer,
    kind: str,
    intensity: int,
) -> None:
    world, dice = cast.world, cast.world.dice
    since = world.day(world.begins_on, world.today - timedelta(days=30))
    last = _last_contact(cast, since)
    db.session.add(
        Tie(
            id=world.new_id(),
            region_id=world.region_id,
            kind=kind,
            since_on=since,
            last_contact_on=last,
            **{f"from_{_side(one)}_id": one.id, f"to_{_side(other)}_id": other.id},
            intensity=intensity,
            contact_count=dice.randint(1, 30),
            frequency=dice.choice(("monatlich", "quartal", "anlassbezogen")),
            has_agreement=kind == "kooperationsvereinbarung",
            stated_on=last,
            until_on=world.today + timedelta(days=dice.randint(20, 400))
            if kind == "kooperationsvereinbarung"
            else None,
        )
    )


def _last_contact(cast: Cast, since: date) -> date:
    """Most ties are alive, with contact within three months; one of five has been silent for more than half a year."""
    world = cast.world
    if world.dice.random() < 0.2:
        return max(since, world.day(since, world.today - timedelta(days=190)))
    return max(since, world.day(world.today - timedelta(days=90), world.today))


def _side(end: StaffMember | Organisation | Volunteer) -> str:
    return {StaffMember: "staff", Organisation: "organisation", Volunteer: "volunteer"}[type(end)]
