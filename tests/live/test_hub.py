"""One reader per account, however many listen."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from domain import hub
from domain.errors import HistoryExpired
from domain.house import House
from domain.queries import events
from domain.queries.streams import Following
from tests.cast import Person, say, started
from tests.serving import Server


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[dict[int, int]]:
    """Every read of feeds: whose, from where."""
    seen: list[dict[int, int]] = []
    read = events.read

    async def counted(house: House, tails: Mapping[int, int]) -> Any:
        seen.append(dict(tails))
        return await read(house, tails)

    monkeypatch.setattr(events, "read", counted)
    return seen


async def test_an_event_is_read_once_for_all_listeners_of_an_account(
    server: Server, maya: Person, acme: Person, reads: list[dict[int, int]]
) -> None:
    conversation = await started(acme, maya)
    ears = [await server.wire(maya).listen() for _ in range(10)]
    await asyncio.sleep(0.3)
    reads.clear()

    await say(acme, conversation, "hello")
    for ear in ears:
        assert (await ear.next())["message"]["text"] == "hello"

    assert [list(tails) for tails in reads] == [[maya.key]]
    for ear in ears:
        await ear.close()


async def test_accounts_that_move_at_once_are_read_at_once(
    server: Server, maya: Person, acme: Person, reads: list[dict[int, int]]
) -> None:
    conversation = await started(acme, maya)
    async with server.wire(maya).listening() as creator, server.wire(acme).listening() as shop:
        await asyncio.sleep(0.3)
        reads.clear()
        await say(acme, conversation, "hello")
        await creator.next()
        await shop.next()

    assert [sorted(tails) for tails in reads] == [sorted([maya.key, acme.key])]


async def test_who_nobody_listens_to_is_not_read(
    server: Server, maya: Person, acme: Person, reads: list[dict[int, int]]
) -> None:
    conversation = await started(acme, maya)

    await say(acme, conversation, "hello")
    await asyncio.sleep(0.1)

    assert reads == []


async def test_a_read_that_fails_is_made_again(
    server: Server, maya: Person, acme: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await started(acme, maya)
    read, failures = server.house.hub.read, iter([ConnectionError("gone"), TimeoutError()])

    async def failing(tails: Mapping[int, int]) -> Any:
        for failure in failures:
            raise failure
        assert read is not None
        return await read(tails)

    async with server.wire(maya).listening() as ear:
        await asyncio.sleep(0.2)
        server.house.hub.read = failing
        await say(acme, conversation, "hello")

        assert (await ear.next())["message"]["text"] == "hello"


# ── streams that are new ──


class Member:
    """Takes what it is handed."""

    def __init__(self) -> None:
        self.handed: list[Any] = []
        self.fallen = 0

    def hand(self, event: Any) -> None:
        """Keep it."""
        self.handed.append(event)

    def fall_behind(self) -> None:
        """Count it."""
        self.fallen += 1


async def heard(member: Member, count: int) -> list[int]:
    """The numbers of so many events, before the slow timer could have looked."""
    async with asyncio.timeout(hub.TIMER_SECONDS / 5):
        while len(member.handed) < count:
            await asyncio.sleep(0.005)
    return [event.number for event in member.handed]


@pytest.mark.rule("EVT-3")
async def test_what_is_committed_between_who_is_asking_and_listening_is_heard_at_once(
    house: House, maya: Person, acme: Person
) -> None:
    conversation = await started(acme, maya)
    following, member = Following(await maya.viewer()), Member()
    await say(acme, conversation, "one", "two")  # nobody listens yet

    following.join(member)
    assert following.fresh
    assert following.level(following.place)

    assert await heard(member, 2) == [following.place + 1, following.place + 2]
    following.leave(member)


async def test_heads_of_new_streams_are_asked_for_together(
    house: House, maya: Person, acme: Person, noor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[set[int]] = []
    read_heads = house.hub.read_heads
    assert read_heads is not None

    async def noted(account_ids: list[int]) -> Mapping[int, int]:
        asked.append(set(account_ids))
        return await read_heads(account_ids)

    monkeypatch.setattr(house.hub, "read_heads", noted)
    followed = [Following(await who.viewer()) for who in (maya, acme, noor, maya)]
    for following in followed:
        following.join(Member())
    await asyncio.sleep(0.2)

    assert asked == [{maya.key, acme.key, noor.key}]


async def test_who_is_behind_what_was_handed_has_to_read(house: House, maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    early, late = Following(await maya.viewer()), Following(await maya.viewer())
    member = Member()
    early.join(member)
    assert early.level(early.place)
    await say(acme, conversation, "one")
    await heard(member, 1)

    late.join(Member())

    assert not late.level(late.place)
    assert late.level(late.place + 1)


async def test_an_event_that_comes_with_its_row_is_used_only_as_the_next_one(
    house: House, maya: Person, acme: Person, reads: list[dict[int, int]]
) -> None:
    conversation = await started(acme, maya)
    following, member = Following(await maya.viewer()), Member()
    following.join(member)
    following.level(following.place)
    await asyncio.sleep(0.1)
    publish, house.bus.publish = house.bus.publish, lambda heads: None  # type: ignore[method-assign]
    await say(acme, conversation, "one", "two", "three")
    _, page = await events.read(house, {maya.key: following.place})
    one, two, three = (event for _, event in page)
    reads.clear()

    house.hub.hand(maya.key, one)
    house.hub.hand(maya.key, one)
    assert (member.handed, reads) == ([one], [])
    house.hub.hand(maya.key, three)
    assert await heard(member, 3) == [one.number, two.number, three.number]
    house.hub.hand(maya.key, two)

    assert reads == [{maya.key: one.number}]
    assert len(member.handed) == 3
    house.bus.publish = publish  # type: ignore[method-assign]


async def test_a_new_epoch_sends_every_member_to_the_feed_and_hands_nothing_until_one_has_read(
    house: House, maya: Person, acme: Person
) -> None:
    conversation = await started(acme, maya)
    following, member = Following(await maya.viewer()), Member()
    following.join(member)
    following.level(following.place)

    house.hub.begin_anew()
    await say(acme, conversation, "one")
    await asyncio.sleep(0.1)

    assert (member.fallen, member.handed) == (1, [])
    house.epoch = "another"
    assert not following.level(following.place)
    with pytest.raises(HistoryExpired):
        await anext(following.behind(following.place))
