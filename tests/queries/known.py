"""Creators of several kinds, and whom what is asked of them leaves, the newest first: in an inbox as in a search."""

from decimal import Decimal
from typing import Any

from domain.actions import accounts
from domain.actions.accounts import Figure
from domain.house import House
from domain.rules.ranges import CountRange, MoneyRange
from domain.viewer import System
from models.accounts import AccountKind, CreatorLevel, Metric
from tests.cast import Person, person
from tests.conftest import NOON


async def creator(house: House, handle: str, **more: Any) -> Person:
    """A creator of the United States, with figures where they are given."""
    followers, sold, currency = more.pop("followers", None), more.pop("sold", None), more.pop("currency", "USD")
    who = await person(house, AccountKind.CREATOR, handle, more.pop("markets", ("US",)), **more)
    figures = [] if followers is None else [Figure(who.key, Metric.FOLLOWERS, followers, NOON)]
    figures += [] if sold is None else [Figure(who.key, Metric.AFFILIATE_GMV_30D, sold, NOON, currency)]
    await accounts.record_statistics(System(house), figures)
    return who


async def several(house: House) -> list[Person]:
    """The creators that the cases below are about, the oldest first."""
    return [
        await creator(house, "none", category="Beauty"),
        await creator(house, "small", category="Beauty", followers=99, sold=99, level=CreatorLevel.SILVER),
        await creator(house, "middle", category="Food", followers=100, sold=1000, level=CreatorLevel.GOLD),
        await creator(house, "big", followers=200, sold=20_000, markets=("GB", "US"), currency="GBP"),
    ]


# What is asked, and who is left.
ASKED: list[tuple[dict[str, Any], list[str]]] = [
    ({"followers": CountRange(100, 200)}, ["middle"]),
    ({"followers": CountRange(min=100)}, ["big", "middle"]),
    ({"followers": CountRange(max=100)}, ["small"]),
    ({"followers": CountRange(0, 0)}, []),
    ({"followers": CountRange()}, ["big", "middle", "small", "none"]),
    ({"categories": ["Beauty"]}, ["small", "none"]),
    ({"categories": ["Beauty", "Food"]}, ["middle", "small", "none"]),
    ({"categories": []}, []),
    ({"categories": ["beau"]}, []),
    ({"levels": [CreatorLevel.GOLD, CreatorLevel.SILVER]}, ["middle", "small"]),
    ({"levels": [CreatorLevel.NONE]}, ["big", "none"]),
    ({"levels": []}, []),
    ({"market": "US"}, ["big", "middle", "small", "none"]),
    ({"market": "GB"}, ["big"]),
    ({"market": "JP"}, []),
    ({"followers": CountRange(min=99), "categories": ["Beauty"], "levels": ["SILVER"], "market": "US",
      "affiliate_gmv": MoneyRange(max=Decimal(1))}, ["small"]),
    ({"followers": CountRange(min=100), "categories": ["Beauty"]}, []),
]  # fmt: skip
# Of GMV from an amount up to another, in dollars.
MONEY: list[tuple[str | None, str | None, list[str]]] = [
    ("0", None, ["middle", "small"]),  # but not who sold in pounds, nor who has no figure
    ("10", None, ["middle"]),
    ("10.00", "10.01", ["middle"]),
    (None, "10", ["small"]),
    ("9.995", None, ["middle"]),  # finer than the currency is
    ("10.001", None, []),
    (None, "10.001", ["middle", "small"]),
    ("0.99", "0.99", []),
    ("99999999999999999999999999", None, []),
    (None, "99999999999999999999999999", ["middle", "small"]),
    (None, None, ["big", "middle", "small", "none"]),
]
