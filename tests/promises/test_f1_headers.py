"""F1: every answer carries the security headers: pages, redirects, refusals, errors, downloads, files."""

from collections.abc import Iterator

import pytest
from flask import Flask, Response, abort, redirect, render_template_string
from flask.testing import FlaskClient
from flask_login import LoginManager, UserMixin, login_user
from werkzeug import Response as Redirect

from lotsen.assets import asset, serve_assets
from lotsen.headers import add_headers
from tests.promises.observatory import directives, modifiers, score

ADDRESSES = ("/page", "/elsewhere", "/missing", "/forbidden", "/fault", "/download", asset("app.css"))


class Person(UserMixin):
    """Somebody who is signed in."""

    id = "1"


def _app(*, is_https: bool = True) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.secret_key = "a key for tests only"
    LoginManager(app).user_loader(lambda _id: Person())
    add_headers(app, is_https=is_https)
    serve_assets(app, is_https=is_https)

    @app.route("/page")
    def page() -> str:
        return render_template_string('<script nonce="{{ csp_nonce() }}"></script>')

    @app.route("/elsewhere")
    def elsewhere() -> Redirect:
        return redirect("/page")

    @app.route("/forbidden")
    def forbidden() -> None:
        abort(403)

    @app.route("/fault")
    def fault() -> str:
        raise RuntimeError

    @app.route("/download")
    def download() -> Response:
        return Response(b"a;b", mimetype="text/csv", headers={"Content-Disposition": "attachment"})

    @app.route("/cacheable")
    def cacheable() -> Response:
        return Response("for all", headers={"Cache-Control": "public, max-age=60"})

    @app.route("/sign-in")
    def sign_in() -> str:
        login_user(Person())
        return "in"

    return app


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    """A browser of a small app served by https."""
    with _app().test_client() as client:
        yield client


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_scores_a_plus_without_a_single_fault(client: FlaskClient, address: str) -> None:
    """Whatever the status and whoever answers, Flask or the file server."""
    headers = client.get(address).headers
    assert {rule for rule, points in modifiers(headers).items() if points < 0} == set()
    assert score(headers) >= 115


@pytest.mark.parametrize(
    "header",
    [
        "Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy",
        "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy",
    ],
)  # fmt: skip
def test_dropping_one_header_is_noticed(client: FlaskClient, header: str) -> None:
    """The negative control: without this header, the judge finds a fault."""
    headers = dict(client.get("/page").headers)
    del headers[header]
    assert min(modifiers(headers).values()) < 0


def test_nothing_unsafe_is_allowed(client: FlaskClient) -> None:
    """No inline style, no eval, no foreign host."""
    policy = client.get("/page").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy


def test_scripts_run_by_a_word_that_is_new_in_every_answer(client: FlaskClient) -> None:
    """The word in the page is the one in the policy, and nobody can know it beforehand."""
    answers = [client.get("/page") for _ in range(3)]
    words = [directives(answer.headers)["script-src"][0].strip("'").removeprefix("nonce-") for answer in answers]
    assert all(f'nonce="{word}"' in answer.text for word, answer in zip(words, answers, strict=True))
    assert len(set(words)) == 3
    assert all(len(word) >= 22 for word in words)


def test_no_cache_keeps_a_page_made_for_a_person(client: FlaskClient) -> None:
    """Signed in, even a page that everybody may keep is not kept; signed out it is."""
    assert client.get("/cacheable").headers["Cache-Control"] == "public, max-age=60"
    client.get("/sign-in")
    assert client.get("/page").headers["Cache-Control"] == "no-store"


def test_a_page_is_not_kept_unless_its_view_says_so(client: FlaskClient) -> None:
    """Forgetting to say anything is safe."""
    assert client.get("/page").headers["Cache-Control"] == "no-store"


def test_files_are_kept_for_ever_because_their_name_changes(client: FlaskClient) -> None:
    """A hashed file needs no second look, and no other site may read it."""
    headers = client.get(asset("app.css")).headers
    assert "immutable" in headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in headers


def test_hsts_is_only_promised_where_https_is_served() -> None:
    """On a plain address the promise would lock people out."""
    with _app(is_https=False).test_client() as client:
        assert "Strict-Transport-Security" not in client.get("/page").headers
