"""Mails that came back later: reports of the mail server (RFC 3464), read and noted.

A report is about a mail of ours when it brings our Message-ID back, which holds the key of the notice:
nobody knows it but who got the mail, and nobody can guess it. Whatever else is in a report is not believed
and not kept, for people may write anything into one.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from typing import Final
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select, update

from lotsen import clock, scope
from lotsen.audit import service as audit
from lotsen.database import change, writing
from lotsen.extensions import db
from lotsen.notices.models import Notice
from lotsen.settings import Settings

MOST_BYTES: Final = 2_000_000
HARD, SOFT = "hard", "soft"
_MESSAGE_ID: Final = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@([^>\s]+)>", re.I)
_STATUS: Final = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")
#: Refused for good, and the address is right: a full mailbox, the size, the system, a rule (RFC 3463, 3.3 to 3.8).
_NOT_THE_ADDRESS: Final = re.compile(r"5\.(?:2\.[2-9]|3\.\d+|4\.[0-35-9]|5\.\d+|6\.\d+|7\.\d+)$")


class NotAReport(ValueError):
    """What came in is no report about a mail of ours; the sentence says why."""


@dataclass(frozen=True)
class Report:
    """What became of one mail: ``action`` and ``status`` as RFC 3464, 2.3 has them."""

    notice_id: uuid.UUID
    action: str
    status: str

    @property
    def kind(self) -> str:
        """Hard where the address does not work, soft where another try may arrive."""
        is_hard = self.status.startswith("5") and not _NOT_THE_ADDRESS.match(self.status)
        return HARD if is_hard else SOFT


def read(raw: bytes, *, host: str) -> Report:
    """Read a report; NotAReport for anything else, also for one about a mail that another host sent."""
    if not raw.strip() or len(raw) > MOST_BYTES:
        raise NotAReport("Die Eingabe ist leer oder zu groß.")
    try:
        return _read(message_from_bytes(raw, policy=policy.compat32), host)
    except RecursionError as error:  # the parser follows mails inside of mails
        raise NotAReport("Die Eingabe ist zu tief verschachtelt.") from error


def _read(message: Message, host: str) -> Report:
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        raise NotAReport("Das ist kein Bericht über eine Zustellung (multipart/report, RFC 3464).")
    said = next((_said(part) for part in message.walk() if part.get_content_type() == "message/delivery-status"), None)
    if said is None:
        raise NotAReport("Dem Bericht fehlt der Teil message/delivery-status mit Action und Status.")
    own = {key for key, where in _message_ids(message) if where.lower() == host.lower()}
    if len(own) != 1:
        raise NotAReport("Der Bericht nennt keine Mail dieser Installation.")
    return Report(uuid.UUID(own.pop()), *said)


def _said(part: Message) -> tuple[str, str] | None:
    """Action and status of the recipient; the worst one where a report is about several."""
    blocks = part.get_payload()
    found = []
    for block in blocks if isinstance(blocks, list) else []:
        assert isinstance(block, Message)  # as the parser makes the parts of a delivery-status
        action, status = str(block.get("Action", "")).strip().lower(), _STATUS.search(str(block.get("Status", "")))
        if action and status:
            found.append((action, status.group()))
    return max(found, key=lambda one: (one[0] == "failed", one[1]), default=None)


def _message_ids(message: Message) -> Iterator[tuple[str, str]]:
    """Our Message-IDs in the headers of the mail that came back: whole, or its headers alone (RFC 3462)."""
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            headers = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
            yield from re.findall(_MESSAGE_ID, "".join(re.findall(r"(?im)^message-id:\s*(.*)$", headers)))
        elif part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            for one in inner if isinstance(inner, list) else []:
                assert isinstance(one, Message)  # as the parser makes the mail inside
                yield from re.findall(_MESSAGE_ID, str(one.get("Message-ID", "")))


def note(raw: bytes) -> str:
    """Note what a report says; a sentence about it. NotAReport changes nothing, and neither does a mere delay."""
    settings: Settings = current_app.config["LOTSEN"]
    report = read(raw, host=urlsplit(settings.public_url).hostname or "localhost")
    if report.action != "failed":
        return "Kein Rückläufer: Die Mail ist zugestellt oder noch unterwegs. Nichts geändert."
    with scope.everywhere("a report says of which region its mail was"):
        region = db.session.scalar(select(Notice.region_id).where(Notice.id == report.notice_id))
        db.session.rollback()
    if region is None:
        raise NotAReport("Diese Mail ist nicht mehr im Ausgang.")
    with scope.of(region), writing():
        return _mark(report)


def _mark(report: Report) -> str:
    went_out = update(Notice).where(Notice.id == report.notice_id, Notice.status.in_(("sent", "handing", "unclear")))
    marked = change(
        went_out.values(
            status="failed", bounce=report.kind, bounced_at=clock.now(), fault=f"Rückläufer {report.status}"
        )
    )
    if not marked:
        db.session.rollback()
        return "Schon vermerkt oder inzwischen erledigt. Nichts geändert."
    audit.record("notices.bounce", "notice", report.notice_id, kind=report.kind, status=report.status)
    db.session.commit()
    return "Vermerkt: Die Adresse funktioniert nicht." if report.kind == HARD else "Vermerkt: zurzeit nicht zustellbar."
