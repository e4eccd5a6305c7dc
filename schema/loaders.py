"""Batches for branches that a page does not carry. They batch, and keep nothing."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from strawberry.dataloader import DataLoader

from domain.collaborations import Campaign, ProductList
from domain.lists import Page
from domain.members import User
from domain.products import Product
from domain.queries import accounts, cards, catalog, collaborations, conversations, messages
from domain.queries.catalog import ProductsAsked
from domain.rows import Account, Conversation, Message, Stat
from domain.viewer import Viewer
from models.accounts import Metric


class Loaders:
    """The loaders of one operation, reading through its viewer."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        # A subscription is one operation for hours: nothing is kept.
        self.accounts = DataLoader(self._accounts, cache=False)
        self.conversations = DataLoader(self._conversations, cache=False)
        self.conversations_with = DataLoader(self._conversations_with, cache=False)
        self.stats = DataLoader(self._stats, cache=False)
        self.users = DataLoader(self._users, cache=False)
        self.threads = DataLoader(self._threads, cache=False)
        self.cards = DataLoader(self._cards, cache=False)
        self.products = DataLoader(self._products, cache=False)
        self.lists = DataLoader(self._lists, cache=False)
        self.campaigns = DataLoader(self._campaigns, cache=False)
        self.list_products = DataLoader(partial(self._items, "list"), cache=False)
        self.campaign_products = DataLoader(partial(self._items, "campaign"), cache=False)
        self.some_products = DataLoader(self._some_products, cache=False)

    async def _accounts(self, keys: list[int]) -> Sequence[Account | None]:
        found = await accounts.some(self._viewer, keys)
        return [found.get(key) for key in keys]

    async def _conversations(self, keys: list[int]) -> Sequence[Conversation | None]:
        found = await conversations.some(self._viewer, keys)
        return [found.get(key) for key in keys]

    async def _conversations_with(self, account_keys: list[int]) -> Sequence[Conversation | None]:
        found = await conversations.with_accounts(self._viewer, account_keys)
        return [found.get(key) for key in account_keys]

    async def _stats(self, account_keys: list[int]) -> Sequence[dict[Metric, Stat]]:
        found = await accounts.latest_stats(self._viewer, account_keys)
        return [found[key] for key in account_keys]

    async def _users(self, keys: list[int]) -> Sequence[User | None]:
        found = await accounts.users(self._viewer, keys)
        return [found.get(key) for key in keys]

    async def _cards(self, places: list[cards.Place]) -> Sequence[Any]:
        return await cards.read(self._viewer, places)

    async def _products(self, asked: list[tuple[int, ProductsAsked]]) -> Sequence[Page[Product]]:
        sellers: dict[ProductsAsked, list[int]] = {}
        for key, what in asked:
            sellers.setdefault(what, []).append(key)
        found = {what: await catalog.pages_of(self._viewer, keys, what) for what, keys in sellers.items()}
        return [found[what][key] for key, what in asked]

    async def _some_products(self, keys: list[int]) -> Sequence[Product | None]:
        found = await catalog.some(self._viewer, keys)
        return [found.get(key) for key in keys]

    async def _lists(self, keys: list[int]) -> Sequence[ProductList | None]:
        found = await collaborations.some_lists(self._viewer, keys)
        return [found.get(key) for key in keys]

    async def _campaigns(self, keys: list[int]) -> Sequence[Campaign | None]:
        found = await collaborations.some_campaigns(self._viewer, keys)
        return [found.get(key) for key in keys]

    async def _items(self, what: str, keys: list[int]) -> Sequence[list[Product]]:
        found = await collaborations.items(self._viewer, what, keys)
        return [found[key] for key in keys]

    async def _threads(self, asked: list[tuple[Conversation, range]]) -> Sequence[Page[Message]]:
        return await messages.read(self._viewer, asked)
