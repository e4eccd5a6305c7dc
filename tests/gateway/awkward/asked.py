"""What the awkward schema is made with: its context, and fields that give what their types do not promise."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import strawberry
from strawberry.dataloader import DataLoader
from strawberry.types import Info as StrawberryInfo


async def _doubled(keys: list[int]) -> Sequence[int | ValueError]:
    """Twice each key; the thirteenth is missing."""
    await asyncio.sleep(0)
    return [ValueError("nothing for 13") if key == 13 else key * 2 for key in keys]


@dataclass
class Context:
    """One operation's: what it did, in order."""

    log: list[str] = field(default_factory=list)
    doubled: DataLoader[int, int] = field(default_factory=lambda: DataLoader(load_fn=_doubled))


Info = StrawberryInfo[Context, Any]


def resolved(resolver: Callable[..., Any], **more: Any) -> Any:
    """A field with a resolver that may give anything."""
    return strawberry.field(resolver=resolver, **more)


def fresh(kind: Callable[[], Callable[[], Any]], **more: Any) -> Any:
    """A field that gives a new object of a type, which may not be there yet."""

    def make() -> Any:
        return kind()()

    return strawberry.field(resolver=make, **more)


class Refused(Exception):
    """What awkward fields raise."""


async def rest() -> None:
    """Let others go first."""
    await asyncio.sleep(0)
