"""Acts that ask again who is there: exports, deletions, changes of role or factor."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen import clock

FRESH_FOR = timedelta(minutes=5)
P = ParamSpec("P")
R = TypeVar("R")


def is_fresh() -> bool:
    """Whether whoever is signed in gave a factor within the last five minutes."""
    confirmed_at = current_user.confirmed_at if current_user.is_authenticated else None
    return confirmed_at is not None and clock.now() - confirmed_at <= FRESH_FOR


def ask_again() -> Response:
    """Send to the page that asks for the password or passkey, and back to this address afterwards."""
    return redirect(url_for("accounts.confirm", next=request.full_path.rstrip("?")))


def asks_again(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Guard a view that has a GET page: whoever gave no factor for five minutes gives one first."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        return view(*args, **kwargs) if is_fresh() else ask_again()

    return guarded
