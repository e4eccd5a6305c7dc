"""Batches for branches that a page does not carry. They batch, and keep nothing."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias, TypeVar

from strawberry.dataloader import DataLoader

from domain.lists import Page
from domain.media import Media
from domain.products import Product
from domain.queries import (
    accounts,
    audit,
    bulk,
    cards,
    catalog,
    collaborations,
    conversations,
    invitations,
    leads,
    media,
    messages,
    notes,
    notifications,
    outreach,
    partnerships,
    replies,
    reports,
    samples,
    scheduled,
    teams,
    webhooks,
)
from domain.queries.catalog import ProductsAsked
from domain.rows import Conversation, Message
from domain.viewer import Asking as Anybody
from domain.viewer import Service, Staff, Viewer

Found = TypeVar("Found")
Asking = TypeVar("Asking", Viewer, Staff, Viewer | Staff | Service)
Read: TypeAlias = Callable[[Viewer, Sequence[int]], Awaitable[Mapping[int, Found]]]


class Batches:
    """Loaders of queries, reading through a viewer."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer

    def _by_key(self, read: Read[Found]) -> DataLoader[int, Found | None]:
        """What a query finds by key; None for what it does not."""
        return _by_key(self._viewer, read)

    def _of_each(self, read: Read[Found]) -> DataLoader[int, Found]:
        """What a query finds of every key that it is asked for."""

        async def load(keys: list[int]) -> list[Found]:
            found = await read(self._viewer, keys)
            return [found[key] for key in keys]

        return DataLoader(load, cache=False)


class TeamLoaders(Batches):
    """Those of an account's team, and of what is written down of it."""

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self.memberships = self._by_key(teams.some_members)
        self.roles = self._by_key(teams.some_roles)
        self.member_invitations = self._by_key(teams.some_invitations)
        self.reports = self._by_key(reports.own)
        self.audit_entries = self._by_key(audit.some)


class Loaders(TeamLoaders):
    """The loaders of one operation, reading through its viewer."""

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        # A subscription is one operation for hours: nothing is kept.
        self.accounts = self._by_key(accounts.some)
        self.known_accounts = self._by_key(accounts.known)
        self.conversations = self._by_key(conversations.some)
        self.conversations_with = self._by_key(conversations.with_accounts)
        self.stats = self._of_each(accounts.latest_stats)
        self.categories = self._of_each(accounts.categories)
        self.users = self._by_key(accounts.users)
        self.threads = DataLoader(self._threads, cache=False)
        self.cards = DataLoader(self._cards, cache=False)
        self.media = self._by_key(media.some)
        self.media_of = DataLoader(self._media_of, cache=False)
        self.products = DataLoader(self._products, cache=False)
        self.lists = self._by_key(collaborations.some_lists)
        self.campaigns = self._by_key(collaborations.some_campaigns)
        self.list_products = self._of_each(partial(collaborations.items, what="list"))
        self.campaign_products = self._of_each(partial(collaborations.items, what="campaign"))
        self.some_products = self._by_key(catalog.some)
        self.known_products = self._by_key(catalog.known)
        self.targets = self._by_key(invitations.some_targets)
        self.target_products = self._of_each(invitations.target_products)
        self.invitations = self._by_key(invitations.some)
        self.partnerships = self._by_key(partnerships.some)
        self.partnerships_with = self._by_key(partnerships.with_accounts)
        self.collaborations_with = self._of_each(partnerships.actively_collaborating)
        self.agreements = self._of_each(partnerships.agreements)
        self.some_agreements = DataLoader(self._agreements, cache=False)
        self.changes = DataLoader(self._changes, cache=False)
        self.open_changes = self._by_key(partnerships.open_changes)
        self.some_changes = self._by_key(partnerships.some_changes)
        self.samples = self._by_key(samples.some)
        self.assignees = self._by_key(conversations.assignees)
        self.notes = self._of_each(notes.notes)
        self.some_notes = self._by_key(notes.some)
        self.labels = self._of_each(notes.labels)
        self.scheduled = self._by_key(scheduled.some)
        self.notifications = self._by_key(notifications.some)
        self.replies = self._by_key(replies.some)
        self.webhooks = self._by_key(webhooks.some)
        self._of_outreach()

    def _of_outreach(self) -> None:
        """Contact with creators, and leads."""
        self.contacts = self._by_key(outreach.contacts)
        self.bulk = self._by_key(bulk.some)
        self.bulk_counts = self._of_each(bulk.counts)
        self.recipients = DataLoader(self._recipients, cache=False)
        self.connected = self._by_key(outreach.connected)
        self.contacted = DataLoader(self._contacted, cache=False)
        self.leads = self._by_key(leads.some)
        self.leads_with = self._by_key(leads.with_creators)
        self.lead_actions = self._by_key(leads.actions)
        self.collaboration_requests = self._by_key(leads.some_requests)

    async def message(self, conversation_key: int, sequence: int) -> Message | None:
        """A message by its place, if the viewer sees it."""
        conversation = await self.conversations.load(conversation_key)
        if conversation is None:
            return None
        page = await self.threads.load((conversation, range(sequence, sequence + 1)))
        return page.edges[0].node if page.edges else None

    async def _cards(self, places: list[cards.Place]) -> Sequence[Any]:
        self.cards.batch = None  # it would hold a page of cards until the collector finds it
        return await cards.read(self._viewer, places)

    async def _media_of(self, places: list[media.Place]) -> Sequence[Media | None]:
        return await media.of_messages(self._viewer, places)

    async def _changes(self, asked: list[tuple[int, int | None, str | None]]) -> Sequence[Any]:
        return await _in_parts(asked, lambda keys, *part: partnerships.changes(self._viewer, keys, *part))

    async def _contacted(self, asked: list[tuple[int, int | None, str | None]]) -> Sequence[Any]:
        return await _in_parts(asked, lambda keys, *part: outreach.contacted(self._viewer, keys, *part))

    async def _recipients(self, asked: list[tuple[Any, ...]]) -> Sequence[Any]:
        return await _in_parts(asked, lambda keys, *part: bulk.recipients(self._viewer, keys, *part))

    async def _agreements(self, places: list[tuple[int, int]]) -> Sequence[Any]:
        return await partnerships.some_agreements(self._viewer, places)

    async def _products(self, asked: list[tuple[int, ProductsAsked]]) -> Sequence[Page[Product]]:
        sellers: dict[ProductsAsked, list[int]] = {}
        for key, what in asked:
            sellers.setdefault(what, []).append(key)
        found = {what: await catalog.pages_of(self._viewer, keys, what) for what, keys in sellers.items()}
        return [found[what][key] for key, what in asked]

    async def _threads(self, asked: list[tuple[Conversation, range]]) -> Sequence[Page[Message]]:
        return await messages.read(self._viewer, asked)


class StaffLoaders:
    """The loaders of an operation of staff."""

    def __init__(self, staff: Staff) -> None:
        self.accounts = _by_key(staff, accounts.for_staff)
        self.reports = _by_key(staff, reports.whole)
        self.audit_entries = _by_key(staff, audit.some)


class WebhookLoaders:
    """Those of endpoints, reading through whoever manages them."""

    def __init__(self, viewer: Anybody) -> None:
        self._viewer = viewer
        self.webhooks = _by_key(viewer, webhooks.some)
        self.deliveries = _by_key(viewer, webhooks.some_deliveries)
        self.deliveries_of = DataLoader(self._deliveries_of, cache=False)

    async def _deliveries_of(self, asked: list[tuple[int, int | None, str | None]]) -> Sequence[Any]:
        return await _in_parts(asked, lambda keys, *part: webhooks.deliveries(self._viewer, keys, *part))


def _by_key(
    viewer: Asking, read: Callable[[Asking, Sequence[int]], Awaitable[Mapping[int, Found]]]
) -> DataLoader[int, Found | None]:
    async def load(keys: list[int]) -> list[Found | None]:
        found = await read(viewer, keys)
        return [found.get(key) for key in keys]

    return DataLoader(load, cache=False)


async def _in_parts(
    asked: Sequence[tuple[Any, ...]], read: Callable[..., Awaitable[Mapping[int, Any]]]
) -> Sequence[Any]:
    """Parts of lists of several things, each a key and what part: one read for all that ask for the same part."""
    parts: dict[tuple[Any, ...], list[int]] = {}
    for key, *part in asked:
        parts.setdefault(tuple(part), []).append(key)
    found = {part: await read(keys, *part) for part, keys in parts.items()}
    return [found[tuple(part)][key] for key, *part in asked]
