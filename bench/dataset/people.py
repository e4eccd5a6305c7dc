"""The cast: creators, sellers and agencies, each with one user, who owns it and has its handle and its key."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bench.dataset import words
from bench.dataset.size import Size
from models.accounts import AccountKind, AccountStatus, CreatorLevel
from models.teams import ALL_PERMISSIONS

MARKETS = {
    "US": (40, "USD"),
    "GB": (20, "GBP"),
    "DE": (12, "EUR"),
    "FR": (10, "EUR"),
    "ES": (10, "EUR"),
    "IT": (8, "EUR"),
}
# A level, how common it is, and the 30-day LIVE GMV that it begins at.
LEVELS = {
    CreatorLevel.NONE: (600, 0),
    CreatorLevel.BRONZE: (200, 1),
    CreatorLevel.SILVER: (90, 1_000),
    CreatorLevel.GOLD: (50, 5_000),
    CreatorLevel.PLATINUM: (30, 10_000),
    CreatorLevel.RUBY: (15, 25_000),
    CreatorLevel.EMERALD: (9, 50_000),
    CreatorLevel.SAPPHIRE: (4, 100_000),
    CreatorLevel.DIAMOND: (2, 250_000),
}


@dataclass(slots=True)
class Person:
    """An account, as the dataset's other tables need it."""

    key: int
    kind: AccountKind
    handle: str
    name: str
    avatar_url: str | None
    home: str
    markets: list[str]
    category: str | None
    status: AccountStatus
    level: CreatorLevel
    verified: bool
    programmes: str
    live_partner: bool
    created_at: datetime

    @property
    def is_creator(self) -> bool:
        """On the one side are creators, on the other sellers and agencies."""
        return self.kind == AccountKind.CREATOR


def cast(rng: random.Random, size: Size, first_day: datetime) -> list[Person]:
    """Everybody, creators first, by key."""
    kinds = [AccountKind.CREATOR] * size.creators + [AccountKind.SELLER] * size.sellers
    kinds += [AccountKind.AGENCY] * size.agencies
    return [_person(rng, key, kind, first_day) for key, kind in enumerate(kinds, 1)]


def _person(rng: random.Random, key: int, kind: AccountKind, first_day: datetime) -> Person:
    is_creator, is_agency = kind == AccountKind.CREATOR, kind == AccountKind.AGENCY
    name = words.person(rng) if is_creator else words.agency(rng) if is_agency else words.shop(rng)
    handle = f"{name.lower().replace(' ', '.')}.{key}"
    home = rng.choices(list(MARKETS), weights=[weight for weight, _ in MARKETS.values()])[0]
    statuses = [AccountStatus.ACTIVE, AccountStatus.DEACTIVATED, AccountStatus.SHUT_DOWN]
    levels = [weight for weight, _ in LEVELS.values()]
    return Person(
        key=key,
        kind=kind,
        handle=handle,
        name=name,
        avatar_url=f"https://images.example/avatars/{handle}/240.webp" if rng.random() < 0.85 else None,
        home=home,
        markets=sorted({home, *rng.sample(list(MARKETS), k=2 if rng.random() < 0.2 else 0)}),
        category=rng.choice(words.CATEGORIES) if rng.random() < 0.9 else None,
        status=rng.choices(statuses, weights=(985, 10, 0 if is_creator else 5))[0],
        level=rng.choices(list(LEVELS), weights=levels)[0] if is_creator else CreatorLevel.NONE,
        verified=is_agency and rng.random() < 0.7,
        programmes=rng.choice(["CAP", "TAP", "CAP TAP"]) if is_agency else "",
        live_partner=not is_creator and rng.random() < 0.1,
        created_at=first_day - timedelta(days=rng.random() * 300),
    )


def accounts(people: Sequence[Person]) -> Iterator[tuple[Any, ...]]:
    """Rows of ACCOUNTS."""
    for p in people:
        yield (
            p.key, p.kind, p.handle, p.name, p.avatar_url, p.home, " ".join(p.markets), p.category, p.status,
            p.level, p.verified, p.programmes, p.live_partner, p.created_at,
        )  # fmt: skip


def users(people: Sequence[Person]) -> Iterator[tuple[Any, ...]]:
    """Rows of users: (id, handle, name, created_at)."""
    return ((p.key, p.handle, p.name, p.created_at) for p in people)


def roles(people: Sequence[Person]) -> Iterator[tuple[Any, ...]]:
    """Rows of roles: (id, account_id, name, permissions, is_owner)."""
    return ((p.key, p.key, "Owner", int(ALL_PERMISSIONS), True) for p in people)


def memberships(people: Sequence[Person]) -> Iterator[tuple[Any, ...]]:
    """Rows of memberships: (id, account_id, user_id, role_id, created_at)."""
    return ((p.key, p.key, p.key, p.key, p.created_at) for p in people)


ACCOUNTS = (
    "id kind handle name avatar_url home_market markets category status level verified programmes live_partner "
    "created_at"
)
