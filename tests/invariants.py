"""What must be true of a whole database at any moment, whatever has happened to the server."""

from collections import defaultdict
from typing import Any

from domain.queries.conversations import HOLDS
from models.database import Database, Unit, open_database
from models.sql import statement
from tests import searching

ONE_MOMENT = statement("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
PAIRS = statement("SELECT id, creator_id, partner_id, last_sequence FROM pairs")
CONVERSATIONS = statement("SELECT id FROM conversations")
MESSAGES = statement("""
    SELECT conversation_id, sequence, sender_id, kind, client_message_id, sent_at FROM messages
    ORDER BY conversation_id, sequence""")
SIDES = statement("""
    SELECT account_id, conversation_id, counterpart_id, visible, last_activity_at, unread, unread_count, unreplied,
        has_written, was_written_to, read_up_to, read_by_counterpart_up_to
    FROM sides""")
CLAIMS = statement("SELECT account_id, client_message_id, conversation_id, sequence FROM client_messages")
HEADS = statement("SELECT account_id, position FROM feed_heads")
SHOWCASES = statement("""
    SELECT s.creator_id, s.size, (SELECT count(*) FROM showcase_entries e WHERE e.creator_id = s.creator_id)
    FROM showcases s""")
# What an account that is not active has scheduled waits for the account, and not for its time.
DUE = statement("""
    SELECT kind, subject_id FROM due_work
    WHERE kind <> 'MESSAGE_GOES' OR subject_id NOT IN (
        SELECT h.id FROM scheduled_messages h JOIN accounts a ON a.id = h.account_id
        WHERE a.status <> 'ACTIVE' AND h.status = 'SCHEDULED')""")
# An upload that a scheduled message holds expires with nobody's doing.
HELD = "SELECT {media} FROM scheduled_messages WHERE status = 'SCHEDULED' AND {media} IS NOT NULL"
UNSENT = """
    SELECT id FROM media
    WHERE conversation_id IS NULL AND bytes_of_id IS NULL AND deleted_at IS NULL AND id NOT IN ({held})"""
# What has a time before it, by the kind of what will happen then.
OPEN = {
    "INVITATION_ENDS": statement("SELECT id FROM invitations WHERE status = 'PENDING'"),
    "LINK_REQUEST_ENDS": statement("SELECT id FROM partnerships WHERE status = 'REQUESTED'"),
    "LINK_ENDS": statement("SELECT id FROM partnerships WHERE status IN ('LINKED', 'UNLINK_REQUESTED')"),
    "UNLINK_REQUEST_ENDS": statement("SELECT id FROM partnerships WHERE status = 'UNLINK_REQUESTED'"),
    "LINK_CHANGE_ENDS": statement("SELECT id FROM partnership_changes WHERE status = 'PROPOSED'"),
    "SAMPLE_STEP_ENDS": statement("SELECT id FROM samples WHERE status NOT IN ('COMPLETED', 'CANCELLED')"),
    "MEDIA_UNSENT": statement(
        postgres=UNSENT.format(held=HELD.format(media="(content::json ->> 'media_key')::bigint")),
        sqlite=UNSENT.format(held=HELD.format(media="content ->> 'media_key'")),
    ),
    "MESSAGE_GOES": statement("""
    SELECT h.id FROM scheduled_messages h JOIN accounts a ON a.id = h.account_id
    WHERE h.status = 'SCHEDULED' AND a.status = 'ACTIVE'"""),
    "BULK_GOES_ON": statement("SELECT id FROM bulk_messages WHERE status IN ('RUNNING', 'WAITING')"),
    "LEVELS_ARE_SET": statement("SELECT id FROM level_refreshes"),
}
# Sides that do not say what was said last, what their counterpart is, or whether an invitation was sent (INB-2).
_LAST = ("sender_id", "kind", "text", "sent_at", "recalled_at")
OUT_OF_DATE = statement(f"""
    SELECT s.account_id, s.conversation_id FROM sides s
    JOIN pairs p ON p.id = s.conversation_id JOIN accounts o ON o.id = s.counterpart_id
    LEFT JOIN messages m ON m.conversation_id = p.id AND m.sequence = p.last_sequence
    WHERE s.counterpart_kind <> o.kind OR s.last_sequence <> p.last_sequence
        OR {" OR ".join(f"s.last_{column} IS DISTINCT FROM m.{column}" for column in _LAST)}
        OR s.has_invitation <> EXISTS (
            SELECT 1 FROM cards k
            WHERE k.conversation_id = p.id AND k.kind IN ('TARGET_COLLABORATION', 'LINK_INVITATION'))""")
# What folders are said to hold, less what they hold (INB-3).
MISCOUNTED = statement(f"""
    SELECT account_id, counterpart_kind, {", ".join(f"sum({folder.lower()})" for folder in HOLDS)} FROM (
        SELECT account_id, counterpart_kind, {", ".join(folder.lower() for folder in HOLDS)} FROM folder_counts
        UNION ALL SELECT account_id, counterpart_kind,
            {", ".join(f"CASE WHEN {held} THEN -1 ELSE 0 END" for held in HOLDS.values())} FROM sides) counted
    GROUP BY account_id, counterpart_kind
    HAVING {" OR ".join(f"sum({folder.lower()}) <> 0" for folder in HOLDS)}""")
ENTRIES = statement("SELECT account_id, position, kind, pair_id, sequence FROM feed_entries ORDER BY 1, 2")
# Lines of webhooks without their one head, the pending delivery of the lowest position (EVT-7).
HEADLESS = statement("""
    SELECT webhook_id, account_id FROM webhook_deliveries WHERE status = 'PENDING' GROUP BY webhook_id, account_id
    HAVING count(due_at) <> 1 OR min(position) <> min(CASE WHEN due_at IS NOT NULL THEN position END)""")
# What an endpoint was not told, though it was told something of the same account before.
UNTOLD = statement("""
    SELECT w.id, e.account_id, e.position FROM webhooks w
    JOIN feed_entries e ON (w.account_id IS NULL OR e.account_id = w.account_id)
        AND (w.kinds = '' OR w.kinds LIKE '% ' || e.kind || ' %')
    WHERE w.deleted_at IS NULL AND e.position > (
        SELECT min(f.position) FROM webhook_deliveries f WHERE f.webhook_id = w.id AND f.account_id = e.account_id)
        AND NOT EXISTS (
        SELECT 1 FROM webhook_deliveries d
        WHERE d.webhook_id = w.id AND d.account_id = e.account_id AND d.position = e.position)""")

Rows = list[tuple[Any, ...]]


async def holds(database: Database, *, announced: bool = True) -> None:
    """Fail with every sentence that is not true, at one moment. Imported messages are not announced."""
    async with database.transaction() as unit:
        if unit.dialect == "postgres":
            await unit.fetch(ONE_MOMENT)
        wrong = await broken(unit, announced=announced)
    assert not wrong, "\n".join(wrong[:20])


async def holds_at(url: str) -> int:
    """The same for a database that nobody has open here; how many messages it holds."""
    database = await open_database(url)
    try:
        await holds(database)
        return len(await database.fetch(MESSAGES))
    finally:
        await database.close()


async def broken(database: Unit, *, announced: bool = True) -> list[str]:
    """What is not as it must be."""
    read = {query: [tuple(row) for row in await database.fetch(query)] for query in _ALL}
    messages = read[MESSAGES]
    threads: dict[int, Rows] = defaultdict(list)
    for message in messages:
        threads[message[0]].append(message)
    wrong = _sequences(read[PAIRS], threads) + _sides(read, threads) + _claims(read[CLAIMS], messages)
    wrong += _feeds(read[HEADS], read[ENTRIES]) + _deadlines(read)
    wrong += [f"showcase {key} says {size} and holds {held}" for key, size, held in read[SHOWCASES] if size != held]
    wrong += [f"side {account} of conversation {key} shows something else" for account, key in read[OUT_OF_DATE]]
    wrong += [f"folders of account {key} are miscounted: {kind} {by}" for key, kind, *by in read[MISCOUNTED]]
    wrong += [f"webhook {key} has no head, or another, for account {account}" for key, account in read[HEADLESS]]
    wrong += [f"webhook {key} was not told of {account}'s event {place}" for key, account, place in read[UNTOLD]]
    wrong += await searching.broken(database)
    if announced:
        wrong += _announcements(read[PAIRS], read[ENTRIES], messages)
    return wrong


_ALL = (
    PAIRS,
    CONVERSATIONS,
    MESSAGES,
    SIDES,
    CLAIMS,
    HEADS,
    ENTRIES,
    SHOWCASES,
    DUE,
    OUT_OF_DATE,
    MISCOUNTED,
    HEADLESS,
    UNTOLD,
    *OPEN.values(),
)


def _deadlines(read: dict[Any, Rows]) -> list[str]:
    """PLT-5: whatever is open has its end before it, and nothing else has."""
    due = {tuple(row) for row in read[DUE] if row[0] in OPEN}
    wanted = {(kind, key) for kind, query in OPEN.items() for (key,) in read[query]}
    return [f"{kind} of {key} is due for nothing, or missing" for kind, key in sorted(due ^ wanted)]


def _sequences(pairs: Rows, threads: dict[int, Rows]) -> list[str]:
    """MSG-3: 1, 2, 3, … up to the pair's last."""
    return [
        f"conversation {key} has {len(threads[key])} messages, its pair says {last}"
        for key, _, _, last in pairs
        if [message[1] for message in threads[key]] != list(range(1, last + 1))
    ]


def _sides(read: dict[Any, Rows], threads: dict[int, Rows]) -> list[str]:
    """INB-2: every conversation has two sides, and each side's counters are what its messages say."""
    sides = {(side[1], side[0]): side for side in read[SIDES]}
    conversations = {key for (key,) in read[CONVERSATIONS]}
    members = {key: {creator, partner} for key, creator, partner, _ in read[PAIRS] if key in conversations}
    expected = {(key, account) for key, both in members.items() for account in both}
    wrong = [f"side {place} is missing, or nobody's" for place in expected ^ set(sides)]
    for (key, account), side in sides.items():
        said = _said(side, threads[key])
        counterpart = sides.get((key, side[2]))
        if side[5:10] != said:
            wrong.append(f"side {account} of conversation {key} says {side[5:10]}, its messages {said}")
        if threads[key] and (side[4] != threads[key][-1][5] or not side[3]):
            wrong.append(f"side {account} of conversation {key} is hidden, or was active at another time")
        if counterpart and side[11] > counterpart[10]:
            wrong.append(f"side {account} of conversation {key} shows more as read than was")
    return wrong


def _said(side: tuple[Any, ...], thread: Rows) -> tuple[Any, ...]:
    """The counters of a side, counted."""
    account, counterpart, read_up_to = side[0], side[2], side[10]
    unread = sum(1 for message in thread if message[2] == counterpart and message[1] > read_up_to)
    spoken = [message[2] for message in thread if message[3] != "NOTICE"]
    by_hand = side[5] and not unread  # marked unread by hand
    return (
        bool(unread or by_hand),
        unread,
        bool(spoken) and spoken[-1] == counterpart,
        account in spoken,
        counterpart in spoken,
    )


def _claims(claims: Rows, messages: Rows) -> list[str]:
    """MSG-2: each client-made id stands for its one message, and each such message for its id."""
    kept = {(account, made): (key, sequence) for account, made, key, sequence in claims}
    sent = {(m[2], m[4]): (m[0], m[1]) for m in messages if m[4] is not None}
    return [
        f"client message {claim} is claimed without a message, or sent without a claim"
        for claim in kept.items() ^ sent.items()
    ]


def _feeds(heads: Rows, entries: Rows) -> list[str]:
    """EVT-1: positions without a gap up to the head. The oldest may have gone."""
    positions: dict[int, list[int]] = defaultdict(list)
    for account, position, *_ in entries:
        positions[account].append(position)
    return [
        f"feed {account} ends at {head} and holds {places[:3]}…{places[-3:]} ({len(places)})"
        for account, head in heads
        if (places := positions[account]) and places != list(range(head - len(places) + 1, head + 1))
    ]


def _announcements(pairs: Rows, entries: Rows, messages: Rows) -> list[str]:
    """EVT-1: every message was told to both sides, once; nothing was told that is not there."""
    members = {key: (creator, partner) for key, creator, partner, _ in pairs}
    told = sorted((account, pair, sequence) for account, _, kind, pair, sequence in entries if kind == "message_sent")
    due = sorted((account, m[0], m[1]) for m in messages for account in members[m[0]])
    return [] if told == due else [f"{len(due)} tellings of messages are due, {len(told)} are there, or others are"]
