"""Step into any role with one click. These doors exist only where the demonstration runs."""

from flask import Blueprint, Response, make_response, redirect, render_template, url_for

from lotsen import scope
from lotsen.accounts import sessions
from lotsen.demonstration import service
from lotsen.extensions import db

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
    with scope.everywhere("a visitor of the demonstration has no region yet"):
        token = sessions.start(db.session(), service.account_of(role), is_complete=True, device="Vorführung")
        db.session.commit()
    return sessions.set_cookie(make_response(redirect(url_for("start.index"))), token)
