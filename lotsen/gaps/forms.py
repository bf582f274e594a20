"""Forms of gaps: the filter, what becomes of one, and the letters that begin the work."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from lotsen import clock
from lotsen.filter_forms import FilterForm
from lotsen.forms import CheckboxesField, Form, OnceForm
from lotsen.gaps import states
from lotsen.newcomers.free_text import HINT, Harmless

STATE_LABELS = {
    "offen": _l("offen (neu und in Arbeit)"),
    "neu": _l("neu"),
    "in_arbeit": _l("in Arbeit"),
    "ueberfaellig": _l("in Arbeit, Frist vorbei"),
    "geschlossen": _l("geschlossen"),
    "alle": _l("alle"),
}
WEIGHT_LABELS = {"hoch": _l("hoch"), "mittel": _l("mittel"), "gering": _l("gering")}
#: What a coordinator can do with a gap herself, as it stands in the choice.
MOVE_LABELS = {
    "begonnen": _l("Ich nehme sie in Arbeit"),
    "notiz": _l("Nur eine Notiz"),
    "erledigt": _l("Sie ist erledigt"),
    "angenommen": _l("Wir lassen sie so, wie sie ist"),
    "abgegeben": _l("Ich gebe sie wieder ab"),
    "geoeffnet": _l("Wieder öffnen"),
}
#: The history, in words.
STEP_LABELS = {
    "begonnen": _l("In Arbeit genommen"),
    "werbetext": _l("Werbung begonnen"),
    "schulung": _l("Zur Schulung eingeladen"),
    "vorstellung": _l("Zwei Seiten bekannt gemacht"),
    "entlastung": _l("Nach Entlastung gefragt"),
    "kontakt": _l("Eine Seite sagt: Wir haben gesprochen"),
    "bekannt": _l("Beide haben gesprochen. Der Kontakt steht jetzt im Netz"),
    "notiz": _l("Notiz"),
    "abgegeben": _l("Wieder abgegeben"),
    "erledigt": _l("Als erledigt geschlossen"),
    "angenommen": _l("So belassen"),
    "von_selbst": _l("Von selbst geschlossen: Die Regel findet sie nicht mehr"),
    "wieder_da": _l("Wieder da: Die Regel findet sie wieder"),
    "besteht_weiter": _l("Wieder geöffnet: Sie besteht weiter, obwohl sie erledigt hieß"),
    "wiedervorlage": _l("Wieder geöffnet: Der Tag zum Nachsehen ist da"),
    "geoeffnet": _l("Wieder geöffnet"),
}
ENDED_LABELS = {
    states.DONE: _l("erledigt"),
    states.ACCEPTED: _l("so belassen"),
    states.BY_ITSELF: _l("von selbst geschlossen"),
}


class GapFilter(FilterForm):
    """Which gaps are listed; the names are those of the address."""

    stand = SelectField(_l("Stand"))
    hilft = SelectField(_l("Was hilft"))
    regel = SelectField(_l("Art der Lücke"))
    gewicht = SelectField(_l("Gewicht"))
    gemeinde = SelectField(_l("Gemeinde"))
    sprache = SelectField(_l("Sprache"))


class MoveForm(OnceForm):
    """What becomes of a gap: in work, done, left as it is, given back, opened again, or only a note."""

    step = RadioField(_l("Was ist mit dieser Lücke?"), [InputRequired(_l("Bitte wählen Sie aus."))])
    until_on = DateField(
        _l("Nachsehen am"), [Optional()],
        description=_l("Ist die Lücke danach noch offen, steht sie als überfällig in der Liste."),
    )  # fmt: skip
    note = TextAreaField(
        _l("Notiz oder Grund"), [Optional(), Length(max=500), Harmless()], description=HINT,
        render_kw={"rows": 3, "maxlength": 500},
    )  # fmt: skip


class SidesForm(FilterForm):
    """Who is introduced to whom; stands in the address."""

    one = SelectField(_l("Wer"))
    other = SelectField(_l("Mit wem"))


class LetterForm(OnceForm):
    """What is written to whom. ``seen`` names what was looked at before sending."""

    title = StringField(
        _l("Betreff"), [InputRequired(_l("Bitte schreiben Sie einen Betreff.")), Length(max=90), Harmless()]
    )
    text = TextAreaField(
        _l("Text"), [InputRequired(_l("Bitte schreiben Sie einen Text.")), Length(max=3000)],
        description=_l("Anrede, Kontakt des Vielfaltszentrums und Schluss kommen von selbst dazu."),
        render_kw={"rows": 12, "maxlength": 3000},
    )  # fmt: skip
    recipients = CheckboxesField(_l("An wen?"))
    due_on = DateField(
        _l("Nachsehen am"), [InputRequired(_l("Bitte wählen Sie einen Tag."))],
        default=lambda: clock.today() + timedelta(days=states.WORK_DAYS),
        description=_l("An diesem Tag erinnert Sie die Startseite."),
    )  # fmt: skip
    seen = HiddenField()


class ConfirmForm(Form):
    """One press says that the two have talked."""
