"""Completing the values of a field, for all objects of a level at once.

graphql-core's rules of nulls hold throughout: a completer gives, for each value, what stands in the answer, None, or
FAILED where the error has to travel on because null is not allowed there.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from graphql import GraphQLAbstractType, GraphQLError, GraphQLObjectType, Undefined
from graphql.execution.executor import invalid_return_type_error
from graphql.pyutils import Path, is_awaitable
from graphql.pyutils.is_iterable import is_iterable

from gateway.compiler.selections import Field
from gateway.compiler.types import Admission, Dispatch
from gateway.execution.calls import settled
from gateway.execution.places import FAILED, Items, Place, Some
from gateway.execution.run import Run

if TYPE_CHECKING:
    from gateway.execution.levels import Level


class Completer(Protocol):
    """Completes values of one type at one field."""

    waits: bool

    async def complete(self, values: Sequence[Any], place: Place, run: Run) -> Sequence[Any]: ...


class Base:
    """What completers share: the field they complete for, and whether null is allowed."""

    def __init__(self, field: Field, *, required: bool) -> None:
        self.field = field
        self.required = required

    def failed(self) -> Any:
        """What stands for a value whose error is noted."""
        return FAILED if self.required else None

    def absent(self, path: Callable[[], Path | None], run: Run) -> Any:
        """What stands for None."""
        if not self.required:
            return None
        field = self.field
        sentence = f"Cannot return null for non-nullable field {field.parent.name}.{field.name}."
        return run.fail(TypeError(sentence), field, path())


class Written(Base):
    """Values below which nothing is called: by the function that was written for them."""

    def __init__(self, field: Field, type_: Any, function: Callable[[Any], Any], *, required: bool) -> None:
        super().__init__(field, required=required)
        self._type = type_
        self.function = function
        self.waits = False

    async def complete(self, values: Sequence[Any], place: Place, run: Run) -> Sequence[Any]:
        if not (run.errors and any(value is FAILED for value in values)):
            try:
                return [*map(self.function, values)]
            except Exception:  # noqa: BLE001, S110 - whatever it was, the executor says it right
                pass
        return [await self._closely(value, place.path(index), run) for index, value in enumerate(values)]

    async def _closely(self, value: Any, path: Path | None, run: Run) -> Any:
        if value is FAILED:
            return self.failed()
        field, executor = self.field, run.executor
        assert path is not None  # noqa: S101 - a field's value is never the answer itself
        try:
            done = executor.complete_value(
                self._type,
                field.details,
                run.raw_info(field, path),
                path,
                value,
                None,
            )
            if is_awaitable(done):
                done = await done
        except Exception as error:  # noqa: BLE001 - graphql-core turns every exception into an error
            run.fail(error, field, path)
            return self.failed()
        return done


class Lists(Base):
    """Lists: their items are completed as one level."""

    def __init__(self, field: Field, inner: Completer, *, required: bool) -> None:
        super().__init__(field, required=required)
        self._inner = inner
        self.waits = inner.waits

    async def complete(self, values: Sequence[Any], place: Place, run: Run) -> Sequence[Any]:
        flat: list[Any] = []
        lengths: list[int | None] = []
        lists: list[Any] = []
        for index, value in enumerate(values):
            items = value if type(value) is list else await self._items(value, lambda i=index: place.path(i), run)  # type: ignore[misc]
            lists.append(items)
            if type(items) is list:
                flat += items
                lengths.append(len(items))
            else:
                lengths.append(None)
        done = await self._inner.complete(flat, Items(place, lengths), run)
        return self._regrouped(lists, done)

    def _regrouped(self, lists: Sequence[Any], done: Sequence[Any]) -> list[Any]:
        regrouped: list[Any] = []
        start = 0
        for items in lists:
            if type(items) is not list:
                regrouped.append(items)
                continue
            part = [*done[start : start + len(items)]]
            start += len(items)
            regrouped.append(self.failed() if any(item is FAILED for item in part) else part)
        return regrouped

    async def _items(self, value: Any, path: Callable[[], Path | None], run: Run) -> Any:
        """The items as a list, or what stands for the whole."""
        if value is FAILED:
            return self.failed()
        if value is None or value is Undefined:
            return self.absent(path, run)
        field = self.field
        wrong: Exception | None = value if isinstance(value, Exception) else None
        if wrong is None and not hasattr(value, "__aiter__") and not is_iterable(value):
            sentence = f"Expected Iterable, but did not find one for field '{field.parent.name}.{field.name}'."
            wrong = GraphQLError(sentence)
        if wrong is None:
            try:
                return [item async for item in value] if hasattr(value, "__aiter__") else list(value)
            except Exception as error:  # noqa: BLE001 - whatever an iterator raises is its field's error
                wrong = error
        run.fail(wrong, field, path())
        return self.failed()


class Objects(Base):
    """Objects of one type whose selection calls something."""

    def __init__(
        self, field: Field, type_: GraphQLObjectType, admission: Admission, level: "Level", *, required: bool
    ) -> None:
        super().__init__(field, required=required)
        self._type = type_
        self._admission = admission
        self._level = level
        self.waits = level.waits

    async def complete(self, values: Sequence[Any], place: Place, run: Run) -> Sequence[Any]:
        classes = self._admission.classes
        if all(type(value) in classes for value in values):
            done = await self._level.complete(values, place, run)
            return done if self.required else [None if row is FAILED else row for row in done]
        return await self._sorted(values, place, run)

    async def _sorted(self, values: Sequence[Any], place: Place, run: Run) -> list[Any]:
        """Take out what is null, failed, or no such object; complete the rest."""
        values, done, live = await _alive(self, values, place, run)
        kept = [index for index in live if await self._admitted(values[index], place, index, run, done)]
        rows = await self._level.complete([values[index] for index in kept], Some(place, kept), run)
        for index, row in zip(kept, rows, strict=True):
            done[index] = self.failed() if row is FAILED else row
        return done

    async def _admitted(self, value: Any, place: Place, index: int, run: Run, done: list[Any]) -> bool:
        try:
            return self._admission.check(value)
        except Exception:  # noqa: BLE001 - whatever it was, looked at again with all that the predicate may ask for
            path = place.path(index)
        try:
            await _check(self._type, value, self.field, path, run)
        except Exception as error:  # noqa: BLE001 - graphql-core turns every exception into an error
            run.fail(error, self.field, path)
            done[index] = self.failed()
            return False
        return True


class Abstract(Base):
    """Objects of an interface or a union: completed by type, all of one type at once."""

    def __init__(
        self,
        field: Field,
        type_: GraphQLAbstractType,
        dispatch: "Dispatch[Level]",
        levels: dict[str, "Level"],
        *,
        required: bool,
    ) -> None:
        super().__init__(field, required=required)
        self._type = type_
        self._dispatch = dispatch
        self._levels = levels
        self.waits = any(level.waits for level in levels.values())

    async def complete(self, values: Sequence[Any], place: Place, run: Run) -> Sequence[Any]:
        if len(values) == 1 and (known := self._dispatch.classes.get(type(values[0]))) is not None:
            rows = await known.complete(values, place, run)
            return [self.failed()] if rows[0] is FAILED else rows
        values, done, live = await _alive(self, values, place, run)
        groups: dict[Level, list[int]] = {}
        for index in live:
            level = self._dispatch.classes.get(type(values[index])) or await self._level(
                values[index], place, index, run
            )
            if level is None:
                done[index] = self.failed()
            else:
                groups.setdefault(level, []).append(index)
        parts = [
            level.complete([values[index] for index in indexes], Some(place, indexes), run)
            for level, indexes in groups.items()
        ]
        if self.waits and len(parts) > 1:
            completed: Sequence[Any] = await asyncio.gather(*parts)
        else:
            completed = [await part for part in parts]
        for indexes, rows in zip(groups.values(), completed, strict=True):
            for index, row in zip(indexes, rows, strict=True):
                done[index] = self.failed() if row is FAILED else row
        return done

    async def _level(self, value: Any, place: Place, index: int, run: Run) -> "Level | None":
        try:
            return self._dispatch.pick(value)
        except Exception:  # noqa: BLE001 - whatever it was, looked at again with all that the functions may ask for
            path = place.path(index)
        field, executor = self.field, run.executor
        assert path is not None  # noqa: S101 - a field's value is never the answer itself
        try:
            info = run.raw_info(field, path)
            name: Any = (self._type.resolve_type or executor.type_resolver)(value, info, self._type)
            if is_awaitable(name):
                name = await name
            found = executor.ensure_valid_runtime_type(name, self._type, field.details, info, value)
            await _check(found, value, field, path, run)
        except Exception as error:  # noqa: BLE001 - graphql-core turns every exception into an error
            run.fail(error, field, path)
            return None
        return self._levels[found.name]


async def _alive(
    completer: Base, values: Sequence[Any], place: Place, run: Run
) -> tuple[Sequence[Any], list[Any], list[int]]:
    """The values without awaitables, what stands for those that are no objects, and the indexes of those that are."""
    if any(is_awaitable(value) for value in values):
        values = await settled([*values], lambda error, index: run.fail(error, completer.field, place.path(index)))
    done: list[Any] = [None] * len(values)
    live = []
    for index, value in enumerate(values):
        if value is FAILED:
            done[index] = completer.failed()
        elif value is None or value is Undefined:
            done[index] = completer.absent(lambda i=index: place.path(i), run)  # type: ignore[misc]
        elif isinstance(value, Exception):
            run.fail(value, completer.field, place.path(index))
            done[index] = completer.failed()
        else:
            live.append(index)
    return values, done, live


async def _check(type_: GraphQLObjectType, value: Any, field: Field, path: Path | None, run: Run) -> None:
    """graphql-core's last look at an object: its type's own is_type_of."""
    if type_.is_type_of is not None:
        is_it: Any = type_.is_type_of(value, run.raw_info(field, path))
        if is_awaitable(is_it):
            is_it = await is_it
        if not is_it:
            raise invalid_return_type_error(type_, value, field.details)
