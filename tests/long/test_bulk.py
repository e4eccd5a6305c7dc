"""A bulk message to a thousand creators: how long it takes, who waits for it, and what a kill does to it."""

import asyncio
import random
import time
from pathlib import Path

import pytest

from tests import crowds
from tests.crowds import Reading, reading
from tests.long.conftest import Note
from tests.processes import process

pytestmark = pytest.mark.long

CREATORS = 1000
WITHIN_SECONDS = 15
IDLE_SECONDS = 10
KILLS = 10


def unhurt(idle: Reading, beside: Reading) -> bool:
    """Whether who reads an inbox beside it waits at most twice as long as else, or 10 ms longer."""
    alone = idle.slowest_of_a_hundred
    return beside.slowest_of_a_hundred <= max(2 * alone, alone + 10)


async def test_a_thousand_creators_while_others_read(
    database_url: str, dialect: str, tmp_path: Path, note: Note
) -> None:
    crowd = await crowds.crowd(database_url, CREATORS, unlimited=True)
    async with process(database_url, tmp_path / "log") as served:
        await served.start()
        async with crowd.wire(crowd.seller, served.url) as seller, crowd.wire(crowd.reader, served.url) as reader:
            async with reading(reader):
                await asyncio.sleep(2)  # warm
            async with reading(reader) as idle:
                await asyncio.sleep(IDLE_SECONDS)
            position = await seller.position()
            async with reading(reader) as beside:
                began = time.monotonic()
                key = await crowds.begin(seller, list(crowd.creators))
                started = time.monotonic() - began
                told = await crowds.progress(seller, key, position, 120)
                seconds = time.monotonic() - began
            counts = await crowds.counts(seller, key)

    note(
        f"a bulk message to {CREATORS:,} creators: begun in {started:.2f} s, done in {seconds:.1f} s, "
        f"{len(told)} events; inbox idle: {idle}; beside it: {beside}"
    )
    crowds.told_in_time(told)
    assert (counts["status"], counts["sent"], counts["total"]) == ("FINISHED", CREATORS, CREATORS)
    await crowds.each_has_one(crowd, unlimited=True)
    if dialect == "postgres":
        assert seconds < WITHIN_SECONDS
        assert unhurt(idle, beside)


@pytest.mark.rule("OUT-12")
async def test_killed_again_and_again_each_creator_has_one_message(
    database_url: str, tmp_path: Path, note: Note
) -> None:
    crowd = await crowds.crowd(database_url, CREATORS, unlimited=False)
    chance = random.Random(3)
    seen = []
    async with process(database_url, tmp_path / "log") as served, crowd.wire(crowd.seller, served.url) as seller:
        await served.start()
        position = await seller.position()
        began = time.monotonic()
        key = await crowds.begin(seller, list(crowd.creators))
        hearing = asyncio.create_task(crowds.progress(seller, key, position, 600))
        for kill in range(KILLS):
            # Well within its share of the creators, so that there is something left to kill.
            until = CREATORS * (kill + chance.uniform(0.2, 0.8)) / (KILLS + 1)
            while (await crowds.counts(seller, key))["sent"] < until:
                await asyncio.sleep(0.02)
            await asyncio.sleep(chance.uniform(0, 0.05))
            await served.kill()
            await served.start()
            seen.append((await crowds.counts(seller, key))["sent"])
        told = await hearing
        seconds = time.monotonic() - began
        counts = await crowds.counts(seller, key)

    note(
        f"a bulk message to {CREATORS:,} creators, its server killed {KILLS} times, after {seen} of them: "
        f"done in {seconds:.0f} s, {len(told)} events, each creator has one message"
    )
    assert len(set(seen)) == KILLS
    assert seen[-1] < CREATORS
    crowds.told_in_time(told)
    assert (counts["status"], counts["sent"], counts["total"]) == ("FINISHED", CREATORS, CREATORS)
    await crowds.each_has_one(crowd, unlimited=False)
