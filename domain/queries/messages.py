"""Threads: pages of a conversation's messages. Sequences are gapless, so a page is a range and not a search."""

import contextlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Any
from weakref import ref

from msgspec import Struct

from domain import ids, lists, rows
from domain.errors import InvalidInput
from domain.lists import Page
from domain.queries import conversations, sides
from domain.queries.sides import Reading
from domain.rows import MESSAGE_WIDTH, Conversation, Message, Thread
from domain.rules import access, pages
from domain.viewer import Viewer
from models.sql import Row, Statement, statement

RANGE = statement(f"""
    SELECT {rows.message_columns("m")} FROM messages m
    WHERE m.conversation_id = $1 AND m.sequence BETWEEN $2 AND $3 ORDER BY m.sequence""")

# CROSS JOIN is SQLite's word for "in this order": else it walks a whole thread and compares afterwards.
RANGES = statement(
    postgres=f"""
    SELECT {rows.message_columns("m")}
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS r (conversation_id, low, high)
    JOIN messages m ON m.conversation_id = r.conversation_id AND m.sequence BETWEEN r.low AND r.high
    ORDER BY m.conversation_id, m.sequence""",
    sqlite=f"""
    SELECT {rows.message_columns("m")}
    FROM json_each($1) i CROSS JOIN json_each($2) low ON low.key = i.key
    CROSS JOIN json_each($3) high ON high.key = i.key
    CROSS JOIN messages m ON m.conversation_id = i.value AND m.sequence BETWEEN low.value AND high.value
    ORDER BY m.conversation_id, m.sequence""",
)


# A conversation and a part of its thread at once. What the part depends on, the last sequence, is read by the same
# statement; the conversation comes with the first message only, since to read it costs more than to say it.
_LOW = "GREATEST(1, $5::bigint, LEAST($3::bigint, mine.last_sequence - $4::bigint))"
_HIGH = "GREATEST($5::bigint, LEAST($3::bigint, mine.last_sequence - $4::bigint)) + $6::bigint - 1"
_FIRST = f"(t.sequence IS NULL OR t.sequence = {_LOW})"
_PART = f"""
    LEFT JOIN messages t ON t.conversation_id = mine.conversation_id AND t.sequence BETWEEN {_LOW} AND {_HIGH}"""
_MINE = "WHERE mine.account_id = $1 AND mine.conversation_id = $2 AND mine.visible ORDER BY t.sequence"


@cache
def opened_statement(reading: Reading) -> Statement:
    """The statement of a conversation, as a reading has it, and a part of its thread."""
    # SQLite has no row within a row: what comes with the first message is joined to that one only.
    others = reading.joined.replace("LEFT JOIN", "JOIN").replace("JOIN", "LEFT JOIN")
    return statement(
        postgres=f"""
    SELECT {rows.message_columns("t")}, CASE WHEN {_FIRST} THEN ROW({reading.columns}) END
    FROM sides s {reading.joined} {_PART}
    {_MINE}""".replace("mine.", "s."),
        sqlite=f"""
    SELECT {rows.message_columns("t")}, {reading.columns}
    FROM sides mine {_PART}
    LEFT JOIN sides s ON s.account_id = mine.account_id AND s.conversation_id = mine.conversation_id AND {_FIRST}
    {others}
    {_MINE}""",
    )


def _beside(shown: AbstractSet[str]) -> AbstractSet[str]:
    """The fields that are shown beside the thread: its messages are read whole, and the last one may be shown again."""
    return shown - {"messages"} if "lastMessage" in shown else shown - {"messages", "sentBy", "clientMessageId"}


ANYWHERE = 2**40  # beyond any sequence


class Part(Struct, frozen=True):
    """A part of a thread, before its last sequence is known: from max(floor, min(anchor, last - back)) on, `size` long.

    `around` is the conversation and the sequence that it lies around, where one was named.
    """

    anchor: int
    back: int
    floor: int
    size: int
    around: tuple[int, int] | None = None

    def of(self, conversation: Conversation) -> range:
        """The sequences. Raises InvalidInput where the message that they lie around is not one of these."""
        end = conversation.last_sequence
        if self.around is not None and (self.around[0] != conversation.key or self.around[1] > end):
            raise InvalidInput("around", "This message is not in this conversation.")
        low = max(self.floor, min(self.anchor, end - self.back))
        return range(max(1, low), min(low + self.size - 1, end) + 1)


def part(
    viewer: Viewer,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    around: str | None = None,
) -> Part:
    """The part that is asked for; by default the newest. `around` sets a message in the middle (INB-6)."""
    numbers = viewer.house.policy.of(viewer.account.home_market)
    cut = pages.cut(
        first, after, last, before,
        default=numbers.messages_per_page, most=numbers.messages_per_page_max, newest_last=True,
    )  # fmt: skip
    size = cut.size
    if around is not None:
        place = ids.parse_message(around, "around")
        if cut.cursor is not None:
            raise InvalidInput("around", "around goes with neither after nor before.")
        return Part(place[1] - size // 2, size - 1, 1, size, place)
    cursor = None if cut.cursor is None else ids.parse_sequence_cursor(cut.cursor, cut.cursor_field)
    if cut.backwards:
        return Part(ANYWHERE if cursor is None else cursor - size, size - 1, -ANYWHERE, size)
    return Part(1, -ANYWHERE, 1, size) if cursor is None else Part(cursor + 1, -1, 1, size)


async def opened(
    viewer: Viewer, key: int, wanted: Mapping[str, Any], shown: AbstractSet[str] | None = None
) -> Conversation | None:
    """A conversation that the viewer may see, with a part of its thread as `thread`: one statement for both.

    `wanted` is what `part` takes. Where it is wrong the conversation comes alone: who asks for the part is told then.
    `shown` names the API's fields that will be shown, where that is known: what none of them needs may be left out.
    """
    access.messaging(viewer)
    asked: Part | None = None
    with contextlib.suppress(InvalidInput):
        asked = part(viewer, **wanted)
    if asked is None:
        return (await conversations.some(viewer, [key])).get(key)
    bounds = (asked.anchor, asked.back, asked.floor, asked.size)
    reading = sides.reading(None if shown is None else _beside(shown))
    found = await viewer.house.database.fetch(opened_statement(reading), viewer.account.key, key, *bounds)
    if not found:
        return None
    apart = viewer.house.database.dialect == "postgres"  # a row within the row
    conversation = reading.build(found[0][MESSAGE_WIDTH] if apart else found[0][MESSAGE_WIDTH:], viewer.account)
    if asked.around is None or (asked.around[0] == key and asked.around[1] <= conversation.last_sequence):
        said = found if found[0][1] is not None else ()
        conversation.thread = Thread(wanted, _page(conversation, asked.of(conversation), said))
    return conversation


async def read(viewer: Viewer, asked: Sequence[tuple[Conversation, range]]) -> list[Page[Message]]:
    """The pages asked for, in one statement however many conversations they are of."""
    database = viewer.house.database
    if len(asked) == 1:
        conversation, sequences = asked[0]
        found = await database.fetch(RANGE, conversation.key, sequences.start, sequences.stop - 1)
        return [_page(conversation, sequences, found)]
    keys, lows = [c.key for c, _ in asked], [s.start for _, s in asked]
    found = await database.fetch(RANGES, keys, lows, [s.stop - 1 for _, s in asked])
    said: dict[int, dict[int, Row]] = {key: {} for key in keys}
    for row in found:  # a message that two parts of one thread have comes twice
        said[row[0]][row[1]] = row
    return [
        _page(conversation, part, [row for sequence, row in said[conversation.key].items() if sequence in part])
        for conversation, part in asked
    ]


def _page(conversation: Conversation, sequences: range, found: Sequence[Row]) -> Page[Message]:
    edges = rows.thread(found, conversation.me, conversation.counterpart, ref(conversation))
    last = conversation.last_sequence
    return lists.page(edges, ahead=sequences.stop <= last, behind=sequences.start > 1 and last > 0)
