"""The rules by which Mozilla's Observatory judges an answer's headers, as far as they apply to us."""

from collections.abc import Mapping

CSP = "Content-Security-Policy"
YEAR = 31_536_000
CLOSED = ("default-src", "base-uri", "object-src", "frame-ancestors")


def directives(headers: Mapping[str, str]) -> dict[str, list[str]]:
    """Read a content security policy as its parts."""
    parts = (part.split() for part in headers.get(CSP, "").split(";") if part.strip())
    return {name: values for name, *values in parts}


def modifiers(headers: Mapping[str, str]) -> dict[str, int]:
    """Give each rule's points; a negative one is a fault."""
    csp = directives(headers)
    text = headers.get(CSP, "")
    hsts = headers.get("Strict-Transport-Security", "")
    age = int(hsts.partition("max-age=")[2].partition(";")[0] or 0)
    return {
        "csp": 10 if csp.get("default-src") == ["'none'"] and "unsafe" not in text else -25,
        "csp-closed": 0 if all(csp.get(name) == ["'none'"] for name in CLOSED) else -10,
        "csp-own-host": 0 if not {"*", "https:", "http:"} & set(text.replace(";", " ").split()) else -20,
        "csp-forms": 0 if csp.get("form-action") == ["'self'"] else -10,
        "frames": 5 if "frame-ancestors" in csp else -20,
        "hsts": 0 if age >= YEAR and "includeSubDomains" in hsts else -20,
        "nosniff": 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
        "referrer": 5 if headers.get("Referrer-Policy") == "no-referrer" else -5,
        "opener": 0 if headers.get("Cross-Origin-Opener-Policy") == "same-origin" else -5,
        "resource": 10 if headers.get("Cross-Origin-Resource-Policy") == "same-origin" else -20,
        "cors": 0 if "Access-Control-Allow-Origin" not in headers else -50,
        "permissions": 0 if "camera=()" in headers.get("Permissions-Policy", "") else -5,
    }


def score(headers: Mapping[str, str]) -> int:
    """Add the points to the hundred that every answer starts with; 100 is an A+."""
    return 100 + sum(modifiers(headers).values())
