"""A creator's showcase."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import strawberry

from domain import ids, lists, products
from domain.actions import showcase as actions
from domain.actions.showcase import Outcome
from domain.queries import showcase as queries
from domain.rules import access
from schema import problems
from schema.catalog import Product
from schema.context import Info
from schema.messages import Message, message_at
from schema.nodes import After, First, PageInfo, resolved, rows_of


@strawberry.type(description="A product in the showcase, at the rate that it was added at.")
class ShowcaseEntry:
    """COL-11."""

    is_type_of = rows_of(products.ShowcaseItem)

    product: Product
    added_at: datetime
    commission: Decimal | None = strawberry.field(description="In percent; null: it was added without one.")


@strawberry.type(description="A product in a page of the showcase.")
class ShowcaseEdge:
    """Relay's."""

    is_type_of = rows_of(lists.Edge)

    node: ShowcaseEntry
    cursor: str


@strawberry.type(description="A page of the showcase, the newest addition first.")
class ShowcaseConnection:
    """Relay's."""

    is_type_of = rows_of(lists.Page)

    edges: list[ShowcaseEdge]
    nodes: list[ShowcaseEntry]
    page_info: PageInfo


@strawberry.enum(description="What became of one product.")
class ShowcaseOutcomeStatus(StrEnum):
    """COL-6."""

    ADDED = "ADDED"
    ALREADY_ADDED = "ALREADY_ADDED"
    REFUSED = "REFUSED"


@strawberry.type(description="One for each product asked for, in that order.")
class ShowcaseOutcome:
    """COL-6."""

    product_id: strawberry.ID
    product: Product | None = strawberry.field(description="Null where it is not on the card.")
    status: ShowcaseOutcomeStatus
    problem: problems.Problem | None


@strawberry.input
class AddToShowcaseInput:
    """COL-6."""

    message_id: strawberry.ID
    product_ids: list[strawberry.ID] | None = strawberry.field(
        description="Those of the card to add; null: all of them.", default=None
    )
    accept_lower_rate: bool | None = strawberry.field(
        description="Add also what would lower the rate that the creator has on it.", default=False
    )


@strawberry.type
class AddToShowcaseSuccess:
    """The message as it stands now, and what became of each product."""

    message: Message
    outcomes: list[ShowcaseOutcome]


AddToShowcaseResult = Annotated[
    AddToShowcaseSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.Closed,
    strawberry.union("AddToShowcaseResult"),
]


@strawberry.input
class RemoveFromShowcaseInput:
    """COL-7."""

    product_ids: list[strawberry.ID]


@strawberry.type
class RemoveFromShowcaseSuccess:
    """The products that are no longer there because of this call."""

    removed_product_ids: list[strawberry.ID]


RemoveFromShowcaseResult = Annotated[
    RemoveFromShowcaseSuccess | problems.Forbidden | problems.AccessRevoked | problems.InvalidInput,
    strawberry.union("RemoveFromShowcaseResult"),
]


async def showcase(info: Info, first: First = None, after: After = None) -> lists.Page[products.ShowcaseItem]:
    """The viewer's own."""
    return await queries.page(info.context.viewer, first=first, after=after)


async def add_to_showcase(info: Info, input: AddToShowcaseInput) -> AddToShowcaseSuccess:
    """Add products of a card."""
    access.creator(viewer := info.context.viewer)
    key, sequence = ids.parse_message(input.message_id, "messageId")
    named = None if input.product_ids is None else _keys(input.product_ids)
    outcomes = await actions.add(viewer, key, sequence, named, accept_lower_rate=bool(input.accept_lower_rate))
    message: Any = await message_at(info, key, sequence)
    return AddToShowcaseSuccess(message=message, outcomes=[_outcome(outcome) for outcome in outcomes])


async def remove_from_showcase(info: Info, input: RemoveFromShowcaseInput) -> RemoveFromShowcaseSuccess:
    """Remove products."""
    access.creator(viewer := info.context.viewer)
    removed = await actions.remove(viewer, _keys(input.product_ids))
    return RemoveFromShowcaseSuccess(removed_product_ids=[strawberry.ID(f"prd_{key}") for key in removed])


def _keys(named: list[strawberry.ID]) -> list[int]:
    return ids.parse_many("product", named, "productIds")


def _outcome(outcome: Outcome) -> ShowcaseOutcome:
    status = ShowcaseOutcomeStatus.ADDED if outcome.added else ShowcaseOutcomeStatus.ALREADY_ADDED
    product: Any = outcome.product
    return ShowcaseOutcome(
        product_id=strawberry.ID(f"prd_{outcome.product_key}"),
        product=product,
        status=status if outcome.problem is None else ShowcaseOutcomeStatus.REFUSED,
        problem=None if outcome.problem is None else problems.problem(outcome.problem),
    )


@strawberry.type
class ShowcaseMutations:
    """The showcase."""

    add_to_showcase: AddToShowcaseResult = resolved(
        add_to_showcase, "Add products of a card to the viewer's showcase, all or some of them; idempotent."
    )
    remove_from_showcase: RemoveFromShowcaseResult = resolved(
        remove_from_showcase, "Take products out of the viewer's showcase; idempotent."
    )
