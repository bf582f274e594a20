"""Forms of a volunteer's own pages."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange, Optional

from lotsen.forms import Form, choices
from lotsen.own_pages import dates_then
from lotsen.record_form import RecordForm
from lotsen.sign_ups.profile import ProfileForm as SignUpProfile


class ProfileForm(RecordForm, SignUpProfile):
    """Everything she told at sign-up, and how many tandems she wants at a time."""

    capacity = IntegerField(
        _l("Wie viele Tandems möchten Sie gleichzeitig?"),
        [
            InputRequired(_l("Bitte geben Sie eine Zahl ein.")),
            NumberRange(1, 10, _l("Bitte geben Sie eine Zahl von 1 bis 10 ein.")),
        ],
        render_kw={"min": 1, "max": 10, "class": "is-short"},
    )


THEN = {
    dates_then.CANNOT: _l("Ich kann dann nicht"),
    dates_then.COMES: _l("Ich komme trotzdem"),
}


class AbsenceForm(Form):
    """From–to, both days included."""

    from_on = DateField(_l("Erster Tag"), [InputRequired(_l("Bitte geben Sie den ersten Tag ein."))])
    until_on = DateField(_l("Letzter Tag"), [InputRequired(_l("Bitte geben Sie den letzten Tag ein."))])
    then = RadioField(_l("Was soll mit diesen Terminen werden?"), [Optional()], choices=choices(THEN))


class ConsentsForm(Form):
    """What she allows, each for itself."""

    newsletter = BooleanField(_l("Ich möchte den Rundbrief bekommen."))
    mail_group = BooleanField(_l("Ich möchte in die E-Mail-Gruppe der Ehrenamtlichen."))
    neighbours = BooleanField(_l("Sie dürfen mich auch für Nachbargemeinden fragen."))


class LeaveForm(Form):
    """The last word, with a tick so that nobody leaves by mistake."""

    is_sure = BooleanField(
        _l("Ja, ich möchte mein Engagement beenden."),
        [InputRequired(_l("Bitte setzen Sie den Haken, wenn Sie sicher sind."))],
    )
    wants_deletion = BooleanField(
        _l("Bitte löschen Sie meine Angaben sofort."),
        description=_l("Das geschieht heute Nacht. Einen Nachweis über Ihr Engagement gibt es danach nicht mehr."),
    )
