"""Reads that go together (domain.together)."""

import asyncio
from collections.abc import Sequence

import pytest

from domain import together
from domain.together import Together


class Library:
    """What is read from: each read is noted, and waits until it may go on."""

    def __init__(self) -> None:
        self.reads: list[list[str]] = []
        self.open = asyncio.Event()
        self.words = {"a": "first", "b": "second"}

    async def read(self, keys: Sequence[str]) -> dict[str, str]:
        self.reads.append(list(keys))
        await self.open.wait()
        if "broken" in keys:
            raise ValueError("broken")
        return {key: self.words[key] for key in keys if key in self.words}


async def test_what_is_asked_at_once_is_read_at_once() -> None:
    library = Library()
    library.open.set()
    found = Together(library.read)

    told = list(await asyncio.gather(found.get("a"), found.get("b"), found.get("a")))

    assert told == ["first", "second", "first"]
    assert library.reads == [["a", "b"]]
    assert await found.get("c") is None


async def test_what_is_asked_while_a_statement_runs_is_read_after_it() -> None:
    library = Library()
    found = Together(library.read)
    early = asyncio.create_task(found.get("a"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    late = [asyncio.create_task(found.get(key)) for key in ("a", "b", "c")]
    await asyncio.sleep(0)
    assert library.reads == [["a"]]

    library.words["a"] = "changed"
    library.open.set()

    assert [await one for one in (early, *late)] == ["changed", "changed", "second", None]
    assert library.reads == [["a"], ["a", "b", "c"]]


async def test_what_cannot_be_read_is_told_to_whoever_asked_for_it_and_to_nobody_else() -> None:
    library = Library()
    library.open.set()
    found = Together(library.read)
    asked = ("a", "broken", "b", "broken")

    told = await asyncio.gather(*(found.get(key) for key in asked), return_exceptions=True)

    assert [repr(one) for one in told] == ["'first'", "ValueError('broken')", "'second'", "ValueError('broken')"]
    assert await found.get("a") == "first"


async def test_somebody_who_goes_away_takes_nobody_along() -> None:
    library = Library()
    found = Together(library.read)
    gone, stays = asyncio.create_task(found.get("a")), asyncio.create_task(found.get("a"))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    library.open.set()

    assert await stays == "first"
    assert gone.cancelled()


async def test_a_statement_that_hangs_holds_up_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "PATIENCE_SECONDS", 0.01)
    library, hangs = Library(), asyncio.Event()
    library.open.set()

    async def read(keys: Sequence[str]) -> dict[str, str]:
        if keys == ["hangs"]:
            await hangs.wait()
        return await library.read(keys)

    found = Together(read)
    held = asyncio.create_task(found.get("hangs"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert await asyncio.wait_for(found.get("a"), 1) == "first"
    assert await asyncio.wait_for(found.get("b"), 1) == "second"
    assert not held.done()
    hangs.set()
    assert await held is None
