"""The outbox: a mail goes out once, whatever happens to the relay or to whoever delivers it."""

import threading
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.jobs import run_inside
from lotsen.notices import service
from lotsen.notices.models import Notice
from tests import databases
from tests.conftest import HERE
from tests.lotsen.notices.relay import Relay, free_port


def _write(once: str = "goodbye:1") -> None:
    with scope.of(HERE):
        service.write("goodbye", mail="ada@example.org", language="de", once=once, name="Ada", first_name="Ada")
        db.session.commit()


def _deliver(app: Flask) -> None:
    run_inside(app, service.deliver_due)


def _states() -> list[str]:
    with scope.everywhere("test"):
        db.session.rollback()
        return list(db.session.scalars(select(Notice.status).order_by(Notice.created_at)))


def _notice() -> Notice:
    with scope.everywhere("test"):
        db.session.rollback()
        db.session.expire_all()
        return db.session.scalars(select(Notice)).one()


def test_a_mail_arrives_once_as_it_was_written(mailing: Flask, relay: Relay) -> None:
    """Plain text and HTML, German letters intact, marked as sent by a machine, in a frame that says why."""
    _write()
    for _ in range(3):
        _deliver(mailing)
    (mail,) = relay.mails
    assert (mail["To"], mail["From"], mail["Auto-Submitted"]) == (
        "ada@example.org", "wir@example.org", "auto-generated",
    )  # fmt: skip
    assert mail["Subject"] == "Lotsennetz: Danke und alles Gute"
    assert mail.get_content_type() == "multipart/alternative"
    plain, html = mail.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    for part in (plain, html):
        assert "Führungszeugnis" in part.get_content()
        assert "weil Ihr Engagement im Lotsennetz endet" in part.get_content()
    assert _states() == ["sent"]


def test_the_same_cause_writes_one_mail(mailing: Flask, relay: Relay) -> None:
    """Asked twice, written once."""
    _write()
    _write()
    _deliver(mailing)
    assert len(relay.mails) == 1


def test_what_was_not_committed_is_not_sent(mailing: Flask, relay: Relay) -> None:
    """The cause failed, so there is no mail."""
    with scope.of(HERE):
        service.write("goodbye", mail="ada@example.org", language="de", once="x", name="Ada", first_name="Ada")
        db.session.rollback()
    _deliver(mailing)
    assert relay.mails == []


def test_a_mail_waits_for_a_relay_that_is_down(mailing: Flask, relay: Relay) -> None:
    """Tried again later, each time after twice as long; it goes out when the relay is back."""
    _write()
    relay.answer = "451 later please"
    _deliver(mailing)
    notice = _notice()
    assert (notice.status, notice.attempts) == ("waiting", 1)
    assert notice.fault
    _deliver(mailing)
    assert _notice().attempts == 1, "not before its time"
    relay.answer = "250 OK"
    with clock.moved_to(clock.now() + timedelta(minutes=3)):
        _deliver(mailing)
    assert len(relay.mails) == 1
    assert (_notice().status, _notice().fault) == ("sent", None)


def test_an_unreachable_relay_loses_nothing(mailing: Flask, relay: Relay) -> None:
    """Nobody listens at the port: tried over three days with growing pauses, then staff see the failure."""
    mailing.config["LOTSEN"] = mailing.config["LOTSEN"].model_copy(update={"mail_port": free_port()})
    _write()
    later = clock.now()
    while later < clock.now() + service.GIVE_UP_AFTER:
        with clock.moved_to(later):
            _deliver(mailing)
        assert _notice().status == "waiting"
        later += timedelta(hours=2)
    with clock.moved_to(later + service.LONGEST_PAUSE):
        _deliver(mailing)
    assert _notice().status == "failed"
    assert 15 <= _notice().attempts <= 40


def test_a_refused_address_is_not_tried_again(mailing: Flask, relay: Relay) -> None:
    """It would be refused tomorrow too."""
    relay.to_recipient = "550 nobody of that name"
    _write()
    _deliver(mailing)
    assert (_notice().status, _notice().attempts) == ("failed", 1)


def test_a_mail_of_a_worker_that_died_goes_out_after_a_while(mailing: Flask, relay: Relay) -> None:
    """Claimed and then killed: nobody else sends it at once, and nobody forgets it."""
    _write()
    with scope.everywhere("test"):
        assert service._claim() is not None  # and here the worker dies
    db.session.remove()
    _deliver(mailing)
    assert (relay.mails, _states()) == ([], ["sending"])
    with clock.moved_to(clock.now() + service.CLAIM_LASTS + timedelta(minutes=1)):
        _deliver(mailing)
    assert (len(relay.mails), _states()) == (1, ["sent"])


def test_four_workers_send_twenty_mails_once_each(mailing: Flask, relay: Relay) -> None:
    """Each mail is claimed by one of them."""
    for number in range(20):
        _write(f"goodbye:{number}")
    workers = [threading.Thread(target=_deliver, args=(mailing,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len({mail["Message-ID"] for mail in relay.mails}) == len(relay.mails) == 20
    assert set(_states()) == {"sent"}


def test_a_mail_taken_back_does_not_go_out(mailing: Flask, relay: Relay) -> None:
    """What became pointless in the meantime is cancelled."""
    _write()
    with scope.of(HERE):
        service.cancel("goodbye:1")
        db.session.commit()
    _deliver(mailing)
    assert (relay.mails, _states()) == ([], ["cancelled"])


def test_links_come_from_the_settings_and_not_from_a_request(mailing: Flask) -> None:
    """A forged Host header changes no address in a mail."""
    with mailing.test_request_context("/", headers={"Host": "thief.example.org"}):
        assert service.address("start.index").startswith("http://127.0.0.1:8000/")


def test_in_the_demonstration_nothing_leaves_the_machine(tmp_path: Path, sqlite_template: Path) -> None:
    """It is kept for the mailbox page instead."""
    databases.sqlite_copy(sqlite_template, tmp_path)
    app = databases.make_app(tmp_path, is_demo=True)
    with app.app_context():
        _write()
        _deliver(app)
        assert _states() == ["sent"]
        assert [mail.mail for mail in service.newest(10)] == ["ada@example.org"]
        db.session.remove()
        db.engine.dispose()


def test_a_mail_that_the_server_slept_over_is_not_given_up_at_the_first_refusal(mailing: Flask, relay: Relay) -> None:
    """The server was off for four days, and the relay is busy when it comes back."""
    _write()
    relay.answer = "451 later please"
    back = clock.now() + service.GIVE_UP_AFTER + timedelta(days=1)
    with clock.moved_to(back):
        _deliver(mailing)
    assert _notice().status == "waiting"
    relay.answer = "250 OK"
    with clock.moved_to(back + timedelta(minutes=3)):
        _deliver(mailing)
    assert (len(relay.mails), _notice().status) == (1, "sent")
