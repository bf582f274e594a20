"""An invitation as part of a mail: once as a form of its text that calendars act on, once as a file to open."""

from email.message import EmailMessage
from typing import Final

from icalendar import Calendar

FILE: Final = "termin.ics"


def method_of(text: str) -> str:
    """What an invitation asks a calendar to do: REQUEST puts a date in, CANCEL takes it out."""
    return str(Calendar.from_ical(text)["method"])


def add(message: EmailMessage, text: str) -> None:
    """Add an invitation to a mail whose text stands, as RFC 6047 wants it; the file is for everybody else."""
    method = method_of(text)
    # Base64 would keep the line ends of this machine; iCalendar wants those of the wire.
    message.add_alternative(text, subtype="calendar", cte="quoted-printable", params={"method": method})
    message.add_attachment(
        text.encode(), maintype="application", subtype="ics", filename=FILE, params={"method": method}
    )
