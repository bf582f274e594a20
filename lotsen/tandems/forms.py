"""Small forms around a tandem: when they meet, that they met, why it ends."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lotsen import clock
from lotsen.filter_forms import WhoseField
from lotsen.forms import AboutNow, Form, OnceForm, choices
from lotsen.newcomers.free_text import HINT, Harmless
from lotsen.tandems.codes import END_REASONS, LABELS
from lotsen.words import MODES


class FirstMeetingForm(Form):
    """When the two meet for the first time."""

    day = DateField(_l("Tag"), [InputRequired(_l("Bitte geben Sie den Tag an.")), AboutNow()])
    time = TimeField(_l("Uhrzeit"), [InputRequired(_l("Bitte geben Sie die Uhrzeit an."))])

    def at(self) -> datetime:
        """The instant, as the clocks in Hessen show it."""
        assert self.day.data is not None
        assert self.time.data is not None
        return datetime.combine(self.day.data, self.time.data, clock.BERLIN)


class DatesForm(Form):
    """Up to three dates for the first meeting; both sides tick what suits."""

    first_day = DateField(_l("1. Tag"), [InputRequired(_l("Bitte geben Sie den Tag an.")), AboutNow()])
    first_time = TimeField(_l("Uhrzeit"), [InputRequired(_l("Bitte geben Sie die Uhrzeit an."))])
    second_day = DateField(_l("2. Tag"), [Optional(), AboutNow()])
    second_time = TimeField(_l("Uhrzeit"), [Optional()])
    third_day = DateField(_l("3. Tag"), [Optional(), AboutNow()])
    third_time = TimeField(_l("Uhrzeit"), [Optional()])

    def instants(self) -> list[datetime]:
        """The dates that were filled in, as the clocks in Hessen show them."""
        pairs = [(self[f"{which}_day"].data, self[f"{which}_time"].data) for which in ("first", "second", "third")]
        return [datetime.combine(day, time, clock.BERLIN) for day, time in pairs if day and time]


class MissedForm(OnceForm):
    """A meeting to which one side did not come."""

    missed_on = DateField(
        _l("Wann war das Treffen verabredet?"), [InputRequired(_l("Bitte geben Sie den Tag an.")), AboutNow()]
    )
    missed_by = SelectField(
        _l("Wer ist nicht gekommen?"),
        choices=choices({"newcomer": _l("Zugewanderte Person"), "volunteer": _l("Ehrenamtliche Person")}),
    )


class AgreementForm(Form):
    """What the agreement says: how long, and how much time a week."""

    agreed_until_on = DateField(
        _l("Die Vereinbarung gilt bis"), [InputRequired(_l("Bitte geben Sie den Tag an.")), AboutNow(years=10)]
    )
    weekly_minutes = IntegerField(
        _l("Zeit in der Woche (Minuten)"), [Optional(), NumberRange(15, 1200)], render_kw={"class": "is-short"}
    )


class LookAgainForm(Form):
    """Why it ends before somebody else is sought."""

    reason = SelectField(_l("Warum endet das Tandem?"), choices=choices(END_REASONS, _l("Bitte wählen")))
    note = StringField(_l("Bemerkung"), [Optional(), Length(max=300), Harmless()], description=HINT)


class ClosingForm(Form):
    """That the closing talk took place."""

    closing_talk_on = DateField(_l("Abschlussgespräch geführt am"), [InputRequired(_l("Bitte geben Sie den Tag an."))])


class MeetingForm(OnceForm):
    """A meeting that took place."""

    on = DateField(_l("Wann war das Treffen?"), [InputRequired(_l("Bitte geben Sie den Tag an.")), AboutNow()])
    minutes = IntegerField(_l("Wie lange? (Minuten)"), [Optional(), NumberRange(5, 1440)])


class EndForm(Form):
    """Why it ends."""

    reason = SelectField(_l("Warum endet das Tandem?"), choices=choices(END_REASONS, _l("Bitte wählen")))
    ended_on = DateField(_l("Beendet am"), [Optional()])
    note = StringField(_l("Bemerkung"), [Optional(), Length(max=300), Harmless()], description=HINT)


class TandemFilter(Form):
    """The filter above the list."""

    class Meta(Form.Meta):
        csrf = False

    whose = WhoseField()
    status = SelectField(_l("Stand"), choices=choices({"laufende": _l("laufende"), "alle": _l("alle"), **LABELS}))
    mode = SelectField(_l("Art"), choices=choices(MODES, _l("alle")))
    silent = SelectField(
        _l("Letzter Kontakt"),
        choices=choices({30: _l("vor über 30 Tagen"), 90: _l("vor über 90 Tagen")}, _l("egal")),
    )
