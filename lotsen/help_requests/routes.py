"""Pages of help requests."""

from flask import Blueprint

pages = Blueprint("help_requests", __name__, url_prefix="/anfragen")
