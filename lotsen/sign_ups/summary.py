"""What was filled in, as lines to read before it is sent."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

from lotsen import date_words
from lotsen.half_days import DAY_LABELS, DAYS, TIME_LABELS, TIMES
from lotsen.languages import LEVELS_BY_NUMBER
from lotsen.sign_ups.forms import EngagementForm, PersonForm

Lines = list[tuple[str, object]]


def of_person(form: PersonForm, place: str) -> Lines:
    """The first screen."""
    lines: Lines = [
        (_("Name"), f"{form.first_name.data} {form.last_name.data}"),
        (_("E-Mail"), form.mail.data),
        (_("Telefon"), form.phone.data),
        (_("Wohnort"), f"{form.plz.data} {place}"),
        (_("Engagement"), _lines(_chosen(form.modes))),
        (_("Geschlecht"), _lines(_chosen(form.gender))),
        (_("Sprachen"), _lines(_languages(form))),
    ]
    return [(term, value) for term, value in lines if value]


def of_engagement(form: EngagementForm) -> Lines:
    """The second screen, without the questions that were left empty."""
    lines: Lines = [
        (_("Themen"), ", ".join(_chosen(form.needs))),
        (_("Auf keinen Fall"), ", ".join(_chosen(form.not_needs))),
        (_("Mit wem"), ", ".join(_chosen(form.target_groups))),
        (_("Kinder und Jugendliche"), _("ja") if form.works_with_minors.data else ""),
        (_("Zeit in der Woche"), ", ".join(_chosen(form.weekly_hours))),
        (_("Wie"), ", ".join(_chosen(form.rhythm))),
        (_("Wann"), _lines(_times(form.times.data or []))),
        (_("Zeitraum"), _span(form)),
        (_("Umkreis"), ", ".join(_chosen(form.radius_km))),
        (_("Unterwegs"), ", ".join(_chosen(form.mobility))),
        (_("Telefon und Video"), _("ja") if form.is_remote.data else ""),
        (_("Erfahrung"), ", ".join(_chosen(form.experience))),
        (_("Kurse"), form.courses.data),
        (_("Helferkreis oder Verein"), form.helper_group.data),
        (_("Nachricht"), form.message.data),
    ]
    return [(term, value) for term, value in lines if value]


def _chosen(field: Any) -> list[str]:
    given = field.data if isinstance(field.data, list) else [field.data]
    keys = {str(one) for one in given if one not in (None, "")}
    return [str(choice[1]) for choice in field.iter_choices() if str(choice[0]) in keys]


def _languages(form: PersonForm) -> list[str]:
    found = [_("Deutsch: %(level)s", level=_level(form.german.data))]
    for entry in form.languages.entries:
        row: Any = vars(entry)["form"]
        if row.language.data:
            name = ", ".join(_chosen(row.language))
            found.append(_("%(language)s: %(level)s", language=name, level=_level(row.level.data)))
    return found


def _level(number: str) -> str:
    return str(LEVELS_BY_NUMBER[int(number)].label)


def _times(keys: list[str]) -> list[str]:
    found = []
    for day in DAYS:
        free = [str(TIME_LABELS[time]) for time in TIMES if f"{day}-{time}" in keys]
        if free:
            found.append(f"{DAY_LABELS[day]}: {', '.join(free)}")
    return found


def _span(form: EngagementForm) -> str:
    first, last = form.available_from.data, form.available_until.data
    if first and last:
        return str(_("%(first)s bis %(last)s", first=date_words.day(first), last=date_words.day(last)))
    if first:
        return str(_("ab %(first)s", first=date_words.day(first)))
    return str(_("bis %(last)s", last=date_words.day(last))) if last else ""


def _lines(texts: Iterable[str]) -> Markup:
    return Markup("<br>").join(escape(text) for text in texts)
