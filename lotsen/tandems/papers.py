"""Papers of a tandem as PDF: the agreement to sign, and the volunteer's certificate.

typst sets them: tagged for screen readers (PDF/UA-1), Arabic shaped and from right to left. All texts
go in as data, so nothing that somebody typed can become a command of the typesetter.
"""

import json
from pathlib import Path
from typing import Any, Final

import typst
from flask_babel import force_locale
from flask_babel import gettext as _

from lotsen import clock, date_words
from lotsen.language import LANGUAGES
from lotsen.regions import service as regions
from lotsen.tandems import agreements
from lotsen.tandems.models import Tandem
from lotsen.words import MODES

SHEET: Final = Path(__file__).with_name("paper.typ")
FONTS: Final = Path(__file__).parents[2] / "static" / "build"
TO_FILL_IN: Final = "_" * 24


def agreement(tandem: Tandem, *, also_in: str) -> bytes:
    """The agreement of three: volunteer, newcomer, contact person; in German and one further language."""
    languages = ["de", *([also_in] if also_in in LANGUAGES and also_in != "de" else [])]
    newcomer = tandem.help_request.newcomer.alias if tandem.contact_released_at else "…"
    volunteer = f"{tandem.volunteer.first_name} {tandem.volunteer.last_name}"
    with force_locale("de"):
        title = _("Vereinbarung zum Tandem %(number)s", number=tandem.help_request.number)
    parts = [_terms(language, tandem, volunteer, newcomer) for language in languages]
    with force_locale("de"):
        signatures = [_("Ehrenamtliche Person"), _("Begleitete Person"), _("Ansprechperson")]
    return _set(title, parts, signatures)


def certificate(tandem: Tandem) -> bytes:
    """What a volunteer did: period, kind, meetings, hours. No name and no need of the newcomer."""
    done = agreements.record_of(tandem)
    person = tandem.volunteer
    with force_locale("de"):
        name = f"{person.first_name} {person.last_name}"
        ended = date_words.long_day(done.ended_on) if done.ended_on else _("heute (dauert an)")
        facts = [
            (_("Name"), name),
            (_("Art der Tätigkeit"), str(MODES[done.mode])),
            (_("Zeitraum"), f"{date_words.long_day(done.begun_on)} – {ended}"),
            (_("Treffen"), str(done.meetings_count)),
            (_("Stunden"), _hours(done.minutes) or _("nicht aufgeschrieben")),
        ]
        lines = [
            _("Wir bescheinigen, dass die genannte Person sich ehrenamtlich engagiert hat."),
            _("Sie hat Menschen begleitet, die neu in Hessen sind."),
            _("Gezählt sind die Treffen, die gemeldet wurden. Wir danken herzlich für diesen Einsatz."),
            _("Ausgestellt am %(day)s.", day=date_words.long_day(clock.today())),
        ]
        return _set(_("Tätigkeitsnachweis"), [_part("de", "", facts, lines)], [_("Unterschrift, Stempel")])


def _terms(language: str, tandem: Tandem, volunteer: str, newcomer: str) -> dict[str, Any]:
    with force_locale(language):
        until = date_words.long_day(tandem.agreed_until_on) if tandem.agreed_until_on else "…"
        begun = date_words.long_day(tandem.started_on or clock.day_of(tandem.created_at))
        facts = [
            (_("Ehrenamtliche Person"), volunteer),
            (_("Begleitete Person"), newcomer),
            (_("Gilt"), _("von %(first)s bis %(last)s", first=begun, last=until)),
            (_("Zeit in der Woche"), _("etwa %(hours)s Stunden", hours=_hours(tandem.weekly_minutes or 0) or "…")),
        ]
        rules = [
            _("Wir treffen uns freiwillig. Beide dürfen jederzeit aufhören, ohne Gründe."),
            _("Wir behandeln vertraulich, was wir voneinander erfahren, auch nach dem Ende."),
            _("Die ehrenamtliche Person hilft zur Selbsthilfe."),
            _("Sie berät nicht in Rechtsfragen und ersetzt keine Dolmetscherin."),
            _("Es fließt kein Geld zwischen uns, und niemand bekommt Vollmachten oder bürgt."),
            _("Die ehrenamtliche Person ist bei den Treffen versichert."),
            _("Wenn etwas nicht passt, hilft die Ansprechperson."),
        ]
        heading = _("Vereinbarung") if language != "de" else ""
        return _part(language, heading, facts, [], rules)


def _part(
    language: str, heading: str, facts: list[tuple[str, str]], lines: list[str], rules: list[str] | None = None
) -> dict[str, Any]:
    return {"lang": language, "heading": heading, "facts": facts, "lines": lines, "rules": rules or []}


def _hours(minutes: int) -> str:
    """Hours as people write them: "12,5", or nothing for none."""
    return f"{minutes / 60:.1f}".rstrip("0").rstrip(".").replace(".", ",") if minutes else ""


def _set(title: str, parts: list[dict[str, Any]], signatures: list[str]) -> bytes:
    """Set a sheet; what no font of the house can write (a name in Ge'ez, say) becomes a line to fill in by hand."""
    policy = regions.policy()
    issuer = policy.centre_name or "WIR-Vielfaltszentrum"
    data = {"title": title, "issuer": issuer, "parts": parts, "signatures": [str(one) for one in signatures]}
    try:
        return _typeset(data)
    except typst.TypstError:
        written = [{**part, "facts": [(term, _or_line(value)) for term, value in part["facts"]]} for part in parts]
        return _typeset({**data, "issuer": _or_line(issuer), "parts": written})


def _or_line(text: str) -> str:
    """The text, or a line to write on where a single sign of it has no letter in our fonts."""
    try:
        _typeset({"title": "-", "issuer": text, "parts": [], "signatures": ["-"]})
    except typst.TypstError:
        return TO_FILL_IN
    return text


def _typeset(data: dict[str, Any]) -> bytes:
    made = typst.compile(
        SHEET,
        output=None,
        font_paths=[FONTS],
        sys_inputs={"data": json.dumps(data)},
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        timestamp=clock.now().replace(microsecond=0),
    )
    assert isinstance(made, bytes)
    return made
