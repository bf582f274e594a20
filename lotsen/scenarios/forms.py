"""Forms of scenarios: under which name a question is kept."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from lotsen.forms import OnceForm
from lotsen.scenarios.models import LONGEST_NAME


class KeepForm(OnceForm):
    """A name for a question; who leaves stands in hidden fields beside it."""

    name = StringField(
        _l("Name"), [InputRequired(_l("Bitte geben Sie einen Namen ein.")), Length(max=LONGEST_NAME)],
        description=_l("Alle, die das Netzwerk sehen dürfen, finden das Szenario unter diesem Namen."),
    )  # fmt: skip
