"""Trials that take minutes, and their figures: a line each, at the end of the run and in var/trials.txt."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import servers
from tests.conftest import missing
from tests.servers import Postgres

FIGURES: list[str] = []
KEPT = Path(__file__).parents[2] / "var" / "trials.txt"

Note = Callable[[str], None]


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL server that can be restarted."""
    with servers.own_postgres() as server:
        if server is None:
            missing("PostgreSQL", servers.HOW_TO_GET_POSTGRES)
        assert server is not None
        yield server


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Note:
    """Keep a line of figures."""
    shaped = getattr(request.node, "callspec", None)
    database = "" if shaped is None else f"{shaped.params.get('dialect', '')}: "

    def keep(line: str) -> None:
        FIGURES.append(f"{database}{line}")

    return keep


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Show them, whatever was captured."""
    for line in sorted(FIGURES):
        terminalreporter.write_line(line)
    if FIGURES:
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text("\n".join(sorted(FIGURES)) + "\n", encoding="utf-8")
