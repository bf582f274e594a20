"""Forms in the house style: ARIA, the list of faults, repeated rows, the time grid, postal codes."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from tests.look.app import make_app
from tests.look.forms import Everything
from tests.pages import inspect

COMPLETE = {
    "name": "Amira", "mail": "amira@example.org", "postal_code": "63450", "born_on": "1990-02-03",
    "mode": "pate", "consent": "y", "times": ["mon-am", "sun-eve"], "needs": ["Schule"],
    "languages-0-language": "ara", "languages-0-level": "B1",
}  # fmt: skip


@pytest.fixture
def look() -> Iterator[Flask]:
    """The app of all building blocks, without tokens."""
    app = make_app()
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/form", method="POST"):
        yield app


@pytest.fixture
def client(look: Flask) -> FlaskClient:
    """A browser of that app."""
    return look.test_client()


def _filled(**changes: Any) -> Everything:
    return Everything(formdata=MultiDict({**COMPLETE, **changes}))


def test_a_complete_form_is_accepted(look: Flask) -> None:
    """The example that all refusals below differ from by one thing."""
    form = _filled()
    assert form.validate(), form.errors
    assert form.times.data == ["mon-am", "sun-eve"]


def test_a_refused_control_tells_its_hint_and_its_fault(look: Flask) -> None:
    """A screen reader hears both when it enters the field."""
    form = _filled(mail="")
    form.validate()
    html = form.mail()
    assert 'aria-describedby="mail-hint mail-error"' in html
    assert 'aria-invalid="true"' in html
    assert "kern-form-input__input--error" in html


def test_a_control_without_fault_is_not_marked(look: Flask) -> None:
    """The negative control of the one above."""
    form = _filled()
    form.validate()
    assert "aria-invalid" not in form.mail()
    assert 'aria-describedby="mail-hint"' in form.mail()


@pytest.mark.parametrize(
    ("name", "direction"), [("mail", "ltr"), ("postal_code", "ltr"), ("name", "auto"), ("note", "auto")]
)
def test_addresses_run_left_to_right_and_free_text_as_it_is_written(look: Flask, name: str, direction: str) -> None:
    """Also on an Arabic page."""
    assert f'dir="{direction}"' in _filled()[name]()


def test_every_entry_of_the_error_summary_leads_to_a_control(client: FlaskClient) -> None:
    """Groups lead to their first choice."""
    answer = client.post("/form", data={"languages-0-language": "xxx"})
    assert answer.status_code == 422
    assert "<title>Fehler: " in answer.text
    with client.application.test_request_context("/form", method="POST"):
        form = Everything(formdata=MultiDict({"languages-0-language": "xxx"}))
        form.validate()
        faults = form.list_faults()
    assert [id for id, _ in faults][:5] == ["name", "mail", "postal_code", "born_on", "mode-0"]
    assert all(f'id="{id}"' in answer.text and f'href="#{id}"' in answer.text for id, _ in faults)


def test_a_refusal_by_a_service_stands_at_its_field(look: Flask) -> None:
    """Where the service names no field, it stands above the form."""
    form = _filled()
    form.validate()
    form.refuse("mail", "Diese Adresse ist schon angemeldet.")
    form.refuse(None, "Gerade ist kein Platz frei.")
    assert form.list_faults() == [
        ("", "Gerade ist kein Platz frei."),
        ("mail", "Diese Adresse ist schon angemeldet."),
    ]


def test_a_row_is_added_until_there_is_room_for_no_more(look: Flask) -> None:
    """Three at most in this form."""
    form = _filled()
    count = len(form.languages.entries)
    assert form.languages.press({"languages-add": "1"})
    assert len(form.languages.entries) == min(count + 1, 3)
    form.languages.press({"languages-add": "1"})
    form.languages.press({"languages-add": "1"})
    assert len(form.languages.entries) == 3


def test_a_row_is_removed_by_its_own_button(look: Flask) -> None:
    """The others keep what was chosen."""
    form = _filled(**{"languages-1-language": "ukr", "languages-1-level": "B1", "languages-2-language": "ara"})
    assert form.languages.press({"languages-0-remove": "1"})
    assert [entry.form.language.data for entry in form.languages.entries] == ["ukr", "ara"]


def test_without_a_row_button_the_form_is_simply_sent(look: Flask) -> None:
    """Nothing happens to the rows."""
    assert not _filled().languages.press({"name": "Amira"})


@pytest.mark.parametrize("wrong", ["mon-night", "xxx", "mon"])
def test_a_time_that_does_not_exist_is_refused(look: Flask, wrong: str) -> None:
    """The grid accepts its own cells only."""
    form = _filled(times=["mon-am", wrong])
    assert not form.validate()
    assert list(form.errors) == ["times"]


@pytest.mark.parametrize(("typed", "kept"), [("63450", "63450"), (" 63 450 ", "63450")])
def test_spaces_in_a_postal_code_are_forgiven(look: Flask, typed: str, kept: str) -> None:
    """People write them as they like."""
    form = _filled(postal_code=typed)
    assert form.validate()
    assert form.postal_code.data == kept


@pytest.mark.parametrize("wrong", ["6345", "634500", "6345a", "٦٣٤٥٠"])
def test_anything_but_five_digits_is_no_postal_code(look: Flask, wrong: str) -> None:
    """Also digits of another script: the register could not find them."""
    assert not _filled(postal_code=wrong).validate()


@pytest.mark.parametrize("address", ["/start", "/list?sort=-name", "/candidates", "/front", "/form"])
def test_every_building_block_is_well_made(address: str) -> None:
    """One h1, labels, unique ids, closed tags, tokens, nothing inline."""
    client = make_app().test_client()
    for language in ("de", "ar"):
        separator = "&" if "?" in address else "?"
        assert inspect(client.get(f"{address}{separator}lang={language}").text) == []


@pytest.mark.parametrize("sign", ["\x00", "\u202a", "\u202e", "\u2066", "\u2069"])
def test_signs_that_hide_or_turn_a_text_are_refused(look: Flask, sign: str) -> None:
    """A name must not read as another one; the fault stands at its field, in rows too."""
    form = _filled(name=f"Ami{sign}ra")
    assert not form.validate()
    assert list(form.errors) == ["name"]


@pytest.mark.parametrize("name", ["علی\u200cرضا", "שרה\u200f", "👩\u200d🌾", "አበበ", "O'Brien"])
def test_signs_that_languages_need_are_taken(look: Flask, name: str) -> None:
    """Negative control: joiners and direction marks belong to the spelling of names."""
    form = _filled(name=name)
    assert form.validate(), form.errors
