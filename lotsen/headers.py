"""Security headers on every answer: pages, refusals, errors, downloads and files."""

import secrets

from flask import Flask, Response, g

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; object-src 'none'"
)
_UNUSED_POWERS = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen",
    "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi",
    "payment", "picture-in-picture", "screen-wake-lock", "serial", "sync-xhr", "usb",
    "xr-spatial-tracking",
)  # fmt: skip
# Passkeys are the one power of the browser that we use, and only on our own pages.
PERMISSIONS = ", ".join(
    [f"{power}=()" for power in _UNUSED_POWERS]
    + ["publickey-credentials-create=(self)", "publickey-credentials-get=(self)"]
)
COMMON_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}
HSTS = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}


def csp_nonce() -> str:
    """Give the one-time word that allows this page's own scripts, the same all through one answer."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def file_headers(*, is_https: bool) -> dict[str, str]:
    """Give the headers of a file: a file runs no script, so its policy needs no nonce."""
    policy = POLICY.replace("'nonce-{nonce}'", "'none'")
    return {**COMMON_HEADERS, "Content-Security-Policy": policy, **(HSTS if is_https else {})}


def add_headers(app: Flask, *, is_https: bool = False) -> None:
    """Let every answer of the application carry the headers; HSTS only where it is served by https."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce

    @app.after_request
    def _add(response: Response) -> Response:
        response.headers.update(COMMON_HEADERS)
        response.headers["Content-Security-Policy"] = POLICY.format(nonce=csp_nonce())
        if is_https:
            response.headers.update(HSTS)
        if _is_signed_in() or "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


def _is_signed_in() -> bool:
    """Was this answer made for a person? Flask-Login keeps who it loaded; we never load anew here."""
    return bool(getattr(g.get("_login_user"), "is_authenticated", False))
