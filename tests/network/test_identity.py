"""A gap is known again on another day, by its rule and its subject, and never by its words or numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from network import RULES, HelpRequest, Snapshot, distinct, gaps, identity
from network.finding import BETWEEN_TWO, Finding, gravest
from tests.network.gap_examples import ASKED, HERE, MIRA, ON, STAFF, body, snapshot

PARTS = st.lists(st.text(alphabet="ab/%:-", max_size=4), min_size=1, max_size=4).map(tuple)


def busy() -> Snapshot:
    """A day on which several rules find something."""
    here = (
        STAFF, MIRA, body("o1", "mso", needs=("arbeit",)), body("o2", "vhs", paid=True, needs=("arbeit",)),
        body("o3", "helferkreis"), body("o4", "sprachkurstraeger", paid=True, needs=("arbeit",)),
    )  # fmt: skip
    asked = (replace(ASKED, women_only=True), HelpRequest("r2", HERE, "som", "arbeit", ON - timedelta(days=40)))
    return snapshot(*here, requests=asked)


def test_numbers_days_and_evidence_do_not_change_who_a_gap_is() -> None:
    """The same subject, counted on another day on other evidence, is the same gap."""
    first = Finding("L1_unversorgt", (HERE, "tir", "gesundheit"), 0.6, {"open_count": 1}, ("r1",), ON, 3, "recruit")
    later = replace(first, severity=0.9, facts={"open_count": 7}, evidence=("r8",), since=None, population=9)
    assert later.key == first.key


def test_a_week_later_the_same_gaps_have_the_same_identity() -> None:
    """Recomputed with another day and the records in another order."""
    today = busy()
    later = replace(today, on=ON + timedelta(days=7), actors=today.actors[::-1], requests=today.requests[::-1])
    before, after = distinct(gaps(today)), distinct(gaps(later))
    assert len({one.code for one in before.values()}) >= 5
    assert set(before) <= set(after)


@given(st.sampled_from(sorted(BETWEEN_TWO)), st.text(max_size=4), st.text(max_size=4), st.text(max_size=4))
def test_between_two_neither_comes_first(code: str, one: str, other: str, kind: str) -> None:
    """Whichever end a rule names first."""
    assert identity(code, (one, other, kind)) == identity(code, (other, one, kind))


def test_elsewhere_the_order_counts() -> None:
    """The negative control: a language is not a need."""
    assert identity("L1_unversorgt", ("a", "b", "c")) != identity("L1_unversorgt", ("b", "a", "c"))


@given(st.sampled_from(sorted(set(RULES) - BETWEEN_TWO)), PARTS, PARTS)
def test_different_subjects_never_share_an_identity(code: str, one: tuple[str, ...], other: tuple[str, ...]) -> None:
    """Also where a part contains what separates parts."""
    assert (identity(code, one) == identity(code, other)) is (one == other)


def test_two_ties_of_a_kind_between_two_are_one_gap() -> None:
    """The gravest of them is shown."""
    weak = Finding("L9_ruhend", ("a", "b", "runder_tisch"), 0.2)
    grave = replace(weak, subject=("b", "a", "runder_tisch"), severity=0.5)
    assert list(distinct([weak, grave]).values()) == [grave]
    assert list(distinct([grave, weak]).values()) == [grave]


@given(st.lists(st.tuples(st.sampled_from(sorted(RULES)), PARTS), max_size=12))
def test_each_gap_is_listed_once(found: list[tuple[str, tuple[str, ...]]]) -> None:
    """What is compared to find the same gap tells apart exactly what the written identity tells apart."""
    findings = [Finding(code, subject, 0.5) for code, subject in found]
    keys = [one.key for one in gravest(findings)]
    assert keys == list(dict.fromkeys(one.key for one in findings))
