"""Lists of hundreds of rows, while what is in them changes."""

import pytest
from playwright.async_api import Locator, Request, expect

from tests.browser.chromium import Browser
from tests.browser.conftest import past_the_api, somebody
from tests.processes import Process

SPOON = """INSERT INTO products (seller_id, title, search_text, price, currency, samples_offered, state, created_at)
    SELECT seller_id, ?, ?, price, currency, TRUE, 'ACTIVE', created_at FROM products WHERE id = 1"""
ASKED_FOR = """INSERT INTO samples (product_id, product_title, creator_id, seller_id, conversation_id, sequence, status,
        requested_at, due_at)
    SELECT ?, ?, creator_id, seller_id, conversation_id, sequence, 'TO_REVIEW', requested_at,
        '2100-01-01 00:00:00+00:00' FROM samples WHERE id = 2"""


def ask_for_spoons(marketplace: Process, count: int) -> None:
    """Maya asks acme for samples, more than anybody may."""
    with past_the_api(marketplace) as database:
        for spoon in (f"Spoon {number}" for number in range(count)):
            made = database.execute(SPOON, (spoon, spoon.lower()))
            database.execute(ASKED_FOR, (made.lastrowid, spoon))


async def scroll_to(rows: Locator, wanted: Locator) -> None:
    """As far as it takes, until what came into view is measured and the list has come to rest."""
    while not await wanted.count():
        await rows.evaluate("list => list.scrollBy(0, 500)")
        await rows.page.wait_for_timeout(50)
    before = None
    while before != (at := await place(wanted)):
        before = at
        await wanted.scroll_into_view_if_needed()
        await rows.page.wait_for_timeout(300)


async def scrolled(rows: Locator) -> int:
    """How far."""
    return int(await rows.evaluate("list => list.scrollTop"))


async def place(row: Locator) -> float:
    """Where a row is on the screen."""
    box = await row.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_a_row_far_down_changes_where_it_stands(marketplace: Process, browser: Browser) -> None:
    ask_for_spoons(marketplace, 120)
    acme = await somebody(browser, marketplace, "acme", "/console/samples")
    rows = acme.page.get_by_role("list", name="Samples")
    await expect(rows).to_be_visible()
    spoon = rows.get_by_role("article", name="Spoon 10", exact=True)
    await scroll_to(rows, spoon)
    before = await scrolled(rows), await place(spoon)

    read: list[Request] = []
    acme.page.on("requestfinished", lambda one: read.append(one) if "SamplesQuery" in (one.post_data or "") else None)

    await spoon.get_by_role("button", name="Approve").click()

    await expect(spoon).to_contain_text("To ship")
    while len(read) < 3:  # in pages of 50
        await acme.page.wait_for_timeout(50)
    await acme.page.wait_for_timeout(300)
    assert (await scrolled(rows), await place(spoon)) == before
    await scroll_to(rows, rows.get_by_role("article", name="Spoon 0", exact=True))
