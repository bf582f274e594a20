"""The features of the product, one line each: its pages and where they live."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

FEATURES = (
    "start",
    "accounts",
    "regions",
    "organisations",
    "sign_ups",
    "own_pages",
    "volunteers",
    "newcomers",
    "help_requests",
    "matching_runs",
    "proposals",
    "tandems",
    "planned_meetings",
    "check_ins",
    "waits",
    "statistics",
    "case_notes",
    "handovers",
    "interest_questions",
    "calendar_feeds",
    "ties",
    "gaps",
    "scenarios",
    "imports",
    "notices",
    "audit",
    "retention",
    "demonstration",
)


def add_features(app: Flask) -> None:
    """Register every feature's pages: ``pages`` in ``lotsen/<name>/routes.py``.

    Where the pages for steps stand in ``step_routes.py`` beside it, they join the same blueprint.
    """
    for name in FEATURES:
        pages = import_module(f"lotsen.{name}.routes").pages
        if find_spec(f"lotsen.{name}.step_routes"):
            import_module(f"lotsen.{name}.step_routes")
        app.register_blueprint(pages)
