"""Write to the people of a proposal: mails carry a link and nothing about the newcomer."""

from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from lotsen import date_words
from lotsen.accounts import mail_links
from lotsen.accounts.models import Account
from lotsen.database import find
from lotsen.handovers import deputies
from lotsen.help_requests.models import HelpRequest
from lotsen.notices import service as notices
from lotsen.proposals.models import Proposal


def tell_volunteer(kind: str, proposal: Proposal, *, once: str, **values: Any) -> None:
    """Write to the volunteer of a proposal, if she has a mail address."""
    person = proposal.volunteer
    if person.mail:
        notices.write(
            kind, mail=person.mail, language=person.language, once=once, subject_id=proposal.id,
            name=person.first_name, **values,
        )  # fmt: skip


def tell_case_manager(kind: str, request: HelpRequest, *, once: str, **values: Any) -> None:
    """Write to whoever answers for a request: its number and a link, no name."""
    account = deputies.reader_for(find(select(Account).where(Account.id == request.case_manager_id)))
    if account.is_active:
        notices.write(
            kind, mail=account.mail, language=account.language, once=once, subject_id=request.id,
            number=request.number, url=notices.address("help_requests.page", request_id=request.id), **values,
        )  # fmt: skip


def write_with_link(kind: str, proposal: Proposal) -> None:
    """A mail with a fresh link; the deadline is written in the reader's language."""
    person = proposal.volunteer
    with force_locale(person.language):
        day = date_words.long_day(proposal.answer_by)
    token = mail_links.create(mail_links.ANSWER, proposal.id)
    url = notices.address("proposals.answer", token=token)
    tell_volunteer(kind, proposal, once=once_for(kind, proposal), day=day, url=url)


def once_for(kind: str, proposal: Proposal) -> str:
    """One mail of a kind for each time somebody is asked."""
    asked = proposal.asked_at or proposal.created_at
    return f"{kind}:{proposal.id}:{asked:%y%m%d%H%M}"
