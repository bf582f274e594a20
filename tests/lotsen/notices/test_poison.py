"""One mail that cannot go out holds up no other: addresses in every script, and whatever else is wrong with one."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.jobs import run_inside
from lotsen.notices import frame, relay, rounds, service, wishes
from lotsen.notices.models import Notice
from tests import databases
from tests.conftest import HERE
from tests.lotsen.notices.relay import Relay, running


@pytest.fixture
def taken() -> Relay:
    """A relay that takes everything."""
    return Relay()


@pytest.fixture(params=[True, False], ids=["knows UTF-8", "knows ASCII"])
def mailing(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path, taken: Relay) -> Iterator[Flask]:
    """An app with a relay that takes addresses in every script, and with one that does not."""
    databases.sqlite_copy(sqlite_template, tmp_path)
    with running(taken, knows_utf8=request.param) as port:
        app = databases.make_app(tmp_path, mail_host="127.0.0.1", mail_port=port, mail_from="wir@example.org")
        app.config["KNOWS_UTF8"] = request.param
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def _write(*mails: str, kind: str = "goodbye") -> None:
    with scope.of(HERE):
        for number, mail in enumerate(mails):
            service.write(kind, mail=mail, language="de", once=f"{kind}:{number}", name="Ada", first_name="Ada")
            db.session.commit()


def _deliver(app: Flask) -> None:
    run_inside(app, service.deliver_due)


def _states() -> list[tuple[str, str]]:
    with scope.everywhere("test"):
        db.session.rollback()
        db.session.expire_all()
        return [(one.mail, one.status) for one in db.session.scalars(select(Notice).order_by(Notice.created_at))]


def test_an_address_in_another_script_holds_up_nobody(mailing: Flask, taken: Relay) -> None:
    """Anybody may sign up with one: it goes out where the relay can, is refused where not, and the others go out."""
    _write("m\u00fcller@example.org", "ada@example.org")
    _deliver(mailing)
    is_taken = mailing.config["KNOWS_UTF8"]
    assert _states() == [("m\u00fcller@example.org", "sent" if is_taken else "failed"), ("ada@example.org", "sent")]
    to = [str(one["To"]) for one in taken.mails]
    assert to == (["m\u00fcller@example.org"] if is_taken else []) + ["ada@example.org"]
    with scope.everywhere("test"):
        assert relay.down() is None, "the relay works; it is the address that it cannot take"


def test_a_domain_in_another_script_needs_no_relay_that_knows_it(mailing: Flask, taken: Relay) -> None:
    """It has a name in ASCII, by which every relay finds it (RFC 5891)."""
    _write("ada@b\u00fcdingen.example")
    _deliver(mailing)
    assert _states() == [("ada@b\u00fcdingen.example", "sent")]
    assert [str(one["To"]) for one in taken.mails] == ["ada@xn--bdingen-n2a.example"]


def test_a_mail_that_raises_is_tried_again_later_and_the_others_go_out(
    mailing: Flask, taken: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is wrong with it: each try takes longer to come, and staff see it in the end."""
    _write("poison@example.org", "ada@example.org", "eve@example.org")
    honest = frame.letter

    def _raises(notice: Notice, **values: str) -> frame.Letter:
        if notice.mail.startswith("poison"):
            raise RuntimeError("what nobody thought of, with a name in it")
        return honest(notice, **values)

    monkeypatch.setattr(frame, "letter", _raises)
    _deliver(mailing)
    assert [status for _mail, status in _states()] == ["waiting", "sent", "sent"]
    with scope.everywhere("test"):
        poison = db.session.scalars(select(Notice).where(Notice.status == "waiting")).one()
        assert (poison.fault, poison.attempts) == ("RuntimeError", 1)


def test_a_fault_after_the_text_was_given_away_sends_nothing_twice(
    mailing: Flask, taken: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows whether it arrived: people decide, and the next mail goes out."""
    _write("ada@example.org")
    honest = service.send_mail

    def _raises(*given: object, **more: object) -> None:
        honest(*given, **more)
        raise MemoryError

    monkeypatch.setattr(service, "send_mail", _raises)
    _deliver(mailing)
    monkeypatch.setattr(service, "send_mail", honest)
    _write("ada@example.org", "eve@example.org")
    _deliver(mailing)
    assert [status for _mail, status in _states()] == ["unclear", "sent"]
    assert len(taken.mails) == 2


def test_a_round_that_raises_holds_up_nobody(mailing: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people get their mails once a day, and those of one cannot be put together."""
    with scope.of(HERE):
        for mail in ("poison@example.org", "ada@example.org"):
            index = service.crypto.mail_index(mail)
            wishes.save(index, frequency="taeglich", quiet_from=None, quiet_until=None, wants_overview=False)
    _write("poison@example.org", "ada@example.org", kind="released")
    assert [status for _mail, status in _states()] == ["held", "held"]
    honest = rounds.items

    def _raises(notices: list[Notice]) -> list[rounds.Item]:
        if notices[0].mail.startswith("poison"):
            raise RuntimeError
        return honest(notices)

    monkeypatch.setattr(rounds, "items", _raises)
    with clock.moved_to(clock.now() + timedelta(days=1)):
        run_inside(mailing, rounds.gather_due)
    assert dict(_states()[:2]) == {"poison@example.org": "held", "ada@example.org": "gathered"}
