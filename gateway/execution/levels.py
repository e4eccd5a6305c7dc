"""Levels: all objects of one selection at once. Each field that calls something is a column of values."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from graphql import GraphQLError
from graphql.pyutils import Path, is_awaitable

from gateway.compiler.selections import Field
from gateway.execution.calls import Call
from gateway.execution.completers import Completer
from gateway.execution.places import FAILED, Place, Under
from gateway.execution.run import Run


class Column:
    """A field that calls something: its values for all objects of a level, completed."""

    def __init__(self, field: Field, call: Call, completer: Completer) -> None:
        self.field = field
        self.call = call
        self.completer = completer
        self.waits = call.waits or completer.waits

    async def of(self, objects: Sequence[Any], place: Place, run: Run) -> Sequence[Any]:
        """One completed value for each object."""
        values = await self.call.values(objects, place, run)
        field = self.field
        return await self.completer.complete(values, Under(place, field.key, field.parent.name), run)


class Level:
    """A selection of one object type: columns first, then one row for each object."""

    def __init__(self, fields: Sequence[Field], columns: Sequence[Column], row: Callable[..., Any]) -> None:
        self._fields = fields
        self.columns = columns
        self._row = row
        self.waits = any(column.waits for column in columns)

    async def complete(self, objects: Sequence[Any], place: Place, run: Run) -> Sequence[Any]:
        """A dict for each object, FAILED where a field that may not be null has failed."""
        if not objects:
            return []
        columns = self.columns
        if len(columns) == 1:
            done: Sequence[Sequence[Any]] = [await columns[0].of(objects, place, run)]
        else:
            done = await self._all(objects, place, run)
        if not (run.errors and any(value is FAILED for column in done for value in column)):
            try:
                return [*map(self._row, objects, *done)]
            except Exception:  # noqa: BLE001, S110 - whatever it was, the executor says it right
                pass
        return await self._closely(objects, place, run, done)

    async def in_turn(self, objects: Sequence[Any], place: Place, run: Run) -> Sequence[Any]:
        """As `complete`, one column wholly before the next: mutations."""
        done = []
        for column in self.columns:
            done.append(await column.of(objects, place, run))
            if any(value is FAILED for value in done[-1]):
                return [FAILED] * len(objects)
        return [*map(self._row, objects, *done)]

    async def _all(self, objects: Sequence[Any], place: Place, run: Run) -> Sequence[Sequence[Any]]:
        waiting = [column for column in self.columns if column.waits]
        if len(waiting) > 1:
            return await asyncio.gather(*(column.of(objects, place, run) for column in self.columns))
        return [await column.of(objects, place, run) for column in self.columns]

    async def _closely(
        self, objects: Sequence[Any], place: Place, run: Run, done: Sequence[Sequence[Any]]
    ) -> list[Any]:
        columns = {column.field.key: values for column, values in zip(self.columns, done, strict=True)}
        return [await self._one(source, index, place, run, columns) for index, source in enumerate(objects)]

    async def _one(self, source: Any, index: int, place: Place, run: Run, columns: dict[str, Sequence[Any]]) -> Any:
        row: dict[str, Any] = {}
        above = place.path(index)
        for field in self._fields:
            if field.key in columns:
                value = columns[field.key][index]
            else:
                path = Path(above, field.key, field.parent.name)
                try:
                    value = run.executor.execute_field(field.parent, source, field.details, path, None)
                    if is_awaitable(value):
                        value = await value
                except GraphQLError as error:  # it is located: the field may not be null
                    run.errors.append(error)
                    value = FAILED
            if value is FAILED:
                return FAILED
            row[field.key] = value
        return row
