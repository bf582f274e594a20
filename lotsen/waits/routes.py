"""How expected waits are estimated, and how far they came true: to be read and doubted."""

from flask import Blueprint, render_template

from lotsen.waits import service

pages = Blueprint("waits", __name__, url_prefix="/wartezeiten")


@pages.get("/")
def method() -> str:
    """Wie wir schätzen: the method in plain words, and the calibration of this region."""
    requests, volunteers = service.calibrations()
    return render_template("waits/method.html", requests=requests, volunteers=volunteers)
