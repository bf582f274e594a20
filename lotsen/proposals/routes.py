"""Pages of proposals."""

from flask import Blueprint

pages = Blueprint("proposals", __name__, url_prefix="/vorschlaege")
