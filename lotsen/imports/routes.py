"""Pages of imports."""

from flask import Blueprint

pages = Blueprint("imports", __name__, url_prefix="/importe")
