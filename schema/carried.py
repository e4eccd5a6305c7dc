"""What invitations, partnerships and samples have in common: a creator, a conversation, and the card they came by."""

from typing import Protocol

import strawberry

from domain import rows
from schema.context import Info


class Carried(Protocol):
    """What came by a card."""

    creator_key: int
    conversation_key: int
    sequence: int


async def creator(of: strawberry.Parent[Carried], info: Info) -> rows.Account | None:
    """The creator of the two sides."""
    return await info.context.loaders.accounts.load(of.creator_key)


async def conversation(of: strawberry.Parent[Carried], info: Info) -> rows.Conversation | None:
    """The conversation of the two sides."""
    return await info.context.loaders.conversations.load(of.conversation_key)


async def card_message(of: strawberry.Parent[Carried], info: Info) -> rows.Message | None:
    """The message whose card it came by."""
    return await info.context.loaders.message(of.conversation_key, of.sequence)
