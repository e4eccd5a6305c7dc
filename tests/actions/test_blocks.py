"""Blocking: either side may, and nothing that is sent crosses a block."""

import asyncio

import pytest

from domain.actions import blocks, conversations, messages
from domain.errors import Blocked, InvalidInput, NotFound, YouBlockedThem
from domain.house import House
from domain.queries import accounts, streams
from domain.queries import conversations as inbox
from domain.queries import messages as threads
from models.accounts import AccountKind
from tests.cast import Person, linked, person, say, started
from tests.conftest import Heard, NothingHappens

INTERLEAVINGS = 27


async def block(by: Person, whom: Person) -> None:
    """Block somebody."""
    await blocks.block(await by.viewer(), whom.key)


async def unblock(by: Person, whom: Person) -> None:
    """Undo it."""
    await blocks.unblock(await by.viewer(), whom.key)


@pytest.fixture
async def conversation(maya: Person, acme: Person) -> int:
    """One in which both have written."""
    key = await started(acme, maya)
    await say(acme, key, "hello")
    await say(maya, key, "hi")
    return key


# ── block and unblock ──


@pytest.mark.rule("BLK-1")
@pytest.mark.parametrize("kind", [AccountKind.SELLER, AccountKind.AGENCY])
async def test_either_side_may_block_the_other_and_undo_it(house: House, maya: Person, kind: AccountKind) -> None:
    partner = await person(house, kind, "partner")
    key = await started(partner, maya)
    await say(partner, key, "hello")

    for by, whom in ((maya, partner), (partner, maya)):
        await block(by, whom)
        assert (await inbox.one(await by.viewer(), key, "id")).blocked_by_me is True
        with pytest.raises(Blocked):
            await say(whom, key, f"from {whom.handle}")

        await unblock(by, whom)
        assert (await inbox.one(await by.viewer(), key, "id")).blocked_by_me is False
        await say(whom, key, f"from {whom.handle}")


@pytest.mark.rule("BLK-1")
async def test_blocking_again_changes_nothing_and_tells_nobody(
    maya: Person, acme: Person, conversation: int, nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        await unblock(acme, maya)
    await block(acme, maya)

    async with nothing_happens():
        await block(acme, maya)


@pytest.mark.rule("BLK-1")
async def test_the_blocker_is_told_of_the_block_and_the_other_only_that_something_changed(
    maya: Person, acme: Person, conversation: int, heard: Heard
) -> None:
    told, told_them = await heard(acme), await heard(maya)

    await block(acme, maya)
    await unblock(acme, maya)

    assert await heard(acme) == [*told, "block_changed", "block_changed"]
    assert await heard(maya) == [*told_them, "conversation_changed", "conversation_changed"]


@pytest.mark.rule("BLK-1")
async def test_both_may_block_at_once_and_each_undoes_its_own(maya: Person, acme: Person, conversation: int) -> None:
    await asyncio.gather(block(maya, acme), block(acme, maya))
    await unblock(maya, acme)

    seen = await inbox.one(await maya.viewer(), conversation, "id")
    assert (seen.blocked_by_me, seen.blocked_by_counterpart) == (False, True)


@pytest.mark.rule("BLK-1")
async def test_a_block_needs_no_conversation_and_tells_the_other_nothing(
    maya: Person, acme: Person, heard: Heard
) -> None:
    await block(maya, acme)

    assert await heard(maya) == ["block_changed"]
    assert await heard(acme) == []
    with pytest.raises(Blocked):
        await say(acme, await started(acme, maya), "hello")


@pytest.mark.rule("BLK-1")
async def test_a_creator_and_a_creator_do_not_block_each_other(
    maya: Person, noor: Person, nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        with pytest.raises(InvalidInput) as refused:
            await block(maya, noor)

    assert refused.value.facts == {"field": "accountId"}


async def test_nobody_blocks_an_account_that_is_not_there(maya: Person, nothing_happens: NothingHappens) -> None:
    async with nothing_happens():
        for door in (blocks.block, blocks.unblock):
            with pytest.raises(NotFound) as refused:
                await door(await maya.viewer(), 999)
            assert refused.value.facts == {"field": "accountId"}


# ── what a block refuses ──


@pytest.mark.rule("BLK-2", part="messages")
@pytest.mark.parametrize(
    ("by", "kind", "sentence"),
    [
        ("partner", AccountKind.SELLER, "You cannot send messages to seller now as you are blocked by them."),
        ("partner", AccountKind.AGENCY, "You cannot send messages to agency now as you are blocked by them."),
        ("creator", AccountKind.SELLER, "You cannot send messages to creator now as you are blocked by them."),
        ("creator", AccountKind.AGENCY, "You cannot send messages to creator now as you are blocked by them."),
    ],
)
async def test_the_blocked_side_is_told_so_and_the_blocker_too(
    *, house: House, maya: Person, by: str, kind: AccountKind, sentence: str, nothing_happens: NothingHappens
) -> None:
    partner = await person(house, kind, "partner")
    key = await started(partner, maya)
    await say(partner, key, "hello")
    await say(maya, key, "hi")
    blocker, blocked = (partner, maya) if by == "partner" else (maya, partner)
    await block(blocker, blocked)

    async with nothing_happens():
        with pytest.raises(Blocked) as refused:
            await say(blocked, key, "please")
        with pytest.raises(YouBlockedThem):
            await say(blocker, key, "no")

    assert refused.value.detail == sentence


@pytest.mark.rule("BLK-2", part="messages")
async def test_where_both_block_each_is_told_of_its_own_block_first(
    maya: Person, acme: Person, conversation: int, nothing_happens: NothingHappens
) -> None:
    await block(maya, acme)
    await block(acme, maya)

    async with nothing_happens():
        for who in (maya, acme):
            with pytest.raises(YouBlockedThem):
                await say(who, conversation, "hm")


@pytest.mark.rule("BLK-2", part="messages")
@pytest.mark.parametrize("by", ["maya", "acme"])
async def test_no_receipt_is_passed_on_across_a_block_whoever_set_it(
    maya: Person, acme: Person, conversation: int, heard: Heard, by: str
) -> None:
    await block(*((maya, acme) if by == "maya" else (acme, maya)))
    told = await heard(acme)

    await conversations.mark_read(await maya.viewer(), [conversation])

    assert (await inbox.one(await maya.viewer(), conversation, "id")).read_up_to == 2
    assert (await inbox.one(await acme.viewer(), conversation, "id")).read_by_counterpart_up_to is None
    assert await heard(acme) == told


@pytest.mark.rule("BLK-2", part="messages")
@pytest.mark.parametrize("by", ["maya", "acme"])
async def test_no_typing_is_passed_on_across_a_block_whoever_set_it(
    maya: Person, acme: Person, conversation: int, by: str
) -> None:
    stream = streams.typing(await acme.viewer(), conversation)
    first = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0.02)
    pair = (maya, acme) if by == "maya" else (acme, maya)

    await block(*pair)
    await messages.set_typing(await maya.viewer(), conversation, typing=True)
    await unblock(*pair)
    await messages.set_typing(await maya.viewer(), conversation, typing=False)

    assert (await asyncio.wait_for(first, 1)).typing is False
    await stream.aclose()


@pytest.mark.rule("BLK-2", part="messages")
async def test_a_block_is_between_two_accounts_only(
    maya: Person, noor: Person, acme: Person, fresh: Person, conversation: int
) -> None:
    await block(acme, maya)

    await say(acme, await started(acme, noor), "hello, noor")
    await say(maya, await started(maya, fresh), "hello, fresh")


# ── what a block leaves ──


@pytest.mark.rule("BLK-3", part="conversations")
async def test_the_conversation_stays_readable_to_both(maya: Person, acme: Person, conversation: int) -> None:
    await block(acme, maya)

    for who in (maya, acme):
        viewer = await who.viewer()
        (seen,) = (await inbox.page(viewer)).nodes
        (thread,) = await threads.read(viewer, [(seen, threads.part(viewer).of(seen))])
        assert [message.text for message in thread.nodes] == ["hello", "hi"]


@pytest.mark.rule("BLK-3", part="conversations")
async def test_the_mark_is_shown_to_the_blocker_only(maya: Person, acme: Person, conversation: int) -> None:
    await block(acme, maya)

    by, whom = await acme.viewer(), await maya.viewer()
    assert (await inbox.one(by, conversation, "id")).counterpart.blocked_by_viewer is True
    assert (await inbox.one(whom, conversation, "id")).counterpart.blocked_by_viewer is False
    assert (await accounts.some(by, [maya.key]))[maya.key].blocked_by_viewer is True
    assert (await accounts.some(whom, [acme.key]))[acme.key].blocked_by_viewer is False


@pytest.mark.rule("BLK-3", part="conversations")
async def test_the_blocked_side_still_reads_and_marks(maya: Person, acme: Person, conversation: int) -> None:
    await block(acme, maya)
    viewer = await maya.viewer()

    await conversations.mark_read(viewer, [conversation])
    await conversations.star(viewer, conversation)

    seen = await inbox.one(viewer, conversation, "id")
    assert (seen.unread, seen.starred) == (False, True)


# ── a block against sends that are under way ──


@pytest.mark.rule("BLK-4", part="sends")
async def test_once_a_block_holds_no_send_gets_through(maya: Person, northstar: Person, heard: Heard) -> None:
    await linked(northstar, maya)
    conversation = await started(northstar, maya)
    us, them = await northstar.viewer(), await maya.viewer()
    sent, refused = 0, 0

    for n in range(INTERLEAVINGS):
        before = len(await heard(northstar))
        at_once = [
            messages.send(who, conversation, f"{n}.{m}", f"hello {n}.{m}") for m in range(4) for who in (us, them)
        ]
        at_once.insert(n % 9, blocks.block(us, maya.key))  # type: ignore[arg-type]  # it returns nothing

        ended = await asyncio.gather(*at_once, return_exceptions=True)

        # One account's stream shows in which order they were committed.
        told = (await heard(northstar))[before:]
        assert "message_sent" not in told[told.index("block_changed") :]
        refusals = [end for end in ended if isinstance(end, Blocked | YouBlockedThem)]
        assert told.count("message_sent") == 8 - len(refusals)
        sent, refused = sent + 8 - len(refusals), refused + len(refusals)
        await blocks.unblock(us, maya.key)

    assert sent > 0
    assert refused > 0


@pytest.mark.rule("BLK-4", part="sends")
async def test_after_the_block_has_returned_a_send_is_refused(maya: Person, acme: Person, conversation: int) -> None:
    us, them = await acme.viewer(), await maya.viewer()

    for n in range(INTERLEAVINGS):
        under_way = [asyncio.create_task(messages.send(them, conversation, f"{n}.{m}", "hello")) for m in range(4)]
        await asyncio.sleep(n % 5 * 0.001)
        await blocks.block(us, maya.key)

        with pytest.raises(Blocked):
            await messages.send(them, conversation, f"late {n}", "hello")

        await asyncio.gather(*under_way, return_exceptions=True)
        await blocks.unblock(us, maya.key)
