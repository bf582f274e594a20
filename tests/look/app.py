"""The app that shows every building block; ``python -m tests.look.app`` serves it to look at."""

from pathlib import Path
from typing import Any

from flask import Flask, flash, render_template, request
from flask_babel import Babel, get_locale
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader

from lotsen.assets import serve_assets
from lotsen.half_days import DAY_LABELS, TIME_LABELS
from lotsen.headers import add_headers
from tests.look.forms import Everything

HERE = Path(__file__).resolve().parent
LANGUAGES = {"de": "Deutsch", "en": "English", "ar": "العربية", "uk": "Українська"}
WELCOMES = {
    "de": ("Schön, dass Sie mitmachen", "Zwei kurze Seiten. Alles Weitere besprechen wir persönlich."),
    "en": ("Good to have you with us", "Two short pages. We talk about the rest in person."),
    "ar": ("يسعدنا أنك تشارك معنا", "صفحتان قصيرتان فقط. نتحدث عن الباقي معًا."),
    "uk": ("Добре, що ви з нами", "Дві короткі сторінки. Про решту поговоримо особисто."),
}
STAFF_PAGES = {"/start": "Start", "/list": "Ehrenamtliche", "/candidates": "Anfragen", "/network": "Netzwerk"}


class Account:
    """A coordinator with a long name."""

    role = "coordinator"
    display_name = "Miriam Okafor-Sánchez"


class Settings:
    """What the frame reads of the settings."""

    is_demo = True
    operator_name = "Main-Kinzig-Kreis"


class Pages:
    """The third page of many, as Flask-SQLAlchemy gives it."""

    page, pages, total, first, last = 3, 12, 287, 51, 75

    def iter_pages(self, **_edges: int) -> list[int | None]:
        """First, around here, last."""
        return [1, None, 2, 3, 4, None, 12]


def _context() -> dict[str, Any]:
    locale = get_locale()
    is_staff = request.path in STAFF_PAGES
    entries = [(label, url, url == request.path) for url, label in STAFF_PAGES.items()]
    return {
        "settings": Settings(),
        "current_account": Account() if is_staff else None,
        "navigation": entries if is_staff else [],
        "languages": [(code, name, f"?lang={code}", code == str(locale)) for code, name in LANGUAGES.items()],
        "lang": str(locale),
        "dir": locale.text_direction if locale else "ltr",
    }


def make_app() -> Flask:
    """Build the app: our templates and assets, no register behind them."""
    app = Flask("look", static_folder=None)
    app.secret_key = "a key for tests only"
    loaders = [FileSystemLoader(HERE / "templates"), FileSystemLoader(HERE.parent.parent / "templates")]
    app.jinja_loader = ChoiceLoader(loaders)
    Babel(app, default_locale="de", locale_selector=lambda: request.args.get("lang", "de"))
    CSRFProtect(app)
    add_headers(app)
    serve_assets(app)
    app.context_processor(_context)

    @app.route("/start")
    def start() -> str:
        flash("Das Erstgespräch ist eingetragen.", "success")
        return render_template("start.html")

    @app.route("/list")
    def listing() -> str:
        return render_template("list.html", pages=Pages())

    @app.route("/candidates")
    def candidates() -> str:
        return render_template("candidates.html", day_labels=DAY_LABELS, time_labels=TIME_LABELS)

    @app.route("/front")
    def front() -> str:
        return render_template("front.html")

    @app.route("/form", methods=["GET", "POST"])
    def form() -> tuple[str, int]:
        form = Everything(times=["mon-am", "wed-eve"])
        refused = form.is_submitted() and not form.languages.press(request.form) and not form.validate()
        return render_template("form.html", form=form, welcome=WELCOMES[str(get_locale())]), 422 if refused else 200

    return app


if __name__ == "__main__":
    make_app().run(port=5050)
