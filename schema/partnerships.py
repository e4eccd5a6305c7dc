"""Partnerships: links of agencies and creators."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import lazy

from domain import lists, members, partnerships, rows
from domain.queries import partnerships as queries
from models.accounts import Programme
from models.partnerships import AgreementKind, ChangeStatus, PartnershipStatus
from schema import carried
from schema.context import Info
from schema.nodes import After, Connection, First, Node, resolved, rows_of
from schema.teams import User

if TYPE_CHECKING:
    from schema.accounts import Agency, Creator
    from schema.conversations import Conversation
    from schema.messages import Message

ConversationRef = Annotated["Conversation", lazy("schema.conversations")]
AgencyRef = Annotated["Agency", lazy("schema.accounts")]
CreatorRef = Annotated["Creator", lazy("schema.accounts")]
MessageRef = Annotated["Message", lazy("schema.messages")]
PartnershipRef = Annotated["Partnership", lazy("schema.partnerships")]
Row = partnerships.Partnership


async def _accepted_by(of: strawberry.Parent[partnerships.Agreement], info: Info) -> members.User | None:
    return None if of.accepted_by_key is None else await info.context.loaders.users.load(of.accepted_by_key)


@strawberry.type(description="What a creator agrees to, word for word as it stood when the agency asked.")
class Agreement(Node):
    """LNK-2. One per partnership and kind."""

    is_type_of = rows_of(partnerships.Agreement)
    kind: AgreementKind
    version: str
    text: str
    accepted_at: datetime | None
    accepted_by: User | None = resolved(_accepted_by, "Who of the creator's team agreed.")


async def _of(change: strawberry.Parent[partnerships.Change], info: Info) -> Row | None:
    return await info.context.loaders.partnerships.load(change.partnership_key)


@strawberry.type(description="A proposal to change a link, with the terms as they were.")
class PartnershipChange(Node):
    """LNK-6."""

    is_type_of = rows_of(partnerships.Change)
    partnership: PartnershipRef = resolved(_of)
    status: ChangeStatus
    commission: Decimal | None = strawberry.field(description="The share proposed, in percent; null: another end is.")
    ends_at: datetime | None = strawberry.field(description="The end proposed; null: another share is.")
    previous_commission: Decimal
    previous_ends_at: datetime
    proposed_at: datetime
    expires_at: datetime = strawberry.field(description="Until then the creator may agree.")
    answered_at: datetime | None


async def _agency(of: strawberry.Parent[Row], info: Info) -> rows.Account | None:
    return await info.context.loaders.accounts.load(of.agency_key)


async def _agreements(of: strawberry.Parent[Row], info: Info) -> list[partnerships.Agreement]:
    return await info.context.loaders.agreements.load(of.key)


async def _changes(
    of: strawberry.Parent[Row], info: Info, first: First = None, after: After = None
) -> lists.Page[partnerships.Change]:
    page: lists.Page[partnerships.Change] = await info.context.loaders.changes.load((of.key, first, after))
    return page


async def _open_change(of: strawberry.Parent[Row], info: Info) -> partnerships.Change | None:
    return await info.context.loaders.open_changes.load(of.key)


@strawberry.type(description="An agency's invitation to link, and the link it becomes.")
class Partnership(Node):
    """LNK-1 to LNK-6. Its two sides'."""

    is_type_of = rows_of(Row)
    agency: AgencyRef = resolved(_agency)
    creator: CreatorRef = resolved(carried.creator)
    status: PartnershipStatus
    commission: Decimal = strawberry.field(description="The agency's share, in percent.")
    ends_at: datetime
    programme: Programme
    agreements: list[Agreement] = resolved(_agreements, "What the creator agrees to before it is linked.")
    requested_at: datetime
    expires_at: datetime = strawberry.field(description="Until then the creator may answer.")
    answered_at: datetime | None
    linked_at: datetime | None
    ended_at: datetime | None
    unlink_requests: int = strawberry.field(description="How often the creator has asked to unlink.")
    unlink_due_at: datetime | None = strawberry.field(description="Until then the agency answers; null: nothing asked.")
    open_change: PartnershipChange | None = resolved(_open_change, "The proposal that waits for the creator's answer.")
    changes: Connection[PartnershipChange] = resolved(_changes, "All that was proposed, the newest first.")
    card_message: MessageRef = resolved(carried.card_message, "The message whose card it came by.")
    conversation: ConversationRef = resolved(carried.conversation)


async def own_partnerships(
    info: Info, statuses: list[PartnershipStatus] | None = None, first: First = None, after: After = None
) -> lists.Page[Row]:
    """Those of both sides."""
    return await queries.page(info.context.viewer, statuses, first=first, after=after)


PartnershipConnection = Connection[Partnership]
