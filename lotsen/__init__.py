"""The product: web pages around the register of a WIR region."""

from flask import Flask

from lotsen import extensions, headers
from lotsen.accounts.sessions import add_sessions
from lotsen.assets import serve_assets
from lotsen.cli import add_commands
from lotsen.crypto import KeyRing
from lotsen.database import add_database
from lotsen.door import add_door
from lotsen.errors import add_error_pages
from lotsen.features import add_features
from lotsen.jobs import add_jobs
from lotsen.language import add_languages
from lotsen.navigation import add_navigation
from lotsen.proxies import trust_proxies
from lotsen.schedule import SCHEDULE
from lotsen.settings import Settings, read_settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application: settings, extensions, doors, features, errors."""
    settings = settings or read_settings()
    app = Flask(__name__, template_folder="../templates", static_folder=None)
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key,
        LOTSEN=settings,
        MAX_CONTENT_LENGTH=11 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME="__Host-lotsen-form" if settings.is_https else "lotsen-form",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.extensions["key_ring"] = KeyRing(settings)

    add_database(app, settings)
    extensions.migrate.init_app(app, extensions.db)
    extensions.csrf.init_app(app)
    add_sessions(app)
    add_languages(app)
    headers.add_headers(app, is_https=settings.is_https)
    serve_assets(app, is_https=settings.is_https)
    add_error_pages(app)
    add_features(app)
    add_door(app, is_demo=settings.is_demo)
    trust_proxies(app, settings.trusted_proxies)
    add_navigation(app)
    add_jobs(app, SCHEDULE)
    add_commands(app)
    return app
