"""What must hold, at full length, against a server that is a process of its own."""

import asyncio
import time
from pathlib import Path

import pytest

from tests import invariants, trials, wire
from tests.long.conftest import Note
from tests.processes import process, staged, unlimited

pytestmark = pytest.mark.long


async def test_two_hundred_sends_at_once(database_url: str, tmp_path: Path, note: Note) -> None:
    stage = await staged(database_url)
    async with process(database_url, tmp_path / "log") as served:
        await served.start()
        async with stage.wire("maya", served.url) as creator, stage.wire("acme", served.url) as shop:
            ears = [await client.listen() for client in (creator, shop) for _ in range(10)]
            rate = await trials.many_at_once(creator, ears, stage.conversation, sends=200, repeats=50)
            for ear in ears:
                await ear.close()

        messages = await invariants.holds_at(database_url)
    note(
        f"200 sends at once into one conversation, heard by 20 listeners: {rate:.0f} sends/s, no gap, no double; "
        f"the same id 50 times at once is one message ({messages} in all)"
    )


async def test_five_hundred_clients_vanish(database_url: str, tmp_path: Path, note: Note) -> None:
    stage = await staged(database_url)
    async with process(database_url, tmp_path / "log") as served:
        await served.start()
        async with stage.wire("maya", served.url) as client:
            times = await trials.vanish(client, stage.conversation, 500, seed=11)
            await asyncio.sleep(0.5)
            there = await invariants.holds_at(database_url) - 1
            began = time.monotonic()
            await client.ask(wire.INBOX)
            answered = (time.monotonic() - began) * 1000
            await trials.went_through(client, stage.conversation, times)

        assert await invariants.holds_at(database_url) == times + 1
    note(
        f"{times} clients vanished within 10 ms of a mutation: {there} messages went through, all whole, "
        f"the next query answered in {answered:.0f} ms"
    )


@pytest.mark.rule("EVT-3")
async def test_a_server_is_killed_twenty_times_under_load(database_url: str, tmp_path: Path, note: Note) -> None:
    stage = await staged(database_url)

    async with process(database_url, tmp_path / "log") as killed:
        load = await trials.killed(killed, stage, times=20, senders=8)

    note(
        f"kill -9 under load, 20 times: {len(load.acknowledged)} acknowledged messages are all there, "
        f"{load.retries} sends were tried again, 2 listeners came back {load.reconnects} times and missed and "
        "repeated nothing"
    )


async def test_reads_beside_a_writer(database_url: str, tmp_path: Path, note: Note) -> None:
    stage = await staged(database_url)
    async with process(database_url, tmp_path / "log", policy=unlimited(tmp_path)) as served:
        await served.start()
        async with stage.wire("maya", served.url) as writer, stage.wire("acme", served.url) as reader:

            async def read(_: int) -> None:
                await reader.ask(wire.INBOX)

            async def send(n: int) -> None:
                assert isinstance(await writer.send(stage.conversation, f"pace {n}", f"line {n}"), int)

            async def send_more(n: int) -> None:
                await send(10**6 + n)

            reads = await trials.pace(read, at_once=2, seconds=5)
            sends = await trials.pace(send, at_once=8, seconds=5)
            beside = await asyncio.gather(
                trials.pace(read, at_once=2, seconds=10), trials.pace(send_more, at_once=8, seconds=10)
            )
        await invariants.holds_at(database_url)
    note(f"inbox reads alone {reads}; sends alone {sends}; together: reads {beside[0]}, sends {beside[1]}")
