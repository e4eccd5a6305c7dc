"""Settings: PARLEY_* of the environment, read once at start. docs/operations.md describes each."""

import os
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app import store
from domain.nats_bus import addresses
from gateway.documents import read_manifest
from models.database import check_url, is_postgres

PREFIX = "PARLEY_"
# Read by the tests and the measurements, not by Parley.
OTHERS = ("PARLEY_TEST_", "PARLEY_BENCH_")
DEVELOPMENT_SECRET = "for development only: anybody can sign tokens with this"  # noqa: S105
SECRET_LENGTH = 32
LAST_PORT = 65535


class Mode(StrEnum):
    """`development` shows and allows more; `production` demands a secret."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class SettingsError(Exception):
    """The environment is wrong; the text names every mistake, and no secret."""


class Settings(BaseSettings):
    """Everything that can be set. A name is its PARLEY_ variable in lower case."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    mode: Mode = Mode.DEVELOPMENT
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    database: str = "sqlite:///var/parley.sqlite3"
    replica: str | None = None
    bus: str | None = None
    secret: SecretStr = SecretStr("")
    issuer: str | None = None
    audience: str | None = None
    origins: Annotated[tuple[str, ...], NoDecode] = ()
    policy: Path | None = None
    introspection: bool | None = None
    console: bool | None = None
    execution: Literal["compiled", "reference"] = "compiled"
    documents: Path | None = None
    media: str = "var/media"
    trusted_only: bool = False
    proxies: Annotated[int, Field(ge=0, le=10)] = 0
    webhooks_private: bool = False
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    metrics_host: str = "127.0.0.1"
    metrics_port: Annotated[int | None, Field(ge=1, le=65535)] = None
    traces: str | None = None
    traces_share: Annotated[float, Field(ge=0, le=1)] = 1.0

    @field_validator("origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("documents")
    @classmethod
    def _manifest(cls, value: Path | None) -> Path | None:
        if value is not None:
            try:
                read_manifest(value)
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{value} is no manifest of documents: {error}") from error
        return value

    @field_validator("media")
    @classmethod
    def _place(cls, value: str) -> str:
        return store.check(value)

    @field_validator("bus")
    @classmethod
    def _servers(cls, value: str | None) -> str | None:
        if value is not None and ":" in value:
            addresses(value)
        return value

    @field_validator("database", "replica")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value is not None:
            check_url(value)
        return value

    @model_validator(mode="after")
    def _agree(self) -> "Settings":
        wrong = [sentence for holds, sentence in (*self._demands(), *self._watching()) if not holds]
        if wrong:
            raise ValueError("\n".join(wrong))
        return self

    def _demands(self) -> list[tuple[bool, str]]:
        production, postgres = self.mode is Mode.PRODUCTION, is_postgres(self.database)
        return [
            (
                not production or len(self.secret.get_secret_value()) >= SECRET_LENGTH,
                f"PARLEY_SECRET: in production mode give {SECRET_LENGTH} characters or more: openssl rand -base64 48",
            ),
            (
                self.nats is not None or self.bus in {None, "memory", "postgres"},
                "PARLEY_BUS: give memory, postgres or nats://host:4222",
            ),
            (
                self.nats is None or postgres,
                "PARLEY_BUS: nats needs a PostgreSQL PARLEY_DATABASE; SQLite has one process",
            ),
            (
                self.workers == 1 or postgres,
                "PARLEY_WORKERS: SQLite is served by one process; several need a PostgreSQL PARLEY_DATABASE",
            ),
            (self.workers == 1 or self.bus != "memory", "PARLEY_BUS: memory is the bus of one process"),
            (self.workers == 1 or self.port != 0, "PARLEY_PORT: several workers share a port that is named"),
            (self.bus != "postgres" or postgres, "PARLEY_BUS: postgres needs a PostgreSQL PARLEY_DATABASE"),
            (
                self.replica is None or (postgres and is_postgres(self.replica)),
                "PARLEY_REPLICA: a replica is of a PostgreSQL PARLEY_DATABASE, and a postgres:// URL itself",
            ),
            (
                (self.issuer is None) == (self.audience is None),
                # A token that the issuer made for another service must not work here.
                "PARLEY_AUDIENCE: give PARLEY_ISSUER and PARLEY_AUDIENCE together",
            ),
            (
                not self.trusted_only or self.documents is not None,
                "PARLEY_TRUSTED_ONLY: which documents are trusted? Give PARLEY_DOCUMENTS",
            ),
            (
                not self.console or self.issuer is None,
                "PARLEY_CONSOLE: the console signs in by Parley's own tokens; with PARLEY_ISSUER there are none",
            ),
            (
                self.issuer is None or bool(re.match(r"https?://\S+$", self.issuer)),
                "PARLEY_ISSUER: give the issuer's URL, as it stands in the tokens' iss",
            ),
        ]

    def _watching(self) -> list[tuple[bool, str]]:
        return [
            (
                self.metrics_port is None or self.metrics_port + self.workers - 1 <= LAST_PORT,
                f"PARLEY_METRICS_PORT: each worker has a port, from this one on: there is none behind {LAST_PORT}",
            ),
            (
                self.port not in self.metrics_ports,
                "PARLEY_METRICS_PORT: each worker has a port, from this one on, and PARLEY_PORT is among them",
            ),
            (
                self.traces is None or bool(re.match(r"https?://[^\s/@?#]+(/[^\s?#]*)?$", self.traces)),
                "PARLEY_TRACES: give http://collector:4318; a password goes into OTEL_EXPORTER_OTLP_HEADERS",
            ),
        ]

    @property
    def metrics_ports(self) -> range:
        """Where the workers' metrics are, one after the other; none where they are on the port of all."""
        first = self.metrics_port
        return range(0) if first is None else range(first, first + self.workers)

    @property
    def development(self) -> bool:
        """Whether this is somebody's own machine."""
        return self.mode is Mode.DEVELOPMENT

    @property
    def key(self) -> bytes:
        """The secret that tokens and fingerprints are made with."""
        return (self.secret.get_secret_value() or DEVELOPMENT_SECRET).encode()

    @property
    def nats(self) -> str | None:
        """The servers of NATS, where the bus is that."""
        return self.bus if self.bus is not None and ":" in self.bus else None

    @property
    def uses_postgres_bus(self) -> bool:
        """Several processes share a PostgreSQL, unless told that there is one alone."""
        return self.bus == "postgres" or (self.bus is None and is_postgres(self.database))

    @property
    def allows_introspection(self) -> bool:
        """On in development; in production only when asked for."""
        return self.development if self.introspection is None else self.introspection


def load() -> Settings:
    """Read the environment. Raises SettingsError naming every mistake."""
    mistakes = [
        f"{name}: there is no such setting (docs/operations.md lists them)"
        for name in sorted(os.environ)
        if name.startswith(PREFIX)
        and not name.startswith(OTHERS)
        and name.removeprefix(PREFIX).lower() not in Settings.model_fields
    ]
    settings = None
    try:
        settings = Settings()
    except ValidationError as error:
        mistakes += _named(error)
        # Where a value is wrong, nobody has looked yet whether the others agree.
        if wrong := {str(mistake["loc"][0]) for mistake in error.errors() if mistake["loc"]}:
            try:
                Settings(**{name: Settings.model_fields[name].default for name in wrong})
            except ValidationError as others:
                mistakes += _named(others)
    if mistakes or settings is None:
        raise SettingsError("\n".join(mistakes))
    return settings


def _named(error: ValidationError) -> list[str]:
    return [line for mistake in error.errors() for line in _lines(mistake["loc"], mistake["msg"])]


def _lines(place: tuple[int | str, ...], message: str) -> list[str]:
    message = message.removeprefix("Value error, ")
    return [f"{PREFIX}{str(place[0]).upper()}: {message}"] if place else message.split("\n")
