"""Every column says how much harm it can do and how long it is kept; what harms is sealed."""

import inspect
import re
from importlib import import_module

import pytest
from sqlalchemy import Column, LargeBinary, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from wtforms import Form

from lotsen import models
from lotsen.rows import Base, Data, Keep, RegionRow, fact
from tests.house.sources import name_of, product

TABLES = sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda row: row.__tablename__)
COLUMNS = [(row, column) for row in TABLES for column in row.__table__.columns]
#: Never asked, never stored: residence status, religion, ethnicity, diagnosis, file numbers of offices.
NEVER_ASKED = re.compile(
    r"aufenthalt|residence|duldung|asyl|visum|visa_|staatsang|nationalit|citizen|relig|konfession|"
    r"ethni|diagno|krank|disabil|passport|ausweis|aktenzeichen|azr"
)


def faults(row: type[DeclarativeBase], column: Column[object]) -> list[str]:
    """What a column leaves unsaid or stores in the open."""
    data, keep = column.info.get("data"), column.info.get("keep") or getattr(row, "__keep__", None)
    found = []
    if not isinstance(data, Data):
        found.append("no data class")
    if not isinstance(keep, Keep):
        found.append("no retention")
    if keep is Keep.REFERENCE and data not in {Data.PUBLIC, Data.TECHNICAL}:
        found.append("personal and kept for ever")
    if data in {Data.IDENTITY, Data.SENSITIVE} and not _is_sealed(column):
        found.append("stored in the open")
    return found


def _is_sealed(column: Column[object]) -> bool:
    return column.name.endswith("_sealed") and isinstance(column.type, LargeBinary) and bool(column.info.get("sealed"))


@pytest.mark.parametrize(("row", "column"), COLUMNS, ids=[str(column) for _, column in COLUMNS])
def test_a_column_says_its_class_and_retention_and_is_sealed_where_it_harms(
    row: type[DeclarativeBase], column: Column[object]
) -> None:
    """Derived from the tables themselves: a new column cannot forget."""
    assert faults(row, column) == []


def test_silent_and_open_columns_are_noticed() -> None:
    """The negative control: a column without a word, and a name in the open."""

    class Bare(DeclarativeBase):
        """A table of nobody's."""

    class Careless(Bare):
        """A table that says nothing."""

        __tablename__ = "careless"
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str] = fact(String(80), Data.IDENTITY, keep=Keep.DRAFT)

    columns = Careless.__table__.columns
    assert faults(Careless, columns.id) == ["no data class", "no retention"]
    assert faults(Careless, columns.name) == ["stored in the open"]


def test_every_table_with_people_belongs_to_a_region() -> None:
    """What is not public reference carries its region; counters of attempts know no region yet."""
    free = {row.__tablename__ for row in TABLES if not issubclass(row, RegionRow)}
    assert free == {"region", "municipality", "postal_code", "audit_head", "attempt_count"}


def test_every_table_is_known_to_migrations() -> None:
    """``lotsen.models`` lists them all."""
    assert {row.__name__ for row in TABLES} == set(models.__all__)


def _asked() -> set[str]:
    """Every name under which something can be typed or stored."""
    names = {column.name for _, column in COLUMNS}
    for path in product():
        if path.name == "forms.py" and path.parent.name != "lotsen":
            module = import_module(name_of(path).removesuffix(".py").replace("/", "."))
            for _, form in inspect.getmembers(module, inspect.isclass):
                if issubclass(form, Form):
                    names |= {name for name in dir(form) if not name.startswith("_")}
    return names


def test_nothing_asks_for_residence_status_religion_or_health() -> None:
    """Neither a column nor a form field of that kind exists."""
    assert {name for name in _asked() if NEVER_ASKED.search(name.lower())} == set()


@pytest.mark.parametrize("name", ["aufenthaltsstatus_sealed", "residence_status", "religion", "diagnosis"])
def test_a_forbidden_question_would_be_noticed(name: str) -> None:
    """The negative control."""
    assert NEVER_ASKED.search(name)
