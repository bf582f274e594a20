"""Mails that come back later: reports of a mail server are read, matched, noted, and shown to who can act."""

import uuid
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lotsen import clock, scope
from lotsen.audit.models import AuditEntry
from lotsen.extensions import db
from lotsen.notices import bounces, relay, service
from lotsen.notices.models import Notice
from tests import factories
from tests.conftest import ELSEWHERE, HERE
from tests.lotsen.help_requests.scene import Desk, sign_in
from tests.pages import Pages

HOST = "127.0.0.1"  # of the public address in tests


def report(message_id: str, *, action: str = "failed", status: str = "5.1.1", headers_only: bool = False) -> bytes:
    """What a mail server sends back (RFC 3464), as Postfix words it."""
    own = f"From: wir@example.org\nTo: ada@example.org\nSubject: =?utf-8?q?Gr=C3=BC?=\nMessage-ID: {message_id}\n"
    kind, body = ("text/rfc822-headers", own) if headers_only else ("message/rfc822", own + "\nText\n")
    return f"""From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: wir@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <20270504.ABC@mx.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B/mx"

--B/mx
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B/mx
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; ada@example.org
Original-Recipient: rfc822;ada@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} User unknown

--B/mx
Content-Type: {kind}

{own if headers_only else body}
--B/mx--
""".encode()


def of(notice: Notice, *, action: str = "failed", status: str = "5.1.1", headers_only: bool = False) -> bytes:
    """A report about a mail of ours."""
    return report(f"<{notice.id}@{HOST}>", action=action, status=status, headers_only=headers_only)


def sent(mail: str = "ada@example.org", *, region: str = HERE, status: str = "sent", **values: object) -> Notice:
    """A mail that went out."""
    with scope.of(region):
        row = service.write(
            "goodbye", mail=mail, language="de", once=str(uuid.uuid4()), name="Ada", first_name="Ada", **values
        )
        assert row is not None
        row.status, row.sent_at = status, clock.now()
        db.session.commit()
        db.session.refresh(row)
    return row


def fate(notice: Notice) -> tuple[str, str | None]:
    """What became of it."""
    with scope.everywhere("test"):
        db.session.rollback()
        db.session.expire_all()
        return notice.status, notice.bounce


@pytest.mark.parametrize(
    ("status", "kind"),
    [("5.1.1", "hard"), ("5.1.2", "hard"), ("5.2.1", "hard"), ("5.0.0", "hard"), ("5.4.4", "hard"),
     ("5.2.2", "soft"), ("5.3.4", "soft"), ("5.7.1", "soft"), ("4.4.7", "soft"), ("4.2.2", "soft")],
)  # fmt: skip
@pytest.mark.parametrize("headers_only", [False, True])
def test_a_report_is_noted_as_what_it_is(app: Flask, status: str, kind: str, headers_only: bool) -> None:
    """Hard where the address is wrong, soft where it is right (RFC 3463); in the region of the mail."""
    here, there = sent(), sent(region=ELSEWHERE)
    bounces.note(of(there, status=status, headers_only=headers_only))
    assert (fate(here), fate(there)) == (("sent", None), ("failed", kind))
    with scope.of(ELSEWHERE):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "notices.bounce")).one()
    assert (entry.subject_id, entry.facts) == (there.id, {"kind": kind, "status": status})


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_delivered_or_still_on_its_way_changes_nothing(app: Flask, action: str) -> None:
    """Only ``failed`` is an end."""
    row = sent()
    bounces.note(of(row, action=action, status="4.4.1"))
    assert fate(row) == ("sent", None)


@pytest.mark.parametrize("status", ["waiting", "sending", "cancelled", "failed"])
def test_a_second_report_or_a_late_one_changes_nothing(app: Flask, status: str) -> None:
    """What is on its way again, settled or noted stays as it is; an unclear one has its answer."""
    row = sent(status=status)
    bounces.note(of(row))
    assert fate(row) == (status, None)
    unclear = sent(status="unclear")
    bounces.note(of(unclear))
    assert fate(unclear) == ("failed", "hard")


def _foreign(notice: Notice) -> dict[str, bytes]:
    whole = of(notice)
    forged = EmailMessage()
    forged["Message-ID"] = f"<{notice.id}@{HOST}>"
    forged.set_content(f"Message-ID: <{notice.id}@{HOST}>\nAction: failed\nStatus: 5.1.1")
    return {
        "nothing": b"",
        "blanks": b" \n\n",
        "noise": bytes(range(256)) * 20,
        "a plain mail that says so": forged.as_bytes(),
        "another host": report(f"<{notice.id}@elsewhere.example.org>"),
        "an unknown mail": report(f"<{uuid.uuid4()}@{HOST}>"),
        "no key": report(f"<hello@{HOST}>"),
        "two of ours": whole.replace(b"Message-ID: <", f"Message-ID: <{uuid.uuid4()}@{HOST}> <".encode()),
        "no status": whole.replace(b"Status: 5.1.1", b"Status: bad"),
        "no action": whole.replace(b"Action: failed", b"X: failed"),
        "cut off": whole[: whole.index(b"Final-Recipient")],
        "too much": whole + b"x" * bounces.MOST_BYTES,
    }


@pytest.mark.parametrize("what", sorted(_foreign(Notice(id=uuid.uuid4(), region_id=HERE, created_at=clock.now()))))
def test_malformed_and_foreign_input_is_refused_and_changes_nothing(app: Flask, what: str) -> None:
    """An error that says why; the mail stays as it was."""
    row = sent()
    with pytest.raises(bounces.NotAReport):
        bounces.note(_foreign(row)[what])
    assert fate(row) == ("sent", None)
    bounces.note(of(row))
    assert fate(row) == ("failed", "hard"), "the control: the whole report is noted"


@given(cut=st.integers(0, 900), noise=st.binary(max_size=40))
def test_no_input_is_a_fault_of_ours(cut: int, noise: bytes) -> None:
    """Broken anywhere, it is read or refused; what is read stands there, also where the noise made another id of it."""
    whole = report(f"<{uuid.UUID(int=7, version=4)}@{HOST}>")
    broken = whole[:cut] + noise + whole[cut + len(noise) :]
    try:
        found = bounces.read(broken, host=HOST)
    except bounces.NotAReport:
        return
    assert str(found.notice_id).encode() in broken.lower()


def test_the_command_is_a_pipe_for_a_mail_server(app: Flask, tmp_path: Path) -> None:
    """Exit status 0 with a sentence when noted, 2 for what is none of ours."""
    row = sent()
    for given_in, code, told in ((of(row), 0, "Vermerkt"), (b"hello", 2, "kein Bericht"), (of(row), 0, "Schon")):
        done = app.test_cli_runner().invoke(args=["bounce"], input=given_in)
        assert (done.exit_code, told in done.output) == (code, True), done.output
    assert fate(row) == ("failed", "hard")


def _desk(app: Flask, role: str, **values: object) -> Desk:
    account = factories.account(role, **values)
    db.session.commit()
    return sign_in(Pages(app), account)


URL = "/nachrichten/nicht-zugestellt"


def test_a_volunteers_address_is_for_the_coordination_to_check(app: Flask, here: str) -> None:
    """On the start page, with a link to her record and another try; the case manager sees nothing of it."""
    person = factories.volunteer(mail="ada@example.org")
    db.session.commit()
    row = sent()
    bounces.note(of(row))
    coordinator, colleague = _desk(app, "coordinator"), _desk(app, "case_manager")
    assert "Adresse prüfen" in coordinator.get("/").text
    shown = coordinator.get(URL).text
    assert f"/ehrenamtliche/{person.id}/bearbeiten" in shown or f"{person.id}" in shown
    assert "Koordination" in shown
    assert person.number in shown
    assert "Adresse prüfen" not in colleague.get("/").text
    assert "ada@example.org" not in colleague.get(URL).text
    colleague.post(f"{URL}/{row.id}/noch-einmal", status=404)
    coordinator.post(f"{URL}/{row.id}/noch-einmal")
    assert fate(row) == ("waiting", None)


def test_a_newcomers_address_is_for_her_case_manager_to_check(app: Flask, here: str) -> None:
    """For nobody else's; a colleague who stands in sees it too."""
    manager = factories.account("case_manager")
    newcomer = factories.newcomer(manager, contact="olena@example.org")
    tandem = factories.tandem(factories.help_request(newcomer, status="aktiv"))
    db.session.commit()
    row = sent("olena@example.org", subject_id=tandem.id)
    bounces.note(of(row))
    hers, other = sign_in(Pages(app), manager), _desk(app, "case_manager")
    assert "Adresse prüfen" in hers.get("/").text
    assert "olena@example.org" in hers.get(URL).text
    assert "olena@example.org" not in other.get(URL).text
    other.post(f"{URL}/{row.id}/erledigt", status=404)
    hers.post(f"{URL}/{row.id}/erledigt")
    assert fate(row)[0] == "cancelled"


def test_an_address_that_was_mended_since_is_named_so(app: Flask, here: str) -> None:
    """Nobody is sent to a record that is right by now."""
    row = sent("old@example.org")
    bounces.note(of(row))
    assert "Adresse inzwischen geändert" in _desk(app, "coordinator").get(URL).text


def _tried(fault: str, *, minutes: int, attempts: int = 3) -> Notice:
    row = sent(f"{uuid.uuid4()}@example.org", status="waiting")
    with scope.everywhere("test"):
        row.sent_at, row.fault, row.attempts = None, fault, attempts
        row.created_at = clock.now() - timedelta(minutes=minutes)
        row.claimed_at = clock.now()
        row.not_before = clock.now() + timedelta(minutes=4)
        db.session.commit()
    return row


def test_a_relay_that_is_down_stands_on_the_start_page(app: Flask, here: str) -> None:
    """Since when and how many wait, for who runs the machine and for the administration; gone when it is back."""
    assert relay.down() is None
    _tried("ConnectionRefusedError", minutes=50)
    _tried("ConnectionRefusedError", minutes=20)
    down = relay.down()
    assert down is not None
    assert down.waiting == 2
    assert abs(clock.now() - down.since - timedelta(minutes=50)) < timedelta(minutes=1)
    for role in ("operator", "region_admin"):
        text = _desk(app, role).get("/").text
        assert "Der Mailserver nimmt seit" in text, role
    sent("b@example.org")
    with clock.moved_to(clock.now() + timedelta(seconds=1)):
        assert relay.down() is None


def test_one_busy_address_is_no_relay_that_is_down(app: Flask, here: str) -> None:
    """The negative control: other mails go out; three busy ones in a row are a relay that takes nothing."""
    _tried("SMTPResponseException 450", minutes=50)
    assert relay.down() is None
    _tried("SMTPResponseException 450", minutes=50)
    _tried("SMTPDataError 451", minutes=40)
    assert relay.down() is not None


def _parts(depth: int) -> bytes:
    return b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (one, one) for one in range(depth))


@pytest.mark.parametrize(
    "inside", [b"Content-Type: message/rfc822\n\n" * 30_000, _parts(20_000)], ids=["mail", "parts"]
)
def test_a_mail_inside_a_mail_inside_a_mail_is_no_report(inside: bytes) -> None:
    """Thousands of times: the parser gives up, and the command says so instead of ending in a fault."""
    with pytest.raises(bounces.NotAReport):
        bounces.read(b"Content-Type: multipart/report; boundary=r\n\n--r\n" + inside, host=HOST)
