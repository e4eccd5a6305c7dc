"""What a search has to find, by Python's `in` over everything that is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from domain.house import House
from domain.search_text import normal
from models.messages import MessageKind
from models.search import SearchModule
from models.sql import statement

CAP = 100
ON_CARDS = {
    MessageKind.PRODUCT: SearchModule.PRODUCTS,
    MessageKind.PRODUCT_LIST: SearchModule.PRODUCTS,
    MessageKind.TARGET_COLLABORATION: SearchModule.PRODUCTS,
    MessageKind.SAMPLE: SearchModule.SAMPLES,
}
MESSAGES = statement("""
    SELECT m.conversation_id, m.sequence, m.sent_at, m.text, c.kind, c.facts FROM messages m
    JOIN sides s ON s.conversation_id = m.conversation_id AND s.account_id = $1
    LEFT JOIN cards c ON c.conversation_id = m.conversation_id AND c.sequence = m.sequence
    WHERE m.recalled_at IS NULL AND s.visible ORDER BY m.conversation_id, m.sequence""")
TITLES = statement("""
    SELECT conversation_id, sequence, title FROM card_products ORDER BY conversation_id, sequence, place""")
NAMES = statement("""
    SELECT s.conversation_id, s.last_activity_at, a.name, a.handle
    FROM sides s JOIN accounts a ON a.id = s.counterpart_id WHERE s.account_id = $1 AND s.visible""")


class Hit(NamedTuple):
    """A hit, as far as it can be told without looking for ranges."""

    conversation: int
    sequence: int
    text: str
    more: int


@dataclass(frozen=True)
class Said:
    """What can be found: where and when it stands, and by which texts."""

    conversation: int
    sequence: int
    at: Any
    texts: Sequence[str]


class Scan:
    """All that an account may find, read once."""

    def __init__(self, said: dict[SearchModule, list[Said]], named: list[Said]) -> None:
        self._said = said
        self._named = named

    def messages(self, module: SearchModule, query: str) -> list[Hit]:
        """The conversations with a hit, the newest hit first."""
        hits: dict[int, list[tuple[Said, str]]] = {}
        for one in self._said[module]:
            if text := _first(one.texts, query):
                hits.setdefault(one.conversation, []).append((one, text))
        newest = sorted((found[-1][0].at, key) for key, found in hits.items())
        return [
            Hit(key, hits[key][-1][0].sequence, hits[key][-1][1], len(hits[key]) - 1) for _, key in reversed(newest)
        ]

    def within(self, module: SearchModule, conversation: int, query: str) -> list[Hit]:
        """Every hit of one conversation, the newest first."""
        found = [(one, _first(one.texts, query)) for one in self._said[module] if one.conversation == conversation]
        return [Hit(conversation, one.sequence, text, 0) for one, text in reversed(found) if text]

    def accounts(self, query: str) -> list[Hit]:
        """The conversations whose counterpart is called so, the newest activity first."""
        newest = sorted(self._named, key=lambda one: (one.at, one.conversation), reverse=True)
        return [Hit(one.conversation, 0, text, 0) for one in newest if (text := _first(one.texts, query))]


def _first(texts: Iterable[str], query: str) -> str | None:
    return next((text for text in texts if query in normal(text)), None)


async def scan(house: House, account_key: int) -> Scan:
    """Read all that an account may find."""
    said: dict[SearchModule, list[Said]] = {module: [] for module in SearchModule}
    titles: dict[tuple[int, int], list[str]] = {}
    for key, sequence, title in await house.database.fetch(TITLES):
        titles.setdefault((key, sequence), []).append(title)
    for key, sequence, at, text, kind, facts in await house.database.fetch(MESSAGES, account_key):
        if text:
            said[SearchModule.MESSAGES].append(Said(key, sequence, at, [text]))
        if kind in ON_CARDS:
            on_card = [orjson.loads(facts)["title"]] if kind == MessageKind.SAMPLE else titles.get((key, sequence), [])
            said[ON_CARDS[kind]].append(Said(key, sequence, at, on_card))
    named = [Said(key, 0, at, names) for key, at, *names in await house.database.fetch(NAMES, account_key)]
    return Scan(said, named)
