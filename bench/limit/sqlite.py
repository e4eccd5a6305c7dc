"""The limit on SQLite: aiosqlite, one writer beside read-only readers, as many as Parley has."""

import asyncio
from collections.abc import Sequence
from typing import Any

import aiosqlite
import orjson
from aiohttp import web

from bench.limit.sending import Draft, allow
from bench.limit.statements import LOCK, WRITE
from domain import feed
from domain.actions import messages, posts
from domain.events import MessageSent
from models.database import SQLITE_READERS
from models.engines.sqlite import connect
from models.messages import MessageKind
from models.sql import Statement


class Sqlite:
    """A file, opened as Parley opens it."""

    def __init__(self, writer: aiosqlite.Connection, readers: Sequence[aiosqlite.Connection]) -> None:
        self._writer, self._readers = writer, readers
        self._writing = asyncio.Lock()
        self._idle: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        for reader in readers:
            self._idle.put_nowait(reader)

    @classmethod
    async def open(cls, path: str) -> "Sqlite":
        writer = await connect(path)
        return cls(writer, [await connect(path, read_only=True) for _ in range(SQLITE_READERS)])

    async def fetch(self, query: Statement, *values: Any) -> Sequence[Any]:
        reader = await self._idle.get()
        try:
            return list(await reader.execute_fetchall(query.sqlite, values))
        finally:
            self._idle.put_nowait(reader)

    async def fetch_row(self, query: Statement, *values: Any) -> Any:
        rows = await self.fetch(query, *values)
        return rows[0] if rows else None

    async def send(self, draft: Draft) -> int:
        """Write it, in one transaction; the sequence it got."""
        async with self._writing:
            await self._writer.execute_fetchall("BEGIN IMMEDIATE")
            try:
                sequence = await self._write(draft)
                await self._writer.execute_fetchall("COMMIT")
            except BaseException:
                await self._writer.rollback()
                raise
        return sequence

    async def _write(self, draft: Draft) -> int:
        me, key, at = draft.me[0], draft.conversation_key, draft.at
        (locked,) = await self._run(LOCK, me, key) or (None,)
        them, sequence = allow(draft.me, locked)
        if not await self._run(WRITE, me, draft.client_message_id, key, sequence, draft.content_hash):
            raise web.HTTPConflict
        said = (draft.user_key, MessageKind.TEXT, draft.text, draft.client_message_id, at)
        await self._run(messages.SQLITE_SAY, key, sequence, me, *said)
        await self._run(posts.COUNT, key, sequence)
        last = (key, sequence, me, MessageKind.TEXT, draft.text, at)
        await self._run(posts.TO_MINE, me, *last)
        await self._run(posts.TO_THEIRS, them, *last)
        heads = await self._run(feed.LOCK_HEADS, orjson.dumps([me, them]).decode())
        moved = [(account, position + 1) for account, position in heads]
        await self._writer.executemany(feed.MOVE_HEAD.sqlite, moved)
        entries = [(*place, at, MessageSent.kind, key, sequence, None) for place in moved]
        await self._writer.executemany(feed.APPEND.sqlite, entries)
        return sequence

    async def _run(self, query: Statement, *values: Any) -> list[Any]:
        return list(await self._writer.execute_fetchall(query.sqlite, values))

    async def close(self) -> None:
        for connection in (self._writer, *self._readers):
            await connection.close()
