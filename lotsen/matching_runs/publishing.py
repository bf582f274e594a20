"""Ask the people of a run by one click: all chosen lines in one transaction, with their mails, or none.

Whoever looks meanwhile sees nothing of it, and a server that dies has asked nobody. What takes long is worked
out before: while others wait for the lock, nothing is ranked.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select, update

from lotsen import clock
from lotsen.audit import service as audit
from lotsen.database import change, find, hold, reading
from lotsen.errors import Conflict, Invalid
from lotsen.extensions import db
from lotsen.help_requests import states
from lotsen.help_requests.models import HelpRequest
from lotsen.matching_runs.models import MatchingRun, MatchingRunLine
from lotsen.proposals import ranking
from lotsen.proposals import service as proposals
from lotsen.proposals.models import Proposal


def publish(run_id: uuid.UUID, line_ids: Sequence[uuid.UUID], *, by: uuid.UUID) -> tuple[int, int]:
    """Ask the people of these lines; how many were asked, and how many lines no longer held.

    A line that somebody overtook is noted and leaves the others alone; a second click asks nobody twice.

    Conflict for a run without a result, Invalid where no chosen line is open.
    """
    wanted = {line.help_request_id: line.volunteer_id for line in _open_lines(run_id, line_ids) if line.volunteer_id}
    with reading():  # ranking takes a moment, and nobody shall wait for it
        suiting = ranking.askable_pairs(wanted)
    hold(MatchingRun, run_id)  # of two clicks at the same moment the second finds what the first asked
    lines = _open_lines(run_id, line_ids)
    requests = states.locked_all([line.help_request_id for line in lines])
    asked_before = ranking.asked_by_request(requests)
    asked_now = _ask([line for line in lines if not _is_asked(line, asked_before)], requests, suiting, by=by)
    for line in lines:
        holds = _was_asked(line, by) if _is_asked(line, asked_before) else line.help_request_id in asked_now
        line.outcome = "gefragt" if holds else "ueberholt"
    asked = sum(line.outcome == "gefragt" for line in lines)
    published = update(MatchingRun).where(MatchingRun.id == run_id, MatchingRun.status == "entwurf")
    change(published.values(status="veroeffentlicht", published_at=clock.now(), published_by=by))
    audit.record("matching_runs.publish", "matching_run", run_id, asked=asked, overtaken=len(lines) - asked)
    db.session.commit()
    return asked, len(lines) - asked


def _open_lines(run_id: uuid.UUID, line_ids: Sequence[uuid.UUID]) -> list[MatchingRunLine]:
    """The chosen lines that nobody was asked for yet, the most valuable first."""
    run = find(select(MatchingRun).where(MatchingRun.id == run_id))
    if run.status not in ("entwurf", "veroeffentlicht"):
        raise Conflict(_("Diese Rechnung hat kein Ergebnis, aus dem jemand gefragt werden kann."))
    statement = select(MatchingRunLine).where(
        MatchingRunLine.matching_run_id == run_id,
        MatchingRunLine.id.in_(line_ids),
        MatchingRunLine.volunteer_id.is_not(None),
        MatchingRunLine.outcome.is_(None),
    )
    lines = list(db.session.scalars(statement.order_by(MatchingRunLine.value.desc(), MatchingRunLine.id)))
    if not lines:
        raise Invalid(_("Bitte wählen Sie mindestens eine Zeile aus, die noch offen ist."), "lines")
    return lines


def _is_asked(line: MatchingRunLine, asked: Mapping[uuid.UUID, Collection[str]]) -> bool:
    return str(line.volunteer_id) in asked.get(line.help_request_id, ())


def _ask(
    lines: Sequence[MatchingRunLine],
    requests: Mapping[uuid.UUID, HelpRequest],
    suiting: Mapping[uuid.UUID, ranking.Askable],
    *,
    by: uuid.UUID,
) -> set[uuid.UUID]:
    """For which requests her turn came: one that was closed, or whose volunteer filled up, is overtaken."""
    refused = proposals.refusals(requests.values(), by=by)
    asking: dict[HelpRequest, proposals.Line] = {}
    for line in lines:
        request, suits = requests.get(line.help_request_id), suiting.get(line.help_request_id)
        if line.volunteer_id is not None and request is not None and suits is not None and request.id not in refused:
            asking[request] = [(line.volunteer_id, suits)]
    planned = proposals.put_in_line(asking, by=by)
    return {proposal.help_request_id for proposal in planned if proposal.status != "zurueckgezogen"}


def _was_asked(line: MatchingRunLine, by: uuid.UUID) -> bool:
    """Whether whoever clicks asked her already since the run was computed, on the request's own page."""
    since = select(MatchingRun.created_at).where(MatchingRun.id == line.matching_run_id).scalar_subquery()
    statement = select(Proposal.id).where(
        Proposal.help_request_id == line.help_request_id,
        Proposal.volunteer_id == line.volunteer_id,
        Proposal.proposed_by == by,
        Proposal.created_at >= since,
    )
    return db.session.scalar(statement.limit(1)) is not None
