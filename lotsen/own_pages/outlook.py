"""What a waiting volunteer is told: how many requests fit her languages nearby, and which languages are sought.

Small numbers could point to one family, so anything under five is told as "a few".
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lotsen.extensions import db
from lotsen.help_requests.models import OPEN_STATES, HelpRequest
from lotsen.volunteers.models import Volunteer

FEW = 5
SOUGHT_SHOWN = 3


@dataclass(frozen=True)
class Outlook:
    """``shared_count``: open requests nearby in one of her languages; ``is_few`` stands for one to four."""

    shared_count: int
    is_few: bool
    spoken: tuple[str, ...]  # her languages besides German
    place: str
    sought: tuple[str, ...]  # codes of languages that are asked for most, and that she does not speak


def outlook(volunteer: Volunteer) -> Outlook:
    """What she may expect, from the open requests of today."""
    spoken = {row.language for row in volunteer.languages} - {"deu"}
    statement = (
        select(HelpRequest)
        .where(HelpRequest.status.in_(OPEN_STATES))
        .options(joinedload(HelpRequest.newcomer), joinedload(HelpRequest.municipality))
    )
    nearby = [request for request in db.session.scalars(statement) if _is_near(volunteer, request)]
    asked = [_languages(request) for request in nearby]
    shared = sum(bool(languages & spoken) for languages in asked)
    others = Counter(language for languages in asked for language in languages - spoken)
    return Outlook(
        shared_count=shared if shared >= FEW else 0,
        is_few=0 < shared < FEW,
        spoken=tuple(sorted(spoken)),
        place=volunteer.municipality.name,
        sought=tuple(code for code, count in others.most_common(SOUGHT_SHOWN) if count >= FEW),
    )


def _languages(request: HelpRequest) -> set[str]:
    """The languages of the person, without German: nobody is short of that."""
    spoken: Iterable[dict[str, object]] = request.newcomer.languages or ()
    return {str(one["language"]) for one in spoken if one.get("language")} - {"deu"}


def _is_near(volunteer: Volunteer, request: HelpRequest) -> bool:
    """A protected place counts nowhere."""
    if request.newcomer.is_protected:
        return False
    return volunteer.municipality.km_to(request.municipality) <= max(volunteer.radius_km, 1)
