"""What a volunteer says of herself, as values; written to her row at sign-up and from her own page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from lotsen import crypto
from lotsen.extensions import db
from lotsen.imports.contacts import parse_phone, valid_mail
from lotsen.sign_ups.answers import code_and_variant
from lotsen.sign_ups.forms import (
    EngagementForm,
    ModeFields,
    NameFields,
    PersonForm,
    PhoneFields,
    PlaceFields,
    SpokenFields,
)
from lotsen.volunteers.models import Volunteer, VolunteerLanguage, VolunteerNeed

_PLAIN = (
    "target_groups", "works_with_minors", "weekly_hours", "rhythm", "times", "available_from",
    "available_until", "radius_km", "mobility", "is_remote", "experience", "heard_from",
)  # fmt: skip
_TEXTS = ("courses", "helper_group", "message")


@dataclass(frozen=True)
class Spoken:
    """One language with its level; ``knows_script`` is unknown where she did not say."""

    language: str
    variant: str
    level: int
    knows_script: bool | None = None


@dataclass(frozen=True)
class Profile:
    """Columns of the volunteer, her languages, her needs."""

    columns: dict[str, Any]
    spoken: Sequence[Spoken] = ()
    needs: Sequence[str] = ()
    not_needs: Sequence[str] = ()
    mail: str | None = None
    phone: str | None = field(default=None)


def phone_index(phone: str) -> bytes:
    """Blind index of a telephone number in its international form."""
    return crypto.ring().index(phone, "phone")


def of_forms(person: Any, engagement: EngagementForm) -> Profile:
    """The profile that filled-in forms stand for; both have been validated."""
    columns = {name: getattr(engagement, name).data or None for name in _PLAIN}
    columns |= {name: columns[name] or [] for name in ("target_groups", "times", "mobility", "experience")}
    columns |= {name: bool(columns[name]) for name in ("works_with_minors", "is_remote")}
    columns |= {name: _text(getattr(engagement, name).data) for name in _TEXTS}
    columns |= {
        "first_name": _text(person.first_name.data),
        "last_name": _text(person.last_name.data),
        "plz": person.plz.data,
        "ags": person.ags.data,
        "gender": person.gender.data or None,
        "modes": person.modes.data,
    }
    mail = person.mail.data if isinstance(person, PersonForm) else None
    return Profile(
        columns=columns,
        spoken=_spoken(person),
        needs=engagement.needs.data or [],
        not_needs=engagement.not_needs.data or [],
        mail=valid_mail((mail or "").strip()) if mail else None,
        phone=parse_phone(person.phone.data) if (person.phone.data or "").strip() else None,
    )


def _text(value: str | None) -> str | None:
    return " ".join((value or "").replace("\x00", "").split()) or None


def _spoken(form: SpokenFields) -> list[Spoken]:
    found = [Spoken("deu", "", int(form.german.data))]
    for entry in form.languages.entries:
        row: Any = vars(entry)["form"]
        if row.language.data:
            code, variant = code_and_variant(row.language.data)
            knows = {"ja": True, "nein": False}.get(row.script.data)
            found.append(Spoken(code, variant, int(row.level.data), knows))
    return found


def fill(volunteer: Volunteer, profile: Profile) -> None:
    """Write a profile to a volunteer in the running transaction; her mail address is left alone."""
    for name, value in profile.columns.items():
        setattr(volunteer, name, value)
    volunteer.phone = profile.phone
    volunteer.phone_index = phone_index(profile.phone) if profile.phone else None
    _replace_languages(volunteer, profile)
    _replace_needs(volunteer, profile)
    db.session.flush()
    db.session.expire(volunteer, ["languages", "needs"])


def _replace_languages(volunteer: Volunteer, profile: Profile) -> None:
    """Keep rows that stay, so that only what changed is written."""
    table = VolunteerLanguage
    rows = db.session.scalars(select(table).where(table.volunteer_id == volunteer.id))
    kept = {(row.language, row.variant): row for row in rows}
    for position, one in enumerate(profile.spoken):
        row = kept.pop((one.language, one.variant), None)
        if row is None:
            row = table(
                region_id=volunteer.region_id,
                volunteer_id=volunteer.id,
                language=one.language,
                variant=one.variant,
                level=one.level,
            )
            db.session.add(row)
        row.position, row.level, row.knows_script = position, one.level, one.knows_script
    for row in kept.values():
        db.session.delete(row)


def _replace_needs(volunteer: Volunteer, profile: Profile) -> None:
    table = VolunteerNeed
    rows = db.session.scalars(select(table).where(table.volunteer_id == volunteer.id))
    kept = {row.need: row for row in rows}
    wanted = {**dict.fromkeys(profile.needs, False), **dict.fromkeys(profile.not_needs, True)}
    for need, is_excluded in wanted.items():
        row = kept.pop(need, None)
        if row is None:
            row = table(region_id=volunteer.region_id, volunteer_id=volunteer.id, need=need)
            db.session.add(row)
        row.is_excluded = is_excluded
    for row in kept.values():
        db.session.delete(row)


def as_answers(volunteer: Volunteer) -> dict[str, Any]:
    """What the fields of the forms show for a volunteer, before she changes anything."""
    german = next((row for row in volunteer.languages if row.language == "deu"), None)
    scripts = {True: "ja", False: "nein", None: ""}
    found: dict[str, Any] = {name: getattr(volunteer, name) for name in (*_PLAIN, *_TEXTS)}
    found |= {name: getattr(volunteer, name) for name in ("first_name", "last_name", "phone", "plz", "ags", "modes")}
    return found | {
        "gender": volunteer.gender or "",
        "german": str(german.level) if german else "",
        "languages": [
            {
                "language": row.variant or row.language,
                "level": str(row.level),
                "script": scripts[row.knows_script],
            }
            for row in volunteer.languages
            if row.language != "deu"
        ],
        "needs": [row.need for row in volunteer.needs if not row.is_excluded],
        "not_needs": [row.need for row in volunteer.needs if row.is_excluded],
    }


class ProfileForm(NameFields, PhoneFields, PlaceFields, ModeFields, SpokenFields, EngagementForm):
    """Everything of both screens that she can change herself afterwards."""
