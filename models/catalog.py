"""Products, and the showcases that creators keep of them."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class ProductState(StrEnum):
    """Only ACTIVE products can be sent, and added to a showcase."""

    ACTIVE = "ACTIVE"
    OUT_OF_STOCK = "OUT_OF_STOCK"
    INACTIVE = "INACTIVE"


class Product(Model):
    """A product of a seller. Money in minor units, the open commission in basis points; null: it has none."""

    id = fields.BigIntField(primary_key=True)
    seller_id = fields.BigIntField()
    external_id = fields.CharField(max_length=100, null=True)
    title = fields.CharField(max_length=200)
    search_text = fields.TextField()
    image_url = fields.CharField(max_length=500, null=True)
    price = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    category = fields.CharField(max_length=60, null=True)
    commission = fields.IntField(null=True)
    samples_offered = fields.BooleanField()
    state = fields.CharField(max_length=12)
    created_at = fields.DatetimeField()

    class Meta:
        table = "products"


class Showcase(Model):
    """A creator's showcase, and how many products it holds: the row that additions and removals lock."""

    creator_id = fields.BigIntField(primary_key=True, generated=False)
    size = fields.IntField()

    class Meta:
        table = "showcases"


class ShowcaseEntry(Model):
    """A product in a showcase, at the rate it was added at, from a card or not. Keyed by creator and product."""

    creator_id = fields.BigIntField(primary_key=True, generated=False)
    product_id = fields.BigIntField()
    added_at = fields.DatetimeField()
    commission = fields.IntField(null=True)
    conversation_id = fields.BigIntField(null=True)
    sequence = fields.IntField(null=True)
    campaign_id = fields.BigIntField(null=True)
    invitation_id = fields.BigIntField(null=True)

    class Meta:
        table = "showcase_entries"


class VideoProduct(Model):
    """A product that a creator has shown in a video, as the platform feeds it. Keyed by the video's id and product."""

    external_id = fields.CharField(max_length=100, primary_key=True)
    product_id = fields.BigIntField()
    creator_id = fields.BigIntField()
    published_at = fields.DatetimeField()

    class Meta:
        table = "video_products"
