"""Invented data for every kind of mail, so that each can be read before anybody gets it.

One entry for each way a text can go. Days and links stand for themselves: nothing here is anybody's.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from flask import render_template
from flask_babel import force_locale

from lotsen import date_words
from lotsen.notices import frame
from lotsen.notices.catalogue import KINDS
from lotsen.notices.rounds import Item
from lotsen.notices.service import address
from lotsen.start.work_list import Waiting

Values = Mapping[str, Any]

#: When a meeting of the samples is, and as which day it is written.
AT: Final = datetime(2027, 5, 4, 14, 30, tzinfo=UTC)
FIRST, LAST = date(2027, 5, 3), date(2027, 5, 21)
CENTRE: Final = {
    "centre_name": "Vielfaltszentrum Musterkreis",
    "centre_phone": "06041 000000",
    "centre_mail": "vielfalt@example.org",
}
_PERSON: Final = {"name": "Mira", "first_name": "Mira"}
_STAFF: Final = {"number": "A-00042"}
_AWAY: Final = {"first": FIRST, "last": LAST}
_ACCOUNT: Final = {"name": "Mira Muster", "at": AT}

_KEPT: Final = ("Einsatz: 4. Mai 2027, 14:30",)

#: What a coordinator writes, in whatever language she writes it.
_WORDING: Final = {"title": "Musterkreis 2027", "text": "Mira Muster, 06041 000000"}

#: A volunteer with an account has a page of her own; one without is called.
_WITH_PAGE: Final = ({**_PERSON, "url": "link"}, {**_PERSON, "url": None})
_SIDES: Final = ({**_PERSON, "side": "volunteer", "url": "link"}, {**_PERSON, "side": "newcomer", "url": "link"})
_LINE: Final = tuple({**_STAFF, "url": "link", "is_somebody_next": is_next} for is_next in (True, False))
_PLANNED: Final = tuple(
    {"step": step, "is_einsatz": is_einsatz, "before": before, "asks": asks}
    for step, is_einsatz, before, asks in (
        ("planned", False, None, False), ("planned", True, None, False), ("moved", True, "time", True),
        ("moved", False, "time", False), ("moved", False, None, True), ("called_off", False, None, False),
        ("called_off", True, None, False), ("declined", False, None, False),
    )
)  # fmt: skip

SAMPLES: Final[dict[str, tuple[Values, ...]]] = {
    "confirm_sign_up": ({"link": "link"},),
    "sign_up_known": ({"link": "link"},),
    "sign_up_resume": ({"link": "link"},),
    "invitation": ({**_ACCOUNT, "region_name": "Musterkreis", "address": "link"},),
    "invitation_known": (_ACCOUNT,),
    "reset": ({**_ACCOUNT, "address": "link"},),
    "sign_in_link": ({**_ACCOUNT, "address": "link"},),
    "password_changed": tuple({**_ACCOUNT, "address": "link", "closed_calendar": closed} for closed in (False, True)),
    "factor_changed": tuple(
        {**_ACCOUNT, "address": "link", "what": what}
        for what in ("app_set_up", "codes_renewed", "passkey_added", "passkey_removed")
    ),
    "recovery_code_used": ({**_ACCOUNT, "address": "link", "left": 7},),
    "codes_used_up": ({**_ACCOUNT, "address": "link"},),
    "role_changed": ({**_ACCOUNT, "address": "link", "role": "coordinator"},),
    "erstgespraech_invitation": ({**_PERSON, **CENTRE, "day": "day", "time": "14:30", "place": "Raum 2"},),
    "released": ({**_PERSON, **CENTRE},),
    "rejected": ({**_PERSON, **CENTRE},),
    "goodbye": (_PERSON,),
    "still_interested": tuple(
        {**_PERSON, **CENTRE, "url": "link", "step": step, "day": "day"}
        for step in ("asked", "reminded", "rests", "paused", "last")
    ),
    "absence_ends": tuple({**one, **_AWAY} for one in _WITH_PAGE),
    "asked": ({**_PERSON, "url": "link", "day": "day"},),
    "reminder_answer": ({**_PERSON, "url": "link", "day": "day"},),
    "expired": (_PERSON,),
    "withdrawn": (_PERSON,),
    "answered_yes": ({**_STAFF, "url": "link"},),
    "answered_no": _LINE,
    "no_answer": _LINE,
    "tandem_started": _WITH_PAGE,
    "meeting_dates": (
        {**_PERSON, "url": "link", "until": "day", "called_off": None},
        {**_PERSON, "url": "link", "until": "day", "called_off": "time"},
    ),
    "meeting_agreed": ({**_STAFF, "url": "link"},),
    "meeting_fixed": ({**_PERSON, "at": "time"},),
    "meeting_called_off": ({**_PERSON, "called_off": "time"},),
    "planned_meeting": tuple({**who, "at": "time", **one} for one in _PLANNED for who in _WITH_PAGE),
    "planned_meeting_told": tuple({**_STAFF, "at": "time", "url": "link", **one} for one in _PLANNED),
    "meeting_question": tuple(
        {**_PERSON, "at": "time", "url": "link", "is_einsatz": is_einsatz} for is_einsatz in (False, True)
    ),
    "meeting_question_staff": tuple(
        {**_STAFF, "at": "time", "url": "link", "is_einsatz": is_einsatz} for is_einsatz in (False, True)
    ),
    "dates_none": ({**_STAFF, "url": "link"},),
    "trial_question": ({**_PERSON, "url": "link"},),
    "both_agreed": _WITH_PAGE,
    "contact_released": _WITH_PAGE,
    "tandem_agreed": ({**_STAFF, "url": "link"},),
    "tandem_ended": _WITH_PAGE,
    "tandem_over": ({**_STAFF, "url": "link"},),
    "check_in": _SIDES,
    "check_in_reminder": _SIDES,
    "check_in_trouble": tuple({**_STAFF, "url": "link", "side": side} for side in ("volunteer", "newcomer")),
    "still_needed": tuple(
        {**_STAFF, "url": "link", "step": step, "until": until}
        for step, until in (("asked", None), ("asked", FIRST), ("reminded", None), ("rests", None))
    ),
    "volunteer_away": tuple(
        {**_STAFF, **_AWAY, "url": "link", "kept": kept, "comes": comes}
        for kept, comes in (((), False), (_KEPT, False), (_KEPT, True))
    ),
    "deputy_named": ({**_PERSON, **_AWAY, "colleague": "Jo Beispiel", "url": "link"},),
    "deputy_of_tandem": ({**_PERSON, **_AWAY},),
    "handover_asked": tuple(
        {**_STAFF, **_AWAY, "url": "link", "kind_of": kind} for kind in ("vertretung", "dauerhaft")
    ),
    "recruiting_call": ({**CENTRE, **_WORDING, "url": None},),
    "training_invitation": tuple({**CENTRE, **_WORDING, "name": name, "url": None} for name in ("Mira", "")),
    "relief": tuple({**CENTRE, **_WORDING, "name": name, "url": None} for name in ("Mira", "")),
    "introduction": tuple({**CENTRE, **_WORDING, "name": name, "url": "link"} for name in ("Mira", "")),
    "people_handed_over": tuple({**_PERSON, "url": "link", "count": count} for count in (1, 3)),
    "overview": ({
        "name": "Mira Muster", "url": "link",
        "lines": (
            Waiting("Tandems, in denen es nicht gut läuft", "", 2),
            Waiting("Ehrenamtliche auswählen", "", None, "A-00042"),
        ),
    },),
    "own_overview": ({**_PERSON, "url": "link", "lines": (Waiting("Soll es weitergehen?", "", None, "4. Mai"),)},),
    "gathered": (
        {"items": (Item("Ein erster Betreff", "Das steht in der ersten Nachricht."),)},
        {"items": (
            Item("Ein erster Betreff", "Das steht in der ersten Nachricht."),
            Item("Ein zweiter Betreff", "Das steht in der zweiten Nachricht."),
        )},
    ),
}  # fmt: skip


def ways(kind: str) -> int:
    """In how many ways the text of a kind can go."""
    return len(SAMPLES[kind])


def preview(kind: str, language: str, way: int = 0) -> frame.Letter:
    """A kind of mail as somebody with this language would get it; KeyError for an unknown kind or way."""
    if kind not in SAMPLES or way not in range(ways(kind)) or language not in KINDS[kind].languages:
        raise KeyError(way)
    fewer = address("start.page", name="datenschutz")
    with force_locale(language):
        text = render_template(f"notices/{kind}.txt", **_said(SAMPLES[kind][way])).strip()
    title, _, body = text.partition("\n")
    return frame.make(kind, title.strip(), body, language=language, fewer=fewer)


def _said(values: Values) -> dict[str, Any]:
    """The values with links and days in the language that is spoken."""
    spoken = {
        "link": address("start.page", name="impressum"),
        "day": date_words.full_day(FIRST),
        "time": date_words.appointment(AT),
    }
    return {
        key: spoken.get(value, value) if isinstance(value, str) and key != "name" else value
        for key, value in values.items()
    }
