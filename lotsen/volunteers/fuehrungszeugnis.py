"""The rules of § 72a SGB VIII: who must show a Führungszeugnis, and how long a seen one counts.

What may be known of it are three facts: that it was seen, its date, and whether it lists a conviction
named in the law. Whether a duty exists is the region's policy per mode.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lotsen import clock

#: A certificate must be fresh when it is shown (common practice of youth offices).
FRESH_MONTHS = 3
NEVER, WITH_MINORS, ALWAYS = "nie", "bei_minderjaehrigen", "immer"


@dataclass(frozen=True)
class Seen:
    """The three facts, without whom they are about."""

    seen_on: date
    issued_on: date
    has_listed_conviction: bool


def is_fresh(*, issued_on: date, seen_on: date) -> bool:
    """Whether a certificate was at most three months old when it was shown, and not from the future.

    >>> is_fresh(issued_on=date(2026, 1, 15), seen_on=date(2026, 4, 15))
    True
    >>> is_fresh(issued_on=date(2026, 1, 14), seen_on=date(2026, 4, 15))
    False
    """
    return clock.months_after(seen_on, -FRESH_MONTHS) <= issued_on <= seen_on


def expires_on(issued_on: date, *, years: int) -> date:
    """The first day on which a certificate must be shown again.

    >>> expires_on(date(2021, 11, 23), years=5)
    datetime.date(2026, 11, 23)
    """
    return clock.months_after(issued_on, 12 * years)


def is_owed(*, modes: Iterable[str], works_with_minors: bool, duty: Mapping[str, str]) -> bool:
    """Whether anything the volunteer does asks for a Führungszeugnis in this region.

    >>> duty = {"lotse": "bei_minderjaehrigen", "laiendolmetscher": "immer"}
    >>> is_owed(modes=["lotse"], works_with_minors=False, duty=duty)
    False
    >>> is_owed(modes=["lotse"], works_with_minors=True, duty=duty)
    True
    >>> is_owed(modes=["laiendolmetscher"], works_with_minors=False, duty=duty)
    True
    """
    wanted = {duty.get(mode, WITH_MINORS) for mode in modes}
    return ALWAYS in wanted or (works_with_minors and WITH_MINORS in wanted)


def counts(seen: Seen | None, *, today: date, years: int) -> bool:
    """Whether the facts clear somebody today: seen, not too old, nothing listed."""
    return seen is not None and not seen.has_listed_conviction and today < expires_on(seen.issued_on, years=years)


def may_meet_minors(
    seen: Seen | None, *, modes: Iterable[str], duty: Mapping[str, str], today: date, years: int
) -> bool:
    """Whether somebody who wants to work with minors may: cleared, or the region asks it of nobody like her.

    A listed conviction closes the door whatever the policy says.
    """
    if seen is not None and seen.has_listed_conviction:
        return False
    return counts(seen, today=today, years=years) or not is_owed(modes=modes, works_with_minors=True, duty=duty)
