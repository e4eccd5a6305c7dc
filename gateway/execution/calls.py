"""How the values of one field are got, for all objects of a level: attributes read, resolvers called, each once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from graphql.execution.values import get_argument_values
from graphql.pyutils import Path, is_awaitable
from strawberry.types import Info

from gateway.compiler.ahead import Ahead
from gateway.compiler.inputs import Arguments
from gateway.compiler.selections import Field
from gateway.execution.places import Place
from gateway.execution.run import LazyInfo, Run

Handlers = Sequence[tuple[tuple[type[Exception], ...], Any]]


class Call(Protocol):
    """Gets a field's value of each object; FAILED, and noted, where that raised."""

    waits: bool  # whether it may suspend

    async def values(self, objects: Sequence[Any], place: Place, run: Run) -> Sequence[Any]: ...


def _path(field: Field, place: Place, index: int) -> Path:
    return Path(place.path(index), field.key, field.parent.name)


async def settled(values: list[Any], fail: Callable[[Exception, int], Any]) -> list[Any]:
    """Wait for those of the values that are awaitable, all at once."""
    waiting = [index for index, value in enumerate(values) if is_awaitable(value)]
    if len(waiting) == 1:
        (index,) = waiting
        try:
            values[index] = await values[index]
        except Exception as error:  # noqa: BLE001 - whatever a resolver raises is its field's error
            values[index] = fail(error, index)
    elif waiting and all(map(asyncio.isfuture, [values[index] for index in waiting])):
        await _one_by_one(values, waiting, fail)
    elif waiting:
        done = await asyncio.gather(*(values[index] for index in waiting), return_exceptions=True)
        for index, value in zip(waiting, done, strict=True):
            if isinstance(value, BaseException) and not isinstance(value, Exception):
                raise value
            values[index] = fail(value, index) if isinstance(value, Exception) else value
    return values


async def _one_by_one(values: list[Any], waiting: list[int], fail: Callable[[Exception, int], Any]) -> None:
    """Wait for futures in turn: they are under way already, so it takes no longer than to wait for all at once.

    A loader hands out one for each object and answers all together: then only the first is waited for at all.
    """
    left = iter(waiting)
    try:
        for index in left:
            try:
                values[index] = await values[index]
            except Exception as error:  # noqa: BLE001 - whatever a resolver raises is its field's error
                values[index] = fail(error, index)
    except BaseException:  # nobody waits for the others any more
        for index in left:
            values[index].cancel()
        raise


class Read:
    """Strawberry's default resolver: an attribute."""

    waits = False  # an attribute that holds an awaitable is waited for, beside no other column

    def __init__(self, field: Field) -> None:
        assert field.strawberry is not None  # noqa: S101 - the compiler asked is_attribute
        self._field = field
        self._read = field.strawberry.default_resolver
        self._name = field.strawberry.python_name

    async def values(self, objects: Sequence[Any], place: Place, run: Run) -> Sequence[Any]:
        field, read, name = self._field, self._read, self._name

        def fail(error: Exception, index: int) -> Any:
            return run.fail(error, field, _path(field, place, index))

        found = []
        for index, source in enumerate(objects):
            try:
                found.append(read(source, name))
            except Exception as error:  # noqa: BLE001 - a property may raise anything
                found.append(fail(error, index))
        return await settled(found, fail)


class Resolve:
    """A resolver of Strawberry's, called as Strawberry would, without what stands around it there."""

    def __init__(
        self, field: Field, arguments: Arguments, handlers: Handlers, info_class: type[Any], ahead: Ahead
    ) -> None:
        resolver = field.strawberry.base_resolver if field.strawberry else None
        assert resolver is not None  # noqa: S101 - the compiler looked
        self._field = field
        self._function: Callable[..., Any] = resolver.wrapped_func  # type: ignore[assignment]
        self._arguments = arguments
        self._ahead = ahead
        self._handlers = handlers
        self._takes_self = resolver.self_parameter is not None
        takes = (resolver.parent_parameter, resolver.root_parameter)
        self._sources = tuple(parameter.name for parameter in takes if parameter is not None)
        self._info = resolver.info_parameter.name if resolver.info_parameter else None
        self._info_class = None if info_class is Info else info_class
        self.waits = self.is_async = resolver.is_async

    async def values(self, objects: Sequence[Any], place: Place, run: Run) -> Sequence[Any]:
        field = self._field

        def fail(error: Exception, index: int) -> Any:
            return run.fail(error, field, _path(field, place, index))

        if len(objects) == 1:
            try:
                value = self._call(objects[0], place, 0, run)
                if self.is_async or is_awaitable(value):
                    value = await value
            except Exception as error:  # noqa: BLE001 - whatever a resolver raises is its field's error
                return [fail(error, 0)]
            return [value]
        found = []
        for index, source in enumerate(objects):
            try:
                found.append(self._call(source, place, index, run))
            except Exception as error:  # noqa: BLE001 - as above
                found.append(fail(error, index))
        return await settled(found, fail)

    def _call(self, source: Any, place: Place, index: int, run: Run) -> Any:
        if self._handlers:
            return self._handled(source, place, index, run)
        return self._plainly(source, place, index, run)

    def info(self, place: Place, index: int, run: Run) -> Any:
        """Strawberry's Info for one object."""
        if self._info_class is None:
            return LazyInfo(run, self._field, place, index, self._ahead)
        return self._info_class(
            _raw_info=run.raw_info(self._field, _path(self._field, place, index)), _field=self._field.strawberry
        )

    def _plainly(self, source: Any, place: Place, index: int, run: Run) -> Any:
        try:
            given = self._arguments.build(run.variables)
        except Exception:  # noqa: BLE001 - whatever it was, the slow way says it right
            executor = run.executor
            given = self._arguments.slowly(
                executor.variable_values, self.info(place, index, run), hide_suggestions=executor.hide_suggestions
            )
        for name in self._sources:
            given[name] = source
        if self._info is not None:
            given[self._info] = self.info(place, index, run)
        return self._function(source, **given) if self._takes_self else self._function(**given)

    def _handled(self, source: Any, place: Place, index: int, run: Run) -> Any:
        """With Strawberry's exception handlers, which make results of expected exceptions."""
        try:
            value = self._plainly(source, place, index, run)
        except Exception as error:
            if (handled := self._handle(error, place, index, run)) is None:
                raise
            # Strawberry asks whether an awaited handler has declined for async resolvers only.
            return self._accepted(handled, error) if self.is_async and is_awaitable(handled) else handled
        return self._awaited(value, place, index, run) if is_awaitable(value) else value

    async def _awaited(self, value: Awaitable[Any], place: Place, index: int, run: Run) -> Any:
        try:
            return await value
        except Exception as error:
            handled = self._handle(error, place, index, run)
            if is_awaitable(handled):
                handled = await handled
            if handled is None:
                raise
            return handled

    @staticmethod
    async def _accepted(handled: Awaitable[Any], error: Exception) -> Any:
        value = await handled
        if value is None:
            raise error
        return value

    def _handle(self, error: Exception, place: Place, index: int, run: Run) -> Any:
        for kinds, handler in self._handlers:
            if isinstance(error, kinds):
                return handler.handle(error, field=self._field.strawberry, info=self.info(place, index, run))
        return None


class Generic:
    """Any other field, as those of introspection, or with permissions: its own function, as graphql-core calls it."""

    def __init__(self, field: Field) -> None:
        self._field = field
        self.waits = field.strawberry is not None

    async def values(self, objects: Sequence[Any], place: Place, run: Run) -> Sequence[Any]:
        field, executor = self._field, run.executor
        resolve = field.definition.resolve or executor.field_resolver

        def fail(error: Exception, index: int) -> Any:
            return run.fail(error, field, _path(field, place, index))

        found = []
        for index, source in enumerate(objects):
            try:
                given = get_argument_values(
                    field.definition,
                    field.nodes[0],
                    executor.variable_values,
                    field.details[0].fragment_variable_values,
                    executor.hide_suggestions,
                )
                found.append(resolve(source, run.raw_info(field, _path(field, place, index)), **given))
            except Exception as error:  # noqa: BLE001 - whatever a resolver raises is its field's error
                found.append(fail(error, index))
        return await settled(found, fail)


class Event:
    """The field of a subscription: its value is the event that the operation is run for."""

    waits = False

    async def values(self, objects: Sequence[Any], place: Place, run: Run) -> Sequence[Any]:
        return objects
