"""What is found by its id, by whoever may see it."""

import asyncio
from typing import Any

import strawberry

from domain import ids
from domain.errors import Forbidden, InvalidInput
from domain.queries import messages
from domain.viewer import Service, Staff
from schema.context import Info
from schema.messages import message_at

MOST_NODES = 100
# What finds the things of an id's kind.
LOADERS = {
    "account": "accounts",
    "conversation": "conversations",
    "product": "some_products",
    "campaign": "campaigns",
    "list": "lists",
    "note": "some_notes",
    "media": "media",
    "target": "targets",
    "invitation": "invitations",
    "partnership": "partnerships",
    "change": "some_changes",
    "sample": "samples",
    "scheduled": "scheduled",
    "notification": "notifications",
    "bulk": "bulk",
    "reply": "replies",
    "lead": "leads",
    "collaboration request": "collaboration_requests",
    "membership": "memberships",
    "role": "roles",
    "member invitation": "member_invitations",
    "report": "reports",
    "audit entry": "audit_entries",
}
# The same for staff.
STAFF_LOADERS = {"account": "accounts", "report": "reports", "audit entry": "audit_entries"}

# What whoever manages them sees: members those of their account, the marketplace the platform's.
WEBHOOK_LOADERS = {"webhook": "webhooks", "delivery": "deliveries"}


async def node(info: Info, id: strawberry.ID) -> Any:
    """What has an id, if the viewer may see it."""
    if isinstance(info.context.asked, Staff | Service):
        return await _one(info, id)
    viewer = info.context.viewer
    if ids.kind_of(id, "id") == "conversation" and len(asked := _ahead(info)) == 1:
        shown = getattr(info, "names", None)
        return await messages.opened(viewer, ids.parse("conversation", id, "id"), asked[0], shown)
    return await _one(info, id)


def _ahead(info: Info) -> list[dict[str, Any]]:
    """The thread that is asked for below, where whoever executes can say so: it is read with the conversation."""
    look: Any = getattr(info, "ahead", None)
    return look("Conversation", "messages") if look is not None else []


async def _one(info: Info, id: strawberry.ID) -> Any:
    if isinstance(info.context.asked, Staff | Service):
        return await _one_for_platform(info, id)
    asking = info.context.viewer
    kind = ids.kind_of(id, "id")
    if kind == "message":
        return await message_at(info, *ids.parse_message(id, "id"))
    if kind == "agreement":
        partnership_key, place = ids.parse_agreement(id, "id")
        return await info.context.loaders.some_agreements.load((partnership_key, place))
    key = ids.parse(kind, id, "id")
    if kind in WEBHOOK_LOADERS:
        return await getattr(info.context.webhook_loaders, WEBHOOK_LOADERS[kind]).load(key)
    if kind in LOADERS:
        return await getattr(info.context.loaders, LOADERS[kind]).load(key)
    return asking if id == f"vwr_{asking.membership_key}" else None


async def _one_for_platform(info: Info, id: strawberry.ID) -> Any:
    kind = ids.kind_of(id, "id")
    if kind in WEBHOOK_LOADERS:
        return await getattr(info.context.webhook_loaders, WEBHOOK_LOADERS[kind]).load(ids.parse(kind, id, "id"))
    if kind not in STAFF_LOADERS or isinstance(info.context.asked, Service):
        raise Forbidden("This is for members of accounts: your token is the platform's.")
    return await getattr(info.context.staff_loaders, STAFF_LOADERS[kind]).load(ids.parse(kind, id, "id"))


async def nodes(info: Info, ids: list[strawberry.ID]) -> list[Any]:
    """Several at once."""
    if len(ids) > MOST_NODES:
        raise InvalidInput("ids", f"Ask for at most {MOST_NODES} at a time.")
    return await asyncio.gather(*(_one(info, id) for id in ids))
