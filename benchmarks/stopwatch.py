"""Can a stopwatch tell what must not be told: whether an account exists, whether a foreign record does?

    .venv/bin/python -m benchmarks.stopwatch [--tries 1000]

SECURITY A9 and E4. Known and unknown, foreign and missing are asked in turn, so that a slow moment of
the machine hits both; the order within each pair is thrown like a coin. Printed is the AUC: the
probability that the one takes longer than the other. 0.5 says nothing, and 1,000 of each give ±0.025 by
chance alone. Beside each figure stands its negative control, the same with a difference planted. Ends with
status 1 outside of 0.45 to 0.55, or where the planted difference is not seen.
"""

import argparse
import itertools
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask

from lotsen import clock, scope
from lotsen.accounts import passwords
from lotsen.extensions import db
from tests import databases, factories
from tests.lotsen.accounts import people
from tests.pages import Pages

LOW, HIGH = 0.45, 0.55
HERE, THERE = "06440", "06435"
KNOWN, UNKNOWN = "person01@example.org", "nobody01@example.org"
Ask = Callable[[], object]


def auc(first: list[float], second: list[float]) -> float:
    """How often one of the first takes longer than one of the second; ties count half.

    >>> auc([1, 2], [1, 2]), auc([3, 4], [1, 2])
    (0.5, 1.0)
    """
    ranked = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    sum_of_ranks, start = 0.0, 0
    while start < len(ranked):
        end = start
        while end < len(ranked) and ranked[end][0] == ranked[start][0]:
            end += 1
        sum_of_ranks += sum((start + end + 1) / 2 for value in ranked[start:end] if value[1] == 0)
        start = end
    return (sum_of_ranks - len(first) * (len(first) + 1) / 2) / (len(first) * len(second))


def compare(one: Ask, other: Ask, tries: int) -> float:
    """The AUC of two questions asked in turn; the first twenty of each only warm up."""
    dice = random.Random(7)
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(tries + 20):
        for which in dice.sample((0, 1), 2):
            start = time.perf_counter()
            (one, other)[which]()
            took[which].append(time.perf_counter() - start)
    return auc(took[0][20:], took[1][20:])


def _signing_in(app: Flask) -> tuple[Ask, Ask]:
    """A wrong password for a known and for an unknown address; each try a new network, ten minutes later."""
    tries, start = itertools.count(), clock.now()

    def ask(mail: str) -> None:
        number = next(tries)
        browser = Pages(app)
        data = {"csrf_token": browser.token(), "mail": mail, "password": "falsch aber lang genug"}
        network = {"REMOTE_ADDR": f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::1"}
        with clock.moved_to(start + timedelta(minutes=10 * number)):  # no limit is ever reached
            answer = browser.client.post("/konto/anmelden", data=data, environ_overrides=network)
        assert answer.status_code == 422

    return (lambda: ask(KNOWN)), (lambda: ask(UNKNOWN))


def _looking(app: Flask) -> tuple[Ask, Ask]:
    """A volunteer of another region, and one that there is not."""
    with scope.of(THERE):
        foreign = factories.volunteer(ags=factories.GELNHAUSEN, plz="63571").id
        db.session.commit()
    pages = Pages(app).sign_in(people.somebody("coordinator"))
    missing = uuid.uuid4()
    return (lambda: pages.client.get(f"/ehrenamtliche/{foreign}")), (
        lambda: pages.client.get(f"/ehrenamtliche/{missing}")
    )


def _slower(ask: Ask, seconds: float) -> Ask:
    def late() -> None:
        time.sleep(seconds)
        ask()

    return late


def main() -> int:
    """Measure both, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=1000)
    tries = parser.parse_args().tries
    with tempfile.TemporaryDirectory() as folder:
        databases.sqlite_template(Path(folder))
        app = databases.make_app(Path(folder))
        with app.app_context():
            people.somebody("volunteer", mail=KNOWN)
            known, unknown = _signing_in(app)
            foreign, missing = _looking(app)
            found = [
                ("E4 sign-in: known or unknown address", compare(known, unknown, tries), False),
                ("   negative control: no hash for strangers", _without_hash(known, unknown, tries), True),
                ("A9 page: foreign or missing volunteer", compare(foreign, missing, tries), False),
                ("   negative control: 2 ms later", compare(_slower(foreign, 0.002), missing, tries), True),
            ]
    fits = True
    for label, value, is_planted in found:
        is_fine = not LOW <= value <= HIGH if is_planted else LOW <= value <= HIGH
        fits &= is_fine
        print(f"{label:45} AUC {value:.3f}  {'as it should' if is_fine else 'NOT AS IT SHOULD'}")
    return int(not fits)


def _without_hash(known: Ask, unknown: Ask, tries: int) -> float:
    """The same, where an unknown address is refused before any hash is computed."""
    real = passwords.is_right

    def naive(stored: str | None, password: str) -> bool:
        return stored is not None and real(stored, password)

    passwords.is_right = naive
    try:
        return compare(known, unknown, min(tries, 100))
    finally:
        passwords.is_right = real


if __name__ == "__main__":
    sys.exit(main())
