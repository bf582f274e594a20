"""Write to the people of a proposal: mails carry a link and nothing about the newcomer."""

from collections.abc import Callable
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
    notices.write_each(kind, _mail(proposal, once, lambda _proposal: values))


def tell_case_manager(kind: str, request: HelpRequest, *, once: str, **values: Any) -> None:
    """Write to whoever answers for a request: its number and a link, no name."""
    account = deputies.reader_for(find(select(Account).where(Account.id == request.case_manager_id)))
    if account.is_active:
        notices.write(
            kind, mail=account.mail, language=account.language, once=once, subject_id=request.id,
            number=request.number, url=notices.address("help_requests.page", request_id=request.id), **values,
        )  # fmt: skip


def write_with_link(kind: str, *proposals: Proposal) -> None:
    """A mail with a fresh link for each whose volunteer has an address; the deadline in the reader's language."""
    notices.write_each(kind, [mail for one in proposals for mail in _mail(one, once_for(kind, one), _day_and_link)])


def _mail(proposal: Proposal, once: str, values: Callable[[Proposal], dict[str, Any]]) -> list[notices.Mail]:
    """The mail to the volunteer of a proposal; none where she has no address."""
    person = proposal.volunteer
    if not (mail := person.mail):
        return []
    return [notices.Mail(mail, person.language, once, proposal.id, {"name": person.first_name} | values(proposal))]


def _day_and_link(proposal: Proposal) -> dict[str, Any]:
    with force_locale(proposal.volunteer.language):
        day = date_words.long_day(proposal.answer_by)
    token = mail_links.create(mail_links.ANSWER, proposal.id)
    return {"day": day, "url": notices.address("proposals.answer", token=token)}


def once_for(kind: str, proposal: Proposal) -> str:
    """One mail of a kind for each time somebody is asked."""
    asked = proposal.asked_at or proposal.created_at
    return f"{kind}:{proposal.id}:{asked:%y%m%d%H%M}"
