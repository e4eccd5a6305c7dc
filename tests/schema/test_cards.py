"""Cards and the showcase, as clients see them."""

from typing import Any

import pytest

from domain.actions import catalog, collaborations, conversations, showcase
from domain.house import House
from domain.viewer import System
from models.accounts import AccountKind
from models.catalog import ProductState
from models.sql import statement
from tests.cast import Person, listed, offered, person, say, shown, started
from tests.schema.conftest import Api
from tests.schema.documents import told
from tests.schema.test_statements import watched

CARD = """card { __typename ... on ProductCard { added items {
    title price { amount currency } commission added addedAt
    product { id title price { amount } state samplesOffered } } } }"""
THREAD = f"""query($id: ID!) {{ node(id: $id) {{ ... on Conversation {{
    messages(last: 50) {{ nodes {{ kind preview {CARD} }} }} }} }} }}"""
SEND = f"""mutation($id: ID!, $made: String!, $content: MessageContent!) {{
    sendMessage(input: {{conversationId: $id, clientMessageId: $made, content: $content}}) {{ __typename
        ... on SendMessageSuccess {{ message {{ id kind text {CARD} }} }} ... on Problem {{ code }}
        ... on InvalidInput {{ field }} ... on NotFound {{ field }} }} }}"""
ADD = f"""mutation($message: ID!, $products: [ID!]) {{
    addToShowcase(input: {{messageId: $message, productIds: $products}}) {{ __typename
        ... on AddToShowcaseSuccess {{ message {{ {CARD} }}
            outcomes {{ productId product {{ title }} status problem {{ code }} }} }} ... on Problem {{ code }} }} }}"""
REMOVE = """mutation($products: [ID!]!) { removeFromShowcase(input: {productIds: $products}) { __typename
    ... on RemoveFromShowcaseSuccess { removedProductIds } ... on Problem { code } } }"""
PRODUCTS = """query($query: String, $first: Int, $after: String) {
    products(query: $query, first: $first, after: $after) {
        nodes { title } pageInfo { hasNextPage endCursor hasPreviousPage } } }"""


def titles(data: Any) -> list[str]:
    """The titles in a page."""
    return [node["title"] for node in data["nodes"]]


@pytest.mark.rule("COL-7")
async def test_a_card_keeps_what_was_sent_and_shows_both_sides_what_is_added(
    api: Api, acme: Person, maya: Person, house: House
) -> None:
    conversation = await started(acme, maya)
    red, blue = await offered(acme, "Red lipstick", "Blue mascara")
    content = {"products": {"productIds": [f"prd_{red}", f"prd_{blue}"], "text": "Look"}}

    data, errors = await api(acme, SEND, id=f"cnv_{conversation}", made="1", content=content)

    assert errors == []
    sent = data["sendMessage"]["message"]
    assert (sent["kind"], sent["text"], sent["card"]["added"]) == ("PRODUCT", "Look", False)
    assert sent["card"]["items"][0] == {
        "title": "Red lipstick",
        "price": {"amount": "10.00", "currency": "USD"},
        "commission": "12.5",
        "added": False,
        "addedAt": None,
        "product": {
            "id": f"prd_{red}",
            "title": "Red lipstick",
            "price": {"amount": "10.00"},
            "state": "ACTIVE",
            "samplesOffered": False,
        },
    }
    await catalog.set_product_state(System(house), blue, ProductState.OUT_OF_STOCK)
    async with house.database.transaction() as unit:
        await unit.fetch(statement("UPDATE products SET title = 'Redder', price = 1250 WHERE id = $1"), red)
    data, _ = await api(maya, ADD, message=sent["id"])
    assert [
        (o["productId"], o["product"]["title"], o["status"], o["problem"]) for o in data["addToShowcase"]["outcomes"]
    ] == [
        (f"prd_{red}", "Redder", "ADDED", None),
        (f"prd_{blue}", "Blue mascara", "REFUSED", {"code": "CLOSED"}),
    ]
    for who in (acme, maya):
        data, errors = await api(who, THREAD, id=f"cnv_{conversation}")
        assert errors == []
        (message,) = data["node"]["messages"]["nodes"]
        assert [item["added"] for item in message["card"]["items"]] == [True, False]
        assert message["card"]["added"] is False
        first, second = message["card"]["items"]
        assert (first["title"], first["price"]["amount"]) == ("Red lipstick", "10.00")  # as sent
        assert (first["product"]["title"], first["product"]["price"]["amount"]) == ("Redder", "12.50")  # of today
        assert second["product"]["state"] == "OUT_OF_STOCK"


async def test_a_whole_card_is_added_and_taken_back(api: Api, acme: Person, maya: Person) -> None:
    conversation = await started(acme, maya)
    keys = await offered(acme, "Red", "Blue")
    sequence = await shown(acme, conversation, keys)

    data, _ = await api(maya, ADD, message=f"msg_{conversation}_{sequence}", products=[f"prd_{keys[0]}", "prd_99"])
    assert [o["status"] for o in data["addToShowcase"]["outcomes"]] == ["ADDED", "REFUSED"]
    data, _ = await api(maya, ADD, message=f"msg_{conversation}_{sequence}")
    assert data["addToShowcase"]["message"]["card"]["added"] is True
    data, _ = await api(maya, "{ showcase { nodes { product { title } commission } } }")
    assert sorted(node["product"]["title"] for node in data["showcase"]["nodes"]) == ["Blue", "Red"]
    assert {node["commission"] for node in data["showcase"]["nodes"]} == {"12.5"}

    data, _ = await api(maya, REMOVE, products=[f"prd_{key}" for key in keys])
    assert data["removeFromShowcase"]["removedProductIds"] == [f"prd_{key}" for key in sorted(keys)]
    data, _ = await api(acme, THREAD, id=f"cnv_{conversation}")
    assert data["node"]["messages"]["nodes"][0]["card"]["added"] is False


async def test_what_is_wrong_with_a_card_is_a_typed_refusal(api: Api, acme: Person, maya: Person) -> None:
    conversation = await started(acme, maya)
    keys = await offered(acme, "Red", "Blue")
    both = {"products": {"productIds": [f"prd_{key}" for key in keys]}}

    data, _ = await api(acme, SEND, id=f"cnv_{conversation}", made="1", content=both)
    assert data["sendMessage"] == {
        "__typename": "InvalidInput", "code": "INVALID_INPUT", "field": "content.products.text",
    }  # fmt: skip
    data, _ = await api(acme, SEND, id=f"cnv_{conversation}", made="1", content={"products": {"productIds": ["x"]}})
    assert data["sendMessage"]["field"] == "content.products.productIds.0"
    data, _ = await api(maya, ADD, message=f"msg_{conversation}_1", products=["prd_1"] * 2001)
    assert data["addToShowcase"] == {"__typename": "InvalidInput", "code": "INVALID_INPUT"}
    data, _ = await api(maya, ADD, message=f"msg_{conversation}_1")
    assert data["addToShowcase"] == {"__typename": "NotFound", "code": "NOT_FOUND"}
    data, _ = await api(acme, ADD, message=f"msg_{conversation}_1")
    assert data["addToShowcase"] == {"__typename": "Forbidden", "code": "FORBIDDEN"}


async def test_a_thread_full_of_cards_takes_three_statements(
    api: Api, house: House, acme: Person, maya: Person
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    keys = await offered(acme, *"abcde")
    for number in range(10):
        if number % 4 == 0:
            await say(maya, conversation, f"what is new, {number}?")
        await shown(acme, conversation, keys, f"look {number}")

    async with watched(house) as database:
        data, errors = await api(maya, THREAD, id=f"cnv_{conversation}")

    assert errors == []
    assert len(database.statements) == 3
    nodes = data["node"]["messages"]["nodes"]
    cards = [len(node["card"]["items"]) if node["card"] else 0 for node in nodes]
    assert cards == [0, 0, *[5] * 4, 0, *[5] * 4, 0, *[5] * 2]


async def test_a_card_without_words_says_in_a_line_what_it_is(api: Api, acme: Person, maya: Person) -> None:
    conversation = await started(acme, maya)
    await shown(acme, conversation, await offered(acme, "Red"))

    data, _ = await api(maya, "{ inbox { nodes { lastMessage { kind preview text card { __typename } } } } }")

    assert data["inbox"]["nodes"][0]["lastMessage"] == {
        "kind": "PRODUCT", "preview": "A product", "text": None, "card": {"__typename": "ProductCard"},
    }  # fmt: skip


@pytest.mark.rule("COL-1")
async def test_a_product_shows_what_the_platform_said_of_it(api: Api, acme: Person, maya: Person) -> None:
    (key,) = await offered(
        acme, "Red", price=1999, commission=500, category="Beauty", image_url="https://img/red", samples_offered=True
    )
    (plain,) = await offered(acme, "Plain", commission=None)
    asked = """title imageUrl price { amount currency } category commission samplesOffered state seller { handle }"""

    data, errors = await api(maya, f'{{ node(id: "prd_{key}") {{ ... on Product {{ {asked} }} }} }}')

    assert errors == []
    assert data["node"] == {
        "title": "Red", "imageUrl": "https://img/red", "price": {"amount": "19.99", "currency": "USD"},
        "category": "Beauty", "commission": "5", "samplesOffered": True, "state": "ACTIVE",
        "seller": {"handle": "acme"},
    }  # fmt: skip
    data, _ = await api(maya, f'{{ node(id: "prd_{plain}") {{ ... on Product {{ commission samplesOffered }} }} }}')
    assert data["node"] == {"commission": None, "samplesOffered": False}


@pytest.mark.rule("COL-1")
async def test_a_seller_finds_its_products_by_any_part_of_a_title(api: Api, acme: Person, maya: Person) -> None:
    await offered(acme, "Red Lipstick", "Crème brûlée", "Lip balm 100% pure", "日本語のペン")
    (gone,) = await offered(acme, "Gone", state=ProductState.INACTIVE)

    async def found(query: str | None) -> list[str]:
        data, errors = await api(acme, PRODUCTS, query=query)
        assert errors == []
        return titles(data["products"])

    assert await found("lip") == ["Lip balm 100% pure", "Red Lipstick"]
    assert await found("CREME") == ["Crème brûlée"]
    assert await found("0%") == ["Lip balm 100% pure"]
    assert await found("本") == ["日本語のペン"]
    assert await found("_") == []
    assert len(await found(None)) == len(await found(" ")) == 5
    data, _ = await api(
        maya, f'{{ node(id: "acc_{acme.key}") {{ ... on Seller {{ products {{ nodes {{ title }} }} }} }} }}'
    )
    assert "Gone" not in titles(data["node"]["products"])
    assert len(titles(data["node"]["products"])) == 4
    data, _ = await api(maya, f'{{ node(id: "prd_{gone}") {{ ... on Product {{ title seller {{ handle }} }} }} }}')
    assert data["node"] == {"title": "Gone", "seller": {"handle": "acme"}}


async def test_products_page(api: Api, acme: Person, maya: Person) -> None:
    await offered(acme, *(f"Product {number}" for number in range(5)))

    first, _ = await api(acme, PRODUCTS, first=2)
    second, _ = await api(acme, PRODUCTS, first=10, after=first["products"]["pageInfo"]["endCursor"])
    wrong, errors = await api(acme, PRODUCTS, after="nonsense")
    nothing, _ = await api(maya, PRODUCTS)

    assert titles(first["products"]) + titles(second["products"]) == [f"Product {n}" for n in (4, 3, 2, 1, 0)]
    assert [page["products"]["pageInfo"]["hasNextPage"] for page in (first, second)] == [True, False]
    assert wrong["products"] is None
    assert told(errors) == {"code": "INVALID_INPUT", "field": "after"}
    assert nothing["products"]["nodes"] == []


async def test_products_of_other_markets_are_not_seen(api: Api, house: House, acme: Person) -> None:
    far = await person(house, AccountKind.SELLER, "far", ("DE",))
    (key,) = await offered(far, "Stift", currency="EUR")

    data, errors = await api(acme, f'{{ node(id: "prd_{key}") {{ id }} }}')

    assert (data, errors) == ({"node": None}, [])


LIST_CARD = """card { __typename ... on ProductListCard {
    name list { id name products { title } } added productsAdded seenAt items { title added } } }"""


@pytest.mark.rule("MSG-1", part="lists")
@pytest.mark.rule("COL-5")
@pytest.mark.rule("COL-10", part="lists")
async def test_the_agency_sees_what_became_of_a_list(api: Api, northstar: Person, acme: Person, maya: Person) -> None:
    conversation = await started(northstar, maya)
    red, blue = await offered(acme, "Red", "Blue")
    key = await listed(northstar, [red, blue], "Our picks")
    content = {"productListId": f"lst_{key}"}
    data, errors = await api(
        northstar, SEND.replace(CARD, LIST_CARD), id=f"cnv_{conversation}", made="1", content=content
    )
    assert errors == []
    card = data["sendMessage"]["message"]["card"]
    assert (card["name"], card["added"], card["productsAdded"], card["seenAt"]) == ("Our picks", False, 0, None)
    assert card["list"] == {"id": f"lst_{key}", "name": "Our picks", "products": [{"title": "Red"}, {"title": "Blue"}]}

    await conversations.mark_read(await maya.viewer(), [conversation])
    await showcase.add(await maya.viewer(), conversation, 1, [red])
    await collaborations.delete_list(await northstar.viewer(), key)

    for who in (northstar, maya):
        data, errors = await api(who, THREAD.replace(CARD, LIST_CARD), id=f"cnv_{conversation}")
        assert errors == []
        card = data["node"]["messages"]["nodes"][0]["card"]
        assert (card["list"], card["added"], card["productsAdded"]) == (None, False, 1)
        assert card["seenAt"] is not None
        assert [item["added"] for item in card["items"]] == [True, False]


async def test_campaigns_and_lists_are_made_by_mutations(
    api: Api, northstar: Person, acme: Person, maya: Person
) -> None:
    (red,) = await offered(acme, "Red")
    make = """mutation($input: CampaignInput!) { createCampaign(input: $input) {
        ... on CampaignSuccess { campaign { id title products { title } } } ... on Problem { code } } }"""
    asked = {
        "title": "Summer", "startsAt": "2026-06-01T00:00:00Z", "endsAt": "2026-09-01T00:00:00+02:00",
        "productIds": [f"prd_{red}"], "clientMutationId": "1",
    }  # fmt: skip
    data, errors = await api(northstar, make, input=asked)
    assert errors == []
    made = data["createCampaign"]["campaign"]
    assert (made["title"], made["products"]) == ("Summer", [{"title": "Red"}])
    listing = """mutation($input: ProductListInput!) { createProductList(input: $input) {
        ... on ProductListSuccess { productList { id name campaign { title } } } ... on Problem { code } } }"""
    asked = {"name": "Picks", "campaignId": made["id"], "productIds": [f"prd_{red}"], "clientMutationId": "2"}
    data, errors = await api(northstar, listing, input=asked)
    assert errors == []
    product_list = data["createProductList"]["productList"]
    assert (product_list["name"], product_list["campaign"]) == ("Picks", {"title": "Summer"})

    both = "{ campaigns { nodes { id title } } productLists { nodes { id name } } }"
    data, _ = await api(northstar, both)
    assert data["campaigns"]["nodes"] == [{"id": made["id"], "title": "Summer"}]
    assert data["productLists"]["nodes"] == [{"id": product_list["id"], "name": "Picks"}]
    for id in (made["id"], product_list["id"]):
        data, _ = await api(northstar, f'{{ node(id: "{id}") {{ id }} }}')
        assert data["node"] == {"id": id}
        data, _ = await api(maya, f'{{ node(id: "{id}") {{ id }} }}')
        assert data["node"] is None
    delete = f"""mutation {{ deleteProductList(input: {{productListId: "{product_list["id"]}"}}) {{
        ... on DeleteProductListSuccess {{ productListId }} ... on Problem {{ code }} }} }}"""
    assert (await api(maya, delete))[0]["deleteProductList"] == {"code": "NOT_FOUND"}
    assert (await api(northstar, delete))[0]["deleteProductList"] == {"productListId": product_list["id"]}
