"""Who answers for a need at a place, and who helps there besides: what the directory says of one request.

Responsible is an authority that names the need in its entry and serves the municipality. Nothing is guessed from
the kind alone: who answers for what differs from Landkreis to Landkreis, and coordination keeps the entries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from lotsen.database import holds
from lotsen.extensions import db
from lotsen.organisations.kinds import AUTHORITIES
from lotsen.organisations.models import Organisation
from lotsen.organisations.service import is_stale

SHOWN: Final = 8


@dataclass(frozen=True)
class Helpful:
    """An organisation that suits: for which of the needs, in which of the languages, and whether it has to."""

    organisation: Organisation
    needs: tuple[str, ...]
    languages: tuple[str, ...]
    is_responsible: bool
    is_stale: bool


@dataclass(frozen=True)
class Directory:
    """The first few, those responsible first, and how many there are in all."""

    first: list[Helpful]
    count: int


def who_helps(needs: Sequence[str], *, ags: str, languages: Iterable[str], gender: str | None) -> Directory:
    """Organisations of the region that name one of ``needs`` and serve ``ags``.

    ``languages`` are those of the newcomer, German left out; places for women only stay out where ``gender`` is m.
    Order: responsible, more of the needs, a shared language, next door, name.
    """
    if not needs:
        return Directory([], 0)
    o = Organisation
    statement = select(o).where(
        o.is_active,
        or_(*(holds(o.needs, need) for need in needs)),
        or_(o.ags == ags, holds(o.municipalities, ags)),
    )
    if gender == "m":
        statement = statement.where(o.is_women_only.is_(False))
    rows = db.session.scalars(statement.options(selectinload(o.municipality)))
    spoken = set(languages) - {"deu"}
    found = [_helpful(row, needs, spoken) for row in rows]
    found.sort(
        key=lambda one: (
            not one.is_responsible,
            -len(one.needs),
            not one.languages,
            one.organisation.ags != ags,
            one.organisation.name.casefold(),
        )
    )
    return Directory(found[:SHOWN], len(found))


def _helpful(row: Organisation, needs: Sequence[str], spoken: set[str]) -> Helpful:
    return Helpful(
        organisation=row,
        needs=tuple(need for need in needs if need in row.needs),
        languages=tuple(language for language in row.languages if language in spoken),
        is_responsible=row.kind in AUTHORITIES,
        is_stale=is_stale(row),
    )
