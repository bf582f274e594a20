"""Free texts about newcomers: short, and without what nobody may note down (Art. 9 DSGVO, § 87 AufenthG)."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from lotsen.imports.sensitive import sensitive_kinds

KINDS: Final = {
    "health": _l("Gesundheit"),
    "religion": _l("Religion"),
    "residence": _l("Aufenthalt und Asyl"),
    "sexuality": _l("Sexualität"),
    "offence": _l("Straftaten"),
}
HINT = _l("Bitte nichts über Gesundheit, Religion oder Aufenthalt schreiben.")


def fault(text: str | None) -> str | None:
    """The sentence about a text that gives too much away, or None for a harmless one."""
    kinds = sensitive_kinds(text or "")
    if not kinds:
        return None
    named = ", ".join(str(KINDS.get(kind, kind)) for kind in kinds)
    return str(
        _("Dieser Text verrät etwas über: %(kinds)s. Das speichern wir nicht. Bitte lassen Sie es weg.",
          kinds=named)
    )  # fmt: skip


class Harmless:
    """A form field that refuses texts about health, religion, residence and the like."""

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse the text with a sentence that says what to leave out."""
        if sentence := fault(field.data):
            raise ValidationError(sentence)
