"""When events happen: in bursts, at a pace that does not wait for whoever listens."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

TYPICAL = 104  # characters of a message, as in the dataset


@dataclass(frozen=True, slots=True)
class Plan:
    """So many events in all, a burst of them at once, one burst every so many seconds. Accounts take turns."""

    events: int
    burst: int
    interval: float
    length: int = TYPICAL  # of each text


@dataclass(slots=True)
class Driven:
    """When each event was told, by the machine's monotonic clock in nanoseconds; the CPU s of making them all."""

    told: list[int] = field(default_factory=list)
    making: float = 0.0


class Feed(Protocol):
    """Where events go in."""

    async def prepare(self, accounts: Sequence[int]) -> None:
        """Look up what events to these accounts are made of, from where their listeners stand now."""
        ...

    def make(self, account: int, text: str) -> Any:
        """Make what is given next: an event of an account, or a frame."""
        ...

    async def give(self, account: int, made: Any) -> None:
        """Let it happen."""
        ...


def text(number: int, length: int) -> str:
    """What an event's message says: its number, by which whoever receives it knows it."""
    return f"#{number}#".ljust(length, ".")


async def follow(plan: Plan, burst: Callable[[int, int], Awaitable[None]]) -> None:
    """Call `burst` with the first number of each burst, and the one behind its last."""
    began = time.monotonic()
    for turn, first in enumerate(range(0, plan.events, plan.burst), 1):
        await burst(first, min(first + plan.burst, plan.events))
        await asyncio.sleep(max(0.0, began + turn * plan.interval - time.monotonic()))


async def drive(feed: Feed, accounts: Sequence[int], plan: Plan) -> Driven:
    """Let events happen inside this process."""
    driven = Driven()

    async def burst(first: int, end: int) -> None:
        began = time.process_time()
        chosen = [(accounts[number % len(accounts)], text(number, plan.length)) for number in range(first, end)]
        made = [(account, feed.make(account, words)) for account, words in chosen]
        driven.making += time.process_time() - began
        for account, event in made:
            driven.told.append(time.monotonic_ns())
            await feed.give(account, event)

    await follow(plan, burst)
    return driven
