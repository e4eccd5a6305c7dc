"""What the seller sends: its products and its collaborations, and the cards that carry them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from bench.dataset.cards import CARD_PRODUCTS, CARDS
from bench.dataset.people import Person
from bench.search.words import Speech
from domain.search_text import normal
from models.catalog import ProductState
from models.messages import MessageKind

PRODUCTS, COLLABORATIONS, OFFERED = 5_000, 20, 3
CURRENCY, RATE = "USD", 1_000
COLLABORATION_COLUMNS = "id seller_id name search_text message ends_at free_sample auto_approve_samples created_at"
INVITATIONS = "id collaboration_id seller_id creator_id conversation_id sequence status sent_at answered_at"
SAMPLES = "id product_id product_title creator_id seller_id conversation_id sequence status requested_at closed_at"
TABLES = {
    "invitations": INVITATIONS, "samples": SAMPLES, "cards": CARDS, "card_products": CARD_PRODUCTS,
}  # fmt: skip


@dataclass(slots=True)
class Place:
    """The message that carries a card, and the two between whom it is."""

    conversation: int
    sequence: int
    creator: Person
    seller: Person
    at: datetime


class Goods:
    """The seller's products, and rows of what is sent of them."""

    def __init__(self, rng: random.Random, speech: Speech, seller: Person, first: dict[str, int]) -> None:
        self._first, self._seller = first, seller
        self.titles = {first["products"] + number: speech.title(rng) for number in range(PRODUCTS)}
        self._keys = list(self.titles)
        self.rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}

    def products(self, at: datetime) -> Iterator[tuple[Any, ...]]:
        """Rows of PRODUCT_COLUMNS."""
        for key, title in self.titles.items():
            yield (
                key, self._seller.key, title, normal(title), None, 499 + key % 9_000, CURRENCY, "Home", RATE, True,
                ProductState.ACTIVE, at,
            )  # fmt: skip

    def collaborations(self, end: datetime) -> Iterator[tuple[Any, ...]]:
        """Rows of COLLABORATION_COLUMNS."""
        for number in range(COLLABORATIONS):
            name = f"Season {number + 1}"
            until, since = end + timedelta(days=60), end - timedelta(days=730)
            key = self._first["target_collaborations"] + number
            yield key, self._seller.key, name, normal(name), None, until, True, False, since

    def offered(self) -> Iterator[tuple[int, int, int, int]]:
        """Rows of (collaboration_id, place, product_id, commission)."""
        for number in range(COLLABORATIONS):
            for place in range(OFFERED):
                key = self._first["target_collaborations"] + number
                yield key, place, self._keys[number * OFFERED + place], RATE

    def send(self, rng: random.Random, kind: MessageKind, place: Place) -> list[str]:
        """Add the rows of a card, and tell the titles on it."""
        if kind == MessageKind.SAMPLE:
            return self._sample(rng, place)
        if kind == MessageKind.TARGET_COLLABORATION:
            return self._invite(rng, place)
        return self._card(place, kind, None, None, rng.sample(self._keys, k=rng.randrange(1, 6)))

    def _card(
        self, place: Place, kind: MessageKind, subject: int | None, facts: Any, products: Sequence[int] = ()
    ) -> list[str]:
        said = None if facts is None else orjson.dumps(facts).decode()
        key = (place.conversation, place.sequence)
        self.rows["cards"].append((*key, kind, place.creator.key, subject, said, place.at))
        self.rows["card_products"] += [
            (*key, number, place.creator.key, product, self.titles[product], 499 + product % 9_000, CURRENCY, RATE)
            for number, product in enumerate(products)
        ]
        return [self.titles[product] for product in products]

    def _sample(self, rng: random.Random, place: Place) -> list[str]:
        product = rng.choice(self._keys)
        title, key = self.titles[product], self._first["samples"] + len(self.rows["samples"])
        self.rows["samples"].append((
            key, product, title, place.creator.key, place.seller.key, place.conversation, place.sequence, "COMPLETED",
            place.at, place.at,
        ))  # fmt: skip
        self._card(place, MessageKind.SAMPLE, key, {"title": title})
        return [title]

    def _invite(self, rng: random.Random, place: Place) -> list[str]:
        number = rng.randrange(COLLABORATIONS)
        key = self._first["invitations"] + len(self.rows["invitations"])
        self.rows["invitations"].append((
            key, self._first["target_collaborations"] + number, place.seller.key, place.creator.key,
            place.conversation, place.sequence, "EXPIRED", place.at, None,
        ))  # fmt: skip
        products = self._keys[number * OFFERED : (number + 1) * OFFERED]
        kind, facts = MessageKind.TARGET_COLLABORATION, {"name": f"Season {number + 1}"}
        return self._card(place, kind, key, facts, products)
