"""Write to the people of a tandem: the volunteer, the newcomer where there is an address, the Fallmanager:in."""

import uuid
from collections.abc import Callable
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from lotsen import clock, date_words
from lotsen.accounts import mail_links
from lotsen.accounts.models import Account
from lotsen.audit import service as audit
from lotsen.database import find
from lotsen.handovers import deputies
from lotsen.help_requests.models import HelpRequest
from lotsen.newcomers import reach
from lotsen.notices import service as notices
from lotsen.tandems.models import Tandem
from lotsen.volunteers.models import Volunteer

PAGES = {
    mail_links.DATES: "tandems.answer_dates",
    mail_links.TRIAL: "tandems.answer_trial",
    mail_links.MOVED: "planned_meetings.answer_move",
}
INSTANTS = ("at", "before", "called_off")


def link_for(tandem: Tandem, side: str, purpose: str, about: uuid.UUID | None = None) -> str:
    """The address of a page for one side, made in the running transaction: single use, expiring.

    ``about`` is what of the tandem it asks about; without one, it asks about the tandem.
    """
    token = mail_links.create(purpose, about or tandem.id, side=side)
    return notices.address(PAGES[purpose], token=token)


def tell_side(
    kind: str,
    request: HelpRequest,
    tandem: Tandem,
    side: str,
    *,
    once: str,
    purpose: str = "",
    about: uuid.UUID | None = None,
    has_page: bool = False,
    invitation: Callable[[str], str] | None = None,
    **values: Any,
) -> bool:
    """Write to one side in her language, with a link where ``purpose`` names one; False without an address.

    ``has_page``: the volunteer's own page of the tandem is where more stands.

    ``invitation`` makes what goes into her calendar, from her address.
    """
    to = _volunteer(tandem) if side == "volunteer" else _newcomer(request)
    if to is None:
        return False
    mail, language, name = to
    values = _written(values, language)
    with force_locale(language):
        calendar = invitation(mail) if invitation else None
    url = link_for(tandem, side, purpose, about) if purpose else _page_of(tandem, side) if has_page else None
    notices.write(
        kind, mail=mail, language=language, once=f"{kind}:{tandem.id}:{side[0]}:{once}", subject_id=tandem.id,
        name=name, side=side, url=url, calendar=calendar, **values,
    )  # fmt: skip
    return True


def tell_volunteer(kind: str, tandem: Tandem, *, invitation: Callable[[str], str] | None = None) -> None:
    """Write to the volunteer, once for each kind."""
    person = find(select(Volunteer).where(Volunteer.id == tandem.volunteer_id))
    if person.mail:
        url = notices.address("tandems.own", tandem_id=tandem.id) if person.account_id else None
        with force_locale(person.language):
            calendar = invitation(person.mail) if invitation else None
        notices.write(
            kind, mail=person.mail, language=person.language, once=f"{kind}:{tandem.id}",
            subject_id=tandem.id, name=person.first_name, url=url, calendar=calendar,
        )  # fmt: skip


def tell_case_manager(kind: str, tandem: Tandem, request: HelpRequest, *, once: str = "", **values: Any) -> None:
    """Write to whoever answers for the request, unless it was their own act."""
    account = deputies.reader_for(find(select(Account).where(Account.id == request.case_manager_id)))
    if account.is_active and audit.actor().account_id != account.id:
        notices.write(
            kind, mail=account.mail, language=account.language, once=f"{kind}:{tandem.id}{once}",
            subject_id=tandem.id, number=request.number,
            url=notices.address("tandems.page", tandem_id=tandem.id), **_written(values, account.language),
        )  # fmt: skip


def stamp() -> str:
    """Now, short enough to be part of the cause of a mail."""
    return f"{clock.now():%y%m%d%H%M}"


def _page_of(tandem: Tandem, side: str) -> str | None:
    """Her own page, if she signs in; a newcomer has none."""
    person = find(select(Volunteer).where(Volunteer.id == tandem.volunteer_id))
    own = notices.address("tandems.own", tandem_id=tandem.id)
    return own if side == "volunteer" and person.account_id else None


def _written(values: dict[str, Any], language: str) -> dict[str, Any]:
    """Instants and days as their reader writes them."""
    with force_locale(language):
        values |= {key: date_words.appointment(value) for key, value in values.items() if key in INSTANTS and value}
        return values | {key: date_words.long_day(value) for key, value in values.items() if key == "until"}


def _volunteer(tandem: Tandem) -> tuple[str, str, str] | None:
    person = find(select(Volunteer).where(Volunteer.id == tandem.volunteer_id))
    return (person.mail, person.language, person.first_name) if person.mail else None


def _newcomer(request: HelpRequest) -> tuple[str, str, str] | None:
    person = request.newcomer
    mail = reach.mail_of(person)
    return (mail, person.language, person.alias) if mail else None
