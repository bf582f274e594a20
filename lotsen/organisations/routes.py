"""Pages of organisations."""

from flask import Blueprint

pages = Blueprint("organisations", __name__, url_prefix="/stellen")
