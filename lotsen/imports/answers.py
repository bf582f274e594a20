"""What the reader has answered about a list: corrected cells, accepted questions, what becomes of doubles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

MERGE, NEW, SKIP = "merge", "new", "skip"
DECISIONS: Final = (MERGE, NEW, SKIP)
DUPLICATE: Final = "duplicate_person"


@dataclass
class Answers:
    """Answers by row of the file; kept sealed, because they hold what people typed."""

    corrections: dict[tuple[int, str], str] = field(default_factory=dict)
    accepted: set[tuple[int, str]] = field(default_factory=set)
    decisions: dict[int, str] = field(default_factory=dict)
    default_level: int | None = None

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Answers:
        """The answers as they were kept; none yet where nothing was kept."""
        stored = stored or {}
        return cls(
            {(row, key): text for row, key, text in stored.get("corrections", ())},
            {(row, code) for row, code in stored.get("accepted", ())},
            dict(stored.get("decisions", ())),
            stored.get("default_level"),
        )

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "corrections": [[row, key, text] for (row, key), text in sorted(self.corrections.items())],
            "accepted": [list(pair) for pair in sorted(self.accepted)],
            "decisions": [list(pair) for pair in sorted(self.decisions.items())],
            "default_level": self.default_level,
        }

    def decide(self, row: int, decision: str) -> None:
        """Say what becomes of a row; merging or making anew answers the question of the double."""
        self.decisions[row] = decision
        if decision in (MERGE, NEW):
            self.accepted.add((row, DUPLICATE))

    def forget(self, row: int) -> None:
        """Take back everything that was answered about a row."""
        self.corrections = {key: text for key, text in self.corrections.items() if key[0] != row}
        self.accepted = {pair for pair in self.accepted if pair[0] != row}
        self.decisions.pop(row, None)

    def rows(self) -> set[int]:
        """Rows about which anything was answered."""
        found = {row for row, _ in self.corrections} | {row for row, _ in self.accepted}
        return found | set(self.decisions)
