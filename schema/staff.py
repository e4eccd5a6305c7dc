"""What the marketplace's staff do to accounts."""

from typing import Annotated, Any

import strawberry

from domain import ids
from domain.actions import accounts as actions
from models.accounts import AccountStatus
from schema import problems
from schema.accounts import Account
from schema.context import Info
from schema.nodes import resolved


@strawberry.input
class AccountStatusInput:
    """An account, and what it shall be."""

    account_id: strawberry.ID
    status: AccountStatus
    reason: str | None = strawberry.field(
        description="1 to 500 characters, which the account's members read. Needed to deactivate one.", default=None
    )


@strawberry.type
class AccountStatusSuccess:
    """The account as it stands now."""

    account: Account


AccountStatusResult = Annotated[
    AccountStatusSuccess | problems.Forbidden | problems.NotFound | problems.InvalidInput | problems.Closed,
    strawberry.union("AccountStatusResult"),
]


async def set_account_status(info: Info, input: AccountStatusInput) -> AccountStatusSuccess:
    """Set an account's status."""
    staff, key = info.context.staff, ids.parse("account", input.account_id, "accountId")
    await actions.set_status(staff, key, input.status, input.reason)
    account: Any = await info.context.staff_loaders.accounts.load(key)
    return AccountStatusSuccess(account=account)


@strawberry.type
class StaffMutations:
    """Accounts, as staff see to them."""

    set_account_status: AccountStatusResult = resolved(
        set_account_status, "For staff: deactivate, close or reactivate an account; idempotent."
    )
