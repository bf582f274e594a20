"""What waits for a Fallmanager:in, question by question: what helps most first, then the nearest deadline.

Numbers of requests and words of the catalogue, never a name: the first page of the day logs nobody.
"""

import uuid
from dataclasses import dataclass
from typing import Final

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from lotsen import date_words
from lotsen.extensions import db
from lotsen.handovers import deputies
from lotsen.help_requests import next_steps, states
from lotsen.help_requests.models import HelpRequest
from lotsen.matching_runs import suggestions
from lotsen.needs import NEEDS_BY_KEY
from lotsen.start import waiting_words
from lotsen.start.questions import CASE_MANAGER, Question

SHOWN: Final = 12
CHOOSING: Final = ("search.choose", "line.exhausted")  # questions that a suggestion of the matching may answer

#: Where on the page of a tandem a question is answered.
ANCHORS: Final = {"check_in.": "#nachfragen", "planned.": "#geplant"}


@dataclass(frozen=True)
class Waiting:
    """One line of the work list; ``kind`` is '', 'warning' or 'danger'."""

    title: str
    url: str
    count: int | None  # None: a single question
    note: str = ""
    kind: str = ""
    note_in_mail: str | None = None  # where the note says more than a mail should

    @property
    def in_mail(self) -> str:
        """The note without what a person needs: mails travel in the open."""
        return self.note if self.note_in_mail is None else self.note_in_mail


def lines_of(account_id: uuid.UUID) -> list[Waiting]:
    """One line for each question that this account owes an answer to; the rest behind one more line."""
    statement = select(HelpRequest).where(
        HelpRequest.case_manager_id.in_(deputies.covered_by(account_id)), HelpRequest.status.not_in(states.CLOSED)
    )
    requests = {request.id: request for request in db.session.scalars(statement)}
    asked = next_steps.questions(list(requests.values()))
    mine = [(one, requests[key]) for key, one in asked.items() if one and one.owner == CASE_MANAGER]
    mine.sort(key=lambda pair: (pair[0].rank(), pair[1].number))
    ready = suggestions.ready_for([request.id for question, request in mine if question.code in CHOOSING])
    lines = [_line(question, request, request.id in ready) for question, request in mine[:SHOWN]]
    if len(mine) > SHOWN:
        url = url_for("help_requests.listing", whose="meine")
        lines.append(Waiting(_("Weitere Fragen zu Ihren Anfragen"), url, len(mine) - SHOWN))
    return lines


def _line(question: Question, request: HelpRequest, is_ready: bool) -> Waiting:
    """Who or what, the question, the deadline, whether a suggestion lies ready, and the page where it is answered."""
    need = next((str(NEEDS_BY_KEY[key].label) for key in request.needs if key in NEEDS_BY_KEY), "")
    day = date_words.near_day(question.due_on)
    is_overdue = waiting_words.is_overdue(question)
    until = _("überfällig seit %(day)s", day=day) if is_overdue else _("bis %(day)s", day=day)
    kind = "danger" if question.code == "check_in.schwierig" else "warning" if is_overdue else ""
    ready = _("Vorschlag liegt bereit") if is_ready else ""
    sentence = waiting_words.sentence(question)
    told = "" if day in sentence and not is_overdue else until  # a question that is a wait names its day itself
    note = " · ".join(part for part in (request.number, need, told, ready) if part)
    in_mail = " · ".join((request.number, until))
    return Waiting(sentence, _url(question, request), None, note, kind, in_mail)


def _url(question: Question, request: HelpRequest) -> str:
    if question.code == "proposal.call":
        return url_for("proposals.record", proposal_id=question.about)
    if question.about is not None:
        anchor = next((ANCHORS[start] for start in ANCHORS if question.code.startswith(start)), "")
        return url_for("tandems.page", tandem_id=question.about) + anchor
    return url_for("help_requests.page", request_id=request.id) + "#auswahl"
