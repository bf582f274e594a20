"""How tests read a run."""

import uuid

from lotsen.matching_runs import service
from lotsen.matching_runs.models import MatchingRun, MatchingRunLine


def by_request(run: MatchingRun) -> dict[uuid.UUID, MatchingRunLine]:
    """The lines of a run by request."""
    return {line.help_request_id: line for line in service.lines_of(run)}
