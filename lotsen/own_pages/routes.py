"""Pages of own pages."""

from flask import Blueprint

pages = Blueprint("own_pages", __name__, url_prefix="/meine-seite")
