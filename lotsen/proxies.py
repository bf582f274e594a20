"""Whose word we take for the address of a visitor: as many proxies as the operator runs, and nobody else."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def trust_proxies(app: Flask, count: int) -> None:
    """Believe the last ``count`` entries of X-Forwarded-For and -Proto; a host name is never believed.

    Without this every visitor behind the proxy would share one limit for guessed passwords.
    """
    if count > 0:
        vars(app)["wsgi_app"] = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)
