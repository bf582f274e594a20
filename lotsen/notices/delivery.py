"""Hand one mail to the relay. In the demonstration there is none: the mail lies in the mailbox page."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import urlsplit

from lotsen.settings import Settings

TIMEOUT_SECONDS = 20


class NotDelivered(RuntimeError):
    """The relay did not take the mail; ``is_final`` when trying again is useless."""

    def __init__(self, why: str, *, is_final: bool = False) -> None:
        super().__init__(why)
        self.is_final = is_final


def compose(settings: Settings, *, to: str, title: str, body: str, message_id: str, language: str) -> EmailMessage:
    """Build a plain text mail. The message id is the notice's, so that a mail sent twice shows as one."""
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = to
    message["Subject"] = " ".join(title.split())
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = f"<{message_id}@{urlsplit(settings.public_url).hostname or 'localhost'}>"
    message["Content-Language"] = language
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def send_mail(settings: Settings, *, to: str, title: str, body: str, message_id: str, language: str) -> None:
    """Send one mail; NotDelivered says why not. The demonstration keeps it in its mailbox page."""
    message = compose(settings, to=to, title=title, body=body, message_id=message_id, language=language)
    if settings.is_demo and not settings.mail_host:
        return
    if not settings.mail_host:
        raise NotDelivered("kein Mailserver eingestellt (LOTSEN_MAIL_HOST)")
    try:
        with smtplib.SMTP(settings.mail_host, settings.mail_port, timeout=TIMEOUT_SECONDS) as relay:
            if settings.mail_starttls:
                relay.starttls(context=ssl.create_default_context())
            if settings.mail_account:
                relay.login(settings.mail_account, settings.mail_password)
            relay.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        raise NotDelivered("die Adresse wurde abgelehnt", is_final=True) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(reason(error)) from error


def reason(error: OSError | smtplib.SMTPException) -> str:
    """What kind of fault it was; the words of a relay often repeat the address, which is stored sealed only."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()
