"""Mails that did not arrive, for staff; and the mailbox of the demonstration, which exists nowhere else."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lotsen.audit import service as audit
from lotsen.notices import service
from lotsen.notices import undelivered as faults
from lotsen.notices.catalogue import KINDS

pages = Blueprint("notices", __name__, url_prefix="/nachrichten")


@pages.get("/nicht-zugestellt")
def undelivered() -> str:
    """What did not arrive or may not have arrived; without the text, whose links are for its reader alone."""
    mails = faults.undelivered()
    audit.saw("notices.list", "notice", count=len(mails))
    return render_template("notices/undelivered.html", mails=mails, kinds=KINDS)


@pages.post("/nicht-zugestellt/<uuid:notice_id>/noch-einmal")
def try_again(notice_id: uuid.UUID) -> Response:
    """Send it once more."""
    faults.try_again(notice_id)
    flash(_("Die Mail wird in der nächsten Minute noch einmal verschickt."), "success")
    return redirect(url_for("notices.undelivered"))


@pages.post("/nicht-zugestellt/<uuid:notice_id>/erledigt")
def settle(notice_id: uuid.UUID) -> Response:
    """The person was reached another way."""
    faults.settle(notice_id)
    flash(_("Als erledigt vermerkt. Diese Mail wird nicht mehr verschickt."), "success")
    return redirect(url_for("notices.undelivered"))


@pages.get("/postfach")
def mailbox() -> str:
    """All mails, newest first."""
    return render_template("notices/mailbox.html", mails=service.newest(100))


@pages.get("/postfach/<uuid:notice_id>")
def mail(notice_id: uuid.UUID) -> str:
    """One mail as its reader would see it, with links that work."""
    return render_template("notices/mail.html", mail=service.shown(notice_id))
