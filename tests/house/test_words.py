"""Modules say what they are, and stay small."""

import ast

import pytest

from tests.house.source import FLOORS, modules

LONGEST_FILE = 300
LONGEST_FUNCTION = 45
NOT_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "service", "services", "common", "misc"}


@pytest.mark.parametrize("folder", [*FLOORS, "tests", "bench"])
def test_every_module_says_what_it_is(folder: str) -> None:
    wrong = [str(m.path) for m in modules(folder) if m.lines and ast.get_docstring(m.tree) is None]

    assert wrong == []


def test_files_stay_small() -> None:
    wrong = {str(module.path): module.lines for module in modules() if module.lines > LONGEST_FILE}

    assert wrong == {}


def test_functions_stay_small() -> None:
    wrong = {
        f"{module.name}.{function.name}": length
        for module in modules()
        for function in module.functions()
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }

    assert wrong == {}


def test_modules_are_nouns_and_not_drawers() -> None:
    assert [m.name for m in modules() if NOT_NAMES & {*m.path.with_suffix("").parts}] == []
