"""The errors a service may raise, and the page each one becomes."""

from http import HTTPStatus

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from lotsen.extensions import db

LOOK_AGAIN_SECONDS = 3


class LotsenError(Exception):
    """Something the reader must be told, in one sentence that says what to do."""

    status = HTTPStatus.BAD_REQUEST
    title: object = ""

    def __init__(self, sentence: object = "") -> None:
        super().__init__(str(sentence) if sentence else "")
        self.sentence = sentence


class NotFound(LotsenError):
    """There is no such thing in the reader's region; a foreign one looks exactly the same."""

    status = HTTPStatus.NOT_FOUND


class LinkOver(NotFound):
    """A link of a mail that was used, ran out, or never was: nothing that a reader would call an error."""

    title = _l("Link nicht mehr gültig")


class NotAllowed(LotsenError):
    """The reader's role does not include this."""

    status = HTTPStatus.FORBIDDEN


class Conflict(LotsenError):
    """Somebody else was quicker, or the thing is in a state that forbids the step."""

    status = HTTPStatus.CONFLICT


class Invalid(LotsenError):
    """What was entered cannot be; ``field`` says where. Routes catch it to show the form again."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, sentence: object = "", field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class NotYet(LotsenError):
    """What was asked for is being worked out; no fault, and the page looks again by itself."""

    status = HTTPStatus.ACCEPTED


_SENTENCES = {
    400: _l("Die Anfrage war unvollständig. Bitte gehen Sie zurück und versuchen Sie es noch einmal."),
    403: _l("Dafür reicht Ihre Berechtigung nicht. Ihre Regionalverwaltung kann Ihnen helfen."),
    404: _l("Diese Seite gibt es nicht, oder sie gehört nicht zu Ihrer Region."),
    405: _l("So lässt sich diese Seite nicht aufrufen."),
    409: _l("Das wurde inzwischen geändert. Bitte laden Sie die Seite neu und sehen Sie den neuen Stand."),
    413: _l("Das ist zu groß. Dateien dürfen höchstens 10 MB haben."),
    422: _l("Bitte prüfen Sie Ihre Angaben."),
    429: _l("Das waren zu viele Versuche. Bitte warten Sie einige Minuten."),
    500: _l("Bei uns ist ein Fehler aufgetreten. Ihre letzte Eingabe wurde nicht gespeichert. "
            "Bitte versuchen Sie es noch einmal."),
    503: _l("Die Datenbank antwortet gerade nicht. Nichts wurde halb gespeichert. "
            "Bitte versuchen Sie es in einer Minute noch einmal."),
}  # fmt: skip


def _page(status: int, sentence: object = "", title: object = "") -> tuple[str, int]:
    text = sentence or _SENTENCES.get(status) or _SENTENCES[400]
    number = "" if title else status
    return render_template("errors/error.html", number=number, sentence=text, title=title or _title(status)), status


def _title(status: int) -> str:
    titles = {
        403: _("Nicht erlaubt"),
        404: _("Nicht gefunden"),
        409: _("Inzwischen geändert"),
        429: _("Bitte warten"),
        500: _("Fehler bei uns"),
        503: _("Gerade nicht erreichbar"),
    }
    return str(titles.get(status) or _("Das ging nicht"))


def add_error_pages(app: Flask) -> None:
    """Turn our errors, HTTP errors, and a database that is away into pages with a sentence."""

    @app.errorhandler(LotsenError)
    def _lotsen_error(error: LotsenError) -> tuple[str, int]:
        db.session.rollback()
        return _page(error.status, error.sentence, error.title)

    @app.errorhandler(NotYet)
    def _not_yet(error: NotYet) -> ResponseReturnValue:
        db.session.rollback()
        page = render_template("errors/not_yet.html", sentence=error.sentence, seconds=LOOK_AGAIN_SECONDS)
        return page, error.status, {"Retry-After": str(LOOK_AGAIN_SECONDS)}

    @app.errorhandler(HTTPException)
    def _http_error(error: HTTPException) -> tuple[str, int]:
        db.session.rollback()
        return _page(error.code or 500)

    @app.errorhandler(OperationalError)
    def _database_away(error: OperationalError) -> tuple[str, int]:
        app.logger.error("database: %s", error.orig)
        db.session.rollback()
        return _page(503)

    @app.errorhandler(IntegrityError)
    @app.errorhandler(StaleDataError)
    def _somebody_was_quicker(error: Exception) -> tuple[str, int]:
        """A constraint has the last word where two act at once; its first line names no value."""
        app.logger.error("conflict: %s", str(getattr(error, "orig", error)).partition("\n")[0])
        db.session.rollback()
        return _page(409)

    @app.errorhandler(DataError)
    @app.errorhandler(OverflowError)
    def _unstorable(_error: Exception) -> tuple[str, int]:
        """No page of ours asks for a number or a sign that the database cannot hold."""
        db.session.rollback()
        return _page(400)

    @app.errorhandler(Exception)
    def _fault(error: Exception) -> tuple[str, int]:
        if app.testing:
            raise error
        app.logger.exception("fault")
        db.session.rollback()
        return _page(500)
