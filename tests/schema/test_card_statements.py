"""How many statements a page full of product lists takes."""

from domain.house import House
from models.accounts import AccountKind
from tests.cast import Person, linked, listed, offered, person, say, sent_list, started
from tests.schema.conftest import Api
from tests.schema.test_statements import watched

LISTS, PRODUCTS, TEXTS = 40, 20, 10
CARDS = """query($id: ID!) { node(id: $id) { ... on Conversation { messages(last: 50) { edges { cursor node {
    kind preview text sentAt sender { id name }
    card { __typename ... on ProductListCard { name added productsAdded seenAt items {
        title price { amount currency } commission added addedAt
        product { id title imageUrl price { amount currency } state } } } } } } } } } }"""


async def full_of_lists(agency: Person, seller: Person, creator: Person) -> int:
    """A conversation whose newest fifty messages are forty lists of twenty products, and ten texts."""
    keys = await offered(seller, *(f"Product {number}" for number in range(PRODUCTS + LISTS)))
    conversation = await started(agency, creator)
    await say(agency, conversation, "hello")
    for number in range(LISTS):
        held = keys[number : number + PRODUCTS]  # each product is on many cards, and no two cards are alike
        await sent_list(agency, conversation, await listed(agency, held, f"List {number}"))
        if number % 4 == 0:
            await say(agency, conversation, f"That was list {number}.")
    return conversation


async def test_a_page_of_forty_lists_of_twenty_products_takes_three_statements(
    api: Api, house: House, acme: Person, maya: Person
) -> None:
    agency = await person(house, AccountKind.AGENCY, "northstar")
    await linked(agency, maya)
    conversation = await full_of_lists(agency, acme, maya)

    for who in (maya, agency):
        async with watched(house) as database:
            data, errors = await api(who, CARDS, id=f"cnv_{conversation}")

        assert errors == []
        assert len(database.statements) == 3
        nodes = [edge["node"] for edge in data["node"]["messages"]["edges"]]
        lists = [node["card"] for node in nodes if node["card"] is not None]
        assert (len(nodes), len(lists)) == (LISTS + TEXTS, LISTS)
        for number, card in enumerate(lists):
            assert (card["name"], card["added"], card["productsAdded"]) == (f"List {number}", False, 0)
            assert [item["product"]["title"] for item in card["items"]] == [
                f"Product {place}" for place in range(number, number + PRODUCTS)
            ]
