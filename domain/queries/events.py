"""What listeners hear: an account's stream from any position on, each event once and in order (EVT-1 to EVT-5)."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from domain import clock, events, ids, rows
from domain.errors import HistoryExpired, Unauthenticated
from domain.house import House
from domain.hub import UNKNOWN, Listener, TypingSignal
from domain.queries import conversations, viewers
from domain.rows import ACCOUNT_WIDTH, CONVERSATION_WIDTH, MESSAGE_WIDTH, Account, Conversation, Message
from domain.rules import access
from domain.viewer import Viewer
from models.sql import Row, statement

PAGE = 100

_JOINED = f"""
    SELECT h.position, h.account_id, e.position, e.at, e.kind, e.facts,
        {rows.account_columns("me")}, {rows.CONVERSATION_COLUMNS}, {rows.message_columns("em")}
    FROM asked JOIN feed_heads h ON h.account_id = asked.account_id
    JOIN accounts me ON me.id = h.account_id
    LEFT JOIN feed_entries e ON e.account_id = asked.account_id
        AND e.position BETWEEN asked.tail + 1 AND asked.tail + {PAGE}
    LEFT JOIN pairs p ON p.id = e.pair_id
    LEFT JOIN conversations c ON c.id = e.pair_id
    LEFT JOIN sides s ON s.account_id = e.account_id AND s.conversation_id = e.pair_id
    LEFT JOIN accounts o ON o.id = CASE WHEN p.creator_id = e.account_id THEN p.partner_id ELSE p.creator_id END
    LEFT JOIN messages m ON m.conversation_id = p.id AND m.sequence = p.last_sequence
    LEFT JOIN messages em ON em.conversation_id = e.pair_id AND em.sequence = e.sequence
    ORDER BY e.account_id, e.position"""
# Entries and head in one statement, so that what is missing between them is missing for good.
READ = statement(
    postgres=f"WITH asked AS (SELECT * FROM unnest($1::bigint[], $2::bigint[]) AS t (account_id, tail)) {_JOINED}",
    sqlite=f"""WITH asked AS (SELECT a.value AS account_id, t.value AS tail
        FROM json_each($1) a JOIN json_each($2) t ON t.key = a.key) {_JOINED}""",
)
HEADS = statement("SELECT account_id, position FROM feed_heads WHERE account_id IN LIST($1)")

_ME = 6
_CONVERSATION = _ME + ACCOUNT_WIDTH
_COUNTERPART = _CONVERSATION + 18
_MESSAGE = _CONVERSATION + CONVERSATION_WIDTH


@dataclass(slots=True)
class Delivered:
    """An event with what it is about, as read at delivery. `number` is its place, `position` the same for clients."""

    number: int
    position: str
    at: datetime


@dataclass(slots=True)
class MessageReceived(Delivered):
    """A message of either side."""

    message: Message


@dataclass(slots=True)
class ConversationRead(Delivered):
    """The account `by` read up to a sequence."""

    conversation: Conversation
    by: Account
    up_to: int


@dataclass(slots=True)
class ConversationChanged(Delivered):
    """The viewer's view of a conversation changed."""

    conversation: Conversation


@dataclass(slots=True)
class BlockChanged(Delivered):
    """The viewer's account blocked or unblocked another."""

    account: Account
    blocked: bool


@dataclass(slots=True)
class AccessChanged(Delivered):
    """What the viewer may do may have changed; who listens is asked again, and gets the answer with it."""

    viewer: Viewer | None = None


@dataclass(slots=True)
class Typing:
    """Somebody of the other side types, or stopped."""

    conversation_key: int
    account: Account
    typing: bool
    at: datetime


async def read(house: House, tails: Mapping[int, int]) -> tuple[dict[int, int], list[tuple[int, Any]]]:
    """The heads of some accounts, and up to a page of what lies behind each one's tail, in order."""
    found = await house.database.fetch(READ, list(tails), list(tails.values()))
    heads = {row[1]: row[0] for row in found}
    return heads, [(row[1], _event(row, house.epoch)) for row in found if row[2] is not None]


async def heads(house: House, account_keys: Sequence[int]) -> dict[int, int]:
    """How far accounts' streams have come."""
    return {row[0]: row[1] for row in await house.database.fetch(HEADS, list(account_keys))}


def serve(house: House) -> None:
    """Let the house's hub read feeds through this module."""

    async def entries(tails: Mapping[int, int]) -> Sequence[tuple[int, Any]]:
        return (await read(house, tails))[1]

    house.hub.read = entries
    house.hub.read_heads = lambda account_keys: heads(house, account_keys)


async def follow(
    viewer: Viewer, after: str | None = None, beside: set[Listener] | None = None
) -> AsyncGenerator[Delivered, None]:
    """Every event of the viewer's account after a position, then live; without a position, from now on.

    Ends with HistoryExpired, with Unauthenticated at the token's expiry, and with Forbidden or AccessRevoked as soon
    as the viewer may no longer listen (EVT-5). Close it to leave. While it runs, its listener is in `beside`.
    """
    access.messaging(viewer)
    house, key = viewer.house, viewer.account.key
    epoch = house.epoch
    place = viewer.position if after is None else ids.parse_position(after, epoch, "after")
    place = min(place, ids.LARGEST - PAGE)  # beyond any head; and what is read behind it can still be counted
    listener = house.hub.listen(key)
    beside = set() if beside is None else beside
    beside.add(listener)
    expiry: asyncio.TimerHandle | None = None
    try:
        while True:
            expiry = _wake_at_expiry(viewer, listener, expiry)
            listener.catch_up()
            async for kept in _behind(viewer, place):
                viewer, event = await _welcome(viewer, kept)
                listener.place = UNKNOWN
                yield event
                place = listener.place = event.number
            house.hub.level(key, place)
            listener.place = place
            while (live := await listener.next()) is not None and live.number <= place + 1:
                if live.number == place + 1:
                    viewer, event = await _welcome(viewer, live)
                    listener.place = UNKNOWN
                    yield event
                    place = listener.place = event.number
            _unexpired(viewer)
            if house.epoch != epoch:
                raise HistoryExpired
    finally:
        # Nothing here may wait: a generator that is closed while a slow client holds it gets no more turns.
        if expiry is not None:
            expiry.cancel()
        beside.discard(listener)
        house.hub.leave(key, listener)


def reached(house: House, listeners: Collection[Listener]) -> str | None:
    """The position up to which each of an account's listeners has everything; None where they are not level."""
    places = {listener.place for listener in listeners}
    return ids.position(house.epoch, places.pop()) if len(places) == 1 and UNKNOWN not in places else None


async def _behind(viewer: Viewer, place: int) -> AsyncGenerator[Delivered, None]:
    """What the feed holds beyond a place, up to its head."""
    key = viewer.account.key
    while True:
        ends, page = await read(viewer.house, {key: place})
        head = ends[key]
        if place > head or (place < head and not page):
            raise HistoryExpired
        for _, event in page:
            if event.number != place + 1:
                raise HistoryExpired
            yield event
            place = event.number
        if place >= head:
            return


async def _welcome(viewer: Viewer, event: Delivered) -> tuple[Viewer, Delivered]:
    """The viewer as things stand now where access changed, and the event with it: events are shared, so a copy."""
    _unexpired(viewer)
    if isinstance(event, AccessChanged):
        viewer = await viewers.again(viewer)
        access.messaging(viewer)
        event = replace(event, viewer=viewer)
    return viewer, event


def _unexpired(viewer: Viewer) -> None:
    if viewer.expires_at is not None and clock.now() >= viewer.expires_at:
        raise Unauthenticated("Your token has expired: sign in again, then resume from the last position you saw.")


def _wake_at_expiry(
    viewer: Viewer, listener: Listener, set_before: asyncio.TimerHandle | None
) -> asyncio.TimerHandle | None:
    """Set the timer, each time anew: timers fire a little early, and clocks are set back."""
    if set_before is not None:
        set_before.cancel()
    if viewer.expires_at is None:
        return None
    seconds = (viewer.expires_at - clock.now()).total_seconds()
    return asyncio.get_running_loop().call_later(max(seconds, 0), listener.fall_behind)


async def typing(viewer: Viewer, conversation_key: int) -> AsyncGenerator[Typing, None]:
    """The other side's typing in a conversation, live (MSG-6). Nothing is passed across a block (BLK-2).

    Typing that is not said again within `typing_seconds` has ended: a tab that was closed says nothing.
    """
    counterpart = (await conversations.one(viewer, conversation_key, "conversationId")).counterpart
    hub, key = viewer.house.hub, viewer.account.key
    queue = hub.listen_to_typing(key, conversation_key)
    # Typing has no position; the account's stream is what says when access changes.
    watch = asyncio.create_task(_until_unwelcome(viewer))
    watch.add_done_callback(lambda ended: queue.put_nowait(None if ended.cancelled() else ended.exception()))
    seconds = viewer.house.policy.of(viewer.account.home_market).typing_seconds
    seen: TypingSignal | None = None
    try:
        while True:
            try:
                async with asyncio.timeout(seconds if seen and seen.typing else None):
                    said = await queue.get()
            except TimeoutError:
                said = replace(seen, typing=False, at=clock.now().isoformat()) if seen else None
            if isinstance(said, BaseException):
                raise said
            if said is None:
                return
            seen = said
            yield Typing(seen.conversation_key, counterpart, seen.typing, seen.moment)
    finally:
        watch.cancel()
        hub.leave_typing(key, conversation_key, queue)


async def _until_unwelcome(viewer: Viewer) -> None:
    async for _ in follow(viewer):
        pass


def _event(row: Row, epoch: str) -> Delivered:
    _, _, number, at, kind, facts = row[:_ME]
    me = rows.account(row[_ME:_CONVERSATION])
    stamp = (number, ids.position(epoch, number), at)
    if kind == events.AccessChanged.kind:
        return AccessChanged(*stamp)
    told = orjson.loads(facts) if facts else {}
    if kind == events.BlockChanged.kind:
        account = rows.account(row[_COUNTERPART : _COUNTERPART + ACCOUNT_WIDTH])
        account.blocked_by_viewer = told["blocked"]
        return BlockChanged(*stamp, account, told["blocked"])
    conversation = rows.conversation(row[_CONVERSATION:_MESSAGE], me)
    if kind == events.MessageSent.kind:
        words = rows.message(row[_MESSAGE : _MESSAGE + MESSAGE_WIDTH], me, conversation.counterpart, conversation)
        return MessageReceived(*stamp, words)
    if kind == events.ConversationRead.kind:
        by = me if told["by"] == me.key else conversation.counterpart
        return ConversationRead(*stamp, conversation, by, told["up_to"])
    return ConversationChanged(*stamp, conversation)
