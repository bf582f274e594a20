"""The network as its pages need it: pictures, tables, gaps, and the ties that people state."""

import uuid
from dataclasses import dataclass, replace
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

import network
from lotsen import clock
from lotsen.audit import service as audit
from lotsen.database import find
from lotsen.errors import Invalid, NotFound
from lotsen.extensions import db
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.ties import directory, gap_sentences, snapshot
from lotsen.ties.models import FREQUENCIES, KINDS, Tie
from lotsen.ties.picture_texts import picture_texts
from network.coverage import Coverage, coverage
from network.snapshot import Graph

GRAVE, MIDDLING = 0.65, 0.45  # severities from which a gap is called grave, or worth a look
ACTOR_KINDS = (network.STAFF, network.ORGANISATION, network.VOLUNTEER)


@dataclass(frozen=True)
class View:
    """What of the network is looked at; the whole state of the page, as it stands in its address."""

    municipality: str | None = None
    node: str | None = None
    kinds: tuple[str, ...] = ACTOR_KINDS
    window_days: int | None = None

    @property
    def level(self) -> str:
        """Region, municipality or neighbourhood of one node."""
        if self.node:
            return "neighbourhood"
        return "municipality" if self.municipality else "region"

    @property
    def focus(self) -> str | None:
        """The municipality or node in the middle."""
        return self.node or self.municipality


@dataclass(frozen=True)
class Gap:
    """One line of the gap list."""

    finding: network.Finding
    rule: str
    sentence: str
    act: str
    weight: str  # hoch, mittel, gering


def graph_of(view: View, role: str, *, with_labels: bool = True) -> tuple[network.Snapshot, Graph]:
    """The snapshot and the part of its graph that a view shows, with labels for the reader's role."""
    known = snapshot.of_region()
    actors = [actor for actor in known.actors if actor.kind in view.kinds or actor.id == view.node]
    if with_labels and view.level != "region":
        labels = directory.of(role)
        actors = [replace(actor, label=labels[actor.id].label if actor.id in labels else "") for actor in actors]
    ids = {actor.id for actor in actors}
    ties = [tie for tie in known.ties if tie.source in ids and tie.target in ids]
    if view.level == "region" and view.kinds == ACTOR_KINDS and view.window_days is None:
        return known, known.graph
    graph = network.build(actors, ties, on=known.on, window_days=view.window_days)
    if view.focus and view.focus not in graph and view.focus not in known.places_by_ags:
        raise NotFound
    return known, graph


def picture(view: View, role: str, *, is_standalone: bool = False) -> str:
    """The SVG of a view; a file of its own carries its title, date, legend and source."""
    known, graph = graph_of(view, role)
    frame = network.Frame(
        texts=picture_texts(),
        filter_text=_filter_text(view),
        address=None if is_standalone else _address,
        is_standalone=is_standalone,
    )
    areas = coverage(known).areas() if view.level == "region" else None
    return network.picture(graph, known.places, level=view.level, focus=view.focus, coverage=areas, frame=frame)


def _address(key: str) -> str:
    if key.isdigit():
        return url_for("ties.network_page", gemeinde=key)
    return url_for("ties.network_page", knoten=key)


def _filter_text(view: View) -> str:
    parts = []
    if view.kinds != ACTOR_KINDS:
        names = picture_texts().kinds
        parts.append(", ".join(names[kind] for kind in view.kinds))
    if view.window_days:
        parts.append(_("Kontakt in den letzten %(days)d Tagen", days=view.window_days))
    return " · ".join(parts)


def numbers() -> dict[str, int]:
    """How big the network is, counted without anybody in particular."""
    known = snapshot.of_region()
    kinds = [actor.kind for actor in known.active_actors]
    return {
        "staff": kinds.count(network.STAFF),
        "organisations": kinds.count(network.ORGANISATION),
        "volunteers": kinds.count(network.VOLUNTEER),
        "ties": known.graph.number_of_edges(),
        "isolated": sum(not known.graph[node] for node in known.graph),
        "gaps": len(findings()),
    }


_findings: dict[int, tuple[network.Snapshot, list[network.Finding]]] = {}


def findings() -> list[network.Finding]:
    """All gaps of the region, gravest first; computed once per snapshot."""
    known = snapshot.of_region()
    kept = _findings.get(id(known))
    if kept is None or kept[0] is not known:
        _findings.clear()
        kept = (known, network.gaps(known))
        _findings[id(known)] = kept
    return kept[1]


def gaps(role: str, *, rule: str | None = None, municipality: str | None = None) -> list[Gap]:
    """The gap list in sentences, for a rule or a municipality or all."""
    chosen = [
        finding
        for finding in findings()
        if (not rule or finding.code == rule)
        and (not municipality or finding.facts.get("municipality") == municipality)
    ]
    labels = directory.of(role)
    places = {place.ags: place.name for place in snapshot.of_region().places}

    def name(key: str) -> str:
        entry = labels.get(key)
        return entry.label if entry else _("eine Person")

    return [
        Gap(
            finding,
            str(gap_sentences.RULE_LABELS[finding.code]),
            gap_sentences.sentence(finding, name, places),
            str(gap_sentences.ACT_LABELS.get(finding.act, "")),
            "hoch" if finding.severity >= GRAVE else "mittel" if finding.severity >= MIDDLING else "gering",
        )
        for finding in chosen
    ]


def region_coverage() -> Coverage:
    """Supply and demand of the region, in cells."""
    return coverage(snapshot.of_region())


def ends() -> list[tuple[str, str]]:
    """Everybody a tie can be stated between: organisations and their staff, by name."""
    houses = db.session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.is_active).order_by(Organisation.name)
    )
    names = dict(houses.all())
    found = [(f"organisation:{key}", name) for key, name in names.items()]
    for member in db.session.scalars(select(StaffMember).where(StaffMember.is_active)):
        if member.organisation_id in names:
            found.append((f"staff:{member.id}", f"{member.name} ({names[member.organisation_id]})"))
    return sorted(found, key=lambda end: end[1].casefold())


def state(
    *, one: str, other: str, kind: str, intensity: int, frequency: str | None, last_contact_on: date | None,
    until_on: date | None, note: str | None, stated_by: uuid.UUID,
) -> Tie:  # fmt: skip
    """Somebody says that two work together; Invalid if that cannot be."""
    if one == other:
        raise Invalid(_("Bitte wählen Sie zwei verschiedene Seiten."), "other")
    if kind not in KINDS or (frequency and frequency not in FREQUENCIES):
        raise Invalid(_("Bitte wählen Sie aus der Liste."), "kind")
    if last_contact_on and last_contact_on > clock.today():
        raise Invalid(_("Der letzte Kontakt kann nicht in der Zukunft liegen."), "last_contact_on")
    tie = Tie(
        kind=kind,
        intensity=intensity,
        frequency=frequency,
        since_on=last_contact_on or clock.today(),
        last_contact_on=last_contact_on,
        until_on=until_on,
        has_agreement=kind == "kooperationsvereinbarung",
        contact_count=1 if last_contact_on else 0,
        note=note,
        stated_by=stated_by,
        stated_on=clock.today(),
        **_end("from", one),
        **_end("to", other),
    )
    db.session.add(tie)
    audit.record("ties.state", tie, kind=kind)
    db.session.commit()
    return tie


def _end(side: str, key: str) -> dict[str, uuid.UUID]:
    kind, _colon, raw = key.partition(":")
    table = {"organisation": Organisation, "staff": StaffMember}.get(kind)
    try:
        wanted = uuid.UUID(raw)
    except ValueError as error:
        raise NotFound from error
    if table is None:
        raise NotFound
    find(select(table).where(table.id == wanted))
    return {f"{side}_{kind}_id": wanted}


def touch(tie_id: uuid.UUID) -> Tie:
    """There was contact today: the tie is fresh again."""
    tie = find(select(Tie).where(Tie.id == tie_id))
    tie.last_contact_on = clock.today()
    tie.contact_count += 1
    audit.record("ties.touch", tie)
    db.session.commit()
    return tie


def end(tie_id: uuid.UUID) -> Tie:
    """The cooperation is over as of today."""
    tie = find(select(Tie).where(Tie.id == tie_id))
    tie.until_on = clock.today()
    audit.record("ties.end", tie)
    db.session.commit()
    return tie


@dataclass(frozen=True)
class TieLine:
    """One line of the list of ties."""

    tie: Tie
    one: str
    other: str


def listing(role: str, *, is_dormant: bool, page: int, size: int = 50) -> tuple[list[TieLine], int]:
    """Ties, the longest silent first, and how many there are."""
    statement = select(Tie).where((Tie.until_on.is_(None)) | (Tie.until_on > clock.today()))
    if is_dormant:
        statement = statement.where(
            (Tie.last_contact_on.is_(None)) | (Tie.last_contact_on < clock.days_ago(network.Thresholds().contact_days))
        )
    count = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ties = list(
        db.session.scalars(statement.order_by(Tie.last_contact_on, Tie.id).limit(size).offset((page - 1) * size))
    )
    ids = {str(key) for tie in ties for key in (*_ends_of(tie, "from"), *_ends_of(tie, "to"))}
    labels = directory.of(role, ids)

    def name(tie: Tie, side: str) -> str:
        return next((labels[str(key)].label for key in _ends_of(tie, side) if str(key) in labels), "–")

    return [TieLine(tie, name(tie, "from"), name(tie, "to")) for tie in ties], count


def _ends_of(tie: Tie, side: str) -> list[uuid.UUID]:
    keys = (getattr(tie, f"{side}_{kind}_id") for kind in ("organisation", "staff", "volunteer"))
    return [key for key in keys if key]
