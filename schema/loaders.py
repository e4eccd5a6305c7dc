"""Batches for branches that a page does not carry. They batch, and keep nothing."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias, TypeVar

from strawberry.dataloader import DataLoader

from domain.lists import Page
from domain.products import Product
from domain.queries import accounts, cards, catalog, collaborations, conversations, messages
from domain.queries.catalog import ProductsAsked
from domain.rows import Conversation, Message
from domain.viewer import Viewer

Found = TypeVar("Found")
Read: TypeAlias = Callable[[Viewer, Sequence[int]], Awaitable[Mapping[int, Found]]]


class Loaders:
    """The loaders of one operation, reading through its viewer."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        # A subscription is one operation for hours: nothing is kept.
        self.accounts = self._by_key(accounts.some)
        self.conversations = self._by_key(conversations.some)
        self.conversations_with = self._by_key(conversations.with_accounts)
        self.stats = self._of_each(accounts.latest_stats)
        self.users = self._by_key(accounts.users)
        self.threads = DataLoader(self._threads, cache=False)
        self.cards = DataLoader(self._cards, cache=False)
        self.products = DataLoader(self._products, cache=False)
        self.lists = self._by_key(collaborations.some_lists)
        self.campaigns = self._by_key(collaborations.some_campaigns)
        self.list_products = self._of_each(partial(collaborations.items, what="list"))
        self.campaign_products = self._of_each(partial(collaborations.items, what="campaign"))
        self.some_products = self._by_key(catalog.some)

    def _by_key(self, read: Read[Found]) -> DataLoader[int, Found | None]:
        """What a query finds by key; None for what it does not."""

        async def load(keys: list[int]) -> list[Found | None]:
            found = await read(self._viewer, keys)
            return [found.get(key) for key in keys]

        return DataLoader(load, cache=False)

    def _of_each(self, read: Read[Found]) -> DataLoader[int, Found]:
        """What a query finds of every key that it is asked for."""

        async def load(keys: list[int]) -> list[Found]:
            found = await read(self._viewer, keys)
            return [found[key] for key in keys]

        return DataLoader(load, cache=False)

    async def _cards(self, places: list[cards.Place]) -> Sequence[Any]:
        return await cards.read(self._viewer, places)

    async def _products(self, asked: list[tuple[int, ProductsAsked]]) -> Sequence[Page[Product]]:
        sellers: dict[ProductsAsked, list[int]] = {}
        for key, what in asked:
            sellers.setdefault(what, []).append(key)
        found = {what: await catalog.pages_of(self._viewer, keys, what) for what, keys in sellers.items()}
        return [found[what][key] for key, what in asked]

    async def _threads(self, asked: list[tuple[Conversation, range]]) -> Sequence[Page[Message]]:
        return await messages.read(self._viewer, asked)
