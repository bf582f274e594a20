"""Everything held about her, and nothing about others: proven with a canary in every column."""

import json
import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import JSON, Boolean, Date, Float, Integer, LargeBinary, Numeric, String, Text, Uuid, select

from lotsen import clock, crypto, models, scope
from lotsen.accounts.models import Account
from lotsen.extensions import db
from lotsen.handovers.models import TandemHandover
from lotsen.notices.models import MailWish
from lotsen.own_pages import data_labels, held_data
from lotsen.retention.deletion import forget
from lotsen.retention.rules import BY_KEY
from lotsen.rows import Base, Data, RegionRow, Sealed, UtcDateTime
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import HERE
from tests.lotsen.sign_ups.journeys import Pages

#: Tables that never name a volunteer, and why.
WITHOUT_HER = {
    "organisation": "a place, not a person; she may point to it",
    "staff_member": "paid people; a volunteer's account has no staff row",
    "newcomer": "names its Fallmanager:in, who is staff",
    "help_request": "names its Fallmanager:in, who is staff",
    "staff_deputy": "names staff accounts only",
    "network_result": "worked out from what is listed, without names, and gone with the first deletion",
    "import": "names the staff account that uploaded a list",
    "region_policy": "rules of a region",
    "matching_weights": "weights of a region",
    "gap_thresholds": "numbers of a region",
    "scenario": "names the staff account that saved it; who leaves in it stands in its parts",
    "recruiting_profile": "a kind of person to look for, nobody yet",
    "renewal": "names a newcomer and the staff account that renewed",
    "consent_evidence": "written when she is deleted herself",
    "ended_help_request": "what is counted of a newcomer's request",
    "ended_meetings": "what is counted of meetings, by newcomer",
    "forgotten_person": "written when she is deleted herself",
    "audit_start": "where a chain of the record begins",
    "sign_up_draft": "found by its cookie only; becomes the volunteer when it is sent",
    "mail_wish": "found by her address, which no key names: test_how_she_wants_mails_is_held",
}

#: What hangs on her address instead of a key.
BY_ADDRESS = {"mail_wish"}


def _models():
    return [getattr(models, name) for name in models.__all__ if issubclass(getattr(models, name), RegionRow)]


def _refers(model, table):
    return [
        key.parent
        for key in model.__table__.foreign_keys
        if key.column.table.name == table and isinstance(key.parent.type, Uuid)
    ]


@pytest.fixture
def her(app):
    """A volunteer with an account."""
    with scope.of(HERE):
        account = factories.account("volunteer", mail="canary-account@example.org")
        row = factories.volunteer(account_id=account.id, mail="canary-account@example.org")
        db.session.commit()
        yield row


def _canary(her, model):
    """A row of a table that names her in some column, with a canary in every text that is not a key."""
    values, marks = {}, []
    for name, sealed in vars(model).items():
        if isinstance(sealed, Sealed) and sealed.data is not Data.SECRET:
            marks.append(f"canary-{model.__tablename__}-{name}")
            values[name] = marks[-1]
    row = model(**values)
    for column in model.__table__.columns:
        _fill(row, column)
    return row, marks


def _fill(row, column):
    if column.primary_key or column.info.get("sealed") or column.nullable or column.key == "region_id":
        return
    if getattr(row, column.key) is not None:
        return
    samples = {
        Uuid: uuid.uuid4(), UtcDateTime: clock.now(), Date: date(2026, 1, 2), Boolean: False, Integer: 1,
        JSON: [], LargeBinary: uuid.uuid4().bytes, Float: 1.0, Numeric: 1, String: "x", Text: "x",
    }  # fmt: skip
    setattr(row, column.key, next(value for kind, value in samples.items() if isinstance(column.type, kind)))


def _planted(her):
    """One row for every key column of every table that can name her or her account; the canaries in them."""
    marks = []
    with db.session.no_autoflush:
        for model in _models():
            for target, key in (("volunteer", her.id), ("account", her.account_id)):
                for column in _refers(model, target):
                    if model.__tablename__ in WITHOUT_HER or model is Volunteer:
                        continue
                    row, found = _canary(her, model)
                    setattr(row, column.key, key)
                    marks.append((row, found))
    return marks


def _held(her):
    with db.session.no_autoflush:
        return held_data.everything_about(her)


def test_every_table_is_decided(app):
    """A new table either names her, by a key, or is listed with the reason why it cannot."""
    names = {model.__tablename__ for model in _models()}
    naming = {model.__tablename__ for model in _models() if held_data.keys_of(model)} - WITHOUT_HER.keys()
    assert names == naming | WITHOUT_HER.keys() | BY_ADDRESS
    assert naming | BY_ADDRESS <= data_labels.TABLES.keys() | {"volunteer"}


def test_what_hangs_on_her_address_is_hers(her):
    """How she wants mails is in the export; somebody else's wish is not."""
    for mail, minutes in ((her.mail, 1234), ("somebody@example.org", 1235)):
        db.session.add(
            MailWish(mail_index=crypto.mail_index(mail), quiet_from_minutes=minutes, quiet_until_minutes=minutes - 60)
        )
    db.session.commit()
    assert [row["quiet_from_minutes"] for row in _held(her)["mail_wish"]] == [1234]


def test_how_she_wants_mails_is_held(her):
    """Her own wish, and not that of another address."""
    wishes = {"hers": her.mail_index, "theirs": uuid.uuid4().bytes}
    with db.session.no_autoflush:
        rows = {name: models.MailWish(mail_index=index, frequency="woechentlich") for name, index in wishes.items()}
    db.session.add_all(rows.values())
    db.session.flush()
    found = held_data.everything_about(her)["mail_wish"]
    assert [row["id"] for row in found] == [str(rows["hers"].id)]


def test_what_is_still_counted_of_her_is_held_as_long_as_she_is_there(her):
    """An answer that was deleted after its term counts under a number of hers, and stands in her file."""
    past = clock.now() - timedelta(days=400)
    for who in (her, factories.volunteer()):
        row = factories.proposal(None, who, status="abgelehnt", decline_reason="keine_zeit", asked_at=past,
                                 answered_at=past)  # fmt: skip
        forget(BY_KEY["proposal"], row)
    db.session.flush()
    found = held_data.everything_about(her)
    assert [(row["answer"], row["decline_reason"]) for row in found["ended_proposal"]] == [("abgelehnt", "keine_zeit")]
    assert found["volunteer"][0]["count_key"] == "***"


def test_the_export_holds_every_canary(her, monkeypatch):
    """Rows are planted from the tables' own description, one per key column that can name her."""
    planted = _planted(her)
    rows = [row for row, _marks in planted]
    monkeypatch.setattr(held_data, "_naming", _naming_among(rows))
    text = json.dumps(_held(her))
    missing = [mark for row, marks in planted for mark in marks if mark not in text]
    assert planted
    assert missing == []


def test_a_forgotten_table_would_be_found(her, monkeypatch):
    """Negative control: with one table left out of the search, its canaries are missing."""
    planted = _planted(her)
    rows = [row for row, _marks in planted if row.__tablename__ != "erstgespraech"]
    monkeypatch.setattr(held_data, "_naming", _naming_among(rows))
    assert "canary-erstgespraech-motivation" not in json.dumps(_held(her))


def _naming_among(rows):
    """The search, over planted rows that are too odd for the constraints of the database."""

    def naming(model, keys):
        wanted = [column.key for column in held_data.keys_of(model)]
        return [row for row in rows if type(row) is model and any(getattr(row, key) in keys for key in wanted)]

    return naming


def test_the_file_holds_hers_and_nothing_of_others(app, her):
    """Through the door: what is stored of her is in the file, what is stored of others is not."""
    other = factories.volunteer(first_name="Canary-Other")
    request = factories.help_request(factories.newcomer(alias="Canary-Newcomer"))
    factories.proposal(request, her, decline_note="canary-note")
    factories.tandem(factories.help_request(status="aktiv"), her, end_note="canary-end")
    factories.tandem(factories.help_request(status="aktiv"), other, end_note="canary-foreign")
    db.session.commit()
    account = db.session.scalars(select(Account).where(Account.id == her.account_id)).one()
    answer = Pages(app).sign_in(account).get("/meine-seite/daten.json")
    data = json.loads(answer.text)["data"]
    text = answer.text
    assert {"volunteer", "volunteer_language", "volunteer_need", "proposal", "tandem", "account"} <= set(data)
    assert "canary-note" in text
    assert "canary-end" in text
    for foreign in ("Canary-Other", "Canary-Newcomer", "canary-foreign"):
        assert foreign not in text
    assert data["volunteer"][0]["mail_index"] == "***"


def test_the_page_says_the_same_in_words(app, her):
    """All data to read, with names for tables and columns."""
    account = db.session.scalars(select(Account).where(Account.id == her.account_id)).one()
    text = Pages(app).sign_in(account).get("/meine-seite/daten").text
    assert "Ihre Sprachen" in text
    assert her.first_name in text


def test_every_column_about_her_has_a_name(app):
    """Whatever is more than book-keeping is shown in words."""
    unnamed = [
        f"{model.__tablename__}.{name}"
        for model in _models()
        if model.__tablename__ in data_labels.TABLES
        for name, column in held_data.columns(model)
        if column.info.get("data") in (Data.IDENTITY, Data.SENSITIVE, Data.PSEUDONYM)
        and not isinstance(column.type, Uuid)
        and name not in data_labels.COLUMNS
    ]
    assert unnamed == []


def test_mails_to_others_about_her_tandems_are_not_hers(her):
    """A notice to the Fallmanager:in names the tandem, but is the Fallmanager:in's."""
    from lotsen.notices import service as notices
    from lotsen.notices.models import Notice

    tandem = factories.tandem(None, her)
    for mail in (her.mail, "staff@example.org"):
        db.session.add(
            Notice(
                kind="x", once=mail, subject_id=tandem.id, mail=mail, title="t", body=f"for {mail}",
                language="de", not_before=clock.now() + timedelta(days=1),
            )
        )  # fmt: skip
    db.session.flush()
    assert notices
    text = json.dumps(held_data.everything_about(her))
    assert f"for {her.mail}" in text
    assert "staff@example.org" not in text


def test_base_knows_all_models():
    """The search walks the mapped tables, so each one must be mapped by importing lotsen.models."""
    assert {model.__tablename__ for model in _models()} <= set(Base.metadata.tables)


@pytest.mark.parametrize("is_protected", [True, False])
def test_the_way_to_somebody_protected_is_not_handed_out(app, her, is_protected):
    """A distance would give the hidden place away (§ 51 BMG); the control is somebody without a register block."""
    why = [
        {"code": "language.shared", "facts": {"language": "ara", "level": 7}, "points": 1.0},
        {"code": "place.distance", "facts": {"distance_km": 12.5}, "points": 1.0},
    ]
    asks = factories.help_request(factories.newcomer(is_protected=is_protected))
    factories.proposal(asks, her, reasons=why)
    db.session.commit()
    (held,) = held_data.everything_about(her)["proposal"]
    assert [reason["code"] for reason in held["reasons"]] == [one["code"] for one in (why[:1] if is_protected else why)]


def test_why_somebody_hands_over_is_not_her_deputys_to_read(app, here):
    """The one who asked finds her own words; the one who stands in for her does not."""
    her, deputy = factories.volunteer(), factories.volunteer()
    tandem = factories.tandem(person=her)
    row = TandemHandover(tandem_id=tandem.id, kind="vertretung", reason="KANARIGRUND", status="entschieden",
                         volunteer_id=deputy.id)  # fmt: skip
    db.session.add(row)
    db.session.commit()
    (seen,) = held_data.everything_about(deputy)["tandem_handover"]
    assert "reason" not in seen
    assert held_data.everything_about(her)["tandem_handover"][0]["reason"] == "KANARIGRUND"
