"""Gaps of contact: nobody talks to an organisation, or paid and voluntary side never meet (L5, L8, L12, isolates)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from network.actors import ANCHORS, ORGANISATION, PUBLIC_CONTACTS, STAFF, VOLUNTEER, Actor
from network.finding import Finding, grade, rounded
from network.snapshot import Snapshot


def isolates(snapshot: Snapshot) -> list[Finding]:
    """Everybody without any tie, by kind: the first thing that a picture must not hide.

    An organisation whose own staff stands in the network is not alone.
    """
    near = snapshot.near
    lonely = [actor for actor in snapshot.active_actors if not near[actor.id] and not snapshot.tied_staff_of(actor)]
    weight = {ORGANISATION: 0.7, STAFF: 0.6, VOLUNTEER: 0.5}
    return [
        Finding(
            "isolated",
            (actor.id,),
            weight[actor.kind],
            {
                "actor": actor.id,
                "kind": actor.kind,
                "municipality": actor.municipality,
                "is_released": actor.is_released,
            },
            (actor.id,),
            actor.since,
            len(near),
            "introduce",
        )
        for actor in lonely
    ]


def isolated_mso(snapshot: Snapshot) -> list[Finding]:
    """L5: a migrant organisation or Helferkreis that hardly anybody talks to.

    At most one tie, none to the public side, or no contact for half a year.
    """
    kinds = {"mso", "helferkreis"}
    organisations = [
        one for one in snapshot.active_actors if one.kind == ORGANISATION and one.organisation_kind in kinds
    ]
    found = []
    for actor in organisations:
        around = snapshot.contacts[actor.id]
        reasons = tuple(_silences(snapshot, actor, around))
        if reasons:
            facts = {
                "actor": actor.id,
                "organisation_kind": actor.organisation_kind,
                "municipality": actor.municipality,
                "tie_count": len(around),
                "reasons": reasons,
            }
            last = max(around.values(), default=None)
            severity = 0.9 if not around else 0.35 + 0.15 * len(reasons)
            evidence = (actor.id, *sorted(around))
            found.append(
                Finding(
                    "L5_isolierte_mso", (actor.id,), severity, facts, evidence, last, len(organisations), "introduce"
                )
            )
    return found


def _silences(snapshot: Snapshot, actor: Actor, around: dict[str, date]) -> Iterable[str]:
    """Which of the three conditions of L5 hold."""
    if len(around) <= 1:
        yield "few_ties"
    if not any(_is_public(snapshot, other) for other in around):
        yield "no_public_contact"
    if around and (snapshot.on - max(around.values())).days > snapshot.thresholds.contact_days:
        yield "long_silence"


def _is_public(snapshot: Snapshot, other: str) -> bool:
    """The Vielfaltszentrum or a municipality, or somebody who works there."""
    actor = snapshot.actors_by_id[other]
    home = snapshot.actors_by_id.get(actor.organisation or "")
    return actor.organisation_kind in PUBLIC_CONTACTS or bool(home and home.organisation_kind in PUBLIC_CONTACTS)


def without_tandem(snapshot: Snapshot) -> list[Finding]:
    """L8: a voluntary organisation without a paid contact, or a paid one without any volunteer.

    Volunteers without a paid contact are one finding for each municipality, so
    that nobody is pointed at.
    """
    active = snapshot.active_actors
    organisations = [actor for actor in active if actor.kind == ORGANISATION]
    voluntary = {actor.id for actor in active if actor.kind == VOLUNTEER or _is_unpaid(actor)}
    paid = {actor.id for actor in active if actor.paid}
    found = [
        _no_tandem(snapshot, actor, len(organisations))
        for actor in organisations
        if (paid if actor.id in voluntary else voluntary).isdisjoint(snapshot.contacts[actor.id])
    ]
    return found + _volunteers_without_contact(snapshot, paid)


def _is_unpaid(actor: Actor) -> bool:
    """A voluntary organisation, or whoever speaks for one without pay."""
    return actor.is_voluntary_organisation or (actor.kind == STAFF and not actor.paid)


def _no_tandem(snapshot: Snapshot, actor: Actor, population: int) -> Finding:
    missing = "paid_contact" if actor.is_voluntary_organisation else "volunteer"
    facts = {
        "actor": actor.id,
        "organisation_kind": actor.organisation_kind,
        "municipality": actor.municipality,
        "missing": missing,
    }
    evidence = (actor.id, *sorted(snapshot.contacts[actor.id]))
    severity = 0.65 if missing == "paid_contact" else 0.45
    return Finding("L8_kein_tandem", (actor.id,), severity, facts, evidence, actor.since, population, "introduce")


def _volunteers_without_contact(snapshot: Snapshot, paid: set[str]) -> list[Finding]:
    """By municipality: released volunteers who know nobody paid."""
    near = snapshot.near
    alone: dict[str, list[str]] = {}
    everyone: dict[str, int] = {}
    for actor in snapshot.volunteers:
        if actor.is_released and actor.municipality:
            everyone[actor.municipality] = everyone.get(actor.municipality, 0) + 1
            if paid.isdisjoint(near[actor.id]):
                alone.setdefault(actor.municipality, []).append(actor.id)
    return [
        Finding(
            "L8_kein_tandem",
            ("volunteers", ags),
            rounded(0.3 + 0.3 * grade(len(ids), everyone[ags])),
            {
                "municipality": ags,
                "missing": "paid_contact",
                "volunteer_count": len(ids),
                "of": everyone[ags],
            },
            tuple(ids),
            None,
            everyone[ags],
            "introduce",
        )
        for ags, ids in sorted(alone.items())
    ]


def without_anchor(snapshot: Snapshot) -> list[Finding]:
    """L12: a municipality without Helferkreis, migrant organisation or contact person."""
    held: set[str] = set()
    for actor in snapshot.active_actors:
        if actor.kind == STAFF or actor.organisation_kind in ANCHORS:
            held.update(actor.territory)
    asking: dict[str, set[str]] = {}
    for request in snapshot.open_requests:
        asking.setdefault(request.municipality, set()).add(request.whole)
    return [
        Finding(
            "L12_gemeinde_ohne_anker",
            (place.ags,),
            rounded(0.4 + 0.4 * grade(len(asking.get(place.ags, ())), 5)),
            {"municipality": place.ags, "open_count": len(asking.get(place.ags, ()))},
            tuple(sorted(asking.get(place.ags, ()))),
            None,
            len(snapshot.places),
            "recruit",
        )
        for place in snapshot.places_by_ags.values()
        if place.ags not in held
    ]
