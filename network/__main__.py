"""`python -m network COMMAND FILE`: the library for people who have no Lotsennetz."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from network.acts import Costs
from network.coverage import coverage
from network.files import answers, exports, headings, printing
from network.files.answer_schema import ANSWERS, answer_schema
from network.files.reading import BROKEN, read, told
from network.files.records import UnreadableFile
from network.files.schema import json_schema
from network.gaps import RULES
from network.pictures import LEVELS, picture
from network.pictures.frame import Frame
from network.pictures.layout import sunflower
from network.places import Place
from network.snapshot import FIRST_YEAR, LAST_YEAR, Snapshot, UnknownActor
from network.whatif import Scenario, loaded

ABOUT = """Measures, gaps, what-if and pictures of a network of paid and voluntary staff.

FILE is JSON (see the command schema), GraphML, GEXF, or a CSV of nodes with --edges and, for the day and the numbers
of the gap rules, --settings; the other three hold these themselves.
Results are JSON on stdout (schema COMMAND describes it), or a table with --table.
Errors go to stderr, exit status 2.

  python -m network gaps netz.json --table
  python -m network whatif netz.json --remove s1
  python -m network draw netz.json --out netz.svg"""

LARGEST = 1e9  # what an act may cost: the unit is free, and sums of many must stay numbers


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, or 2 after an error."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.command == "schema":
            printing.write(json.dumps(answer_schema(asked.of) if asked.of else json_schema(), indent=2))
            return 0
        found = _COMMANDS[asked.command](_snapshot(asked), asked)
        if found is not None:
            printing.write(printing.as_table(found) if asked.table else json.dumps(found, ensure_ascii=False, indent=2))
    except OSError as error:
        return printing.refuse(": ".join(str(one) for one in (error.filename, error.strerror or error) if one))
    except (UnreadableFile, UnknownActor, ValueError) as error:
        return printing.refuse(str(error))
    except KeyError as error:
        return printing.refuse(f"there is no {error.args[0]!r}")
    return 0


def _snapshot(asked: argparse.Namespace) -> Snapshot:
    """The network of the file, on the day and with the settings that were asked for; what is left out is said."""
    unknown: list[str] = []
    snapshot = read(
        asked.file, edges=asked.edges, places=asked.places, settings=asked.settings, on=asked.on, unknown=unknown
    )
    for one in unknown:
        printing.tell(one)
    if asked.half_life:
        snapshot = replace(snapshot, half_life_days=asked.half_life)
    if asked.window:
        snapshot = replace(snapshot, window_days=asked.window)
    return snapshot


def _measures(snapshot: Snapshot, _asked: argparse.Namespace) -> dict[str, Any]:
    return answers.measures(snapshot)


def _rows(snapshot: Snapshot, _asked: argparse.Namespace) -> dict[str, Any]:
    return answers.tables(snapshot)


def _gaps(snapshot: Snapshot, asked: argparse.Namespace) -> dict[str, Any]:
    return answers.found_gaps(snapshot, asked.rule)


def _whatif(snapshot: Snapshot, asked: argparse.Namespace) -> dict[str, Any]:
    kept = _kept(asked.scenario) if asked.scenario else Scenario()
    ties = tuple((one, other) for one, other in asked.remove_tie or ())
    removed = (*kept.removed, *(asked.remove or ()))
    return answers.scenario(snapshot, replace(kept, removed=removed, removed_ties=(*kept.removed_ties, *ties)))


def _kept(path: Path) -> Scenario:
    """A saved scenario; UnreadableFile for anything else."""
    try:
        return loaded(path.read_text(encoding="utf-8-sig"))
    except BROKEN as error:
        raise UnreadableFile(f"{path.name} is no scenario: {told(error)}") from error


def _coverage(snapshot: Snapshot, asked: argparse.Namespace) -> dict[str, Any]:
    costs = Costs(*asked.costs) if asked.costs else None
    return answers.covered(snapshot, count=asked.acts, budget=asked.budget, people=asked.people, costs=costs)


def _supply(snapshot: Snapshot, asked: argparse.Namespace) -> dict[str, Any]:
    return answers.supplied(snapshot, language=asked.language, need=asked.need, municipality=asked.municipality)


def _collaboration(snapshot: Snapshot, _asked: argparse.Namespace) -> dict[str, Any]:
    return answers.worked_together(snapshot)


def _changes(snapshot: Snapshot, asked: argparse.Namespace) -> dict[str, Any]:
    if asked.since > snapshot.on:
        raise ValueError(f"--since {asked.since} lies after the day of the network, {snapshot.on}")
    return answers.changed(snapshot, asked.since)


def _draw(snapshot: Snapshot, asked: argparse.Namespace) -> None:
    """Write the picture; municipalities without midpoints are placed by number."""
    _check_target(asked, asked.out)
    if asked.focus and asked.level == LEVELS[0]:
        raise ValueError(f"--focus needs --level {' or '.join(LEVELS[1:])}")
    places = snapshot.places or invented_places(snapshot)
    areas = coverage(snapshot).areas() if snapshot.requests else None
    frame = Frame(is_standalone=True, source=None if any(place.rings for place in places) else "")
    svg = picture(snapshot.graph, places, level=asked.level, focus=asked.focus, coverage=areas, frame=frame)
    asked.out.write_text(svg, encoding="utf-8")


def _export(snapshot: Snapshot, asked: argparse.Namespace) -> None:
    """Write the network in another format, by the suffix of the target."""
    if not asked.identifiable:
        snapshot = exports.pseudonymised(snapshot)
    suffix = asked.out.suffix.lower()
    if suffix == ".csv":
        edges, settings = (asked.out.with_name(f"{asked.out.stem}.{one}.csv") for one in ("edges", "settings"))
        _check_target(asked, asked.out, edges, settings)
        asked.out.write_bytes(exports.nodes_csv(snapshot))
        edges.write_bytes(exports.edges_csv(snapshot))
        settings.write_bytes(exports.settings_csv(snapshot))
        return
    _check_target(asked, asked.out)
    writers: dict[str, Callable[[Snapshot], bytes]] = {
        ".json": lambda one: exports.to_json(one).encode(),
        ".graphml": exports.to_graphml,
        ".gexf": exports.to_gexf,
    }
    if suffix not in writers:
        raise ValueError(f"{asked.out.name}: the suffix must be .csv, {', '.join(writers)}")
    asked.out.write_bytes(writers[suffix](snapshot))


def _check_target(asked: argparse.Namespace, *targets: Path) -> None:
    """Nothing that was read is written over."""
    sources = {one.resolve() for one in (asked.file, asked.edges, asked.places, asked.settings) if one}
    for target in targets:
        if target.resolve() in sources:
            raise ValueError(f"{target.name} was just read; choose another name for --out")


def invented_places(snapshot: Snapshot) -> list[Place]:
    """Somewhere to stand for municipalities that a file only names."""
    keys = sorted({actor.municipality for actor in snapshot.active_actors if actor.municipality}) or [""]
    spots = sunflower(len(keys), 1.0).tolist()
    return [Place(key, key, 50.6 + y, 9.0 + x / 0.635) for key, (x, y) in zip(keys, spots, strict=True)]


_COMMANDS: Mapping[str, Callable[[Snapshot, argparse.Namespace], dict[str, Any] | None]] = {
    "measures": _measures,
    "rows": _rows,
    "gaps": _gaps,
    "whatif": _whatif,
    "coverage": _coverage,
    "supply": _supply,
    "collaboration": _collaboration,
    "changes": _changes,
    "draw": _draw,
    "export": _export,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m network", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    schema = commands.add_parser("schema", help="print the JSON Schema of a network file, or of an answer")
    schema.add_argument("of", nargs="?", choices=sorted(ANSWERS), metavar="COMMAND", help="the answer of this command")
    shared = _shared()
    commands.add_parser("measures", parents=[shared], help="measures of the whole and of every node")
    commands.add_parser("rows", parents=[shared], help="the rows behind the pictures: municipalities, nodes, ties")
    found = commands.add_parser("gaps", parents=[shared], help="gaps, gravest first, and who should meet")
    found.add_argument("--rule", action="append", choices=list(RULES), metavar="RULE", help=_rules())
    whatif = commands.add_parser("whatif", parents=[shared], help="what changes if somebody leaves or joins")
    whatif.add_argument("--remove", action="append", metavar="ID", help="who leaves (repeatable)")
    whatif.add_argument("--remove-tie", action="append", nargs=2, metavar=("ID", "ID"), help="a tie that ends")
    whatif.add_argument("--scenario", type=Path, metavar="FILE.json", help="also who joins, learns, or is introduced")
    supply = commands.add_parser("coverage", parents=[shared], help="supply, demand, and what would help most")
    supply.add_argument("--acts", type=_whole, default=5, help="how many acts to choose (default 5)")
    supply.add_argument("--budget", type=_amount, help="what they may cost together")
    supply.add_argument("--people", type=int, default=1, choices=(1, 2), help="cover by one or by two people")
    supply.add_argument(
        "--costs", type=_amount, nargs=3, metavar=("RECRUIT", "TRAIN", "INTRODUCE"), help="what each kind of act costs"
    )
    lines = commands.add_parser("supply", parents=[shared], help="supply and demand by language, need, municipality")
    for name in ("language", "need", "municipality"):
        lines.add_argument(f"--{name}", metavar="KEY", help=f"only this {name}; lines are by the first one left open")
    commands.add_parser("collaboration", parents=[shared], help="paid and voluntary side together")
    changes = commands.add_parser("changes", parents=[shared], help="what is different from an earlier day")
    changes.add_argument("--since", type=_day, required=True, metavar="DATE", help="the earlier day")
    draw = commands.add_parser("draw", parents=[shared], help="draw the network as SVG")
    draw.add_argument("--out", type=Path, required=True, metavar="FILE.svg")
    draw.add_argument("--level", choices=LEVELS, default="region")
    draw.add_argument("--focus", metavar="ID", help="the municipality or node to draw")
    export = commands.add_parser(
        "export", parents=[shared], help="write as .json, .graphml, .gexf or .csv (three files)"
    )
    export.add_argument("--out", type=Path, required=True, metavar="FILE")
    export.add_argument("--identifiable", action="store_true", help="keep ids and labels")
    return parser


def _whole(text: str) -> int:
    """A number of days or acts, at least one."""
    if (found := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than one")
    return found


def _amount(text: str) -> float:
    """What something costs: zero or more."""
    if not 0 <= (found := float(text)) <= LARGEST:
        raise argparse.ArgumentTypeError(f"{text} is no amount from zero to {LARGEST:.0e}")
    return found


def _day(text: str) -> date:
    """A day as 2026-11-23 or 23.11.2026, in a year that can be computed with."""
    try:
        day = date.fromisoformat(headings.iso_day(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no day like 2026-11-23") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"{text} is no day of the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _rules() -> str:
    return f"only this rule (repeatable): {', '.join(RULES)}"


def _shared() -> argparse.ArgumentParser:
    """Options of all commands that read a file."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("file", type=Path, metavar="FILE")
    shared.add_argument("--edges", type=Path, metavar="FILE.csv", help="ties, if FILE is a CSV of actors")
    shared.add_argument("--places", type=Path, metavar="FILE.csv", help="municipalities: ags, name, lat, lon")
    shared.add_argument("--settings", type=Path, metavar="FILE.csv", help="day and numbers of the rules: name, value")
    shared.add_argument("--on", type=_day, metavar="DATE", help="the day to look at")
    shared.add_argument("--half-life", type=_whole, metavar="DAYS", help="after which a tie counts half")
    shared.add_argument("--window", type=_whole, metavar="DAYS", help="only ties used within so many days")
    shared.add_argument("--table", action="store_true", help="a table for people instead of JSON")
    return shared


if __name__ == "__main__":
    sys.exit(main())
