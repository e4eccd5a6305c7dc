"""Who plays: two sellers, an agency and some creators of one home market."""

from dataclasses import dataclass

from domain.house import House
from domain.viewer import Viewer
from models.accounts import AccountKind
from tests.cast import Person, offered, person
from tests.outreach.dealings import Product

PARTNERS = {"shop": AccountKind.SELLER, "rival": AccountKind.SELLER, "agent": AccountKind.AGENCY}
SELLERS = [name for name, kind in PARTNERS.items() if kind is AccountKind.SELLER]
CREATORS = 6
PRODUCTS = 60  # of each seller; the last of them are asked for as samples
OPEN_RATE = 1250


@dataclass
class Cast:
    """The people of a home market, and what the sellers have to offer."""

    people: dict[str, Person]
    viewers: dict[str, Viewer]
    creators: list[Person]
    creator_viewers: list[Viewer]
    products: dict[Product, int]


async def cast(house: House, market: str) -> Cast:
    """Make them."""
    people = {name: await person(house, kind, f"{name}_{market.lower()}", (market,)) for name, kind in PARTNERS.items()}
    creators = [
        await person(house, AccountKind.CREATOR, f"creator{n}_{market.lower()}", (market,)) for n in range(CREATORS)
    ]
    products: dict[Product, int] = {}
    for name in SELLERS:
        titles = [f"Thing {n}" for n in range(PRODUCTS)]
        keys = await offered(people[name], *titles, commission=OPEN_RATE, samples_offered=True)
        products |= {(name, n): key for n, key in enumerate(keys)}
    viewers = {name: await one.viewer() for name, one in people.items()}
    return Cast(people, viewers, creators, [await one.viewer() for one in creators], products)
