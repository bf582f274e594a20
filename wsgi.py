"""The application, as gunicorn and flask find it."""

from lotsen import create_app

app = create_app()
