"""Follow the gaps from computation to computation: what is new, what closed itself, what has come back.

A gap has one key for ever, made from its region and its identity, so that its address exists before
anybody has touched it. A job writes what a computation found; pages read both and never wait for it.
"""

import logging
import uuid
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import network
from lotsen import clock, scope
from lotsen.audit import service as audit
from lotsen.database import writing
from lotsen.extensions import db
from lotsen.gaps import states
from lotsen.gaps.models import Gap, GapStep
from lotsen.network_results import service as results
from lotsen.network_results.service import newest
from lotsen.network_results.values import ASSESSMENT
from lotsen.organisations.models import Organisation
from lotsen.regions.models import Region
from lotsen.volunteers.models import Volunteer

NAMESPACE: Final = uuid.UUID("6f0c4c58-6a3b-4a0e-9f43-0e7f3d2f5b11")
log = logging.getLogger(__name__)
Found = dict[uuid.UUID, network.Finding]
_found: dict[str, tuple[network.Assessment, Found]] = {}


def key_of(finding: network.Finding) -> uuid.UUID:
    """The key of a gap of this region, the same on every day."""
    return uuid.uuid5(NAMESPACE, f"{scope.region_id()}/{finding.key}")


def current() -> Found:
    """What the rules found last in this region, by key, gravest first; NotYet before they ever looked."""
    region, assessed = scope.region_id(), newest(ASSESSMENT).whole
    kept = _found.get(region)
    if kept is None or kept[0] is not assessed:
        kept = _found[region] = (assessed, {key_of(one): one for one in assessed.gaps})
    return kept[1]


def as_finding(row: Gap) -> network.Finding:
    """What the rule last said of a gap; without evidence, which is not kept."""
    return network.Finding(
        row.rule, tuple(row.subject), row.severity, row.facts, (), row.since_on, row.population, row.act
    )


def row_for(key: uuid.UUID, finding: network.Finding, volunteers: frozenset[str] | None = None) -> Gap:
    """A gap that is found for the first time."""
    said = _said(finding, _volunteers() if volunteers is None else volunteers)
    return Gap(id=key, key=finding.key, status_since=clock.now(), **said)


def _volunteers() -> frozenset[str]:
    """The keys of everybody whom a gap can be about."""
    return frozenset(map(str, db.session.scalars(select(Volunteer.id))))


def _said(finding: network.Finding, volunteers: frozenset[str]) -> dict[str, Any]:
    """What a rule says of a gap, as it is kept: without evidence."""
    about = [one for one in finding.subject if one in volunteers]
    return {
        "rule": finding.code,
        "act": finding.act,
        "subject": list(finding.subject),
        "facts": _plain(finding.facts),
        "severity": finding.severity,
        "since_on": finding.since,
        "population": finding.population,
        "volunteer_id": uuid.UUID(about[0]) if about else None,
    }


def _plain(facts: Mapping[str, object]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in facts.items()}


def follow_gaps() -> int:
    """Follow the gaps of every region in which the rules have looked anew; how many regions. A job."""
    regions = list(db.session.scalars(select(Region.id).order_by(Region.id)))
    db.session.rollback()
    known: dict[str, object] = current_app.extensions.setdefault("gap_versions", {})
    followed = 0
    for region in regions:
        with scope.of(region), writing(False):
            found = results.known(ASSESSMENT) if _has_anybody() else None
            db.session.rollback()
        if found is not None and known.get(region) != found.made_at and _follow_region(region):
            known[region] = found.made_at
            followed += 1
    return followed


def _follow_region(region: str) -> bool:
    """One region; one that fails is looked at again a minute later, and holds up no other."""
    with scope.of(region):
        try:
            follow()
        except IntegrityError:  # somebody wrote down the same gap a moment ago
            db.session.rollback()
            return False
        except Exception:
            log.exception("the gaps of a region could not be followed: %s", region)
            db.session.rollback()
            return False
    return True


def _has_anybody() -> bool:
    """A region that has not begun has no gaps to work on; one that everybody left still has to close its own."""
    anybody = (select(table.id).limit(1) for table in (Organisation, Volunteer))
    still_open = select(Gap.id).where(Gap.status != states.CLOSED).limit(1)
    return any(db.session.scalar(one) is not None for one in (*anybody, still_open))


def follow() -> Counter[str]:
    """Bring this region's rows to what was found last, in one transaction; the steps that were taken.

    Nothing where that was emptied or worked out anew meanwhile: it may speak of somebody who was just deleted.
    """
    with writing(False):  # nobody shall wait for the lock while we read
        read = results.known(ASSESSMENT)
        found, volunteers = current(), _volunteers()
        db.session.rollback()
    with writing():
        if read is None or not results.holds_still(ASSESSMENT, read.made_at):
            db.session.rollback()
            return Counter()
        rows = {row.id: row for row in db.session.scalars(select(Gap).with_for_update())}
        fresh = [row_for(key, finding, volunteers) for key, finding in found.items() if key not in rows]
        db.session.add_all(fresh)
        db.session.flush()  # before the record: whoever writes the same one down waits for nothing of ours
        steps = Counter(step for row in rows.values() if (step := _follow(row, found.get(row.id), volunteers)))
        steps["neu"] += len(fresh)
        if steps.total():
            counts: dict[str, Any] = {step: count for step, count in steps.items() if count}
            audit.record("gaps.follow", "gap", **counts)
        db.session.commit()
    return steps


def _follow(row: Gap, finding: network.Finding | None, volunteers: frozenset[str]) -> str | None:
    """One gap and whether it is still found; the step that follows from it by itself."""
    standing = states.Standing(row.status, row.ended_as, row.is_found, row.look_again_on)
    step = states.follow(standing, is_found=finding is not None, today=clock.today())
    row.is_found = finding is not None
    if finding is not None:
        for name, value in _said(finding, volunteers).items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    if step:
        owner = row.owner_id
        move(row, step)
        db.session.add(GapStep(gap_id=row.id, kind=step))
        if owner is not None:
            audit.record("gaps.follow_one", row, step=step)
    return step


def move(row: Gap, step: str) -> bool:
    """Put a gap into the state that a step leads to; False where the step cannot happen."""
    target = states.after(row.status, step)
    if target is None:
        return False
    if target != row.status:
        row.status, row.status_since = target, clock.now()
    if target != states.IN_WORK:
        row.owner_id = row.due_on = None
    if step in states.ENDS:
        row.ended_as = step
    elif target != states.CLOSED:
        row.ended_as = row.look_again_on = None
    return True
