"""Who knocks: the network address, a short name for the browser, and whether this device is known.

A device is known for an account when that account has signed in on it. It then has tries of its own,
so that strangers who guess from elsewhere cannot lock the owner out.
"""

import secrets
from dataclasses import dataclass
from typing import TypedDict

from flask import Request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from lotsen import crypto
from lotsen.accounts import throttle
from lotsen.settings import current_settings

KNOWN_FOR_SECONDS = 180 * 86400
MOST_ACCOUNTS = 5  # a computer shared in an office
_BROWSERS = (("Firefox", "Firefox"), ("Edg/", "Edge"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


class _Known(TypedDict):
    """What the cookie holds: the device, and marks of the accounts that signed in on it."""

    device: str
    accounts: list[str]


@dataclass(frozen=True)
class Visitor:
    """What counts against whoever tries to sign in."""

    network: str
    device: str
    known_device: str | None = None

    def tries(self, mail: str) -> tuple[throttle.Subject, ...]:
        """The counters of one password check."""
        if self.known_device:
            return ((throttle.DEVICE, f"{self.known_device}|{_mark(mail)}"),)
        return (
            (throttle.ACCOUNT, crypto.normal_mail(mail)),
            (throttle.ADDRESS, self.network),
        )


def visitor(request: Request, mail: str = "") -> Visitor:
    """Who sends this request, as seen by an account with this mail address."""
    known = _read(request)
    return Visitor(
        network=throttle.network_of(request.remote_addr),
        device=describe(request.headers.get("User-Agent", "")),
        known_device=known["device"] if mail and _mark(mail) in known["accounts"] else None,
    )


def describe(agent: str) -> str:
    """A name for a browser that its owner recognises.

    >>> describe("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")
    'Firefox, Linux'
    """
    found = [next((name for sign, name in signs if sign in agent), "") for signs in (_BROWSERS, _SYSTEMS)]
    return ", ".join(part for part in found if part)


def remember(response: Response, request: Request, mail: str) -> None:
    """Let this device be known for an account that has just signed in on it."""
    known = _read(request)
    others = [mark for mark in known["accounts"] if mark != _mark(mail)]
    known["accounts"] = [_mark(mail), *others][:MOST_ACCOUNTS]
    settings = current_settings()
    response.set_cookie(
        _cookie_name(), _signer().dumps(known), max_age=KNOWN_FOR_SECONDS, httponly=True,
        secure=settings.is_https, samesite="Lax", path="/",
    )  # fmt: skip


def _read(request: Request) -> _Known:
    try:
        found: _Known = _signer().loads(request.cookies.get(_cookie_name(), ""), max_age=KNOWN_FOR_SECONDS)
    except BadSignature:
        return {"device": secrets.token_hex(16), "accounts": []}
    return found


def _mark(mail: str) -> str:
    """What the cookie says of an account: nothing that anybody else could read."""
    return crypto.ring().index(crypto.normal_mail(mail), "known device")[:12].hex()


def _cookie_name() -> str:
    return "__Host-lotsen-device" if current_settings().is_https else "lotsen-device"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_settings().secret_key, salt="known device")
