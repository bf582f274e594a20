"""What is said after the network has changed: the pages that rest on results follow a little later."""

from flask import flash
from flask_babel import gettext as _


def tell_change(done: str) -> None:
    """What was done, and that nobody has to do anything for the numbers to follow."""
    follows = _("Lücken und Zahlen des Netzes werden in den nächsten Minuten neu berechnet.")
    flash(f"{done} {follows}", "success")
