"""Whose data may be touched: one region at a time, in every query.

``region_guard`` holds every statement to it. Only sign-in, signed links, jobs and the command line may
look everywhere, and they say why.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

EVERYWHERE = "*"
_current: ContextVar[str | None] = ContextVar("region_scope", default=None)


class ScopeBroken(RuntimeError):
    """Code tried to reach past its region. Always a fault of ours, never of the reader."""


def current() -> str | None:
    """The region of this piece of work, EVERYWHERE, or None when nothing was set."""
    return _current.get()


def region_id() -> str:
    """The one region of this piece of work; ScopeBroken where there is none."""
    region = _current.get()
    if region is None or region == EVERYWHERE:
        raise ScopeBroken("this needs one region")
    return region


@contextmanager
def of(region: str) -> Iterator[None]:
    """Work inside one region."""
    token = _current.set(region)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def everywhere(reason: str) -> Iterator[None]:
    """Work across regions; ``reason`` is for the reader of the code and must not be empty."""
    if not reason:
        raise ScopeBroken("say why this needs all regions")
    with of(EVERYWHERE):
        yield


def enter(region: str) -> None:
    """Set the region for the rest of this request or command."""
    _current.set(region)


def leave() -> None:
    """Forget the region at the end of a request."""
    _current.set(None)
