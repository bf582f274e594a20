"""Invitations that go with a mail: one date, for one mail address, in the name of the region's centre."""

import uuid
from email.utils import parseaddr
from urllib.parse import urlsplit

from flask import current_app

from lotsen.calendar_feeds import ical
from lotsen.regions.service import policy
from lotsen.settings import Settings


def uid(kind: str, key: uuid.UUID) -> str:
    """The name by which calendars know a date again; it says nothing about anybody."""
    return f"{kind}-{key}@{urlsplit(_settings().public_url).hostname or 'localhost'}"


def text(entry: ical.Entry, method: str, attendee: str) -> str:
    """The invitation (``ical.REQUEST``) or its end (``ical.CANCEL``) for whoever gets the mail.

    Whoever answers all the same reaches the centre, or the sender of our mails where none is named.
    """
    rules, settings = policy(), _settings()
    people = ical.People(
        organizer=rules.centre_mail or parseaddr(settings.mail_from)[1],
        organizer_name=rules.centre_name or settings.operator_name,
        attendee=attendee,
    )
    return ical.invitation(entry, method, people)


def _settings() -> Settings:
    found: Settings = current_app.config["LOTSEN"]
    return found
