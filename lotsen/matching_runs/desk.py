"""What the page of a run shows: who would be asked for whom and why, and who stays without anybody."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from lotsen import clock
from lotsen.help_requests.lists import waiting_days
from lotsen.help_requests.models import SEARCHING
from lotsen.matching_runs import long_runs, service, suggestion_words, suggestions
from lotsen.matching_runs.models import MatchingRun, MatchingRunLine, PairChoice, Suggestion
from lotsen.proposals import reasons
from lotsen.proposals.reason_sentences import rule_label
from lotsen.proposals.service import HELD_BACK
from matching import REFUSAL_FACTS
from matching.assignment import TAKEN

RULES_SHOWN = 3


@dataclass(frozen=True)
class Pair:
    """Somebody found for a request: why, and whether a person fixed it."""

    line: MatchingRunLine
    fit: int  # 0 to 100
    summary: str
    reasons: list[reasons.Told]
    waiting_days: int | None
    is_open: bool
    fixed_now: bool
    wait: str  # until when looking ahead would keep this request waiting


@dataclass(frozen=True)
class Unserved:
    """A request without anybody, with what keeps most people away."""

    line: MatchingRunLine
    waiting_days: int | None
    rules: list[tuple[str, int]]
    held_back: str  # why nobody may be asked for it now; empty where people are what is missing


@dataclass(frozen=True)
class RunPage:
    """A run ready for its page."""

    run: MatchingRun
    pairs: list[Pair]
    unserved: list[Unserved]
    ruled_out: list[PairChoice]
    mean_fit: int
    open_count: int
    runs_for: int  # seconds since it was asked for
    standing: str  # of a run that is computed: waits, runs, silent
    likely_seconds: int  # what the last finished run of this region took; 0 where there is none


@dataclass(frozen=True)
class Difference:
    """One request that two runs answer differently."""

    line: MatchingRunLine
    before: MatchingRunLine


@dataclass(frozen=True)
class Comparison:
    """Two runs beside each other: what both answer, and which requests only one of them knew.

    ``unseen_count`` are lines that were there and are not shown: the request is deleted, or has a register block since.
    """

    first: MatchingRun
    second: MatchingRun
    first_fit: int
    second_fit: int
    differences: list[Difference]
    gone: list[MatchingRunLine]
    came: list[MatchingRunLine]
    unseen_count: int

    @property
    def is_same(self) -> bool:
        """Whether both know the same requests and answer them alike."""
        return not (self.differences or self.gone or self.came or self.unseen_count)


def page_of(run: MatchingRun) -> RunPage:
    """Pairs first by value, then the requests without anybody, the longest waiting first."""
    lines, chosen = service.lines_of(run), service.choices()
    fixed = {(one.help_request_id, one.volunteer_id) for one in chosen if one.kind == "fest"}
    served = sorted((line for line in lines if line.volunteer_id), key=lambda line: (-line.value, line.id))
    foreseen = suggestions.suggested([line.help_request_id for line in served])
    pairs = [_pair(line, fixed, foreseen.get(line.help_request_id)) for line in served]
    unserved = sorted(
        (_unserved(line) for line in lines if line.volunteer_id is None),
        key=lambda one: (-(one.waiting_days or 0), one.line.id),
    )
    requests = {line.help_request_id for line in lines}
    ruled_out = [one for one in chosen if one.kind == "nie" and one.help_request_id in requests]
    return RunPage(
        run=run,
        pairs=pairs,
        unserved=unserved,
        ruled_out=ruled_out,
        mean_fit=_mean_fit(lines),
        open_count=sum(pair.is_open for pair in pairs),
        runs_for=max(round((clock.now() - run.created_at).total_seconds()), 1),
        standing=_standing(run),
        likely_seconds=service.last_took_seconds(),
    )


def compare(first: MatchingRun, second: MatchingRun) -> Comparison:
    """What the second run answers differently from the first, and what has gone or come between them."""
    before = {line.help_request_id: line for line in service.lines_of(first)}
    after = {line.help_request_id: line for line in service.lines_of(second)}
    changed = [
        Difference(line, before[key])
        for key, line in after.items()
        if key in before and line.volunteer_id != before[key].volunteer_id
    ]
    unseen = first.request_count - len(before), second.request_count - len(after)
    return Comparison(
        first=first,
        second=second,
        first_fit=_mean_fit(list(before.values())),
        second_fit=_mean_fit(list(after.values())),
        differences=sorted(changed, key=lambda one: one.line.help_request.number),
        gone=_by_number(line for key, line in before.items() if key not in after),
        came=_by_number(line for key, line in after.items() if key not in before),
        unseen_count=max(*unseen, 0),
    )


def _by_number(lines: Iterable[MatchingRunLine]) -> list[MatchingRunLine]:
    return sorted(lines, key=lambda line: line.help_request.number)


def _standing(run: MatchingRun) -> str:
    if run.beat_at is None:
        return "waits"
    return "silent" if long_runs.is_silent(run) else "runs"


def _pair(line: MatchingRunLine, fixed: set[tuple[uuid.UUID, uuid.UUID]], foreseen: Suggestion | None) -> Pair:
    assert line.volunteer_id is not None
    is_open = line.outcome is None and line.help_request.status in SEARCHING
    return Pair(
        line=line,
        fit=round(line.fit / 10),
        summary=reasons.summary(line.reasons),
        reasons=reasons.told(line.reasons),
        waiting_days=waiting_days(line.help_request),
        is_open=is_open,
        fixed_now=(line.help_request_id, line.volunteer_id) in fixed,
        wait=suggestion_words.wait(foreseen) if is_open else "",
    )


def _unserved(line: MatchingRunLine) -> Unserved:
    counts = Counter({code: count for code, count in line.refusals.items() if code in REFUSAL_FACTS})
    rules = [(rule_label(code), count) for code, count in counts.most_common(RULES_SHOWN)]
    if taken := line.refusals.get(TAKEN):
        rules.insert(0, (str(_("Passt, hilft aber jemand anderem mehr")), taken))
    kept = next((sentence for code, sentence in HELD_BACK.items() if code in line.refusals), "")
    return Unserved(line, waiting_days(line.help_request), rules, str(kept))


def _mean_fit(lines: list[MatchingRunLine]) -> int:
    fits = [line.fit for line in lines if line.volunteer_id]
    return round(sum(fits) / len(fits) / 10) if fits else 0
