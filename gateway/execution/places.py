"""Where in the answer the objects of a level lie. Paths are made for errors and for `info.path` only."""

from collections.abc import Sequence
from typing import Protocol

from graphql.pyutils import Path

FAILED = object()  # in place of a value that an error has nulled, where null is not allowed: its parent falls too


class Place(Protocol):
    """The places of a sequence of objects."""

    def path(self, index: int) -> Path | None:
        """The path of one of them; None: the answer itself."""
        ...


class Root:
    """The answer itself."""

    __slots__ = ()

    def path(self, index: int) -> Path | None:
        return None


class Under:
    """The same field of each object."""

    __slots__ = ("_above", "_key", "_type")

    def __init__(self, above: Place, key: str, type_name: str) -> None:
        self._above, self._key, self._type = above, key, type_name

    def path(self, index: int) -> Path:
        return Path(self._above.path(index), self._key, self._type)


class Items:
    """The items of a list for each object, one list after the other; `lengths` has None where there is no list."""

    __slots__ = ("_above", "_lengths")

    def __init__(self, above: Place, lengths: Sequence[int | None]) -> None:
        self._above, self._lengths = above, lengths

    def path(self, index: int) -> Path:
        for list_index, length in enumerate(self._lengths):
            if length is not None:
                if index < length:
                    return Path(self._above.path(list_index), index, None)
                index -= length
        raise IndexError(index)


class Some:
    """Some of the objects of a level."""

    __slots__ = ("_above", "_indexes")

    def __init__(self, above: Place, indexes: Sequence[int]) -> None:
        self._above, self._indexes = above, indexes

    def path(self, index: int) -> Path | None:
        return self._above.path(self._indexes[index])


ROOT = Root()
