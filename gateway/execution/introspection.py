"""What the schema says of itself, told in the worker: it takes as long as the schema is large."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from graphql import GraphQLError, GraphQLNonNull
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


class AsToldBefore:
    """Completes what is complete."""

    waits = False

    async def complete(self, values: Sequence[Any], _place: Place, _run: Run) -> Sequence[Any]:
        """The values."""
        return values
