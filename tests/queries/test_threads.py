"""The pages of a thread."""

import pytest

from domain.actions import messages as doors
from domain.errors import InvalidInput
from domain.lists import Page, PageInfo
from domain.queries import conversations, messages
from domain.rows import Message
from tests.cast import Person, say, started


@pytest.fixture
async def conversation(maya: Person, acme: Person) -> int:
    """Ten messages by the creator."""
    key = await started(maya, acme)
    await say(maya, key, *(str(n) for n in range(1, 11)))
    return key


async def page(who: Person, conversation: int, **asked: int | str) -> Page[Message]:
    """A page of a thread: on PostgreSQL the same whether it is read with its conversation or after it."""
    viewer = await who.viewer()
    part = messages.part(viewer, **asked)  # type: ignore[arg-type]
    seen = await conversations.one(viewer, conversation, "id")
    (found,) = await messages.read(viewer, [(seen, part.of(seen))])
    opened = await messages.opened(viewer, conversation, asked)
    assert opened is not None
    assert opened.thread is not None
    at_once: Page[Message] = opened.thread.page
    assert ([m.id for m in at_once.nodes], at_once.page_info) == ([m.id for m in found.nodes], found.page_info)
    return found


def numbers(found: Page[Message]) -> list[int]:
    """The sequences on a page."""
    assert [message.text for message in found.nodes] == [str(message.sequence) for message in found.nodes]
    return [message.sequence for message in found.nodes]


@pytest.mark.rule("INB-6")
@pytest.mark.parametrize(
    ("asked", "sequences", "ahead", "behind"),
    [
        ({}, range(1, 11), False, False),
        ({"last": 3}, [8, 9, 10], False, True),
        ({"last": 3, "before": "8"}, [5, 6, 7], True, True),
        ({"before": "4"}, [1, 2, 3], True, False),
        ({"last": 3, "before": "1"}, [], True, False),
        ({"last": 3, "before": "99"}, [8, 9, 10], False, True),
        ({"first": 3}, [1, 2, 3], True, False),
        ({"first": 3, "after": "3"}, [4, 5, 6], True, True),
        ({"after": "8"}, [9, 10], False, True),
        ({"first": 3, "after": "10"}, [], False, True),
        ({"first": 3, "after": "2147483647"}, [], False, True),
        ({"first": 100}, range(1, 11), False, False),
    ],
    ids=str,
)
async def test_a_thread_is_paged_from_its_end_forwards_and_backwards(
    *, acme: Person, conversation: int, asked: dict[str, int | str], sequences: range, ahead: bool, behind: bool
) -> None:
    found = await page(acme, conversation, **asked)

    assert numbers(found) == list(sequences)
    assert (found.page_info.has_next_page, found.page_info.has_previous_page) == (ahead, behind)


@pytest.mark.rule("INB-6")
@pytest.mark.parametrize(
    ("around", "size", "sequences"),
    [(5, 3, [4, 5, 6]), (5, 4, [3, 4, 5, 6]), (1, 4, [1, 2, 3, 4]), (10, 4, [7, 8, 9, 10]), (5, 1, [5])],
)
async def test_a_page_can_be_asked_for_around_a_message(
    acme: Person, conversation: int, around: int, size: int, sequences: list[int]
) -> None:
    found = await page(acme, conversation, around=f"msg_{conversation}_{around}", first=size)

    assert numbers(found) == sequences


@pytest.mark.rule("INB-6")
async def test_pages_of_a_thread_do_not_shift_when_messages_arrive(
    maya: Person, acme: Person, conversation: int
) -> None:
    newest = await page(acme, conversation, last=3)
    await doors.send(await maya.viewer(), conversation, "eleven", "11")

    older = await page(acme, conversation, last=3, before=newest.page_info.start_cursor or "")
    newer = await page(acme, conversation, first=3, after=newest.page_info.end_cursor or "")

    assert (numbers(older), numbers(newer)) == ([5, 6, 7], [11])


@pytest.mark.rule("INB-6")
async def test_a_page_has_25_messages_unless_1_to_100_are_asked_for(
    maya: Person, acme: Person, conversation: int
) -> None:
    await say(maya, conversation, *(str(n) for n in range(11, 31)))

    assert numbers(await page(acme, conversation)) == list(range(6, 31))
    assert len(numbers(await page(acme, conversation, last=100))) == 30
    for field, size in (("first", 101), ("last", 101), ("first", 0)):
        with pytest.raises(InvalidInput, match=r"^Ask for 1 to 100 at a time.$") as refused:
            await page(acme, conversation, **{field: size})
        assert refused.value.facts == {"field": field}


@pytest.mark.rule("INB-6")
@pytest.mark.parametrize(
    "asked",
    [
        {"after": "0"}, {"after": "x"}, {"before": "-1"}, {"before": "01"}, {"after": "2147483648"}, {"after": ""},
        {"around": "1"}, {"around": "msg_{}_11"}, {"around": "msg_{}_0"}, {"around": "msg_999_1"},
        {"around": "msg_{}_1", "after": "1"}, {"around": "msg_{}_9223372036854775807"},
    ],
    ids=str,
)  # fmt: skip
async def test_a_forged_place_is_refused(acme: Person, conversation: int, asked: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        await page(acme, conversation, **{name: words.format(conversation) for name, words in asked.items()})

    assert refused.value.facts == {"field": next(iter(asked))}


async def test_an_empty_conversation_has_an_empty_page(maya: Person, acme: Person) -> None:
    found = await page(acme, await started(acme, maya))

    info = found.page_info
    assert numbers(found) == []
    assert info == PageInfo(has_next_page=False, has_previous_page=False, start_cursor=None, end_cursor=None)


async def test_pages_of_several_threads_are_read_at_once_each_its_own(
    noor: Person, acme: Person, conversation: int
) -> None:
    another = await started(acme, noor)
    await doors.send(await acme.viewer(), another, "other", "1")
    viewer = await acme.viewer()
    both = await conversations.some(viewer, [conversation, another])

    first, second = await messages.read(
        viewer,
        [(both[conversation], messages.part(viewer, last=2).of(both[conversation])), (both[another], range(1, 2))],
    )

    assert (numbers(first), numbers(second)) == ([9, 10], [1])
    assert {message.conversation_key for message in second.nodes} == {another}


async def test_each_side_is_shown_who_said_what(maya: Person, acme: Person, conversation: int) -> None:
    await doors.send(await acme.viewer(), conversation, "mine", "11")

    for who in (maya, acme):
        found = await page(who, conversation, last=2)
        assert [message.sender and message.sender.key for message in found.nodes] == [maya.key, acme.key]
