"""Forms above lists: a GET form without a token, whose long lists of choices are made once per language.

WTForms would translate, escape and render each of some 130 choices anew for every page, which takes
longer than everything else about a list.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale, get_locale
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from markupsafe import escape
from wtforms import SelectField, widgets
from wtforms.widgets.core import html_params

from lotsen.access import Role
from lotsen.forms import Form, choices


class Choices:
    """What a filter offers; the empty choice filters nothing."""

    def __init__(self, offered: Mapping[Any, object], empty: object) -> None:
        self.labels: dict[str, object] = {"": empty, **{str(key): label for key, label in offered.items()}}
        self._options: dict[str, dict[str, str]] = {}

    def options(self, language: str) -> dict[str, str]:
        """Each choice as HTML, in this language."""
        if language not in self._options:
            with force_locale(language):
                self._options[language] = {key: _option(key, label) for key, label in self.labels.items()}
        return self._options[language]


def _option(key: str, label: object) -> str:
    return f'<option value="{escape(key)}">{escape(str(label))}</option>'


class Select(widgets.Select):
    """A list of choices; named like its parent, because macros/forms.html asks for that name."""

    def __call__(self, field: Any, **attributes: Any) -> Any:
        """The control with the given choice selected; escaped here, marked as HTML by ``Form.Meta.render_field``."""
        attributes.setdefault("id", field.id)
        options = field.offered.options(str(get_locale()))
        chosen = field.chosen()
        parts = [
            html.replace("<option", "<option selected", 1) if key == chosen else html for key, html in options.items()
        ]
        return f"<select {html_params(name=field.name, **attributes)}>{''.join(parts)}</select>"


class ListField(SelectField):
    """One choice of a list; anything that is not on offer counts as the empty choice."""

    widget = Select()
    offered: Choices

    def __init__(self, label: Any, offered: Choices | None = None, **options: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **options)
        if offered is not None:
            self.offered = offered

    def chosen(self) -> str:
        """The key that was chosen, empty where it is not on offer."""
        return str(self.data) if self.data in self.offered.labels else ""


class WhoseField(SelectField):
    """One's own or everybody's: coordinators look after the region, so they begin with all of it."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        offered = choices({"meine": _l("meine"), "alle": _l("alle")})
        super().__init__(label or _l("Wessen"), choices=offered, default=_usual_scope, **options)

    @property
    def is_own(self) -> bool:
        """Whether only the reader's own are asked for."""
        return bool(self.data != "alle")


def _usual_scope() -> str:
    return "alle" if getattr(current_user, "role", None) == Role.COORDINATOR else "meine"


class FilterForm(Form):
    """The form every filter starts from."""

    class Meta(Form.Meta):
        """Nothing is changed, so there is nothing to forge."""

        csrf = False

    def value(self, name: str) -> str:
        """What was chosen or typed, empty where it was not on offer."""
        field = self._fields[name]
        return field.chosen() if isinstance(field, ListField) else str(field.data or "")[:80]
