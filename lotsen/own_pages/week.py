"""What waits for a volunteer, for the weekly mail: questions that are hers, the nearest deadline first."""

from flask_babel import gettext as _

from lotsen import clock, date_words
from lotsen.help_requests import next_steps
from lotsen.own_pages import service
from lotsen.start import waiting_words
from lotsen.start.questions import VOLUNTEER
from lotsen.start.waiting_tandems import of_tandem
from lotsen.start.work_list import Waiting
from lotsen.volunteers.models import Volunteer


def lines(volunteer: Volunteer) -> list[Waiting]:
    """One line for each question that she owes an answer to; without names, numbers or needs of anybody."""
    found = []
    for proposal in service.open_proposals(volunteer):
        if proposal.status == "angefragt" and proposal.answer_by is not None:
            title = _("Eine Anfrage wartet auf Ihre Antwort")
            found.append((clock.day_of(proposal.answer_by), title))
    tandems = service.running_tandems(volunteer)
    around = next_steps.surroundings([tandem.help_request for tandem in tandems])
    for tandem in tandems:
        question = of_tandem(tandem, around[tandem.help_request_id], clock.now())
        if question is not None and question.owner == VOLUNTEER:
            found.append((question.due_on, waiting_words.for_volunteer(question)[0]))
    return [Waiting(title, "", None, _("bis %(day)s", day=date_words.near_day(day))) for day, title in sorted(found)]
