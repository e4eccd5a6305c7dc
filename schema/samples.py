"""Samples: asked for, reviewed, shipped, received, shown."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import lazy

from domain import ids, invitations, lists, products, rows, samples
from domain.actions import requests
from domain.actions import samples as actions
from domain.actions.requests import NewSample
from domain.queries import samples as queries
from models.samples import SampleCancelReason, SampleStatus
from schema import carried, problems
from schema.catalog import Product
from schema.context import Info
from schema.invitations import Invitation
from schema.nodes import After, Connection, First, Node, resolved, rows_of

if TYPE_CHECKING:
    from schema.accounts import Creator, Seller
    from schema.conversations import Conversation
    from schema.messages import Message

ConversationRef = Annotated["Conversation", lazy("schema.conversations")]
MessageRef = Annotated["Message", lazy("schema.messages")]
CreatorRef = Annotated["Creator", lazy("schema.accounts")]
SellerRef = Annotated["Seller", lazy("schema.accounts")]
Row = samples.Sample


@strawberry.type(description="Where a sample goes.")
class Address:
    """SMP-6."""

    is_type_of = rows_of(samples.Address)

    name: str
    line1: str
    line2: str | None
    city: str
    region: str | None
    postal_code: str | None
    country: str
    phone: str | None


async def _product(of: strawberry.Parent[Row], info: Info) -> products.Product | None:
    return await info.context.loaders.known_products.load(of.product_key)


async def _seller(of: strawberry.Parent[Row], info: Info) -> rows.Account | None:
    return await info.context.loaders.accounts.load(of.seller_key)


async def _invitation(of: strawberry.Parent[Row], info: Info) -> invitations.Invitation | None:
    return None if of.invitation_key is None else await info.context.loaders.invitations.load(of.invitation_key)


@strawberry.type(description="A creator's request for a sample, and what becomes of it.")
class SampleRequest(Node):
    """SMP-1 to SMP-6. Its two sides'."""

    is_type_of = rows_of(Row)
    product: Product = resolved(_product)
    creator: CreatorRef = resolved(carried.creator)
    seller: SellerRef = resolved(_seller)
    invitation: Invitation | None = resolved(_invitation, "The one that it was asked for by.")
    status: SampleStatus
    cancel_reason: SampleCancelReason | None
    requested_at: datetime
    due_at: datetime | None = strawberry.field(description="Until then the next step is to be taken; null: it is over.")
    shipping_address: Address | None = strawberry.field(
        description="To the creator while it is under way, to the seller from approval on; gone once it is over."
    )
    carrier: str | None
    tracking_number: str | None
    content_url: str | None
    shipped_at: datetime | None
    received_at: datetime | None
    closed_at: datetime | None
    conversation: ConversationRef = resolved(carried.conversation)
    card_message: MessageRef = resolved(carried.card_message, "The message whose card it came by.")


@strawberry.input
class AddressInput:
    """Each line up to 200 characters."""

    name: str
    line1: str
    city: str
    country: str
    line2: str | None = None
    region: str | None = None
    postal_code: str | None = None
    phone: str | None = None


@strawberry.input
class RequestSampleInput:
    """Safe to repeat with the same clientMutationId."""

    product_id: strawberry.ID
    shipping_address: AddressInput
    client_mutation_id: str
    invitation_id: strawberry.ID | None = strawberry.field(
        description="The invitation that offers it, where there is one.", default=None
    )


@strawberry.input
class SampleIdInput:
    """A sample of the viewer's."""

    sample_id: strawberry.ID


@strawberry.input
class ReviewSampleInput:
    """The seller's answer; a rejection has a reason: NOT_A_MATCH, OFFLINE, OUT_OF_STOCK or OTHER."""

    sample_id: strawberry.ID
    approve: bool
    reason: SampleCancelReason | None = None


@strawberry.input
class ShipSampleInput:
    """How it travels, where that is known."""

    sample_id: strawberry.ID
    carrier: str | None = None
    tracking_number: str | None = None


@strawberry.input
class SampleContentInput:
    """The link of the content."""

    sample_id: strawberry.ID
    url: str


@strawberry.type
class SampleSuccess:
    """The sample as it stands now."""

    sample: SampleRequest


RequestSampleResult = Annotated[
    SampleSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.KindNotAllowed
    | problems.NoSharedMarket
    | problems.RecipientUnavailable
    | problems.YouBlockedThem
    | problems.Blocked
    | problems.LimitReached
    | problems.Closed,
    strawberry.union("RequestSampleResult"),
]
SampleStepResult = Annotated[
    SampleSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.Closed,
    strawberry.union("SampleStepResult"),
]


async def own_samples(
    info: Info, statuses: list[SampleStatus] | None = None, first: First = None, after: After = None
) -> lists.Page[Row]:
    """Those of both sides."""
    return await queries.page(info.context.viewer, statuses, first=first, after=after)


async def request_sample(info: Info, input: RequestSampleInput) -> SampleSuccess:
    """Ask for a sample."""
    viewer, product_key = info.context.messenger, ids.parse("product", input.product_id, "productId")
    invitation_key = None
    if input.invitation_id is not None:
        invitation_key = ids.parse("invitation", input.invitation_id, "invitationId")
    to = input.shipping_address
    address = samples.Address(
        to.name, to.line1, to.line2, to.city, to.region, to.postal_code, to.country, to.phone
    )  # fmt: skip
    new = NewSample(product_key=product_key, address=address, invitation_key=invitation_key)
    return _success(await requests.request(viewer, input.client_mutation_id, new))


async def withdraw_sample(info: Info, input: SampleIdInput) -> SampleSuccess:
    """Take a request back."""
    return _success(await actions.withdraw(info.context.messenger, _key(input.sample_id)))


async def review_sample(info: Info, input: ReviewSampleInput) -> SampleSuccess:
    """Approve or reject a request."""
    viewer, key = info.context.messenger, _key(input.sample_id)
    return _success(await actions.review(viewer, key, approve=input.approve, reason=input.reason))


async def ship_sample(info: Info, input: ShipSampleInput) -> SampleSuccess:
    """Say that it is on its way."""
    viewer, key = info.context.messenger, _key(input.sample_id)
    return _success(await actions.ship(viewer, key, input.carrier, input.tracking_number))


async def receive_sample(info: Info, input: SampleIdInput) -> SampleSuccess:
    """Say that it has come."""
    return _success(await actions.receive(info.context.messenger, _key(input.sample_id)))


async def submit_sample_content(info: Info, input: SampleContentInput) -> SampleSuccess:
    """Give the link of the content."""
    return _success(await actions.submit_content(info.context.messenger, _key(input.sample_id), input.url))


async def complete_sample(info: Info, input: SampleIdInput) -> SampleSuccess:
    """Confirm the content."""
    return _success(await actions.complete(info.context.messenger, _key(input.sample_id)))


def _key(id: strawberry.ID) -> int:
    return ids.parse("sample", id, "sampleId")


def _success(sample: Any) -> SampleSuccess:
    return SampleSuccess(sample=sample)


@strawberry.type
class SampleMutations:
    """Samples."""

    request_sample: RequestSampleResult = resolved(request_sample, "For creators: ask a seller for one, by a card.")
    withdraw_sample: SampleStepResult = resolved(withdraw_sample, "For the creator, before it is reviewed.")
    review_sample: SampleStepResult = resolved(review_sample, "For the seller: approve, or reject with a reason.")
    ship_sample: SampleStepResult = resolved(ship_sample, "For the seller, once it is approved.")
    receive_sample: SampleStepResult = resolved(receive_sample, "For the creator, once it is shipped.")
    submit_sample_content: SampleStepResult = resolved(submit_sample_content, "For the creator, once it is received.")
    complete_sample: SampleStepResult = resolved(complete_sample, "For the seller, once there is content.")


SampleRequestConnection = Connection[SampleRequest]
