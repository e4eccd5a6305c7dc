"""What is asked: of Parley in GraphQL, of the limit in its own words, about the same accounts and conversations."""

import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.sign_in import issue
from bench.dataset.stores import Store
from bench.load import documents
from bench.load.client import post

SEED = 7
PAGE = 50
READERS = 1_000  # accounts that read; each has a token of its own
CONVERSATIONS = 4_000
CARDS, LISTED = 40, 20  # of a page of cards: how many, and the products of each
TEXT = "Thank you! The sample came today, and the colour is even better than in the pictures. I will film on Friday."

ACCOUNTS_TO_READ = f"""
    SELECT s.account_id FROM sides s JOIN accounts a ON a.id = s.account_id
    WHERE s.visible AND NOT s.archived AND a.status = 'ACTIVE'
    GROUP BY s.account_id HAVING count(*) >= {PAGE} ORDER BY s.account_id"""
THREADS_TO_READ = f"""
    SELECT s.account_id, s.conversation_id FROM sides s
    JOIN pairs p ON p.id = s.conversation_id JOIN accounts a ON a.id = s.account_id
    WHERE p.last_sequence >= {PAGE} AND s.visible AND a.status = 'ACTIVE'
    AND p.id NOT IN (SELECT conversation_id FROM cards) ORDER BY s.conversation_id, s.account_id"""
CARDS_TO_READ = f"""
    SELECT s.account_id, s.conversation_id FROM sides s JOIN (
        SELECT c.conversation_id FROM cards c
        JOIN pairs p ON p.id = c.conversation_id AND c.sequence > p.last_sequence - {PAGE}
        WHERE c.kind = 'PRODUCT_LIST' GROUP BY c.conversation_id HAVING count(*) = {CARDS}
    ) full_of ON full_of.conversation_id = s.conversation_id ORDER BY s.conversation_id, s.account_id"""
# Creators send: they may always answer, whatever has been said before.
PLACES_TO_SEND = """
    SELECT p.creator_id, p.id FROM pairs p
    JOIN accounts c ON c.id = p.creator_id JOIN accounts o ON o.id = p.partner_id
    WHERE c.status = 'ACTIVE' AND o.status = 'ACTIVE' AND p.last_sequence > 0
    AND p.id NOT IN (SELECT conversation_id FROM cards)
    AND p.creator_blocked_at IS NULL AND p.partner_blocked_at IS NULL ORDER BY p.id"""


class WrongAnswerError(Exception):
    """A server answered something else than what was asked for."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Requests for each server, made anew each time, and the mark that a right answer holds so many times."""

    name: str
    parley: Callable[[], bytes]
    limit: Callable[[], bytes]
    mark: bytes
    marks: int

    def check(self, status: int, body: bytes) -> None:
        """Raise unless it is what was asked for."""
        if status != 200 or b'"errors"' in body or body.count(self.mark) != self.marks:
            raise WrongAnswerError(f"{self.name}: {status} {body[:500]!r}")


async def scenarios(store: Store, key: bytes) -> dict[str, Scenario]:
    """All of them, on what a dataset holds."""
    rng = random.Random(SEED)
    readers = [row[0] for row in _some(rng, await store.run(ACCOUNTS_TO_READ), READERS)]
    threads = _some(rng, await store.run(THREADS_TO_READ), CONVERSATIONS)
    full = _some(rng, await store.run(CARDS_TO_READ), CONVERSATIONS)
    places = _some(rng, await store.run(PLACES_TO_SEND), CONVERSATIONS)
    asking = {*readers, *(row[0] for row in [*threads, *full, *places])}
    tokens = {account: issue(key, account)[0] for account in asking}
    found = [
        _inbox([tokens[account] for account in readers]),
        _thread([(tokens[account], f"cnv_{key}") for account, key in threads]),
        _cards([(tokens[account], f"cnv_{key}") for account, key in full]),
        _send([(tokens[account], f"cnv_{key}") for account, key in places]),
    ]
    return {scenario.name: scenario for scenario in found}


def _some(rng: random.Random, rows: Sequence[Any], most: int) -> list[Any]:
    if not rows:
        raise WrongAnswerError("The dataset is too small to ask this of: take a larger scale.")
    return rng.sample(list(rows), k=min(most, len(rows)))


def _graphql(token: str, document: str, variables: dict[str, Any]) -> bytes:
    return post("/graphql", token, {"query": document, "variables": variables})


def _inbox(tokens: Sequence[str]) -> Scenario:
    asked = {"first": PAGE}
    return Scenario(
        "inbox",
        _cycle([_graphql(token, documents.INBOX, asked) for token in tokens]),
        _cycle([post("/inbox", token, asked) for token in tokens]),
        b'"lastMessage":',
        PAGE,
    )


def _thread(threads: Sequence[tuple[str, str]]) -> Scenario:
    asked = [(token, {"conversation": key, "last": PAGE}) for token, key in threads]
    return Scenario(
        "thread",
        _cycle([_graphql(token, documents.THREAD, variables) for token, variables in asked]),
        _cycle([post("/thread", token, variables) for token, variables in asked]),
        b'"clientMessageId":',
        PAGE,
    )


def _cards(threads: Sequence[tuple[str, str]]) -> Scenario:
    asked = [(token, {"conversation": key, "last": PAGE}) for token, key in threads]
    return Scenario(
        "cards",
        _cycle([_graphql(token, documents.CARDS, variables) for token, variables in asked]),
        _cycle([post("/cards", token, variables) for token, variables in asked]),
        b'"imageUrl":',
        CARDS * LISTED,
    )


def _send(places: Sequence[tuple[str, str]]) -> Scenario:
    rng = random.Random(SEED)

    def draft() -> tuple[str, dict[str, Any]]:
        token, key = rng.choice(places)
        return token, {"conversation": key, "clientMessageId": secrets.token_hex(16), "text": TEXT}

    def by_graphql() -> bytes:
        token, variables = draft()
        return _graphql(token, documents.SEND, variables)

    return Scenario("send", by_graphql, lambda: post("/send", *draft()), b'"sequence":', 1)


def _cycle(requests: Sequence[bytes]) -> Callable[[], bytes]:
    """Each in turn: they are in random order already."""
    place = -1

    def following() -> bytes:
        nonlocal place
        place = (place + 1) % len(requests)
        return requests[place]

    return following
