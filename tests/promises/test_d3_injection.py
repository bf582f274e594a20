"""D3: what is typed is shown as it was typed: no tag, attribute, template, header or statement comes of it."""

from email import message_from_bytes
from html import unescape

import pytest
from sqlalchemy import select

from lotsen import scope
from lotsen.extensions import db
from lotsen.notices.delivery import compose
from lotsen.organisations.models import Organisation
from lotsen.volunteers.models import Volunteer
from tests import databases
from tests.promises.conftest import Sown
from tests.promises.visits import Visitor, address, is_allowed, keys_of, rules

MARK = "zqx"
PAYLOADS = (
    f"<script>{MARK}</script>", f'"><img src=x onerror={MARK}>', f"'><svg/onload={MARK}>", f"{{{{ {MARK} }}}}",
    f"{{% if {MARK} %}}", f"</textarea><b>{MARK}</b>", f"</title><b>{MARK}</b>", f"javascript:{MARK}//",
    f"'; DROP TABLE volunteer; --{MARK}", f"<a href={MARK}>x</a>", f"*)(uid=*{MARK}", f"&lt;{MARK}&gt;",
)  # fmt: skip
#: How a payload looks when it was not escaped.
BROKEN = [payload for payload in PAYLOADS if set(payload) & {"<", '"'} and "&lt;" not in payload]


def _fill(sown: Sown, payload: str) -> None:
    with scope.of(sown.here.region):
        for person in db.session.scalars(select(Volunteer)):
            person.first_name = person.last_name = person.message = person.helper_group = payload
        for place in db.session.scalars(select(Organisation)):
            place.name, place.description, place.street = payload, payload, payload
        db.session.commit()


def unescaped(sown: Sown, payload: str) -> list[str]:
    """Pages of a coordinator on which the payload became part of the page."""
    visitor, shown, found = Visitor(sown.app, sown.here, "coordinator"), 0, []
    for rule in rules(sown.app):
        if (
            "GET" not in (rule.methods or ())
            or not is_allowed(rule, "coordinator")
            or rule.endpoint in {"accounts.sign_in"}
        ):
            continue
        answer = visitor.open("GET", address(sown.app, rule, sown.here))
        body = answer.get_data().decode(errors="replace")  # some answers are sheets to print
        assert answer.status_code < 500, rule.rule
        if answer.mimetype == "text/html":
            shown += payload in unescape(body)
            if payload in body:
                found.append(rule.rule)
    assert shown >= 3, "the payload is on pages"
    return found


@pytest.mark.parametrize("payload", BROKEN)
def test_a_payload_stays_text_on_every_page(sown: Sown, payload: str) -> None:
    """Names, notes and organisations with tags in them."""
    _fill(sown, payload)
    assert unescaped(sown, payload) == []


def test_an_unescaped_page_is_noticed(sown: Sown) -> None:
    """The negative control: escaping switched off."""
    _fill(sown, BROKEN[0])
    sown.app.jinja_env.autoescape = False
    assert unescaped(sown, BROKEN[0])


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_question_in_an_address_is_answered_as_text(sown: Sown, payload: str) -> None:
    """Searches, filters and the way back after signing in."""
    for role in ("anonymous", "coordinator"):
        visitor = Visitor(sown.app, sown.here, role)
        for rule in rules(sown.app):
            if keys_of(rule) or "GET" not in (rule.methods or ()) or not is_allowed(rule, role):
                continue
            query = dict.fromkeys(("q", "sort", "next", "status", "plz", "node", "lang", "action"), payload)
            answer = visitor.pages.client.get(address(sown.app, rule, sown.here), query_string=query)
            assert answer.status_code < 500, rule.rule
            assert payload not in BROKEN or payload not in answer.get_data().decode(errors="replace"), rule.rule


@pytest.mark.parametrize("payload", ["x\r\nBcc: thief@example.org", "x\nBcc: thief@example.org", "x\r\n\r\nbody"])
def test_a_title_cannot_add_a_header_to_a_mail(tmp_path_factory: pytest.TempPathFactory, payload: str) -> None:
    """One line stays one line."""
    settings = databases.settings_for(tmp_path_factory.mktemp("mail"))
    mail = compose(settings, to="a@example.org", title=payload, body="Text", message_id="1", language="de")
    read = message_from_bytes(mail.as_bytes())
    assert read["Bcc"] is None
    assert read.get_payload(decode=True) == b"Text\n"


def test_a_recipient_cannot_add_a_header_to_a_mail(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The address is refused."""
    settings = databases.settings_for(tmp_path_factory.mktemp("mail"))
    with pytest.raises(ValueError, match=r"(?i)header|linefeed"):
        compose(settings, to="a@x.org\nBcc: b@x.org", title="T", body="B", message_id="1", language="de")
