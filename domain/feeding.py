"""Feeding: what became of each record, and what a batch of them makes of what is stored (PLT-1)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from domain.errors import DomainError
from domain.records import Record

R = TypeVar("R", bound=Record)
V = TypeVar("V")
K = TypeVar("K")

BATCH = 1000  # records of one transaction


class Status(StrEnum):
    """What became of one record."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    UNCHANGED = "UNCHANGED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record, by the platform's id; refused: why."""

    external_id: str
    status: Status
    problem: DomainError | None = None


def read_each(records: Sequence[R], read: Callable[[R], V]) -> list[V | DomainError]:
    """What each record says, or what is wrong with it: one that is refused stands in nobody's way."""
    found: list[V | DomainError] = []
    for record in records:
        try:
            found.append(read(record))
        except DomainError as refusal:
            found.append(refusal)
    return found


def outcomes(records: Sequence[R], said: Sequence[V | DomainError], take: Callable[[V], Status]) -> list[Outcome]:
    """Take what the records say, one after the other; what is refused, here or before, stands in nobody's way."""
    found = []
    for record, one in zip(records, said, strict=True):
        try:
            if isinstance(one, DomainError):
                raise one
            found.append(Outcome(record.label, take(one)))
        except DomainError as refusal:
            found.append(Outcome(record.label, Status.REFUSED, refusal))
    return found


class Stored(Generic[K]):
    """What is stored of what a batch speaks of, and what it is to be: each record is held against all before it."""

    def __init__(self, stored: Mapping[K, tuple[Any, ...]]) -> None:
        self._before = stored
        self.now: dict[K, tuple[Any, ...]] = dict(stored)

    def put(self, key: K, values: tuple[Any, ...]) -> Status:
        """What a record says of something."""
        there = self.now.get(key)
        self.now[key] = values
        if there is None:
            return Status.CREATED
        return Status.UNCHANGED if there == values else Status.UPDATED

    def drop(self, key: K) -> Status:
        """What is there no more."""
        return Status.UNCHANGED if self.now.pop(key, None) is None else Status.UPDATED

    @property
    def new(self) -> list[tuple[K, tuple[Any, ...]]]:
        """What is to be made, in one order, so that two who feed the same do not wait for each other in a circle."""
        return _in_order((key, now) for key, now in self.now.items() if key not in self._before)

    @property
    def changed(self) -> list[tuple[K, tuple[Any, ...]]]:
        """What is to be changed, in that order."""
        now = self.now
        return _in_order((key, now[key]) for key, was in self._before.items() if now.get(key, was) != was)

    @property
    def gone(self) -> list[K]:
        """What is to be taken away."""
        return _in_order(self._before.keys() - self.now.keys())


def _in_order(found: Iterable[Any]) -> list[Any]:
    return sorted(found)
