"""Blocking."""

from typing import Annotated, Any

import strawberry

from domain import ids
from domain.actions import blocks as actions
from schema import problems
from schema.accounts import Account
from schema.context import Info
from schema.nodes import resolved


@strawberry.input
class BlockInput:
    """An account of the other side."""

    account_id: strawberry.ID


@strawberry.type
class BlockSuccess:
    """The account as the viewer sees it now."""

    account: Account


BlockResult = Annotated[
    BlockSuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("BlockResult"),
]


async def block_account(info: Info, input: BlockInput) -> BlockSuccess:
    """Block an account."""
    viewer, key = info.context.messenger, ids.parse("account", input.account_id, "accountId")
    account: Any = await actions.block(viewer, key)
    return BlockSuccess(account=account)


async def unblock_account(info: Info, input: BlockInput) -> BlockSuccess:
    """Unblock an account."""
    viewer, key = info.context.messenger, ids.parse("account", input.account_id, "accountId")
    account: Any = await actions.unblock(viewer, key)
    return BlockSuccess(account=account)


@strawberry.type
class BlockMutations:
    """Blocks."""

    block_account: BlockResult = resolved(
        block_account, "Neither side can send to the other until it is undone; idempotent."
    )
    unblock_account: BlockResult = resolved(unblock_account, "Undo the viewer's own block; idempotent.")
