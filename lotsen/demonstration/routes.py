"""Step into any role with one click. These doors exist only where the demonstration runs."""

from flask import Blueprint, Response, make_response, redirect, render_template, url_for

from lotsen import scope
from lotsen.accounts import sessions
from lotsen.database import own_transaction
from lotsen.demonstration import service

pages = Blueprint("demonstration", __name__, url_prefix="/vorfuehrung")


@pages.get("")
def roles() -> str:
    """All roles with what they are for, their sign-in, and a button."""
    return render_template(
        "demonstration/roles.html",
        roles=service.roles(),
        password=service.PASSWORD,
        code=service.current_code(),
    )


@pages.post("/<role>")
def enter(role: str) -> Response:
    """Be this role."""
    account = service.account_of(role)
    with own_transaction(region=scope.EVERYWHERE) as session:
        token = sessions.start(session, account, is_complete=True, device="Vorführung")
    return sessions.set_cookie(make_response(redirect(url_for("start.index"))), token)
