"""Threads full of cards, between accounts of their own: agencies' product lists, and what was added of them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from bench.dataset import figures, people, rows, words
from bench.dataset.people import Person
from bench.dataset.size import Size
from bench.dataset.stores import Store
from domain.search_text import normal
from models.accounts import AccountKind, AccountStatus
from models.catalog import ProductState
from models.conversations import EntryPoint
from models.messages import MessageKind

SEED = 20_260_102
CREATORS, SELLERS, AGENCIES = 24, 12, 3
PRODUCTS, LISTS, LISTED = 400, 40, 20  # products and lists of each agency, products of each list
GREETINGS, TEXTS = 10, 10  # texts before the first card, and among the cards: every fifth of the newest 50 messages
UNSEEN = 3
ADDED_LISTS, ADDED_ELSEWHERE = 8, 40
DAYS = (20, 9)  # before the dataset's end: longer ago than feeds are kept
HOME = "US"


@dataclass(slots=True)
class Talk:
    """A conversation of an agency with a creator: the lists that were sent in it, by their sequences."""

    key: int
    agency: Person
    creator: Person
    lists: dict[int, int]

    @property
    def count(self) -> int:
        """How many messages it has."""
        return GREETINGS + TEXTS + len(self.lists)

    @property
    def seen(self) -> int:
        """Up to where the creator has read."""
        return self.count - UNSEEN


@dataclass(slots=True)
class Product:
    """A product and what its rows hold."""

    key: int
    seller: Person
    title: str
    image_url: str | None
    price: int
    rate: int | None
    state: ProductState


class Cards:
    """Makes the rows; the keys of everything follow on those that are there. Asked again, the same ones."""

    def __init__(self, end: datetime, cast: Sequence[Person], *, pair: int, product: int, list_: int) -> None:
        rng = random.Random(SEED)
        self.start, self.end = end - timedelta(days=DAYS[0]), end - timedelta(days=DAYS[1])
        self.creators, sellers = cast[:CREATORS], cast[CREATORS : CREATORS + SELLERS]
        self.agencies = cast[CREATORS + SELLERS :]
        self.products = {
            product + number: _product(rng, product + number, rng.choice(sellers))
            for number in range(len(self.agencies) * PRODUCTS)
        }
        keys = list(self.products)
        self.lists: dict[int, tuple[Person, list[int]]] = {}
        self.offered: dict[int, list[int]] = {}  # by agency
        for place, agency in enumerate(self.agencies):
            own = self.offered[agency.key] = keys[place * PRODUCTS : (place + 1) * PRODUCTS]
            for number in range(LISTS):
                self.lists[list_ + place * LISTS + number] = agency, rng.sample(own, k=LISTED)
        self.talks = [self._talk(rng, pair + number, creator) for number, creator in enumerate(self.creators)]

    def _talk(self, rng: random.Random, key: int, creator: Person) -> Talk:
        agency = self.agencies[key % len(self.agencies)]
        lists = [number for number, (whose, _) in self.lists.items() if whose is agency]
        rng.shuffle(lists)
        sequences = [n for n in range(GREETINGS + 1, GREETINGS + TEXTS + LISTS + 1) if n % 5]
        return Talk(key, agency, creator, dict(zip(sequences, lists, strict=True)))

    def at(self, talk: Talk, sequence: int) -> datetime:
        """When a message was sent."""
        return self.start + (self.end - self.start) * sequence / talk.count

    def pairs(self) -> Iterator[tuple[Any, ...]]:
        """Rows of rows.PAIRS."""
        return ((t.key, t.creator.key, t.agency.key, t.count, None, None, self.start, True) for t in self.talks)

    def conversations(self) -> Iterator[tuple[Any, ...]]:
        """Rows of (id, started_by_id, entry_point, created_at)."""
        return ((talk.key, talk.agency.key, EntryPoint.NAVIGATION_BAR, self.start) for talk in self.talks)

    def sides(self) -> Iterator[tuple[Any, ...]]:
        """Rows of rows.SIDES."""
        lasts = rows.last_of_each(self.messages())
        for t in self.talks:
            creator, agency, at, last = t.creator.key, t.agency.key, self.at(t, t.count), lasts[t.key]
            mine = (creator, t.key, agency, True, at, True, UNSEEN, True, False, False, True, True, t.seen, t.count)
            theirs = (agency, t.key, creator, True, at, False, 0, False, False, False, True, True, t.count, t.seen)
            yield *mine, AccountKind.AGENCY, *last
            yield *theirs, AccountKind.CREATOR, *last

    def messages(self) -> Iterator[tuple[Any, ...]]:
        """Rows of rows.MESSAGES: the agency's but for every second text."""
        texts = iter(words.texts(random.Random(SEED), len(self.talks) * (GREETINGS + TEXTS)))
        for talk in self.talks:
            for sequence in range(1, talk.count + 1):
                at, kind, text = self.at(talk, sequence), MessageKind.PRODUCT_LIST, None
                if sequence not in talk.lists:
                    kind, text = MessageKind.TEXT, next(texts)
                sender = talk.creator if text is not None and sequence % 2 else talk.agency
                yield talk.key, sequence, sender.key, sender.key, kind, text, None, at

    def cards(self) -> Iterator[tuple[Any, ...]]:
        """Rows of CARDS."""
        for talk in self.talks:
            for sequence, list_key in talk.lists.items():
                facts = orjson.dumps({"name": _name(list_key)}).decode()
                seen_at = self.end if sequence <= talk.seen else None
                yield talk.key, sequence, MessageKind.PRODUCT_LIST, talk.creator.key, list_key, facts, seen_at

    def card_products(self) -> Iterator[tuple[Any, ...]]:
        """Rows of CARD_PRODUCTS: an eighth was dearer or had another rate when it was sent."""
        rng = random.Random(SEED)
        for talk in self.talks:
            for sequence, list_key in talk.lists.items():
                for place, key in enumerate(self.lists[list_key][1]):
                    now = self.products[key]
                    price = now.price if rng.random() < 0.9 else now.price * 9 // 8
                    rate = now.rate if rng.random() < 0.95 else 2000
                    yield talk.key, sequence, place, talk.creator.key, key, now.title, price, "USD", rate

    def showcase_entries(self) -> Iterator[tuple[Any, ...]]:
        """Rows of SHOWCASE_ENTRIES: some cards whole, and some products from elsewhere."""
        rng = random.Random(SEED)
        for talk in self.talks:
            entries: dict[int, tuple[int | None, int | None]] = {}
            for sequence in rng.sample(list(talk.lists), k=ADDED_LISTS):
                for key in self.lists[talk.lists[sequence]][1]:
                    entries.setdefault(key, (talk.key, sequence))
            for key in rng.sample(self.offered[talk.agency.key], k=ADDED_ELSEWHERE):
                entries.setdefault(key, (None, None))
            for key, place in entries.items():
                yield talk.creator.key, key, self.start + timedelta(minutes=key % 9999), self.products[key].rate, *place


def _product(rng: random.Random, key: int, seller: Person) -> Product:
    title = f"{words.shop(rng)} {rng.choice(words.THINGS)}, {rng.choice(words.VARIANTS)}"
    image = f"https://images.example/products/{key}/{rng.getrandbits(48):012x}/600.webp"
    states = rng.choices([ProductState.ACTIVE, ProductState.OUT_OF_STOCK, ProductState.INACTIVE], (90, 6, 4))
    rate = rng.randrange(500, 3000, 50) if rng.random() < 0.97 else None
    image_url = image if rng.random() < 0.95 else None
    return Product(key, seller, title, image_url, rng.randrange(499, 20_000), rate, *states)


def _name(list_key: int) -> str:
    return f"Picks for week {list_key % 52 + 1}"


async def add(store: Store, end: datetime) -> None:
    """Add all of it to a dataset that ends at some time."""
    accounts, pair, product, campaign, list_ = [
        1 + (await store.run(f"SELECT coalesce(max(id), 0) FROM {table}"))[0][0]
        for table in ("accounts", "pairs", "products", "campaigns", "product_lists")
    ]
    rng = random.Random(SEED)
    cast = [_own(person, accounts) for person in people.cast(rng, Size(CREATORS, SELLERS, AGENCIES, 0, 0), end)]
    made = Cards(end, cast, pair=pair, product=product, list_=list_)
    await store.load("accounts", people.ACCOUNTS, people.accounts(cast))
    await store.load("users", "id handle name created_at", people.users(cast))
    await store.load("roles", "id account_id name permissions is_owner", people.roles(cast))
    await store.load("memberships", "id account_id user_id role_id created_at", people.memberships(cast))
    await store.load("statistics", "account_id metric taken_at value currency", figures.rows(rng, cast, end))
    await _load_products(store, made, campaign)
    await store.load("pairs", rows.PAIRS, made.pairs())
    await store.load("conversations", "id started_by_id entry_point created_at", made.conversations())
    await store.load("sides", rows.SIDES, made.sides())
    await store.load("messages", rows.MESSAGES, made.messages())
    heads = {person.key: sum(t.count for t in made.talks if person in (t.creator, t.agency)) for person in cast}
    await store.load("feed_heads", "account_id position", heads.items())
    await store.load("cards", CARDS, made.cards())
    await store.load("card_products", CARD_PRODUCTS, made.card_products())
    entries = list(made.showcase_entries())
    sizes = {person.key: sum(entry[0] == person.key for entry in entries) for person in made.creators}
    await store.load("showcases", "creator_id size", sizes.items())
    await store.load("showcase_entries", SHOWCASE_ENTRIES, entries)


async def _load_products(store: Store, made: Cards, campaign: int) -> None:
    """Products, a campaign of each agency with all that it offers, and its lists."""
    at, end = made.start, made.end + timedelta(days=90)
    products = [
        (p.key, p.seller.key, p.title, normal(p.title), p.image_url, p.price, "USD", "Home", p.rate, True, p.state, at)
        for p in made.products.values()
    ]
    await store.load("products", PRODUCT_COLUMNS, products)
    of = {agency.key: campaign + place for place, agency in enumerate(made.agencies)}
    await store.load(
        "campaigns", "id agency_id title starts_at ends_at created_at",
        [(key, agency, "Spring", at, end, at) for agency, key in of.items()],
    )  # fmt: skip
    approved = [(of[agency], place, key) for agency, keys in made.offered.items() for place, key in enumerate(keys)]
    await store.load("campaign_products", "campaign_id place product_id", approved)
    lists = [(key, a.key, of[a.key], _name(key), normal(_name(key)), at) for key, (a, _) in made.lists.items()]
    await store.load("product_lists", "id agency_id campaign_id name search_text created_at", lists)
    listed = [(key, place, product) for key, (_, keys) in made.lists.items() for place, product in enumerate(keys)]
    await store.load("product_list_items", "list_id place product_id", listed)


def _own(person: Person, first: int) -> Person:
    """A person of this module's own cast: after all others, and of one market."""
    key = first + person.key - 1
    return replace(
        person, key=key, handle=f"{person.handle}.{key}", home=HOME, markets=[HOME], status=AccountStatus.ACTIVE,
        verified=person.kind == AccountKind.AGENCY,
    )  # fmt: skip


CARDS = "conversation_id sequence kind creator_id subject_id facts seen_at"
CARD_PRODUCTS = "conversation_id sequence place creator_id product_id title price currency commission"
SHOWCASE_ENTRIES = "creator_id product_id added_at commission conversation_id sequence"
PRODUCT_COLUMNS = (
    "id seller_id title search_text image_url price currency category commission samples_offered state created_at"
)
