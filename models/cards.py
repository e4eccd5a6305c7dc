"""What cards hold beside the message that carries them."""

from tortoise import fields
from tortoise.models import Model


class Card(Model):
    """A card: what it points at, and what of it is kept as it was sent. Keyed by the message that carries it.

    `creator_id` is the creator of the conversation: whose showcase the card looks at.
    """

    conversation_id = fields.BigIntField(primary_key=True, generated=False)
    sequence = fields.IntField()
    kind = fields.CharField(max_length=20)
    creator_id = fields.BigIntField()
    subject_id = fields.BigIntField(null=True)
    facts = fields.TextField(null=True)
    seen_at = fields.DatetimeField(null=True)

    class Meta:
        table = "cards"


class CardProduct(Model):
    """A product on a card, with its title, price and rate as sent. Keyed by the message and the place on the card."""

    conversation_id = fields.BigIntField(primary_key=True, generated=False)
    sequence = fields.IntField()
    place = fields.SmallIntField()
    creator_id = fields.BigIntField()
    product_id = fields.BigIntField()
    title = fields.CharField(max_length=200)
    price = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    commission = fields.IntField(null=True)

    class Meta:
        table = "card_products"
