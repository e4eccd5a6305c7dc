"""Webhooks: endpoints outside, and what was told to each."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from domain import ids, lists, webhooks
from domain.actions import endpoints as actions
from domain.queries import webhooks as queries
from domain.webhooks import EventKind
from models.webhooks import DeliveryStatus, WebhookStatus
from schema import problems
from schema.context import Info
from schema.nodes import After, Connection, First, Node, resolved, rows_of
from schema.scalars import Position


@strawberry.type(description="An event that a webhook is told of, and what became of it.")
class WebhookDelivery(Node):
    """EVT-7."""

    is_type_of = rows_of(webhooks.Delivery)
    status: DeliveryStatus
    kind: EventKind
    account_id: strawberry.ID = strawberry.field(description="Of the account whose event it is.")
    position: Position = strawberry.field(description="The event's, in the stream of that account.")
    at: datetime
    attempts: int = strawberry.field(description="How often it was tried, the try that is under way among them.")
    last_status_code: int | None = strawberry.field(description="What the last try was answered with, if it was.")
    last_error: str | None = strawberry.field(description="In a word, why the last try failed.")
    last_milliseconds: int | None = strawberry.field(description="How long the last try took.")
    delivered_at: datetime | None
    next_attempt_at: datetime | None = strawberry.field(
        description="When it is tried, at the earliest; null behind another event of its account, and while suspended."
    )


WebhookDeliveryConnection = Connection[WebhookDelivery]


async def _deliveries(
    of: strawberry.Parent[webhooks.Webhook], info: Info, first: First = None, after: After = None
) -> lists.Page[webhooks.Delivery]:
    page: lists.Page[webhooks.Delivery] = await info.context.webhook_loaders.deliveries_of.load((of.key, first, after))
    return page


@strawberry.type(description="An address that is posted to whenever something happens to an account.")
class Webhook(Node):
    """EVT-7."""

    is_type_of = rows_of(webhooks.Webhook)
    url: str
    kinds: list[EventKind] | None = strawberry.field(description="Of which it is told; null for all, also later ones.")
    secret: str = strawberry.field(description="What posts are signed with: keep it secret.")
    status: WebhookStatus
    failing_since: datetime | None = strawberry.field(description="Since when every try has failed.")
    created_at: datetime
    deliveries: WebhookDeliveryConnection = resolved(_deliveries, "The newest first, as long as events are kept.")


WebhookConnection = Connection[Webhook]


@strawberry.input
class WebhookInput:
    """With a webhookId that one is changed, in what is given. Without, one is made: give its url, and members an id."""

    url: str | None = None
    kinds: list[EventKind] | None = strawberry.field(
        description="Some, or null for all. Left out: all of a new one, those that it has of another.",
        default=strawberry.UNSET,
    )
    rotate_secret: bool = strawberry.field(
        description="Make a new secret; the one before signs beside it for a day.", default=False
    )
    webhook_id: strawberry.ID | None = None
    client_mutation_id: str | None = strawberry.field(
        description="Needed where a member makes one: safe to repeat with the same.", default=None
    )


@strawberry.input
class WebhookIdInput:
    """A webhook that the viewer manages."""

    webhook_id: strawberry.ID


@strawberry.input
class ReplayDeliveryInput:
    """A delivery to a webhook that the viewer manages."""

    delivery_id: strawberry.ID


@strawberry.type
class WebhookSuccess:
    """The webhook as it stands now."""

    webhook: Webhook


@strawberry.type
class DeleteWebhookSuccess:
    """The id of the webhook that is gone."""

    webhook_id: strawberry.ID


@strawberry.type
class ReplayDeliverySuccess:
    """The delivery as it stands now."""

    delivery: WebhookDelivery


WebhookResult = Annotated[
    WebhookSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.LimitReached,
    strawberry.union("WebhookResult"),
]
DeleteWebhookResult = Annotated[
    DeleteWebhookSuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("DeleteWebhookResult"),
]
ReplayDeliveryResult = Annotated[
    ReplayDeliverySuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("ReplayDeliveryResult"),
]


async def own_webhooks(info: Info, first: First = None, after: After = None) -> lists.Page[webhooks.Webhook]:
    """Those that the viewer manages."""
    return await queries.page(info.context.integrator, first=first, after=after)


async def save_webhook(info: Info, input: WebhookInput) -> WebhookSuccess:
    """Make a webhook, or change one."""
    viewer, chosen = info.context.integrator, input.kinds is not strawberry.UNSET
    kinds = input.kinds if chosen else None
    saved: Any
    if input.webhook_id is None:
        saved = await actions.create(viewer, input.client_mutation_id or "", input.url, kinds)
    else:
        key = ids.parse("webhook", input.webhook_id, "webhookId")
        changes = actions.Changes(url=input.url, kinds=kinds, choose=chosen, rotate=input.rotate_secret)
        saved = await actions.change(viewer, key, changes)
    return WebhookSuccess(webhook=saved)


async def resume_webhook(info: Info, input: WebhookIdInput) -> WebhookSuccess:
    """Post to a webhook again."""
    viewer = info.context.integrator
    resumed: Any = await actions.resume(viewer, ids.parse("webhook", input.webhook_id, "webhookId"))
    return WebhookSuccess(webhook=resumed)


async def delete_webhook(info: Info, input: WebhookIdInput) -> DeleteWebhookSuccess:
    """Delete a webhook."""
    viewer = info.context.integrator
    key = await actions.delete(viewer, ids.parse("webhook", input.webhook_id, "webhookId"))
    return DeleteWebhookSuccess(webhook_id=strawberry.ID(f"whk_{key}"))


async def replay_delivery(info: Info, input: ReplayDeliveryInput) -> ReplayDeliverySuccess:
    """Deliver something once more."""
    viewer = info.context.integrator
    replayed: Any = await actions.replay(viewer, ids.parse("delivery", input.delivery_id, "deliveryId"))
    return ReplayDeliverySuccess(delivery=replayed)


@strawberry.type
class WebhookMutations:
    """Webhooks: of the account for its members, of the platform for staff and services."""

    save_webhook: WebhookResult = resolved(save_webhook, "Make a webhook, or change one. It is told of what comes.")
    resume_webhook: WebhookResult = resolved(
        resume_webhook, "Go on from where its deliveries stood, at once; idempotent."
    )
    delete_webhook: DeleteWebhookResult = resolved(delete_webhook, "It is told of nothing more, and its log goes.")
    replay_delivery: ReplayDeliveryResult = resolved(
        replay_delivery, "Deliver it once more, under the same id, before what waits of later events of its account."
    )
