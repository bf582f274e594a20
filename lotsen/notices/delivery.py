"""Hand one mail to the relay. In the demonstration there is none: the mail lies in the mailbox page."""

import smtplib
import ssl
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from lotsen.notices import calendar_part
from lotsen.settings import Settings

TIMEOUT_SECONDS = 20
NO_RELAY = "kein Mailserver eingestellt"
NO_UTF8 = "der Mailserver kennt nur Adressen in ASCII"
_OK, _OK_ELSEWHERE, _NEVER = 250, 251, 500  # answers of a relay (RFC 5321, 4.2)


class NotDelivered(RuntimeError):
    """The relay did not take the mail; ``is_final`` when trying again is useless.

    ``may_have_arrived`` when it broke off after the text was given away.
    """

    def __init__(self, why: str, *, is_final: bool = False, may_have_arrived: bool = False) -> None:
        super().__init__(why)
        self.is_final = is_final
        self.may_have_arrived = may_have_arrived


def compose(
    settings: Settings,
    *,
    to: str,
    title: str,
    body: str,
    message_id: str,
    language: str,
    html: str = "",
    unsubscribe: str = "",
    calendar: str | None = None,
) -> EmailMessage:
    """Build a mail: plain text, and HTML beside it. The message id is the notice's: sent twice, it shows as one."""
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = _routed(to)
    message["Subject"] = " ".join(title.split())
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = f"<{message_id}@{urlsplit(settings.public_url).hostname or 'localhost'}>"
    message["Content-Language"] = language
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"  # RFC 2369: a page, no address
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    if calendar:
        calendar_part.add(message, calendar)
    return message


def _routed(to: str) -> str:
    """An address with the name of its domain that every relay knows (RFC 5891); what stands before @ stays."""
    try:
        known = validate_email(to, check_deliverability=False)
    except EmailNotValidError:
        return to
    return f"{known.local_part}@{known.ascii_domain}"


def send_mail(
    settings: Settings,
    message: EmailMessage,
    *,
    before_handing: Callable[[], None] = lambda: None,
) -> None:
    """Send one composed mail; NotDelivered says why not. The demonstration keeps it in its mailbox page.

    ``before_handing`` is called when the relay has agreed to everything and nothing was given away yet:
    up to there a mail can be begun again, from there on it may have arrived.
    """
    if settings.is_demo and not settings.mail_host:
        return
    if not settings.mail_host:
        raise NotDelivered(f"{NO_RELAY} (LOTSEN_MAIL_HOST)")
    try:
        with smtplib.SMTP(settings.mail_host, settings.mail_port, timeout=TIMEOUT_SECONDS) as relay:
            _hand_over(relay, settings, message, str(message["To"]), before_handing)
    except smtplib.SMTPRecipientsRefused as error:
        raise NotDelivered("die Adresse wurde abgelehnt", is_final=True) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(reason(error)) from error


def _hand_over(
    relay: smtplib.SMTP, settings: Settings, message: EmailMessage, to: str, before_handing: Callable[[], None]
) -> None:
    """The steps of ``smtplib.SMTP.sendmail`` (RFC 5321, 3.3), with a stop before the text is given away."""
    if settings.mail_starttls:
        relay.starttls(context=ssl.create_default_context())
    if settings.mail_account:
        relay.login(settings.mail_account, settings.mail_password)
    relay.ehlo_or_helo_if_needed()
    needs_utf8 = not to.isascii()
    if needs_utf8 and not relay.has_extn("smtputf8"):
        raise NotDelivered(NO_UTF8, is_final=True)
    code, said = relay.mail(parseaddr(settings.mail_from)[1], ("SMTPUTF8", "BODY=8BITMIME") if needs_utf8 else ())
    if code != _OK:
        raise smtplib.SMTPSenderRefused(code, said, settings.mail_from)
    code, said = relay.rcpt(to)
    if code >= _NEVER:
        raise smtplib.SMTPRecipientsRefused({to: (code, said)})
    if code not in (_OK, _OK_ELSEWHERE):
        raise smtplib.SMTPResponseException(code, said)
    before_handing()
    try:
        code, said = relay.data(message.as_bytes(policy=policy.SMTP.clone(utf8=needs_utf8)))
    except smtplib.SMTPDataError:
        raise  # refused before the text
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(reason(error), may_have_arrived=True) from error
    if code != _OK:
        raise smtplib.SMTPDataError(code, said)


def reason(error: OSError | smtplib.SMTPException) -> str:
    """What kind of fault it was; the words of a relay often repeat the address, which is stored sealed only."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()
