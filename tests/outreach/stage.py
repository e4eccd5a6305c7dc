"""The same on the product: a cast that stays, and an empty house around it for every play."""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.due_work import DueWork
from domain import clock
from domain.actions import (
    accounts,
    blocks,
    collaborations,
    conversations,
    invitations,
    links,
    messages,
    partnerships,
    recalls,
    showcase,
    targets,
)
from domain.actions.accounts import Figure
from domain.actions.collaborations import NewCampaign, NewList
from domain.actions.drafts import Draft
from domain.actions.partnerships import NewLink
from domain.actions.targets import NewTarget
from domain.errors import DomainError
from domain.house import House
from domain.queries import outreach
from domain.viewer import System
from models.accounts import AccountKind, Metric, Programme
from models.sql import statement
from tests.cast import FIRST_ENTRY, filmed, requested
from tests.conftest import Hands
from tests.databases import TABLES
from tests.outreach.company import PRODUCTS, SELLERS, Cast
from tests.outreach.dealings import CAMPAIGNS, TARGETS, Outcome, Product
from tests.outreach.model import Check, PastWeek, Quota, Refusal

TARGET_RATE = 2000
STAYS = {"accounts", "users", "roles", "memberships", "feed_heads", "feed_epochs", "products"}
EMPTY = [statement(f"DELETE FROM {table}") for table in reversed(TABLES) if table not in STAYS]
JOINED = statement("UPDATE accounts SET created_at = $2 WHERE id = $1")
FAILED = statement("SELECT kind, subject_id FROM due_work WHERE attempts > 0")


def refusal(error: DomainError) -> Refusal:
    """What the model says of it."""
    retry_at: datetime | None = error.retry_at
    return Refusal(str(error.code), getattr(error, "limit", None), retry_at, getattr(error, "followers", None))


async def outcome(doing: Awaitable[object]) -> Outcome:
    """What became of something."""
    try:
        await doing
    except DomainError as error:
        return refusal(error)
    return ""


@dataclass
class Stage:
    """One play. Its methods have the names of the model's, and answer like them."""

    house: House
    clock: Hands
    cast: Cast
    conversations: dict[tuple[str, int], int] = field(default_factory=dict)
    started: set[tuple[str, int, bool]] = field(default_factory=set)
    made: dict[tuple[str, int], int] = field(default_factory=dict)  # targets and lists
    invitations: dict[tuple[str, int, int], int] = field(default_factory=dict)
    links: dict[tuple[str, int], int] = field(default_factory=dict)
    cards: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    last: dict[str, tuple[int, str, int]] = field(default_factory=dict)
    counted: int = 0

    @classmethod
    async def empty(cls, house: House, hands: Hands, cast: Cast, joined: dict[str, datetime]) -> "Stage":
        """Nothing has happened yet; the partners have joined when they are said to."""
        async with house.database.transaction() as unit:
            for query in EMPTY:
                await unit.fetch(query)
            for name, at in joined.items():
                await unit.fetch(JOINED, cast.people[name].key, at)
        return cls(house, hands, cast)

    def one_more(self) -> str:
        """An id that nobody has used."""
        self.counted += 1
        return f"{self.counted}"

    # ── what is told ──

    async def checks(self, name: str) -> list[Check]:
        """What messages of a partner would cost, to one creator after the other."""
        keys = [one.key for one in self.cast.creators]
        found = await outreach.contacts(self.cast.viewers[name], keys)
        return [
            Check(str(one.cost), one.connected, None if one.problem is None else refusal(one.problem), one.remaining)
            for one in (found[key] for key in keys)
        ]

    async def quota(self, name: str) -> Quota:
        """How a seller's week stands."""
        told: Any = await outreach.quota(self.cast.viewers[name])
        parts = {part: getattr(told, part) for part in Quota.__dataclass_fields__ if part != "connected"}
        return Quota(**parts, connected=await self._connected(name, told.week_key))

    async def past_weeks(self, name: str) -> list[PastWeek]:
        """The weeks in which a seller contacted somebody, the newest first, each with the creators."""
        viewer, numbers = self.cast.viewers[name], {one.key: n for n, one in enumerate(self.cast.creators)}
        weeks = [edge.node for edge in (await outreach.weeks(viewer, first=50)).edges]
        contacted = await outreach.contacted(viewer, [week.key for week in weeks])
        return [
            PastWeek(
                week.week_start,
                week.tier,
                week.weekly_limit,
                week.used,
                await self._connected(name, week.key),
                frozenset(numbers[edge.node.key] for edge in contacted[week.key].edges),
            )
            for week in weeks
        ]

    async def _connected(self, name: str, week_key: int | None) -> int:
        """How many of those contacted in a week are connected now."""
        if week_key is None:
            return 0
        return (await outreach.connected(self.cast.viewers[name], [week_key]))[week_key]

    # ── partners ──

    async def text(self, by: str, to: int) -> Outcome:
        """A text."""
        made, conversation = self.one_more(), await self._conversation(by, to, by_creator=False)
        try:
            sent = await messages.send(self.cast.viewers[by], conversation, made, "hello")
        except DomainError as error:
            return refusal(error)
        self.last[by] = (conversation, made, sent.sequence)
        return ""

    async def again(self, by: str) -> Outcome:
        """The last text once more, by the same id."""
        conversation, made, _ = self.last[by]
        return await outcome(messages.send(self.cast.viewers[by], conversation, made, "hello"))

    async def recall(self, by: str) -> Outcome:
        """The last text is taken back."""
        conversation, _, sequence = self.last[by]
        return await outcome(recalls.recall(self.cast.viewers[by], conversation, sequence))

    async def goods(self, by: str, to: int, which: int) -> Outcome:
        """A product, or a list."""
        made, viewer = self.one_more(), self.cast.viewers[by]
        conversation = await self._conversation(by, to, by_creator=False)
        if by in SELLERS:
            draft = Draft(products=[self.cast.products[by, which]])
        else:
            draft = Draft(list_key=await self._list(by, which))
        try:
            sent = await messages.send(viewer, conversation, made, draft)
        except DomainError as error:
            return refusal(error)
        self.cards.setdefault(to, []).append((conversation, sent.sequence))
        return ""

    async def invite(self, by: str, target: int, to: list[int]) -> list[Outcome]:
        """A target collaboration, offered to some."""
        key, creators = await self._target(by, target), self.cast.creators
        try:
            found = await invitations.invite(self.cast.viewers[by], self.one_more(), key, [creators[n].key for n in to])
        except DomainError as error:
            return [refusal(error)]
        outcomes: list[Outcome] = []
        for n, one in zip(to, found, strict=True):
            if one.problem is not None:
                outcomes.append(refusal(one.problem))
                continue
            assert one.invitation is not None
            outcomes.append("" if one.sent else "invited before")
            self.invitations[by, target, n] = one.invitation.key
            if one.sent:
                self.cards.setdefault(n, []).append((one.invitation.conversation_key, one.invitation.sequence))
        return outcomes

    async def withdraw(self, by: str, target: int, creator: int) -> Outcome:
        """An invitation is taken back."""
        return await outcome(invitations.withdraw(self.cast.viewers[by], self.invitations[by, target, creator]))

    async def ask_to_link(self, by: str, to: int, days: int) -> Outcome:
        """An invitation to link."""
        ends_at = clock.now() + timedelta(days=days)
        new = NewLink(creator_key=self.cast.creators[to].key, programme=Programme.TAP, rate=1000, ends_at=ends_at)
        try:
            self.links[by, to] = (await partnerships.invite(self.cast.viewers[by], self.one_more(), new)).key
        except DomainError as error:
            return refusal(error)
        return ""

    async def change_link(self, by: str, creator: int, how: str) -> Outcome:
        """What becomes of it otherwise than by an answer."""
        key, agency = self.links[by, creator], self.cast.viewers[by]
        return await outcome(
            {
                "withdraw": lambda: partnerships.withdraw(agency, key),
                "end": lambda: links.unlink(agency, key),
                "ask": lambda: links.request_unlink(self.cast.creator_viewers[creator], key),
                "grant": lambda: links.respond_to_unlink(agency, key, accept=True),
                "refuse": lambda: links.respond_to_unlink(agency, key, accept=False),
            }[how]()
        )

    # ── creators ──

    async def message_of_creator(self, creator: int, name: str) -> Outcome:
        """A text."""
        conversation = await self._conversation(name, creator, by_creator=True)
        viewer = self.cast.creator_viewers[creator]
        return await outcome(messages.send(viewer, conversation, self.one_more(), "hello"))

    async def ask_for_sample(self, creator: int, name: str) -> Outcome:
        """Of a product that nobody has asked for yet."""
        made = self.one_more()
        product = self.cast.products[name, PRODUCTS - 1 - int(made) % (PRODUCTS - 2)]
        return await outcome(requested(self.cast.creators[creator], product, made))

    async def answer(self, creator: int, by: str, target: int, *, accept: bool) -> Outcome:
        """An invitation is accepted or declined."""
        key = self.invitations[by, target, creator]
        return await outcome(invitations.respond(self.cast.creator_viewers[creator], key, accept=accept))

    async def answer_link(self, creator: int, by: str, *, accept: bool) -> Outcome:
        """The same of an invitation to link."""
        key = self.links[by, creator]
        agreed = [(key, 1), (key, 2)] if accept else []
        return await outcome(
            partnerships.respond(self.cast.creator_viewers[creator], key, accept=accept, agreed=agreed)
        )

    async def add(self, creator: int, card: int, product: Product) -> Outcome:
        """A product of a card goes into the showcase."""
        place, viewer = self.cards[creator][card], self.cast.creator_viewers[creator]
        try:
            (one,) = await showcase.add(viewer, *place, [self.cast.products[product]])
        except DomainError as error:
            return refusal(error)
        return "" if one.problem is None else refusal(one.problem)

    async def remove(self, creator: int, product: Product) -> Outcome:
        """It is gone from the showcase."""
        return await outcome(showcase.remove(self.cast.creator_viewers[creator], [self.cast.products[product]]))

    async def connect(self, creator: int, product: Product) -> Outcome:
        """It is in a video."""
        return await outcome(filmed(self.one_more(), self.cast.products[product], self.cast.creators[creator]))

    async def block(self, name: str, creator: int, *, by_creator: bool, blocked: bool) -> Outcome:
        """One side blocks the other, or does so no more."""
        partner, one = self.cast.viewers[name], self.cast.creator_viewers[creator]
        viewer, other = (one, partner) if by_creator else (partner, one)
        return await outcome((blocks.block if blocked else blocks.unblock)(viewer, other.account.key))

    # ── figures and time ──

    async def followers(self, creator: int, value: int, at: datetime) -> None:
        """A creator's followers, as taken at a moment."""
        figure = Figure(self.cast.creators[creator].key, Metric.FOLLOWERS, value, at)
        await accounts.record_statistics(System(self.house), [figure])

    async def gmv(self, name: str, value: int, currency: str, at: datetime) -> None:
        """A seller's affiliate GMV of 30 days, in minor units, as taken at a moment."""
        figure = Figure(self.cast.people[name].key, Metric.AFFILIATE_GMV_30D, value, at, currency)
        await accounts.record_statistics(System(self.house), [figure])

    async def due_work(self) -> None:
        """All that is due is done."""
        await DueWork(self.house, {}).do()
        assert [tuple(row) for row in await self.house.database.fetch(FAILED)] == []

    # ── what is made when it is first used ──

    async def _conversation(self, name: str, creator: int, *, by_creator: bool) -> int:
        if (name, creator, by_creator) not in self.started:
            pair = (self.cast.viewers[name], self.cast.creator_viewers[creator])
            viewer, other = reversed(pair) if by_creator else pair
            entry = FIRST_ENTRY[AccountKind(viewer.account.kind)]
            self.conversations[name, creator] = await conversations.start(viewer, other.account.key, entry)
            self.started.add((name, creator, by_creator))
        return self.conversations[name, creator]

    async def _target(self, by: str, which: int) -> int:
        if (by, which) not in self.made:
            days, products = TARGETS[which]
            rated = [(self.cast.products[by, n], TARGET_RATE) for n in products]
            new = NewTarget(name="Launch", ends_at=clock.now() + timedelta(days=days), products=rated)
            self.made[by, which] = (await targets.create(self.cast.viewers[by], self.one_more(), new)).key
        return self.made[by, which]

    async def _list(self, by: str, which: int) -> int:
        if (by, which) not in self.made:
            viewer, (days, products) = self.cast.viewers[by], CAMPAIGNS[which]
            keys, now = [self.cast.products[product] for product in products], clock.now()
            period = {"starts_at": now, "ends_at": now + timedelta(days=days)}
            campaign = NewCampaign(title="Summer", product_keys=keys, **period)
            of = (await collaborations.create_campaign(viewer, self.one_more(), campaign)).key
            new = NewList(name="Picks", campaign_key=of, product_keys=keys)
            self.made[by, which] = (await collaborations.create_list(viewer, self.one_more(), new)).key
        return self.made[by, which]
