"""What the tests of the import pages share: a coordinator at her browser, and what stands in the register."""

import io
import re
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from lotsen import scope
from lotsen.extensions import db
from lotsen.imports.models import Import
from lotsen.volunteers.models import Volunteer
from tests import factories
from tests.conftest import HERE
from tests.pages import Pages


def coordinator(app: Flask, *, region: str = HERE, role: str = "coordinator") -> Pages:
    """A browser in which staff of a region are signed in."""
    db.session.rollback()
    with scope.of(region):
        account = factories.account(role)
        db.session.commit()
        pages = Pages(app).sign_in(account)
        db.session.rollback()  # an open transaction of the test would lock the product out
        return pages


def upload(pages: Pages, data: bytes, name: str = "liste.csv", status: int = 302, **values: Any) -> str:
    """Send a file; the address that answers, or the text of the page that refuses it."""
    answer = pages.post("/importe/neu", {"file": (io.BytesIO(data), name), **values}, status=status)
    return str(answer.headers.get("Location") or answer.text)


def map_columns(pages: Pages, address: str) -> str:
    """Accept the suggested mapping; the address of the import."""
    pages.post(address, columns(pages, address))
    return address.removesuffix("/spalten")


def columns(pages: Pages, address: str) -> dict[str, str]:
    """What the selects of the mapping form say."""
    form = pages.get(address).text
    chosen = {}
    for select_html in re.findall(r"<select[^>]*name=\"column_\d+\".*?</select>", form, flags=re.S):
        name = re.search(r'name="(column_\d+)"', select_html)
        value = re.search(r'<option selected value="([^"]*)"', select_html)
        assert name
        chosen[name[1]] = value[1] if value else ""
    return chosen


def bring(pages: Pages, data: bytes, name: str = "liste.csv") -> str:
    """Upload and map a list; the address of the import."""
    return map_columns(pages, upload(pages, data, name))


def source(region: str = HERE) -> Import:
    """The latest import of a region, as it stands in the database."""
    db.session.rollback()
    with scope.of(region):
        found = db.session.scalars(
            select(Import).order_by(Import.created_at.desc()).execution_options(populate_existing=True)
        ).first()
    assert found is not None
    db.session.expunge(found)
    db.session.rollback()
    return found


def volunteer_count(region: str = HERE) -> int:
    """How many volunteers a region has."""
    db.session.rollback()
    with scope.of(region):
        return db.session.scalar(select(func.count(Volunteer.id))) or 0


def people(region: str = HERE) -> list[Volunteer]:
    """All volunteers of a region, fresh from the database."""
    db.session.rollback()
    with scope.of(region):
        return list(
            db.session.scalars(
                select(Volunteer).order_by(Volunteer.created_at).execution_options(populate_existing=True)
            )
        )
