"""One reader per account, however many listen."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from domain.house import House
from domain.queries import events
from tests.cast import Person, say, started
from tests.serving import Server


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[dict[int, int]]:
    """Every read of feeds: whose, from where."""
    seen: list[dict[int, int]] = []
    read = events.read

    async def counted(house: House, tails: Mapping[int, int]) -> Any:
        seen.append(dict(tails))
        return await read(house, tails)

    monkeypatch.setattr(events, "read", counted)
    return seen


async def test_an_event_is_read_once_for_all_listeners_of_an_account(
    server: Server, maya: Person, acme: Person, reads: list[dict[int, int]]
) -> None:
    conversation = await started(acme, maya)
    ears = [await server.wire(maya).listen() for _ in range(10)]
    await asyncio.sleep(0.3)
    reads.clear()

    await say(acme, conversation, "hello")
    for ear in ears:
        assert (await ear.next())["message"]["text"] == "hello"

    assert [list(tails) for tails in reads] == [[maya.key]]
    for ear in ears:
        await ear.close()


async def test_accounts_that_move_at_once_are_read_at_once(
    server: Server, maya: Person, acme: Person, reads: list[dict[int, int]]
) -> None:
    conversation = await started(acme, maya)
    async with server.wire(maya).listening() as creator, server.wire(acme).listening() as shop:
        await asyncio.sleep(0.3)
        reads.clear()
        await say(acme, conversation, "hello")
        await creator.next()
        await shop.next()

    assert [sorted(tails) for tails in reads] == [sorted([maya.key, acme.key])]


async def test_who_nobody_listens_to_is_not_read(
    server: Server, maya: Person, acme: Person, reads: list[dict[int, int]]
) -> None:
    conversation = await started(acme, maya)

    await say(acme, conversation, "hello")
    await asyncio.sleep(0.1)

    assert reads == []


async def test_a_read_that_fails_is_made_again(
    server: Server, maya: Person, acme: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await started(acme, maya)
    read, failures = server.house.hub.read, iter([ConnectionError("gone"), TimeoutError()])

    async def failing(tails: Mapping[int, int]) -> Any:
        for failure in failures:
            raise failure
        assert read is not None
        return await read(tails)

    async with server.wire(maya).listening() as ear:
        await asyncio.sleep(0.2)
        server.house.hub.read = failing
        await say(acme, conversation, "hello")

        assert (await ear.next())["message"]["text"] == "hello"
