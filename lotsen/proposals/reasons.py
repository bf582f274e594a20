"""What a reader is told of the reasons of a pair: which of them, whether they speak for it, in one line.

The matching speaks in codes with facts; their sentences are in ``reason_sentences``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _

from lotsen.half_days import times_text
from lotsen.languages import language_name, level_name
from lotsen.proposals.reason_sentences import Facts, criterion_label, sentence, way
from matching import REASON_FACTS, REFUSAL_FACTS

#: What belongs to the request and is the same for everybody says nothing about a person.
OF_THE_REQUEST: Final = frozenset({"urgency", "waiting", "service"})
DIFFERENCES: Final = 3
#: What a volunteer is told about herself: nothing about her load, nothing about others.
FOR_VOLUNTEERS: Final = frozenset(
    {"language.shared", "need.covered", "place.distance", "time.overlap", "gender.wish", "continuity.known"}
)
#: Rules that staff bent to ask her, which she should know of before she answers.
BENT_FOR_VOLUNTEERS: Final = frozenset({"mode", "level.too_low", "german.too_low", "radius", "time.none", "absence"})


@dataclass(frozen=True)
class Told:
    """A reason ready for a page: its sentence, whether it speaks for or against, and its points."""

    text: str
    kind: str  # good, weak, against
    points: str | None = None


def told(reasons: Iterable[Mapping[str, Any]], *, with_points: bool = True) -> list[Told]:
    """The reasons of a pair for staff, without those that are the same for everybody."""
    return [
        Told(
            sentence(reason["code"], reason["facts"]),
            _kind(reason["code"], reason["facts"]),
            f"+{round(reason['points'] / 10)}" if with_points and reason["points"] >= 5 else None,
        )
        for reason in reasons
        if _says_something(reason)
    ]


def told_to_volunteer(reasons: Iterable[Mapping[str, Any]], *, is_protected: bool) -> list[Told]:
    """The reasons as the volunteer may read them; a protected place is not given away by its distance."""
    found = []
    for reason in reasons:
        code, facts = reason["code"], reason["facts"]
        if code in BENT_FOR_VOLUNTEERS and not (is_protected and code == "radius"):
            found.append(Told(sentence(code, facts), "weak"))
        if code not in FOR_VOLUNTEERS or not _says_something(reason) or _kind(code, facts) == "against":
            continue
        text = _("In erreichbarer Nähe") if code == "place.distance" and is_protected else sentence(code, facts)
        found.append(Told(text, "good"))
    return found


def summary(reasons: Sequence[Mapping[str, Any]]) -> str:
    """One line about a candidate: language, way, common times."""
    facts = {reason["code"]: reason["facts"] for reason in reasons}
    parts = []
    if language := facts.get("language.shared"):
        parts.append(f"{language_name(language.get('spoken', language['language']))} ({level_name(language['level'])})")
    if place := facts.get("place.distance"):
        parts.append(way(place))
    if slots := (facts.get("time.overlap") or {}).get("slots"):
        parts.append(times_text(slots))
    return " · ".join(parts)


def fit(reasons: Iterable[Mapping[str, Any]]) -> int:
    """How well the two fit, from 0 to 100: what the pair earns, without what its request brings along for anybody."""
    return round(sum(int(one["points"]) for one in reasons if one["code"] not in OF_THE_REQUEST) / 10)


def beside(first: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> str:
    """Where the points of another differ from those of the first, the widest difference first; empty where nowhere."""
    points = [{reason["code"]: round(reason["points"] / 10) for reason in one} for one in (first, other)]
    ahead, behind = points
    codes = [code for code in behind if code in REASON_FACTS and code not in OF_THE_REQUEST]
    apart = {code: behind[code] - ahead.get(code, 0) for code in codes}
    widest = sorted((code for code in codes if apart[code]), key=lambda code: -abs(apart[code]))
    told = [f"{criterion_label(code)} {apart[code]:+d}".replace("-", "\N{MINUS SIGN}") for code in widest]
    return _("Gegenüber Platz 1: %(differences)s", differences=", ".join(told[:DIFFERENCES])) if told else ""


def _says_something(reason: Mapping[str, Any]) -> bool:
    """Not for everybody alike, and with all its facts: a snapshot may be older than the facts of today."""
    code, facts = reason["code"], reason["facts"]
    if code in REFUSAL_FACTS:
        return True  # a rule that was bent
    if not set(REASON_FACTS.get(code, ("", ("?",)))[1]) <= set(facts):
        return False
    return code not in OF_THE_REQUEST and not (code == "gender.wish" and not facts.get("wish"))


def _kind(code: str, facts: Facts) -> str:
    """Does this reason speak for the pair, only half, or against it?"""
    if code in REFUSAL_FACTS:
        return "against"
    if code == "language.shared":
        return "good" if facts["level"] > facts.get("needed", 0) else "weak"
    if code == "need.covered":
        return "good" if len(facts["covered"]) == len(facts["asked"]) else "weak"
    if code == "place.distance":
        distance = facts.get("distance_km")
        return "good" if facts.get("remote") or (distance is not None and distance <= 10) else "weak"
    if code == "time.overlap":
        return "good" if facts["slots"] else "weak"
    if code == "gender.wish":
        return "good" if facts["met"] else "against"
    return "good"
