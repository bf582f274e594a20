"""What both sides of the invented tandems answered when they were asked whether it goes well.

Most say yes. Where the history let contact fade, one side or both fall silent; a few have trouble, and
some of it is dealt with. Only tandems that run or ended lately have answers: the rest is past its term.
"""

import random
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from lotsen import clock, scope
from lotsen.check_ins import schedule
from lotsen.check_ins.models import SIDES, CheckIn
from lotsen.demonstration.cast import Cast
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers import reach
from lotsen.tandems.models import Tandem

KEPT_DAYS: Final = 150  # answers of an ended tandem; the tandem itself goes after six months
FADED_DAYS: Final = 40  # so long without a meeting, and somebody falls silent
EARLIER_SILENCE: Final = 0.06  # of the questions before the latest
TROUBLES: Final = (
    "Die Termine passen selten zusammen.",
    "Wir warten lange auf Antwort vom Amt und wissen nicht weiter.",
    "Es wird mehr gewünscht, als ich Zeit habe.",
    "Wir verstehen uns sprachlich noch schwer.",
)
AGREED: Final = ("Telefoniert, feste Zeit vereinbart.", "Mit beiden gesprochen, es geht weiter.")


def add_check_ins(cast: Cast) -> None:
    """Let every tandem have been asked on its days."""
    dice = random.Random(f"check-ins {cast.world.region_id}")  # noqa: S311 - invented answers, not secrets
    db.session.flush()
    with scope.of(cast.world.region_id):
        since = cast.world.today - timedelta(days=KEPT_DAYS)
        statement = (
            select(Tandem)
            .where(or_(Tandem.is_running, Tandem.ended_on >= since))
            .options(joinedload(Tandem.help_request).joinedload(HelpRequest.newcomer))
            .order_by(Tandem.created_at, Tandem.id)
        )
        for tandem in db.session.scalars(statement):
            _Asked(cast, tandem, dice).play()
        db.session.flush()


class _Asked:
    """One tandem and its rounds."""

    def __init__(self, cast: Cast, tandem: Tandem, dice: random.Random) -> None:
        self.cast, self.tandem, self.dice = cast, tandem, dice
        self.now = clock.now()
        begun = clock.day_of(tandem.created_at)
        last = tandem.ended_on or cast.world.today
        self.days = list(takewhile(lambda day: day <= last, schedule.days(begun)))
        self.has_mail = {
            "volunteer": tandem.volunteer.mail is not None,
            "newcomer": reach.mail_of(tandem.help_request.newcomer) is not None,
        }

    def play(self) -> None:
        """Every round in the order of days; the mood of the latest is how the tandem stands."""
        mood = self._mood()
        for day in self.days:
            is_latest = day == self.days[-1]
            silent = (
                self._silent(mood) if is_latest else {side for side in SIDES if self.dice.random() < EARLIER_SILENCE}
            )
            troubled = self.dice.choice(SIDES) if is_latest and mood in ("schwierig", "geklaert") else ""
            for side in SIDES:
                self._ask(side, day, is_silent=side in silent, is_troubled=side == troubled, mood=mood)

    def _mood(self) -> str:
        luck = self.dice.random()
        if not self.tandem.is_running:
            return "geklaert" if self.tandem.status == "abgebrochen" and luck < 0.6 else ""
        met = self.tandem.last_contact_on or clock.day_of(self.tandem.created_at)
        if (self.cast.world.today - met).days > FADED_DAYS:
            return "still" if luck < 0.4 else "einseitig" if luck < 0.8 else ""
        moods = ("schwierig", "geklaert", "still", "einseitig", "")
        return self.dice.choices(moods, (4, 5, 5, 8, 78))[0]

    def _silent(self, mood: str) -> set[str]:
        if mood == "einseitig":
            return {self.dice.choices(SIDES, (1, 2))[0]}
        return set(SIDES) if mood == "still" else set()

    def _ask(self, side: str, day: date, *, is_silent: bool, is_troubled: bool, mood: str) -> None:
        world = self.cast.world
        asked = world.instant(day)
        row = CheckIn(
            id=world.new_id(), region_id=world.region_id, tandem_id=self.tandem.id, side=side, due_on=day,
            asked_at=asked, created_at=asked, answer_by=asked + timedelta(days=schedule.ANSWER_DAYS),
        )  # fmt: skip
        answered = asked + timedelta(hours=self.dice.choice((1, 3, 20, 30, 50, 75, 120)))
        if asked + schedule.REMIND_AFTER < min(self.now, self.now if is_silent else answered):
            row.reminded_at = asked + schedule.REMIND_AFTER
        if not is_silent and answered < self.now:
            self._answer(row, answered, is_troubled=is_troubled, is_handled=mood == "geklaert")
        db.session.add(row)

    def _answer(self, row: CheckIn, at: datetime, *, is_troubled: bool, is_handled: bool) -> None:
        row.answer, row.answered_at = "schwierig" if is_troubled else "gut", at
        row.answered_to = "link" if self.has_mail[row.side] else "staff"
        if row.side == "volunteer" and self.tandem.volunteer.account_id:
            row.answered_to = "page"
        if is_troubled:
            row.note = self.dice.choice(TROUBLES)
        if is_troubled and is_handled and at + timedelta(days=2) < self.now:
            row.handled_at = at + timedelta(days=2)
            row.note = f"{row.note} | {self.dice.choice(AGREED)}"
        if not is_troubled and self.tandem.is_running:
            said = clock.day_of(at)
            self.tandem.last_contact_on = max(said, self.tandem.last_contact_on or said)
