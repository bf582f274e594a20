"""What would help most: the best set of acts for a budget, in the words of a coordinator, and who should meet."""

from dataclasses import dataclass

import network
from lotsen.network_results.service import newest
from lotsen.network_results.values import INTRODUCTIONS
from lotsen.ties import act_sentences, directory, gap_sentences, snapshot
from network.acts import Step
from network.coverage import coverage

SHOWN_CELLS = 3  # of what an act closes; the rest is counted


@dataclass(frozen=True)
class Wish:
    """What acts may cost, in any unit, and what counts as enough."""

    budget: int = 60
    recruit: int = 10
    train: int = 12
    introduce: int = 2
    count: int = 5
    people: int = 1


@dataclass(frozen=True)
class Told:
    """One act in a sentence, with what it closes."""

    step: Step
    sentence: str
    cells: list[str]
    more_count: int


@dataclass(frozen=True)
class Help:
    """The plan of a region, and what it rests on."""

    plan: network.Plan
    steps: list[Told]
    assumptions: network.Assumptions


def plan(wish: Wish) -> Help:
    """The best set of acts within the budget."""
    known = snapshot.of_region()
    cover = coverage(known)
    costs = network.Costs(recruit=wish.recruit, train=wish.train, introduce=wish.introduce)
    possible = network.possible_acts(cover, costs=costs, people=wish.people)
    best = network.best_acts(cover, possible, count=wish.count, budget=wish.budget, people=wish.people)
    places = {place.ags: place.name for place in known.places}
    return Help(best, [_told(step, places) for step in best.steps], cover.assumptions)


def _told(step: Step, places: dict[str, str]) -> Told:
    cells = [
        f"{places.get(ags, ags)}: {gap_sentences.need(need)} · {gap_sentences.language(language)}"
        for ags, language, need in step.cells
    ]
    return Told(step, act_sentences.sentence(step.act, places), cells[:SHOWN_CELLS], max(0, len(cells) - SHOWN_CELLS))


@dataclass(frozen=True)
class Meeting:
    """Two organisations that do not know each other, and what they have in common."""

    source: str
    target: str
    one: str
    other: str
    shared: list[str]


def meetings(role: str) -> list[Meeting]:
    """Which organisations should meet: those who share most acquaintances; NotYet before that was worked out."""
    found = newest(INTRODUCTIONS)
    labels = directory.of(role, {key for one in found for key in (one.source, one.target, *one.shared)})

    def name(key: str) -> str:
        return labels[key].label if key in labels else "–"

    return [
        Meeting(one.source, one.target, name(one.source), name(one.target), [name(key) for key in one.shared])
        for one in found
    ]
