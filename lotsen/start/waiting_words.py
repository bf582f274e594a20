"""The questions of ``waiting`` as sentences: for the Fallmanager:in, and for the volunteer."""

from collections.abc import Callable
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from lotsen import clock, date_words
from lotsen.start.questions import CASE_MANAGER, HOUSE, VOLUNTEER, Question

Sentence = Callable[[str, str], str]  # from the day of the deadline and the instant of a meeting


def sentence(question: Question) -> str:
    """What has to happen, as the Fallmanager:in reads it."""
    day = date_words.near_day(question.due_on)
    at = date_words.near_moment(question.at)
    if question.code == "line.exhausted":
        return str(ngettext(
            "Niemand steht mehr in der Reihe: neu auswählen, %(num)s Person kann nicht",
            "Niemand steht mehr in der Reihe: neu auswählen, %(num)s Personen können nicht",
            question.count,
        ))  # fmt: skip
    texts = _LATE if question.is_late else _MINE if question.owner == CASE_MANAGER else {}
    make = texts.get(question.code) or _SAID[question.code]
    return str(make(day, at))


_SAID: Final[dict[str, Sentence]] = {
    "draft.consent": lambda day, at: _("Einwilligung einholen"),
    "search.over": lambda day, at: _("Der Termin ist vorbei: neuen eintragen oder die Anfrage schließen"),
    "search.valid": lambda day, at: _("Gilt nur bis %(day)s: Wird noch jemand gesucht?", day=day),
    "search.choose": lambda day, at: _("Ehrenamtliche auswählen"),
    "proposal.answer": lambda day, at: _("Wartet auf Antwort bis %(day)s", day=day),
    "proposal.call": lambda day, at: _("Anrufen und Antwort eintragen, bis %(day)s", day=day),
    "proposal.later": lambda day, at: _("Wird am %(day)s wieder gefragt", day=day),
    "proposal.in_line": lambda day, at: _("Steht in der Reihe, spätestens am %(day)s an der Reihe", day=day),
    "meeting.plan": lambda day, at: _("Termine für das erste Treffen vorschlagen"),
    "dates.newcomer": lambda day, at: _("Zugewanderte Person wählt einen Termin, bis %(day)s", day=day),
    "dates.volunteer": lambda day, at: _("Ehrenamtliche Person wählt einen Termin, bis %(day)s", day=day),
    "dates.none": lambda day, at: _("Kein Termin passt beiden: neue Termine vorschlagen"),
    "single.plan": lambda day, at: _("Für den Einsatz steht kein Termin: neuen planen oder das Tandem beenden"),
    "meeting.first": lambda day, at: _("Erstes Treffen am %(when)s", when=at),
    "meeting.missed": lambda day, at: _("Ein Treffen fiel aus: nachfragen, ob es weitergeht"),
    "planned.ahead": lambda day, at: _("Nächstes Treffen am %(when)s", when=at),
    "planned.happened": lambda day, at: _(
        "Hat das Treffen am %(when)s stattgefunden? Antwort bis %(day)s", when=at, day=day
    ),
    "planned.away": lambda day, at: _("Am %(when)s ist die ehrenamtliche Person nicht da: Ersatz suchen", when=at),
    "planned.moved": lambda day, at: _("Passt der neue Termin am %(when)s? Antwort bis %(day)s", when=at, day=day),
    "meeting.happened": lambda day, at: _("Nachfragen: Hat das Treffen stattgefunden?"),
    "trial.meet": lambda day, at: _("Die beiden lernen sich kennen; nächstes Treffen bis %(day)s", day=day),
    "trial.newcomer": lambda day, at: _("Zugewanderte Person entscheidet, ob es weitergeht, bis %(day)s", day=day),
    "trial.volunteer": lambda day, at: _("Wartet auf das Ja der ehrenamtlichen Person, bis %(day)s", day=day),
    "contact.release": lambda day, at: _("Kontaktdaten freigeben"),
    "agreement.ends": lambda day, at: _("Vereinbarung endet am %(day)s: verlängern oder abschließen", day=day),
    "check_in.next": lambda day, at: _("Läuft. Am %(day)s fragen wir beide, wie es geht", day=day),
    "check_in.asked": lambda day, at: _("Wir haben gefragt, wie es läuft; Antwort bis %(day)s", day=day),
    "check_in.call_newcomer": lambda day, at: _("Zugewanderte Person anrufen und fragen: Läuft es gut?"),
    "check_in.call_volunteer": lambda day, at: _("Ehrenamtliche Person anrufen und fragen: Läuft es gut?"),
    "gap.look": lambda day, at: _("Nachsehen, ob die Lücke geschlossen ist, bis %(day)s", day=day),
    "gap.look_again": lambda day, at: _("Die Lücke wird am %(day)s wieder angesehen", day=day),
    "check_in.schwierig": lambda day, at: _("Es läuft nicht gut: Bitte sprechen Sie mit beiden"),
    "check_in.still": lambda day, at: _("Stilles Tandem: Niemand hat geantwortet"),
    "check_in.einseitig": lambda day, at: _("Nur eine Seite antwortet: Bitte fragen Sie die andere"),
}
_MINE: Final[dict[str, Sentence]] = {
    "planned.moved": lambda day, at: _("Ehrenamtliche Person anrufen: Passt der neue Termin am %(when)s?", when=at),
    "planned.happened": lambda day, at: _("Nachfragen: Hat das Treffen am %(when)s stattgefunden?", when=at),
    "dates.newcomer": lambda day, at: _("Zugewanderte Person fragen, welcher Termin passt"),
    "dates.volunteer": lambda day, at: _("Ehrenamtliche Person anrufen: Welcher Termin passt?"),
    "trial.newcomer": lambda day, at: _("Zugewanderte Person fragen: Soll es weitergehen?"),
    "trial.volunteer": lambda day, at: _("Ehrenamtliche Person anrufen: Soll es weitergehen?"),
}
_LATE: Final[dict[str, Sentence]] = {
    "planned.moved": lambda day, at: _("Keine Antwort zum neuen Termin am %(when)s: anrufen", when=at),
    "planned.happened": lambda day, at: _("Niemand sagte, ob das Treffen am %(when)s stattfand: nachfragen", when=at),
    "dates.newcomer": lambda day, at: _("Keine Antwort zu den Terminen: zugewanderte Person fragen"),
    "dates.volunteer": lambda day, at: _("Keine Antwort zu den Terminen: ehrenamtliche Person fragen"),
    "trial.meet": lambda day, at: _("Lange kein Treffen in der Erprobung: nachfragen"),
    "trial.newcomer": lambda day, at: _("Keine Antwort: zugewanderte Person fragen, ob es weitergeht"),
    "trial.volunteer": lambda day, at: _("Keine Antwort: ehrenamtliche Person fragen, ob es weitergeht"),
}


def for_volunteer(question: Question) -> tuple[str, str]:
    """What happens next, as the volunteer reads it: a short sentence, and what she can do about it."""
    day = date_words.near_day(question.due_on)
    at = date_words.appointment(question.at)
    if question.code == "dates.volunteer" and question.owner == VOLUNTEER:
        return _("Bitte sagen Sie bis %(day)s, welcher Termin Ihnen passt", day=day), _("Die Termine stehen unten.")
    if question.code == "meeting.first":
        return _("Ihr erstes Treffen ist am %(when)s", when=at), _("Unser Team ist auf Wunsch dabei.")
    if question.code == "planned.ahead":
        return _("Ihr nächstes Treffen ist am %(when)s", when=at), _(
            "Passt es doch nicht? Ändern oder absagen geht hier."
        )
    if question.code == "planned.moved" and question.owner == VOLUNTEER:
        return _("Passt Ihnen der neue Termin am %(when)s?", when=at), _("Ein Klick genügt, bis %(day)s.", day=day)
    if question.code == "planned.happened" and question.owner == VOLUNTEER:
        return _("Hat Ihr Treffen am %(when)s stattgefunden?", when=at), _("Ein Klick genügt, bis %(day)s.", day=day)
    if question.code == "trial.meet":
        return (
            _("Lernen Sie sich in Ruhe kennen"),
            _("Drei bis vier Treffen genügen. Tragen Sie jedes ein; danach fragen wir beide, ob es weitergeht."),
        )
    if question.code == "trial.volunteer":
        return _("Bitte sagen Sie bis %(day)s, ob Sie weitermachen möchten", day=day), _("Ein Nein ist in Ordnung.")
    if question.code == "check_in.next":
        return _("Am %(day)s fragen wir Sie kurz, wie es läuft", day=day), _("Bis dahin ist nichts zu tun.")
    if question.code.startswith("check_in.") and question.owner != HOUSE:
        return _("Läuft es gut? Wir haben Sie gefragt"), _("Wenn etwas nicht passt, hilft unser Team.")
    if question.code in ("meeting.plan", "dates.none", "dates.newcomer", "dates.volunteer"):
        return (
            _("Unser Team sucht mit Ihnen einen Termin für das erste Treffen"),
            _("Sie hören spätestens bis %(day)s von uns.", day=day),
        )
    return _("Unser Team kümmert sich um den nächsten Schritt"), _("Spätestens am %(day)s.", day=day)


def is_overdue(question: Question) -> bool:
    """Whether its day has passed."""
    return question.due_on < clock.today()
