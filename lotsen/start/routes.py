"""The start page of each role, the pages every house must have, and the health check."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_login import current_user

from lotsen import clock
from lotsen.database import is_ready
from lotsen.errors import NotFound
from lotsen.start import service

pages = Blueprint("start", __name__)

INFORMATION = ("impressum", "datenschutz", "barrierefreiheit", "leichte-sprache")


@pages.get("/")
def index() -> Answer:
    """What the product is for a stranger; what waits for whoever is signed in."""
    if not current_user.is_authenticated:
        return render_template("start/welcome.html")
    if current_user.role == "volunteer":
        return redirect(url_for("own_pages.overview"))
    return render_template(
        "start/index.html",
        waiting=service.waiting_for(current_user),
        figures=service.figures(current_user),
        ways=service.ways(current_user),
        today=clock.today(),
    )


@pages.get("/seiten/<name>")
def page(name: str) -> str:
    """Impressum, Datenschutz, Barrierefreiheit, Leichte Sprache."""
    if name not in INFORMATION:
        raise NotFound
    return render_template("start/page.html", name=name)


@pages.get("/gesundheit")
def health() -> tuple[dict[str, str], int]:
    """Whether the product can work: for a load balancer, without any content."""
    ready = is_ready(current_app)
    return {"status": "ok" if ready else "not ready"}, 200 if ready else 503
