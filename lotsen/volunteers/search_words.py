"""What somebody searches for, sealed: a name in an address would stand in logs, histories and bookmarks.

The sealed word is bound to the region and holds for a working day. Pages, orders and filters of a list
can so be plain links that carry it along, and a colleague can open them too.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

from lotsen import clock, crypto, scope

LIFETIME = timedelta(hours=12)
LONGEST = 80


def seal(text: str) -> str:
    """The word for an address; empty for an empty search."""
    text = text.strip()[:LONGEST]
    if not text:
        return ""
    until = (clock.now() + LIFETIME).isoformat()
    return urlsafe_b64encode(crypto.ring().seal([text, until], _place())).decode().rstrip("=")


def read(word: str) -> str | None:
    """What is searched for; None where the word is old, of another region, or none of ours."""
    try:
        text, until = crypto.ring().open(urlsafe_b64decode(word + "=" * (-len(word) % 4)), _place())
    except (crypto.SealBroken, binascii.Error, ValueError):
        return None
    return str(text) if datetime.fromisoformat(until) > clock.now() else None


def _place() -> str:
    return f"search for volunteers|{scope.region_id()}"
