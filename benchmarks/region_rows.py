"""A made-up network of ``network_land`` as rows of a region, for figures that read a database."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from benchmarks.network_land import ON, land
from lotsen import clock, crypto
from lotsen.accounts.models import Account
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.needs import OFFERED_NEEDS
from lotsen.newcomers.models import Newcomer
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.regions.service import municipalities_in
from lotsen.ties.models import Tie
from lotsen.volunteers.models import Volunteer, VolunteerLanguage, VolunteerNeed
from network import Actor, Place, Snapshot
from network.actors import ORGANISATION, STAFF, VOLUNTEER

_COLUMN = {ORGANISATION: "organisation", STAFF: "staff", VOLUNTEER: "volunteer"}


def write(region: str, count: int) -> Account:
    """Write a network of ``count`` people and organisations into a region; the account that has all requests."""
    places = [Place(one.ags, one.name, one.lat, one.lon) for one in municipalities_in(region)]
    known = land(count, places, requests=count // 5, history=2 * count)
    keys = {actor.id: uuid.uuid5(uuid.NAMESPACE_OID, f"{region}/{actor.id}") for actor in known.actors}
    desk = _account("desk@example.org", "case_manager")
    db.session.flush()
    _write_actors(known, keys, desk)
    _write_ties(known, keys)
    _write_requests(known, desk)
    db.session.commit()
    return desk


def _account(mail: str, role: str) -> Account:
    row = Account(
        role=role, mail=mail, mail_index=crypto.mail_index(mail), display_name="Lesende Person",
        totp_seed="JBSWY3DPEHPK3PXP",
    )  # fmt: skip
    db.session.add(row)
    return row


def _at(days_ago: int) -> datetime:
    return datetime.combine(clock.today() - timedelta(days=days_ago), time(12), tzinfo=UTC)


def _write_actors(known: Snapshot, keys: Mapping[str, uuid.UUID], desk: Account) -> None:
    dice, needs = random.Random(5), [need.key for need in OFFERED_NEEDS]
    houses = [actor for actor in known.actors if actor.kind == ORGANISATION]
    for actor in known.actors:
        key, since = keys[actor.id], _at(dice.randrange(30, 900))
        if actor.kind == ORGANISATION:
            row = Organisation(
                id=key, kind=actor.organisation_kind, name=f"Stelle {actor.id}", ags=actor.municipality,
                needs=dice.sample(needs, len(actor.needs)), target_groups=list(actor.target_groups), created_at=since,
            )  # fmt: skip
            db.session.add(row)
        elif actor.kind == STAFF:
            house = keys[actor.organisation or dice.choice(houses).id]
            row = StaffMember(
                id=key, organisation_id=house, name=f"Person {actor.id}", job="wir_fallmanagement",
                capacity=actor.capacity, deputy_id=keys[actor.deputy] if actor.deputy else None, created_at=since,
            )  # fmt: skip
            db.session.add(row)
        else:
            _write_volunteer(actor, key, since, dice.sample(needs, len(actor.needs)))
    desk_row = next(actor for actor in known.actors if actor.kind == STAFF)
    db.session.flush()
    db.session.get_one(StaffMember, keys[desk_row.id]).account_id = desk.id


def _write_volunteer(actor: Actor, key: uuid.UUID, since: datetime, needs: list[str]) -> None:
    mail = f"{actor.id}@example.org"
    db.session.add(
        Volunteer(
            id=key, number=f"V-{int(actor.id[1:]):05}", first_name="Amina", last_name=f"Haddad {actor.id}", mail=mail,
            mail_index=crypto.mail_index(mail), mail_confirmed_at=since, plz="63654", ags=actor.municipality,
            status="freigegeben", status_since=since, released_at=since, created_at=since, modes=[actor.mode],
            times=["mon-am"], capacity=actor.capacity, taken_count=0, radius_km=int(actor.radius_km or 15),
            gender="w" if actor.is_woman else "m", is_remote=actor.is_remote,
        )
    )  # fmt: skip
    for position, language in enumerate(("deu", *actor.languages)):
        db.session.add(VolunteerLanguage(volunteer_id=key, position=position, language=language, level=6))
    for need in needs:
        db.session.add(VolunteerNeed(volunteer_id=key, need=need))


def _write_ties(known: Snapshot, keys: Mapping[str, uuid.UUID]) -> None:
    kinds = {actor.id: _COLUMN[actor.kind] for actor in known.actors}
    shift = clock.today() - ON
    for tie in known.ties:
        assert tie.since
        assert tie.last_contact
        ends = {f"from_{kinds[tie.source]}_id": keys[tie.source], f"to_{kinds[tie.target]}_id": keys[tie.target]}
        db.session.add(
            Tie(
                kind=tie.kind, since_on=tie.since + shift, last_contact_on=tie.last_contact + shift,
                contact_count=tie.count, intensity=tie.intensity, is_directed=tie.directed,
                stated_on=tie.since + shift, **ends,
            )
        )  # fmt: skip


def _write_requests(known: Snapshot, desk: Account) -> None:
    dice, needs = random.Random(6), [need.key for need in OFFERED_NEEDS]
    for number, one in enumerate(known.requests):
        person = Newcomer(
            number=f"Z-{number:05}", case_manager_id=desk.id, ags=one.municipality, alias=f"Alias {number}",
            languages=[{"language": one.language, "level": 7}],
        )  # fmt: skip
        db.session.add(person)
        opened = _at((known.on - one.opened_on).days)
        closed = _at((known.on - one.answered_on).days) if one.answered_on else None
        db.session.add(
            HelpRequest(
                number=f"A-{number:05}", newcomer_id=person.id, case_manager_id=desk.id, ags=one.municipality,
                status="abgeschlossen" if closed else "offen", status_since=closed or opened, opened_at=opened,
                closed_at=closed, created_at=opened, mode="lotse", urgency="laufend", needs=[dice.choice(needs)],
                times=["mon-am"],
            )
        )  # fmt: skip
