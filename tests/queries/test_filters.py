"""Folders narrowed by labels and by assignee: every folder, in pages either way, and counted."""

import pytest

from domain import policy
from domain.actions import assignments, conversations, notes
from domain.errors import InvalidInput
from domain.house import House
from domain.lists import Count, InboxCounts
from domain.queries import conversations as inbox
from domain.queries.conversations import InboxFolder
from domain.queries.filters import InboxFilter
from domain.rows import Conversation
from models.accounts import AccountKind
from tests.cast import Person, person, say, started
from tests.conftest import Hands

VIP, CALL, NEVER = "VIP", "to call", "never put on"
LABELS = [VIP, CALL, NEVER]


@pytest.fixture
async def talks(clock: Hands, house: House, acme: Person, fresh: Person) -> dict[int, set[str]]:
    """Twelve conversations of the seller's, a minute apart, with every mark and label; what is put on each.

    Another seller talks with the same creators, and labels and assigns them otherwise.
    """
    put_on: dict[int, set[str]] = {}
    viewer, other = await acme.viewer(), await fresh.viewer()
    for n in range(12):
        clock.advance(minutes=1)
        creator = await person(house, AccountKind.CREATOR, f"creator{n}")
        key = await started(acme, creator)
        if n % 4 != 3:
            await say(creator, await started(creator, acme), "hello")
        labels = [label for label, each in ((VIP, 2), (CALL, 3)) if n % each == 0]
        await notes.set_labels(viewer, creator.key, labels)
        await notes.set_labels(other, creator.key, [VIP, NEVER])
        await assignments.assign(other, await started(fresh, creator), fresh.user_key)
        put_on[key] = {*labels}
        if n % 4 < 2:
            await assignments.assign(viewer, key, acme.user_key)
            put_on[key].add("assigned")
        if n % 5 == 0:
            await conversations.star(viewer, key)
        if n % 6 in {1, 4}:
            await conversations.archive(viewer, key)
    return put_on


def leaves(asked: InboxFilter, on: set[str]) -> bool:
    """Whether a filter leaves a conversation with these things put on it."""
    labels = asked.labels is None or bool(on & {*asked.labels})
    return labels and (asked.assignee_key is None or "assigned" in on)


def filters(who: Person) -> list[InboxFilter]:
    """Every way to narrow."""
    chosen = [None, (), (VIP,), (VIP, CALL), (CALL, NEVER), (NEVER,)]
    return [InboxFilter(labels, key) for labels in chosen for key in (None, who.user_key)]


async def whole(who: Person, folder: InboxFolder) -> list[Conversation]:
    """All of a folder, newest activity first."""
    return (await inbox.page(await who.viewer(), folder, first=50)).nodes


@pytest.mark.rule("INB-9")
async def test_a_filter_leaves_of_each_folder_what_carries_it_and_the_counts_agree(
    acme: Person, talks: dict[int, set[str]]
) -> None:
    viewer = await acme.viewer()
    for asked in filters(acme):
        held = {}
        for folder in InboxFolder:
            expected = [one.key for one in await whole(acme, folder) if leaves(asked, talks[one.key])]
            for shown in (None, {"id", "counterpart", "handle"}):
                found = await inbox.page(viewer, folder, asked, first=50, shown=shown)
                assert [one.key for one in found.nodes] == expected, (folder, asked)
            held[folder] = len(expected)
        counts = await inbox.counts(viewer, asked)
        assert counts == InboxCounts(*(Count(held[folder], exact=True) for folder in InboxFolder)), asked


@pytest.mark.rule("INB-9")
async def test_a_narrowed_folder_goes_in_pages_either_way(acme: Person, talks: dict[int, set[str]]) -> None:
    viewer = await acme.viewer()
    for asked in (InboxFilter((VIP, CALL)), InboxFilter((VIP, CALL), acme.user_key)):
        expected = [one.key for one in await whole(acme, InboxFolder.MESSAGES) if leaves(asked, talks[one.key])]
        forwards: list[int] = []
        backwards: list[int] = []
        after = before = None
        while True:
            page = await inbox.page(viewer, asked=asked, first=2, after=after)
            forwards += [one.key for one in page.nodes]
            after = page.page_info.end_cursor
            if not page.page_info.has_next_page:
                break
        while True:
            page = await inbox.page(viewer, asked=asked, last=2, before=before)
            backwards[:0] = [one.key for one in page.nodes]
            before = page.page_info.start_cursor
            if not page.page_info.has_previous_page:
                break
        assert len(expected) > 2
        assert (forwards, backwards) == (expected, expected)


@pytest.mark.rule("INB-9")
async def test_what_another_account_put_on_narrows_nothing_of_the_viewers(
    acme: Person, fresh: Person, talks: dict[int, set[str]]
) -> None:
    theirs = [InboxFilter((NEVER,)), InboxFilter(None, fresh.user_key)]

    assert [(await inbox.page(await acme.viewer(), asked=asked)).nodes for asked in theirs] == [[], []]
    assert [len((await inbox.page(await fresh.viewer(), asked=asked)).nodes) for asked in theirs] == [12, 12]


@pytest.mark.rule("INB-9")
async def test_creators_have_put_on_nothing(maya: Person, acme: Person) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")
    await notes.set_labels(await acme.viewer(), maya.key, [VIP])
    await assignments.assign(await acme.viewer(), key, acme.user_key)

    for asked in (InboxFilter((VIP,)), InboxFilter(None, acme.user_key), InboxFilter(None, maya.user_key)):
        assert (await inbox.page(await maya.viewer(), asked=asked)).nodes == []
        assert (await inbox.counts(await maya.viewer(), asked)).messages == Count(0, exact=True)


@pytest.mark.rule("INB-9")
async def test_narrowed_counts_stop_at_the_policys_cap_too(
    acme: Person, talks: dict[int, set[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("policy") / "policy.toml"
    path.write_text("[markets.US.numbers]\nfolder_count_cap = 3")
    acme.house.policy = policy.load(path)

    counts = await inbox.counts(await acme.viewer(), InboxFilter((VIP, CALL)))

    assert (counts.messages, counts.archived) == (Count(3, exact=False), Count(2, exact=True))


@pytest.mark.rule("INB-9")
@pytest.mark.parametrize(
    ("labels", "field"),
    [
        ((VIP, " "), "filter.labels.1"),
        (("x" * 41,), "filter.labels.0"),
        (("nul\0",), "filter.labels.0"),
        (("x",) * 101, "filter.labels"),
    ],
)
async def test_what_no_label_can_be_is_refused(acme: Person, labels: tuple[str, ...], field: str) -> None:
    for read in (inbox.page, inbox.counts):
        with pytest.raises(InvalidInput) as refused:
            await read(await acme.viewer(), asked=InboxFilter(labels))
        assert refused.value.facts == {"field": field}


async def test_a_label_is_looked_for_as_it_was_put_on(acme: Person, maya: Person) -> None:
    key = await started(acme, maya)
    await notes.set_labels(await acme.viewer(), maya.key, [' 100% "sure"  \\ é '])

    for label, found in ((' 100% "sure" \\ é', [key]), ("100%", []), ('100% "SURE" \\ é', [])):
        page = await inbox.page(await acme.viewer(), asked=InboxFilter((label,)))
        assert [one.key for one in page.nodes] == found
