"""Why somebody is suggested now, or rather later: one plain sentence, and what it rests on."""

from flask_babel import gettext as _

from lotsen import date_words
from lotsen.matching_runs.models import Suggestion
from matching.advice import LITTLE
from matching.foresight import FUTURES


def because(one: Suggestion) -> str:
    """What the look ahead says of a suggestion, or that there was none."""
    if not one.is_foreseen:
        return _(
            "Der Vorschlag kennt nur die heute offenen Anfragen. Ab %(count)s Anfragen im letzten Jahr schaut er"
            " auch voraus.",
            count=LITTLE,
        )
    counted = {"lost": one.lost_futures, "all": FUTURES}
    if one.wait_until_on:
        return _(
            "Wer heute passt, wird wohl bald dringender gebraucht: In %(lost)s von %(all)s durchgespielten Verläufen"
            " der nächsten Monate bliebe dafür eine andere Anfrage ohne jemanden. Sie entscheiden.",
            **counted,
        )
    if one.lost_futures:
        return _(
            "Vorausschau: In %(lost)s von %(all)s durchgespielten Verläufen der nächsten Monate bliebe dafür eine"
            " andere Anfrage ohne jemanden. Länger zu warten lohnt sich trotzdem nicht.",
            **counted,
        )
    return _(
        "Vorausschau: In keinem von %(all)s durchgespielten Verläufen der nächsten Monate bliebe dafür eine andere"
        " Anfrage ohne jemanden.",
        all=FUTURES,
    )


def wait(one: Suggestion | None) -> str:
    """Until when it is better to wait; empty where somebody may be asked now."""
    if one is None or one.wait_until_on is None:
        return ""
    return _("Besser noch warten, höchstens bis %(day)s", day=date_words.near_day(one.wait_until_on))
