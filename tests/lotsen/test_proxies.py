"""Whose word is taken for a visitor's address."""

from flask import request

from tests import databases


def _address_seen(tmp_path, template, count: int) -> str:
    """The address that a limit would count, when a visitor writes an address into the header."""
    databases.sqlite_copy(template, tmp_path)
    app = databases.make_app(tmp_path, trusted_proxies=count)
    seen = []
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: seen.append(request.remote_addr))
    app.test_client().get("/gesundheit", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    return seen[0]


def test_behind_one_proxy_its_word_counts_and_no_more(tmp_path, sqlite_template):
    """The proxy adds the last entry; what stands before it is the visitor's own invention."""
    assert _address_seen(tmp_path, sqlite_template, 1) == "198.51.100.7"


def test_without_a_proxy_nobodys_word_counts(tmp_path, sqlite_template):
    """A header alone changes nothing."""
    assert _address_seen(tmp_path, sqlite_template, 0) == "127.0.0.1"
