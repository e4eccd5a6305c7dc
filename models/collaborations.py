"""What agencies offer: campaigns with the products approved for them, and lists of these."""

from tortoise import fields
from tortoise.models import Model


class Campaign(Model):
    """A partner campaign of an agency, for a period [starts_at, ends_at)."""

    id = fields.BigIntField(primary_key=True)
    agency_id = fields.BigIntField()
    external_id = fields.CharField(max_length=100, null=True)
    title = fields.CharField(max_length=100)
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "campaigns"


class CampaignProduct(Model):
    """A product approved for a campaign. Keyed by campaign and place."""

    campaign_id = fields.BigIntField(primary_key=True, generated=False)
    place = fields.SmallIntField()
    product_id = fields.BigIntField()

    class Meta:
        table = "campaign_products"


class ProductList(Model):
    """Some products of a campaign under a name. One that is deleted stays on the cards that it was sent as."""

    id = fields.BigIntField(primary_key=True)
    agency_id = fields.BigIntField()
    campaign_id = fields.BigIntField()
    name = fields.CharField(max_length=100)
    search_text = fields.TextField()
    created_at = fields.DatetimeField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "product_lists"


class ProductListItem(Model):
    """A product of a list. Keyed by list and place."""

    list_id = fields.BigIntField(primary_key=True, generated=False)
    place = fields.SmallIntField()
    product_id = fields.BigIntField()

    class Meta:
        table = "product_list_items"
