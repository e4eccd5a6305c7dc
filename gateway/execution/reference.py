"""Plain execution by graphql-core, as Strawberry has it: for what is not compiled, and to compare with."""

from collections.abc import AsyncIterator
from typing import Any

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, execute, execute_sync
from graphql.execution.execute import assert_event_stream
from graphql.execution.executor import Executor
from graphql.execution.values import VariableValues, get_argument_values
from graphql.pyutils import Path, is_awaitable
from strawberry.schema import Schema

from gateway.compiler.selections import Field, Selections
from gateway.execution.places import ROOT
from gateway.execution.run import Run

NOTHING = VariableValues({}, {})


async def run(
    schema: Schema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    *,
    context: Any,
    root: Any,
    given: dict[str, Any],
    executor_class: type[Executor[Any]],
) -> tuple[Any, list[GraphQLError]]:
    """Run an operation; for a subscription, of one event, which is the root. With the schema's extensions, if any."""
    name = operation.name.value if operation.name else None
    if schema.get_extensions() and document.loc is not None and root is None:
        answer = await schema.execute(
            document.loc.source.body, given, context_value=context, root_value=root, operation_name=name
        )
        return answer.data, list(answer.errors or [])
    result: Any = execute(
        schema._schema,  # noqa: SLF001 - Strawberry has no public name for it
        document,
        root_value=root,
        context_value=context,
        variable_values=given,
        operation_name=name,
        executor_class=executor_class,
        hide_suggestions=schema.config.disable_field_suggestions,
    )
    if is_awaitable(result):
        result = await result
    return result.data, result.errors or []


def run_now(
    schema: Schema, document: DocumentNode, operation: OperationDefinitionNode, given: dict[str, Any]
) -> tuple[Any, list[GraphQLError]]:
    """Run an operation that asks for the schema only: without a context, and in any thread."""
    name = operation.name.value if operation.name else None
    core = schema._schema  # noqa: SLF001 - as above
    result = execute_sync(core, document, variable_values=given, operation_name=name)
    return result.data, result.errors or []


def root_field(schema: Schema, document: DocumentNode, operation: OperationDefinitionNode) -> tuple[Field, Selections]:
    """The field of a subscription that is not compiled; its @skip and @include cannot be at the root."""
    core = schema._schema  # noqa: SLF001 - as above
    selections = Selections(core, document, operation, NOTHING)
    assert core.subscription_type is not None  # noqa: S101 - the document was validated
    return selections.of_root(core.subscription_type)[0], selections


async def stream(field: Field, run_: Run) -> AsyncIterator[Any]:
    """Call a subscription's resolver; the iterator of its events."""
    executor = run_.executor
    given = get_argument_values(
        field.definition, field.nodes[0], executor.variable_values, None, executor.hide_suggestions
    )
    resolve = field.definition.subscribe or executor.subscribe_field_resolver
    path = Path(ROOT.path(0), field.key, field.parent.name)
    found: Any = resolve(run_.root, run_.raw_info(field, path), **given)
    if is_awaitable(found):
        found = await found
    assert_event_stream(found)
    iterator: AsyncIterator[Any] = found.__aiter__()
    return iterator
