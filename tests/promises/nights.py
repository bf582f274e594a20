"""Nights in which the job deletes, and a region in which everybody has ended."""

from datetime import datetime, time, timedelta

from flask import Flask
from sqlalchemy import select

from lotsen import clock
from lotsen.consents.models import Consent
from lotsen.extensions import db
from lotsen.gaps.models import Gap
from lotsen.gaps.tracking import move
from lotsen.help_requests.models import HelpRequest
from lotsen.jobs import run_inside
from lotsen.organisations.models import Organisation
from lotsen.proposals.models import Proposal
from lotsen.retention.service import delete_overdue
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer
from tests.promises.world import ROWS


def night(app: Flask, days: int = 0) -> None:
    """Run the job on the day that lies so many days ahead, in its night."""
    day = clock.today() + timedelta(days=days)
    with clock.moved_to(datetime.combine(day, time(2, 50), tzinfo=clock.BERLIN)):
        run_inside(app, delete_overdue)


def end_everything() -> None:
    """Let everybody in the region have ended today."""
    for volunteer in db.session.scalars(select(Volunteer)):
        volunteer.status, volunteer.ended_on, volunteer.taken_count = "beendet", clock.today(), 0
    for tandem in db.session.scalars(select(Tandem)):
        tandem.status, tandem.is_running, tandem.end_reason, tandem.ended_on = (
            "abgebrochen", False, "passt_nicht", clock.today(),
        )  # fmt: skip
    for request in db.session.scalars(select(HelpRequest)):
        request.status, request.closed_at = "abgebrochen", clock.now()
    for proposal in db.session.scalars(select(Proposal)):
        proposal.status = "abgelehnt"
    for consent in db.session.scalars(select(Consent).where(Consent.withdrawn_at.is_(None))):
        consent.withdrawn_at = clock.now()
    for gap in db.session.scalars(select(Gap)):
        move(gap, "von_selbst")  # nobody is left of whom a rule could speak
    for organisation in db.session.scalars(select(Organisation)):
        organisation.closed_on = clock.today()
    for account in db.session.scalars(select(ROWS["account"])):
        account.is_active = False
    db.session.commit()
