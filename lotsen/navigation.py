"""What stands in the navigation of each role: the doors that open for it, in the order of its day."""

from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from lotsen.access import may

ENTRIES: tuple[tuple[str, Any], ...] = (
    ("start.index", _l("Start")),
    ("help_requests.listing", _l("Anfragen")),
    ("newcomers.listing", _l("Zugewanderte")),
    ("volunteers.listing", _l("Ehrenamtliche")),
    ("matching_runs.desk", _l("Abgleich")),
    ("tandems.listing", _l("Tandems")),
    ("ties.network_page", _l("Netzwerk")),
    ("handovers.listing", _l("Vertretung")),
    ("organisations.listing", _l("Stellen")),
    ("statistics.page", _l("Statistik")),
    ("accounts.listing", _l("Konten")),
    ("audit.listing", _l("Protokoll")),
    ("own_pages.overview", _l("Meine Seite")),
)

# What keeps the house in order but is not part of every day, so that the day fits on one line.
UPKEEP: tuple[tuple[str, Any], ...] = (
    ("imports.listing", _l("Importe")),
    ("notices.undelivered", _l("Nicht zugestellt")),
    ("notices.kinds", _l("Mailvorlagen")),
    ("retention.listing", _l("Löschfristen")),
    ("regions.policy", _l("Regeln")),
)

#: Features that are part of another one for whoever reads.
INSIDE = {"gaps": "ties", "scenarios": "ties"}


def entries(doors: tuple[tuple[str, Any], ...]) -> list[tuple[str, str, bool]]:
    """Text, address and whether it is the current one, of the doors that open for the role signed in."""
    if not current_user or not current_user.is_authenticated:
        return []
    feature = (request.endpoint or "").partition(".")[0]
    feature = INSIDE.get(feature, feature)
    return [
        (str(label), url_for(endpoint), endpoint == request.endpoint or endpoint.partition(".")[0] == feature)
        for endpoint, label in doors
        if may(current_user.role, endpoint) and endpoint in current_app.view_functions
    ]


def add_navigation(app: Flask) -> None:
    """Give every template the navigation, the upkeep and the account."""

    @app.context_processor
    def _navigation() -> dict[str, object]:
        signed_in = bool(current_user) and current_user.is_authenticated
        return {
            "navigation": entries(ENTRIES),
            "upkeep": entries(UPKEEP),
            "current_account": current_user if signed_in else None,
            "settings": app.config["LOTSEN"],
        }
