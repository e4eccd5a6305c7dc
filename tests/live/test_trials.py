"""What must hold, in quick; tests/long has the same at full length."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from models.sql import statement
from tests import invariants, trials, wire
from tests.cast import Person
from tests.processes import process, staged
from tests.serving import Server
from tests.wire import talking

TOUCH = statement("UPDATE accounts SET name = name")


@pytest.mark.rule("MSG-3")
@pytest.mark.rule("MSG-2", part="sends")
async def test_two_hundred_sends_at_once_and_one_of_them_fifty_times(
    server: Server, maya: Person, acme: Person
) -> None:
    conversation = await talking(acme, maya)
    ears = [await server.wire(who).listen() for who in (maya, acme) for _ in range(10)]

    await trials.many_at_once(server.wire(maya), ears, conversation, sends=200, repeats=50)

    await invariants.holds(server.house.database)
    for ear in ears:
        await ear.close()
    assert await server.is_quiet()


@pytest.mark.rule("EVT-1", part="same transaction")
async def test_a_client_that_vanishes_in_the_middle_leaves_everything_whole(
    server: Server, maya: Person, acme: Person
) -> None:
    conversation = await talking(acme, maya)

    times = await trials.vanish(server.wire(maya), conversation, 60, seed=3)
    await server.house.settle()
    await invariants.holds(server.house.database)

    await trials.went_through(server.wire(maya), conversation, times)
    await invariants.holds(server.house.database)


@pytest.mark.rule("EVT-3")
async def test_a_killed_server_loses_nothing_it_acknowledged(database_url: str, tmp_path: Path) -> None:
    stage = await staged(database_url)

    async with process(database_url, tmp_path / "log") as killed:
        load = await trials.killed(killed, stage, times=1, senders=4)

    assert load.acknowledged
    assert load.reconnects >= 2


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_reads_do_not_wait_for_a_transaction(server: Server, maya: Person, acme: Person) -> None:
    await talking(acme, maya)
    client, meanwhile = server.wire(maya), 0
    await client.ask(wire.INBOX)
    over = asyncio.Event()

    async def hold() -> None:
        async with server.house.database.transaction() as unit:
            await unit.fetch(TOUCH)
            await asyncio.sleep(0.5)
        over.set()

    holding = asyncio.create_task(hold())
    while not over.is_set():
        await client.ask(wire.INBOX)
        meanwhile += not over.is_set()
    await holding

    # One that waited for the transaction would have come back after it.
    assert meanwhile > 5


@pytest.mark.rule("MSG-3")
async def test_a_broken_database_would_be_found(server: Server, maya: Person, acme: Person) -> None:
    """The checker itself: each thing that could be half written is seen."""
    key = await talking(acme, maya)
    damage = {
        "its pair says": "UPDATE pairs SET last_sequence = last_sequence + 1",
        "its messages": "UPDATE sides SET unread = TRUE, unread_count = unread_count + 1",
        "shows something else": "UPDATE sides SET last_text = 'What nobody said'",
        "are miscounted": "UPDATE folder_counts SET messages = messages + 1",
        "without a claim": "DELETE FROM client_messages",
        "ends at": f"UPDATE feed_heads SET position = position + 1 WHERE account_id = {maya.key}",
        "are due": f"UPDATE feed_entries SET kind = 'conversation_changed' WHERE account_id = {maya.key}",
        "is missing": f"DELETE FROM sides WHERE account_id = {acme.key} AND conversation_id = {key}",
    }
    for sentence, harm in damage.items():
        with suppress(_Undo):
            async with server.house.database.transaction() as unit:
                await unit.fetch(statement(harm))
                found = await invariants.broken(unit)
                raise _Undo
        assert any(sentence in wrong for wrong in found), sentence
    await invariants.holds(server.house.database)


class _Undo(Exception):
    """Roll back."""
