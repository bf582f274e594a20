"""A real mail relay on loopback that keeps what it took, and can be told to refuse."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Relay:
    """What arrived, and what to answer."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 OK"
        self.to_recipient = "250 OK"
        self.pause = 0.0  # seconds between taking a mail and saying so

    async def handle_RCPT(self, _s: SMTP, _n: Session, envelope: Envelope, to: str, _o: list[str]) -> str:  # noqa: N802
        """Take or refuse an address."""
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(to)
        return self.to_recipient

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take or refuse a mail."""
        if self.answer.startswith("250"):
            content = cast("bytes", envelope.content)
            self.mails.append(cast("EmailMessage", message_from_bytes(content, policy=policy.default)))
            await asyncio.sleep(self.pause)
        return self.answer


@contextmanager
def running(relay: Relay, *, knows_utf8: bool = True) -> Iterator[int]:
    """Serve on a free port; the port. ``knows_utf8``: takes addresses in every script (RFC 6531)."""
    controller = Controller(relay, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=knows_utf8)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
