"""The product on a machine so slow that every step of a long run takes half a second and is told."""

import time

from lotsen import create_app
from lotsen.matching_runs import long_runs

app = create_app()


class SlowBeat(long_runs.Beat):
    """Tells each step, however lately the one before was told, and takes a breath."""

    def __call__(self, percent: int) -> None:
        """As every beat does."""
        self.told_at = 0.0
        super().__call__(percent)
        time.sleep(0.5)


vars(long_runs)["Beat"] = SlowBeat
