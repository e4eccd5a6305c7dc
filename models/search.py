"""What is found by its words (SRCH-1), apart by module: rows that say the same as a message, in its normal form."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class SearchModule(StrEnum):
    """The modules that find messages; the value ends the names of their tables."""

    MESSAGES = "messages"
    PRODUCTS = "products"
    SAMPLES = "samples"


class Searched(Model):
    """What a message is found by, and by whom. Keyed by conversation and sequence.

    The index of its words follows the row by itself: SQLite's by triggers, PostgreSQL's like any other.
    """

    conversation_id = fields.BigIntField(primary_key=True, generated=False)
    sequence = fields.IntField()
    creator_id = fields.BigIntField()
    partner_id = fields.BigIntField()
    sent_at = fields.DatetimeField()
    search_text = fields.TextField()

    class Meta:
        abstract = True


class SearchedMessage(Searched):
    """The text of a message."""

    class Meta:
        table = "searched_messages"


class SearchedProducts(Searched):
    """The titles of the products of a card, as sent."""

    class Meta:
        table = "searched_products"


class SearchedSample(Searched):
    """The title of a sample's product, as sent."""

    class Meta:
        table = "searched_samples"


class SearchProgress(Model):
    """How far what was said before there was a search has been made searchable; no row once all of it is."""

    id = fields.IntField(primary_key=True, generated=False)
    conversation_id = fields.BigIntField()
    sequence = fields.IntField()

    class Meta:
        table = "search_progress"
