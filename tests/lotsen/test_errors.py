"""What a reader sees where the database refuses: a sentence and a status, never a fault."""

import pytest
from flask import Flask
from sqlalchemy.exc import DataError, IntegrityError

from lotsen import scope
from tests import factories
from tests.conftest import HERE
from tests.lotsen.help_requests.scene import sign_in
from tests.pages import Pages

LISTS = ("/anfragen/", "/zugewanderte/", "/tandems/", "/netzwerk/verbindungen")


@pytest.mark.parametrize("query", ["page=99999999999999999999", "page=-5", "whose=alle&number=%00"])
def test_no_query_is_too_wild_for_a_list(any_app: Flask, query: str) -> None:
    """Numbers and signs that no database holds are a wrong request, not a fault of ours."""
    any_app.testing = False
    with scope.of(HERE):
        desk = sign_in(Pages(any_app), factories.account("coordinator"))
        answers = {url: desk.client.get(f"{url}?{query}").status_code for url in LISTS}
    assert set(answers.values()) <= {200, 400}, answers


def test_the_test_sees_a_fault(app: Flask, here: str) -> None:
    """Negative control: without the guard the same address is a fault."""
    app.testing = False
    for kind in (DataError, OverflowError):
        del app.error_handler_spec[None][None][kind]
    desk = sign_in(Pages(app), factories.account("coordinator"))
    assert desk.client.get("/anfragen/?page=99999999999999999999").status_code == 500


def _collision() -> IntegrityError:
    """What the database says to whoever was a moment too late."""
    factories.account(mail="same@example.org")
    with pytest.raises(IntegrityError) as caught:
        factories.account(mail="same@example.org")
    return caught.value


def test_whoever_is_too_late_gets_a_sentence(any_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """409 with what to do; the log names the constraint and no value."""
    with scope.of(HERE), any_app.test_request_context("/"):
        answer = any_app.make_response(any_app.handle_user_exception(_collision()))
    assert answer.status_code == 409
    assert "Das wurde inzwischen geändert." in answer.get_data(as_text=True)
    assert "mail_index" in caplog.text
    assert "same@example.org" not in caplog.text
    assert "INSERT" not in caplog.text


def test_without_the_page_it_would_be_a_fault(app: Flask, here: str) -> None:
    """Negative control: nothing else turns a collision into an answer."""
    del app.error_handler_spec[None][None][IntegrityError]
    with app.test_request_context("/"), pytest.raises(IntegrityError):
        app.handle_user_exception(_collision())


def test_a_failed_statement_tells_no_value(any_app: Flask) -> None:
    """What the log writes of a fault names the statement and hides what it carried."""
    with scope.of(HERE), any_app.test_request_context("/"):
        words = str(_collision())
    assert "INSERT" in words
    assert "coordinator" not in words
