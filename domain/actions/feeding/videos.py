"""Videos as the marketplace feeds them: which products a creator has shown in which (OUT-4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.actions import outreach
from domain.actions.feeding import batches
from domain.actions.feeding.batches import inserting, named, updating, write
from domain.errors import InvalidInput
from domain.feeding import Outcome, Status, Stored, outcomes, read_each
from domain.records import VideoRecord
from domain.rules import records
from domain.transaction import Transaction, door
from domain.viewer import Service, System
from models.accounts import AccountKind
from models.sql import statement

FOUND = statement("""
    SELECT external_id, product_id, creator_id, published_at FROM video_products WHERE external_id IN TEXTS($1)""")
_KEYS = {"external_id": "text", "product_id": "bigint"}
RECORD = inserting(
    "video_products",
    {**_KEYS, "creator_id": "bigint", "published_at": "timestamptz"},
    "ON CONFLICT DO NOTHING",
    "product_id",
)
CHANGE = updating("video_products", _KEYS, {"published_at": "timestamptz"})


@dataclass(frozen=True, slots=True)
class _Shown:
    video: str
    creator: int
    product: int
    seller: int
    published_at: datetime


@door
async def feed(viewer: Service | System, tx: Transaction, fed: Sequence[VideoRecord]) -> list[Outcome]:  # noqa: ARG001
    """Take in what was shown in videos; an outcome for each. It connects the creators with the sellers (OUT-4)."""
    creators = await batches.accounts(tx, (record.creator for record in fed))
    products = await batches.products(tx, (record.product for record in fed))

    def read(record: VideoRecord) -> _Shown:
        video = records.external_id(record.external_id, "externalId")
        creator = creators.get(record.creator, "creator", AccountKind.CREATOR)
        product = products.get(record.product, "product")
        published_at = records.past(record.published_at, tx.now, "publishedAt")
        return _Shown(video, creator.key, product.key, product.seller_key, published_at)

    said = read_each(fed, read)
    rows = await tx.fetch(FOUND, named(record.external_id for record in fed))
    stored = Stored[tuple[str, int]]({(row[0], row[1]): (row[2], row[3]) for row in rows})

    def take(shown: _Shown) -> Status:
        at = (shown.video, shown.product)
        if stored.now.get(at, (shown.creator,))[0] != shown.creator:
            raise InvalidInput("creator", "This video is another creator's.")
        return stored.put(at, (shown.creator, shown.published_at))

    each = outcomes(fed, said, take)
    sellers = {(one.video, one.product): one.seller for one in said if isinstance(one, _Shown)}
    pairs = await outreach.make_pairs(tx, {(creator, sellers[at]) for at, (creator, _) in stored.new})
    await write(tx, RECORD, [(*at, *values) for at, values in stored.new])
    await write(tx, CHANGE, [(*at, published_at) for at, (_, published_at) in stored.changed])
    await outreach.connect(tx, pairs.values())
    return each
