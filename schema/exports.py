"""Copies: of a conversation, and of all that an account has; and the end of an account."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from domain import ids
from domain.actions import erasures, exports
from domain.exports import ExportFormat, ExportLink
from domain.rules import access
from domain.viewer import Service, Staff, Viewer
from schema import problems
from schema.context import Info
from schema.nodes import resolved, rows_of


@strawberry.input
class ExportConversationInput:
    """A conversation that the viewer sees, and as what it is written."""

    conversation_id: strawberry.ID
    format: ExportFormat = ExportFormat.JSON_LINES


@strawberry.input
class ExportAccountInput:
    """For the marketplace's staff and services; an account's owners name their own."""

    account_id: strawberry.ID


@strawberry.type(description="A link. It opens without a token; what it may show is asked again when it is followed.")
class ExportSuccess:
    """MSG-9, PLT-4."""

    is_type_of = rows_of(ExportLink)

    url: str = strawberry.field(description="A path at the origin of the API.")
    url_expires_at: datetime


ExportConversationResult = Annotated[
    ExportSuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("ExportConversationResult"),
]
ExportAccountResult = Annotated[
    ExportSuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("ExportAccountResult"),
]


@strawberry.input
class EraseAccountInput:
    """There is no way back: so the handle is said once more. Safe to repeat."""

    account_id: strawberry.ID
    confirm_handle: str


@strawberry.type(description="Nobody acts for the account any more, and its name is gone; its words go next.")
class EraseAccountSuccess:
    """PLT-4."""

    account_id: strawberry.ID
    begun_at: datetime
    finished_at: datetime | None = strawberry.field(description="Once none of its words is left; repeat to see.")


EraseAccountResult = Annotated[
    EraseAccountSuccess | problems.Forbidden | problems.NotFound | problems.InvalidInput,
    strawberry.union("EraseAccountResult"),
]


async def export_conversation(info: Info, input: ExportConversationInput) -> ExportSuccess:
    """Give a link to a copy of a conversation."""
    viewer = info.context.viewer
    access.exporting(viewer)
    key = ids.parse("conversation", input.conversation_id, "conversationId")
    link: Any = await exports.conversation(viewer, key, input.format)
    return link  # type: ignore[no-any-return]


async def export_account(info: Info, input: ExportAccountInput) -> ExportSuccess:
    """Give a link to a copy of all that an account has."""
    asking = _owner_or_platform(info)
    link: Any = await exports.account(asking, ids.parse("account", input.account_id, "accountId"))
    return link  # type: ignore[no-any-return]


def _owner_or_platform(info: Info) -> Viewer | Staff | Service:
    if isinstance(info.context.asked, Staff | Service):
        return info.context.asked
    access.owning(info.context.viewer)
    return info.context.viewer


async def erase_account(info: Info, input: EraseAccountInput) -> EraseAccountSuccess:
    """Erase an account."""
    asking = info.context.platform
    begun = await erasures.erase(asking, ids.parse("account", input.account_id, "accountId"), input.confirm_handle)
    return EraseAccountSuccess(account_id=input.account_id, begun_at=begun.begun_at, finished_at=begun.finished_at)


@strawberry.type
class ExportMutations:
    """Exports and erasure."""

    export_conversation: ExportConversationResult = resolved(
        export_conversation, "A copy of a conversation, by a link that is good for minutes; needs INTEGRATIONS, too."
    )
    export_account: ExportAccountResult = resolved(
        export_account, "All that an account has here, as JSON Lines: for the platform's own, and for its owners."
    )
    erase_account: EraseAccountResult = resolved(
        erase_account, "For the marketplace's staff and services: erase an account for good (PLT-4)."
    )
