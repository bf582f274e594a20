"""The law by which everything is found: URL prefix, endpoint, template and tests carry the feature's name."""

import ast
import inspect
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from lotsen.features import FEATURES
from tests.house.sources import ROOT, templates

#: The start pages lie at the root.
AT_THE_ROOT = {"start"}
#: The same page by another way: signed in instead of by the link in a mail.
SAME_PAGE = {"proposals.own": "proposals/answer.html"}
SHARED_FOLDERS = {"errors", "macros"}


def breaches(app: Flask, rule: Rule) -> Iterator[str]:
    """Where a route leaves the law."""
    feature, _, function = rule.endpoint.partition(".")
    view = inspect.unwrap(app.view_functions[rule.endpoint])
    blueprint = app.blueprints.get(feature)
    if blueprint is None:
        yield "no feature"
        return
    if feature not in AT_THE_ROOT and not _is_below(rule.rule, blueprint.url_prefix or ""):
        yield f"{rule.rule} is not below {blueprint.url_prefix}"
    if view.__name__ != function or not view.__module__.startswith(f"lotsen.{feature}."):
        yield f"{rule.endpoint} is {view.__module__}.{view.__name__}"
    shown = _shown(view)
    own = SAME_PAGE.get(rule.endpoint, f"{feature}/{function}.html")
    if shown and own not in templates():
        yield f"has no page of its own, only {sorted(shown)}"
    for name in shown:
        if name not in templates() or name.partition("/")[0] not in {feature, *SHARED_FOLDERS}:
            yield f"shows {name}"


def _is_below(path: str, prefix: str) -> bool:
    return bool(prefix) and (path == prefix or path.startswith(f"{prefix}/"))


def _shown(view: object) -> set[str]:
    """Templates that a view names."""
    calls = (node for node in ast.walk(ast.parse(inspect.getsource(view).lstrip())) if isinstance(node, ast.Call))
    first = (node.args[0] for node in calls if ast.unparse(node.func).endswith("render_template") and node.args)
    return {node.value for node in first if isinstance(node, ast.Constant)}


def test_every_route_keeps_the_law(app: Flask) -> None:
    """Whoever sees an address knows its folder."""
    assert {rule.endpoint: found for rule in app.url_map.iter_rules() if (found := list(breaches(app, rule)))} == {}


def test_prefixes_tell_features_apart(app: Flask) -> None:
    """No two features share a prefix."""
    prefixes = [blueprint.url_prefix for name, blueprint in app.blueprints.items() if name not in AT_THE_ROOT]
    assert len(prefixes) == len(set(prefixes))


def test_a_stray_route_is_noticed(app: Flask) -> None:
    """The negative control: a view of one feature at the address of another."""
    app.add_url_rule("/netzwerk/fremd", "tandems.stray", app.view_functions["tandems.listing"])
    stray = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == "tandems.stray")
    assert len(list(breaches(app, stray))) >= 2


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_has_tests_in_a_folder_of_its_name(feature: str) -> None:
    """tests/lotsen/<feature>/ with at least one test."""
    assert list((ROOT / "tests/lotsen" / feature).glob("test_*.py"))


def test_every_folder_of_templates_belongs_to_a_feature() -> None:
    """And to nothing else."""
    folders = {name.partition("/")[0] for name in templates() if "/" in name}
    packages = {path.parent.name for path in (ROOT / "lotsen").glob("*/__init__.py")}
    assert folders <= packages | SHARED_FOLDERS
