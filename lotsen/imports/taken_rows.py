"""Rows of a checked list become volunteers, or complete those who are there.

New people are made ready before the transaction, because that takes a while (``prepare``); in it they are written,
and the doubles complete whoever is there at that moment (``run``).

Nobody is released by a list: whoever is new starts as "interessiert", without a confirmed address and
without a mail from us. A Führungszeugnis is never entered from a list, because the day of its issue is
not in it (§ 72a Abs. 5 SGB VIII allows exactly three facts, and all three count); the Erstgespräch is
reminded of it instead.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lotsen import clock, crypto
from lotsen.extensions import db
from lotsen.imports.checked_rows import CheckedRow
from lotsen.imports.drafts import Draft
from lotsen.imports.models import ImportedRow
from lotsen.ready_rows import ReadyRows
from lotsen.regions.service import policy
from lotsen.rows import RegionRow
from lotsen.sign_ups.profile import phone_index
from lotsen.volunteers.models import (
    Erstgespraech,
    Qualification,
    Volunteer,
    VolunteerLanguage,
    VolunteerNeed,
)

#: The least of the 20 to 36 units of a Basisqualifizierung; lists do not say how many it were.
BASIS, BASIS_UNITS = "basisqualifizierung", 20
CHUNK: Final = 200  # rows held, or people asked for, at once; more are no faster, and stay in memory
Before = dict[str, Any]


@dataclass
class TakeOver:
    """One take-over: what is taken already, and what each row did."""

    import_id: uuid.UUID
    numbers: set[str]
    mails: dict[bytes, str]  # index of a mail address -> number of the volunteer who has it
    radius_km: int
    known: dict[uuid.UUID, Volunteer] = field(default_factory=dict)
    by_row: dict[int, uuid.UUID] = field(default_factory=dict)
    new: list[RegionRow] = field(default_factory=list)  # people and what hangs on them, not made ready yet
    ready: ReadyRows = field(default_factory=ReadyRows)
    merges: list[CheckedRow] = field(default_factory=list)
    touched: set[uuid.UUID] = field(default_factory=set)
    trained: set[uuid.UUID] = field(default_factory=set)
    effects: dict[str, int] = field(default_factory=lambda: {"neu": 0, "ergaenzt": 0, "unveraendert": 0})

    @classmethod
    def prepare(cls, import_id: uuid.UUID, rows: Iterable[CheckedRow]) -> TakeOver:
        """Make ready whoever is new, against the numbers and mail addresses that the region has now.

        Whoever takes one of them before the list is written makes the database refuse it (IntegrityError).
        """
        taken = db.session.execute(select(Volunteer.number, Volunteer.mail_index)).all()
        mails = {index: number for number, index in taken if index is not None}
        one = cls(import_id, {number for number, _ in taken}, mails, policy().default_radius_km)
        with force_locale("de"):  # what is stored is German, whoever presses the button or a job
            for row in rows:
                if row.is_merge:
                    one.merges.append(row)
                else:
                    one.by_row[row.row] = one._create(row).id
        one._make_ready()
        return one

    def run(self) -> dict[str, int]:
        """Write who is new, then complete who is there, in the running transaction; how many of each."""
        self.ready.write()
        self._load()
        with force_locale("de"):
            for row in self.merges:
                self._merge(row)
        self._write()
        return self.effects

    def _merge(self, row: CheckedRow) -> None:
        """Complete somebody; whose double is gone or was left out is somebody new."""
        target = self._target(row)
        if target is not None:
            self._complete(target, row)
        self.by_row[row.row] = (target or self._create(row)).id

    def _make_ready(self) -> None:
        """Keep of the new rows only what is written."""
        self.ready.add(self.new)
        self.new = []

    def _write(self) -> None:
        """Write what is new by now, and what was completed."""
        db.session.flush()
        self._make_ready()
        self.ready.write()

    def _load(self) -> None:
        keys = [uuid.UUID(row.duplicate_person) for row in self.merges if row.duplicate_person]
        for start in range(0, len(keys), CHUNK):
            statement = (
                select(Volunteer)
                .where(Volunteer.id.in_(keys[start : start + CHUNK]))
                .options(selectinload(Volunteer.languages), selectinload(Volunteer.needs))
            )
            self.known |= {one.id: one for one in db.session.scalars(statement)}
            trained = select(Qualification.volunteer_id).where(
                Qualification.volunteer_id.in_(keys[start : start + CHUNK]), Qualification.kind == BASIS
            )
            self.trained |= set(db.session.scalars(trained))

    def _target(self, row: CheckedRow) -> Volunteer | None:
        """Whom a double completes; nobody where the other row was left out."""
        if row.duplicate_person:
            return self.known.get(uuid.UUID(row.duplicate_person))
        key = self.by_row.get(row.duplicate_row or 0)
        if key is not None and key not in self.known:
            self._write()
            self.known[key] = db.session.scalars(select(Volunteer).where(Volunteer.id == key)).one()
        return self.known.get(key) if key else None

    # --- somebody new -------------------------------------------------------------------------------

    def _create(self, row: CheckedRow) -> Volunteer:
        draft = row.draft
        mail, shared = self._own_mail(draft.email)
        one = Volunteer(
            number=self._number(), status="interessiert", status_since=clock.now(),
            first_name=draft.first_name, last_name=draft.last_name, gender=draft.gender,
            mail=mail, mail_index=crypto.mail_index(mail) if mail else None,
            phone=draft.phone, phone_index=phone_index(draft.phone) if draft.phone else None,
            plz=draft.postal_code, ags=draft.ags, modes=list(draft.modes) or ["unklar"],
            times=list(draft.times), weekly_hours=draft.weekly_hours, available_from=draft.available_from_on,
            radius_km=self.radius_km if draft.radius_km is None else draft.radius_km,
            helper_group=draft.organisation,
        )  # fmt: skip
        if mail:
            self.mails[crypto.mail_index(mail)] = one.number
        self.touched.add(one.id)
        self.new += [one, *_languages(one, draft, {}), *_needs(one, draft, set()), *self._training(one, draft)]
        if said := _for_talk(draft, shared):
            self.new.append(Erstgespraech(volunteer_id=one.id, previous_experience=said))
        self._note(row, one, "neu", None)
        if len(self.new) >= CHUNK:
            self._make_ready()
        return one

    def _own_mail(self, mail: str | None) -> tuple[str | None, str]:
        """An address belongs to one person only; the second one is told whose it is."""
        holder = self.mails.get(crypto.mail_index(mail)) if mail else None
        return (None, holder) if holder else (mail, "")

    def _number(self) -> str:
        for attempt in range(80):
            digits = 4 if attempt < 20 else 6
            number = f"V-{10 ** (digits - 1) + secrets.randbelow(9 * 10 ** (digits - 1))}"
            if number not in self.numbers:
                self.numbers.add(number)
                return number
        raise RuntimeError("no free number in this region")

    # --- somebody known -----------------------------------------------------------------------------

    def _complete(self, one: Volunteer, row: CheckedRow) -> None:
        """Fill what is empty; what stands there already is never overwritten."""
        draft = row.draft
        before: Before = {"fields": {}, "added": []}
        if one.id in self.touched:  # an earlier row of this list has just added to her
            self._write()
            db.session.expire(one, ["languages", "needs"])
        self.touched.add(one.id)
        for name, value in self._missing(one, draft).items():
            before["fields"][name] = _plain(getattr(one, name))
            setattr(one, name, value)
        if "mail" in before["fields"] and one.mail:
            one.mail_index = crypto.mail_index(one.mail)
            self.mails[one.mail_index] = one.number
        if "phone" in before["fields"] and one.phone:
            one.phone_index = phone_index(one.phone)
        added = _languages(one, draft, {spoken.language: spoken for spoken in one.languages})
        added += _needs(one, draft, {helped.need for helped in one.needs})
        if one.id not in self.trained:
            added += self._training(one, draft)
        self.new += added
        before["added"] = [[type(child).__tablename__, str(child.id)] for child in added]
        is_changed = bool(before["fields"] or added)
        if is_changed:
            one.updated_at = clock.now()
        self._note(row, one, "ergaenzt" if is_changed else "unveraendert", before if is_changed else None)

    def _training(self, one: Volunteer, draft: Draft) -> list[Any]:
        """The Basisqualifizierung with the one day that the list names; still to come where it lies ahead."""
        day = draft.basisqualifizierung_on
        if day is None:
            return []
        training = Qualification(
            volunteer_id=one.id, kind=BASIS, provider=_("laut Liste"), started_on=day,
            finished_on=day if day <= clock.today() else None, units=BASIS_UNITS,
        )  # fmt: skip
        self.trained.add(one.id)
        return [training]

    def _missing(self, one: Volunteer, draft: Draft) -> dict[str, Any]:
        mail, _holder = self._own_mail(draft.email)
        wanted = {
            "mail": mail, "phone": draft.phone, "gender": draft.gender, "weekly_hours": draft.weekly_hours,
            "times": list(draft.times), "available_from": draft.available_from_on,
            "helper_group": draft.organisation,
        }  # fmt: skip
        found = {name: value for name, value in wanted.items() if value and not getattr(one, name)}
        if draft.modes and one.modes in ([], ["unklar"]) and list(draft.modes) != one.modes:
            found["modes"] = list(draft.modes)
        return found

    def _note(self, row: CheckedRow, one: Volunteer, effect: str, before: Before | None) -> None:
        self.new.append(
            ImportedRow(import_id=self.import_id, volunteer_id=one.id, row_number=row.row, effect=effect, before=before)
        )
        self.effects[effect] += 1


def _languages(one: Volunteer, draft: Draft, known: dict[str, VolunteerLanguage]) -> list[Any]:
    fresh = {code: level for code, level in draft.languages.items() if level is not None and code not in known}
    return [
        VolunteerLanguage(
            volunteer_id=one.id, position=len(known) + place, language=code,
            variant=draft.variants.get(code, ""), level=level,
        )
        for place, (code, level) in enumerate(fresh.items())
    ]  # fmt: skip


def _needs(one: Volunteer, draft: Draft, known: set[str]) -> list[Any]:
    return [VolunteerNeed(volunteer_id=one.id, need=need) for need in dict.fromkeys(draft.needs) if need not in known]


def _for_talk(draft: Draft, shared_with: str) -> str:
    """What the Erstgespräch has to settle, in sentences."""
    lines = []
    if draft.note:
        lines.append(_("Bemerkung in der Liste: %(note)s", note=draft.note))
    if draft.fuehrungszeugnis_seen_on:
        lines.append(
            _("Laut Liste wurde ein Führungszeugnis gesehen. Das Ausstellungsdatum fehlt: bitte neu zeigen lassen.")
        )
    if draft.basisqualifizierung_on:
        lines.append(_("Zur Basisqualifizierung bitte Träger und Stunden ergänzen."))
    if shared_with:
        lines.append(_("Die E-Mail-Adresse in der Liste gehört zu %(number)s.", number=shared_with))
    return "\n".join(lines)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
