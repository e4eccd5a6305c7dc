"""An agency's campaigns and product lists."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from domain import collaborations, ids, lists, products
from domain.actions import collaborations as actions
from domain.actions.collaborations import NewCampaign, NewList
from domain.queries import collaborations as queries
from domain.rules import access
from schema import problems
from schema.catalog import Product
from schema.context import Info
from schema.nodes import After, Connection, First, Node, resolved, rows_of

NameQuery = Annotated[str | None, strawberry.argument(description="Any part of the name, in any case.")]


async def _approved(campaign: strawberry.Parent[collaborations.Campaign], info: Info) -> list[products.Product]:
    return await info.context.loaders.campaign_products.load(campaign.key)


@strawberry.type(description="A partner campaign of an agency: for a period, with the products approved for it.")
class Campaign(Node):
    """COL-5. Its agency's alone."""

    is_type_of = rows_of(collaborations.Campaign)
    title: str
    starts_at: datetime
    ends_at: datetime = strawberry.field(description="It no longer runs at this moment.")
    products: list[Product] = resolved(_approved)


async def _entered(of: strawberry.Parent[collaborations.ProductList], info: Info) -> list[products.Product]:
    return await info.context.loaders.list_products.load(of.key)


async def _campaign(of: strawberry.Parent[collaborations.ProductList], info: Info) -> collaborations.Campaign | None:
    return await info.context.loaders.campaigns.load(of.campaign_key)


@strawberry.type(description="A list of products of a campaign.")
class ProductList(Node):
    """COL-5. Its agency's, and of those it was sent to."""

    is_type_of = rows_of(collaborations.ProductList)
    name: str
    created_at: datetime
    campaign: Campaign | None = resolved(_campaign, "To its agency only.")
    products: list[Product] = resolved(_entered, "In their order.")


CampaignConnection = Connection[Campaign]


ProductListConnection = Connection[ProductList]


@strawberry.input
class CampaignInput:
    """Safe to repeat with the same clientMutationId."""

    title: str
    starts_at: datetime
    ends_at: datetime
    product_ids: list[strawberry.ID]
    client_mutation_id: str


@strawberry.type
class CampaignSuccess:
    """The campaign, made by this call or by an earlier one with the same clientMutationId."""

    campaign: Campaign


CampaignResult = Annotated[
    CampaignSuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("CampaignResult"),
]


@strawberry.input
class ProductListInput:
    """Safe to repeat with the same clientMutationId."""

    name: str
    campaign_id: strawberry.ID
    product_ids: list[strawberry.ID]
    client_mutation_id: str


@strawberry.type
class ProductListSuccess:
    """The list, made by this call or by an earlier one with the same clientMutationId."""

    product_list: ProductList


ProductListResult = Annotated[
    ProductListSuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("ProductListResult"),
]


@strawberry.input
class DeleteProductListInput:
    """A list of the viewer's."""

    product_list_id: strawberry.ID


@strawberry.type
class DeleteProductListSuccess:
    """The id of the list that is gone."""

    product_list_id: strawberry.ID


DeleteProductListResult = Annotated[
    DeleteProductListSuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("DeleteProductListResult"),
]


async def campaigns(info: Info, first: First = None, after: After = None) -> lists.Page[collaborations.Campaign]:
    """The viewer's own."""
    return await queries.campaigns(info.context.viewer, first=first, after=after)


async def product_lists(
    info: Info, query: NameQuery = None, first: First = None, after: After = None
) -> lists.Page[collaborations.ProductList]:
    """The viewer's own."""
    return await queries.product_lists(info.context.viewer, query, first=first, after=after)


async def create_campaign(info: Info, input: CampaignInput) -> CampaignSuccess:
    """Make a campaign."""
    access.campaigns(viewer := info.context.viewer)
    new = NewCampaign(
        title=input.title, starts_at=input.starts_at, ends_at=input.ends_at, product_keys=_keys(input.product_ids)
    )
    campaign: Any = await actions.create_campaign(viewer, input.client_mutation_id, new)
    return CampaignSuccess(campaign=campaign)


async def create_product_list(info: Info, input: ProductListInput) -> ProductListSuccess:
    """Make a list."""
    access.campaigns(viewer := info.context.viewer)
    campaign = ids.parse("campaign", input.campaign_id, "campaignId")
    new = NewList(name=input.name, campaign_key=campaign, product_keys=_keys(input.product_ids))
    product_list: Any = await actions.create_list(viewer, input.client_mutation_id, new)
    return ProductListSuccess(product_list=product_list)


async def delete_product_list(info: Info, input: DeleteProductListInput) -> DeleteProductListSuccess:
    """Delete a list."""
    viewer, key = info.context.messenger, ids.parse("list", input.product_list_id, "productListId")
    await actions.delete_list(viewer, key)
    return DeleteProductListSuccess(product_list_id=strawberry.ID(f"lst_{key}"))


def _keys(named: list[strawberry.ID]) -> list[int]:
    return ids.parse_many("product", named, "productIds")


@strawberry.type
class CollaborationMutations:
    """Campaigns and lists."""

    create_campaign: CampaignResult = resolved(create_campaign, "For agencies of programme TAP.")
    create_product_list: ProductListResult = resolved(create_product_list, "Of products approved for a campaign.")
    delete_product_list: DeleteProductListResult = resolved(
        delete_product_list, "Cards and showcases keep what they hold; idempotent."
    )
