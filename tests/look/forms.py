"""The form of the look: one field of every shape."""

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired

from lotsen.forms import CheckboxesField, Form, PostalCodeField, RowList, SelectChoice, TimeGridField


class LanguageRow(Form):
    """One language and how well."""

    class Meta(Form.Meta):
        """A row is guarded by the token of its form."""

        csrf = False

    language = SelectField("Sprache", choices=[SelectChoice("ara", "Arabisch"), SelectChoice("ukr", "Ukrainisch")])
    level = SelectField("Wie gut?", choices=[SelectChoice("B1", "B1 – kommt im Alltag zurecht")])


class Everything(Form):
    """Every shape a field can have."""

    name = StringField("Name", [DataRequired("Bitte nennen Sie Ihren Namen.")])
    mail = EmailField(
        "E-Mail-Adresse",
        [DataRequired("Bitte geben Sie Ihre E-Mail-Adresse an.")],
        description="Dorthin schicken wir den Link.",
    )
    postal_code = PostalCodeField("Postleitzahl", [DataRequired("Bitte geben Sie Ihre Postleitzahl an.")])
    born_on = DateField("Geburtsdatum", [DataRequired("Bitte geben Sie Ihr Geburtsdatum an.")])
    mode = RadioField(
        "Was möchten Sie tun?",
        [DataRequired("Bitte wählen Sie.")],
        choices=[
            SelectChoice("lotse", "Einzelne Termine begleiten"),
            SelectChoice("pate", "Länger begleiten"),
        ],
        description="Sie können das später ändern.",
    )
    needs = CheckboxesField(
        "Wobei möchten Sie helfen?",
        choices=[SelectChoice(key, key) for key in ("Behörden", "Schule", "Wohnung", "Arbeit")],
    )
    languages = RowList(FormField(LanguageRow), "Sprachen", min_entries=1, max_entries=3)
    times = TimeGridField("Wann haben Sie Zeit?", description="Ungefähr genügt.")
    note = TextAreaField("Was sollten wir wissen?")
    file = FileField("Liste")
    consent = BooleanField(
        "Ich bin einverstanden, dass meine Angaben für die Vermittlung gespeichert werden.",
        [DataRequired("Ohne Ihre Einwilligung geht es nicht.")],
        description="Sie können das jederzeit widerrufen.",
    )
