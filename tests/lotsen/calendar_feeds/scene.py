"""Make the address of a private calendar and read it, as a calendar program does."""

import re

from flask import Flask
from icalendar import Calendar
from werkzeug.test import TestResponse

from lotsen import scope
from lotsen.database import begin_to_read
from lotsen.extensions import db
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.help_requests.scene import Desk
from tests.pages import forget_request


def make(desk: Desk) -> str:
    """Make an address on the page; its path."""
    shown = desk.post("/kalender/adresse", status=200).text
    found = re.search(r'value="http://[^/]+(/kalender/[\w-]+\.ics)"', shown)
    assert found
    return found.group(1)


def fetch(app: Flask, path: str, **headers: str) -> TestResponse:
    """What a calendar program gets: no cookie, no session."""
    db.session.rollback()
    forget_request()
    with scope.of(ELSEWHERE):  # whatever was there before counts for nothing
        answer = app.test_client().get(path, headers=headers)
    db.session.rollback()
    begin_to_read()
    scope.enter(HERE)
    return answer


def titles(answer: TestResponse) -> set[str]:
    """The titles of a feed."""
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    return {str(one["SUMMARY"]) for one in Calendar.from_ical(answer.data).events}
