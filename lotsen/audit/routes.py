"""Pages of audit."""

from flask import Blueprint

pages = Blueprint("audit", __name__, url_prefix="/protokoll")
