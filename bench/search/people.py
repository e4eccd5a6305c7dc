"""The seller with the large inbox, its creators, and what is known of them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bench.dataset import people, words
from bench.dataset.people import LEVELS, MARKETS, Person
from bench.search.languages import SCRIPTS
from bench.search.words import Speech
from domain.actions.accounts import search_text
from models.accounts import AccountKind, AccountStatus, CreatorLevel, Metric
from models.leads import LeadSource, LeadStatus

SHOP = ("gigamart", "Gigamart")  # handle and name
FAMOUS = ("everywhere", "Everywhere")  # a creator who talks with every partner
HOME, CURRENCY = "US", "USD"
NO_GMV, OTHER_CURRENCY = 0.2, 0.4
LABELS = {"spring": 0.3, "vip": 0.01, "one of a kind": 0.0001}
LEAD = 0.1
ASSIGNEES = {"first": 0.1, "second": 0.01, "third": 0.0001}  # members of the seller's team
ACCOUNTS = f"{people.ACCOUNTS} search_text"
LEADS = "partner_id creator_id source status requested_at contact_shared level followers search_text"
LATEST = "account_id followers followers_taken_at affiliate_gmv affiliate_gmv_currency affiliate_gmv_taken_at"


@dataclass(slots=True)
class Known:
    """What lists are filtered by, and the language that a creator speaks."""

    language: str
    followers: int | None
    gmv: int | None
    currency: str


def shop(key: int, created_at: datetime) -> Person:
    """The seller."""
    return _person(key, AccountKind.SELLER, SHOP, created_at)


def famous(key: int, created_at: datetime) -> Person:
    """The creator whom every partner knows."""
    return _person(key, AccountKind.CREATOR, FAMOUS, created_at)


def _person(key: int, kind: AccountKind, called: tuple[str, str], created_at: datetime) -> Person:
    return Person(
        key, kind, *called, None, HOME, sorted(MARKETS), "Beauty", AccountStatus.ACTIVE, CreatorLevel.NONE,
        verified=False, programmes="", live_partner=kind == AccountKind.SELLER, created_at=created_at,
    )  # fmt: skip


def creators(rng: random.Random, speech: Speech, first: int, number: int, day: datetime) -> list[tuple[Person, Known]]:
    """So many of them, by key."""
    return [_creator(rng, speech, key, day) for key in range(first, first + number)]


def _creator(rng: random.Random, speech: Speech, key: int, day: datetime) -> tuple[Person, Known]:
    language = rng.choices([s.name for s in SCRIPTS], weights=[s.speakers for s in SCRIPTS])[0]
    known = words.person(rng)
    name = known if rng.random() < 0.5 else speech.name(rng, language)
    home = rng.choices(list(MARKETS), weights=[weight for weight, _ in MARKETS.values()])[0]
    handle = f"{known.lower().replace(' ', '.')}.{key}"
    person = Person(
        key, AccountKind.CREATOR, handle, name, f"https://images.example/avatars/{handle}/240.webp", home,
        sorted({home, HOME}), rng.choice(words.CATEGORIES) if rng.random() < 0.9 else None, AccountStatus.ACTIVE,
        rng.choices(list(LEVELS), weights=[weight for weight, _ in LEVELS.values()])[0],
        verified=False, programmes="", live_partner=False, created_at=day - timedelta(days=rng.random() * 300),
    )  # fmt: skip
    followers = None if rng.random() < 0.02 else int(10 ** rng.uniform(2, 7))
    gmv = None if rng.random() < NO_GMV else round(rng.lognormvariate(11, 2.5))
    return person, Known(language, followers, gmv, "EUR" if rng.random() < OTHER_CURRENCY else CURRENCY)


def accounts(cast: Sequence[Person]) -> Iterator[tuple[Any, ...]]:
    """Rows of ACCOUNTS."""
    return ((*row, search_text(row[3], row[2])) for row in people.accounts(cast))


def statistics(cast: Sequence[tuple[Person, Known]], at: datetime) -> Iterator[tuple[Any, ...]]:
    """Rows of statistics, as fed once."""
    for person, known in cast:
        if known.followers is not None:
            yield person.key, Metric.FOLLOWERS, at, known.followers, None
        if known.gmv is not None:
            yield person.key, Metric.AFFILIATE_GMV_30D, at, known.gmv, known.currency


def latest(cast: Sequence[tuple[Person, Known]], at: datetime) -> Iterator[tuple[Any, ...]]:
    """Rows of LATEST."""
    for person, known in cast:
        fed = (None, None) if known.followers is None else (known.followers, at)
        yield person.key, *fed, *((None,) * 3 if known.gmv is None else (known.gmv, known.currency, at))


def labels(rng: random.Random, seller: Person, cast: Sequence[tuple[Person, Known]]) -> Iterator[tuple[Any, ...]]:
    """Rows of (account_id, creator_id, label)."""
    for person, _ in cast:
        for label, share in LABELS.items():
            if rng.random() < share:
                yield seller.key, person.key, label


def leads(
    rng: random.Random, seller: Person, cast: Sequence[tuple[Person, Known]], at: datetime
) -> Iterator[tuple[Any, ...]]:
    """Rows of LEADS: those whom the seller marked."""
    for person, known in cast:
        if rng.random() < LEAD:
            followers = -1 if known.followers is None else known.followers
            yield (
                seller.key, person.key, LeadSource.INSTANT_MESSAGE, LeadStatus.FOLLOW_UP, at, False, person.level,
                followers, search_text(person.name, person.handle),
            )  # fmt: skip
