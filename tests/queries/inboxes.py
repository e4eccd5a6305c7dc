"""Random inboxes of a LIVE partner's and random filters; and what a plain look at every conversation finds."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.queries.conversations import InboxFolder
from domain.queries.filters import InboxFilter
from domain.rules.ranges import CountRange, MoneyRange
from models.accounts import CreatorLevel
from models.sql import statement
from tests.cast import Person
from tests.conftest import NOON

LABELS, CATEGORIES = ["VIP", "to call", "never put on"], ["Beauty", "Food", "Home"]
MARKETS = ["US", "GB", "GB US", "DE JP", "USA"]
LEVELS = [CreatorLevel.NONE, CreatorLevel.BRONZE, CreatorLevel.GOLD]
ENDS = [0, 99, 100, 101, 200]


@dataclass(slots=True)
class Talk:
    """A conversation of the partner's, and all that is known of the creator."""

    key: int
    creator: int
    at: datetime
    visible: bool
    unread: bool
    unreplied: bool
    starred: bool
    archived: bool
    has_written: bool
    was_written_to: bool
    assigned: bool
    invitation: bool
    lead: bool
    level: str
    category: str | None
    markets: str
    followers: int | None
    sold: tuple[int, str] | None
    labels: list[str] = field(default_factory=list)

    def lies_in(self, folder: InboxFolder) -> bool:
        """INB-3 and INB-4, said once more."""
        current = self.visible and not self.archived
        return {
            InboxFolder.MESSAGES: current,
            InboxFolder.UNREAD: current and self.unread,
            InboxFolder.UNREPLIED: current and self.unreplied,
            InboxFolder.STARRED: self.visible and self.starred,
            InboxFolder.ARCHIVED: self.visible and self.archived,
            InboxFolder.NEW_CONNECTIONS: current and self.was_written_to and not self.has_written,
        }[folder]

    def matches(self, asked: InboxFilter) -> bool:
        """INB-5, said once more: all that is asked holds."""
        return (
            (asked.labels is None or bool({*asked.labels} & {*self.labels}))
            and (asked.assignee_key is None or self.assigned)
            and asked.is_lead in {None, self.lead}
            and asked.has_invitation in {None, self.invitation}
            and (asked.levels is None or self.level in asked.levels)
            and (asked.categories is None or self.category in asked.categories)
            and (asked.market is None or asked.market in self.markets.split())
            and (asked.followers is None or _within(self.followers, asked.followers))
            and (asked.affiliate_gmv is None or _within(self.dollars, asked.affiliate_gmv))
        )

    @property
    def dollars(self) -> Decimal | None:
        """What was sold, in the partner's currency."""
        return Decimal(self.sold[0]) / 100 if self.sold is not None and self.sold[1] == "USD" else None


def _within(figure: int | Decimal | None, asked: CountRange | MoneyRange) -> bool:
    if asked.min is None and asked.max is None:
        return True
    return figure is not None and figure >= (asked.min or 0) and (asked.max is None or figure < asked.max)


MARKS = (
    "unread", "unreplied", "starred", "archived", "has_written", "was_written_to", "assigned", "invitation", "lead",
)  # fmt: skip


def inbox(rng: random.Random, size: int) -> list[Talk]:
    """So many conversations, newest first as the inbox has them; several at one moment."""
    shares = [(mark, rng.choice([0.05, 0.5, 0.95])) for mark in MARKS]
    talks = []
    for key, creator in enumerate(rng.sample(range(1000, 1000 + size), size), 1):
        marks: dict[str, Any] = {mark: rng.random() < share for mark, share in shares}
        talks.append(
            Talk(
                key, creator, NOON - timedelta(minutes=rng.randrange(size)), rng.random() < 0.95, **marks,
                level=rng.choice(LEVELS), category=rng.choice([None, *CATEGORIES]), markets=rng.choice(MARKETS),
                followers=rng.choice([None, *ENDS]),
                sold=rng.choice([None, *((end, "USD") for end in ENDS), (100, "GBP")]),
                labels=rng.sample(LABELS[:2], rng.randrange(3)),
            )
        )  # fmt: skip
    return sorted(talks, key=lambda talk: (talk.at, talk.key), reverse=True)


def asking(rng: random.Random, assignee: int) -> InboxFilter:
    """Something to ask for: mostly one or two things."""
    span = sorted(rng.sample(ENDS, 2))
    ends = [(span[0], span[1]), (span[0], None), (None, span[1]), (span[0], span[0]), (None, None)]
    ways: dict[str, Any] = {
        "labels": rng.choice([(), ("VIP",), ("VIP", "to call"), ("never put on",)]),
        "assignee_key": assignee,
        "is_lead": rng.random() < 0.5,
        "has_invitation": rng.random() < 0.5,
        "levels": rng.choice([[], [CreatorLevel.GOLD], LEVELS[:2]]),
        "categories": rng.choice([[], ["Beauty"], ["Beauty", "Food"]]),
        "market": rng.choice(["US", "GB", "JP", "TH"]),
        "followers": CountRange(*rng.choice(ends)),
        "affiliate_gmv": MoneyRange(*(None if end is None else Decimal(end) / 100 for end in rng.choice(ends))),
    }
    return InboxFilter(**{name: ways[name] for name in rng.sample([*ways], rng.choice([1, 1, 2, 2, 3, 6]))})


ACCOUNTS = (
    "id kind handle name home_market markets category status level verified programmes live_partner created_at "
    "search_text"
)
FIGURES = "account_id followers followers_taken_at affiliate_gmv affiliate_gmv_currency affiliate_gmv_taken_at"
SIDES = (
    "account_id conversation_id counterpart_id visible last_activity_at unread unread_count unreplied starred archived "
    "has_written was_written_to read_up_to read_by_counterpart_up_to assignee_id counterpart_kind has_invitation"
)
LEADS = "partner_id creator_id source status requested_at contact_shared level followers search_text"


async def put(who: Person, talks: Sequence[Talk]) -> None:
    """Store an inbox."""
    stored: list[tuple[str, str, list[tuple[Any, ...]]]] = [
        ("accounts", ACCOUNTS, [
            (t.creator, "CREATOR", f"c{t.creator}", "C", t.markets.split()[0], t.markets, t.category, "ACTIVE", t.level,
             False, "", False, NOON, "c") for t in talks]),
        ("latest_figures", FIGURES, [
            (t.creator, t.followers, NOON, *(t.sold or (None, None)), NOON) for t in talks
            if t.followers is not None or t.sold is not None]),
        ("pairs", "id creator_id partner_id last_sequence created_at", [
            (t.key, t.creator, who.key, 0, NOON) for t in talks]),
        ("conversations", "id started_by_id entry_point created_at", [(t.key, who.key, "INBOX", NOON) for t in talks]),
        ("sides", SIDES, [
            (who.key, t.key, t.creator, t.visible, t.at, t.unread, 0, t.unreplied, t.starred, t.archived,
             t.has_written, t.was_written_to, 0, 0, who.user_key if t.assigned else None, "CREATOR", t.invitation)
            for t in talks]),
        ("creator_labels", "account_id creator_id label", [
            (who.key, t.creator, label) for t in talks for label in t.labels]),
        ("leads", LEADS, [
            (who.key, t.creator, "INSTANT_MESSAGE", "FOLLOW_UP", NOON, False, t.level, -1, "c")
            for t in talks if t.lead]),
    ]  # fmt: skip
    async with who.house.database.transaction() as unit:
        for table, columns, rows in stored:
            names = columns.split()
            places = ", ".join(f"${place}" for place in range(1, len(names) + 1))
            query = statement(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})")
            await unit.execute_many(query, rows)
