"""Passwords: how they are stored (argon2id), how many are checked at once, and which are too easy.

Nobody holds a database lock while a hash is computed: it takes about a sixth of a second.
"""

import re
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from lotsen.errors import Invalid

SHORTEST, LONGEST = 12, 128
#: RFC 9106, second recommended option: 3 passes, 64 MiB, 4 lanes.
HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
#: Each check needs 64 MiB; more than four at once would press a small server into swapping.
AT_ONCE = BoundedSemaphore(4)
#: Checked where there is no account or no password, so that the answer takes as long. Opens nothing.
NOBODYS_HASH = "$argon2id$v=19$m=65536,t=3,p=4$BRLJwDqDs2qwaZbPKKpB0w$ypYQxV1MOLP4Ryicuiq+0wQ+DrKOSTXKxxOhBcOz5n8"
_WORDS = Path(__file__).parent / "data" / "common_words.txt"
_LEET = str.maketrans("0134578@$!€", "oieastbasie")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertzuiopasdfghjklyxcvbnm",
    "qwertyuiopasdfghjklzxcvbnm",
    "01234567890",
)


def hash_password(password: str) -> str:
    """Hash a password for storing."""
    with AT_ONCE:
        return HASHER.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Whether a password fits; takes as long where nothing is stored. Call it inside ``AT_ONCE``."""
    try:
        HASHER.verify(stored or NOBODYS_HASH, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether a stored hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def check_new(password: str, *, mail: str, name: str = "") -> None:
    """Refuse a new password that is too short, too long, common, or made of the person's own data.

    No rules about digits or signs: length is what counts.
    """
    if len(password) < SHORTEST:
        raise Invalid(_("Das Passwort braucht mindestens %(count)s Zeichen.", count=SHORTEST), "password")
    if len(password) > LONGEST:
        raise Invalid(_("Das Passwort darf höchstens %(count)s Zeichen haben.", count=LONGEST), "password")
    if is_common(password):
        raise Invalid(
            _("Dieses Passwort ist leicht zu erraten. Nehmen Sie zum Beispiel vier Wörter, die nichts "
              "miteinander zu tun haben."),
            "password",
        )  # fmt: skip
    if _contains_own_data(password, mail, name):
        raise Invalid(_("Das Passwort darf weder Ihren Namen noch Ihre E-Mail-Adresse enthalten."), "password")


def is_common(password: str) -> bool:
    """Whether a password is one that guessers try first.

    >>> is_common("Passwort123!"), is_common("qwertzuiop12"), is_common("ziegel wolke trompete neun")
    (True, True, False)
    """
    lowered = password.lower()
    if len(set(lowered)) < 5 or _is_row(lowered):
        return True
    return any(_is_made_of_common_words(core) for core in _cores(lowered))


def _is_row(lowered: str) -> bool:
    """Whether it starts with eight neighbours on the keyboard, in the alphabet or in counting."""
    for row in _ROWS:
        for line in (row * 2, (row * 2)[::-1]):
            if lowered[:8] in line:
                return True
    return False


def _cores(lowered: str) -> set[str]:
    """What is left without digits and signs: as it stands, and with look-alikes read as letters."""
    plain = re.sub(r"[\W\d_]+", "", lowered)
    read_as_letters = re.sub(r"[\W\d_]+", "", lowered.strip("0123456789!?.,-_*#").translate(_LEET))
    return {plain, read_as_letters}


def _is_made_of_common_words(core: str, words_left: int = 2) -> bool:
    if not core:
        return True
    if words_left == 0:
        return False
    return any(
        core.startswith(word) and _is_made_of_common_words(core[len(word) :], words_left - 1)
        for word in _common_words()
    )


def _contains_own_data(password: str, mail: str, name: str) -> bool:
    local, _at, domain = mail.lower().partition("@")
    parts = [local, domain.rpartition(".")[0], *re.split(r"[\s.@_-]+", f"{local} {name.lower()}")]
    return any(len(part) >= 4 and part in password.lower() for part in parts)


@cache
def _common_words() -> frozenset[str]:
    return frozenset(_WORDS.read_text(encoding="utf-8").split())
