"""In which language a page speaks: ``?lang``, the account, the cookie, the browser, German."""

from urllib.parse import quote

from flask import Flask, Response, g, has_request_context, request, url_for
from flask_babel import get_locale
from flask_login import current_user

from lotsen import date_words
from lotsen.extensions import babel
from lotsen.languages import LANGUAGES_BY_CODE, language_name, level_name

LANGUAGES = {"de": "Deutsch", "en": "English", "ar": "العربية", "uk": "Українська"}
COOKIE = "lotsen-language"


def choose() -> str:
    """The language of this request; German for jobs and commands."""
    if not has_request_context():
        return "de"
    for asked in (g.get("language"), request.args.get("lang"), request.cookies.get(COOKIE)):
        if asked in LANGUAGES:
            return str(asked)
    if current_user and current_user.is_authenticated and current_user.language in LANGUAGES:
        return str(current_user.language)
    return request.accept_languages.best_match(LANGUAGES, default="de") or "de"


def page_language(code: str) -> str | None:
    """The language of our pages for whoever speaks the language ``code`` (ISO 639-3); None where there is none."""
    spoken = LANGUAGES_BY_CODE.get(code)
    return spoken.tag if spoken and spoken.tag in LANGUAGES else None


def speak(language: str) -> None:
    """Speak this language for the rest of the request, whatever the browser says."""
    if language in LANGUAGES:
        g.language = language


def speak_to_reader(language: str) -> None:
    """Speak the language of whoever got the mail behind this address, unless another was chosen."""
    if "lang" not in request.args and COOKIE not in request.cookies:
        speak(language)


def _links() -> list[tuple[str, str, str, bool]]:
    """Code, own name, address of this page in that language, and whether it is the current one."""
    if request.endpoint is None or request.method != "GET":
        base, values = url_for("start.index"), {}
    else:
        base, values = request.path, request.args.to_dict(flat=False)
    here = str(get_locale())
    links = []
    for code, name in LANGUAGES.items():
        query = "&".join(
            f"{quote(key, safe='')}={quote(item, safe='')}"
            for key, items in {**values, "lang": [code]}.items()
            for item in items
        )
        links.append((code, name, f"{base}?{query}", code == here))
    return links


def add_languages(app: Flask) -> None:
    """Bind gettext, remember a chosen language in a cookie, and give templates names and dates in it."""
    app.config["BABEL_DEFAULT_LOCALE"] = "de"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Berlin"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "../translations"
    babel.init_app(app, locale_selector=choose)

    app.jinja_env.globals.update(language_name=language_name, level_name=level_name, page_languages=LANGUAGES)
    app.jinja_env.filters.update(date_words.FILTERS)

    @app.after_request
    def _remember(response: Response) -> Response:
        chosen = request.args.get("lang")
        if chosen in LANGUAGES:
            response.set_cookie(
                COOKIE, chosen, max_age=365 * 86400, samesite="Lax", httponly=True, path="/",
                secure=bool(app.config["SESSION_COOKIE_SECURE"]),
            )  # fmt: skip
        return response

    @app.context_processor
    def _texts() -> dict[str, object]:
        locale = get_locale()
        return {
            "languages": _links() if request else [],
            "lang": str(locale),
            "dir": locale.text_direction if locale else "ltr",
        }
