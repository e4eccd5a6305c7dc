"""The side panel: one document for every side, as docs/clients.md has it, in a fixed number of statements (INB-8)."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.actions import accounts, collaborations, leads, notes
from domain.actions.accounts import Figure
from domain.actions.collaborations import NewCampaign
from domain.house import House
from domain.viewer import System
from models.accounts import AccountKind, Metric
from tests.app.served import Client
from tests.cast import Person, linked, listed, offered, person, say, started, target
from tests.conftest import Hands
from tests.schema.conftest import Api
from tests.schema.test_statements import watched

GUIDE = (Path(__file__).parents[2] / "docs" / "clients.md").read_text(encoding="utf-8")
(PANEL,) = [text for text in re.findall(r"```graphql\n(.*?)```\n", GUIDE, flags=re.DOTALL) if "SidePanel" in text]
# Who is asking and the conversation; then one for each part that this side has.
STATEMENTS = {"seller": 10, "LIVE partner": 12, "agency": 10, "creator of an agency": 7, "creator of a seller": 6}
FIGURES = {
    Metric.FOLLOWERS: 12_000, Metric.REVENUE: 123_45, Metric.VIDEO_VIEWS: 77_000, Metric.LIVE_UNIQUE_VIEWERS: 900,
}  # fmt: skip


async def panel(api: Api, who: Person, conversation: int, query: str | None = None) -> tuple[dict[str, Any], int]:
    """The panel, whole and without an error; and how many statements were read for it."""
    async with watched(who.house) as database:
        data, errors = await api(who, PANEL, conversation=f"cnv_{conversation}", query=query)
    assert errors == []
    return data, len(database.statements)


def names(data: dict[str, Any], field: str, name: str = "name") -> list[str]:
    """What a list holds."""
    return [one[name] for one in data[field]["nodes"]]


async def fed(house: House, creator: Person, hands: Hands) -> None:
    """The figures of a creator."""
    figures = [
        Figure(creator.key, metric, value, hands.at, "USD" if metric.is_money else None)
        for metric, value in FIGURES.items()
    ]
    await accounts.record_statistics(System(house), figures)


@pytest.mark.rule("INB-8")
async def test_a_seller_looks_at_a_creator(api: Api, maya: Person, clock: Hands) -> None:
    shop = await person(maya.house, AccountKind.SELLER, "shop", live_partner=True)
    await fed(maya.house, maya, clock)
    key = await started(maya, shop)
    await say(maya, key, "hello")
    red, _ = await offered(shop, "Red lipstick", "Blue mascara")
    await target(shop, [red])
    await notes.add(await shop.viewer(), "n", maya.key, "kind")
    await notes.set_labels(await shop.viewer(), maya.key, ["VIP"])
    await leads.mark(await shop.viewer(), maya.key)

    data, statements = await panel(api, shop, key)
    found, as_many = await panel(api, shop, key, "MASC")

    creator = data["node"]["counterpart"]
    assert (creator["handle"], creator["level"], creator["labels"]) == ("maya", "NONE", ["VIP"])
    assert [note["text"] for note in creator["notes"]] == ["kind"]
    assert {name: stat["value"] for name, stat in creator["stats"].items()} == {
        "followers": 12_000, "revenue": {"amount": "123.45", "currency": "USD"}, "videoViews": 77_000,
        "liveUniqueViewers": 900,
    }  # fmt: skip
    assert (creator["lead"]["status"], creator["lead"]["source"]) == ("FOLLOW_UP", "INSTANT_MESSAGE")
    assert creator["leadAction"] == "UNMARK"
    assert (creator["contact"]["cost"], creator["contact"]["connected"]) == ("FREE", True)
    assert creator["partnership"] is None
    assert data["node"]["canSend"]["allowed"] is True
    assert names(data, "products", "title") == ["Blue mascara", "Red lipstick"]
    assert names(data, "targetCollaborations") == ["Launch"]
    assert data["productLists"]["nodes"] == []
    assert (names(found, "products", "title"), names(found, "targetCollaborations")) == (["Blue mascara"], [])
    assert statements == as_many == STATEMENTS["LIVE partner"]


@pytest.mark.rule("INB-8")
async def test_an_agency_looks_at_a_creator(
    api: Api, maya: Person, acme: Person, northstar: Person, clock: Hands
) -> None:
    await linked(northstar, maya)
    products = await offered(acme, "Red")
    for name in ("First picks", "Then picks"):
        await listed(northstar, products, name)
        clock.advance(minutes=1)
    key = await started(northstar, maya)

    data, statements = await panel(api, northstar, key)
    found, _ = await panel(api, northstar, key, "first")

    creator = data["node"]["counterpart"]
    assert (creator["partnership"]["status"], creator["partnership"]["programme"]) == ("LINKED", "CAP")
    assert (creator["lead"], creator["contact"]["cost"]) == (None, "FREE")
    assert names(data, "productLists") == ["Then picks", "First picks"]
    assert names(found, "productLists") == ["First picks"]
    assert statements == STATEMENTS["agency"]


@pytest.mark.rule("INB-8")
async def test_a_creator_looks_at_an_agency(api: Api, acme: Person, clock: Hands) -> None:
    maya = await person(acme.house, AccountKind.CREATOR, "maya")
    agency = await person(acme.house, AccountKind.AGENCY, "stars", category="Talent")
    tea, shoes, old = await offered(acme, "Tea", category="Food") + await offered(acme, "Shoes", category="Apparel") + (
        await offered(acme, "Old", category="Antiques"))  # fmt: skip
    for made, chosen, days in (("now", [tea, shoes], 9), ("before", [old], 1)):
        new = NewCampaign(title=made, starts_at=clock.at - timedelta(days=9), ends_at=clock.at + timedelta(days=days),
                          product_keys=chosen)  # fmt: skip
        await collaborations.create_campaign(await agency.viewer(), made, new)
    clock.advance(days=2)
    await linked(agency, maya)

    data, statements = await panel(api, maya, await started(maya, agency))

    other = data["node"]["counterpart"]
    assert (other["verified"], other["programmes"]) == (True, ["CAP", "TAP"])
    assert other["categories"] == ["Apparel", "Food", "Talent"]
    assert other["partnership"]["status"] == "LINKED"
    assert [data[name]["nodes"] for name in ("products", "targetCollaborations", "productLists")] == [[], [], []]
    assert statements == STATEMENTS["creator of an agency"]


@pytest.mark.rule("INB-8")
async def test_a_creator_looks_at_a_seller(api: Api, acme: Person, maya: Person) -> None:
    await offered(acme, "Red", "Blue")

    data, statements = await panel(api, maya, await started(maya, acme))

    offers = data["node"]["counterpart"]["offers"]["nodes"]
    assert [(one["title"], one["price"]["amount"]) for one in offers] == [("Blue", "10.00"), ("Red", "10.00")]
    assert statements == STATEMENTS["creator of a seller"]


async def test_as_many_statements_however_much_there_is(api: Api, client: Client, acme: Person, maya: Person) -> None:
    key = await started(maya, acme)
    await say(maya, key, "hello")
    _, before = await panel(api, acme, key)
    products = await offered(acme, *(f"Thing {n}" for n in range(40)))
    for n in range(5):
        await target(acme, products[:5], days=n + 1)
        await notes.add(await acme.viewer(), f"{n}", maya.key, f"note {n}")

    data, after = await panel(api, acme, key)

    assert (before, after) == (STATEMENTS["seller"], STATEMENTS["seller"])
    assert (len(data["products"]["nodes"]), len(data["targetCollaborations"]["nodes"])) == (25, 5)
