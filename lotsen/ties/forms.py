"""Forms of the network: its filter, and stating a tie."""

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from lotsen.forms import CheckboxesField, Form, OnceForm, choices
from lotsen.ties.models import KINDS

KIND_LABELS = {
    "fallverantwortung": _l("Fallverantwortung"),
    "falluebergabe": _l("Fallübergabe"),
    "verweisberatung": _l("Verweis und Beratung"),
    "runder_tisch": _l("Runder Tisch"),
    "arbeitskreis": _l("Arbeitskreis"),
    "steuerungsgruppe": _l("Steuerungsgruppe"),
    "fachaufsicht": _l("Fachaufsicht"),
    "finanzierung": _l("Finanzierung"),
    "kooperationsvereinbarung": _l("Kooperationsvereinbarung"),
    "traegerschaft": _l("Trägerschaft"),
    "schulung": _l("Schulung"),
    "patenschaft_lotseneinsatz": _l("Patenschaft oder Lotseneinsatz"),
    "tandem_haupt_ehrenamt": _l("Begleitung von Ehrenamtlichen"),
    "datenaustausch": _l("Datenaustausch"),
    "raumnutzung": _l("Raumnutzung"),
    "sprachmittlung": _l("Sprachmittlung"),
    "informationsfluss": _l("Informationsfluss"),
    "tandem": _l("Tandem"),
    "former_tandem": _l("beendetes Tandem"),
    "membership": _l("Zugehörigkeit"),
}
GROUP_LABELS = {
    "staff": _l("Hauptamtliche"),
    "volunteer": _l("Ehrenamtliche"),
    "mso": _l("Migrantenorganisationen"),
    "voluntary": _l("Helferkreise und Vereine"),
    "body": _l("Stellen und Ämter"),
}
FREQUENCY_LABELS = {
    "woechentlich": _l("jede Woche"),
    "monatlich": _l("jeden Monat"),
    "quartal": _l("jedes Quartal"),
    "anlassbezogen": _l("bei Anlass"),
    "ruhend": _l("ruht"),
}
INTENSITY_LABELS = {
    "1": _l("Man kennt sich"),
    "2": _l("Man arbeitet zusammen"),
    "3": _l("Man stimmt sich ab"),
    "4": _l("Man handelt gemeinsam"),
}


class TieForm(OnceForm):
    """Who works with whom, how closely, and since when nobody has spoken."""

    one = SelectField(_l("Wer"), validators=[InputRequired(_l("Bitte wählen Sie eine Seite."))])
    other = SelectField(_l("Mit wem"), validators=[InputRequired(_l("Bitte wählen Sie eine Seite."))])
    kind = SelectField(
        _l("Art der Zusammenarbeit"),
        choices=choices((key, KIND_LABELS[key]) for key in KINDS),
    )
    intensity = RadioField(
        _l("Wie eng"),
        choices=choices(INTENSITY_LABELS),
        default="2",
    )
    frequency = SelectField(
        _l("Wie oft"),
        choices=choices(FREQUENCY_LABELS, _l("keine Angabe")),
    )
    last_contact_on = DateField(_l("Letzter Kontakt am"), validators=[Optional()])
    until_on = DateField(
        _l("Gilt bis"), validators=[Optional()], description=_l("Nur bei Vereinbarungen mit einem Ende.")
    )
    note = TextAreaField(
        _l("Notiz"), validators=[Optional(), Length(max=300)],
        description=_l("Nichts über einzelne Zugewanderte und nichts über Gesundheit, Religion oder Aufenthalt."),
    )  # fmt: skip


class _Filter(Form):
    """A filter changes nothing, so it needs no token; its fields are what stands in the address."""

    class Meta(Form.Meta):
        """Read from the address."""

        csrf = False


class PictureFilter(_Filter):
    """Which nodes and ties the picture shows."""

    gemeinde = HiddenField()
    knoten = HiddenField()
    art = CheckboxesField(_l("Zeigen"), description=_l("Ohne Haken: alle."))
    fenster = SelectField(_l("Kontakt"))


class CoverageFilter(_Filter):
    """Which part of supply and demand is listed."""

    sprache = SelectField(_l("Sprache"))
    thema = SelectField(_l("Thema"))
    gemeinde = SelectField(_l("Gemeinde"))
    ansicht = SelectField(
        _l("Ansicht"),
        choices=choices({"": _l("Schritt für Schritt"), "einzeln": _l("alles in einer Liste")}),
    )


class WishForm(_Filter):
    """What acts may cost, and what counts as enough; costs are in any unit, for instance hours."""

    BOUNDS: ClassVar[dict[str, tuple[int, int]]] = {
        "budget": (5, 200), "werben": (1, 40), "schulen": (1, 40), "vorstellen": (1, 40), "zahl": (1, 10)
    }  # fmt: skip
    budget = IntegerField(_l("Was Sie insgesamt aufwenden können"))
    werben = IntegerField(_l("Aufwand: eine Person werben"))
    schulen = IntegerField(_l("Aufwand: eine Schulung"))
    vorstellen = IntegerField(_l("Aufwand: zwei Gemeinden bekannt machen"))
    zahl = IntegerField(_l("Höchstens so viele Schritte"))
    personen = SelectField(
        _l("Genug ist"),
        choices=choices({1: _l("wenn jemand da ist"), 2: _l("wenn zwei da sind")}),
    )
