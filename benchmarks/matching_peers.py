"""The same problem solved by other methods in the same run: same optimum, other times.

Run ``python -m benchmarks.matching_peers [SIZES…]``. Peers are installed by name into
environments of their own under ``.run/peers`` (two of them import as ``matching``, like
our own library). Admissible pairs are given to all; each runs in a process of its own
and its clock starts when its input lies ready. Ratios are peer ÷ ours: seconds of the
processor, because other work may run beside, and the most memory that the process held,
Python and its libraries included.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.matching_peer_methods import measured
from benchmarks.matching_people import made_up
from matching.admissible import admissible_pairs
from matching.certificate import chosen_values
from matching.columns import Ints
from matching.exact import best_assignment
from matching.pair_table import PairTable

ROOT = Path(__file__).resolve().parent.parent
METHODS_FILE = ROOT / "benchmarks" / "matching_peer_methods.py"
ENVIRONMENTS = {
    "solvers": ("numpy==2.4.6", "scipy==1.17.1", "networkx==3.6.1", "ortools==9.15.6755"),
    "mentor": ("numpy==2.4.6", "mentor-match==7.0.1"),
    "games": ("numpy==2.4.6", "matching==1.4.3"),
}
LIVES_IN = {"mentor_match": "mentor", "hospital_resident": "games"}
FAST = ("scipy_dense", "linear_program", "ortools_flow", "best_first")
RUNS = {
    1000: (*FAST, "hospital_resident", "networkx_blossom", "mentor_match"),
    10_000: ("scipy_dense", "ortools_flow", "best_first"),
    30_000: ("ortools_flow", "best_first"),
}
EXACT = {"ours", "scipy_dense", "linear_program", "ortools_flow", "networkx_blossom"}
FASTER = {(1000, "mentor_match"): 1000, (1000, "networkx_blossom"): 500, (10_000, "scipy_dense"): 3}
SMALLER = {(10_000, "scipy_dense"): 5}


def environment(name: str) -> Path:
    """The Python of one environment, made when it is not there yet."""
    folder = ROOT / ".run" / "peers" / name
    python = folder / "bin" / "python"
    done = folder / "installed"
    wanted = " ".join(ENVIRONMENTS[name])
    if not done.exists() or done.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *ENVIRONMENTS[name]], check=True)
        done.write_text(wanted)
    return python


def ours(table: PairTable, places: Ints) -> tuple[int, int]:
    """The exact optimum with its certificate."""
    chosen, _ = best_assignment(table, places)
    return int(chosen_values(table, chosen).sum()), int((chosen >= 0).sum())


def our_figures(size: int, file: str) -> dict[str, float]:
    """Ours on the same file, in a process like the others."""
    with np.load(file) as arrays:
        table = PairTable(arrays["r"], arrays["c"], arrays["value"], int(arrays["requests"]), len(arrays["places"]))
        places = arrays["places"]
    tiny = PairTable(*(np.zeros(1, np.int64),) * 2, np.ones(1, np.int64), 1, 1)
    ours(tiny, np.ones(1, np.int64))  # the first call loads compiled parts of scipy
    return measured(lambda: lambda: ours(table, places), repeat=5 if size <= 10_000 else 1)


def write_pairs(size: int, file: str) -> None:
    """The admissible pairs of a made-up problem as a file."""
    problem = made_up(size, size)
    table = admissible_pairs(problem)
    np.savez(file, r=table.r, c=table.c, value=table.value, requests=size, places=problem.places)


def run(method: str, size: int, file: str) -> dict[str, float]:
    """One method in a process and an environment of its own."""
    if method == "ours":
        command = [sys.executable, "-m", "benchmarks.matching_peers", "--ours", str(size), file]
    else:
        python = environment(LIVES_IN.get(method, "solvers"))
        command = [str(python), "-P", str(METHODS_FILE), method, file]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def claim(name: str, ratio: float, least: float | None) -> tuple[str, bool]:
    """A ratio in words with what became of the claim about it, where there is one."""
    if least is None:
        return f"{ratio:.1f} × {name}", True
    kept = ratio >= least
    return f"{ratio:.1f} × {name} (claimed {least}: {'kept' if kept else 'NOT KEPT'})", kept


def compare(size: int, file: str) -> bool:
    """Every method on one file; the result says whether all claims were kept."""
    all_kept, base = True, run("ours", size, file)
    for method in ("ours", *RUNS[size]):
        found = base if method == "ours" else run(method, size, file)
        at = size, method
        slower, kept_time = claim("our time", found["cpu"] / max(base["cpu"], 1e-9), FASTER.get(at))
        larger, kept_memory = claim("our memory", found["gb"] / base["gb"], SMALLER.get(at))
        print(
            f"  {method:17} {found['seconds']:9.3f} s, processor {found['cpu']:9.3f} s, {slower}; "
            f"{found['gb']:.2f} GB at most, {found['more_gb']:.2f} above its input, {larger}; "
            f"served {found['served']:.0f}, value {100 * found['value'] / base['value']:.2f} %",
            flush=True,
        )
        same = method not in EXACT or found["value"] == base["value"]
        if not same:
            print(f"  {method} FOUND ANOTHER OPTIMUM: {found['value']:.0f} instead of {base['value']:.0f}")
        all_kept = all_kept and kept_time and kept_memory and same
    return all_kept


def main(sizes: list[int]) -> int:
    """Every size with its peers; status 1 when a claim was not kept."""
    kept = True
    for size in sizes:
        print(f"{size} × {size}, load average {os.getloadavg()[0]:.1f}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            file = f"{folder}/pairs.npz"
            write_pairs(size, file)
            kept = compare(size, file) and kept
    return 0 if kept else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ours"]:
        print(json.dumps(our_figures(int(sys.argv[2]), sys.argv[3])))
    else:
        raise SystemExit(main([int(size) for size in sys.argv[1:]] or list(RUNS)))
