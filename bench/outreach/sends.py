"""The sends that are measured: who sends where, of each kind enough that none is refused, and each new to its round."""

import random
import secrets
from collections import Counter
from dataclasses import dataclass

from app.sign_in import issue
from bench.dataset.stores import Store
from bench.load import documents
from bench.load.client import post
from bench.load.scenarios import TEXT, WrongAnswerError

SEED = 11
MARK = b'"sequence":'
WITH_A_WEEKLY_TIER = 200_000  # of GMV, in minor units: T2 or T3, who may contact whoever they like
LEAST_WEEKLY_LIMIT = 500  # of T2
MESSAGES = 4  # into one conversation, of the five that may go without a response

FROM = """
    SELECT p.partner_id, p.creator_id, p.id FROM pairs p
    JOIN accounts c ON c.id = p.creator_id JOIN accounts o ON o.id = p.partner_id
    WHERE c.status = 'ACTIVE' AND o.status = 'ACTIVE' AND p.last_sequence > 0
    AND p.id NOT IN (SELECT conversation_id FROM cards)
    AND p.creator_blocked_at IS NULL AND p.partner_blocked_at IS NULL AND"""
SELLERS = f"""
    o.kind = 'SELLER' AND o.id NOT IN (
        SELECT account_id FROM statistics WHERE metric = 'AFFILIATE_GMV_30D' AND value < {WITH_A_WEEKLY_TIER})"""
AGENCIES = "o.kind = 'AGENCY' AND o.verified"
# As if this week and this month had just begun. The dataset is the measurements' own.
ANEW = [
    """
    UPDATE pairs SET awaiting = 0, awaiting_month = NULL, contacted_week = NULL
    WHERE awaiting > 0 OR contacted_week IS NOT NULL""",
    "DELETE FROM outreach_contacts",
    "DELETE FROM outreach_weeks",
    "DELETE FROM starter_packs",
]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of send: which pairs it is between, and how often one of them may have it."""

    name: str
    pairs: str
    times: int
    by_creator: bool = False


KINDS = [
    Kind("a seller, to a connected creator", f"{FROM} {SELLERS} AND p.connected", MESSAGES),
    Kind("a seller, first contact of the week", f"{FROM} {SELLERS} AND NOT p.connected", 1),
    Kind("an agency that is not linked", f"{FROM} {AGENCIES} AND p.linked_until IS NULL", MESSAGES),
    Kind("a creator", f"{FROM} p.connected", MESSAGES, by_creator=True),
]


class Sends:
    """The requests of a kind: asked for some, it gives others each time."""

    def __init__(self, kind: Kind, places: list[tuple[int, int]], key: bytes) -> None:
        self.kind = kind
        self.number = len(places)
        self._places = iter(places)
        self._key = key
        self._tokens: dict[int, str] = {}

    def some(self, number: int) -> list[bytes]:
        """So many, of the `number` that there are in all."""
        return [self._one(*next(self._places)) for _ in range(number)]

    def _one(self, sender: int, conversation: int) -> bytes:
        if sender not in self._tokens:
            self._tokens[sender] = issue(self._key, sender)[0]
        made, place = secrets.token_hex(16), f"cnv_{conversation}"
        variables = {"conversation": place, "clientMessageId": made, "text": TEXT}
        return post("/graphql", self._tokens[sender], {"query": documents.SEND, "variables": variables})


async def anew(store: Store) -> None:
    """Let nothing have been sent yet; versions before the limits of outreach do not mind."""
    for text in ANEW if await store.exists("outreach_weeks") else ():
        await store.run(text)


async def sends(store: Store, key: bytes) -> list[Sends]:
    """Of each kind."""
    return [Sends(kind, await _places(store, kind), key) for kind in KINDS]


async def _places(store: Store, kind: Kind) -> list[tuple[int, int]]:
    rng = random.Random(SEED)
    found = [tuple(row) for row in await store.run(f"{kind.pairs} ORDER BY p.id")]
    rng.shuffle(found)
    once, of = list[tuple[int, int]](), Counter[int]()
    for partner, creator, pair in found:
        of[partner] += 1
        if of[partner] <= LEAST_WEEKLY_LIMIT:
            once.append((creator if kind.by_creator else partner, pair))
    return once * kind.times


def check(status: int, body: bytes) -> None:
    """Raise unless a message was sent."""
    if status != 200 or b'"errors"' in body or body.count(MARK) != 1:
        raise WrongAnswerError(f"a send was answered {status} {body[:500]!r}")
