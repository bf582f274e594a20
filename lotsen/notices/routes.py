"""How mails come, for their readers; what did not arrive, and every kind, for staff; the demonstration's mailbox."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue as Answer
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lotsen import language
from lotsen.accounts import service as accounts
from lotsen.audit import service as audit
from lotsen.errors import NotFound
from lotsen.notices import fewer as links
from lotsen.notices import relay, samples, service, wishes
from lotsen.notices import undelivered as faults
from lotsen.notices.catalogue import KINDS
from lotsen.notices.forms import WishForm

pages = Blueprint("notices", __name__, url_prefix="/nachrichten")


@pages.route("/meine", methods=["GET", "POST"])
def own() -> Answer:
    """How mails come to whoever is signed in, and which came lately."""
    account = accounts.get(current_user.id)
    form = _form(account.mail_index)
    if form.validate_on_submit():
        _save(account.mail_index, form)
        flash(_("Gespeichert. So bekommen Sie Ihre Mails von jetzt an."), "success")
        return redirect(url_for("notices.own"))
    mails = wishes.lately(account.mail_index)
    return render_template("notices/own.html", form=form, mails=mails, kinds=KINDS), form.http_status


@pages.route("/weniger/<token>", methods=["GET", "POST"])
def fewer(token: str) -> Answer:
    """The same by the link of a mail, without signing in: GET shows and changes nothing."""
    notice = links.enter(token)
    language.speak_to_reader(notice.language)
    index = notice.mail_index or b""
    form = _form(index)
    is_saved = form.validate_on_submit()
    if is_saved:
        _save(index, form)
    return render_template("notices/fewer.html", form=form, is_saved=is_saved), form.http_status


def _form(index: bytes) -> WishForm:
    form = WishForm(data=wishes.as_answers(index))
    if not wishes.has_overview(index):
        del form.wants_overview
    return form


def _save(index: bytes, form: WishForm) -> None:
    wishes.save(
        index,
        frequency=form.frequency.data,
        quiet_from=form.quiet_from.data,
        quiet_until=form.quiet_until.data,
        wants_overview="wants_overview" in form and bool(form.wants_overview.data),
    )


@pages.get("/nicht-zugestellt")
def undelivered() -> str:
    """What did not arrive or may not have arrived; without the text, whose links are for its reader alone."""
    lines = faults.undelivered(current_user)
    audit.saw("notices.list", "notice", count=len(lines))
    return render_template("notices/undelivered.html", lines=lines, kinds=KINDS, down=relay.down())


@pages.post("/nicht-zugestellt/<uuid:notice_id>/noch-einmal")
def try_again(notice_id: uuid.UUID) -> Response:
    """Send it once more."""
    faults.try_again(notice_id, current_user)
    flash(_("Die Mail wird in der nächsten Minute noch einmal verschickt."), "success")
    return redirect(url_for("notices.undelivered"))


@pages.post("/nicht-zugestellt/<uuid:notice_id>/erledigt")
def settle(notice_id: uuid.UUID) -> Response:
    """The person was reached another way."""
    faults.settle(notice_id, current_user)
    flash(_("Als erledigt vermerkt. Diese Mail wird nicht mehr verschickt."), "success")
    return redirect(url_for("notices.undelivered"))


@pages.get("/vorlagen")
def kinds() -> str:
    """Every kind of mail: for whom, why, how urgent, and what it looks like in each language."""
    return render_template("notices/kinds.html", kinds=KINDS, ways=samples.ways, languages_of=language.LANGUAGES)


@pages.get("/vorlagen/<kind>/<spoken>/<int:way>")
def kind(kind: str, spoken: str, way: int) -> str:
    """One kind with invented data, in one language and one of the ways its text can go."""
    try:
        letter = samples.preview(kind, spoken, way)
    except KeyError as error:
        raise NotFound from error
    return render_template(
        "notices/kind.html", kind=kind, known=KINDS[kind], letter=letter, way=way, ways=samples.ways(kind),
        languages_of=language.LANGUAGES,
    )  # fmt: skip


@pages.get("/postfach")
def mailbox() -> str:
    """All mails, newest first."""
    return render_template("notices/mailbox.html", mails=service.newest(100))


@pages.get("/postfach/<uuid:notice_id>")
def mail(notice_id: uuid.UUID) -> str:
    """One mail as its reader would see it, with links that work."""
    found = service.shown(notice_id)
    return render_template("notices/mail.html", mail=found, letter=service.letter_of(found))
