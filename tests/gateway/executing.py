"""The ways to run an operation: compiled; graphql-core's own, to compare with; and one that tells every error."""

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, fields
from functools import lru_cache
from inspect import isawaitable
from typing import Any

import orjson
import strawberry
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    execute,
    is_non_null_type,
    parse,
    specified_rules,
    subscribe,
    validate,
)
from graphql.execution import ExecutionHooks, Executor
from graphql.execution.executor_throwing_on_incremental import ExecutorThrowingOnIncremental
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import validate_document
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule

from gateway.documents import Reading
from gateway.engine import Engine
from gateway.errors import RequestRefused
from gateway.limits import Limits
from gateway.seams import Codes

Result = dict[str, Any]  # data and errors, as a client gets them
Path = tuple[str | int, ...]
Variables = dict[str, Any] | None
AWAITABLE: Any = optimized_is_awaitable  # as Strawberry tells graphql-core


ENOUGH = Limits(**{limit.name: 10**9 for limit in fields(Limits)})
_engines: dict[int, tuple[strawberry.Schema, Engine]] = {}


def _known(error: BaseException) -> tuple[str, dict[str, Any]]:
    """Every error in its own words: nothing is masked here."""
    return (error.message if isinstance(error, GraphQLError) else str(error)), {}


def engine_of(schema: strawberry.Schema) -> Engine:
    """The engine of a schema, without limits."""
    if id(schema) not in _engines:
        codes = Codes(known=_known, report=lambda _error, _path: None)
        _engines[id(schema)] = (schema, Engine(schema, codes, Reading(limits=ENOUGH)))
    return _engines[id(schema)][1]


async def compiled(
    schema: strawberry.Schema,
    document: str,
    variables: Variables,
    context: Any,
    *,
    root: Any = None,
    operation_name: str | None = None,
) -> Result:
    """Run a query or a mutation as the gateway does."""
    payload = {"query": document, "variables": variables, "operationName": operation_name}
    try:
        prepared = await engine_of(schema).prepare(payload, request_id="compared")
    except RequestRefused as refusal:
        return {"data": None, "errors": refusal.errors}
    result: Result = orjson.loads(await prepared.answer(context, root))
    return result


async def compiled_events(
    schema: strawberry.Schema,
    document: str,
    variables: Variables,
    context: Any,
    *,
    root: Any = None,
    operation_name: str | None = None,
) -> list[Result]:
    """Run a subscription to its end as the gateway does."""
    payload = {"query": document, "variables": variables, "operationName": operation_name}
    results: list[Result] = []
    try:
        prepared = await engine_of(schema).prepare(payload, request_id="compared")
        stream: Any = await prepared.subscribe(context, root)
    except RequestRefused as refusal:
        return [{"data": None, "errors": refusal.errors}]
    async with aclosing(stream):
        try:
            async for event in stream:
                now = prepared.render_now(event, context)
                results.append(orjson.loads(now if now is not None else await prepared.render(event, context)))
        except Exception as error:  # noqa: BLE001 - a generator that raises ends its subscription
            ended = [error if isinstance(error, GraphQLError) else _bare(error)]
            results.append(told(ExecutionResult(None, ended)))
    return results


def fallbacks() -> int:
    """How many operations were not compiled so far, in this process."""
    return sum(engine.fallbacks.total() for _, engine in _engines.values())


def core(schema: strawberry.Schema) -> GraphQLSchema:
    """The schema as graphql-core has it."""
    return schema._schema


def told(result: ExecutionResult) -> Result:
    """A result as a client gets it."""
    errors = [error.formatted for error in result.errors or ()]
    return {"data": result.data, **({"errors": errors} if errors else {})}


@lru_cache(maxsize=4)  # an operation is run up to three times
def _read(schema: strawberry.Schema, document: str) -> tuple[DocumentNode | None, list[GraphQLError]]:
    try:
        parsed = parse(document)
    except GraphQLError as error:
        return None, [error]
    try:
        return parsed, validate_document(core(schema), parsed, tuple(specified_rules))
    except KeyError:  # Strawberry's rule for @oneOf stumbles over variables in fragments
        return parsed, validate(core(schema), parsed, [*specified_rules, MaybeNullValidationRule])


async def reference(
    schema: strawberry.Schema,
    document: str,
    variables: Variables,
    context: Any,
    *,
    root: Any = None,
    operation_name: str | None = None,
    executor: type[ExecutorThrowingOnIncremental] = ExecutorThrowingOnIncremental,
) -> Result:
    """Run a query or a mutation as graphql-core does, with nothing around it. Returns when nothing of it still runs."""
    parsed, refused = _read(schema, document)
    if parsed is None or refused:
        return told(ExecutionResult(None, refused))
    settled = asyncio.Event()
    running = execute(
        core(schema),
        parsed,
        root,
        context,
        variables,
        operation_name,
        is_awaitable=AWAITABLE,
        executor_class=executor,
        hooks=ExecutionHooks(async_work_finished=lambda _info: settled.set()),
    )
    result = told(await running if isawaitable(running) else running)
    if result["data"] is not None or any("path" in error for error in result["errors"]):
        with suppress(TimeoutError):
            await asyncio.wait_for(settled.wait(), 1)
    return result


async def reference_events(
    schema: strawberry.Schema,
    document: str,
    variables: Variables,
    context: Any,
    *,
    root: Any = None,
    operation_name: str | None = None,
    executor: type[Executor[Any]] | None = None,
) -> list[Result]:
    """Run a subscription to its end as graphql-core does."""
    parsed, refused = _read(schema, document)
    if parsed is None or refused:
        return [told(ExecutionResult(None, refused))]
    source = subscribe(core(schema), parsed, root, context, variables, operation_name, executor_class=executor)
    stream = await source if isinstance(source, Awaitable) else source
    if isinstance(stream, ExecutionResult):
        return [told(stream)]
    results: list[Result] = []
    async with aclosing(stream):  # type: ignore[type-var]
        try:
            async for result in stream:
                results.append(told(result))  # noqa: PERF401 - those before an error are kept
        except Exception as error:  # noqa: BLE001 - a generator that raises ends its subscription
            results.append(told(ExecutionResult(None, [error if isinstance(error, GraphQLError) else _bare(error)])))
    return results


def _bare(error: Exception) -> GraphQLError:
    return GraphQLError(str(error), original_error=error)


@dataclass
class Possible:
    """Every error an operation can have, and which places of its answer must not be null."""

    errors: list[Mapping[str, Any]] = field(default_factory=list)
    needed: set[Path] = field(default_factory=set)

    def causes(self, path: Path | None, nulled: Path | None) -> bool:
        """Whether an error at a path is one that nulls the place, because all between must not be null."""
        if path is None or nulled is None:
            return False
        return all(path[:length] in self.needed for length in range(len(nulled) + 1, len(path) + 1))


def _unhindered(found: Possible) -> type[ExecutorThrowingOnIncremental]:
    """An executor for which every type can be null, so that no error hides another; it notes which could not."""

    class Unhindered(ExecutorThrowingOnIncremental):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            self.error_propagation = False

        def complete_value(self, return_type: Any, fields: Any, info: Any, path: Any, *rest: Any) -> Any:
            if is_non_null_type(return_type):
                found.needed.add(tuple(path.as_list()))
            return super().complete_value(return_type, fields, info, path, *rest)

        def handle_field_error(self, raw_error: Any, return_type: Any, fields: Any, path: Any) -> None:
            if is_non_null_type(return_type):  # resolving it may fail before there is a value to complete
                found.needed.add(tuple(path.as_list()))
            super().handle_field_error(raw_error, return_type, fields, path)

    return Unhindered


async def possible(
    schema: strawberry.Schema,
    document: str,
    variables: Variables,
    context: Any,
    *,
    root: Any = None,
    operation_name: str | None = None,
    streams: bool = False,
) -> Possible:
    """Run an operation as if every type could be null; of a subscription, what any of its events may be told with."""
    found = Possible()
    asked = (schema, document, variables, context)
    if streams:
        results = await reference_events(*asked, root=root, operation_name=operation_name, executor=_unhindered(found))
        found.errors = [error for result in results for error in result.get("errors", [])]
        return found
    result = await reference(*asked, root=root, operation_name=operation_name, executor=_unhindered(found))
    found.errors = result.get("errors", [])
    return found
