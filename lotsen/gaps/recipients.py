"""Whom to write to when an act begins: who could help to close a gap, the likeliest first, and only with a mail."""

import uuid
from typing import Final

from sqlalchemy import select

import network
from lotsen.extensions import db
from lotsen.gaps import sides
from lotsen.gaps.listing import places_of
from lotsen.gaps.sides import Side
from lotsen.ties import bodies, snapshot
from lotsen.volunteers.models import Volunteer, VolunteerLanguage, VolunteerNeed
from network.actors import PUBLIC_CONTACTS

OFFERED: Final = 40  # more than anybody reads one by one
TRAINING_KINDS: Final = frozenset(
    {"freiwilligenagentur", "helferkreis", "mso", "vhs", "bildungstraeger", "laiendolmetscherpool"}
)


def relievers_for(finding: network.Finding) -> list[Side]:
    """Who is asked to make it lighter: the volunteer herself, or the colleagues of a full desk.

    A named deputy comes first, then the same organisation, then whoever does the same work; only with a mail.
    """
    if not finding.subject:
        return []
    if finding.code == "L7_ueberlast_ehrenamt":
        return [one for one in (sides.of_actor(finding.subject[0]),) if one and one.kind == "volunteer" and one.mail]
    actors = {one.id: one for one in snapshot.of_region().active_actors}
    desk = actors.get(finding.subject[0])

    def rank(one: Side) -> tuple[bool, bool, bool, str]:
        actor = actors.get(str(one.id))
        is_deputy = bool(desk and str(one.id) == desk.deputy)
        is_near = bool(desk and actor and actor.organisation == desk.organisation)
        does_the_same = bool(desk and actor and actor.mode == desk.mode)
        return not is_deputy, not is_near, not does_the_same, one.label.casefold()

    paid = [one for one in sides.staff() if one.mail and str(one.id) in actors and actors[str(one.id)].paid]
    return sorted((one for one in paid if str(one.id) != finding.subject[0]), key=rank)[:OFFERED]


def organisations_for(finding: network.Finding) -> list[Side]:
    """Organisations that could pass a text on: near the gap or of its language first; only with a mail."""
    actors = {one.id: one for one in snapshot.of_region().active_actors}
    wanted, spoken = set(places_of(finding)), str(finding.facts.get("language", ""))

    def rank(one: Side) -> tuple[bool, bool, bool, str]:
        actor = actors.get(str(one.id))
        speaks = bool(actor and spoken and spoken in actor.languages)
        is_near = bool(actor and wanted & set(actor.territory))
        suits = bool(actor and actor.organisation_kind in TRAINING_KINDS)
        return not speaks, not is_near, not suits, one.label.casefold()

    return sorted((one for one in sides.organisations() if one.mail), key=rank)[:OFFERED]


def learners_for(finding: network.Finding) -> list[Side]:
    """Volunteers a training would help to close this gap: they speak the language and do not cover the need yet.

    Those who said that they want nothing to do with a need are not asked, nor whoever carries too much already. The
    nearest come first.
    """
    if finding.code == "L13_qualifizierung":
        return [one for one in (sides.of_actor(finding.subject[0]),) if one and one.mail]
    statement = select(Volunteer.id, Volunteer.ags).where(
        Volunteer.status.in_(("freigegeben", "in_qualifizierung")), Volunteer.mail_index.is_not(None)
    )
    language, need = str(finding.facts.get("language", "")), str(finding.facts.get("need", ""))
    if language:
        speaks = select(VolunteerLanguage.volunteer_id).where(
            VolunteerLanguage.language == language, VolunteerLanguage.level >= bodies.GOOD_ENOUGH
        )
        statement = statement.where(Volunteer.id.in_(speaks))
    if need:
        statement = statement.where(
            Volunteer.id.not_in(select(VolunteerNeed.volunteer_id).where(VolunteerNeed.need == need))
        )
    about = {*finding.subject, *finding.evidence, str(finding.facts.get("actor", ""))}
    rows = [row for row in db.session.execute(statement) if str(row[0]) not in about]
    far = _distances(finding)
    nearest: list[uuid.UUID] = [key for key, ags in sorted(rows, key=lambda row: (far.get(row[1], 999.0), str(row[0])))]
    return sides.volunteers(nearest[:OFFERED])


def _distances(finding: network.Finding) -> dict[str, float]:
    """Kilometres from the gap's municipality to each of the region; empty where it has none."""
    places = snapshot.of_region().places_by_ags
    here = next((places[ags] for ags in places_of(finding) if ags in places), None)
    return {ags: network.distance_km(here, place) for ags, place in places.items()} if here else {}


def ends_of(finding: network.Finding) -> tuple[list[Side], list[Side]]:
    """Whom an introduction can bring together: whom the gap is about, and who would be new to them, best first."""
    known = snapshot.of_region()
    actors = {one.id: one for one in known.active_actors}
    own = [one for key in _own_actors(finding) if key in actors and (one := sides.of_actor(key))]
    near = set(places_of(finding))
    contacts = set().union(*(set(known.graph[key]) for key in _own_actors(finding) if key in known.graph))

    def rank(one: Side) -> tuple[bool, bool, bool, str]:
        actor = actors.get(str(one.id))
        is_public = bool(actor and actor.organisation_kind in PUBLIC_CONTACTS)
        is_near = bool(actor and near & set(actor.territory))
        return str(one.id) in contacts, not is_public, not is_near, one.label.casefold()

    everybody = sorted((one for one in (*sides.organisations(), *sides.staff()) if one.mail), key=rank)
    return own, everybody


def _own_actors(finding: network.Finding) -> tuple[str, ...]:
    """The actors that a gap is about."""
    if finding.subject and finding.subject[0] == "volunteers":
        return finding.evidence[:OFFERED]  # L8: each of them lacks a paid contact
    return finding.subject[:2]
