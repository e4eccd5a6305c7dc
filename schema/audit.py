"""The audit log: who did what, for which account, when, from where."""

from datetime import datetime

import strawberry

from domain import audit, ids, lists
from domain.queries import audit as queries
from domain.viewer import Staff
from models.audit import AuditAction, AuditActor
from schema.accounts import Account
from schema.context import Info
from schema.nodes import After, Connection, First, Node, rows_of
from schema.teams import User


@strawberry.type(description="Something more of what was done: an id, or a state.")
class AuditFact:
    """PLT-3."""

    is_type_of = rows_of(audit.Fact)
    name: str
    value: str


@strawberry.type(description="One thing that was done. Entries are never changed.")
class AuditEntry(Node):
    """PLT-3."""

    is_type_of = rows_of(audit.AuditEntry)
    at: datetime
    action: AuditAction
    actor: AuditActor
    user: User | None = strawberry.field(description="The member who acted; null where it was nobody of the account.")
    name: str | None = strawberry.field(description="Of staff and services, for staff only.")
    address: str | None = strawberry.field(description="From where; of staff and services for staff only.")
    account: Account | None = strawberry.field(description="For which account; null for none of them.")
    subject: str | None = strawberry.field(description="The id of what it was done to.")
    facts: list[AuditFact]


async def audit_log(
    info: Info, account_id: strawberry.ID | None = None, first: First = None, after: After = None
) -> lists.Page[audit.AuditEntry]:
    """What was done."""
    viewer = info.context.staff if isinstance(info.context.asked, Staff) else info.context.manager
    key = None if account_id is None else ids.parse("account", account_id, "accountId")
    return await queries.page(viewer, key, first=first, after=after)


AuditEntryConnection = Connection[AuditEntry]
