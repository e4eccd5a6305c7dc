"""Videos as the platform feeds them: which products a creator has shown in which. Only Parley itself calls this."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.actions import outreach
from domain.errors import InvalidInput
from domain.transaction import Transaction, door
from domain.viewer import System
from models.sql import statement

SELLERS = statement("SELECT id, seller_id FROM products WHERE id IN LIST($1)")
CREATORS = statement("SELECT id FROM accounts WHERE id IN LIST($1) AND kind = 'CREATOR'")
RECORD = statement("""
    INSERT INTO video_products (external_id, product_id, creator_id, published_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (external_id, product_id) DO NOTHING""")


@dataclass(frozen=True, slots=True)
class VideoShown:
    """A product in a video of a creator's; `external_id` is the video's, at the platform."""

    external_id: str
    creator_key: int
    product_key: int
    published_at: datetime


@door
async def record(viewer: System, tx: Transaction, shown: Sequence[VideoShown]) -> None:  # noqa: ARG001
    """Take in what was shown in videos, all of it or none: it connects the creators with the sellers (OUT-4).

    The same again changes nothing. Raises InvalidInput with the path of the first thing that is not known.
    """
    seller_of = {row[0]: row[1] for row in await tx.fetch(SELLERS, sorted({one.product_key for one in shown}))}
    creators = {row[0] for row in await tx.fetch(CREATORS, sorted({one.creator_key for one in shown}))}
    for index, one in enumerate(shown):
        if one.creator_key not in creators:
            raise InvalidInput(f"videos.{index}.creatorId", "This is not the id of a creator.")
        if one.product_key not in seller_of:
            raise InvalidInput(f"videos.{index}.productId", "This is not the id of a product.")
    pairs = await outreach.make_pairs(tx, [(s.creator_key, seller_of[s.product_key]) for s in shown])
    await tx.execute_many(RECORD, [(s.external_id, s.product_key, s.creator_key, s.published_at) for s in shown])
    await outreach.connect(tx, pairs.values())
