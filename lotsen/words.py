"""Words for people and for what they do, where several rooms say the same: one table each.

A room that asks or tells it differently keeps its own: the answers at sign-up explain the modes
(``sign_ups/answers.py``), the form of a request says whom it looks for (``help_requests/forms.py``).
"""

from typing import Final

from flask_babel import lazy_gettext as _l

#: Who somebody is in the programme.
MODES: Final = {
    "lotse": _l("Lots:in"),
    "pate": _l("Pat:in"),
    "laiendolmetscher": _l("Laiendolmetscher:in"),
}
#: The same as many people, for rules about all of them.
MODES_OF_MANY: Final = {
    "lotse": _l("Lots:innen"),
    "pate": _l("Pat:innen"),
    "laiendolmetscher": _l("Laiendolmetscher:innen"),
}
#: The same as what is done, for the volunteer's own pages.
ACTIVITIES: Final = {
    "lotse": _l("Lotsenbegleitung"),
    "pate": _l("Patenschaft"),
    "laiendolmetscher": _l("Übersetzen"),
}
GENDERS: Final = {"w": _l("Frau"), "m": _l("Mann"), "d": _l("divers")}
#: The ages that the Sachbericht counts; never a date of birth.
AGE_BANDS: Final = {
    "unter_18": _l("unter 18"),
    "18_26": _l("18 bis 26"),
    "27_39": _l("27 bis 39"),
    "40_59": _l("40 bis 59"),
    "60_plus": _l("60 und älter"),
}
