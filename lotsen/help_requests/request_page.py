"""Everything that the page of one request shows, put together once."""

from dataclasses import dataclass

from lotsen.accounts.models import Account
from lotsen.consents import service as consents
from lotsen.consents.models import Consent
from lotsen.help_requests import double_support, lists, next_steps, service, states, story
from lotsen.help_requests.models import OPEN_STATES, HelpRequest
from lotsen.organisations import directory
from lotsen.planned_meetings import lists as planned
from lotsen.proposals import ranking
from lotsen.proposals.models import Proposal
from lotsen.tandems.models import Tandem


@dataclass(frozen=True)
class RequestPage:
    """What is next, who suits, who was asked, who is together, what happened."""

    step: next_steps.Step
    case_manager: Account
    consent: Consent | None
    waiting_days: int | None
    proposals: list[Proposal]
    tandems: list[Tandem]
    events: list[story.Event]
    ranking: ranking.RankingPage | None
    hides_ranking: bool
    doubles: list[double_support.Double]
    who_helps: directory.Directory | None
    is_closed: bool
    may_close: bool


def page_of(row: HelpRequest, *, may_rank: bool) -> RequestPage:
    """The page of a request; ``may_rank`` is False where distances would give a hidden place away."""
    proposals, tandems = service.proposals_of(row), service.tandems_of(row)
    consent = consents.running(row.newcomer).get("matching")
    wants_ranking = _is_searching(row) and consent is not None
    return RequestPage(
        step=next_steps.next_steps([row])[row.id],
        case_manager=service.case_manager_of(row),
        consent=consent,
        waiting_days=lists.waiting_days(row),
        proposals=proposals,
        tandems=tandems,
        events=story.tell(row, proposals, tandems, planned.moved_of([tandem.id for tandem in tandems])),
        ranking=ranking.page_of(row) if wants_ranking and may_rank else None,
        hides_ranking=wants_ranking and not may_rank,
        doubles=double_support.doubles(row),
        who_helps=_who_helps(row) if may_rank and row.status not in states.CLOSED else None,
        is_closed=row.status in states.CLOSED,
        may_close=row.status not in (*states.CLOSED, *states.RUNNING),
    )


def _who_helps(row: HelpRequest) -> directory.Directory:
    spoken = [str(one["language"]) for one in row.newcomer.languages]
    return directory.who_helps(row.needs, ags=row.ags, languages=spoken, gender=row.newcomer.gender)


def _is_searching(row: HelpRequest) -> bool:
    if row.status in OPEN_STATES:
        return True
    return row.status in states.RUNNING and not row.is_exclusive
