"""Who sends while events are timed: pairs whose two sides take turns, so that no rule ever refuses one."""

import asyncio
import random
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from app.sign_in import issue
from bench.dataset.stores import Store, open_store
from bench.load import documents
from bench.load.client import Connection, connect, post
from bench.load.scenarios import TEXT
from bench.outreach.sends import FROM, SELLERS, anew, check

SEED = 17
CONNECTIONS = 32  # to each server; one that is busy sends nothing else
LINKED_FOR = timedelta(days=30)

PAIRS = {"SELLER": f"{FROM} {SELLERS} AND p.connected", "AGENCY": f"{FROM} o.kind = 'AGENCY' AND o.verified"}
LINK = "UPDATE pairs SET linked_until = $2 WHERE id = ANY($1::bigint[])"


@dataclass(frozen=True, slots=True)
class Pair:
    """A partner and a creator who talk, by their accounts' keys."""

    partner: int
    creator: int
    key: int


@asynccontextmanager
async def talking(url: str, number: int) -> AsyncIterator[list[Pair]]:
    """So many pairs, half of them of sellers that are connected, half of agencies, which are linked for the while."""
    store = await open_store(url)
    await anew(store)
    sellers, agencies = await _some(store, "SELLER", number // 2), await _some(store, "AGENCY", number // 2)
    linked = [pair.key for pair in agencies]
    await store.run(LINK, linked, datetime.now(UTC) + LINKED_FOR)
    try:
        yield [pair for both in zip(sellers, agencies, strict=False) for pair in both]
    finally:
        await store.run(LINK, linked, None)  # the other measurements have nobody linked
        await store.close()


async def _some(store: Store, kind: str, number: int) -> list[Pair]:
    found = [Pair(*row) for row in await store.run(f"{PAIRS[kind]} ORDER BY p.id")]
    return random.Random(SEED).sample(found, k=min(number, len(found)))


@dataclass(slots=True)
class Talk:
    """Sends at a pace that waits for nobody, to each server in turn."""

    pairs: Sequence[Pair]
    key: bytes
    took: list[float] = field(default_factory=list)  # each send, in seconds from when it was due to its answer
    _tokens: dict[int, str] = field(default_factory=dict)

    def token(self, account: int) -> str:
        """Of the account's one user."""
        if account not in self._tokens:
            self._tokens[account] = issue(self.key, account)[0]
        return self._tokens[account]

    async def go_on(self, ports: Sequence[int], per_second: float, seconds: float) -> None:
        """Send so many a second; when it returns, all are answered. Raises WrongAnswerError where one is refused."""
        self.took = []
        lines: list[asyncio.Queue[Connection]] = []
        for port in ports:
            lines.append(asyncio.Queue())
            for _ in range(CONNECTIONS):
                lines[-1].put_nowait(await connect(port))
        began = time.perf_counter()
        async with asyncio.TaskGroup() as sending:
            for number in range(round(per_second * seconds)):
                due = began + number / per_second
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                sending.create_task(self._send(lines[number % len(lines)], self._request(number), due))
        for line in lines:
            while not line.empty():
                line.get_nowait().close()

    def _request(self, number: int) -> bytes:
        turn, place = divmod(number, len(self.pairs))
        pair = self.pairs[place]
        sender = pair.creator if turn % 2 else pair.partner
        variables = {
            "conversation": f"cnv_{pair.key}", "clientMessageId": secrets.token_hex(16), "text": TEXT,
        }  # fmt: skip
        return post("/graphql", self.token(sender), {"query": documents.SEND, "variables": variables})

    async def _send(self, line: asyncio.Queue[Connection], request: bytes, due: float) -> None:
        connection = await line.get()
        status, body = await connection.ask(request)
        self.took.append(time.perf_counter() - due)
        line.put_nowait(connection)
        check(status, body)
