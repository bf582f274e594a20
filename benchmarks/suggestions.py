"""How long the job takes that renews the suggestions of a region of 1,000, with a year of requests behind it.

    .venv/bin/python -m benchmarks.suggestions

Fills a fresh database with 1,000 volunteers and 600 requests of the last year, half of them open, and renews the
suggestions several times. Prints the median, the part of it that looks ahead, and how many are kept for others.
Ends with status 1 when the median is above 3 seconds of processor time.
"""

import random
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import process_time

from flask import Flask
from sqlalchemy import func, select

from benchmarks.list_pages import REGION, fill, make_app, make_instance
from benchmarks.request_page import LANGUAGES
from lotsen import clock, scope
from lotsen.accounts.models import Account
from lotsen.consents import service as consents
from lotsen.database import writing
from lotsen.extensions import db
from lotsen.matching_runs import history, suggestions
from lotsen.matching_runs.inputs import inputs
from lotsen.matching_runs.models import BALANCED, Suggestion
from matching.advice import advise
from tests import factories

VOLUNTEERS, REQUESTS, ROUNDS, LIMIT_S = 1_000, 600, 5, 3


def ask(app: Flask) -> None:
    """A year of requests: the later half is open."""
    dice = random.Random(11)
    with app.app_context(), scope.of(REGION), writing():
        reader = db.session.scalars(select(Account).limit(1)).one()
        for number in range(REQUESTS):
            person = factories.newcomer(reader, languages=[{"language": dice.choice(LANGUAGES), "level": 7}])
            consents.give("matching", person, language="de", channel="written")
            is_open = number >= REQUESTS / 2
            factories.help_request(
                person,
                needs=[dice.choice(("behoerde", "wohnen", "schule"))],
                urgency=dice.choice(("diese_woche", "diesen_monat", "laufend")),
                status="offen" if is_open else "abgeschlossen",
                opened_at=clock.now() - timedelta(days=dice.randrange(60) if is_open else dice.randrange(60, 360)),
            )
        db.session.commit()


def main() -> int:
    """Fill, renew, print."""
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(make_instance(Path(folder), ""))
        fill(app, VOLUNTEERS, 1)
        ask(app)
        whole, ahead = [], []
        with app.app_context(), scope.of(REGION):
            for _round in range(ROUNDS):
                begin = process_time()
                suggestions.refresh()
                whole.append(process_time() - begin)
                problem = inputs(scale=BALANCED).problem
                past = history.past(problem.candidates)
                begin = process_time()
                advise(problem, past, seed=1)
                ahead.append(process_time() - begin)
            count = db.session.scalar(select(func.count(Suggestion.id)))
            kept = db.session.scalar(select(func.count(Suggestion.wait_until_on)))
    print(f"{VOLUNTEERS} volunteers, {REQUESTS} requests of a year: {count} suggestions, of which {kept} wait")
    print(f"processor: {median(whole):.2f} s, of which looking ahead {median(ahead):.2f} s, limit {LIMIT_S} s")
    return int(median(whole) > LIMIT_S)


if __name__ == "__main__":
    sys.exit(main())
