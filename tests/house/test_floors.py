"""Imports run one way only, stand at the top, and name the whole path."""

import ast

import pytest

from tests.house.source import FLOORS, Module, modules

# What each floor may take from the house; what it may take from outside is for pyproject.toml to say.
MAY_IMPORT = {
    "models": {"models"},
    "domain": {"domain", "models"},
    "schema": {"schema", "domain", "models"},
    "gateway": {"gateway"},
    "app": {"app", "gateway", "schema", "domain", "models"},
}
# Types and enums only: no rows, no statements.
SCHEMA_MAY_IMPORT = {
    "models.accounts", "models.audit", "models.bulk", "models.catalog", "models.conversations", "models.invitations",
    "models.leads", "models.messages", "models.notifications", "models.partnerships", "models.reports",
    "models.samples", "models.scheduled", "models.search", "models.teams", "models.webhooks",
}  # fmt: skip
NEVER_INSIDE_DOMAIN = {
    "domain.queries": {"domain.actions"},
    "domain.rules": {"domain.queries", "domain.actions"},
}
# The vocabulary: what every other module of the domain may say, and itself takes from nothing above the models.
VOCABULARY = {"domain.errors", "domain.events", "domain.ids", "domain.clock", "domain.money", "domain.policy"}


def below(name: str, parents: set[str]) -> bool:
    """Whether a module is one of these, or inside one."""
    return any(name == parent or name.startswith(f"{parent}.") for parent in parents)


def ours(module: Module) -> set[str]:
    """The modules of the house that a module imports."""
    return {name for name in module.imports() if name.split(".")[0] in {*FLOORS, "tests", "bench"}}


@pytest.mark.parametrize("floor", FLOORS)
def test_each_floor_imports_only_itself_and_what_is_below(floor: str) -> None:
    wrong = [
        f"{module.name} imports {name}"
        for module in modules(floor)
        for name in ours(module)
        if name.split(".")[0] not in MAY_IMPORT[floor]
    ]

    assert wrong == []


def test_schema_takes_types_and_enums_from_models_and_nothing_else() -> None:
    wrong = [
        f"{module.name} imports {name}"
        for module in modules("schema")
        for name in ours(module)
        if name.startswith("models.") and not below(name, SCHEMA_MAY_IMPORT)
    ]

    assert wrong == []


@pytest.mark.parametrize("part", NEVER_INSIDE_DOMAIN)
def test_rules_ask_and_queries_read_without_what_acts(part: str) -> None:
    wrong = [
        f"{module.name} imports {name}"
        for module in modules("domain")
        for name in module.imports()
        if below(module.name, {part}) and below(name, NEVER_INSIDE_DOMAIN[part])
    ]

    assert wrong == []


def test_the_vocabulary_takes_only_from_itself_and_from_models() -> None:
    wrong = [
        f"{module.name} imports {name}"
        for module in modules("domain")
        for name in module.imports()
        if module.name in VOCABULARY and name.startswith("domain.") and not below(name, VOCABULARY)
    ]

    assert wrong == []


def test_no_import_hides_inside_a_function() -> None:
    wrong = [
        f"{module.path}:{node.lineno}"
        for module in modules()
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert wrong == []


def test_every_import_is_absolute() -> None:
    wrong = [
        f"{module.path}:{node.lineno}"
        for module in modules(*FLOORS, "tests", "bench")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert wrong == []
