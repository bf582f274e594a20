"""The calendar of a person: the page about its address, and what lies behind the address."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen.accounts.throttle import network_of
from lotsen.calendar_feeds import service

pages = Blueprint("calendar_feeds", __name__, url_prefix="/kalender")


@pages.get("/<token>.ics")
def feed(token: str) -> Response:
    """The dates behind a private address; a program that has them already is told so."""
    reader = service.enter(token, network=network_of(request.remote_addr))
    answer = Response(service.read(reader), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="lotsennetz.ics"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request.environ)


@pages.get("/")
def own() -> str:
    """Whether there is an address, since when, and whether anything reads it."""
    return render_template("calendar_feeds/own.html", feed=service.of(current_user.id))


@pages.post("/adresse")
def renew() -> str:
    """Make an address, or a new one; shown this once."""
    url = service.renew(current_user.id)
    return render_template("calendar_feeds/renew.html", url=url)


@pages.post("/aus")
def switch_off() -> Response:
    """Let the address open nothing any more."""
    service.switch_off(current_user.id)
    flash(_("Das Kalender-Abo ist ausgeschaltet. Die alte Adresse öffnet nichts mehr."), "success")
    return redirect(url_for("calendar_feeds.own"))
