"""G3: every look at an account and every change of one leaves exactly one entry, or does not happen."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from lotsen import scope
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.audit.models import AuditEntry
from lotsen.database import own_transaction
from lotsen.extensions import db
from tests.lotsen.accounts import people
from tests.pages import Pages


def _count() -> int:
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        return session.scalar(select(func.count(AuditEntry.id)))


def _colleague() -> Account:
    return people.somebody(display_name="Geheime Kollegin", mail="geheim@example.org", password_hash=None)


ACTS: dict[str, Callable[[Pages, Account], object]] = {
    "list": lambda pages, _: pages.get("/konto/alle"),
    "view": lambda pages, account: pages.get(f"/konto/alle/{account.id}"),
    "change role": lambda pages, account: pages.post(f"/konto/alle/{account.id}/rolle", {"role": "auditor"}),
    "lock": lambda pages, account: pages.post(f"/konto/alle/{account.id}/sperren"),
    "invite": lambda pages, _: pages.post(
        "/konto/einladen", {"name": "Neu", "mail": "neu@example.org", "role": "auditor"}
    ),
    "invite again": lambda pages, account: pages.post(f"/konto/alle/{account.id}/einladung"),
    "own page": lambda pages, _: pages.get("/konto"),
    "own name": lambda pages, _: pages.post("/konto", {"name": "Anders", "language": "de"}),
    "own sessions": lambda pages, _: pages.get("/konto/anmeldungen"),
    "end sessions": lambda pages, _: pages.post("/konto/anmeldungen/beenden"),
    "new codes": lambda pages, _: pages.post("/konto/wiederherstellungscodes", status=200),
    "confirm": lambda pages, _: pages.post("/konto/bestaetigen", {"password": people.PASSWORD}),
    "wrong password": lambda pages, _: pages.post("/konto/bestaetigen", {"password": "falsch"}, 422),
    "record": lambda pages, _: pages.get("/protokoll"),
    "sign out": lambda pages, _: pages.post("/konto/abmelden"),
}


@pytest.fixture
def admin(app: Flask, pages: Pages) -> Pages:
    """Somebody of the administration, signed in."""
    return pages.sign_in(people.somebody("region_admin"))


@pytest.mark.parametrize("act", ACTS)
def test_one_act_one_entry(app: Flask, admin: Pages, act: str) -> None:
    """Not none, not two."""
    account = _colleague()
    before = _count()
    ACTS[act](admin, account)
    assert _count() == before + 1


def test_a_refusal_is_recorded(app: Flask, pages: Pages) -> None:
    """Whoever knocks at a closed door is written down."""
    pages.sign_in(people.somebody("case_manager")).get("/konto/alle", 403)
    assert people.actions() == ["access.refuse"]


def test_no_personal_data_in_the_record(app: Flask, admin: Pages) -> None:
    """Ids, codes and numbers only."""
    account = _colleague()
    for act in ("view", "change role", "invite again", "lock", "own name"):
        ACTS[act](admin, account)
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        for entry in session.scalars(select(AuditEntry)):
            text = json.dumps([entry.action, entry.subject, entry.facts])
            assert not any(word in text for word in ("Geheime", "geheim@", "Anders", "example.org"))


@pytest.mark.parametrize("act", ["change role", "lock", "invite", "own name", "end sessions", "new codes"])
def test_where_the_record_fails_nothing_is_changed(
    app: Flask, admin: Pages, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """The entry is part of the transaction, so a broken record stops the change."""
    account = _colleague()
    before = _accounts()

    def broken(*_given: object) -> None:
        raise RuntimeError("the record cannot be written")

    monkeypatch.setattr(audit, "_locked_head", broken)
    with pytest.raises(RuntimeError):
        ACTS[act](admin, account)
    db.session.rollback()
    assert _accounts() == before


@pytest.mark.parametrize("act", ["list", "view", "record"])
def test_where_the_record_fails_nothing_is_shown(
    app: Flask, admin: Pages, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """A look that cannot be recorded is not answered."""
    account = _colleague()

    def broken(*_given: object) -> None:
        raise RuntimeError("the record cannot be written")

    monkeypatch.setattr(audit, "_locked_head", broken)
    with pytest.raises(RuntimeError):
        ACTS[act](admin, account)


def test_negative_control_a_record_kept_beside_survives_nothing(app: Flask) -> None:
    """Were the entry written after the change, a fault between the two would leave a silent change."""
    account = people.somebody()
    with scope.of(account.region_id):
        found = db.session.scalars(select(Account).where(Account.id == account.id)).one()
        found.is_active = False
        db.session.commit()
    assert people.actions() == []


def _accounts() -> list[list[str]]:
    with own_transaction(region=scope.EVERYWHERE, reads_only=True) as session:
        rows = session.scalars(select(Account).order_by(Account.id))
        return [[repr(getattr(row, column.key)) for column in Account.__table__.columns] for row in rows]
