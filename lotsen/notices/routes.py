"""Pages of notices."""

from flask import Blueprint

pages = Blueprint("notices", __name__, url_prefix="/nachrichten")
