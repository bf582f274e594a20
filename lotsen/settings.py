"""Every setting of an installation: typed, read once, and refused when a secret is missing or weak."""

import base64
import binascii
import secrets
from functools import cached_property
from pathlib import Path

from flask import current_app
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
SETTINGS_FILE = ROOT / "instance" / "settings.env"
KEY_BYTES = 32


class SettingsMissing(RuntimeError):
    """The installation has no usable settings yet."""


class Settings(BaseSettings):
    """What an operator decides. Names in the environment and in instance/settings.env carry the prefix LOTSEN_."""

    model_config = SettingsConfigDict(env_prefix="LOTSEN_", env_file=SETTINGS_FILE, extra="ignore")

    secret_key: str = Field(min_length=32)
    field_keys: str  # "2:base64,1:base64": the first one seals, all of them open
    index_key: str  # blind index: must outlive every field key
    audit_key: str

    instance: Path = ROOT / "instance"
    database_url: str = ""
    jobs_database_url: str = ""  # empty: beside the data, a file of its own on SQLite, tables of its own on PostgreSQL
    public_url: str = "http://127.0.0.1:8000"  # the only source of links in mails
    is_https: bool = False
    is_demo: bool = False
    has_job_thread: bool = False
    trusted_proxies: int = 0

    mail_host: str = ""  # empty: mails wait in the outbox
    mail_port: int = 25
    mail_starttls: bool = False
    mail_account: str = ""
    mail_password: str = ""
    mail_from: str = "lotsennetz@localhost"

    operator_name: str = "Lotsennetz"
    operator_address: str = ""
    feedback_mail: str = ""
    data_protection_mail: str = ""

    solve_at_once: int = Field(default=4_000_000, ge=0)  # requests × volunteers; more is left to a job

    idle_minutes: int = 30
    session_hours: int = 10

    @field_validator("index_key", "audit_key")
    @classmethod
    def _is_key(cls, value: str) -> str:
        decode_key(value)
        return value

    @field_validator("field_keys")
    @classmethod
    def _are_keys(cls, value: str) -> str:
        parse_field_keys(value)
        return value

    @cached_property
    def sqlalchemy_url(self) -> str:
        """The database: what the operator named, else the SQLite file of this installation."""
        if not self.database_url:
            return f"sqlite:///{self.instance / 'lotsen.sqlite'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @cached_property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of ours, with one writer at a time."""
        return self.sqlalchemy_url.startswith("sqlite")


def decode_key(value: str) -> bytes:
    """Read one key of 32 bytes from base64; ValueError says what is wrong with it."""
    try:
        key = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError("a key must be base64") from error
    if len(key) != KEY_BYTES:
        raise ValueError("a key must have 32 bytes")
    return key


def parse_field_keys(value: str) -> dict[int, bytes]:
    """Read the key ring ``number:base64,…``; the first number is the one that seals.

    >>> list(parse_field_keys("2:" + "A" * 43 + "=,1:" + "B" * 42 + "A="))
    [2, 1]
    """
    ring: dict[int, bytes] = {}
    for part in value.split(","):
        number, _, key = part.strip().partition(":")
        if not number.isdigit() or not 0 < int(number) < 256 or int(number) in ring:
            raise ValueError("a key ring is number:base64,… with numbers from 1 to 255, each once")
        ring[int(number)] = decode_key(key)
    return ring


def new_key() -> str:
    """Make one fresh key, as base64."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def fresh_settings_text() -> str:
    """The settings of a new installation: its own secrets, everything else at its default."""
    return (
        "# The secrets of this installation. Losing them loses every encrypted field; keep a copy offline.\n"
        f"LOTSEN_SECRET_KEY={secrets.token_urlsafe(48)}\n"
        f"LOTSEN_FIELD_KEYS=1:{new_key()}\n"
        f"LOTSEN_INDEX_KEY={new_key()}\n"
        f"LOTSEN_AUDIT_KEY={new_key()}\n"
    )


def current_settings() -> Settings:
    """The settings of the running application."""
    settings: Settings = current_app.config["LOTSEN"]
    return settings


def read_settings() -> Settings:
    """Read the settings from the environment and instance/settings.env; SettingsMissing names what lacks."""
    try:
        return Settings()
    except ValueError as error:
        raise SettingsMissing(f"The settings are incomplete: {error}\nRun ./run, or: python -m lotsen init") from error
