"""A year of a region, played day by day on a moved clock: seeded dice, real services, jobs and mails over a relay.

People arrive, answer, keep silent, pause, meet and drop out. The jobs stand still for three days now and then, as a
server does. ``LOTSEN_YEAR_DAYS`` and ``LOTSEN_YEAR_SEED`` play longer, or another year.
"""

import os
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event, select

from lotsen import clock, scope
from lotsen.check_ins import service as check_ins
from lotsen.check_ins.models import CheckIn
from lotsen.consents import service as consents
from lotsen.database import writing
from lotsen.errors import LotsenError
from lotsen.extensions import db
from lotsen.help_requests.models import HelpRequest
from lotsen.notices import service as notices
from lotsen.planned_meetings import answers as moved
from lotsen.planned_meetings import asking
from lotsen.planned_meetings import service as planned_meetings
from lotsen.planned_meetings.models import PlannedMeeting
from lotsen.proposals import answers, deadlines, ranking, service
from lotsen.proposals.models import Proposal
from lotsen.rows import RegionRow
from lotsen.tandems import meeting_dates, new_start
from lotsen.tandems import service as tandems
from lotsen.tandems.models import MeetingDate, Tandem
from lotsen.volunteers.models import Volunteer
from tests import databases, factories
from tests.conftest import HERE
from tests.lotsen.notices.relay import Relay, free_port, running

DAYS = int(os.environ.get("LOTSEN_YEAR_DAYS", "366"))
SEED = int(os.environ.get("LOTSEN_YEAR_SEED", "7"))
BEGINS = datetime(2027, 6, 1, 8, tzinfo=UTC)  # with both changes of the clock and the leap day of 2028


class Year:
    """One region: whoever is alive acts a little each day.

    ``is_down`` says of a day whether the relay is; how it is then differs from time to time.
    """

    def __init__(self, app: Flask, relay: Relay, *, is_down: bool = False) -> None:
        self.app, self.dice, self.now = app, random.Random(SEED), BEGINS
        self.relay, self.is_down, self.refusals = relay, is_down, 0
        self.port = app.config["LOTSEN"].mail_port
        with clock.moved_to(self.now):
            self.manager = factories.account("case_manager")
            for _ in range(8):
                factories.volunteer(mail=None if self.dice.random() < 0.3 else f"v{self.dice.random()}@example.org")
            db.session.commit()
            self.by = self.manager.id

    def play(self) -> None:
        """Each day: people act, and the jobs run unless the server is off."""
        off_until = -1
        for day in range(DAYS):
            self.now = BEGINS + timedelta(days=day)
            with clock.moved_to(self.now), scope.of(HERE), writing():
                self._people_act(day)
                if day > off_until and self.dice.random() < 0.02:
                    off_until = day + 3
                if day > off_until:
                    deadlines.expire_unanswered()
                    check_ins.ask_check_ins()
                    asking.ask_what_became()
                    self._deliver(day)
        with clock.moved_to(self.now), scope.of(HERE), writing():
            deadlines.expire_unanswered()
            check_ins.ask_check_ins()
        for hour in range(1, 30):  # the pauses of what was refused last
            with clock.moved_to(self.now + timedelta(hours=hour)), writing():
                self._deliver(0)

    def _deliver(self, day: int) -> None:
        """Every third day the relay refuses the mail, refuses the address, or is not there."""
        way = day // 3 % 3 if self.is_down and day % 3 == 2 else None
        self.relay.answer = "451 later please" if way == 0 else "250 OK"
        self.relay.to_recipient = "450 busy" if way == 1 else "250 OK"
        port = free_port() if way == 2 else self.port
        self.app.config["LOTSEN"] = self.app.config["LOTSEN"].model_copy(update={"mail_port": port})
        before = len(self.relay.mails)
        with scope.everywhere("a job serves every region"):
            sent = notices.deliver_due()
        db.session.rollback()
        assert len(self.relay.mails) - before == sent, "what is noted as sent was taken by the relay"
        self.refusals += way is not None
        assert way is None or sent == 0

    def _people_act(self, day: int) -> None:
        self.app.extensions.pop("volunteer_pools", None)  # on a clock that stands, changes leave no later stamp
        if day % 9 == 0:
            person = factories.newcomer(self.manager, contact=self.dice.choice(["n@example.org", "0151 234567"]))
            consents.give("matching", person, language="ar", channel="written")
            mode = self.dice.choice(["lotse", "pate"])
            factories.help_request(person, mode=mode, is_exclusive=mode == "pate")
            db.session.commit()
        for act in (self._choose, self._answer, self._meet, self._plan, self._check, self._pause):
            with suppress(LotsenError):
                act()
            db.session.rollback()

    def _some(self, model: type, *where: object) -> object | None:
        found = list(db.session.scalars(select(model.id).where(*where).order_by(model.created_at, model.id)))
        return self.dice.choice(found) if found else None

    def _choose(self) -> None:
        if request := self._some(HelpRequest, HelpRequest.status == "offen"):
            possible = list(ranking.askable(request))
            service.propose(request, sorted(possible)[: self.dice.randint(1, 3)], by=self.by)

    def _answer(self) -> None:
        if proposal := self._some(Proposal, Proposal.status == "angefragt"):
            luck = self.dice.random()
            if luck < 0.2:
                answers.accept(proposal)
            elif luck < 0.35:
                answers.decline(proposal, reason=self.dice.choice(["keine_zeit", "zu_weit", "thema"]))
            elif luck < 0.4:
                answers.answer_later(proposal, until=clock.today() + timedelta(days=9))

    def _meet(self) -> None:
        tandem = self._some(Tandem, Tandem.is_running)
        if tandem is None:
            return
        luck = self.dice.random()
        if luck < 0.25:
            meeting_dates.propose(tandem, [self.now + timedelta(days=number) for number in (2, 3)])
        elif luck < 0.4:
            dates = list(db.session.scalars(select(MeetingDate.id).where(MeetingDate.tandem_id == tandem)))
            meeting_dates.answer(tandem, self.dice.choice(["volunteer", "newcomer"]), dates[:1])
        elif luck < 0.7:
            tandems.add_meeting(tandem, on=clock.today(), minutes=60, reported_by="staff")
        elif luck < 0.85:
            tandems.agree(tandem, side=self.dice.choice(["volunteer", "newcomer"]))
        elif luck < 0.9:
            tandems.release_contact(tandem, by=self.by)
        elif luck < 0.93:
            tandems.note_missed(tandem, on=clock.today(), missed_by="newcomer", reported_by="staff")
        elif luck < 0.97:
            new_start.look_again(tandem, reason="passt_nicht")
        else:
            tandems.end(tandem, reason="keine_zeit")

    def _plan(self) -> None:
        """Plan a meeting, or say what became of one; most are forgotten, as people do."""
        luck, is_open = self.dice.random(), PlannedMeeting.status == "geplant"
        if luck < 0.3 and (tandem := self._some(Tandem, Tandem.is_running)):
            wish = planned_meetings.Wish(self.now + timedelta(days=self.dice.randint(1, 12)), 60)
            key = uuid.UUID(int=self.dice.getrandbits(128), version=4)
            planned_meetings.plan(tandem, wish, by="volunteer", key=key)
        elif luck < 0.4 and (key := self._some(PlannedMeeting, is_open, PlannedMeeting.begins_at <= self.now)):
            planned_meetings.note_held(key, by="volunteer")
        elif luck < 0.45 and (key := self._some(PlannedMeeting, is_open, PlannedMeeting.begins_at <= self.now)):
            planned_meetings.note_fell_out(key, by="staff", missed_by=self.dice.choice([None, "newcomer"]))
        elif luck < 0.48 and (key := self._some(PlannedMeeting, is_open)):
            planned_meetings.call_off(key)
        elif luck < 0.53 and (key := self._some(PlannedMeeting, is_open)):
            wish = planned_meetings.Wish(self.now + timedelta(days=self.dice.randint(1, 9)), 90)
            planned_meetings.move(key, wish, by=self.dice.choice(["volunteer", "staff"]))
        elif luck < 0.58 and (key := self._some(PlannedMeeting, is_open, PlannedMeeting.begins_at > self.now)):
            self.dice.choice([moved.confirm, moved.decline])(key, side=self.dice.choice(["volunteer", "newcomer"]))

    def _check(self) -> None:
        row = self._some(CheckIn, CheckIn.answer.is_(None))
        if row is not None and self.dice.random() < 0.5:
            check_ins.answer(row, self.dice.choice(["gut", "gut", "schwierig"]), to="link")

    def _pause(self) -> None:
        if self.dice.random() < 0.1 and (
            key := self._some(Volunteer, Volunteer.status.in_(("freigegeben", "pausiert")))
        ):
            person = db.session.scalars(select(Volunteer).where(Volunteer.id == key)).one()
            person.status = "pausiert" if person.status == "freigegeben" else "freigegeben"
            db.session.commit()


@contextmanager
def repeatable_keys() -> Iterator[None]:
    """Let the same rows have the same keys in every year, so that years can be compared."""
    made: dict[str, random.Random] = {}

    def give_key(row: RegionRow, _args: Any, values: dict[str, Any]) -> None:
        table = row.__tablename__
        dice = made.setdefault(table, random.Random(f"{SEED} {table}"))
        values.setdefault("id", uuid.UUID(int=dice.getrandbits(128), version=4))

    event.listen(RegionRow, "init", give_key, propagate=True)
    try:
        yield
    finally:
        event.remove(RegionRow, "init", give_key)


@contextmanager
def played(folder: Path, template: Path, *, is_down: bool = False) -> Iterator[Year]:
    """A year that has been played, in its app and region."""
    databases.sqlite_copy(template, folder)
    relay = Relay()
    with running(relay) as port:
        app = databases.make_app(folder, mail_host="127.0.0.1", mail_port=port, mail_from="wir@example.org")
        with app.app_context(), scope.of(HERE):
            with repeatable_keys():
                year = Year(app, relay, is_down=is_down)
                year.play()
            db.session.expire_all()
            yield year
            db.session.remove()
            db.engine.dispose()
