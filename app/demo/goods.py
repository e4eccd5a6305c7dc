"""What the shops sell: the products of the tables, with what the platform says of them beside name and price."""

from collections.abc import Mapping

from app.demo import there
from app.demo.cast import Cast, Partner, Product
from app.demo.words import dice
from domain.actions import catalog
from domain.actions.catalog import NewProduct
from domain.policy import Policy
from domain.viewer import System

CENTS = 100
RATES = (500, 800, 1_000, 1_200, 1_250, 1_500)  # basis points
PICTURED_SHARE = 0.8
SAMPLES_BELOW = 40.0  # what costs more is not given away
# Their shops offer these to chosen creators only.
NOT_OPEN = {"cast iron casserole", "merino base layer", "balance board"}


async def make(system: System, everybody: Cast, keys: Mapping[str, int]) -> dict[str, int]:
    """Make the products that are not there yet; the keys of all, by their names in the tables."""
    shops = {handle: shop for handle, shop in everybody.partners.items() if shop.products}
    known = await there.products(system.house, [keys[handle] for handle in shops])
    new = [
        _new(handle, shop, product, keys[handle], system.house.policy)
        for handle, shop in shops.items()
        for product in shop.products
        if title(product) not in known
    ]
    if new:
        made = await catalog.create_products(system, new)
        known |= dict(zip((one.title for one in new), made, strict=True))
    return {product.name: known[title(product)] for shop in shops.values() for product in shop.products}


def title(product: Product) -> str:
    """As a shop writes it."""
    return product.name[0].upper() + product.name[1:]


def _new(handle: str, shop: Partner, product: Product, seller_key: int, policy: Policy) -> NewProduct:
    chance = dice("product", product.name)
    rate, pictured = chance.choice(RATES), chance.random() < PICTURED_SHARE
    return NewProduct(
        seller_key=seller_key,
        title=title(product),
        price=round(product.price * CENTS),
        currency=policy.market(shop.account.markets[0]).currency,
        commission=None if product.name in NOT_OPEN else rate,
        image_url=f"https://{handle}.example/{product.name.replace(' ', '-')}.jpg" if pictured else None,
        category=shop.account.category,
        samples_offered=product.price < SAMPLES_BELOW,
    )
