"""The limit on PostgreSQL: asyncpg and nothing above it."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from aiohttp import web

from bench.limit.sending import Draft, allow
from bench.limit.statements import LOCK, WRITE
from domain import feed
from domain.events import MessageSent
from models.engines.asyncpg import keep_session
from models.messages import MessageKind
from models.sql import Statement


class Postgres:
    """A pool of the size of Parley's."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    @classmethod
    async def open(cls, url: str) -> "Postgres":
        # Plans that are kept: PostgreSQL would plan the statements that take lists anew each time.
        settings = {"plan_cache_mode": "force_generic_plan", "jit": "off"}
        return cls(
            await asyncpg.create_pool(url, min_size=2, max_size=10, reset=keep_session, server_settings=settings)
        )

    async def fetch(self, query: Statement, *values: Any) -> Sequence[Any]:
        return await self._pool.fetch(query.postgres, *values)

    async def fetch_row(self, query: Statement, *values: Any) -> Any:
        return await self._pool.fetchrow(query.postgres, *values)

    async def send(self, draft: Draft) -> int:
        """Write it, in one transaction; the sequence it got."""
        me, key = draft.me[0], draft.conversation_key
        async with self._pool.acquire() as connection, connection.transaction():
            locked = await connection.fetchrow(LOCK.postgres, me, key)
            them, sequence = allow(draft.me, locked)
            written = await connection.fetchrow(
                WRITE.postgres,
                *(me, draft.client_message_id, key, sequence, draft.content_hash),
                *(draft.user_key, MessageKind.TEXT, draft.text, draft.at, them),
            )
            if written is None:
                raise web.HTTPConflict
            heads = await connection.fetch(feed.LOCK_HEADS.postgres, [me, them])
            accounts, positions = [row[0] for row in heads], [row[1] + 1 for row in heads]
            entries = [[MessageSent.kind] * 2, [key] * 2, [sequence] * 2, [None] * 2]
            await connection.fetch(feed.APPEND.postgres, accounts, positions, draft.at, accounts, positions, *entries)
        return sequence

    async def close(self) -> None:
        await self._pool.close()
