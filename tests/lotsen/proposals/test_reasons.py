"""Every code of the matching becomes a sentence, in German, with the facts it carries."""

import pytest
from flask import Flask

from lotsen.proposals import reason_sentences, reasons
from matching import REASON_FACTS, REFUSAL_FACTS

EXAMPLES: dict[str, object] = {
    "language": "ara", "spoken": "ara", "level": 7, "needed": 3, "covered": ("behoerde",),
    "distance_km": 4.2, "radius_km": 15.0, "remote": False, "slots": ("mon-am", "wed-eve"), "wish": "w",
    "met": True, "free": 1, "capacity": 2, "active": 2, "urgency": "week", "days": 12,
    "needs": ("wohnen",), "offered": ("pate",), "wanted": "w", "gender": "m", "accepts": ("w",),
    "day": "2026-11-25", "until": "2026-12-20",
}  # fmt: skip
ASKED = {"need.covered": ("behoerde", "wohnen"), "mode": "lotse"}
CODES = {**REASON_FACTS, **REFUSAL_FACTS}


def _facts(code: str) -> dict[str, object]:
    found = {name: EXAMPLES[name] for name in CODES[code][1] if name in EXAMPLES}
    if "asked" in CODES[code][1]:
        found["asked"] = ASKED.get(code, ("mon-am",))
    if code == "language.none":
        found["spoken"] = ("deu", "ara")
    return found


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_a_sentence(app: Flask, code: str) -> None:
    """A code that the matching can say is a sentence on the page, never the code itself."""
    with app.test_request_context():
        text = reason_sentences.sentence(code, _facts(code))
    assert len(text) > 8
    assert code not in text
    assert "%(" not in text


def test_no_sentence_without_a_code() -> None:
    """The two tables hold the same codes, so that a rule that is gone leaves no sentence behind."""
    assert set(reason_sentences._SENTENCES) == set(CODES)
    assert set(reason_sentences._RULES) == set(REFUSAL_FACTS)


def test_sentences_read_as_german(app: Flask) -> None:
    """Three sentences as a person reads them."""
    with app.test_request_context():
        assert reason_sentences.sentence("language.shared", _facts("language.shared")) == (
            "Gemeinsame Sprache: Arabisch (Muttersprache)"
        )
        assert reason_sentences.sentence("time.overlap", {"slots": ["wed-eve", "mon-am"]}) == (
            "Gemeinsame Zeiten: Montag vormittags, Mittwoch abends"
        )
        assert reason_sentences.sentence("radius", _facts("radius")) == "4 km entfernt, fährt bis 15 km"


def test_a_protected_place_has_no_distance(app: Flask) -> None:
    """Three volunteers with their distances would find a hidden place; they are told nothing of it."""
    snapshot = [{"code": "place.distance", "facts": {"distance_km": 4.2, "remote": False}, "points": 170}]
    with app.test_request_context():
        open_place = reasons.told_to_volunteer(snapshot, is_protected=False)
        hidden = reasons.told_to_volunteer(snapshot, is_protected=True)
    assert "4 km" in open_place[0].text
    assert "4" not in hidden[0].text


def test_what_everybody_shares_is_no_reason(app: Flask) -> None:
    """Urgency, waiting and the wish that nobody has say nothing about a person."""
    snapshot = [
        {"code": "service", "facts": {}, "points": 1000},
        {"code": "waiting", "facts": {"days": 3}, "points": 6},
        {"code": "gender.wish", "facts": {"wish": None, "met": True}, "points": 50},
    ]
    with app.test_request_context():
        assert reasons.told(snapshot) == []


def test_the_second_is_compared_with_the_first(app: Flask) -> None:
    """The widest differences in points first, what is alike left out, and so is what belongs to the request."""
    first = [
        {"code": "need.covered", "facts": {}, "points": 250},
        {"code": "place.distance", "facts": {}, "points": 140},
        {"code": "load.free", "facts": {}, "points": 50},
        {"code": "waiting", "facts": {}, "points": 90},
    ]
    other = [{**one, "points": points} for one, points in zip(first, (130, 170, 52, 10), strict=True)]
    with app.test_request_context():
        assert reasons.beside(first, other) == "Gegenüber Platz 1: Passende Themen \N{MINUS SIGN}12, Nähe +3"
        assert reasons.beside(first, first) == ""


def test_the_fit_is_what_the_pair_earns(app: Flask) -> None:
    """From 0 to 100, without what a request is worth whoever serves it."""
    points = {"language.shared": 300, "place.distance": 174, "urgency": 400, "waiting": 90, "service": 600}
    assert reasons.fit([{"code": code, "facts": {}, "points": worth} for code, worth in points.items()]) == 47
