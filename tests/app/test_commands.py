"""The command line: what it says, what it refuses, and with which status it ends."""

import contextlib
import io
import os
import sqlite3
from pathlib import Path

import argon2
import pytest

from app.command_line import main
from models.terms import terms
from schema import root
from tests.servers import free_port

SECRET = "a secret that is long enough to be one, is it not"
Captured = pytest.CaptureFixture[str]


class Line:
    """A command line in a world in which only these are set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, captured: Captured) -> None:
        self._monkeypatch = monkeypatch
        self._captured = captured

    def set(self, **values: str) -> None:
        """Set PARLEY_*."""
        for name, value in values.items():
            self._monkeypatch.setenv(f"PARLEY_{name}", value)

    def run(self, *words: str) -> tuple[int, str, str]:
        """Run a command: its status, what it said, and what it complained of."""
        status = main([*words])
        said = self._captured.readouterr()
        return status, said.out, said.err


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured) -> Line:
    """The command line of a new machine."""
    for name in [name for name in os.environ if name.startswith("PARLEY_")]:
        monkeypatch.delenv(name)
    made = Line(monkeypatch, capsys)
    made.set(DATABASE=f"sqlite:///{tmp_path / 'parley.sqlite3'}")
    return made


def test_mistakes_of_settings_are_all_named(line: Line) -> None:
    line.set(PORT="http", BUS="redis", POTR="1")

    status, said, complained = line.run("check")

    assert (status, said) == (2, "")
    assert [mistake.split(":")[0] for mistake in complained.splitlines()] == [
        "Parley cannot start",
        "PARLEY_POTR",
        "PARLEY_PORT",
        "PARLEY_BUS",
    ]


def test_mistakes_of_the_policy_are_all_named(line: Line, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('[numbers]\ntext_max_length = 0\nnonsense = 1\n[markets.XX]\ncurrency = "dollars"\n[extra]\n')
    line.run("migrate")
    line.set(POLICY=str(policy))

    status, _, complained = line.run("token", "--as", "maya")

    assert status == 2
    for named in ("text_max_length", "nonsense", "markets.XX", "time_zone", "currency", "extra"):
        assert named in complained


def test_a_policy_that_is_not_there_is_named(line: Line, tmp_path: Path) -> None:
    line.run("migrate")
    line.set(POLICY=str(tmp_path / "none.toml"))

    status, _, complained = line.run("token", "--as", "maya")

    assert status == 2
    assert "none.toml" in complained


def test_migrate_says_what_it_did(line: Line) -> None:
    assert line.run("migrate") == (0, f"applied {', '.join(f'house_{n:04}' for n in range(1, 11))}\n", "")
    assert line.run("migrate") == (0, "nothing to apply\n", "")
    status, said, _ = line.run("migrate", "--restored")
    assert status == 0
    assert said.startswith("nothing to apply\na new epoch has begun (")


def test_migrate_makes_of_what_was_there_what_only_the_rules_can_make(line: Line, tmp_path: Path) -> None:
    line.run("migrate")
    with contextlib.closing(sqlite3.connect(tmp_path / "parley.sqlite3")) as database:
        database.create_function("parley_terms", -1, terms)
        database.execute("""
            INSERT INTO accounts (kind, handle, name, home_market, markets, status, level, verified, programmes,
                live_partner, created_at)
            VALUES ('CREATOR', 'maya', 'Máya', 'US', 'US', 'ACTIVE', 'GOLD', 0, '', 0, '2026-01-01 00:00:00+00:00')""")
        database.commit()

        line.run("migrate")

        assert database.execute("SELECT search_text FROM accounts").fetchall() == [("maya maya",)]
        assert database.execute("SELECT kind FROM due_work").fetchall() == [("LEVELS_ARE_SET",)]


def test_a_token_is_for_a_user_who_is_there(line: Line) -> None:
    line.run("migrate")

    assert line.run("token", "--as", "nobody") == (1, "", "There is no user 'nobody'.\n")


def test_a_database_that_cannot_be_used_is_told_in_words(line: Line) -> None:
    status, _, complained = line.run("token", "--as", "maya")
    assert status == 2
    assert "PARLEY_DATABASE" in complained

    line.set(DATABASE=f"postgres://parley:hunter2@127.0.0.1:{free_port()}/parley")
    status, _, complained = line.run("migrate")
    assert status == 2
    assert "PARLEY_DATABASE" in complained
    assert "hunter2" not in complained


def test_the_schema_is_printed_and_written(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "schema.graphql"

    status, said, _ = line.run("schema")

    assert status == 0
    assert line.run("schema", "--write", str(file)) == (0, "", "")
    assert file.read_text(encoding="utf-8") == said == root.build().as_str() + "\n"


def test_check_finds_the_kept_schema_true_or_shows_the_difference(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).resolve().parents[2])
    assert line.run("check") == (0, "", "")

    monkeypatch.chdir(tmp_path)
    (tmp_path / "schema.graphql").write_text("type Query {\n  old: Int\n}\n", encoding="utf-8")
    status, _, complained = line.run("check")
    assert status == 1
    assert "-  old: Int" in complained
    assert "app schema --write schema.graphql" in complained


def test_the_demo_is_refused_in_production(line: Line, tmp_path: Path) -> None:
    line.set(MODE="production", SECRET=SECRET)

    status, said, complained = line.run("demo")

    assert (status, said) == (2, "")
    assert "development mode only" in complained
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [(), ("dance",), ("token",), ("serve", "--fast")], ids=str)
def test_a_word_that_is_no_command_is_told_so(line: Line, words: tuple[str, ...], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        line.run(*words)

    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: ")


def test_what_is_due_is_done_once_and_said(line: Line) -> None:
    assert line.run("work", "--once")[0] == 2  # not migrated yet
    line.run("migrate")

    assert line.run("work", "--once") == (0, "0 things were due\n", "")


def test_a_user_is_made_with_a_password(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.run("migrate")
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))

    made = line.run("user", "@Anna", "--name", "Anna Lee", "--password-stdin")

    assert made == (0, "usr_1 is @anna, a member of no account yet\n", "")
    with contextlib.closing(sqlite3.connect(os.environ["PARLEY_DATABASE"].removeprefix("sqlite:///"))) as database:
        ((handle, name, hashed),) = database.execute("SELECT handle, name, password_hash FROM users")
    assert (handle, name) == ("anna", "Anna Lee")
    assert argon2.PasswordHasher().verify(hashed, "correct horse")
    assert line.run("token", "--as", "anna")[0] == 0


def test_a_user_that_cannot_be_is_refused(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.run("migrate")
    assert line.run("user", "anna") == (0, "usr_1 is @anna, a member of no account yet\n", "")

    assert line.run("user", "anna") == (1, "", "A user @anna is known already.\n")
    assert line.run("user", "no good")[0] == 1
    for password in ("", "short", "x" * 1001):
        monkeypatch.setattr("sys.stdin", io.StringIO(password))
        assert line.run("user", "ben", "--password-stdin") == (1, "", "A password has 8 to 1,000 characters.\n")
