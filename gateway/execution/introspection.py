"""What the schema says of itself, told in the worker: it takes as long as the schema is large."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from graphql import GraphQLError, GraphQLNonNull
from graphql.execution.executor import Executor
from graphql.pyutils import Path

from gateway.compiler.selections import Field
from gateway.errors import RequestRefused
from gateway.execution.places import FAILED, Place
from gateway.execution.run import Run

META = frozenset({"__schema", "__type"})
Work = Callable[[], tuple[list[Any], list[GraphQLError]]]


class Introspection:
    """Gets `__schema` or `__type` of each object, by graphql-core and with all that is selected below."""

    waits = True

    def __init__(
        self, field: Field, in_worker: Callable[[Work], Awaitable[tuple[list[Any], list[GraphQLError]]]]
    ) -> None:
        self._field = field
        self._in_worker = in_worker

    async def values(self, objects: Sequence[Any], place: Place, run: Run) -> Sequence[Any]:
        """Complete answers. Fails where too much waits for the worker."""
        field, executor = self._field, run.another_executor()
        paths = [Path(place.path(index), field.key, field.parent.name) for index in range(len(objects))]

        def tell() -> tuple[list[Any], list[GraphQLError]]:
            told: list[Any] = []
            errors: list[GraphQLError] = []
            for source, path in zip(objects, paths, strict=True):
                try:
                    told.append(executor.execute_field(field.parent, source, field.details, path, None))
                except GraphQLError as error:  # it is located: the field may not be null
                    errors.append(error)
                    told.append(FAILED)
            return told, errors + executor.collected_errors.errors

        try:
            told, errors = await self._in_worker(tell)
        except RequestRefused as refusal:
            failed = [run.fail(refusal, field, path) for path in paths]
            return failed if isinstance(field.definition.type, GraphQLNonNull) else [None] * len(failed)
        run.errors += errors
        return told


def elsewhere(base: type[Executor[Any]], in_worker: Callable[..., Awaitable[Any]]) -> type[Executor[Any]]:
    """An executor of graphql-core's that tells of the schema in the worker, for what is not compiled."""

    class Elsewhere(base):  # type: ignore[valid-type, misc] # a class that the schema names
        def execute_field(
            self, parent_type: Any, source: Any, field_details_list: Any, path: Any, position_context: Any
        ) -> Any:
            given = (parent_type, source, field_details_list, path, position_context)
            if field_details_list[0].node.name.value not in META:
                return super().execute_field(*given)
            return self._told(given, super().execute_field)

        async def _told(self, given: Any, execute: Any) -> Any:
            try:
                return await in_worker(execute, *given)
            except RequestRefused as refusal:
                _, _, details, path, _ = given
                definition = self.schema.get_field(given[0], details[0].node.name.value)
                self.handle_field_error(refusal, definition.type, details, path)
                return None

    return Elsewhere


class AsToldBefore:
    """Completes what is complete."""

    waits = False

    async def complete(self, values: Sequence[Any], _place: Place, _run: Run) -> Sequence[Any]:
        """The values."""
        return values
