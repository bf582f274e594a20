"""What is noted of a mail that did not go out: the kind of fault, never the words of the relay."""

import smtplib

import pytest

from lotsen.notices.delivery import reason

FAULTS = [
    (smtplib.SMTPDataError(452, b"mailbox of amina@example.org is full"), "SMTPDataError 452"),
    (smtplib.SMTPSenderRefused(550, b"no", "amina@example.org"), "SMTPSenderRefused 550"),
    (smtplib.SMTPServerDisconnected("amina@example.org: closed"), "SMTPServerDisconnected"),
    (ConnectionRefusedError(111, "refused"), "ConnectionRefusedError"),
]


@pytest.mark.parametrize(("fault", "noted"), FAULTS)
def test_the_words_of_a_relay_are_not_kept(fault, noted):
    """They repeat the address, and the column lies open; number and kind are enough to help."""
    assert reason(fault) == noted
