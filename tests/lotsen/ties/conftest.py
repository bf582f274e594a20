"""The demonstration region with its results worked out, and the files that a coordinator took from its page."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import pytest

from lotsen import scope
from lotsen.demonstration.service import fill
from lotsen.extensions import db
from lotsen.network_results.renewal import renew
from network.__main__ import main
from tests import databases, factories
from tests.conftest import HERE
from tests.lotsen.help_requests.scene import Desk

FILES = ("netz.json", "netz.graphml", "netz.gexf", "knoten.csv", "kanten.csv", "regeln.csv")
Shell = Callable[..., dict]


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[SimpleNamespace]:
    """The region, a browser of its coordinator, and the files of its first page."""
    folder = tmp_path_factory.mktemp("repeated")
    databases.sqlite_copy(sqlite_template, folder)
    app = databases.make_app(folder, is_demo=True)
    with app.app_context():
        fill(seed=7)
        with scope.of(HERE):
            accounts = {role: factories.account(role) for role in ("coordinator", "auditor")}
            db.session.commit()
            renew()
        browsers = {}
        for role, account in accounts.items():
            browsers[role] = Desk(app)
            browsers[role].sign_in(account)
        taken = {}
        for name in FILES:
            taken[name] = folder / name
            taken[name].write_bytes(browsers["coordinator"].get(f"/netzwerk/export/{name}").data)
        db.session.remove()
    yield SimpleNamespace(
        app=app, browser=browsers["coordinator"], browsers=browsers, files=taken, file=taken["netz.json"]
    )
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def reading(demo: SimpleNamespace) -> Iterator[None]:
    """Inside a request of the region."""
    with demo.app.test_request_context(), scope.of(HERE):
        yield


@pytest.fixture
def shell() -> Shell:
    """What the command says on a file."""

    def run(file: Path, command: str, *more: str) -> dict:
        printed = io.StringIO()
        with redirect_stdout(printed):
            assert main([command, str(file), *more]) == 0
        return json.loads(printed.getvalue())

    return run
