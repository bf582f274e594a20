"""What breaks if somebody leaves: a scenario that stands whole in its address, and its difference against today."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask_babel import gettext as _

import network
from lotsen.errors import NotFound
from lotsen.network_results.service import is_current, newest
from lotsen.network_results.values import ASSESSMENT
from lotsen.ties import directory, gap_sentences, service, snapshot
from network.files import exports
from network.whatif import State

LONGEST = 12  # who leaves at once; more is no question any more but another network
_BETWEEN = "~"  # joins the two ends of a tie in an address
_SPACE = "."  # joins the parts of a kept scenario in an address


@dataclass(frozen=True)
class Question:
    """Who leaves and which ties end: keys only, as they stand in the address."""

    people: tuple[str, ...] = ()
    ties: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, people: Iterable[str], ties: Iterable[str]) -> "Question":
        """A question as an address asks it; twice the same counts once, half a tie not at all."""
        chosen = tuple(dict.fromkeys(one for one in people if one))[:LONGEST]
        pairs = [tuple(one.split(_BETWEEN)) for one in dict.fromkeys(ties)][:LONGEST]
        return cls(chosen, tuple((pair[0], pair[1]) for pair in pairs if len(pair) == 2))

    @classmethod
    def kept(cls, text: str) -> "Question":
        """A question that was put aside, from its one text.

        >>> Question.kept("a.b.c~d")
        Question(people=('a', 'b'), ties=(('c', 'd'),))
        """
        parts = [part for part in text.split(_SPACE) if part]
        return cls.of([part for part in parts if _BETWEEN not in part], [part for part in parts if _BETWEEN in part])

    @property
    def text(self) -> str:
        """The question as one text, to put it aside in an address."""
        return _SPACE.join((*self.people, *self.tie_texts))

    @property
    def tie_texts(self) -> tuple[str, ...]:
        """The ties as they stand in an address."""
        return tuple(_BETWEEN.join(pair) for pair in self.ties)

    @property
    def is_empty(self) -> bool:
        """Does everybody stay?"""
        return not self.people and not self.ties

    def without(self, text: str) -> "Question":
        """The same question, but this one stays."""
        return Question(
            tuple(one for one in self.people if one != text),
            tuple(pair for pair in self.ties if _BETWEEN.join(pair) != text),
        )


@dataclass(frozen=True)
class Desk:
    """Who leaves, and what lies with somebody of the staff; others have no requests and no deputy."""

    key: str
    label: str
    is_asked: bool  # False for staff who go because their organisation does
    is_staff: bool
    open_count: int
    people_count: int  # volunteers who know this contact; 0 for readers who may not see them
    deputy: str | None  # None where nobody is named


@dataclass(frozen=True)
class Outcome:
    """A question, answered for a reader."""

    before: State
    after: State
    desks: list[Desk]
    ties: list[tuple[str, str]]  # text for the address, sentence
    alone: list[str]
    cut_off: list[str]
    gaps: list[service.Gap]
    closed_count: int  # gaps that are no more, most of them about those who leave
    command: str

    @property
    def names(self) -> str:
        """Who was asked about, and which ties."""
        return ", ".join([one.label for one in self.desks if one.is_asked] + [label for _text, label in self.ties])


@dataclass(frozen=True)
class Asked:
    """What of a question the network still holds, and what is gone: somebody, or the two ends of a tie."""

    question: Question
    gone: list[tuple[str, ...]]


def parted(question: Question, role: str) -> Asked:
    """A question without whoever left the network meanwhile and without ties that ended."""
    known = snapshot.for_reader(role)
    ids = known.actors_by_id
    pairs = {frozenset((tie.source, tie.target)) for tie in known.living_ties}
    people = tuple(key for key in question.people if key in ids)
    ties = tuple(pair for pair in question.ties if frozenset(pair) in pairs)
    gone: list[tuple[str, ...]] = [(key,) for key in question.people if key not in people]
    return Asked(Question(people, ties), gone + [pair for pair in question.ties if pair not in ties])


def asked(question: Question, role: str) -> Asked:
    """What an address asks, also when everybody has left since; NotFound where nothing of it ever was of the region."""
    found = parted(question, role)
    if found.gone and found.question.is_empty:
        known = directory.of(role, {key for keys in found.gone for key in keys})
        if not any(known.keys() >= {*keys} for keys in found.gone):
            raise NotFound
    return found


def named(keys: tuple[str, ...], role: str) -> str:
    """Somebody, or the two ends of a tie, as far as a role reads names; also of those who left."""
    labels = directory.of(role, set(keys))
    return " – ".join(labels[key].label if key in labels else _("eine Person") for key in keys)


def answer(question: Question, role: str) -> Outcome:
    """What a scenario changes against today; NotFound if one of its keys is no actor of the region.

    Whoever works for an organisation goes with it. Today was assessed by a job (NotYet before that), the scenario is
    while the page waits; where records have changed since, today is as well, or the change would seem to be its effect.
    """
    known, assessed = snapshot.for_reader(role), newest(ASSESSMENT)
    today = assessed.for_reader(role) if is_current(ASSESSMENT) else network.assess(known)
    try:
        everybody = _with_staff(known, question.people)
        after = network.applied(known, network.Scenario(removed=everybody, removed_ties=question.ties))
    except network.UnknownActor as error:
        raise NotFound from error
    then = network.assess(after)
    changed = network.changed(today, then, after.graph)
    labels = directory.of(role)
    # What is not there yet has not begun on any day.
    found = [replace(finding, since=None) for finding in then.gaps if finding.key not in today.gaps_by_key]

    def name(key: str) -> str:
        return labels[key].label if key in labels else _("eine Person")

    return Outcome(
        changed.before,
        changed.after,
        [_desk(known, key, everybody, question, name) for key in everybody],
        [(_BETWEEN.join(pair), f"{name(pair[0])} – {name(pair[1])}") for pair in question.ties],
        sorted(map(name, changed.newly_alone), key=str.casefold),
        sorted(map(name, set(changed.cut_off) - set(changed.newly_alone)), key=str.casefold),
        service.told(found, role),
        len(service.readable([today.gaps_by_key[key] for key in changed.closed], role)),
        _command(known, everybody, question.ties),
    )


def _with_staff(known: network.Snapshot, people: tuple[str, ...]) -> tuple[str, ...]:
    """Everybody who goes: each organisation with its staff behind it, nobody twice."""
    return tuple(dict.fromkeys(key for one in people for key in (one, *known.staff_of.get(one, ()))))


def _desk(
    known: network.Snapshot, key: str, everybody: tuple[str, ...], question: Question, name: gap_sentences.Names
) -> Desk:
    actor, is_asked = known.actors_by_id.get(key), key in question.people
    if actor is None or actor.kind != network.STAFF:
        return Desk(key, name(key), is_asked, False, 0, 0, None)
    found = network.desk(known, key, also_gone=everybody)
    deputy = name(found.deputy) if found.deputy else None
    return Desk(key, name(key), is_asked, True, found.open_count, found.volunteer_count, deputy)


def _command(known: network.Snapshot, people: tuple[str, ...], ties: tuple[tuple[str, str], ...]) -> str:
    """The same question for the shell, on the exported file, whose numbers stand for people."""
    numbers = exports.numbers(known.actors)
    words = ["python -m network whatif netz.json"]
    words += [f"--remove {numbers[key]}" for key in people]
    words += [f"--remove-tie {numbers[one]} {numbers[other]}" for one, other in ties]
    return " ".join(words)
