"""The door that every request passes, before its view sees anything: the table in ``access`` says who may."""

from flask import Flask, abort, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen import scope
from lotsen.access import PERMISSIONS, Door, may
from lotsen.audit import service as audit
from lotsen.database import begin_to_write

#: What a browser says of a request that another site caused. Old browsers say nothing: the token remains.
FOREIGN_SITES = frozenset({"cross-site", "same-site"})
#: What an account without its second factor may still do: set one up, or leave.
OWN_ACCOUNT = frozenset({"accounts.set_up_second_factor", "accounts.sign_out", "accounts.add_passkey"})


def add_door(app: Flask, *, is_demo: bool) -> None:
    """Put the door in front of every view, and the record of looks behind it."""

    @app.before_request
    def _door() -> Response | None:
        return _admit(is_demo)

    @app.after_request
    def _looks(response: Response) -> Response:
        if response.status_code < 400 or response.status_code in (409, 422):  # a refused form shows the person too
            audit.write_looks()
        else:
            g.pop("looks", None)
        return response

    app.jinja_env.globals["may"] = lambda endpoint: may(getattr(current_user, "role", None), endpoint)


def _admit(is_demo: bool) -> Response | None:
    """Let the request in, send it to the sign-in, or close the door."""
    if request.endpoint is None:
        return None  # the router answers 404 or 405
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        if request.headers.get("Sec-Fetch-Site") in FOREIGN_SITES:
            abort(403)  # the browser itself says that another site sent this; a token would not help it
        begin_to_write()
    account = current_user if current_user.is_authenticated else None
    if account is not None:
        scope.enter(account.region_id)
        audit.act_as(audit.Actor(account.role, account.id))
    rule = PERMISSIONS.get(request.endpoint)
    if rule is Door.DEMO and not is_demo:
        abort(404)
    if rule is None:
        abort(403)
    if account is not None and account.needs_second_factor_set_up and request.endpoint == "start.index":
        return redirect(url_for("accounts.set_up_second_factor"))  # the start page speaks of people too
    if isinstance(rule, Door):
        return None  # LINK and HALF are checked where their secret is looked up
    if account is None:
        return _to_sign_in()
    if account.role not in rule:
        audit.record_refusal(request.endpoint)
        abort(403)
    if account.needs_second_factor_set_up and request.endpoint not in OWN_ACCOUNT:
        return redirect(url_for("accounts.set_up_second_factor"))
    return None


def _to_sign_in() -> Response:
    if request.method == "GET":
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    return redirect(url_for("accounts.sign_in"))
