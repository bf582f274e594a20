"""Would the announced waits have come true? Back-test on the demonstration's history, beside a plain peer.

    .venv/bin/python -m benchmarks.waits_backtest
    .venv/bin/python -m benchmarks.waits_backtest --seeds 1 2 3

Fills a fresh demonstration per seed, announces every past wait of the main Landkreis again from what was
known at the beginning of its month, and compares with what happened. The peer is what coordinators do by
hand: the mean wait of those who were found in the last 90 days. Prints announced and observed shares, the
mean error in percentage points, and the mean log score (higher is better). Ends with status 1 where the
estimate is worse than its peer in either.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from lotsen import clock, create_app, scope
from lotsen.demonstration.service import REGIONS, fill
from lotsen.extensions import db
from lotsen.regions import geodata
from lotsen.settings import Settings, fresh_settings_text
from lotsen.waits import history
from lotsen.waits.back_test import (
    Announce,
    PastWait,
    announce_by_mean,
    announce_by_model,
    calibrate,
    error,
    log_score,
)

WAYS: tuple[tuple[str, Announce], ...] = (("estimate", announce_by_model), ("90-day mean", announce_by_mean))


def demonstration(folder: Path, seed: int) -> Flask:
    """A fresh demonstration in a folder."""
    lines = [line for line in fresh_settings_text().splitlines() if line and not line.startswith("#")]
    given = {name.removeprefix("LOTSEN_").lower(): value for name, value in (line.split("=", 1) for line in lines)}
    app = create_app(Settings(_env_file=None, **{**given, "instance": folder, "database_url": "", "is_demo": True}))
    with app.app_context():
        upgrade(directory="migrations")
        geodata.load()
        fill(seed=seed)
        db.session.remove()
    return app


def judge(title: str, past: list[PastWait]) -> bool:
    """Print one table; whether the estimate is at least as good as its peer."""
    print(f"\n{title}: {len(past)} waits")
    scores = {}
    for name, announce in WAYS:
        lines = calibrate(past, until=clock.today(), announce=announce)
        came_true = "  ".join(
            f"{line.announced:.0%}→{'  – ' if line.observed is None else f'{line.observed:.0%}'}" for line in lines
        )
        scores[name] = (error(lines) or 0, log_score(past, until=clock.today(), announce=announce) or 0)
        told = scores[name]
        print(f"  {name:12} {came_true}   error {told[0]:4.1f} points, log score {told[1]:.3f}, n={lines[0].count}")
    return scores["estimate"][0] <= scores["90-day mean"][0] and scores["estimate"][1] >= scores["90-day mean"][1]


def main() -> int:
    """Back-test every seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[2026])
    good = True
    for seed in parser.parse_args().seeds:
        with tempfile.TemporaryDirectory() as folder:
            app = demonstration(Path(folder), seed)
            with app.app_context(), scope.of(REGIONS[0][0]):
                begun = time.perf_counter()
                found = history.read(clock.today())
                print(f"seed {seed}: history read in {time.perf_counter() - begun:.2f} s")
                good &= judge("Requests until somebody says yes", found.requests)
                good &= judge("Volunteers until somebody asks", found.volunteers)
                db.engine.dispose()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
