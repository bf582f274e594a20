"""The library from the shell: ``python -m matching COMMAND PROBLEM.json``. JSON
on standard output, whole or not at all. A file or argument that is wrong ends
with status 2 and one line on standard error: the JSON path and a sentence.

Begin with ``python -m matching example > problem.json``; ``schema`` says what
each field means. Values are whole points: a perfect pair has 1000 points of fit,
urgency, waiting and being served at all come on top.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from matching import answers
from matching.answers import Answer
from matching.assignment import FORBIDDEN, assign, prices
from matching.explain import why
from matching.json_schema import FileError
from matching.people import ImpossibleError
from matching.policy import POLICIES
from matching.pool import Pool
from matching.problem import Problem
from matching.problem_file import published, read_assignment, read_problem
from matching.reasons import Refusal
from matching.recruiting import recruit
from matching.simulation import World
from matching.verdict import check

Command = Callable[[Problem, argparse.Namespace], Answer]


def _rank(problem: Problem, asked: argparse.Namespace) -> Answer:
    """Everybody for one request, best first; who is kept apart from it stands among the refused."""
    request = problem.requests[problem.request_row[asked.request]]
    kept_apart = {c for r, c in problem.forbidden if r == request.id}
    pools = (Pool([one for one in problem.candidates if (one.id in kept_apart) is apart]) for apart in (False, True))
    costs = prices(problem, without=request.id) if asked.prices else None
    found, apart = (
        pool.rank(request, settings=problem.settings, top=asked.top, prices=costs, today=problem.today)
        for pool in pools
    )
    more = {name: (*apart.refused.get(name, ()), Refusal(FORBIDDEN, {})) for name in kept_apart}
    return answers.ranking_answer(found, more)


def _simulate(problem: Problem, asked: argparse.Namespace) -> Answer:
    """The year under each policy that was named, or under all of them, and what hindsight could have done."""
    for request in problem.requests:
        if request.opened_on is None:
            path = f"$.requests[?@.id=={json.dumps(request.id, ensure_ascii=False)}].opened_on"
            raise FileError(path, "a simulated year needs the day on which each request came")
    world = World(problem)
    return answers.simulation_answer([*(world.run(name) for name in asked.policy or POLICIES), world.hindsight()])


COMMANDS: Final[Mapping[str, tuple[str, Command]]] = {
    "rank": ("who suits one request, best first, and why", _rank),
    "assign": ("the best assignment for all", lambda p, _: answers.assignment_answer(assign(p))),
    "pairs": ("every admissible pair with its value", lambda p, _: answers.pairs_answer(p)),
    "why": ("who is possible for one request, and what would help", lambda p, a: answers.why_answer(why(p, a.request))),
    "prices": ("what places are worth", lambda p, _: answers.prices_answer(assign(p))),
    "check": (
        "faults of an assignment, and what it loses",
        lambda p, a: answers.verdict_answer(check(p, read_assignment(a.assignment))),
    ),
    "recruit": (
        "which volunteer would help most",
        lambda p, a: answers.recruit_answer(recruit(p, top=a.top or 10)),
    ),
    "simulate": ("a year under policies, beside hindsight", _simulate),
}
TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "example": ("a small problem to begin with", "example.json"),
    "schema": ("the form of a problem: every field, its limits and meaning", "problem.schema.json"),
}


def _natural(text: str) -> int:
    """A whole number above zero, as an argument."""
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise argparse.ArgumentTypeError("must be a whole number above zero")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    """The commands and their arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m matching", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (sentence, _) in COMMANDS.items():
        command = commands.add_parser(name, help=sentence, description=sentence)
        command.add_argument("problem", type=Path, metavar="PROBLEM.json", help="a file as schema describes it")
        if name in ("rank", "why"):
            command.add_argument("--request", required=True, metavar="ID", help="the id of the request")
        if name in ("rank", "recruit"):
            command.add_argument("--top", type=_natural, metavar="N", help="only the first N")
        if name == "rank":
            command.add_argument("--prices", action="store_true",
                                 help="take off what the other requests would lose by each person")  # fmt: skip
        if name == "simulate":
            command.add_argument("--policy", action="append", choices=tuple(POLICIES),
                                 help="may be repeated; every policy without it")  # fmt: skip
        if name == "check":
            command.add_argument("assignment", type=Path, metavar="ASSIGNMENT.json",
                                 help="what assign answers, or pairs of your own in that form")  # fmt: skip
    for name, (sentence, _) in TEXTS.items():
        commands.add_parser(name, help=sentence, description=sentence)
    return parser


def _answer(asked: argparse.Namespace) -> Answer:
    """Read everything, then compute: nothing is printed before both have succeeded."""
    problem = read_problem(asked.problem)
    wanted = getattr(asked, "request", None)
    if wanted is not None and wanted not in problem.request_row:
        raise FileError("--request", f"there is no request {wanted!r} in the file")
    return COMMANDS[asked.command][1](problem, asked)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the result is the exit status."""
    asked = _parser().parse_args(arguments)
    if asked.command in TEXTS:
        _print(published(TEXTS[asked.command][1]))
        return 0
    try:
        answer = _answer(asked)
    except FileError as error:
        print(error, file=sys.stderr)
        return 2
    except ImpossibleError as error:
        print(f"$.{error}", file=sys.stderr)
        return 2
    _print(json.dumps(answer, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None) + "\n")
    return 0


def _print(text: str) -> None:
    """Whole, unless whoever reads has read enough."""
    try:
        print(text, end="", flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would complain at its end


if __name__ == "__main__":
    raise SystemExit(main())
