"""The filter of the record."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.validators import Optional

from lotsen.forms import Form, choices


class RecordFilterForm(Form):
    """Who, what, about what, when."""

    class Meta(Form.Meta):
        """A filter changes nothing, so it needs no token."""

        csrf = False

    account = SelectField(_l("Konto"), [Optional()])
    subject = SelectField(_l("Gegenstand"), [Optional()])
    action = SelectField(_l("Vorgang"), [Optional()])
    since = DateField(_l("Vom"), [Optional()])
    until = DateField(_l("Bis"), [Optional()])

    def offer(
        self, accounts: list[tuple[str, Any]], subjects: list[tuple[str, Any]], actions: list[tuple[str, Any]]
    ) -> None:
        """Offer what there is to choose from."""
        for field, offered in ((self.account, accounts), (self.subject, subjects), (self.action, actions)):
            field.choices = choices(offered, _l("alle"))
