"""Pages of ties."""

from flask import Blueprint

pages = Blueprint("ties", __name__, url_prefix="/netzwerk")
