"""The library stays pure: numbers and codes in and out, nothing of the product around it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import matching
from matching import Candidate, Problem, Request, prices, rank
from tests.matching.people import a_candidate, a_request

FOREIGN = ("lotsen", "network", "flask", "sqlalchemy", "networkx", "requests")


def test_the_library_loads_nothing_of_the_product() -> None:
    """A fresh interpreter that imports every module knows no web, no database, no other room."""
    folder = Path(matching.__file__).parent
    modules = [f"matching.{file.stem}" for file in folder.glob("*.py") if file.stem != "__init__"]
    code = f"import sys, {', '.join(modules)}; print([m for m in {FOREIGN} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder.parent)
    assert found.stdout.strip() == "[]"


def test_no_field_could_hold_a_name_or_a_contact() -> None:
    """What has no field cannot leak."""
    fields = {*Candidate.__dataclass_fields__, *Request.__dataclass_fields__}
    assert fields.isdisjoint({"name", "first_name", "last_name", "email", "phone", "address", "street", "born_on"})


def test_prices_protect_the_only_speaker_in_a_ranking() -> None:
    """Ranked with prices, the only Tigrinya speaker steps behind for an Arabic request."""
    both = a_candidate(id="both", languages={"ar": 7, "ti": 7}, needs={"alltag"})
    people = [both, a_candidate(id="arabic")]
    asks = [a_request(needs={"alltag"}), a_request(id="r2", languages={"ti": 7})]
    cost = prices(Problem(candidates=people, requests=asks), without="r1")
    plain = rank(asks[0], people).ranked
    priced = rank(asks[0], people, prices=cost).ranked
    assert [person.candidate_id for person in plain] == ["both", "arabic"]
    assert [person.candidate_id for person in priced] == ["arabic", "both"]
