"""Sealing of personal columns, and the blind index that finds a mail address without storing it.

AES-256-GCM. The associated data names table, column, region and row: a ciphertext copied to another
place does not open. A sealed value is ``key number (1 byte) | nonce (12) | ciphertext and tag``.
"""

import hashlib
import hmac
import json
import os
import unicodedata
from collections.abc import Iterable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from lotsen.settings import Settings, decode_key, parse_field_keys

NONCE_BYTES = 12


class SealBroken(RuntimeError):
    """A sealed value was altered, moved, or its key is missing."""


class KeyRing:
    """The keys of one installation."""

    def __init__(self, settings: Settings) -> None:
        keys = parse_field_keys(settings.field_keys)
        self.active = next(iter(keys))
        self._ciphers = {number: AESGCM(key) for number, key in keys.items()}
        self._index_key = decode_key(settings.index_key)
        self._audit_key = decode_key(settings.audit_key)

    def seal(self, value: Any, place: str) -> bytes:
        """Encrypt a JSON value for one place (``table.column|region|row``)."""
        return self._encrypt(_text(value), place)

    def seal_each(self, values: Iterable[Any], place: str) -> bytes:
        """As ``seal`` of the list of these values, which are never all in memory beside their text."""
        return self._encrypt(b"[%b]" % b",".join(map(_text, values)), place)

    def _encrypt(self, plain: bytes, place: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return bytes([self.active]) + nonce + self._ciphers[self.active].encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> Any:
        """Decrypt what ``seal`` made for the same place; SealBroken otherwise."""
        cipher = self._ciphers.get(sealed[0]) if sealed else None
        if cipher is None:
            raise SealBroken(f"no key for {place.partition('|')[0]}")
        nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return json.loads(cipher.decrypt(nonce, rest, place.encode()))
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"seal of {place.partition('|')[0]} is broken") from error

    def index(self, value: str, purpose: str) -> bytes:
        """Blind index of a value: equal values give equal bytes, and without the key nothing is told."""
        return hmac.digest(self._index_key, f"{purpose}|{value}".encode(), hashlib.sha256)

    def audit_mac(self, message: bytes) -> bytes:
        """HMAC that links one audit entry to the one before."""
        return hmac.digest(self._audit_key, message, hashlib.sha256)


def _text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def ring() -> KeyRing:
    """The key ring of the running app."""
    found: KeyRing = current_app.extensions["key_ring"]
    return found


def normal_mail(mail: str) -> str:
    """A mail address as it is compared: NFKC, no blanks around it, lower case.

    >>> normal_mail(" Amina@Example.org ")
    'amina@example.org'
    """
    return unicodedata.normalize("NFKC", mail).strip().lower()


def mail_index(mail: str) -> bytes:
    """Blind index of a mail address."""
    return ring().index(normal_mail(mail), "mail")


def token_hash(token: str) -> bytes:
    """What is stored of a secret link or session: its hash, which opens nothing."""
    return hashlib.sha256(token.encode()).digest()
