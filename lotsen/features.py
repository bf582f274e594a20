"""The features of the product, one line each: its pages and where they live."""

from importlib import import_module

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
    """Register every feature's pages; a feature is ``lotsen/<name>/routes.py`` with ``pages``."""
    for name in FEATURES:
        app.register_blueprint(import_module(f"lotsen.{name}.routes").pages)
