"""Conversations that are found by the name or the handle of the counterpart, in whatever folder (SRCH-1)."""

from functools import cache
from weakref import ref

from msgspec import Struct

from domain import ids
from domain.matches import MatchRange, ranges
from domain.queries import index_words
from domain.queries.conversations import HOLDS, InboxFolder
from domain.queries.found import Bounds, Way
from domain.queries.hits import HEAD_WIDTH, POSTGRES, SQLITE, Composed, Dialect, Finding, Form, composed, framed
from domain.queries.message_hits import Build
from domain.rows import Account, Conversation
from models.sql import Row

_AFTER = "(last_activity_at, conversation_id) < ({at}, {key})"
_NEWEST = "ORDER BY last_activity_at DESC, conversation_id DESC"
# A name is looked up for each conversation that is walked, and few names are common.
BOUNDS = Bounds(near=500, far=2_800)
# So many are looked up in any case. To look one up costs as much as to walk six further, and how far it is to walk is
# seen among the newest.
_LOOKED_UP, _AS_DEAR = 500, 6
_NEAR, _ENDLESS = "{wanted}::bigint + 400", "{wanted}::bigint + 1000000000"
_EVERYWHERE = (InboxFolder.MESSAGES, InboxFolder.ARCHIVED)  # which hold each conversation once


@cache
def statement_of(form: Form) -> Composed:
    """The statement: what `framed` says, and for each row what `account_hit` takes."""
    find = _walk if form.way is Way.WALK else _words
    told = "s.conversation_id, s.last_activity_at,"
    return composed(*(framed(form, dialect, find(form, dialect), told) for dialect in (POSTGRES, SQLITE)))


def _named(dialect: Dialect) -> str:
    """Within the name or within the handle, which is behind it: the name itself may hold any sign between them."""
    name = "left(a.search_text, -1 - length(a.handle))"
    if dialect is SQLITE:
        name = "substr(a.search_text, 1, length(a.search_text) - 1 - length(a.handle))"
    has = f"{dialect.find}({{}}, {{{{query}}}}) > 0"
    return f"{has.format('a.search_text')} AND ({has.format(name)} OR {has.format('a.handle')})"


def _kind(form: Form, row: str) -> str:
    return f"AND {row}.counterpart_kind = {{kind}}" if form.narrowed else ""


def _walk(form: Form, dialect: Dialect) -> Finding:
    """Along the conversations with the newest activity, so many: it stops at as many hits as are wanted."""
    accounts = "CROSS JOIN accounts a ON a.id = w.counterpart_id WHERE"
    if dialect is POSTGRES:
        accounts = "CROSS JOIN LATERAL (SELECT * FROM accounts WHERE id = w.counterpart_id LIMIT 1) a WHERE"
    found = f"""
    found AS MATERIALIZED (
        SELECT w.conversation_id, w.last_activity_at AS at FROM ({_newest(dialect)} LIMIT {{far}}) w
        {accounts} {_named(dialect)} {_kind(form, "w")} LIMIT {{wanted}})"""
    stopped = f"""
        CASE WHEN (SELECT count(*) FROM found) < {{wanted}} THEN EXISTS (
            SELECT 1 FROM ({_newest(dialect)} LIMIT 1 OFFSET {{far}}) beyond) ELSE FALSE END"""
    return Finding(found, stopped)


def _newest(dialect: Dialect, limit: str = "{far} + 1") -> str:
    """Both folders walked at once, each by its index, so that nothing is sorted.

    PostgreSQL does so only where each of them is to end, and SQLite only where neither is.
    """
    columns, mine = "conversation_id, counterpart_id, counterpart_kind, last_activity_at", "account_id = {account}"
    folders = []
    for folder in _EVERYWHERE:
        name = folder.lower()
        indexed = "" if dialect is POSTGRES else f" INDEXED BY sides_{name}"
        text = f"SELECT {columns} FROM sides{indexed} WHERE {mine} AND {HOLDS[folder]} AND {_AFTER}"
        folders.append(f"({text} {_NEWEST} LIMIT {limit})" if dialect is POSTGRES else text)
    return f"{' UNION ALL '.join(folders)} {_NEWEST}"


def _words(form: Form, dialect: Dialect) -> Finding:
    """By the index of everybody's words: who is found, and of those with whom the account talks."""
    if dialect is POSTGRES:
        return _words_of_postgres(form)
    return Finding(f"""
    found AS MATERIALIZED (
        SELECT s.conversation_id, s.last_activity_at AS at FROM accounts_words words
        CROSS JOIN accounts a ON a.id = words.rowid
        CROSS JOIN sides s INDEXED BY sides_counterpart ON s.account_id = {{account}} AND s.counterpart_id = a.id
        WHERE accounts_words MATCH {{words}} AND {_named(dialect)} AND {_talking(form)})""")


def _talking(form: Form) -> str:
    return f"""s.visible {_kind(form, "s")} AND (s.last_activity_at, s.conversation_id) < ({{at}}, {{key}})
            ORDER BY at DESC, s.conversation_id DESC LIMIT {{wanted}}"""


def _words_of_postgres(form: Form) -> Finding:
    """Of a name that many have, and of these the account's newest conversations some, the others are found by a walk.

    To look all of them up would take longer. The walk need not read the names again: whose they are is hashed.
    """
    theirs = "(w.counterpart_id IN (SELECT unnest((SELECT array_agg(id) FROM matched)))) IS TRUE"
    tried, all_of_them = _newest(POSTGRES, _NEAR), _newest(POSTGRES, _ENDLESS)
    return Finding(f"""
    matched AS MATERIALIZED (SELECT a.id FROM accounts a WHERE {index_words.held("a")} AND {_named(POSTGRES)}),
    often AS MATERIALIZED (
        SELECT of_all > {_LOOKED_UP} AND (SELECT count(*) FROM (SELECT * FROM ({tried}) w WHERE {theirs}) newest)
            * of_all * {_AS_DEAR} > {{wanted}} * ({_NEAR}) AS walked
        FROM (SELECT count(*) AS of_all FROM matched) counted),
    found AS MATERIALIZED (
        (SELECT s.conversation_id, s.last_activity_at AS at FROM matched CROSS JOIN LATERAL (
            SELECT * FROM sides WHERE account_id = {{account}} AND counterpart_id = matched.id LIMIT 1) s
        WHERE NOT (SELECT walked FROM often) AND {_talking(form)})
        UNION ALL
        (SELECT w.conversation_id, w.last_activity_at AS at FROM ({all_of_them}) w
        WHERE (SELECT walked FROM often) AND {theirs} {_kind(form, "w")} LIMIT {{wanted}}))""")


class AccountHit(Struct, gc=False):
    """A conversation whose counterpart is found, and by which of its words."""

    conversation: Conversation
    text: str
    ranges: list[MatchRange]


_PLACE_AT = HEAD_WIDTH
_CONVERSATION_AT = _PLACE_AT + 2


def is_there(row: Row) -> bool:
    """Whether a row is of a hit: where there is none, a statement still says so in a row."""
    return row[_PLACE_AT] is not None


def cursor(row: Row) -> str:
    """The place of a hit."""
    return ids.inbox_cursor(row[_PLACE_AT + 1], row[_PLACE_AT])


def account_hit(row: Row, me: Account, build: Build, query: str, places: int) -> AccountHit | None:
    """Build a hit of a row, with so many of the places at most."""
    return hit_of(build(row[_CONVERSATION_AT:], me), query, places)


def hit_of(conversation: Conversation, query: str, places: int) -> AccountHit | None:
    """A conversation as a hit: by the counterpart's name, else by its handle; None where it is neither."""
    counterpart = conversation.counterpart
    counterpart.within = ref(conversation)
    for text in (counterpart.name, counterpart.handle):
        if found := ranges(text, query, places):
            return AccountHit(conversation, text, found)
    return None
