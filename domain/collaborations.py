"""Campaigns and product lists as queries hand them out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct


class Campaign(Struct):
    """A partner campaign, for the period [starts_at, ends_at). After `id` in the order of its columns."""

    id: str
    key: int
    title: str
    starts_at: datetime
    ends_at: datetime


class ProductList(Struct):
    """A list of products of a campaign. After `id` in the order of its columns."""

    id: str
    key: int
    campaign_key: int
    name: str
    created_at: datetime


CAMPAIGN_COLUMNS = "c.id, c.title, c.starts_at, c.ends_at"
LIST_COLUMNS = "l.id, l.campaign_id, l.name, l.created_at"


def campaign(row: Sequence[Any]) -> Campaign:
    """Build a campaign from its columns."""
    return Campaign(f"cmp_{row[0]}", *row)


def product_list(row: Sequence[Any]) -> ProductList:
    """Build a list from its columns."""
    return ProductList(f"lst_{row[0]}", *row)
