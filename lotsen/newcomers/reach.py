"""How we write to a newcomer: by mail where the contact is an address, else the Fallmanager:in asks.

Whoever has a register block (§ 51 BMG) is never written to by a machine.
"""

from lotsen.imports.contacts import valid_mail
from lotsen.newcomers.models import Newcomer


def mail_of(person: Newcomer) -> str | None:
    """The address to which mails may go, if there is one."""
    if person.is_protected or not person.contact or "@" not in person.contact:
        return None
    return valid_mail(person.contact.strip())
