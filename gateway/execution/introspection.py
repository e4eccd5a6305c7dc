"""What the schema says of itself, told in the worker: it takes as long as the schema is large."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from graphql import GraphQLError
from graphql.execution.executor import Executor
from graphql.pyutils import Path

from gateway.compiler.selections import Field
from gateway.errors import RequestRefused
from gateway.execution.places import FAILED, Place
from gateway.execution.run import Run

META = frozenset({"__schema", "__type"})


def elsewhere(base: type[Executor[Any]], in_worker: Callable[..., Awaitable[Any]]) -> type[Executor[Any]]:
    """An executor of graphql-core's that tells of the schema in the worker. Fails where too much waits for that."""

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
                parent_type, _, details, path, _ = given
                definition = self.schema.get_field(parent_type, details[0].node.name.value)
                self.handle_field_error(refusal, definition.type, details, path)
                return None

    return Elsewhere


class Introspection:
    """Gets `__schema` or `__type` of each object by such an executor, with all that is selected below."""

    waits = True

    def __init__(self, field: Field) -> None:
        self._field = field

    async def values(self, objects: Sequence[Any], place: Place, run: Run) -> Sequence[Any]:
        """Complete answers."""
        field, told = self._field, []
        for index, source in enumerate(objects):
            path = Path(place.path(index), field.key, field.parent.name)
            try:
                done: Any = run.executor.execute_field(field.parent, source, field.details, path, None)
                told.append(await done)
            except GraphQLError as error:  # it is located: the field may not be null
                run.errors.append(error)
                told.append(FAILED)
        return told


class AsToldBefore:
    """Completes what is complete."""

    waits = False

    async def complete(self, values: Sequence[Any], _place: Place, _run: Run) -> Sequence[Any]:
        """The values."""
        return values
