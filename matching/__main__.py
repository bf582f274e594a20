"""The library from the shell: ``python -m matching COMMAND PROBLEM.json``.

JSON on standard output, whole or not at all. A file or argument that is wrong ends
with status 2 and one line on standard error: the JSON path and a sentence.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from matching import answers
from matching.answers import Answer
from matching.assignment import assign
from matching.explain import why
from matching.json_schema import FileError
from matching.people import ImpossibleError
from matching.policy import POLICIES
from matching.pool import Pool
from matching.problem import Problem
from matching.problem_file import read_assignment, read_problem
from matching.recruiting import recruit
from matching.simulation import simulate
from matching.verdict import check

Command = Callable[[Problem, argparse.Namespace], Answer]


def _rank(problem: Problem, asked: argparse.Namespace) -> Answer:
    """Everybody for one request, best first."""
    request = problem.requests[problem.request_row[asked.request]]
    forbidden = {c for r, c in problem.forbidden if r == request.id}
    pool = Pool([candidate for candidate in problem.candidates if candidate.id not in forbidden])
    return answers.ranking_answer(pool.rank(request, settings=problem.settings, top=asked.top, today=problem.today))


COMMANDS: Final[Mapping[str, tuple[str, Command]]] = {
    "rank": ("who suits one request, best first, and why", _rank),
    "assign": ("the best assignment for all", lambda p, _: answers.assignment_answer(assign(p))),
    "pairs": ("every admissible pair with its value", lambda p, _: answers.pairs_answer(p)),
    "why": ("what would help one request", lambda p, a: answers.why_answer(why(p, a.request))),
    "prices": ("what places are worth", lambda p, _: answers.prices_answer(assign(p))),
    "check": (
        "faults of an assignment, and what it loses",
        lambda p, a: answers.verdict_answer(check(p, read_assignment(a.assignment))),
    ),
    "recruit": (
        "which volunteer would help most",
        lambda p, a: answers.recruit_answer(recruit(p, top=a.top or 10)),
    ),
    "simulate": (
        "a year under a policy, beside hindsight",
        lambda p, a: answers.simulation_answer(simulate(p, a.policy)),
    ),
}


def _natural(text: str) -> int:
    """A whole number above zero, as an argument."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be above zero")
    return number


def _parser() -> argparse.ArgumentParser:
    """The commands and their arguments."""
    parser = argparse.ArgumentParser(prog="python -m matching", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (sentence, _) in COMMANDS.items():
        command = commands.add_parser(name, help=sentence, description=sentence)
        command.add_argument("problem", type=Path, metavar="PROBLEM.json")
        if name in ("rank", "why"):
            command.add_argument("--request", required=True, metavar="ID")
        if name in ("rank", "recruit"):
            command.add_argument("--top", type=_natural, metavar="N")
        if name == "simulate":
            command.add_argument("--policy", required=True, choices=tuple(POLICIES))
        if name == "check":
            command.add_argument("assignment", type=Path, metavar="ASSIGNMENT.json")
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
    try:
        answer = _answer(asked)
    except FileError as error:
        print(error, file=sys.stderr)
        return 2
    except ImpossibleError as error:
        print(f"$.{error}", file=sys.stderr)
        return 2
    print(json.dumps(answer, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
