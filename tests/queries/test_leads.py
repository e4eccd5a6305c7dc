"""A pool as it is read: narrowed, put in order, counted; and LIVE partners as creators see them (LEAD-5, LEAD-8)."""

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest

from domain import policy
from domain.actions import accounts, blocks, leads
from domain.actions.leads import LeadChange
from domain.errors import AccessRevoked, Forbidden, InvalidInput
from domain.house import House
from domain.leads import LeadOrder
from domain.money import Money
from domain.queries import leads as queries
from domain.queries import live_partners
from domain.queries.pools import LeadFilter
from domain.rules.ranges import CountRange
from domain.search_text import normal
from domain.viewer import System
from models.accounts import AccountKind, AccountStatus, CreatorLevel
from models.leads import LeadSource, LeadStatus
from models.teams import Permission
from tests.cast import Person, member, person
from tests.conftest import Hands, NothingHappens
from tests.pools import asked, followed, marked, ranked, write

Level, Status = CreatorLevel, LeadStatus
# Everybody of the pool, the oldest request first: the name, the level, the followers, how it came, where it stands.
POOL = (
    ("ada", Level.NONE, None, LeadSource.INSTANT_MESSAGE, Status.FOLLOW_UP),
    ("bea", Level.SILVER, 9_999, LeadSource.COLLABORATION_REQUEST, Status.IN_PROGRESS),
    ("cleo", Level.GOLD, 10_000, LeadSource.COLLABORATION_REQUEST, Status.CONTACTED),
    ("dora", Level.GOLD, 99_999, LeadSource.INSTANT_MESSAGE, Status.INVALID),
    ("élodie", Level.RUBY, 1_000_000, LeadSource.COLLABORATION_REQUEST, Status.FOLLOW_UP),
    ("fay", Level.DIAMOND, 10_000_000, LeadSource.COLLABORATION_REQUEST, Status.INVALID),
)
NAMES = [row[0] for row in POOL]


@pytest.fixture
async def full(lumen: Person, clock: Hands) -> Person:
    """A partner with everybody of the pool in it, and somebody else's pool beside it."""
    other = await person(lumen.house, AccountKind.SELLER, "flick", live_partner=True)
    viewer = await lumen.viewer()
    for name, level, followers, source, status in POOL:
        clock.advance(seconds=1)
        who = await person(lumen.house, AccountKind.CREATOR, f"the.{normal(name)[0]}", level=level)
        await write(lumen.house, "UPDATE accounts SET name = $2, search_text = $3 WHERE id = $1",
                    who.key, name.title(), normal(f"{name} {who.handle}"))  # fmt: skip
        if followers is not None:
            await followed(who, followers)
        if source is LeadSource.INSTANT_MESSAGE:
            lead = await marked(lumen, who)
        else:
            await asked(who, lumen)
            lead = (await queries.with_creators(viewer, [who.key]))[who.key]
        await leads.update(viewer, lead.key, LeadChange(status=status))
        if source is LeadSource.COLLABORATION_REQUEST:
            await asked(who, other, "other")
    return lumen


async def found(
    who: Person, query: str | None = None, order: LeadOrder = LeadOrder.NEWEST, **filter: object
) -> list[str]:
    """Who is found, by name."""
    asked = LeadFilter(**filter) if filter else None  # type: ignore[arg-type]
    page = await queries.page(await who.viewer(), query, asked, order)
    return [lead.creator.name.lower() for lead in page.nodes]


@pytest.mark.rule("LEAD-5")
async def test_a_pool_is_put_in_order_by_request_time_or_by_followers(full: Person) -> None:
    assert await found(full) == NAMES[::-1]
    assert await found(full, order=LeadOrder.FOLLOWERS) == ["fay", "élodie", "dora", "cleo", "bea", "ada"]


@pytest.mark.rule("LEAD-5")
async def test_pages_of_either_order_follow_each_other_also_where_followers_are_equal(
    full: Person,
) -> None:
    viewer = await full.viewer()
    for name in ("gia", "hana"):  # as many followers as nobody knows, and the same moment
        await marked(full, await person(full.house, AccountKind.CREATOR, name))

    for order in LeadOrder:
        names, after = [], None
        for number in itertools.count(1):
            page = await queries.page(viewer, order=order, first=3, after=after)
            names += [lead.creator.name for lead in page.nodes]
            assert page.page_info.has_previous_page is (number > 1)
            if not page.page_info.has_next_page:
                break
            after = page.page_info.end_cursor
        assert names == [lead.creator.name for lead in (await queries.page(viewer, order=order)).nodes]
        assert len({*names}) == len(POOL) + 2


async def test_a_cursor_of_the_other_order_or_of_none_is_none(full: Person, nothing_happens: NothingHappens) -> None:
    viewer = await full.viewer()
    cursors = {order: (await queries.page(viewer, order=order, first=1)).page_info.end_cursor for order in LeadOrder}

    async with nothing_happens():
        for order, wrong in (
            (LeadOrder.NEWEST, cursors[LeadOrder.FOLLOWERS]),
            (LeadOrder.FOLLOWERS, cursors[LeadOrder.NEWEST]),
            (LeadOrder.FOLLOWERS, "r1.1"),
            (LeadOrder.FOLLOWERS, f"f{2**63}.1"),
            (LeadOrder.NEWEST, "x"),
        ):
            with pytest.raises(InvalidInput) as refused:
                await queries.page(viewer, order=order, after=wrong)
            assert refused.value.facts == {"field": "after"}
        for first in (0, 101):
            with pytest.raises(InvalidInput):
                await queries.page(viewer, first=first)


@pytest.mark.rule("LEAD-5")
@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([(0, 10_000)], ["bea"]),
        ([(10_000, 100_000)], ["cleo", "dora"]),
        ([(100_000, 1_000_000)], []),
        ([(1_000_000, 10_000_000)], ["élodie"]),
        ([(10_000_000, None)], ["fay"]),
        ([(0, 10_000), (10_000_000, None)], ["bea", "fay"]),
        ([(0, 10_000), (10_000, 100_000)], ["bea", "cleo", "dora"]),
        ([(10_000, 20_000), (1_000_000, 2_000_000), (10_000_000, None)], ["cleo", "élodie", "fay"]),
        ([(0, 10_001), (5_000, 99_999)], ["bea", "cleo"]),
        ([(9_999, 10_000)], ["bea"]),
        ([(None, None)], ["bea", "cleo", "dora", "élodie", "fay"]),
        ([(5, 5)], []),
        ([], []),
    ],
)
async def test_several_follower_ranges_or_a_typed_one(
    full: Person, ranges: Sequence[tuple[int | None, int | None]], expected: list[str]
) -> None:
    followers = [CountRange(low, high) for low, high in ranges]

    for order in LeadOrder:
        assert sorted(await found(full, order=order, followers=followers)) == sorted(expected)


@pytest.mark.rule("LEAD-5")
async def test_levels_source_status_and_handle_each_narrow(full: Person) -> None:
    assert sorted(await found(full, levels=[Level.GOLD, Level.RUBY])) == ["cleo", "dora", "élodie"]
    assert await found(full, levels=[]) == []
    assert sorted(await found(full, source=LeadSource.INSTANT_MESSAGE)) == ["ada", "dora"]
    assert sorted(await found(full, statuses=[Status.INVALID, Status.CONTACTED])) == ["cleo", "dora", "fay"]
    assert await found(full, statuses=[]) == []
    assert await found(full, "ELOD") == ["élodie"]
    assert await found(full, "the.c") == ["cleo"]
    assert await found(full, " the. ") == NAMES[::-1]
    assert await found(full, "%") == []


@pytest.mark.rule("LEAD-5")
async def test_any_filters_combine_and_the_counts_agree_with_the_pages(full: Person) -> None:
    """Of every combination: what the page shows is what the table above says, and so are the counts."""
    viewer = await full.viewer()
    for words, levels, span, source, statuses in itertools.product(
        (None, "e"), (None, [Level.GOLD, Level.RUBY]), (None, (9_999, 1_000_001)),
        (None, LeadSource.COLLABORATION_REQUEST), (None, [Status.FOLLOW_UP, Status.CONTACTED]),
    ):  # fmt: skip
        expected = [
            (name, status)
            for name, level, followers, came, status in POOL
            if (levels is None or level in levels)
            and (span is None or (followers is not None and span[0] <= followers < span[1]))
            and (source is None or came is source)
            and (statuses is None or status in statuses)
        ]
        asked = LeadFilter(levels, span and [CountRange(*span)], source, statuses)
        for order in LeadOrder:
            page = await queries.page(viewer, words, asked, order)
            assert sorted(lead.creator.name.lower() for lead in page.nodes) == sorted(name for name, _ in expected)
        counts = await queries.counts(viewer, words, asked)
        assert [(one.status, one.count.value, one.count.exact) for one in counts] == [
            (status, sum(status is stood for _, stood in expected), True) for status in Status
        ]


@pytest.mark.rule("LEAD-5")
async def test_counts_stop_at_the_cap(full: Person, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("[numbers]\nfolder_count_cap = 1\n")
    full.house.policy = policy.load(tmp_path / "policy.toml")

    counts = await queries.counts(await full.viewer())

    assert [(one.status, one.count.value, one.count.exact) for one in counts] == [
        (Status.FOLLOW_UP, 1, False), (Status.IN_PROGRESS, 1, True), (Status.CONTACTED, 1, True),
        (Status.INVALID, 1, False),
    ]  # fmt: skip


async def test_what_cannot_be_asked_is_refused(full: Person, nothing_happens: NothingHappens) -> None:
    viewer = await full.viewer()
    wrong = {
        "filter.followers.0.max": LeadFilter(followers=[CountRange(2, 1)]),
        "filter.followers.1.min": LeadFilter(followers=[CountRange(), CountRange(-1)]),
        "filter.followers": LeadFilter(followers=[CountRange()] * 11),
        "filter.levels": LeadFilter(levels=[Level.GOLD] * 101),
    }

    async with nothing_happens():
        for field, asked in wrong.items():
            for read in (queries.page, queries.counts):
                with pytest.raises(InvalidInput) as refused:
                    await read(viewer, None, asked)
                assert refused.value.facts == {"field": field}
        with pytest.raises(InvalidInput) as refused:
            await queries.page(viewer, "\0")
        assert refused.value.facts == {"field": "query"}


async def test_a_creator_whom_the_partner_blocked_stays_in_the_pool_and_is_marked(lumen: Person, gala: Person) -> None:
    await asked(gala, lumen)
    await blocks.block(await lumen.viewer(), gala.key)

    (lead,) = (await queries.page(await lumen.viewer())).nodes

    assert lead.creator.blocked_by_viewer is True


# ── the top LIVE partners ──


@pytest.fixture
async def partners(house: House, lumen: Person) -> list[Person]:
    """Three LIVE partners, ranked in the United States: the first two share the first place."""
    flick = await person(house, AccountKind.SELLER, "flick", live_partner=True)
    glow = await person(house, AccountKind.AGENCY, "glow", ("GB", "US"), live_partner=True)
    await ranked(glow, 2, figures=())
    await ranked(lumen, 1)
    await ranked(flick, 1, figures=(3, 5, 700))
    await ranked(glow, 1, "GB")
    return [lumen, flick, glow]


@pytest.mark.rule("LEAD-8")
async def test_creators_from_silver_on_see_the_top_partners_of_their_market_with_figures(
    gala: Person, partners: list[Person]
) -> None:
    viewer = await gala.viewer()

    page = (await live_partners.page(viewer)).nodes

    assert [(one.rank, one.account.handle, one.locked) for one in page] == [
        (1, "lumen", False), (1, "flick", False), (2, "glow", False),
    ]  # fmt: skip
    first, _, last = (one.figures for one in page)
    assert first is not None
    assert (first.creators, first.live_sessions, first.live_gmv) == (40, 310, Money("12500.00", "USD"))
    assert last is not None
    assert (last.creators, last.live_sessions, last.live_gmv) == (None, None, None)
    assert [one.request for one in page] == [None] * 3
    request = await asked(gala, partners[0])
    assert [one.request for one in (await live_partners.page(viewer)).nodes] == [request, None, None]


@pytest.mark.rule("LEAD-8")
async def test_below_silver_partners_are_locked_to_their_names(
    house: House, maya: Person, partners: list[Person], tmp_path: Path
) -> None:
    page = (await live_partners.page(await maya.viewer())).nodes

    assert [(one.account.handle, one.locked, one.figures, one.request) for one in page] == [
        (handle, True, None, None) for handle in ("lumen", "flick", "glow")
    ]
    assert {one.required_level for one in page} == {Level.SILVER}
    (tmp_path / "policy.toml").write_text('[numbers]\nlead_level = "NONE"\n')
    house.policy = policy.load(tmp_path / "policy.toml")
    assert not any(one.locked for one in (await live_partners.page(await maya.viewer())).nodes)


@pytest.mark.rule("LEAD-8")
async def test_the_list_is_paged_by_rank(gala: Person, partners: list[Person], nothing_happens: NothingHappens) -> None:
    viewer, after, seen = await gala.viewer(), None, []
    for more in (True, True, False):
        page = await live_partners.page(viewer, first=1, after=after)
        assert page.page_info.has_next_page is more
        seen += [one.account.key for one in page.nodes]
        after = page.page_info.end_cursor

    assert seen == [who.key for who in partners]
    assert (await live_partners.page(viewer, after=f"r{2**62}.1")).nodes == []
    async with nothing_happens():
        for wrong in ("f1.1", "1.1", "r1", f"r1.{2**63}"):
            with pytest.raises(InvalidInput) as refused:
                await live_partners.page(viewer, after=wrong)
            assert refused.value.facts == {"field": "after"}


@pytest.mark.rule("LEAD-8")
async def test_who_has_left_the_market_is_left_out_although_it_has_a_rank_there(
    gala: Person, partners: list[Person]
) -> None:
    *others, glow = partners
    await write(gala.house, "UPDATE accounts SET markets = 'GB USX' WHERE id = $1", glow.key)

    page = (await live_partners.page(await gala.viewer())).nodes

    assert [one.account.key for one in page] == [who.key for who in others]


@pytest.mark.rule("LEAD-8")
async def test_who_is_not_active_or_no_live_partner_any_more_is_left_out_and_who_is_blocked_stays(
    house: House, gala: Person, partners: list[Person]
) -> None:
    lumen, flick, glow = partners
    await accounts.set_status(System(house), lumen.key, AccountStatus.SHUT_DOWN)
    await write(house, "UPDATE accounts SET live_partner = FALSE WHERE id = $1", flick.key)
    await blocks.block(await gala.viewer(), glow.key)

    (one,) = (await live_partners.page(await gala.viewer())).nodes

    assert (one.account.handle, one.account.blocked_by_viewer) == ("glow", True)


@pytest.mark.rule("LEAD-8")
@pytest.mark.rule("LEAD-10")
async def test_the_list_is_for_active_creators_of_markets_with_the_pool(
    house: House, gala: Person, lumen: Person, tmp_path: Path
) -> None:
    with pytest.raises(Forbidden, match="Only creators"):
        await live_partners.page(await lumen.viewer())
    with pytest.raises(Forbidden, match="INSTANT_MESSAGING"):
        await live_partners.page(await member(gala, "theo", Permission(0)))
    usual = house.policy
    (tmp_path / "policy.toml").write_text("[markets.US.numbers]\nleads_enabled = false\n")
    house.policy = policy.load(tmp_path / "policy.toml")
    with pytest.raises(Forbidden, match="no leads pool"):
        await live_partners.page(await gala.viewer())
    with pytest.raises(Forbidden, match="no leads pool"):
        await queries.requests(await gala.viewer())
    house.policy = usual
    await accounts.set_status(System(house), gala.key, AccountStatus.DEACTIVATED)
    with pytest.raises(AccessRevoked):
        await live_partners.page(await gala.viewer())
