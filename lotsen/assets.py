"""The built style sheet, scripts and fonts: found by their manifest, served compressed and for ever."""

import json
from functools import cache, partial
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from lotsen.headers import file_headers

STATIC = Path(__file__).resolve().parent.parent / "static"
BUILD = STATIC / "build"
PREFIX = "static/build/"
_REMEDY = "Run ./run, or: node frontend/build.mjs"


class AssetsMissing(RuntimeError):
    """The pages would have no style sheet: the assets were not built."""


@cache
def read_manifest(build: Path = BUILD) -> dict[str, str]:
    """Read which hashed file stands for which name; AssetsMissing says how to build them."""
    try:
        manifest: dict[str, str] = json.loads((build / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise AssetsMissing(f"The style sheet is not built yet. {_REMEDY}") from error
    return manifest


def asset(name: str) -> str:
    """Give the address of a built file, for instance ``asset('app.css')``."""
    try:
        return f"/{PREFIX}{read_manifest()[name]}"
    except KeyError as error:
        raise AssetsMissing(f"There is no asset {name!r}. {_REMEDY}") from error


def serve_assets(app: Flask, *, is_https: bool = False) -> None:
    """Serve static/build ahead of the application and give templates ``asset()`` and ``has_page()``."""
    read_manifest()
    wanted = file_headers(is_https=is_https)
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["has_page"] = app.view_functions.__contains__
    files = WhiteNoise(
        app.wsgi_app,
        max_age=0,
        allow_all_origins=False,
        immutable_file_test=_is_hashed,
        add_headers_function=partial(_add_file_headers, wanted),
    )
    files.add_files(str(BUILD), prefix=PREFIX)
    vars(app)["wsgi_app"] = files


def _add_file_headers(wanted: dict[str, str], headers: Headers, _path: str, _url: str) -> None:
    """WhiteNoise answers before Flask does, so files need the security headers from here."""
    for name, value in wanted.items():
        headers[name] = value


def _is_hashed(path: str, _url: str) -> bool:
    """Does the name carry the hash of the content, so that browsers may keep it for ever?"""
    return Path(path).name in set(read_manifest().values())
