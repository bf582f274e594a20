"""Give and withdraw consents, and the texts people agree to (Art. 7, 9, 13 DSGVO).

``give`` and ``withdraw`` work inside the transaction of the change they belong to; whoever calls them
locks the person, records the audit entry and commits. What was agreed to can be shown later, because
each row keeps purpose, version and language of the text, and a test pins every version to its words.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from babel import Locale
from flask import render_template
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import ColumnElement, select

from lotsen import clock
from lotsen.consents.models import Consent
from lotsen.extensions import db
from lotsen.language import LANGUAGES
from lotsen.newcomers.models import Newcomer
from lotsen.volunteers.models import Volunteer

CHANNELS: Final = {
    "online": _l("im Internet"),
    "written": _l("schriftlich"),
    "oral": _l("mündlich, mit Zeug:in"),
}

#: The version of every text. New words mean a new version, so that a row tells what was agreed to.
VERSIONS: Final = {
    "matching": "2026-11",
    "privacy_notice": "2026-11",
    "newsletter": "2026-11",
    "mail_group": "2026-11",
    "neighbours": "2026-11",
}
LABELS: Final = {
    "matching": _l("Vermittlung von ehrenamtlicher Hilfe"),
    "privacy_notice": _l("Datenschutzhinweis gelesen"),
    "newsletter": _l("Rundbrief"),
    "mail_group": _l("E-Mail-Gruppe der Ehrenamtlichen"),
    "neighbours": _l("Anfragen aus Nachbargemeinden"),
}
#: What a volunteer may allow or not, each for itself; nothing else depends on it.
VOLUNTARY: Final = ("newsletter", "mail_group", "neighbours")

Person = Volunteer | Newcomer


@dataclass(frozen=True)
class ConsentText:
    """A text to agree to, as it is shown: ``html`` needs ``lang`` and ``dir`` around it."""

    purpose: str
    version: str
    language: str
    direction: str
    title: str
    html: Markup


def consent_text(purpose: str, language: str) -> ConsentText:
    """The text of a purpose in a language of the pages; German where we do not have the language.

    ``language`` of the answer says which one it became: store that one, not the one asked for.
    """
    version = VERSIONS[purpose]
    spoken = language if language in LANGUAGES else "de"
    with force_locale(spoken):
        html = Markup(render_template(f"consents/{purpose}.html", version=version))  # noqa: S704 - our own
        title = str(LABELS[purpose])
    return ConsentText(purpose, version, spoken, Locale.parse(spoken).text_direction, title, html)


def give(
    purpose: str, person: Person, *, language: str, channel: str = "online", witness: str | None = None
) -> Consent:
    """Note a consent in the running transaction; an equal one that runs already is kept.

    A new version of the text replaces the old consent: the old one is closed and stays as evidence.
    """
    if channel not in CHANNELS:
        raise ValueError(f"no channel {channel}")
    if channel == "oral" and not witness:
        raise ValueError("an oral consent needs its witness")
    before = running(person).get(purpose)
    if before is not None and before.text_version == VERSIONS[purpose]:
        return before
    if before is not None:
        before.withdrawn_at = clock.now()
        db.session.flush()
    given = Consent(
        region_id=person.region_id,
        volunteer_id=person.id if isinstance(person, Volunteer) else None,
        newcomer_id=person.id if isinstance(person, Newcomer) else None,
        purpose=purpose,
        text_version=VERSIONS[purpose],
        language=language if language in LANGUAGES else "de",
        channel=channel,
        witness=witness or None,
        given_at=clock.now(),
    )
    db.session.add(given)
    return given


def withdraw(purpose: str, person: Person) -> Consent | None:
    """Take a consent back in the running transaction; None when there was none to take back."""
    found = running(person).get(purpose)
    if found is not None:
        found.withdrawn_at = clock.now()
    return found


def running(person: Person) -> dict[str, Consent]:
    """The consents of a person that hold today, by purpose."""
    found = db.session.scalars(select(Consent).where(_of(person), Consent.withdrawn_at.is_(None)))
    return {consent.purpose: consent for consent in found}


def people_with(purpose: str, newcomer_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these newcomers have a consent for a purpose that holds today."""
    here = (Consent.newcomer_id.in_(newcomer_ids), Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
    return set(db.session.scalars(select(Consent.newcomer_id).where(*here)))


def history(person: Person) -> list[Consent]:
    """Every consent of a person, also those taken back, the latest first."""
    return list(db.session.scalars(select(Consent).where(_of(person)).order_by(Consent.given_at.desc())))


def _of(person: Person) -> ColumnElement[bool]:
    if isinstance(person, Volunteer):
        return Consent.volunteer_id == person.id
    return Consent.newcomer_id == person.id
