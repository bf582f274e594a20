"""Somebody who wishes her mails in some way, and what the clock and the jobs make of it."""

from datetime import datetime, time
from typing import Any

from flask import Flask
from sqlalchemy import select

from lotsen import crypto, scope
from lotsen.clock import BERLIN
from lotsen.extensions import db
from lotsen.jobs import run_inside
from lotsen.notices import rounds, service, wishes
from lotsen.notices.models import Notice
from tests.conftest import HERE
from tests.lotsen.notices.relay import Relay

ADA = "ada@example.org"


def at(text: str) -> datetime:
    """An instant as the clock in Hessen shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def wish(frequency: str = "sofort", hours: tuple[time, time] | tuple[None, None] = (None, None)) -> None:
    """How Ada wants her mails, and between which hours none."""
    with scope.of(HERE):
        wishes.save(
            crypto.mail_index(ADA), frequency=frequency, quiet_from=hours[0], quiet_until=hours[1], wants_overview=False
        )


def write(kind: str = "goodbye", once: str = "1", **values: Any) -> Notice:
    """A mail to Ada."""
    with scope.of(HERE):
        found = service.write(kind, mail=ADA, language="de", once=f"{kind}:{once}", name="Ada", **values)
        db.session.commit()
        assert found is not None
        return found


def jobs(app: Flask) -> None:
    """One minute of the clock."""
    run_inside(app, rounds.gather_due)
    run_inside(app, service.deliver_due)


def states() -> list[str]:
    """How the mails stand, in the order in which they were written."""
    with scope.everywhere("test"):
        db.session.rollback()
        db.session.expire_all()
        return list(db.session.scalars(select(Notice.status).order_by(Notice.created_at, Notice.kind)))


def texts(relay: Relay) -> list[str]:
    """What the relay was given to read."""
    found = []
    for mail in relay.mails:
        body = mail.get_body(("plain",))
        assert body is not None
        found.append(str(body.get_content()))
    return found
