"""Forms in the house style: each field carries KERN's classes and tells screen readers its hint and fault."""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import EmailField, Field, FieldList, HiddenField, SelectMultipleField, StringField, TelField, URLField
from wtforms import Form as WTForm
from wtforms.fields import RadioField
from wtforms.fields import choices as choice_fields
from wtforms.meta import DefaultMeta
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, FileInput, HiddenInput, RadioInput, Select, SubmitInput, TextArea
from wtforms.widgets.core import Input

from lotsen import clock
from lotsen.errors import Invalid
from lotsen.half_days import DAY_LABELS, DAYS, GRID, TIME_LABELS, TIMES
from lotsen.imports.contacts import valid_mail

# Published types still lack the class that WTForms wants since 3.3 in place of tuples.
SelectChoice: Any = vars(choice_fields)["SelectChoice"]


def choices(offered: Mapping[Any, Any] | Iterable[tuple[Any, Any]], empty: object = None) -> list[Any]:
    """What a field offers, from keys and their words; an empty answer comes first where it may stay open."""
    first = [] if empty is None else [SelectChoice("", empty)]
    pairs = offered.items() if isinstance(offered, Mapping) else offered
    return [*first, *(SelectChoice(str(key), label) for key, label in pairs)]


if TYPE_CHECKING:  # Flask-WTF publishes no types; these are the ones we use
    _Rows = FieldList[Field]

    class _FlaskForm(WTForm):
        class Meta(DefaultMeta): ...

        csrf_token: Field

        def hidden_tag(self, *fields: Field) -> Markup: ...
        def is_submitted(self) -> bool: ...
        def validate_on_submit(self, extra_validators: Any = None) -> bool: ...
else:
    _Rows = FieldList
    _FlaskForm = FlaskForm

#: Signs nobody sees: they turn the order of what is read around (U+202A to U+2069), or end a text early.
_INVISIBLE = re.compile("[\x00\u202a-\u202e\u2066-\u2069]")
_CHECKS = (CheckboxInput, RadioInput)
_WRITTEN_LEFT_TO_RIGHT = (EmailField, TelField, URLField)
_NO_FREE_TEXT = (FileInput, HiddenInput, SubmitInput, *_CHECKS)


def _kern_class(field: Field) -> str:
    """Name the KERN class of a control; hidden fields have none."""
    widget = field.widget
    if isinstance(widget, CheckboxInput):
        block = "kern-form-check__checkbox"
    elif isinstance(widget, RadioInput):
        block = "kern-form-check__radio"
    elif isinstance(widget, Select) and not widget.multiple:
        block = "kern-form-input__select"
    elif isinstance(widget, HiddenInput):
        return ""
    elif isinstance(widget, SubmitInput):
        return "kern-btn kern-btn--primary"
    else:
        block = "kern-form-input__input"
    return f"{block} {block}--error" if field.errors else block


def _described_by(field: Field) -> str:
    """List the ids of the hint and the fault that the macros place beside the control."""
    parts = [f"{field.id}-hint"] if field.description else []
    return " ".join([*parts, f"{field.id}-error"] if field.errors else parts)


def _direction(field: Field) -> str | None:
    """Addresses and numbers always run left to right; free text follows what is written."""
    if isinstance(field, (*_WRITTEN_LEFT_TO_RIGHT, PostalCodeField)):
        return "ltr"
    is_text = isinstance(field.widget, (TextArea, Input)) and not isinstance(field.widget, _NO_FREE_TEXT)
    if is_text and getattr(field.widget, "input_type", "text") in ("text", "search"):
        return "auto"
    return None


def _attributes(field: Field, given: Mapping[str, Any]) -> dict[str, Any]:
    """Add what the house wants to what the caller asked for; the caller wins."""
    attributes: dict[str, Any] = dict(given)
    own = attributes.pop("class_", attributes.pop("class", ""))
    classes = f"{_kern_class(field)} {own}".strip()
    if classes:
        attributes["class"] = classes
    if described_by := _described_by(field):
        attributes.setdefault("aria-describedby", described_by)
    if field.errors:
        attributes.setdefault("aria-invalid", "true")
    if direction := _direction(field):
        attributes.setdefault("dir", direction)
    return attributes


class Form(_FlaskForm):
    """The form every feature starts from."""

    form_errors: list[str]

    class Meta(_FlaskForm.Meta):
        """Renders fields the KERN way, so that macros only place label, hint and fault."""

        def render_field(self, field: Field, render_kw: Any) -> Markup:
            """Render one control with classes, description, direction and state."""
            attributes = _attributes(field, {**(field.render_kw or {}), **dict(render_kw.items())})
            return Markup(field.widget(field, **attributes))  # noqa: S704 - widgets escape

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field; none of them takes invisible signs that make a text read as another."""
        is_fine = bool(super().validate(extra_validators))
        for field in self._fields.values():
            if isinstance(field.data, str) and _INVISIBLE.search(field.data):
                field.errors = [*field.errors, _("Hier stehen unsichtbare Zeichen. Bitte tippen Sie den Text neu.")]
                is_fine = False
        return is_fine

    def refuse(self, field_name: str | None, sentence: object) -> None:
        """Show a service's refusal at the field it is about, or above the whole form."""
        field = self._fields.get(field_name) if field_name else None
        if field is None:
            self.form_errors = [*self.form_errors, str(sentence)]
        else:
            field.errors = [*field.errors, str(sentence)]

    def passes(self, act: Callable[[], object]) -> bool:
        """Whether it was sent, is valid, and the service took it."""
        return self.validate_on_submit() and self.takes(act)

    def takes(self, act: Callable[[], object]) -> bool:
        """Carry out what the form asks for; what the service refuses (Invalid) stands in the form."""
        try:
            act()
        except Invalid as error:
            self.refuse(error.field, error)
            return False
        return True

    @property
    def http_status(self) -> int:
        """The status of a page that shows this form: 422 with faults."""
        return 422 if self.errors else 200

    def list_faults(self) -> list[tuple[str, str]]:
        """Every fault as (id of the control, sentence), in the order of the page, for the error summary."""
        faults = [("", str(sentence)) for sentence in self.form_errors]
        return faults + list(_faults_of(self._fields.values()))


class AboutNow:
    """A day within so many years before or after today: any other is a year that was mistyped.

    At the ends of the calendar a day is no instant in every time zone, nor has it one before or after it.
    """

    def __init__(self, years: int = 1) -> None:
        self.most = timedelta(days=366 * years)

    def __call__(self, _form: Form, field: Any) -> None:
        """Refuse the day."""
        if field.data is not None and abs(field.data - clock.today()) > self.most:
            raise ValidationError(_("Bitte prüfen Sie das Jahr."))


class OnceForm(Form):
    """A form that makes one new row, however often it is sent: the key of the row is made with the page."""

    key = HiddenField(default=lambda: str(uuid.uuid4()))

    def row_key(self) -> uuid.UUID:
        """The key that came along, or a fresh one where nobody sent any."""
        try:
            return uuid.UUID(self.key.data or "")
        except ValueError:
            return uuid.uuid4()


def _faults_of(fields: Iterable[Field]) -> Iterable[tuple[str, str]]:
    """Walk through rows and groups down to the controls."""
    for field in fields:
        inner = getattr(field, "entries", None)
        if inner is None and hasattr(field, "form"):
            inner = field.form._fields.values()
        inner_faults = list(_faults_of(inner)) if inner else []
        yield from inner_faults
        if not inner_faults:
            yield from ((_anchor(field), str(sentence)) for sentence in field.errors)


def _anchor(field: Field) -> str:
    """The id that a link of the error summary jumps to: the first choice of a group, else the control."""
    is_group = isinstance(field, RadioField | CheckboxesField | TimeGridField)
    return f"{field.id}-0" if is_group else str(field.id)


class CheckboxesField(SelectMultipleField):
    """Several answers to one question, as checkboxes; its data is a list of keys."""

    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """Refuse keys that were not offered."""
        offered = {str(choice[0]) for choice in self.iter_choices()}
        if not {str(key) for key in self.data or ()} <= offered:
            raise ValidationError(_("Bitte wählen Sie aus den angebotenen Antworten."))


class TimeGridField(CheckboxesField):
    """Free times in a week: keys from ``mon-am`` to ``sun-eve``; its data is a list of keys."""

    days = DAYS
    times = TIMES
    day_labels = DAY_LABELS
    time_labels = TIME_LABELS

    def __init__(self, label: Any = None, validators: Any = None, **given: Any) -> None:
        super().__init__(label, validators, choices=[SelectChoice(key) for key in GRID], **given)

    def cell_id(self, day: str, time: str) -> str:
        """The id of one cell's checkbox; the first one is where the error summary jumps to."""
        return f"{self.id}-{DAYS.index(day) * len(TIMES) + TIMES.index(time)}"

    def is_free(self, key: str) -> bool:
        """Was this half-day ticked?"""
        return key in (self.data or ())


def whole_mail(_form: Any, field: Any) -> None:
    """A validator: an address that can be one. Empty is fine, and no other machine is asked."""
    if field.data and field.data.strip() and valid_mail(field.data.strip()) is None:
        raise ValidationError(_("Diese E-Mail-Adresse ist nicht vollständig."))


class PostalCodeField(StringField):
    """Five digits, written left to right and filled in by the browser where it knows them."""

    def __init__(self, label: Any = None, validators: Any = None, **given: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "postal-code", "class": "is-short"}
        attributes.update(given.pop("render_kw", {}))
        super().__init__(label, validators, render_kw=attributes, **given)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Forgive spaces."""
        self.data = re.sub(r"\s", "", str(valuelist[0])) if valuelist else self.data

    def pre_validate(self, form: Any) -> None:
        """Refuse anything that is not five digits."""
        if self.data and not re.fullmatch(r"[0-9]{5}", self.data):
            raise ValidationError(_("Eine Postleitzahl hat fünf Ziffern."))


class RowList(_Rows):
    """Repeated rows that grow and shrink with plain submit buttons, so that they work without a script."""

    @property
    def add_name(self) -> str:
        """The name of the button that asks for one more row."""
        return f"{self.name}-add"

    def remove_name(self, entry: Field) -> str:
        """The name of the button that removes this row."""
        return f"{entry.name}-remove"

    def press(self, formdata: Mapping[str, Any]) -> bool:
        """Do what a row button asked for; True means: show the form again instead of validating it."""
        if self.add_name in formdata:
            if self.max_entries is None or len(self.entries) < self.max_entries:
                self.append_entry()
            return True
        for entry in list(self.entries):
            if self.remove_name(entry) in formdata:
                if len(self.entries) > max(self.min_entries, 1):
                    self.entries.remove(entry)
                return True
        return False
