"""An expected wait in sentences: a range, what it rests on, and what holds it up."""

from collections.abc import Iterable

from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from lotsen.languages import LANGUAGES_BY_CODE
from lotsen.proposals.reason_sentences import rule_label
from lotsen.waits.service import Expected, RequestWait

_WEEKS_FROM, _MONTHS_FROM = 21, 90


def days_in_words(days: int) -> str:
    """A length as people say it, to stand after „innerhalb von“: days, then weeks, then months."""
    if days < _WEEKS_FROM:
        return ngettext("einem Tag", "%(num)s Tagen", max(days, 1))
    if days < _MONTHS_FROM:
        return ngettext("einer Woche", "%(num)s Wochen", -(-days // 7))
    return ngettext("einem Monat", "%(num)s Monaten", -(-days // 30))


def of_request(wait: RequestWait) -> list[str]:
    """The range first, then what holds it up."""
    return [*_range(wait.expected), _hold_up(wait)]


def _range(expected: Expected) -> list[str]:
    """Half and eight of ten; or honestly that nobody can say."""
    if not expected.is_known:
        return [_too_little(expected.found_count)]
    if expected.half_days is None:
        share = round(expected.share_by_90 * 10)
        return [
            _("Von 10 Anfragen wie dieser finden in drei Monaten nur etwa %(share)s jemanden. "
              "Bitte überlegen Sie, was sich lockern lässt.", share=share)
            if share else
            _("Für Anfragen wie diese war bisher fast nie jemand da. Bitte überlegen Sie, was sich lockern lässt.")
        ]  # fmt: skip
    half = days_in_words(expected.half_days)
    if expected.waited_days >= 1:
        first = _(
            "Von Anfragen, die schon so lange warten, findet die Hälfte innerhalb von weiteren %(half)s jemanden",
            half=half,
        )
    else:
        first = _("Bei Anfragen wie dieser findet die Hälfte innerhalb von %(half)s jemanden", half=half)
    if expected.most_days is None:
        return [first + _("; für 2 von 10 findet sich in einem Jahr niemand.")]
    return [first + _(", 8 von 10 innerhalb von %(most)s.", most=days_in_words(expected.most_days))]


def _hold_up(wait: RequestWait) -> str:
    """The first of the five numbers that is nought says what is missing."""
    around, names = wait.around, languages(wait.languages)
    if not around.speaking:
        return _("Woran es hängt: Zurzeit spricht niemand %(languages)s so gut, wie es hier gebraucht wird.",
                 languages=names)  # fmt: skip
    if not around.offering:
        return _("Woran es hängt: Wer %(languages)s spricht, macht etwas anderes.", languages=names)
    if not around.near:
        return _("Woran es hängt: Niemand, der %(languages)s spricht, ist nah genug an %(place)s.",
                 languages=names, place=wait.place)  # fmt: skip
    if not around.suiting:
        return ngettext(
            "Woran es hängt: %(num)s Person spricht %(languages)s und ist nah genug, aber etwas anderes steht"
            " dagegen: %(rule)s.",
            "Woran es hängt: %(num)s Personen sprechen %(languages)s und sind nah genug, aber etwas anderes steht"
            " dagegen, am häufigsten: %(rule)s.",
            around.near,
            languages=names,
            rule=rule_label(around.against),
        )
    if not around.free:
        return ngettext(
            "Woran es hängt: %(num)s Person käme infrage, aber sie hat gerade keinen freien Platz oder ist abwesend.",
            "Woran es hängt: %(num)s Personen kämen infrage, aber alle haben gerade keinen freien Platz oder sind"
            " abwesend.",
            around.suiting,
        )
    return ngettext(
        "Gezählt ist dabei %(num)s Person, die heute passt und einen freien Platz hat.",
        "Gezählt sind dabei %(num)s Personen, die heute passen und einen freien Platz haben.",
        around.free,
    )


def of_volunteer(expected: Expected) -> str:
    """When she may expect a request, in one sentence."""
    if not expected.is_known:
        return _("Wie lange es dauert, können wir noch nicht ehrlich sagen: Dafür gibt es hier zu wenig Erfahrung.")
    if expected.half_days is None:
        return _("Es kann länger als ein Jahr dauern. Mit einem größeren Umkreis geht es oft schneller.")
    half = days_in_words(expected.half_days)
    if expected.most_days is None:
        return _("Von Ehrenamtlichen wie Ihnen wird die Hälfte innerhalb von %(half)s gefragt.", half=half)
    return _("Von Ehrenamtlichen wie Ihnen wird die Hälfte innerhalb von %(half)s gefragt, "
             "8 von 10 innerhalb von %(most)s.", half=half, most=days_in_words(expected.most_days))  # fmt: skip


def languages(codes: Iterable[str]) -> str:
    """Languages by name, as a list that reads like speech."""
    named = sorted(str(LANGUAGES_BY_CODE[one].label) for one in codes if one in LANGUAGES_BY_CODE)
    return format_list(named, style="or", locale=get_locale())


def _too_little(count: int) -> str:
    return ngettext(
        "Für eine ehrliche Schätzung gibt es hier noch zu wenig Erfahrung: erst %(num)s Vermittlung in zwei Jahren.",
        "Für eine ehrliche Schätzung gibt es hier noch zu wenig Erfahrung: erst %(num)s Vermittlungen in zwei Jahren.",
        count,
    )
