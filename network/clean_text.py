"""Text without what XML forbids: NetworkX writes it all the same, and then nobody can read the file."""

from __future__ import annotations

import re

_CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Text without control characters.

    >>> clean("Büdin" + chr(11) + "gen")
    'Büdingen'
    """
    return _CONTROL.sub("", text)
