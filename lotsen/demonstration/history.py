"""Eighteen invented months: who asked, who was proposed, said no, met, stayed, and who works with whom.

Whom the matching would propose is asked, so that the past of this region is one that the product itself made.
"""

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from lotsen.demonstration.cast import Cast
from lotsen.demonstration.ties import add_ties
from lotsen.extensions import db
from lotsen.help_requests.matchable import as_wish
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers.models import Newcomer
from lotsen.proposals.models import Proposal
from lotsen.proposals.ranking import snapshot
from lotsen.regions.models import Municipality
from lotsen.tandems.models import Meeting, Tandem
from lotsen.volunteers import matchable
from lotsen.volunteers.models import Volunteer
from matching import Pool, Ranked

DECLINES = ("keine_zeit", "zu_weit", "thema", "persoenlich")
ENDS = ("ziel_erreicht", "ziel_erreicht", "ziel_erreicht", "keine_zeit", "ortswechsel", "andere_interessen")
URGENCIES = (("heute_morgen", 1), ("diese_woche", 4), ("diesen_monat", 5), ("laufend", 4))
STILL_OPEN_DAYS = 30  # requests of the last weeks are mostly unanswered
RELEASED = ("freigegeben", "pausiert", "beendet")  # once; everybody else was never asked
#: What the matching asks of a request.
WISHED = ("mode", "needs", "times", "appointment_at", "wants_gender", "gender_is", "involves_minors", "is_remote_ok",
          "not_own_community", "urgency", "starts_on")  # fmt: skip
ROUND = 4  # people asked one after the other before somebody looks again


@dataclass
class History:
    """What happens to the cast of one region."""

    cast: Cast
    number: int = 0
    busy: dict[object, list[tuple[date, date | None]]] = field(default_factory=dict)
    pool: Pool = field(default_factory=lambda: Pool(()))
    people: dict[str, Volunteer] = field(default_factory=dict)
    places: dict[str, Municipality] = field(default_factory=dict)
    around: dict[str, object] = field(default_factory=dict)  # how many came into question on the day of asking

    def play(self) -> None:
        """Let every newcomer ask once or twice, in the order of days; then draw the ties."""
        world = self.cast.world
        asked = [(day, newcomer, needs) for newcomer, day, needs in self.cast.newcomers]
        self.people = {str(volunteer.id): volunteer for volunteer in self.cast.volunteers}
        self.places = {place.ags: place for place in world.places}
        db.session.flush()
        everyone = matchable.candidates(world.region_id, states=RELEASED)
        self.pool = Pool([replace(one, released=True, active=0, absent=()) for one in everyone])
        for day, newcomer, needs in sorted(asked, key=lambda item: (item[0], str(item[1].id))):
            self._ask(newcomer, day, needs)
            second = day + timedelta(days=world.dice.randint(60, 200))
            if world.dice.random() < 0.3 and second < world.today:
                self._ask(newcomer, second, needs[:1])
        for volunteer in self.cast.volunteers:
            spans = self.busy.get(volunteer.id, [])
            volunteer.taken_count = sum(end is None for _, end in spans)
            volunteer.capacity = max(volunteer.capacity, volunteer.taken_count)
        add_ties(self.cast)

    def _ask(self, newcomer: Newcomer, day: date, needs: list[str]) -> None:
        world, dice = self.cast.world, self.cast.world.dice
        self.number += 1
        mode = dice.choices(("lotse", "pate", "laiendolmetscher"), (6, 3, 2))[0]
        wants_woman = newcomer.gender == "w" and dice.random() < 0.3
        request = HelpRequest(
            id=world.new_id(),
            region_id=world.region_id,
            number=f"A-{day.year}-{self.number:04}",
            newcomer_id=newcomer.id,
            case_manager_id=newcomer.case_manager_id,
            mode=mode,
            ags=newcomer.ags,
            urgency=dice.choices([key for key, _ in URGENCIES], [share for _, share in URGENCIES])[0],
            frequency="regelmaessig" if mode == "pate" else "mehrfach",
            needs=needs,
            status="offen",
            wants_gender="w" if wants_woman else None,
            gender_is="must" if wants_woman else None,
            involves_minors=bool(newcomer.household["children"]) and dice.random() < 0.4,
            is_remote_ok=dice.random() < 0.2,
            times=world.some(["mon-am", "tue-am", "wed-pm", "thu-pm", "sat-am"], 2, 4),
            is_exclusive=mode == "pate",
            opened_at=world.instant(day),
            status_since=world.instant(day),
            created_at=world.instant(day),
        )
        db.session.add(request)
        self._answer(request, newcomer, day)

    def _answer(self, request: HelpRequest, newcomer: Newcomer, day: date) -> None:
        """Ask in rounds of four until somebody says yes, patience ends, or today comes."""
        world, dice = self.cast.world, self.cast.world.dice
        patience_ends, position = day + timedelta(days=dice.randint(55, 130)), 1
        suiting = self._suiting(request, newcomer)
        asked: set[str] = set()
        while day < min(patience_ends, world.today):
            suitable = [one for one in suiting if one.candidate_id not in asked and self._is_free(one, day)]
            pool = sum(_is_released(one, day) for one in self.cast.volunteers)
            self.around = {"possible": len(suitable), "pool": pool}
            round_of = suitable[:ROUND]
            asked |= {one.candidate_id for one in round_of}
            went_on = self._ask_round(request, round_of, day, position)
            if went_on is None:
                return
            position += len(round_of)
            day = went_on + timedelta(days=dice.randint(4, 18))  # somebody new is released, somebody comes back
        if patience_ends < world.today:
            self._close(request, patience_ends, "nicht_vermittelbar")

    def _ask_round(self, request: HelpRequest, people: list[Ranked], day: date, position: int) -> date | None:
        """Ask these one after the other; the day the round ended, or None when an answer stands or is awaited."""
        world, dice = self.cast.world, self.cast.world.dice
        is_recent = (world.today - day).days < STILL_OPEN_DAYS
        asked_on = day + timedelta(days=dice.randint(0, 4))
        for place, suiting in enumerate(people, start=position):
            answered_on = asked_on + timedelta(days=dice.randint(3, 9) if is_recent else dice.randint(0, 5))
            if asked_on >= world.today or (is_recent and dice.random() < 0.2):
                return None
            if answered_on >= world.today:
                self._propose(request, suiting, place, asked_on, None, "angefragt")
                request.status, request.status_since = "angefragt", world.instant(asked_on)
                return None
            if dice.random() >= 0.35:
                proposal = self._propose(request, suiting, place, asked_on, answered_on, "angenommen")
                self._meet(request, self.people[suiting.candidate_id], proposal, answered_on)
                return None
            outcome = dice.choice(("abgelehnt", "abgelaufen"))
            self._propose(request, suiting, place, asked_on, answered_on, outcome)
            asked_on = answered_on + timedelta(days=1)
        return asked_on

    def _suiting(self, request: HelpRequest, newcomer: Newcomer) -> list[Ranked]:
        """Everybody whom the matching would propose if she were there and free, best first."""
        asked = {name: getattr(request, name) for name in WISHED}
        person = {"languages": newcomer.languages, "gender": newcomer.gender, "age_band": newcomer.age_band}
        return list(self.pool.rank(as_wish(asked, person=person, place=self.places[request.ags])).ranked)

    def _is_free(self, suiting: Ranked, day: date) -> bool:
        volunteer = self.people[suiting.candidate_id]
        spans = self.busy.get(volunteer.id, [])
        taken = sum(begin <= day and (end is None or end > day) for begin, end in spans)
        return _is_released(volunteer, day) and taken < volunteer.capacity

    def _propose(
        self,
        request: HelpRequest,
        suiting: Ranked,
        position: int,
        asked: date,
        answered: date | None,
        status: str,
    ) -> Proposal:
        world = self.cast.world
        deadline = asked + timedelta(days=5)
        proposal = Proposal(
            id=world.new_id(),
            region_id=world.region_id,
            help_request_id=request.id,
            volunteer_id=uuid.UUID(suiting.candidate_id),
            proposed_by=request.case_manager_id,
            position=position,
            status=status,
            value=suiting.value,
            reasons=snapshot(suiting),
            circumstances={**self.around, "place": (position - 1) % ROUND + 1},
            asked_at=world.instant(asked),
            created_at=world.instant(asked),
            answer_by=world.instant(deadline) + timedelta(days=1) if answered is None else world.instant(deadline),
            answered_at=world.instant(answered) if answered and status != "abgelaufen" else None,
            decline_reason=world.dice.choice(DECLINES) if status == "abgelehnt" else None,
        )
        db.session.add(proposal)
        return proposal

    def _meet(self, request: HelpRequest, volunteer: Volunteer, proposal: Proposal, accepted: date) -> None:
        """The trial phase, then a tandem that runs, or ended with a reason."""
        world, dice = self.cast.world, self.cast.world.dice
        met = accepted + timedelta(days=dice.randint(2, 9))
        agreed = met + timedelta(days=dice.randint(14, 35))
        length = dice.randint(15, 90) if request.mode == "lotse" else dice.randint(60, 420)
        ended = agreed + timedelta(days=length)
        failed = dice.random() < 0.08
        is_over = ended < world.today or (failed and agreed < world.today)
        status = "aktiv" if agreed < world.today else "erprobung" if met < world.today else "kennenlernen"
        tandem = Tandem(
            id=world.new_id(),
            region_id=world.region_id,
            help_request_id=request.id,
            volunteer_id=volunteer.id,
            proposal_id=proposal.id,
            mode=request.mode,
            status=status,
            is_exclusive=request.is_exclusive,
            created_at=world.instant(accepted),
            first_meeting_at=world.instant(met) if met < world.today else None,
            started_on=agreed if status == "aktiv" else None,
            volunteer_agreed_at=world.instant(agreed) if status == "aktiv" else None,
            newcomer_agreed_at=world.instant(agreed) if status == "aktiv" else None,
        )
        if status == "aktiv":
            tandem.contact_released_at = world.instant(agreed)
            tandem.contact_released_by = request.case_manager_id
        request.status, request.status_since = (
            status,
            world.instant(min(agreed, world.today - timedelta(days=1))),
        )
        if is_over:
            ended = min(ended, world.today - timedelta(days=1))
            tandem.status = "abgebrochen" if failed else "abgeschlossen"
            tandem.is_running, tandem.ended_on = False, ended
            tandem.end_reason = dice.choice(("auseinandergelebt", "keine_zeit")) if failed else dice.choice(ENDS)
            self._close(request, ended, tandem.status)
        request.found_on = accepted
        self.busy.setdefault(volunteer.id, []).append((accepted, ended if is_over else None))
        db.session.add(tandem)
        self._add_meetings(tandem, met, ended if is_over else world.today)

    def _add_meetings(self, tandem: Tandem, first: date, last: date) -> None:
        world, day = self.cast.world, first
        goes_silent = world.dice.random() < 0.15
        while day < last and tandem.meetings_count < (4 if goes_silent else 40):
            db.session.add(
                Meeting(
                    id=world.new_id(),
                    region_id=world.region_id,
                    tandem_id=tandem.id,
                    on=day,
                    minutes=world.dice.choice((60, 90, 120)),
                    reported_by="volunteer",
                )
            )
            tandem.meetings_count, tandem.last_contact_on = tandem.meetings_count + 1, day
            day += timedelta(days=world.dice.randint(5, 16))

    def _close(self, request: HelpRequest, day: date, status: str) -> None:
        world = self.cast.world
        if day >= world.today:
            return
        request.status = status
        request.close_reason = "niemand_gefunden" if status == "nicht_vermittelbar" else status
        request.status_since = request.closed_at = world.instant(day)


def _is_released(volunteer: Volunteer, day: date) -> bool:
    return volunteer.released_at is not None and volunteer.released_at.date() <= day and volunteer.status != "beendet"
