"""Pages of a list that is computed, in the shape that the pagination macro knows."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Paging:
    """Which part of a computed list is shown; pages count from 1."""

    total: int
    page: int
    per_page: int

    @classmethod
    def of(cls, total: int, page: int, per_page: int) -> "Paging":
        """The nearest page that exists."""
        last = max(1, -(-total // per_page))
        return cls(total, min(max(1, page), last), per_page)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // self.per_page)

    @property
    def first(self) -> int:
        """Number of the first item shown."""
        return (self.page - 1) * self.per_page + 1

    @property
    def last(self) -> int:
        """Number of the last item shown."""
        return min(self.page * self.per_page, self.total)

    @property
    def has_prev(self) -> bool:
        """Is there a page before?"""
        return self.page > 1

    @property
    def has_next(self) -> bool:
        """Is there a page after?"""
        return self.page < self.pages

    def iter_pages(self, **_edges: int) -> Iterator[int | None]:
        """Page numbers with gaps as None."""
        near = {1, self.pages, self.page - 1, self.page, self.page + 1}
        before = 0
        for number in range(1, self.pages + 1):
            if number in near:
                if number - before > 1:
                    yield None
                yield number
                before = number
