"""Forms of standing in and handing over."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from lotsen.forms import CheckboxesField, Form, choices
from lotsen.newcomers.free_text import HINT, Harmless


class DeputyForm(Form):
    """Who is away, who stands in, from when to when."""

    absent = SelectField(_l("Wer ist weg?"), [InputRequired(_l("Bitte wählen Sie aus."))])
    deputy = SelectField(_l("Wer vertritt?"), [InputRequired(_l("Bitte wählen Sie aus."))])
    from_on = DateField(_l("Erster Tag"), [InputRequired(_l("Bitte geben Sie den ersten Tag ein."))])
    until_on = DateField(_l("Letzter Tag"), [InputRequired(_l("Bitte geben Sie den letzten Tag ein."))])
    includes_protected = BooleanField(
        _l("Auch Personen mit Auskunftssperre"),
        description=_l("Nur wenn es sein muss. Das können nur Sie selbst oder die Regionalverwaltung festlegen."),
    )


class PeopleForm(Form):
    """Who goes to whom for good."""

    to = SelectField(_l("An wen?"), [InputRequired(_l("Bitte wählen Sie aus."))])
    people = CheckboxesField(_l("Welche Personen?"))
    with_protected = BooleanField(
        _l("Ja, auch Personen mit Auskunftssperre"),
        description=_l("Die neue zuständige Person sieht dann Ort und Kontakt."),
    )


class AskForm(Form):
    """A volunteer asks for somebody to take over."""

    kind = RadioField(
        _l("Wie lange?"),
        [InputRequired(_l("Bitte wählen Sie aus."))],
        choices=choices({"vertretung": _l("nur für einige Zeit"), "dauerhaft": _l("für immer")}),
    )
    from_on = DateField(_l("Erster Tag"), [Optional()])
    until_on = DateField(_l("Letzter Tag"), [Optional()])
    reason = TextAreaField(
        _l("Möchten Sie uns etwas dazu sagen?"), [Optional(), Length(max=300), Harmless()], description=HINT,
        render_kw={"rows": 2, "maxlength": 300},
    )  # fmt: skip
