"""Doors open transactions, steps work inside them, nothing else writes."""

import ast
import re

from tests.house.source import Module, decorators, modules

Function = ast.FunctionDef | ast.AsyncFunctionDef

WRITES = re.compile(
    r"(?:^|[;(])\s*(?:WITH\b.*?\)\s*)?"
    r"(INSERT\s+INTO|UPDATE\s+\w+\s+(?:\w+\s+)?SET|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO|REPLACE\s+INTO|"
    r"(?:CREATE|DROP|ALTER)\s+(?:TABLE|INDEX|UNIQUE))\b",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
# The feed's append is the last step of every transaction; models makes the tables.
MAY_WRITE = ("domain.actions", "domain.feed", "models.operations", "models.migrations")


def words(module: Module) -> str:
    """Every text of a module that is not a docstring."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    texts = [
        node.value
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]
    return "\n".join(texts)


def arguments(function: Function) -> list[str]:
    """The names of its positional parameters, in order."""
    return [argument.arg for argument in [*function.args.posonlyargs, *function.args.args]]


def is_door(function: Function) -> bool:
    """Whether it opens a transaction."""
    return "door" in decorators(function)


def top_functions(module: Module) -> list[Function]:
    """The functions of a module that are not inside anything."""
    return [node for node in module.tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def actions() -> list[Module]:
    """Where things are done."""
    return [module for module in modules("domain") if module.name.startswith("domain.actions.")]


def doors() -> dict[str, set[str]]:
    """The doors of each module of actions."""
    return {module.name: {f.name for f in top_functions(module) if is_door(f)} for module in actions()}


def test_only_actions_write() -> None:
    assert WRITES.search("INSERT INTO accounts")
    assert WRITES.search("WITH a AS (SELECT 1) UPDATE pairs p SET x = 1")

    wrong = [
        f"{module.name}: {found[1]}"
        for module in modules()
        if not module.name.startswith(MAY_WRITE) and (found := WRITES.search(words(module)))
    ]

    assert wrong == []


def test_actions_do_write() -> None:
    writing = {module.name for module in modules("domain") if WRITES.search(words(module))}

    assert {"domain.feed", "domain.actions.messages", "domain.actions.accounts"} <= writing


def test_who_takes_a_viewer_and_a_transaction_is_a_door_and_takes_them_first() -> None:
    wrong = [
        f"{module.name}.{function.name}"
        for module in actions()
        for function in top_functions(module)
        if not function.name.startswith("_")
        and {"viewer", "tx"} <= {*arguments(function)}
        and not (is_door(function) and arguments(function)[:2] == ["viewer", "tx"])
    ]

    assert wrong == []


def test_every_door_takes_the_viewer_first_and_is_public() -> None:
    wrong = [
        f"{module.name}.{function.name}"
        for module in modules()
        for function in module.functions()
        if is_door(function)
        and (
            not module.name.startswith("domain.actions.")
            or function.name.startswith("_")
            or arguments(function)[:2] != ["viewer", "tx"]
            or isinstance(function, ast.FunctionDef)
        )
    ]

    assert wrong == []
    assert sum(len(names) for names in doors().values()) > 15


def test_steps_take_the_transaction_first() -> None:
    """A private helper of doors may take the viewer before it; whatever others call takes it first."""
    wrong = [
        f"{module.name}.{function.name}"
        for module in actions()
        for function in top_functions(module)
        if "tx" in arguments(function)
        and not is_door(function)
        and "tx" not in arguments(function)[: 2 if function.name.startswith("_") else 1]
    ]

    assert wrong == []


def test_doors_and_steps_never_call_doors() -> None:
    everywhere = doors()
    wrong = []
    for module in actions():
        names = set(everywhere[module.name])
        aliases: dict[str, str] = {}
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and node.module == "domain.actions":
                aliases |= {alias.asname or alias.name: f"domain.actions.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module in everywhere:
                names |= {a.asname or a.name for a in node.names if a.name in everywhere[node.module]}
        for function in top_functions(module):
            if "tx" not in arguments(function):
                continue
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                called = call.func
                direct = isinstance(called, ast.Name) and called.id in names
                through = (
                    isinstance(called, ast.Attribute)
                    and isinstance(called.value, ast.Name)
                    and called.attr in everywhere.get(aliases.get(called.value.id, ""), set())
                )
                if direct or through:
                    wrong.append(f"{module.name}.{function.name} calls {ast.unparse(called)}")

    assert wrong == []


def test_only_the_door_opens_a_transaction() -> None:
    wrong = [
        f"{module.path}:{node.lineno}"
        for module in modules("app", "schema", "domain")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "transaction"
        and module.name != "domain.transaction"
    ]

    assert wrong == []


def test_nobody_sleeps_gathers_or_starts_tasks_inside_a_transaction() -> None:
    wrong = [
        f"{module.name}.{function.name} calls {ast.unparse(node.func)}"
        for module in actions()
        for function in top_functions(module)
        if "tx" in arguments(function)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("asyncio.", "aiohttp."))
    ]

    assert wrong == []


def test_no_resolver_has_a_try() -> None:
    """Refusals are turned into results by schema.problems. What reads scalars and finds who asks is no resolver."""
    not_resolvers = {"schema.scalars", "schema.context"}
    wrong = [
        f"{module.path}:{node.lineno}"
        for module in modules("schema")
        if module.name not in not_resolvers
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Try | ast.TryStar)
    ]

    assert wrong == []


def test_time_comes_from_the_clock_only() -> None:
    wrong = [
        f"{module.path}:{node.lineno}"
        for module in modules("schema", "domain")
        if module.name != "domain.clock"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"datetime.now", "datetime.utcnow", "time.time"}
    ]

    assert wrong == []
