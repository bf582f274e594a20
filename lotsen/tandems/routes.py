"""Pages of tandems."""

from flask import Blueprint

pages = Blueprint("tandems", __name__, url_prefix="/tandems")
