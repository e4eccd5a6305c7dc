"""A page of a pool, read and written by hand: only what its answer shows, and what it is narrowed by."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import orjson

from bench.limit.answers import EPOCH, MICROSECOND
from domain.queries.conversations import NEWEST
from domain.search_text import normal
from models.sql import Statement, statement

LAST = (2**63 - 1, 2**63 - 1)
ORDERS = {"NEWEST": ("requested_at", NEWEST), "FOLLOWERS": ("followers", LAST)}
POSTGRES = {
    "levels": "level = ANY({}::text[])", "statuses": "status = ANY({}::text[])", "source": "source = {}",
    "query": "strpos(search_text, {}) > 0",
}  # fmt: skip
SQLITE = POSTGRES | {
    "levels": "level IN (SELECT value FROM json_each({}))",
    "statuses": "status IN (SELECT value FROM json_each({}))",
    "query": "instr(search_text, {}) > 0",
}
# Each looked up: PostgreSQL does not see how little is left.
POSTGRES_JOINED = """
    CROSS JOIN LATERAL (SELECT * FROM leads WHERE id = found.id LIMIT 1) l
    CROSS JOIN LATERAL (SELECT * FROM accounts WHERE id = l.creator_id LIMIT 1) o"""
SQLITE_JOINED = "JOIN leads l ON l.id = found.id JOIN accounts o ON o.id = l.creator_id"
PLAIN = ("levels", "statuses", "source", "query")


def asked(words: dict[str, Any], *, is_postgres: bool) -> tuple[Statement, list[Any]]:
    """The statement of a page, and its values."""
    filter = words["filter"] or {}
    given = {name: filter[name] for name in PLAIN[:3] if name in filter}
    if words["query"]:
        given["query"] = normal(words["query"])
    spans = [(span.get("min", 0), span.get("max", 2**62)) for span in filter.get("followers", ())]
    values = [
        orjson.dumps(value).decode() if isinstance(value, list) and not is_postgres else value
        for value in given.values()
    ]
    values += [end for span in spans for end in span]
    place = ORDERS[words["order"]][1]
    if spans and words["order"] == "FOLLOWERS":
        place = (max(high for _, high in spans), 0)
    return _statement(words["order"], tuple(given), len(spans)), [*place, words["first"] + 1, *values]


@cache
def _statement(order: str, names: tuple[str, ...], spans: int) -> Statement:
    key = ORDERS[order][0]

    def text(dialect: dict[str, str]) -> str:
        said = [dialect[name].format(f"${at}") for at, name in enumerate(names, 5)]
        first = 5 + len(names)
        ranges = [f"(followers >= ${at} AND followers < ${at + 1})" for at in range(first, first + 2 * spans, 2)]
        said += [f"({' OR '.join(ranges)})"] if ranges else []
        joined = POSTGRES_JOINED if dialect is POSTGRES else SQLITE_JOINED
        indexed = "" if dialect is POSTGRES else f" INDEXED BY leads_{order.lower()}"
        return f"""
            SELECT l.id, l.source, l.status, l.requested_at, l.note, l.licensed_until, l.licensed, l.followers,
                o.id, o.handle, o.name, o.avatar_url, o.level
            FROM (SELECT id, {key} FROM leads{indexed} WHERE {" AND ".join(["partner_id = $1", *said])}
                AND ({key}, id) < ($2, $3) ORDER BY {key} DESC, id DESC LIMIT $4) found {joined}
            ORDER BY found.{key} DESC, found.id DESC"""

    return statement(postgres=text(POSTGRES), sqlite=text(SQLITE))


def page(rows: Sequence[Any], words: dict[str, Any]) -> Any:
    """The answer."""
    first, now = words["first"], datetime.now(UTC)
    edges = [_edge(row, words["order"], now) for row in rows[:first]]
    end = edges[-1]["cursor"] if edges else None
    return {"leads": {"edges": edges, "pageInfo": {"hasNextPage": len(rows) > first, "endCursor": end}}}


def _edge(row: Any, order: str, now: datetime) -> dict[str, Any]:
    key, source, status, at, note, until, licensed, followers, other, handle, name, avatar, level = row
    place = f"{(at - EPOCH) // MICROSECOND}.{key}" if order == "NEWEST" else f"f{followers + 1}.{key}"
    return {
        "cursor": place,
        "node": {
            "id": f"led_{key}", "source": source, "status": status, "requestedAt": at, "note": note,
            "licensedUntil": until,
            "licensedData": None if licensed is None or until <= now else _licensed(licensed),
            "creator": {
                "id": f"acc_{other}", "handle": handle, "name": name, "avatarUrl": avatar, "level": level,
            },
        },
    }  # fmt: skip


def _licensed(text: str) -> dict[str, Any]:
    kept = orjson.loads(text)
    live = kept["best_live"]
    return {
        "contact": kept["contact"],
        "profile": kept["profile"],
        "bestLive": live and {
            "startedAt": live["started_at"], "endedAt": live["ended_at"],
            "gmv": {"amount": f"{live['minor_gmv'] // 100}.{live['minor_gmv'] % 100:02}", "currency": live["currency"]},
            "uniqueViewers": live["unique_viewers"], "orders": live["orders"],
        },
    }  # fmt: skip
