"""A second process that writes: messages with their feed entries, many in a transaction, and tells the bus.

python -m bench.fanout.writer DATABASE
"""

import asyncio
import sys
import time
from datetime import datetime
from typing import Any

import orjson
import uvloop

from bench.fanout.plans import Driven, Plan, follow, text
from domain import clock, feed
from domain.actions import posts
from domain.events import MessageSent
from domain.hub import Hub
from domain.postgres_bus import PostgresBus
from models.database import PostgresDatabase, Unit
from models.sql import statement

# What a send does, for many conversations at once: the other side writes, and the account asked for is told.
_SAID = posts.latest("counted.last_sequence", "counted.partner_id", "'TEXT'", "counted.text", "$4")
WRITE = statement(f"""
    WITH asked AS (
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS t (account_id, conversation_id, text)),
    counted AS (
        UPDATE pairs p SET last_sequence = p.last_sequence + 1 FROM asked WHERE p.id = asked.conversation_id
        RETURNING p.id, p.last_sequence, p.partner_id, asked.account_id, asked.text),
    said AS ({posts.SAY} SELECT id, last_sequence, partner_id, partner_id, 'TEXT', text, NULL, $4 FROM counted),
    theirs AS ({posts.THEIRS} {_SAID} FROM counted
        WHERE sides.account_id = counted.account_id AND sides.conversation_id = counted.id)
    SELECT account_id, id, last_sequence FROM counted ORDER BY account_id""")

AT_ONCE = 4
Place = tuple[int, int]  # an account, and a conversation of it


async def write(unit: Unit, places: list[Place], texts: list[str], at: datetime) -> dict[int, int]:
    """One message in each of these conversations, all different; the heads that feeds reached."""
    accounts, conversations = [list(column) for column in zip(*places, strict=True)]
    said = await unit.fetch(WRITE, accounts, conversations, texts, at)
    told = [(row[0], MessageSent(pair_id=row[1], sequence=row[2])) for row in said]
    return await feed.append(unit, told, at)


async def serve(url: str) -> None:
    """Take [places, plan] from standard input, line by line, and say when each event was told."""
    database = PostgresDatabase(url)
    await database.open()
    bus = PostgresBus(Hub(), url)
    await bus.open()
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        places, plan = orjson.loads(line)
        driven = await _drive(database, bus, [tuple(place) for place in places], Plan(**plan))
        sys.stdout.buffer.write(orjson.dumps(driven) + b"\n")
        sys.stdout.buffer.flush()
    await bus.close()
    await database.close()


async def _drive(database: PostgresDatabase, bus: PostgresBus, places: list[Any], plan: Plan) -> Driven:
    """Several transactions under way at once, where no two of them can be about one account."""
    driven = Driven([0] * plan.events)
    at_once = min(AT_ONCE, max(1, len(places) // plan.burst))
    room = asyncio.Semaphore(at_once)

    async def commit(first: int, end: int) -> None:
        async with room:
            chosen = [places[number % len(places)] for number in range(first, end)]
            texts = [text(number, plan.length) for number in range(first, end)]
            async with database.transaction() as unit:
                heads = await write(unit, chosen, texts, clock.now())
            driven.told[first:end] = [time.monotonic_ns()] * (end - first)
            bus.publish(heads)

    async with asyncio.TaskGroup() as writing:

        async def burst(first: int, end: int) -> None:
            writing.create_task(commit(first, end))

        await follow(plan, burst)
    return driven


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1]))
