"""Where somebody says how she wants her mails: by the link in each, or on her page; and what becomes of it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lotsen import clock, crypto, scope
from lotsen.extensions import db
from lotsen.notices import fewer, service, wishes
from lotsen.notices.models import MailWish, Notice
from tests import factories
from tests.conftest import HERE
from tests.lotsen.notices.relay import Relay
from tests.lotsen.notices.scene import ADA, jobs, texts, wish, write
from tests.pages import Pages


def _token(notice: Notice) -> str:
    return str(fewer.token(notice))


def test_every_mail_carries_a_link_that_opens_without_a_password(mailing_on_each: Flask, relay: Relay) -> None:
    """The address stands in both parts and in the header; it leads to a page that works, in the mail's language."""
    write()
    jobs(mailing_on_each)
    (mail,) = relay.mails
    url = str(mail["List-Unsubscribe"]).strip("<>")
    assert url in texts(relay)[0]
    html = mail.get_body(("html",))
    assert html is not None
    assert url in html.get_content()
    path = re.sub("^https?://[^/]+", "", url)
    pages = Pages(mailing_on_each)
    assert "Weniger Mails" in pages.get(path).text
    with scope.everywhere("test"):
        assert db.session.scalars(select(MailWish)).all() == [], "looking changes nothing"
    answer = pages.post(path, {"frequency": "woechentlich", "quiet_from": "22:00", "quiet_until": "07:00"}, status=200)
    assert "Gespeichert" in answer.text
    with scope.everywhere("test"):
        row = db.session.scalars(select(MailWish)).one()
        assert (row.region_id, row.frequency, row.quiet_from_minutes, row.quiet_until_minutes) == (
            HERE, "woechentlich", 1320, 420,
        )  # fmt: skip


def test_a_link_that_is_forged_old_or_of_a_deleted_mail_opens_nothing(app: Flask, pages: Pages) -> None:
    """Nor does one that belongs to another installation."""
    notice = write()
    good = _token(notice)
    assert pages.client.get(f"/nachrichten/weniger/{good}").status_code == 200
    with clock.moved_to(notice.created_at + fewer.LIFETIME + timedelta(seconds=1)):
        assert pages.client.get(f"/nachrichten/weniger/{good}").status_code == 404
    for wrong in (good[:-2], good[::-1], "x", good.replace(".", ".a")):
        assert pages.client.get(f"/nachrichten/weniger/{wrong}").status_code == 404
    with scope.of(HERE):
        db.session.delete(db.session.merge(notice))
        db.session.commit()
    assert pages.client.get(f"/nachrichten/weniger/{good}").status_code == 404


@pytest.mark.parametrize(
    ("first", "last", "is_fine"),
    [("22:00", "07:00", True), ("20:00", "08:00", True), ("", "", True), ("22:00", "", False), ("", "07:00", False),
     ("20:00", "08:01", False), ("09:00", "09:00", False)],
)  # fmt: skip
def test_quiet_hours_have_two_ends_and_leave_half_the_day(
    app: Flask, pages: Pages, first: str, last: str, is_fine: bool
) -> None:
    """A question with a deadline of a day would be lost in longer ones."""
    path = f"/nachrichten/weniger/{_token(write())}"
    data: dict[str, object] = {"frequency": "sofort", "quiet_from": first, "quiet_until": last}
    pages.post(path, data, status=200 if is_fine else 422)
    with scope.everywhere("test"):
        assert len(db.session.scalars(select(MailWish)).all()) == is_fine


@pytest.mark.parametrize("role", ["volunteer", "case_manager", "coordinator", "region_admin", "auditor"])
def test_everybody_signed_in_has_the_page(app: Flask, pages: Pages, here: str, role: str) -> None:
    """Staff and volunteers alike; it shows what is set and what came."""
    account = factories.account(role)
    if role == "volunteer":
        factories.volunteer(account_id=account.id, mail=account.mail)
    with scope.everywhere("test"):
        db.session.commit()
    mail, region = account.mail, account.region_id
    pages.sign_in(account)
    db.session.rollback()
    pages.post("/nachrichten/meine", {"frequency": "taeglich"})
    with scope.of(region):
        service.write("goodbye", mail=mail, language="de", once="x", name="Ada")
        db.session.commit()
    shown = pages.get("/nachrichten/meine").text
    assert re.search(r'value="taeglich"[^>]*checked|checked[^>]*value="taeglich"', shown)
    assert "Abschied" in shown
    assert "gesammelt" in shown


def test_a_wish_goes_with_its_reader(app: Flask, here: str) -> None:
    """A new address takes it along; a person who is deleted leaves none."""
    from lotsen.retention.deletion import forget
    from lotsen.retention.rules import BY_KEY

    person = factories.volunteer(mail=ADA)
    db.session.commit()
    wish("taeglich")
    wishes.move(crypto.mail_index(ADA), crypto.mail_index("new@example.org"))
    db.session.commit()
    assert wishes.of(HERE, crypto.mail_index("new@example.org")).frequency == "taeglich"
    assert wishes.of(HERE, crypto.mail_index(ADA)).frequency == "sofort"
    person.mail_index = crypto.mail_index("new@example.org")
    db.session.commit()
    forget(BY_KEY["volunteer"], person)
    db.session.commit()
    assert db.session.scalars(select(MailWish)).all() == []
