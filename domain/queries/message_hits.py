"""Messages that are found by their words: by what they say, or by the titles on their cards (SRCH-1).

A conversation stands at its newest hit. What is found is the viewer's own by the statement itself: each looks along an
index that begins with the account, or says whose it is to the index of words.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any
from weakref import ref

import orjson
from msgspec import Struct

from domain import ids, rows
from domain.lists import Count
from domain.matches import MatchRange, ranges
from domain.queries import index_words
from domain.queries.found import Way
from domain.queries.hits import HEAD_WIDTH, POSTGRES, SQLITE, Composed, Dialect, Finding, Form, composed, framed
from domain.rows import Account, Conversation, Message
from models.search import SearchModule
from models.sql import Row

_AFTER = "(sent_at, conversation_id) < ({at}, {key})"
_NEWEST = "ORDER BY sent_at DESC, conversation_id DESC"


class Module(Struct, frozen=True):
    """A module as one side of a conversation sees it: "creator" or "partner"."""

    searched: SearchModule
    side: str

    @property
    def table(self) -> str:
        """Where it looks."""
        return f"searched_{self.searched}"


@cache
def statement_of(module: Module, form: Form) -> Composed:
    """The statement of a module: what `framed` says, and for each row what `hit` takes."""
    find = {Way.WALK: _walk, Way.WORDS: _words, Way.INSIDE: _inside}[form.way]

    def text(dialect: Dialect) -> str:
        message = "JOIN messages t ON t.conversation_id = s.conversation_id AND t.sequence = page.sequence"
        told = f"{_more(module, form, dialect)}, {_titles(module, dialect)}, {rows.message_columns('t')},"
        return framed(form, dialect, find(module, form, dialect), told, message)

    return composed(text(POSTGRES), text(SQLITE))


def _has(dialect: Dialect, row: str) -> str:
    return f"{dialect.find}({row}.search_text, {{query}}) > 0"


def _kind(form: Form, dialect: Dialect, row: str) -> str:
    if not form.narrowed:
        return ""
    return f"AND EXISTS (SELECT 1 FROM accounts a WHERE a.id = {row}.partner_id AND a.kind = {{kind}} {dialect.fence})"


def _walk(module: Module, form: Form, dialect: Dialect) -> Finding:
    """Along the newest rows, so many: it stops at as many hits as are wanted."""
    mine = f"{module.side}_id = {{account}} AND {_AFTER}"
    found = f"""
    found AS MATERIALIZED (
        SELECT w.conversation_id, w.sequence, w.sent_at AS at FROM (
            SELECT conversation_id, sequence, partner_id, sent_at, search_text FROM {module.table}
            WHERE {mine} {_NEWEST} LIMIT {{far}}) w
        WHERE {_has(dialect, "w")} {_kind(form, dialect, "w")} AND {_its_newest(module, dialect)}
        LIMIT {{wanted}})"""
    stopped = f"""
        CASE WHEN (SELECT count(*) FROM found) < {{wanted}} THEN EXISTS (
            SELECT 1 FROM (SELECT 1 FROM {module.table} WHERE {mine} {_NEWEST} LIMIT {{far}} + 1) beyond
            LIMIT 1 OFFSET {{far}}) ELSE FALSE END"""
    return Finding(found, stopped)


def _words(module: Module, form: Form, dialect: Dialect) -> Finding:
    """By the index of words; of each conversation the newest."""
    if dialect is POSTGRES:
        return _words_of_postgres(module, form)
    table = module.table
    return Finding(f"""
    newest AS MATERIALIZED (
        SELECT s.conversation_id, max(s.sequence) AS sequence, s.sent_at AS at
        FROM {table}_words words CROSS JOIN {table} s ON s.id = words.rowid
        WHERE {table}_words MATCH {{words}} AND s.{module.side}_id = {{account}}
            AND {_has(dialect, "s")} {_kind(form, dialect, "s")}
        GROUP BY s.conversation_id),
    found AS MATERIALIZED (
        SELECT * FROM newest WHERE (at, conversation_id) < ({{at}}, {{key}})
        ORDER BY at DESC, conversation_id DESC LIMIT {{wanted}})""")


# What models.migrations.house_0006 calls a month: 32 days.
_MONTH = "floor(extract(epoch FROM {}) / 2764800)::bigint"


def _words_of_postgres(module: Module, form: Form) -> Finding:
    """Some months after others, the newest first, until as many are found as are wanted.

    The index goes straight to a month, so what was said long ago is found without reading all of it.
    """
    mine = f"SELECT {_MONTH.format('sent_at')} FROM {module.table} WHERE {module.side}_id = {{account}}"
    # "+ 0" leaves the index of words the only one that serves.
    return Finding(f"""
    span AS MATERIALIZED (
        SELECT oldest, newest, (newest - oldest) / {{spans}}::bigint + 1 AS months FROM (
            SELECT ({mine} ORDER BY sent_at LIMIT 1) AS oldest,
                LEAST(({mine} ORDER BY sent_at DESC LIMIT 1), {_MONTH.format("{at}::timestamptz")}) AS newest) ends),
    found AS MATERIALIZED (
        SELECT w.conversation_id, w.sequence, w.at
        FROM span CROSS JOIN LATERAL generate_series(newest, oldest, -months) AS last CROSS JOIN LATERAL (
            SELECT conversation_id, sequence, sent_at AS at FROM {module.table} s
            WHERE parley_months(ARRAY[creator_id, partner_id], sent_at) && (
                    SELECT array_agg({{account}} * 4096 + month) FROM generate_series(last - months + 1, last) AS month)
                AND {index_words.held("s")} AND {_has(POSTGRES, "s")} AND {module.side}_id + 0 = {{account}}
                AND {_AFTER} {_kind(form, POSTGRES, "s")}
            {_NEWEST}) w
        WHERE {_its_newest(module, POSTGRES)}
        LIMIT {{wanted}})""")


def _its_newest(module: Module, dialect: Dialect) -> str:
    """That no later one in its conversation has it, too."""
    return f"""NOT EXISTS (
            SELECT 1 FROM {module.table} l WHERE l.conversation_id = w.conversation_id AND l.sequence > w.sequence
                AND {_has(dialect, "l")} {dialect.fence})"""


def _inside(module: Module, form: Form, dialect: Dialect) -> Finding:  # noqa: ARG001 - as the other ways
    """Along one conversation, from its newest message on: every hit is one of its own."""
    return Finding(f"""
    found AS MATERIALIZED (
        SELECT s.conversation_id, s.sequence, s.sent_at AS at FROM {module.table} s
        WHERE s.conversation_id = {{conversation}} AND s.sequence < {{before}}
            AND s.{module.side}_id + 0 = {{account}} AND {_has(dialect, "s")}
        ORDER BY s.sequence DESC LIMIT {{wanted}})""")


# ── what is shown of a hit ──

_TITLES = """
    SELECT title FROM card_products WHERE conversation_id = page.conversation_id AND sequence = page.sequence
    ORDER BY place"""
_FACTS = "(SELECT facts FROM cards c WHERE c.conversation_id = page.conversation_id AND c.sequence = page.sequence)"
_MORE_AT, _TITLES_AT, _MESSAGE_AT = HEAD_WIDTH, HEAD_WIDTH + 1, HEAD_WIDTH + 2
_CONVERSATION_AT = _MESSAGE_AT + rows.MESSAGE_WIDTH


def _titles(module: Module, dialect: Dialect) -> str:
    """What a card is found by, as it was sent, as JSON."""
    if module.searched is SearchModule.MESSAGES:
        return "NULL"
    if module.searched is SearchModule.SAMPLES:
        return _FACTS
    said = "json_agg(title)::text" if dialect is POSTGRES else "json_group_array(title)"
    return f"(SELECT {said} FROM ({_TITLES}) titles)"


def _more(module: Module, form: Form, dialect: Dialect) -> str:
    """How many older ones there are, counted one further than is said."""
    if not form.more or form.way is Way.INSIDE:
        return "0"
    return f"""(SELECT count(*) FROM (
            SELECT 1 FROM {module.table} o WHERE o.conversation_id = page.conversation_id
                AND o.sequence < page.sequence AND {_has(dialect, "o")} LIMIT {{most}}) older)"""


class MessageHit(Struct, gc=False):
    """A message that is found, by what, and how many older ones of its conversation are."""

    conversation: Conversation
    message: Message
    text: str
    ranges: list[MatchRange]
    more: Count


def is_there(row: Row) -> bool:
    """Whether a row is of a hit: where there is none, a statement still says so in a row."""
    return row[_MESSAGE_AT] is not None


def cursor(row: Row) -> str:
    """The place of a hit among those of all conversations."""
    return ids.inbox_cursor(row[_MESSAGE_AT + 7], row[_MESSAGE_AT])


def sequence_cursor(row: Row) -> str:
    """The place of a hit in its conversation."""
    return str(row[_MESSAGE_AT + 1])


Build = Callable[[Row, Account], Conversation]


def message_hit(  # noqa: PLR0917 - of what a module is, and how it is shown
    module: Module, row: Row, me: Account, build: Build, query: str, caps: tuple[int, int]
) -> MessageHit | None:
    """Build a hit; None where what it stood for has gone meanwhile, as by a recall.

    `caps` are how many more it says at most, and how many places.
    """
    most, places = caps
    conversation = build(row[_CONVERSATION_AT:], me)
    conversation.counterpart.within = link = ref(conversation)
    message = rows.message(row[_MESSAGE_AT:_CONVERSATION_AT], me, conversation.counterpart, link)
    if message.recalled_at is not None:
        return None
    for text in _texts(module, message, row[_TITLES_AT]):
        if found := ranges(text, query, places):
            more = row[_MORE_AT]
            return MessageHit(conversation, message, text, found, Count(min(more, most), more <= most))
    return None


def _texts(module: Module, message: Message, titles: str | None) -> Sequence[str]:
    """What the message can be found by in a module: for cards, in their order."""
    if module.searched is SearchModule.MESSAGES:
        return [message.text] if message.text is not None else []
    said: Any = orjson.loads(titles) if titles else []
    return [said["title"]] if isinstance(said, dict) else said
