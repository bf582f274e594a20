"""Pages of volunteers."""

from flask import Blueprint

pages = Blueprint("volunteers", __name__, url_prefix="/ehrenamtliche")
