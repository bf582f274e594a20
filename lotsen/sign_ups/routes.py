"""Pages of sign ups."""

from flask import Blueprint

pages = Blueprint("sign_ups", __name__, url_prefix="/mitmachen")
