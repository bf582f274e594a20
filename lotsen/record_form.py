"""Forms that change a record: whoever saves is told when somebody else saved first, and sees both versions.

The page carries a keyed digest of every field as its reader saw it. When the record says something
else by now, nothing is written: fields that only the other one changed show their new value, fields
that both changed show what was typed beside what is stored, and saving again is a decision.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectFieldBase

from lotsen import date_words
from lotsen.forms import Form, TimeGridField

CHANGED = _l("Inzwischen hat jemand anderes diese Angaben geändert. Ihre Eingabe ist noch nicht gespeichert.")


@dataclass(frozen=True)
class Change:
    """A field that somebody else changed: what is stored now, and what was typed (None: not touched)."""

    label: str
    stored: str
    typed: str | None


class RecordForm(Form):
    """A form for one record; ``seen`` is the state that its reader saw."""

    seen = HiddenField()
    changed_meanwhile: tuple[Change, ...] = ()

    def show_state(self, stored: Self) -> None:
        """Remember in the page what the record says now; a form that was sent keeps what it saw, if anything."""
        if not self.is_submitted():
            self.seen.data = _written(_state(stored))

    def is_fresh(self, stored: Self) -> bool:
        """Whether the record still says what the reader saw; if not, the form shows both versions.

        ``stored`` is the same form filled from the record, which the caller holds until it has written.
        Without a state, or with one that is none of ours, nothing counts as seen: only what changes nothing passes.
        """
        seen, now, typed = _read(self.seen.data or ""), _state(stored), _state(self)
        theirs = [name for name in now if seen.get(name) != now[name] and typed.get(name) != now[name]]
        if not theirs:
            return True
        changes = []
        for name in theirs:
            was_touched = typed.get(name) != seen.get(name)
            mine, now_stored = self._fields[name], stored._fields[name]
            typed_words = _words(mine) if was_touched else None
            changes.append(Change(str(mine.label.text), _words(now_stored), typed_words))
            if not was_touched:
                self._fields[name] = now_stored
                setattr(self, name, now_stored)
        self.changed_meanwhile = tuple(changes)
        self.seen.data = _written(now)
        self.refuse(None, CHANGED)
        return False

    def saves(self, act: Callable[[], object], stored: Self) -> bool:
        """As ``passes``, and only while the record, which the caller holds, says what the reader saw."""
        return self.validate_on_submit() and self.is_fresh(stored) and self.takes(act)

    def passes(self, act: Callable[[], object]) -> bool:
        """TypeError: a record is saved by ``saves``, or whoever is slower would overwrite the other one."""
        raise TypeError

    @property
    def http_status(self) -> int:
        """The status of a page with this form: 409 beside another version, 422 with faults."""
        if self.changed_meanwhile:
            return 409
        return super().http_status


def _state(form: Form) -> dict[str, str]:
    """A short keyed digest of each field; equal digests, equal values."""
    key = f"{current_app.config['SECRET_KEY']} state of a record".encode()
    state = {}
    for name, field in form._fields.items():
        if not isinstance(field, HiddenField) and name != "csrf_token":
            value = json.dumps(_plain(field), sort_keys=True, default=str)
            state[name] = hmac.new(key, f"{name}={value}".encode(), hashlib.sha256).hexdigest()[:16]
    return state


def _plain(field: Any) -> Any:
    """What a field says, whether it was read from a record or typed: empty is empty, order of ticks is none."""
    if isinstance(field, FieldList):
        return [_plain(entry) for entry in field.entries]
    if isinstance(field, FormField):
        return {one.short_name: _plain(one) for one in field.form if one.type != "CSRFTokenField"}
    if isinstance(field, BooleanField):
        return bool(field.data)
    if isinstance(field.data, list | tuple | set):
        return sorted(str(one) for one in field.data)
    if field.data is None or field.data == "":
        return ""
    return " ".join(str(field.data).split())


def _written(state: dict[str, str]) -> str:
    return json.dumps(state, separators=(",", ":"))


def _read(text: str) -> dict[str, str]:
    try:
        state = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return state if isinstance(state, dict) else {}


def _words(field: Any) -> str:
    """What a field says, as a person reads it."""
    return "; ".join(word for word in _say(field) if word) or str(_("nichts"))


def _say(field: Any) -> Iterator[str]:
    if isinstance(field, FieldList):
        for entry in field.entries:
            yield ", ".join(_say(entry))
    elif isinstance(field, FormField):
        for one in field.form:
            if one.type != "CSRFTokenField" and not isinstance(one, BooleanField):
                yield from _say(one)
    elif isinstance(field, BooleanField):
        yield str(_("Ja") if field.data else _("Nein"))
    elif isinstance(field, TimeGridField):
        for key in field.data or ():
            day, _dash, time = str(key).partition("-")
            yield f"{field.day_labels.get(day, day)} {field.time_labels.get(time, time)}"
    elif isinstance(field, SelectFieldBase):
        yield from _chosen(field)
    elif hasattr(field.data, "year"):
        yield date_words.day(field.data)
    elif field.data is not None:
        yield str(field.data)


def _chosen(field: SelectFieldBase) -> Iterator[str]:
    data: Any = field.data
    chosen = {str(one) for one in data} if isinstance(data, list | tuple | set) else {str(data or "")}
    for choice in field.iter_choices():
        if str(choice[0]) in chosen and str(choice[0]):
            yield str(choice[1])
