"""Settings: what is wrong is named all at once, in words, and never with a secret."""

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from app import settings
from app.settings import Mode, Settings, SettingsError

LONG = "a secret that is long enough to be one, is it not"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine has set does not count here."""
    for name in [name for name in os.environ if name.startswith(settings.PREFIX)]:
        monkeypatch.delenv(name)


def loaded(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    """What the environment makes of PARLEY_*."""
    for name, value in values.items():
        monkeypatch.setenv(f"PARLEY_{name}", value)
    return settings.load()


def mistakes(monkeypatch: pytest.MonkeyPatch, **values: str) -> list[str]:
    """The lines of the error."""
    with pytest.raises(SettingsError) as wrong:
        loaded(monkeypatch, **values)
    return str(wrong.value).splitlines()


def test_nothing_needs_to_be_set_in_development(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = loaded(monkeypatch)

    assert chosen.development
    assert chosen.database == "sqlite:///var/parley.sqlite3"
    assert chosen.allows_introspection
    assert not chosen.uses_postgres_bus
    assert len(chosen.key) >= settings.SECRET_LENGTH


def test_everything_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    chosen = loaded(
        monkeypatch,
        MODE="production",
        HOST="0.0.0.0",  # noqa: S104 - what a server in a container is told
        PORT="9000",
        DATABASE="postgres://u:p@db:5432/parley",
        REPLICA="postgresql://u:p@replica/parley",
        BUS="memory",
        SECRET=LONG,
        ISSUER="https://issuer.example",
        AUDIENCE="parley",
        ORIGINS="https://a.example, https://b.example https://c.example",
        POLICY=str(tmp_path / "policy.toml"),
        MEDIA="s3://some-bucket/some/prefix",
        INTROSPECTION="true",
    )

    assert (chosen.mode, chosen.port, chosen.key) == (Mode.PRODUCTION, 9000, LONG.encode())
    assert chosen.origins == ("https://a.example", "https://b.example", "https://c.example")
    assert chosen.allows_introspection
    assert not chosen.uses_postgres_bus


def test_empty_is_not_set_and_the_tests_own_names_are_let_be(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = loaded(monkeypatch, PORT="", MODE="", TEST_POSTGRES="postgres://x", BENCH_ANYTHING="1")

    assert (chosen.port, chosen.mode) == (8000, Mode.DEVELOPMENT)


def test_every_mistake_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = mistakes(
        monkeypatch,
        MODE="production",
        PORT="70000",
        BUS="redis",
        ISSUER="https://issuer.example",
        INTROSPECTION="perhaps",
        REPLICA="sqlite:///replica.sqlite3",
        SECRET="short",
        POTR="8000",
        DEBUG="1",
    )

    named = [line.split(":")[0] for line in told]
    assert sorted(named) == [
        "PARLEY_AUDIENCE",
        "PARLEY_BUS",
        "PARLEY_DEBUG",
        "PARLEY_INTROSPECTION",
        "PARLEY_PORT",
        "PARLEY_POTR",
        "PARLEY_REPLICA",
        "PARLEY_SECRET",
    ]
    assert "PARLEY_DEBUG: there is no such setting (docs/operations.md lists them)" in told


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"MODE": "staging"}, "PARLEY_MODE"),
        ({"PORT": "http"}, "PARLEY_PORT"),
        ({"PORT": "-1"}, "PARLEY_PORT"),
        ({"DATABASE": "parley.sqlite3"}, "PARLEY_DATABASE"),
        ({"DATABASE": "mysql://root:hunter2hunter2@db/parley"}, "PARLEY_DATABASE"),
        ({"DATABASE": "postgres://root:hunter2hunter2@db:port/parley"}, "PARLEY_DATABASE"),
        ({"REPLICA": "mysql://root:hunter2hunter2@db/parley"}, "PARLEY_REPLICA"),
        ({"MEDIA": "gs://bucket"}, "PARLEY_MEDIA"),
        ({"MEDIA": "s3://"}, "PARLEY_MEDIA"),
        ({"MEDIA": "s3://ab"}, "PARLEY_MEDIA"),
        ({"MEDIA": "s3://key:hunter2hunter2@bucket"}, "PARLEY_MEDIA"),
        ({"MEDIA": "s3://bucket/../other"}, "PARLEY_MEDIA"),
        ({"MEDIA": __file__}, "PARLEY_MEDIA"),
        ({"BUS": "postgres"}, "PARLEY_BUS"),
        ({"BUS": "nats://root:hunter2hunter2@nats:4222"}, "PARLEY_BUS"),  # with SQLite
        ({"BUS": "http://root:hunter2hunter2@nats:4222", "DATABASE": "postgres://db/parley"}, "PARLEY_BUS"),
        ({"BUS": "nats://root:hunter2hunter2@nats:port", "DATABASE": "postgres://db/parley"}, "PARLEY_BUS"),
        ({"BUS": "nats://root:hunter2hunter2@nats/a.b", "DATABASE": "postgres://db/parley"}, "PARLEY_BUS"),
        ({"BUS": "nats://", "DATABASE": "postgres://db/parley"}, "PARLEY_BUS"),
        ({"BUS": "memory", "WORKERS": "2", "DATABASE": "postgres://db/parley"}, "PARLEY_BUS"),
        ({"WORKERS": "2"}, "PARLEY_WORKERS"),  # with SQLite
        ({"WORKERS": "0"}, "PARLEY_WORKERS"),
        ({"WORKERS": "2", "PORT": "0", "DATABASE": "postgres://db/parley"}, "PARLEY_PORT"),
        ({"REPLICA": "postgres://u:hunter2hunter2@db/parley"}, "PARLEY_REPLICA"),
        ({"ISSUER": "https://issuer.example"}, "PARLEY_AUDIENCE"),
        ({"CONSOLE": "true", "ISSUER": "https://issuer.example", "AUDIENCE": "parley"}, "PARLEY_CONSOLE"),
        ({"AUDIENCE": "parley"}, "PARLEY_AUDIENCE"),
        ({"ISSUER": "issuer.example", "AUDIENCE": "parley"}, "PARLEY_ISSUER"),
        ({"MODE": "production"}, "PARLEY_SECRET"),
        ({"MODE": "production", "SECRET": "hunter2hunter2"}, "PARLEY_SECRET"),
        ({"SECRETS": "hunter2hunter2"}, "PARLEY_SECRETS"),
    ],
    ids=str,
)
def test_each_mistake_is_named_and_no_secret_is(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], named: str
) -> None:
    told = mistakes(monkeypatch, **values)

    assert [line.split(":")[0] for line in told] == [named]
    assert "hunter2" not in "\n".join(told)


def test_settings_do_not_show_their_secret() -> None:
    assert LONG not in repr(Settings(secret=SecretStr(LONG)))
