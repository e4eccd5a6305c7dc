"""Target collaborations: what sellers offer chosen creators."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import strawberry

from domain import ids, invitations, lists
from domain.actions import targets
from domain.actions.targets import NewTarget
from domain.queries import invitations as queries
from domain.rules import access
from schema import problems
from schema.catalog import Product
from schema.collaborations import NameQuery
from schema.context import Info
from schema.money import basis_points
from schema.nodes import After, Connection, First, Node, resolved, rows_of


@strawberry.type(description="A product of a target collaboration, at its rate.")
class TargetProduct:
    """COL-3."""

    is_type_of = rows_of(invitations.TargetProduct)

    product: Product
    commission: Decimal = strawberry.field(description="In percent.")


async def _offered(
    of: strawberry.Parent[invitations.TargetCollaboration], info: Info
) -> list[invitations.TargetProduct]:
    return await info.context.loaders.target_products.load(of.key)


@strawberry.type(description="What a seller offers chosen creators: products, each at a rate of its own.")
class TargetCollaboration(Node):
    """COL-3. Its seller's, and of the creators who were invited."""

    is_type_of = rows_of(invitations.TargetCollaboration)
    name: str
    message: str | None
    ends_at: datetime = strawberry.field(description="From this moment on nothing can be added from it.")
    free_sample: bool = strawberry.field(description="Samples of its products are given, also where none else are.")
    auto_approve_samples: bool = strawberry.field(description="Samples asked for by an invitation to it are approved.")
    created_at: datetime
    products: list[TargetProduct] = resolved(_offered, "In their order.")


@strawberry.input
class TargetProductInput:
    """A product of the seller's."""

    product_id: strawberry.ID
    commission: Decimal = strawberry.field(description='In percent, 1 to 80 by default: "12.5".')


@strawberry.input
class TargetCollaborationInput:
    """Safe to repeat with the same clientMutationId."""

    name: str
    ends_at: datetime
    products: list[TargetProductInput]
    client_mutation_id: str
    message: str | None = None
    free_sample: bool = False
    auto_approve_samples: bool = False


@strawberry.type
class TargetCollaborationSuccess:
    """The collaboration, made by this call or by an earlier one with the same clientMutationId."""

    target_collaboration: TargetCollaboration


TargetCollaborationResult = Annotated[
    TargetCollaborationSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput,
    strawberry.union("TargetCollaborationResult"),
]


async def target_collaborations(
    info: Info, query: NameQuery = None, first: First = None, after: After = None
) -> lists.Page[invitations.TargetCollaboration]:
    """The viewer's own."""
    return await queries.target_collaborations(info.context.viewer, query, first=first, after=after)


async def create_target_collaboration(info: Info, input: TargetCollaborationInput) -> TargetCollaborationSuccess:
    """Make a target collaboration."""
    access.seller(viewer := info.context.viewer)
    ids.at_most(ids.MOST_NAMED, input.products, "products")
    offered = [
        (
            ids.parse("product", one.product_id, f"products.{index}.productId"),
            basis_points(one.commission),
        )
        for index, one in enumerate(input.products)
    ]
    new = NewTarget(
        name=input.name, ends_at=input.ends_at, products=offered, message=input.message,
        free_sample=input.free_sample, auto_approve_samples=input.auto_approve_samples,
    )  # fmt: skip
    made: Any = await targets.create(viewer, input.client_mutation_id, new)
    return TargetCollaborationSuccess(target_collaboration=made)


@strawberry.type
class TargetMutations:
    """Target collaborations."""

    create_target_collaboration: TargetCollaborationResult = resolved(
        create_target_collaboration, "For sellers: products of theirs, each at a rate for chosen creators."
    )


TargetCollaborationConnection = Connection[TargetCollaboration]
