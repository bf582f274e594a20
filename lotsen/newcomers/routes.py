"""Pages of newcomers."""

from flask import Blueprint

pages = Blueprint("newcomers", __name__, url_prefix="/zugewanderte")
