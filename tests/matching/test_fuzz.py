"""Files that nobody meant to write: whatever is wrong, one line tells where, and nothing is printed."""

from __future__ import annotations

import copy
import json
import os
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from matching.__main__ import main
from tests.matching.test_command import EXAMPLE

Place = list[str | int]

COMMANDS = (
    ["assign"], ["pairs"], ["prices"], ["recruit"], ["rank", "--request", "r1"], ["why", "--request", "r1"],
    ["simulate", "--policy", "priced"],
)  # fmt: skip

LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from([
        -1, 0, 10**12, 10**400, 1e308, float("nan"), float("-inf"), "", "de", "xx", "native", "B2", "r1", "v1",
        "w", "2026-02-30", "2026-11-22", "0001-01-01", "9999-12-31", "٢٠٢٦-11-22", "mon-am", "\ud800", "a\nb", "must",
        [], {}, [["r1", "v1"]], [["r1", "v2"], ["r1", "v2"]], {"ar": "B1"}, {"AR": "B1", "ar": "B2"}, ["gewalt"],
    ]),
)  # fmt: skip
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, here: Place | None = None) -> list[Place]:
    """Every place of a document at which a value stands."""
    here = here or []
    found = [here] if here else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        found += places(part, [*here, key])
    return found


PLACES = places(EXAMPLE)


@st.composite
def spoiled(draw: st.DrawFn) -> dict[str, Any]:
    """The example with one to three places changed, dropped or given a neighbour."""
    document = copy.deepcopy(EXAMPLE)
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(PLACES))
        holder: Any = document
        try:
            for step in way:
                holder = holder[step]
            match draw(st.sampled_from(["change", "drop", "add", "twice"])):
                case "change":
                    holder[last] = draw(ANYTHING)
                case "drop":
                    del holder[last]
                case "add":
                    holder[last][draw(st.text(max_size=6))] = draw(ANYTHING)
                case "twice":
                    holder.append(copy.deepcopy(holder[last]))
        except (KeyError, IndexError, TypeError, AttributeError, ValueError):
            continue  # an earlier change took the place away
    return document


def answered(command: list[str], content: bytes) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command on these bytes."""
    out, err = StringIO(), StringIO()
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(out), redirect_stderr(err):
        file = Path(folder) / "problem.json"
        file.write_bytes(content)
        name, *more = command
        status = main([name, str(file), *more])
    return status, out.getvalue(), err.getvalue()


def judged(command: list[str], content: bytes) -> None:
    """A whole answer and status 0, or one line with a path and status 2."""
    status, out, err = answered(command, content)
    if status == 0:
        assert err == ""
        json.loads(out, parse_constant=lambda name: 1 / 0)
        out.encode()
    else:
        assert (status, out) == (2, "")
        assert err.startswith(("$", "--request: "))
        assert ": " in err
        assert (err.count("\n"), err[-1]) == (1, "\n")


@given(document=spoiled(), command=st.sampled_from(COMMANDS))
@limits(max_examples=int(os.environ.get("LOTSEN_DEEP", "150")))
def test_a_spoiled_document_is_answered_or_refused_whole(document: dict[str, Any], command: list[str]) -> None:
    """Changed, dropped, doubled and foreign values in every place, for every command."""
    judged(command, json.dumps(document).encode())


@given(content=st.binary(max_size=60), at=st.integers(0, 2000), length=st.integers(0, 40))
@limits(max_examples=int(os.environ.get("LOTSEN_DEEP", "60")))
def test_spoiled_bytes_are_answered_or_refused_whole(content: bytes, at: int, length: int) -> None:
    """Bytes overwritten anywhere, a file cut short, a file that is no text."""
    whole = json.dumps(EXAMPLE).encode()
    judged(["assign"], content)
    judged(["assign"], whole[:at] + content + whole[at + length :])
