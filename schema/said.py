"""What goes later, or to many, as fields: who made it, and what it carries beside its words."""

import strawberry

from domain import bulk, collaborations, media, members, products, scheduled
from schema.context import Info

Of = strawberry.Parent[bulk.BulkMessage | scheduled.Scheduled]


async def created_by(of: Of, info: Info) -> members.User | None:
    """Whoever of the team made it."""
    return await info.context.loaders.users.load(of.created_by_key)


async def its_products(of: Of, info: Info) -> list[products.Product]:
    """In their order; as they are now."""
    found = await info.context.loaders.known_products.load_many(of.said.products or [])
    return [product for product in found if product is not None]


async def its_list(of: Of, info: Info) -> collaborations.ProductList | None:
    """None once it is deleted."""
    return None if of.said.list_key is None else await info.context.loaders.lists.load(of.said.list_key)


async def its_media(of: Of, info: Info) -> media.Media | None:
    """A photo or a GIF."""
    return None if of.said.media_key is None else await info.context.loaders.media.load(of.said.media_key)
