"""Gaps, supply and demand, and the ties that people state."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select, update

import network
from lotsen import clock, scope
from lotsen.audit import service as audit
from lotsen.database import change, find, written_once
from lotsen.errors import Conflict, Invalid, NotFound
from lotsen.extensions import db
from lotsen.network_results.service import newest
from lotsen.network_results.values import ASSESSMENT
from lotsen.organisations.models import Organisation, StaffMember
from lotsen.regions.service import municipalities_in
from lotsen.rows import RegionRow
from lotsen.ties import bodies, directory, gap_sentences, snapshot
from lotsen.ties.directory import sees_people
from lotsen.ties.models import FREQUENCIES, KINDS, Tie
from lotsen.ties.numbers import HIDDEN, volunteer_counts

GRAVE, MIDDLING = 0.65, 0.45  # severities from which a gap is called grave, or worth a look
#: Rules about organisations and staff alone: neither a volunteer nor a request stands behind them.
ABOUT_BODIES = frozenset({"isolated", "L5_isolierte_mso", "L9_ruhend", "L10_doppelstruktur"})
_ENDS = 2  # of their subjects so many are actors; L9 names the kind of the tie behind them


@dataclass(frozen=True)
class Gap:
    """One line of the gap list."""

    finding: network.Finding
    rule: str
    sentence: str
    act: str
    weight: str  # hoch, mittel, gering


def numbers(role: str) -> dict[str, int | str]:
    """How big the network is, as far as a role sees it; volunteers as a number from five on."""
    known = snapshot.for_reader(role)
    kinds = [actor.kind for actor in known.active_actors]
    volunteers = volunteer_counts(role).total
    return {
        "staff": kinds.count(network.STAFF),
        "paid_staff": sum(actor.kind == network.STAFF and actor.paid for actor in known.active_actors),
        "organisations": kinds.count(network.ORGANISATION),
        "volunteers": HIDDEN if volunteers is None else volunteers,
        "ties": known.graph.number_of_edges(),
        "isolated": sum(not known.graph[node] for node in known.graph),
    }


def findings(role: str) -> list[network.Finding]:
    """The gaps of the region that a role may read, gravest first, as they were found last; NotYet before that."""
    return readable(newest(ASSESSMENT).whole.gaps, role)


def readable(found: Sequence[network.Finding], role: str) -> list[network.Finding]:
    """Without what speaks of a single volunteer or of what few people ask for, unless a role sees people.

    Nor the day of the last contact: it may have been a volunteer's.
    """
    if sees_people(role):
        return list(found)
    bodies = {one.id for one in snapshot.for_reader(role).actors}
    kept = (one for one in found if one.code in ABOUT_BODIES and bodies.issuperset(one.subject[:_ENDS]))
    return [
        replace(one, since=None, evidence=tuple(key for key in one.evidence if key in bodies or ">" in key))
        for one in kept
    ]


def gaps(role: str, *, rule: str | None = None, municipality: str | None = None, is_named: bool = True) -> list[Gap]:
    """The gap list in sentences, for a rule or a municipality or all."""
    chosen = [
        finding
        for finding in findings(role)
        if (not rule or finding.code == rule)
        and (not municipality or finding.facts.get("municipality") == municipality)
    ]
    return told(chosen, role, is_named=is_named)


def weight_of(finding: network.Finding) -> str:
    """How grave a gap is, in one word: hoch, mittel or gering."""
    return "hoch" if finding.severity >= GRAVE else "mittel" if finding.severity >= MIDDLING else "gering"


def told(chosen: Sequence[network.Finding], role: str, *, is_named: bool = True) -> list[Gap]:
    """Findings that a role may read, in sentences, with the names that it may read."""
    about = {part for one in chosen for part in (*one.subject, str(one.facts.get("actor", "")))}
    labels = directory.of(role, about, is_named=is_named)
    names_of_places = {place.ags: place.name for place in municipalities_in(scope.region_id())}

    def name(key: str) -> str:
        entry = labels.get(key)
        return entry.label if entry else _("eine Person")

    return [
        Gap(
            finding,
            str(gap_sentences.RULE_LABELS[finding.code]),
            gap_sentences.sentence(finding, name, names_of_places),
            str(gap_sentences.ACT_LABELS.get(finding.act, "")),
            weight_of(finding),
        )
        for finding in readable(chosen, role)
    ]


def places() -> list[network.Place]:
    """The municipalities of the region, by name."""
    return sorted(snapshot.of_region().places, key=lambda place: place.name)


def ends() -> list[tuple[str, str]]:
    """Everybody a tie can be stated between: organisations and their staff, by name."""
    organisations = db.session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.is_active).order_by(Organisation.name)
    )
    names = dict(organisations.all())
    found = [(f"organisation:{key}", name) for key, name in names.items()]
    for member in db.session.scalars(select(StaffMember).where(StaffMember.is_active)):
        if member.organisation_id in names:
            found.append((f"staff:{member.id}", f"{member.name} ({names[member.organisation_id]})"))
    return sorted(found, key=lambda end: end[1].casefold())


def state(
    *, one: str, other: str, kind: str, intensity: int, frequency: str | None, last_contact_on: date | None,
    until_on: date | None, note: str | None, stated_by: uuid.UUID, key: uuid.UUID | None = None,
) -> Tie:  # fmt: skip
    """Somebody says that two work together, once; Invalid if that cannot be."""
    if one == other:
        raise Invalid(_("Bitte wählen Sie zwei verschiedene Seiten."), "other")
    if kind not in KINDS or (frequency and frequency not in FREQUENCIES):
        raise Invalid(_("Bitte wählen Sie aus der Liste."), "kind")
    if last_contact_on and last_contact_on > clock.today():
        raise Invalid(_("Der letzte Kontakt kann nicht in der Zukunft liegen."), "last_contact_on")
    tie = Tie(
        id=key,
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
    return written_once(Tie, tie.id, lambda: _write(tie))


def _write(tie: Tie) -> Tie:
    db.session.add(tie)
    audit.record("ties.state", tie, kind=tie.kind)
    db.session.commit()
    return tie


def find_named(key: str, tables: Mapping[str, type[RegionRow]]) -> RegionRow:
    """The row of the reader's region that a form names as ``kind:id``; NotFound for anything else."""
    kind, _colon, raw = key.partition(":")
    try:
        wanted = uuid.UUID(raw)
    except ValueError as error:
        raise NotFound from error
    if kind not in tables:
        raise NotFound
    table = tables[kind]
    return find(select(table).where(table.id == wanted))


def _end(side: str, key: str) -> dict[str, uuid.UUID]:
    row = find_named(key, {"organisation": Organisation, "staff": StaffMember})
    return {f"{side}_{key.partition(':')[0]}_id": row.id}


def touch(tie_id: uuid.UUID) -> Tie:
    """There was contact today: the tie is fresh again. Conflict once it has ended."""
    tie = _running(tie_id)
    change(update(Tie).where(Tie.id == tie.id).values(contact_count=Tie.contact_count + 1))
    tie.last_contact_on = clock.today()
    audit.record("ties.touch", tie)
    db.session.commit()
    return tie


def end(tie_id: uuid.UUID) -> Tie:
    """The cooperation is over as of today. Conflict when it ended before."""
    tie = _running(tie_id)
    tie.until_on = clock.today()
    audit.record("ties.end", tie)
    db.session.commit()
    return tie


def _running(tie_id: uuid.UUID) -> Tie:
    tie = find(select(Tie).where(Tie.id == tie_id).with_for_update())
    if tie.until_on is not None and tie.until_on <= clock.today():
        raise Conflict(_("Diese Zusammenarbeit ist schon beendet."))
    return tie


def quiet_since() -> date:
    """The day before which a last contact is long ago in this region."""
    return clock.days_ago(snapshot.of_region().thresholds.contact_days)


@dataclass(frozen=True)
class TieLine:
    """One line of the list of ties."""

    tie: Tie
    one: str
    other: str

    @property
    def source(self) -> str:
        """The one side as the network names it."""
        return str(*_ends_of(self.tie, "from"))

    @property
    def target(self) -> str:
        """The other side."""
        return str(*_ends_of(self.tie, "to"))


def listing(role: str, *, is_dormant: bool, page: int, size: int = 50) -> tuple[list[TieLine], int]:
    """Ties of those who are there today, the longest silent first, and how many there are; dormant is what L9 says."""
    running = Tie.until_on.is_(None) | (Tie.until_on > clock.today())
    statement = select(Tie).where(running, _is_there("from"), _is_there("to"))
    if is_dormant:
        last = func.coalesce(Tie.last_contact_on, Tie.since_on)
        statement = statement.where(last < quiet_since(), Tie.kind.not_in(network.LASTING_KINDS))
    if not sees_people(role):
        statement = statement.where(Tie.from_volunteer_id.is_(None), Tie.to_volunteer_id.is_(None))
    count = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ties = list(
        db.session.scalars(statement.order_by(Tie.last_contact_on, Tie.id).limit(size).offset((page - 1) * size))
    )
    ids = {str(key) for tie in ties for key in (*_ends_of(tie, "from"), *_ends_of(tie, "to"))}
    labels = directory.of(role, ids)

    def name(tie: Tie, side: str) -> str:
        return next((labels[str(key)].label for key in _ends_of(tie, side) if str(key) in labels), "–")

    return [TieLine(tie, name(tie, "from"), name(tie, "to")) for tie in ties], count


def _is_there(side: str) -> ColumnElement[bool]:
    return or_(*(getattr(Tie, f"{side}_{kind}_id").in_(keys) for kind, keys in bodies.there_today().items()))


def _ends_of(tie: Tie, side: str) -> list[uuid.UUID]:
    keys = (getattr(tie, f"{side}_{kind}_id") for kind in ("organisation", "staff", "volunteer"))
    return [key for key in keys if key]
