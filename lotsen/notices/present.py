"""Where the person a mail was for reads mails now: somebody may have corrected the address since it was written.

The correction ended the links that lie in the old mailbox, so a mail that goes out again carries fresh ones.
What was about a tandem is not here: those mails are taken back with the correction (``tandems/old_mailbox.py``).
"""

import re
from typing import Final

from sqlalchemy import select

from lotsen import crypto
from lotsen.accounts import mail_links
from lotsen.accounts.models import Account
from lotsen.extensions import db
from lotsen.notices.catalogue import KINDS, Reader
from lotsen.notices.models import Notice
from lotsen.proposals.models import Proposal
from lotsen.volunteers.models import Absence, Volunteer

_TOKEN: Final = re.compile(r"(?<=/)[\w-]{43}(?=\s|$)")


def redirect(notice: Notice) -> bool:
    """Write the present address into a mail that is to go out once more, in the running transaction; was it another?"""
    mail = address_of(notice)
    if mail is None or crypto.mail_index(mail) == crypto.mail_index(notice.mail):
        return False
    notice.mail, notice.mail_index = mail, crypto.mail_index(mail)
    notice.body = _TOKEN.sub(lambda found: mail_links.renewed(found.group()) or found.group(), notice.body)
    return True


def address_of(notice: Notice) -> str | None:
    """The present address of whom a mail is for, as far as what it is about says who that is."""
    account = db.session.scalar(select(Account).where(Account.id == notice.subject_id, Account.is_active))
    if account is not None:
        return account.mail
    known = KINDS.get(notice.kind)
    if known is None or known.reader is Reader.STAFF:
        return None
    key = notice.subject_id
    of_proposal = select(Proposal.volunteer_id).where(Proposal.id == key)
    of_absence = select(Absence.volunteer_id).where(Absence.id == key)
    hers = (Volunteer.id == key) | Volunteer.id.in_(of_proposal) | Volunteer.id.in_(of_absence)
    volunteer = db.session.scalar(select(Volunteer).where(hers))
    return volunteer.mail if volunteer is not None else None
