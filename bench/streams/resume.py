"""A crowd that comes back at once, each with events that it missed, beside others who listen live."""

import asyncio
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.dataset.stores import Store, open_store
from bench.fanout.plans import Plan
from bench.load import servers, table
from bench.load.client import post
from bench.load.machine import PostgresServer, memory
from bench.load.scenarios import WrongAnswerError
from bench.load.timing import percentile
from bench.sockets.client import Seat
from bench.sockets.neighbours import Neighbours
from bench.sockets.people import People, people
from bench.sockets.sides import Side, Writer, writing
from bench.streams.ears import Ears

LIVE, LIVE_PER_SECOND = 100, 100  # accounts that listen live, one event a second each
MUST = {50: 5.0, 500: 30.0}  # seconds until everybody has everything, by how many events each missed
MUST_LIVE_MS = 100
PATIENCE = 3.0  # times what must be reached
BURST = 10
POSITION = "{ viewer { position } }"
HEADER = [
    "missed by each", "subscribers", "events", "until all had all, s", "must reach", "live p50 ms", "p99 ms",
    "longest ms", "live events", "must reach", "server CPU s", "database CPU s", "memory MB",
]  # fmt: skip

KEPT = """
    SELECT h.account_id, h.position,
        (SELECT count(*) FROM feed_entries e WHERE e.account_id = h.account_id AND e.position > h.position - $2)
    FROM feed_heads h WHERE h.account_id = ANY($1::bigint[]) ORDER BY h.account_id"""
MESSAGES = """
    SELECT count(*) FROM unnest($1::bigint[], $2::bigint[]) AS t (account_id, position)
    JOIN feed_entries e ON e.account_id = t.account_id AND e.position > t.position AND e.kind = 'message_sent'"""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Scene:
    """What every crowd needs."""

    side: Side
    store: Store
    folk: People
    writer: Writer
    database: PostgresServer | None
    opening: int  # sockets that are being opened at a time


async def resume(url: str, missed: Sequence[int], number: int, opening: int | None, rounds: int) -> str:
    """So many subscribers for each number of missed events, so many rounds; the table."""
    secret = secrets.token_hex(32)
    store, folk, database = await open_store(url), await people(url, secret), await PostgresServer.find(url)
    places = folk.some(number + LIVE)
    neighbours, lines = Neighbours(database), []
    async with writing(url) as writer:
        await _told(store, writer, places[LIVE:], max(missed))
        await store.settle()
        for each in missed:
            for turn in range(rounds):
                async with servers.wired(url, secret) as server:
                    neighbours.look("")
                    lines.append(
                        await _back(Scene(Side(server), store, folk, writer, database, opening or number), places, each)
                    )
                    if remark := neighbours.look(f"{each} missed, round {turn + 1}"):
                        print(remark, flush=True)
    await store.close()
    return table.draw(HEADER, lines, words=0)


async def _told(store: Store, writer: Writer, places: Sequence[Place], least: int) -> None:
    """Let something happen to those whose feeds hold fewer entries than are to be missed."""
    kept = {row[0]: row[2] for row in await store.run(KEPT, [account for account, _ in places], least)}
    poor = [place for place in places if kept[place[0]] < least]
    if poor:
        lacking = least - min(kept[account] for account, _ in poor)
        await writer.drive(poor, Plan(lacking * len(poor), min(100, len(poor)), 0))


async def _back(scene: Scene, places: Sequence[Place], missed: int) -> list[str]:
    """One crowd; its line."""
    side, must = scene.side, MUST[missed]
    live, crowd, back = places[:LIVE], side.crowd(), Ears(side)
    await crowd.join(scene.folk.tokens([account for account, _ in live]))
    await side.settled()
    seats, expected = await _seats(scene, [account for account, _ in places[LIVE:]], missed)
    plan = Plan(round(must * LIVE_PER_SECOND), BURST, BURST / LIVE_PER_SECOND)
    crowd.expect(plan.events)
    before = (await side.meter()).cpu, scene.database.cpu_seconds() if scene.database else 0.0
    driving = asyncio.create_task(scene.writer.drive(live, plan))
    await asyncio.sleep(BURST / LIVE_PER_SECOND)
    began = time.monotonic_ns()
    coming = asyncio.create_task(back.all_came(expected, PATIENCE * must))
    await back.seat(seats, scene.opening)
    if not await coming:
        raise WrongAnswerError(f"{len(back.frames)} of {expected} events came in {PATIENCE * must:g} s")
    ended = time.monotonic_ns()
    after = (await side.meter()).cpu, scene.database.cpu_seconds() if scene.database else 0.0
    driven = await driving
    await crowd.heard_all(PATIENCE * must)
    _in_order(back)
    delays = [
        took / 1000
        for took, number in zip(crowd.delays(driven.told), crowd.numbers, strict=True)
        if began <= driven.told[number] <= ended
    ]
    await side.empty()
    spent = [late - early for late, early in zip(after, before, strict=True)]
    return [
        f"{missed}", f"{len(seats):,}", f"{expected:,}", table.shown((ended - began) / 1e9, 1), f"≤ {must:g} s",
        *(table.shown(percentile(delays, share), 1) for share in (50, 99)), table.shown(1000 * max(delays), 1),
        f"{len(delays)}", f"p99 ≤ {MUST_LIVE_MS} ms", *(table.shown(each, 1) for each in spent),
        table.shown(memory(side.server.pid), 0),
    ]  # fmt: skip


async def _seats(scene: Scene, accounts: Sequence[int], missed: int) -> tuple[list[Seat], int]:
    """Where each left, and how many events they have missed together."""
    (token,) = scene.folk.tokens(accounts[:1])
    answer = await scene.side.ask(post("/graphql", token, {"query": POSITION}))
    epoch = answer["data"]["viewer"]["position"].partition(".")[0]
    places = {row[0]: row[1] - missed for row in await scene.store.run(KEPT, list(accounts), missed)}
    ((expected,),) = await scene.store.run(MESSAGES, list(places), list(places.values()))
    tokens = scene.folk.tokens(list(places))
    seats = [
        Seat(token, str(account), f"{epoch}.{place}")
        for token, (account, place) in zip(tokens, places.items(), strict=True)
    ]
    return seats, expected


def _in_order(back: Ears) -> None:
    last: dict[int, int] = {}
    for event in back.heard_events():
        if event.position <= last.get(event.account, 0):
            raise WrongAnswerError(f"account {event.account} heard {event.position} out of order")
        last[event.account] = event.position
