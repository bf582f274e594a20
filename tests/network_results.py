"""The job that renews the network's results, as if it had always just run."""

from typing import Any

from flask import Flask, request

from lotsen import scope
from lotsen.network_results.renewal import renew
from lotsen.network_results.values import ASSESSMENT, COLLABORATION, COURSE, INTRODUCTIONS, Kind

#: What every page but the one of two years needs.
QUICK = (ASSESSMENT, INTRODUCTIONS, COLLABORATION)
HOME = "06440"
ROOMS = ("/netzwerk", "/regionen/luecken")


def renewed(*kinds: Kind[Any]) -> None:
    """Bring results of the region that the test is in, or usually plays in, up to its records."""
    with scope.of(scope.current() or HOME):
        renew(kinds or QUICK)


def run_before_pages(app: Flask) -> None:
    """Renew before every page that rests on results; what pages do without is in tests/lotsen/network_results."""
    steps = app.before_request_funcs.setdefault(None, [])
    if _run not in steps:
        steps.append(_run)


def _run() -> None:
    if request.path.startswith(ROOMS) and scope.current() not in (None, scope.EVERYWHERE):
        renew([COURSE] if request.path.endswith("/verlauf") else QUICK)
