"""Mails that did not arrive are on a page, and every kind of mail is in the catalogue."""

from datetime import timedelta
from pathlib import Path

import pytest

from lotsen import clock, scope
from lotsen.extensions import db
from lotsen.jobs import run_inside
from lotsen.notices import service
from lotsen.notices.catalogue import KINDS
from lotsen.notices.models import Notice
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
