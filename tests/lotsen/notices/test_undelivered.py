"""Mails that did not arrive are on a page, and every kind of mail is in the catalogue."""

import re
import uuid
from datetime import timedelta
from pathlib import Path

import pytest

from lotsen import clock, crypto, scope
from lotsen.accounts import mail_links
from lotsen.extensions import db
from lotsen.jobs import run_inside
from lotsen.notices import fewer, service
from lotsen.notices.catalogue import KINDS
from lotsen.notices.models import MailWish, Notice
from lotsen.sign_ups.profile import Profile
from lotsen.volunteers import service as volunteers
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.help_requests.scene import Desk, sign_in
from tests.pages import Pages

TEMPLATES = Path(__file__).resolve().parents[3] / "templates/notices"


def _notice(status: str, region: str = HERE, **values: object) -> Notice:
    with scope.of(region):
        written = service.write(
            "goodbye", mail=f"{status}@example.org", language="de", once=f"{status}:{region}",
            name="Ada", first_name="Ada",
        )  # fmt: skip
        assert written is not None
        written.status = status
        for name, value in values.items():
            setattr(written, name, value)
        db.session.commit()
    return written


@pytest.fixture
def desk(pages: Pages, here: str) -> Desk:
    """A coordinator at the desk."""
    account = factories.account("coordinator")
    db.session.commit()
    return sign_in(pages, account)


def test_what_failed_is_unclear_or_stuck_is_shown(desk: Desk) -> None:
    """And nothing else; a text with its links is for its reader alone."""
    for status in ("failed", "unclear", "sent", "cancelled"):
        _notice(status)
    _notice("waiting", attempts=5, fault="ConnectionRefusedError")
    shown = desk.get("/nachrichten/nicht-zugestellt").text
    names = ("failed", "unclear", "waiting", "sent", "cancelled")
    assert [name for name in names if f"{name}@example.org" in shown] == ["failed", "unclear", "waiting"]
    assert "Führungszeugnis" not in shown, "the text of the mail"


def test_another_try_and_a_telephone_call(desk: Desk) -> None:
    """Sent again it waits anew; settled it is cancelled; both only while it needs somebody."""
    again, settled = _notice("unclear").id, _notice("failed").id
    desk.post(f"/nachrichten/nicht-zugestellt/{again}/noch-einmal")
    desk.post(f"/nachrichten/nicht-zugestellt/{settled}/erledigt")
    with scope.of(HERE):
        found = {row.id: (row.status, row.attempts) for row in db.session.query(Notice)}
    assert found == {again: ("waiting", 0), settled: ("cancelled", 0)}
    desk.post(f"/nachrichten/nicht-zugestellt/{settled}/noch-einmal", status=409)


def test_another_regions_mail_looks_like_a_missing_one(desk: Desk) -> None:
    """Neither shown nor sent again."""
    foreign = _notice("failed", ELSEWHERE).id
    assert "failed@example.org" not in desk.get("/nachrichten/nicht-zugestellt").text
    desk.post(f"/nachrichten/nicht-zugestellt/{foreign}/noch-einmal", status=404)


def test_what_is_over_is_not_sent_late(desk: Desk) -> None:
    """A relay that was away for longer than a mail makes sense; just before it would have gone."""
    _notice("waiting")
    late = clock.now() + KINDS["goodbye"].lasts
    for now, left in ((late - timedelta(minutes=1), "waiting"), (late + timedelta(minutes=1), "cancelled")):
        with clock.moved_to(now), scope.everywhere("test"):
            service._drop_overtaken()
            assert db.session.query(Notice).one().status == left


def test_every_kind_of_mail_is_in_the_catalogue() -> None:
    """A text without an entry has no reader and no end."""
    written = {path.stem for path in TEMPLATES.glob("*.txt")}
    assert written - KINDS.keys() == set()
    assert len(written) >= 28


def test_an_unknown_kind_cannot_be_written(desk: Desk) -> None:
    """The negative control."""
    with scope.of(HERE), pytest.raises(KeyError):
        service.write("unheard_of", mail="a@example.org", language="de", once="x")


def test_the_job_delivers_what_is_tried_again(desk: Desk) -> None:
    """Without a relay it fails once more and says so, rather than vanish."""
    again = _notice("failed").id
    desk.post(f"/nachrichten/nicht-zugestellt/{again}/noch-einmal")
    run_inside(desk.app, service.deliver_due)
    with scope.of(HERE):
        row = db.session.get(Notice, again)
        assert row is not None
        assert (row.status, row.attempts) == ("waiting", 1)


def test_an_address_is_for_whoever_can_mend_it(pages: Pages, here: str) -> None:
    """A newcomer's for the responsible one, a volunteer's for the coordination; the others see that there is a mail."""
    manager = factories.account("case_manager")
    person = factories.newcomer(manager, contact="sami@example.org")
    her = factories.volunteer(mail="mira@example.org")
    tandem = factories.tandem(factories.help_request(person, status="aktiv"), her)
    for mail in ("sami@example.org", "mira@example.org"):
        written = service.write("goodbye", mail=mail, language="de", once=mail, subject_id=tandem.id, name="Ada")
        assert written is not None
        written.status = "failed"
    readers = {role: factories.account(role) for role in ("coordinator", "region_admin")} | {"case_manager": manager}
    db.session.commit()
    seen = {}
    for role, account in readers.items():
        shown = sign_in(Pages(pages.app), account).get("/nachrichten/nicht-zugestellt").text
        seen[role] = [name for name in ("sami", "mira") if f"{name}@example.org" in shown]
    assert seen == {"coordinator": ["mira"], "region_admin": [], "case_manager": ["sami"]}


def _sent_again(desk: Desk, key: uuid.UUID) -> Notice:
    desk.post(f"/nachrichten/nicht-zugestellt/{key}/noch-einmal")
    with scope.of(HERE):
        db.session.rollback()
        return db.session.get_one(Notice, key)


def _correct(person: Volunteer, mail: str) -> None:
    columns = {"first_name": "Mira", "last_name": "Haddad", "plz": person.plz, "ags": person.ags}
    profile = Profile(columns, phone="+49641123456")
    volunteers.edit(person.id, profile, mail=mail, organisation_id=None)


def test_a_mail_that_goes_out_again_goes_to_the_corrected_address(desk: Desk) -> None:
    """What was about her herself or a question to her, with a link that opens; her wish about mails finds it."""
    her = factories.volunteer(mail="mria@example.org")
    proposal = factories.proposal(None, her, status="angefragt", answer_by=clock.now() + timedelta(days=3))
    token = mail_links.create(mail_links.ANSWER, proposal.id)
    keys = []
    for kind, about in (("goodbye", her.id), ("asked", proposal.id)):
        url = service.address("proposals.answer", token=token)
        row = service.write(kind, mail="mria@example.org", language="de", once=kind, subject_id=about,
                            name="Mira", url=url, day="morgen")  # fmt: skip
        assert row is not None
        row.status = "failed"
        keys.append(row.id)
    db.session.commit()
    _correct(her, "mira@example.org")
    goodbye, asked = (_sent_again(desk, key) for key in keys)
    assert [row.mail for row in (goodbye, asked)] == ["mira@example.org"] * 2
    assert goodbye.mail_index == crypto.mail_index("mira@example.org")
    (path,) = re.findall(r"/vorschlaege/antwort/[\w-]+", asked.body)
    assert token not in asked.body
    Pages(desk.app).get(path)
    Pages(desk.app).get(f"/vorschlaege/antwort/{token}", status=404)


@pytest.mark.parametrize("mail", ["mria@example.org", None])
def test_without_another_address_a_mail_goes_where_it_went(desk: Desk, mail: str | None) -> None:
    """The negative control: nothing was corrected, or there is no address any more; its link is the same."""
    her = factories.volunteer(mail="mria@example.org")
    url = service.address("own_pages.enter", token=mail_links.create(mail_links.STATUS, her.id))
    row = service.write("absence_ends", mail="mria@example.org", language="de", once="x", subject_id=her.id,
                        name="Mira", first=clock.today(), last=clock.today(), url=url)  # fmt: skip
    assert row is not None
    row.status = "failed"
    db.session.commit()
    _correct(her, mail) if mail else _leave_mail(her)
    again = _sent_again(desk, row.id)
    assert again.mail == "mria@example.org"
    assert url in again.body


def _leave_mail(person: Volunteer) -> None:
    person.mail = person.mail_index = None
    db.session.commit()


def test_the_operator_says_how_mails_come(pages: Pages, here: str) -> None:
    """A page like everybody's, in the region of the platform, with what came lately."""
    account = factories.account("operator")
    db.session.commit()
    desk = sign_in(pages, account)
    assert "Meine Nachrichten" in desk.get("/nachrichten/meine").text
    desk.post("/nachrichten/meine", {"frequency": "woechentlich"})
    with scope.everywhere("test"):
        wish = db.session.query(MailWish).one()
        assert (wish.region_id, wish.frequency) == ("00", "woechentlich")


def test_the_link_to_fewer_mails_in_the_old_mailbox_ends_with_the_correction(desk: Desk) -> None:
    """Whoever reads it decides nothing about the new address; the link in the mail that goes out again does."""
    with scope.of(HERE):
        her = factories.volunteer(mail="wrong@example.org")
        notice = _notice("failed", mail="wrong@example.org", mail_index=her.mail_index, subject_id=her.id)
        key, old = notice.id, fewer.token(notice)
    Pages(desk.app).get(f"/nachrichten/weniger/{old}")
    with scope.of(HERE):
        _correct(her, "right@example.org")
    new = fewer.token(_sent_again(desk, key))
    Pages(desk.app).get(f"/nachrichten/weniger/{old}", status=404)
    Pages(desk.app).post(f"/nachrichten/weniger/{old}", {"frequency": "woechentlich"}, status=404)
    Pages(desk.app).get(f"/nachrichten/weniger/{new}")
