"""Who makes and locks the rows of the same pairs at the same moment waits for the other, and never in a circle."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from msgspec.structs import replace

from domain import transaction
from domain.actions import invitations, outreach, pools, showcase
from domain.house import House
from models.sql import statement
from tests.cast import Person, filmed, listed, offered, sent_list, started, target
from tests.conftest import Hands
from tests.feeding import LENA, UPDATED, became, feed, followers, rows

CONNECTED = statement(
    "SELECT creator_id, connected, last_sequence FROM pairs WHERE partner_id = $1 ORDER BY creator_id"
)
LONG_ENOUGH = 0.3


@pytest.fixture
def circles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the database gave up because two waited for each other."""
    noted: list[str] = []
    once = transaction._once

    async def noting(house: House, work: Callable[..., Awaitable[Any]]) -> Any:
        try:
            return await once(house, work)
        except transaction.WORTH_RETRYING as error:
            noted.append(repr(error))
            raise

    monkeypatch.setattr(transaction, "_once", noting)
    return noted


def slowly(monkeypatch: pytest.MonkeyPatch, *, before: bool) -> asyncio.Event:
    """Let it take a while to connect somebody, before or after it is done; what is answered is set meanwhile."""
    meanwhile = asyncio.Event()
    connect = outreach.connect

    async def slow(*given: Any) -> None:
        if not before:
            await connect(*given)
        meanwhile.set()
        await asyncio.sleep(LONG_ENOUGH)
        if before:
            await connect(*given)

    monkeypatch.setattr(outreach, "connect", slow)
    return meanwhile


async def connected(by: Person) -> list[tuple[int, bool, int]]:
    """How the pairs of a seller stand."""
    return [(row[0], bool(row[1]), row[2]) for row in await by.house.database.fetch(CONNECTED, by.key)]


@pytest.mark.rule("OUT-4")
async def test_a_product_is_added_while_its_seller_writes_to_the_creator_for_the_first_time(
    acme: Person, northstar: Person, maya: Person, circles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    red = await offered(acme, "Red")
    place = await started(northstar, maya)
    card = await sent_list(northstar, place, await listed(northstar, red))
    collaboration = await target(acme, red)

    connecting = slowly(monkeypatch, before=True)

    async def invite() -> None:
        await connecting.wait()
        await invitations.invite(await acme.viewer(), "invite", collaboration, [maya.key])

    await asyncio.gather(showcase.add(await maya.viewer(), place, card), invite())

    assert circles == []
    assert await connected(acme) == [(maya.key, True, 1)]


@pytest.mark.rule("OUT-4")
async def test_videos_of_several_are_fed_while_their_seller_invites_them(  # noqa: PLR0917 - the cast
    acme: Person, maya: Person, noor: Person, clock: Hands, circles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pair of the later creator is the earlier one."""
    (red,) = await offered(acme, "Red")
    for creator in (noor, maya):
        await started(acme, creator)
    collaboration = await target(acme, [red])

    connecting = slowly(monkeypatch, before=False)

    async def invite() -> None:
        await connecting.wait()
        await invitations.invite(await acme.viewer(), "invite", collaboration, [maya.key, noor.key])

    await asyncio.gather(filmed("video", red, maya, noor), invite())

    assert circles == []
    assert await connected(acme) == [(maya.key, True, 1), (noor.key, True, 1)]


@pytest.mark.rule("OUT-4")
async def test_what_is_not_added_leaves_nothing_of_a_pair(acme: Person, northstar: Person, maya: Person) -> None:
    place = await started(northstar, maya)
    card = await sent_list(northstar, place, await listed(northstar, await offered(acme, "Red")))

    (outcome,) = await showcase.add(await maya.viewer(), place, card, [10**9])

    assert outcome.problem is not None
    assert await connected(acme) == []


async def test_figures_are_fed_of_a_creator_who_is_renamed(
    house: House, circles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await feed(house, LENA)
    following, follow = asyncio.Event(), pools.follow

    async def slow(*given: Any) -> None:
        following.set()
        await asyncio.sleep(LONG_ENOUGH)
        await follow(*given)

    async def rename() -> None:
        await following.wait()
        assert await became(house, replace(LENA, handle="lena.moreau")) == [UPDATED]

    monkeypatch.setattr(pools, "follow", slow)
    await asyncio.gather(feed(house, followers()), rename())

    assert circles == []
    assert await rows(
        house, "SELECT handle, followers FROM accounts a JOIN latest_figures f ON a.id = f.account_id"
    ) == [("lena.moreau", 1200)]
