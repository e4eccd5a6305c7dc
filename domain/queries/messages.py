"""Threads: pages of a conversation's messages. Sequences are gapless, so a page is a range and not a search."""

from collections.abc import Sequence

from domain import ids, rows
from domain.errors import InvalidInput
from domain.rows import Conversation, Edge, Message, Page, PageInfo
from domain.rules import pages
from domain.viewer import Viewer
from models.sql import Row, statement

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


def span(
    viewer: Viewer,
    conversation: Conversation,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    around: str | None = None,
) -> range:
    """The sequences that a page asks for; by default the newest. `around` sets a message in the middle (INB-6)."""
    numbers = viewer.house.policy.of(viewer.account.home_market)
    part = pages.cut(
        first, after, last, before,
        default=numbers.messages_per_page, most=numbers.messages_per_page_max, newest_last=True,
    )  # fmt: skip
    end = conversation.last_sequence
    if around is not None:
        return _around(conversation, around, part)
    place = None if part.cursor is None else ids.parse_sequence_cursor(part.cursor, part.cursor_field)
    if part.backwards:
        high = end if place is None else min(place - 1, end)
        return range(max(1, high - part.size + 1), high + 1)
    low = 1 if place is None else min(place, end) + 1
    return range(low, min(low + part.size - 1, end) + 1)


def _around(conversation: Conversation, around: str, part: pages.Slice) -> range:
    conversation_key, sequence = ids.parse_message(around, "around")
    if part.cursor is not None:
        raise InvalidInput("around", "around goes with neither after nor before.")
    if conversation_key != conversation.key or sequence > conversation.last_sequence:
        raise InvalidInput("around", "This message is not in this conversation.")
    low = max(1, min(sequence - part.size // 2, conversation.last_sequence - part.size + 1))
    return range(low, min(low + part.size - 1, conversation.last_sequence) + 1)


async def read(viewer: Viewer, asked: Sequence[tuple[Conversation, range]]) -> list[Page[Message]]:
    """The pages asked for, in one statement however many conversations they are of."""
    database = viewer.house.database
    if len(asked) == 1:
        conversation, sequences = asked[0]
        found = await database.fetch(RANGE, conversation.key, sequences.start, sequences.stop - 1)
    else:
        keys, lows = [c.key for c, _ in asked], [s.start for _, s in asked]
        found = await database.fetch(RANGES, keys, lows, [s.stop - 1 for _, s in asked])
    by_place = {(row[0], row[1]): row for row in found}
    return [_page(conversation, sequences, by_place) for conversation, sequences in asked]


def _page(conversation: Conversation, sequences: range, found: dict[tuple[int, int], Row]) -> Page[Message]:
    me, counterpart = conversation.me, conversation.counterpart
    edges = [
        Edge(rows.message(row, me, counterpart, conversation), str(sequence))
        for sequence in sequences
        if (row := found.get((conversation.key, sequence))) is not None
    ]
    ends = (edges[0].cursor, edges[-1].cursor) if edges else (None, None)
    more = (sequences.stop <= conversation.last_sequence, sequences.start > 1 and conversation.last_sequence > 0)
    return Page(edges, PageInfo(*more, *ends))
