"""The mailbox of the demonstration: every mail that would have gone out. It exists nowhere else."""

import uuid

from flask import Blueprint, render_template

from lotsen.notices import service

pages = Blueprint("notices", __name__, url_prefix="/nachrichten")


@pages.get("/postfach")
def mailbox() -> str:
    """All mails, newest first."""
    return render_template("notices/mailbox.html", mails=service.newest(100))


@pages.get("/postfach/<uuid:notice_id>")
def mail(notice_id: uuid.UUID) -> str:
    """One mail as its reader would see it, with links that work."""
    return render_template("notices/mail.html", mail=service.shown(notice_id))
