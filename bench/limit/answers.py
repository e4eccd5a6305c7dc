"""Rows as the JSON that Parley answers for the documents of bench.load.documents."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from domain.rows import PREVIEW_LENGTH

FACES = {"CREATOR": "Creator", "SELLER": "Seller", "AGENCY": "Agency"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def encoded(data: Any) -> bytes:
    """An answer's bytes."""
    return orjson.dumps({"data": data}, option=orjson.OPT_UTC_Z)


def inbox(rows: Sequence[Any], first: int) -> Any:
    """A page of conversations, of which one more than asked for was read."""
    edges = [_conversation(row) for row in rows[:first]]
    end = edges[-1]["cursor"] if edges else None
    return {"inbox": {"edges": edges, "pageInfo": {"hasNextPage": len(rows) > first, "endCursor": end}}}


def _conversation(row: Any) -> dict[str, Any]:
    (key, unread_count, unread, unreplied, starred, archived, at, other, kind, handle, name, avatar, *last) = row
    return {
        "cursor": f"{(at - EPOCH) // MICROSECOND}.{key}",
        "node": {
            "id": f"cnv_{key}",
            "unreadCount": unread_count,
            "unread": unread,
            "unreplied": unreplied,
            "starred": starred,
            "archived": archived,
            "lastActivityAt": at,
            "counterpart": {
                "__typename": FACES[kind],
                "id": f"acc_{other}",
                "handle": handle,
                "name": name,
                "avatarUrl": avatar,
            },
            "lastMessage": _last_message(key, last) if last[0] is not None else None,
        },
    }


def _last_message(key: int, row: Sequence[Any]) -> dict[str, Any]:
    sequence, sender, kind, text, sent_at, recalled_at = row
    return {
        "id": f"msg_{key}_{sequence}",
        "sequence": sequence,
        "kind": kind,
        "text": text if recalled_at is None else None,
        "preview": preview(text, recalled_at),
        "sentAt": sent_at,
        "sender": None if sender is None else {"id": f"acc_{sender}"},
    }


def preview(text: str | None, recalled_at: datetime | None) -> str:
    """One line of what was said."""
    if recalled_at is not None:
        return "This message was recalled."
    line = " ".join((text or "").split())
    return line if len(line) <= PREVIEW_LENGTH else line[: PREVIEW_LENGTH - 1] + "…"


def thread(key: int, rows: Sequence[Any], me: int) -> Any:
    """The newest messages of a conversation, in order."""
    edges = [_message(key, row, me) for row in rows]
    start = edges[0]["cursor"] if edges else None
    before = bool(rows) and rows[0][0] > 1
    page = {"hasPreviousPage": before, "startCursor": start}
    return {"node": {"id": f"cnv_{key}", "messages": {"edges": edges, "pageInfo": page}}}


def _message(key: int, row: Any, me: int) -> dict[str, Any]:
    sequence, sender, kind, text, client_message_id, sent_at, recalled_at = row
    return {
        "cursor": str(sequence),
        "node": {
            "id": f"msg_{key}_{sequence}",
            "sequence": sequence,
            "kind": kind,
            "text": text if recalled_at is None else None,
            "clientMessageId": client_message_id if sender == me else None,
            "sentAt": sent_at,
            "recalledAt": recalled_at,
            "sender": None if sender is None else {"id": f"acc_{sender}"},
        },
    }


def sent(key: int, sequence: int, at: datetime) -> Any:
    """A message that was sent."""
    return {"sendMessage": {"message": {"id": f"msg_{key}_{sequence}", "sequence": sequence, "sentAt": at}}}
