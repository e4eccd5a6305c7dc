"""A search, read by Parley's own statements, chosen as Parley chooses them; whatever else is done by hand.

The four modules side by side, ten hits of each, counted, with the places where they match.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

import orjson
from msgspec import structs

from bench.limit.answers import EPOCH, MICROSECOND
from domain import rows
from domain.matches import ranges
from domain.queries import account_hits, index_words, message_hits
from domain.queries.conversations import NEWEST
from domain.queries.found import Bounds, Found, Way, newest
from domain.queries.hits import HEAD_WIDTH, Composed, Form
from domain.queries.message_hits import Module
from domain.queries.sides import BRIEF
from domain.search_text import normal
from models.search import SearchModule

CAP, PLACES = 100, 100  # hits that are counted, and places in one of them
NAME = [column.strip() for column in BRIEF.columns.split(",")].index("o.name")
HANDLE = NAME - 1
# Columns of a hit: an account's place, or how many more, the titles and the message.
PLACE = HEAD_WIDTH
MORE, TITLES, SAID = HEAD_WIDTH, HEAD_WIDTH + 1, HEAD_WIDTH + 2
SEQUENCE, TEXT, SENT_AT, RECALLED_AT = SAID + 1, SAID + 5, SAID + 7, SAID + 8

Fetch = Callable[..., Awaitable[Sequence[Any]]]


async def page(fetch: Fetch, dialect: str, me: Any, words: dict[str, Any]) -> Any:
    """The answer."""
    looking = Looking(fetch, dialect, me[0], normal(words["query"]), words["first"])
    side = "creator" if me[1] == "CREATOR" else "partner"
    modules = {module: Module(module, side) for module in SearchModule}
    accounts, *found = await asyncio.gather(
        looking.through(account_hits.statement_of, owner=None),
        *(looking.through(partial(message_hits.statement_of, module), owner=me[0]) for module in modules.values()),
    )
    answer = {"accounts": looking.answer(accounts, looking.account)}
    for module, some in zip(modules, found, strict=True):
        answer[module.value] = looking.answer(some, looking.message)
    return {"search": answer}


class Looking:
    """For a query, as somebody."""

    def __init__(self, fetch: Fetch, dialect: str, account: int, query: str, first: int) -> None:
        self._fetch, self._dialect, self._query, self._first = fetch, dialect, query, first
        self._form = Form(Way.WALK, more=True, reading=BRIEF)
        self._given = {
            "account": account, "at": NEWEST[0], "key": NEWEST[1], "query": query, "wanted": CAP + 1, "size": first,
            "most": CAP + 1,
        }  # fmt: skip

    async def through(self, statement_of: Callable[[Form], Composed], *, owner: int | None) -> Found:
        """A module, the newest hits."""

        async def attempt(way: Way, far: int) -> Found:
            form = self._form if way is self._form.way else structs.replace(self._form, way=way)
            asked, words = statement_of(form), index_words.asked(self._query, self._dialect, owner, far)
            read = await self._fetch(asked.query, *asked.values(self._dialect, {**self._given, **words, "far": far}))
            return Found(read[0][0], bool(read[0][1]), read)

        bounds = account_hits.BOUNDS if owner is None else Bounds()
        return await newest(attempt, bounds, CAP + 1)

    def answer(self, found: Found, hit: Callable[[Any], Any]) -> Any:
        """A module's part of the answer."""
        edges = [edge for row in found.rows if (edge := hit(row)) is not None]
        return {
            "count": {"value": min(found.hits, CAP), "exact": found.hits <= CAP},
            "pageInfo": {"hasNextPage": found.hits > self._first, "endCursor": edges[-1]["cursor"] if edges else None},
            "edges": edges,
        }

    def account(self, row: Any) -> Any:
        """A conversation that is found by its counterpart."""
        key, at, *conversation = row[PLACE:]
        if key is None:
            return None
        return self._edge(at, key, self._shown([conversation[NAME], conversation[HANDLE]]), conversation)

    def message(self, row: Any) -> Any:
        """A conversation that is found by a message or its card."""
        conversation = row[SAID + rows.MESSAGE_WIDTH :]
        key, sequence, text, at, more = conversation[0], row[SEQUENCE], row[TEXT], row[SENT_AT], row[MORE]
        if key is None or row[RECALLED_AT] is not None:
            return None
        titles = orjson.loads(row[TITLES]) if row[TITLES] else None
        said = [text] if titles is None else [titles["title"]] if isinstance(titles, dict) else titles
        edge = self._edge(at, key, self._shown(said), conversation)
        edge["node"]["message"] = {"id": f"msg_{key}_{sequence}", "sequence": sequence, "sentAt": at}
        edge["node"]["more"] = {"value": min(more, CAP), "exact": more <= CAP}
        return edge

    def _shown(self, texts: Sequence[str]) -> dict[str, Any]:
        """The text that matches, and where."""
        for text in texts:
            if places := ranges(text, self._query, PLACES):
                return {"text": text, "ranges": [{"start": place.start, "end": place.end} for place in places]}
        raise LookupError("what was found does not match")

    def _edge(self, at: Any, key: int, shown: dict[str, Any], conversation: Sequence[Any]) -> Any:
        shown["conversation"] = {"id": f"cnv_{key}", "counterpart": {"name": conversation[NAME]}}
        return {"cursor": f"{(at - EPOCH) // MICROSECOND}.{key}", "node": shown}
