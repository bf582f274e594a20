"""The filter above the list of newcomers."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from lotsen.filter_forms import WhoseField
from lotsen.forms import Form, choices
from lotsen.newcomers.forms import municipality_choices


class NewcomerFilter(Form):
    """Whose, where, and with or without an open request."""

    class Meta(Form.Meta):
        csrf = False

    whose = WhoseField()
    ags = SelectField(_l("Gemeinde"))
    is_open = SelectField(
        _l("Offene Anfrage"),
        choices=choices({"ja": _l("ja"), "nein": _l("nein")}, _l("egal")),
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.ags.choices = municipality_choices(_l("alle"))
