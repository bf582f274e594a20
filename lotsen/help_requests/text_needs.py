"""Needs that the text of a request speaks of: offered to whoever writes it, and ticked by nobody else.

The text is read and forgotten. It goes into no record, no log and no audit entry.
"""

from functools import cache

from matching.needs_text import NeedFinder


def spoken_of(text: str | None) -> dict[str, str]:
    """The needs that a text speaks of, each with the words of it that say so, in its order."""
    return {hint.need: hint.because for hint in _finder().suggest(text or "")}


@cache
def _finder() -> NeedFinder:
    return NeedFinder()
