"""Where to go after signing in: only to a page of ours, whatever the address says."""

from urllib.parse import urlsplit

from flask import request, url_for


def local_path(target: str | None) -> str | None:
    r"""The path of one of our pages, or None for everything else.

    >>> local_path("/tandems?page=2")
    '/tandems?page=2'
    >>> [local_path(trick) for trick in ("//evil.example", "/\\evil.example", "https:evil.example", "/ok\n")]
    [None, None, None, None]
    """
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if "\\" in target or any(ord(sign) <= 32 or ord(sign) == 127 for sign in target):
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or parts.path.startswith("//"):
        return None
    return target


def wanted() -> str | None:
    """The page that ``next`` names in this request, if it is one of ours."""
    return local_path(request.args.get("next"))


def past_second_factor(target: str, *, is_complete: bool) -> str:
    """Where a session that has just begun leads: to its page, or first to the second factor it still owes."""
    return target if is_complete else url_for("accounts.second_factor", next=target)


def after_sign_in() -> str:
    """Where somebody wanted to go, else the start page."""
    return wanted() or url_for("start.index")
