"""What every table has: its data class and retention per column, its region, sealed columns."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Generic, Self, TypeVar, cast, overload

from sqlalchemy import (
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, declared_attr, mapped_column

from lotsen import clock, crypto, scope

T = TypeVar("T")


class Data(StrEnum):
    """How much harm a column can do. The class decides who may see it and how it is stored."""

    TECHNICAL = "technical"  # keys, states, instants: no meaning outside
    PUBLIC = "public"  # geodata, catalogues, organisations as they present themselves
    PSEUDONYM = "pseudonym"  # facts about a person without a name: place, radius, role
    IDENTITY = "identity"  # names, contacts, addresses: always sealed
    SENSITIVE = "sensitive"  # needs, wishes, notes (Art. 9 DSGVO may apply): sealed unless matching needs it
    SECRET = "secret"  # noqa: S105 - a class name; password hashes, seeds, token hashes


class Keep(StrEnum):
    """How long a column is kept (Art. 5 Abs. 1 lit. e DSGVO, § 72a Abs. 5 SGB VIII). Days in retention."""

    REFERENCE = "reference"  # as long as the installation
    ORGANISATION = "organisation"  # 24 months after it closed, its staff 24 months after they left
    ACCOUNT = "account"  # while active, 6 months after
    SESSION = "session"  # 30 days after it ended
    LINK = "link"  # 30 days after expiry
    DRAFT = "draft"  # 7 days
    VOLUNTEER = "volunteer"  # 12 months after the end
    REJECTED = "rejected"  # 6 months
    FUEHRUNGSZEUGNIS = "fuehrungszeugnis"  # at most 6 months after the end of the activity
    NEWCOMER = "newcomer"  # 6 months after the last request was closed
    TANDEM = "tandem"  # 6 months after the end, then the link is cut
    CONSENT = "consent"  # 3 years after withdrawal or end
    AUDIT = "audit"  # 12 months
    NOTICE = "notice"  # 90 days
    IMPORT = "import"  # 30 days after the import, the time in which it can be undone
    MATCHING_RUN = "matching_run"  # 90 days: what was decided stands with the proposals
    TIE = "tie"  # 24 months after the last contact
    GAP = "gap"  # 12 months after it was closed
    COUNT = "count"  # what statistics count of deleted rows: ten calendar years, as long as their year can be shown
    SCENARIO = "scenario"  # 6 months after it was saved
    NETWORK_RESULT = "network_result"  # until it is worked out anew, 7 days at most; gone with whoever is deleted


def fact(
    kind: Any,
    data: Data = Data.TECHNICAL,
    *,
    keep: Keep | None = None,
    refers: ForeignKey | None = None,
    **options: Any,
) -> MappedColumn[Any]:
    """A plain column that says its data class; its retention is the table's unless given."""
    references = (refers,) if refers is not None else ()
    return mapped_column(kind, *references, info={"data": data, "keep": keep}, **options)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware UTC in Python, on SQLite as well as on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite has no zones, so it gets the naive UTC instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Read UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(Generic[T]):
    """A personal value: the attribute reads and writes it, the column ``<name>_sealed`` stores it encrypted.

    ``mail = Sealed[str](Data.IDENTITY)`` makes the column ``mail_sealed``. None is stored as NULL.
    Anything JSON can hold is allowed. It cannot be searched, sorted or joined, on purpose.
    """

    def __init__(self, data: Data, *, keep: Keep | None = None, nullable: bool = True) -> None:
        self.data = data
        self.keep = keep
        self.nullable = nullable

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.column = f"{name}_sealed"

    def make_column(self) -> MappedColumn[Any]:
        """The stored column behind this attribute."""
        return mapped_column(
            LargeBinary, nullable=self.nullable, info={"data": self.data, "keep": self.keep, "sealed": True}
        )

    def place(self, row: "RegionRow") -> str:
        """What the ciphertext is bound to."""
        return f"{row.__tablename__}.{self.name}|{row.region_id}|{row.id}"

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...
    @overload
    def __get__(self, row: "RegionRow", owner: type) -> T: ...
    def __get__(self, row: "RegionRow | None", owner: type) -> "Self | T":
        if row is None:
            return self
        sealed = getattr(row, self.column)
        value: Any = None if sealed is None else crypto.ring().open(sealed, self.place(row))
        return cast(T, value)

    def __set__(self, row: "RegionRow", value: T) -> None:
        self.store(row, self.seal(row, value))

    def seal(self, row: "RegionRow", value: T) -> bytes | None:
        """A value as it is stored in one row; a long one is sealed before the transaction that stores it."""
        return None if value is None else crypto.ring().seal(value, self.place(row))

    def seal_each(self, row: "RegionRow", values: Iterable[Any]) -> bytes:
        """A long list as it is stored in one row, of values that are made one by one."""
        return crypto.ring().seal_each(values, self.place(row))

    def store(self, row: "RegionRow", sealed: bytes | None) -> None:
        """Put into a row what was sealed for it."""
        setattr(row, self.column, sealed)


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    __keep__: Keep = Keep.REFERENCE

    def __init_subclass__(cls, **options: Any) -> None:
        """Give every sealed attribute its column before SQLAlchemy maps the class."""
        for value in list(cls.__dict__.values()):
            if isinstance(value, Sealed):
                setattr(cls, value.column, value.make_column())
        super().__init_subclass__(**options)


class RegionRow(Base):
    """A row that belongs to one region. Its key is made here, so that sealed columns can be bound to it."""

    __abstract__ = True

    id: Mapped[uuid.UUID] = fact(Uuid, primary_key=True)
    region_id: Mapped[str] = fact(String(8), nullable=False)
    created_at: Mapped[datetime] = fact(UtcDateTime, nullable=False)
    updated_at: Mapped[datetime] = fact(UtcDateTime, nullable=False, onupdate=clock.now)

    def __init__(self, **values: Any) -> None:
        self.id = values.pop("id", None) or uuid.uuid4()
        self.region_id = values.pop("region_id", None) or scope.region_id()
        self.created_at = self.updated_at = values.pop("created_at", None) or clock.now()
        for name, value in {**self._defaults(), **values}.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no {name}")
            setattr(self, name, value)

    @classmethod
    def _defaults(cls) -> dict[str, Any]:
        """What columns start with, already before the row is written."""
        plain, made = cls._default_columns()
        return {**plain, **{name: make(None) for name, make in made.items()}}

    @classmethod
    @cache
    def _default_columns(cls) -> tuple[dict[str, Any], dict[str, Any]]:
        """Defaults that are values, and those that are made anew for each row."""
        defaults = {column.key: column.default for column in cls.__table__.columns if column.default is not None}
        return (
            {name: default.arg for name, default in defaults.items() if default.is_scalar},
            {name: default.arg for name, default in defaults.items() if default.is_callable},
        )

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Region and key together are what other tables refer to; subclasses add to it by ``__rules__``."""
        return (
            UniqueConstraint("region_id", "id"),
            ForeignKeyConstraint(["region_id"], ["region.id"]),
            *getattr(cls, "__rules__", ()),
        )


def refers_to(table: str, column: str | None = None, *, ondelete: str = "CASCADE") -> ForeignKeyConstraint:
    """A foreign key that carries the region along, so that it cannot point into another one.

    Checked at commit: rows of one transaction may be written in any order.
    """
    name = column or f"{table}_id"
    return ForeignKeyConstraint(
        ["region_id", name],
        [f"{table}.region_id", f"{table}.id"],
        ondelete=ondelete,
        deferrable=True,
        initially="DEFERRED",
    )


def key_to(data: Data = Data.TECHNICAL, *, nullable: bool = False, index: bool = True) -> MappedColumn[Any]:
    """The column that holds the key of another row; ``refers_to`` makes it a foreign key."""
    return fact(Uuid, data, nullable=nullable, index=index)
