"""An installation starts with good secrets or not at all."""

import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from lotsen import __main__ as shell
from lotsen.settings import Settings, SettingsMissing, fresh_settings_text, read_settings
from tests.databases import SECRETS

KEY = SECRETS["index_key"]


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in SECRETS:
        monkeypatch.delenv(f"LOTSEN_{name.upper()}", raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / "none.env")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("secret_key", ""), ("secret_key", "short"), ("index_key", ""), ("index_key", "no base64!"),
        ("audit_key", KEY[:20]), ("field_keys", ""), ("field_keys", KEY), ("field_keys", f"0:{KEY}"),
        ("field_keys", f"256:{KEY}"), ("field_keys", f"1:{KEY},1:{KEY}"), ("field_keys", "1:c2hvcnQ="),
    ],
)  # fmt: skip
def test_a_missing_or_weak_secret_is_refused(name: str, value: str) -> None:
    """Empty, short, no base64, wrong length, number twice."""
    with pytest.raises(ValidationError, match=name):
        Settings(_env_file=None, **{**SECRETS, name: value})


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_is_needed(name: str) -> None:
    """None of them has a default."""
    with pytest.raises(ValidationError, match=name):
        Settings(_env_file=None, **{key: value for key, value in SECRETS.items() if key != name})


def test_what_is_missing_is_said_in_a_sentence() -> None:
    """With what to do."""
    with pytest.raises(SettingsMissing, match=r"\./run"):
        read_settings()


def test_fresh_secrets_are_good_and_each_time_others() -> None:
    """Two installations share nothing."""
    first, second = (dict(line.split("=", 1) for line in fresh_settings_text().splitlines() if line[0] != "#")
                     for _ in range(2))  # fmt: skip
    assert Settings(_env_file=None, **{name.removeprefix("LOTSEN_").lower(): value for name, value in first.items()})
    assert not set(first.values()) & set(second.values())


def test_the_file_of_secrets_is_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And writing it again changes nothing."""
    file = tmp_path / "instance" / "settings.env"
    monkeypatch.setattr(shell, "SETTINGS_FILE", file)
    shell.init()
    written = file.read_text()
    shell.init()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text() == written
    assert Settings(_env_file=file).secret_key in written


def test_a_url_of_postgresql_gets_its_driver() -> None:
    """As operators write it."""
    settings = Settings(_env_file=None, database_url="postgresql://a@b/c", **SECRETS)
    assert settings.sqlalchemy_url == "postgresql+psycopg://a@b/c"
    assert not settings.is_sqlite
    assert Settings(_env_file=None, **SECRETS).is_sqlite
