"""Messages, and the client-made ids that make sending safe to repeat."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class MessageKind(StrEnum):
    """What a message holds; a NOTICE has no sender."""

    TEXT = "TEXT"
    PHOTO = "PHOTO"
    GIF = "GIF"
    PRODUCT = "PRODUCT"
    PRODUCT_LIST = "PRODUCT_LIST"
    TARGET_COLLABORATION = "TARGET_COLLABORATION"
    SAMPLE = "SAMPLE"
    LINK_INVITATION = "LINK_INVITATION"
    NOTICE = "NOTICE"


# One line for what comes without words: inbox rows, and clients that do not know the kind, show it.
PREVIEWS: dict[str, str] = {
    MessageKind.PHOTO: "A photo",
    MessageKind.GIF: "A GIF",
    MessageKind.PRODUCT: "A product",
    MessageKind.PRODUCT_LIST: "A list of products",
    MessageKind.TARGET_COLLABORATION: "An invitation to a collaboration",
    MessageKind.SAMPLE: "A sample request",
    MessageKind.LINK_INVITATION: "An invitation to link",
}

# Cards that offer to work together (INB-4).
INVITATIONS = (MessageKind.TARGET_COLLABORATION, MessageKind.LINK_INVITATION)


class Message(Model):
    """A message is its place: conversation and sequence are its key, there is no other id."""

    conversation_id = fields.BigIntField(primary_key=True, generated=False)
    sequence = fields.IntField()
    sender_id = fields.BigIntField(null=True)
    sent_by_id = fields.BigIntField(null=True)
    kind = fields.CharField(max_length=20)
    text = fields.TextField(null=True)
    client_message_id = fields.CharField(max_length=100, null=True)
    sent_at = fields.DatetimeField()
    recalled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "messages"


class ClientMessage(Model):
    """A client-made id and what it stood for, kept for ever. Keyed by account and client_message_id."""

    account_id = fields.BigIntField(primary_key=True, generated=False)
    client_message_id = fields.CharField(max_length=100)
    conversation_id = fields.BigIntField()
    sequence = fields.IntField()
    content_hash = fields.BinaryField()

    class Meta:
        table = "client_messages"
