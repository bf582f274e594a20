"""Words that several pages need for a request, in one table that templates can read."""

from collections.abc import Iterable
from typing import Final

from flask_babel import gettext as _

from lotsen.half_days import times_text
from lotsen.help_requests import appointments, states
from lotsen.help_requests.forms import PLACES, WISHES
from lotsen.help_requests.models import HelpRequest
from lotsen.languages import language_name, level_name
from lotsen.needs import FREQUENCIES, NEEDS_BY_KEY, URGENCIES
from lotsen.newcomers.forms import ACCESSIBILITY, ACCOMMODATIONS, GENDERS, HOUSEHOLDS
from lotsen.newcomers.models import Newcomer
from lotsen.proposals import codes as proposal_codes
from lotsen.proposals.reason_sentences import rule_label
from lotsen.tandems import codes as tandem_codes
from lotsen.words import AGE_BANDS, MODES


def wish(row: HelpRequest) -> str:
    """Who may help, in words."""
    wanted = str(WISHES[f"{row.gender_is}-{row.wants_gender}"]) if row.wants_gender else ""
    if row.not_own_community:
        other = _("niemand aus der Sprachgemeinschaft %(language)s", language=language_name(row.not_own_community))
        wanted = f"{wanted}; {other}" if wanted else str(other)
    return wanted


def spoken(person: Newcomer) -> str:
    """The languages of a newcomer with their levels, in one line."""
    return ", ".join(
        f"{language_name(str(one['language']))} ({level_name(int(str(one['level'])))})" for one in person.languages
    )


def accessible(person: Newcomer) -> str:
    """The practical measures a newcomer needs, in one line."""
    return ", ".join(str(ACCESSIBILITY[key]) for key in person.accessibility or () if key in ACCESSIBILITY)


def needs(keys: Iterable[str]) -> str:
    """Needs in words, in one line."""
    return ", ".join(str(NEEDS_BY_KEY[key].label) for key in keys if key in NEEDS_BY_KEY)


WORDS: Final[dict[str, object]] = {
    "status": states.LABELS,
    "status_kinds": states.KINDS,
    "urgency": URGENCIES,
    "frequency": FREQUENCIES,
    "mode": MODES,
    "need": {key: need.label for key, need in NEEDS_BY_KEY.items()},
    "place": PLACES,
    "age_band": AGE_BANDS,
    "gender": GENDERS,
    "household": HOUSEHOLDS,
    "accommodation": ACCOMMODATIONS,
    "proposal": proposal_codes.LABELS,
    "proposal_kinds": proposal_codes.KINDS,
    "because": proposal_codes.BEND_REASONS,
    "decline": proposal_codes.DECLINE_REASONS,
    "tandem": tandem_codes.LABELS,
    "tandem_kinds": tandem_codes.KINDS,
    "end_reason": tandem_codes.reason_label,
    "language": language_name,
    "level": level_name,
    "times": times_text,
    "rule": rule_label,
    "needs": needs,
    "wish": wish,
    "spoken": spoken,
    "accessible": accessible,
    "appointment": appointments.words,
}
