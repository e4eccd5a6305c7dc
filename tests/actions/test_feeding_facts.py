"""What the marketplace knows of creators and agencies beside Parley: showcases, videos, campaigns, ranks, licences."""

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from domain.actions import conversations, messages
from domain.actions.drafts import Draft
from domain.house import House
from domain.queries import viewers
from domain.records import (
    CampaignRecord,
    LicenceRecord,
    LiveDashboardRecord,
    LivePartnerRankRecord,
    MemberRecord,
    Record,
    ShowcaseRecord,
    VideoRecord,
)
from models.conversations import EntryPoint
from models.sql import statement
from tests import invariants
from tests.conftest import NothingHappens
from tests.feeding import (
    CREATED,
    LENA,
    MORNING,
    REFUSED,
    SAM,
    SOAP,
    STARS,
    UNCHANGED,
    UPDATED,
    became,
    feed,
    product,
    refusal,
    rows,
)

pytestmark = pytest.mark.usefixtures("clock")
HAS = ShowcaseRecord(creator="lena", product="bar")
CLIP = VideoRecord(external_id="clip", creator="lena", product="bar", published_at=MORNING)
SUMMER = CampaignRecord(
    external_id="summer", agency="stars", title="Summer", starts_at=MORNING, ends_at=MORNING + timedelta(days=9),
    products=["brush", "bar"],
)  # fmt: skip
FIRST = LivePartnerRankRecord(market="US", partner="soap", rank=1, live_gmv=Decimal("10.50"))
LICENCE = LicenceRecord(creator="lena", contact="lena@example.com")
LIVE = LiveDashboardRecord(
    external_id="live", creator="lena", started_at=MORNING, ended_at=MORNING + timedelta(hours=1), gmv=Decimal("5.00"),
    currency="USD", unique_viewers=10, orders=1,
)  # fmt: skip


@pytest.fixture(autouse=True)
async def _marketplace(house: House) -> None:
    await feed(house, LENA, SOAP, STARS)
    await feed(house, product("bar"), product("brush"))
    await feed(house, SAM, MemberRecord(account="lena", handle="lena", name="Lena", owner=True))


async def shown_on_a_card(house: House) -> int:
    """The soap shop sends Lena a card with the bar; the key of their conversation."""
    ((sam,),) = await rows(house, "SELECT id FROM users WHERE handle = 'sam'")
    ((lena,),) = await rows(house, "SELECT id FROM accounts WHERE external_id = 'lena'")
    ((bar,),) = await rows(house, "SELECT id FROM products WHERE external_id = 'bar'")
    viewer = await viewers.identify(house, sam, None)
    key = await conversations.start(viewer, lena, EntryPoint.FIND_CREATORS)
    await messages.send(viewer, key, "a card", Draft(products=[bar]))
    return key


async def told(house: House, id: str) -> list[str]:
    """What an account was told of its and others' showcases."""
    query = """
        SELECT e.kind FROM feed_entries e JOIN accounts a ON a.id = e.account_id
        WHERE a.external_id = $1 AND e.kind LIKE 'showcase%' ORDER BY e.position"""
    return [row[0] for row in await rows(house, query, id)]


@pytest.mark.rule("COL-7")
async def test_an_addition_from_elsewhere_is_told_to_the_creator_and_to_who_sent_a_card_with_it(house: House) -> None:
    pair = await shown_on_a_card(house)

    assert await became(house, HAS, replace(HAS, product="brush"), HAS) == [CREATED, CREATED, UNCHANGED]

    assert (await told(house, "lena"), await told(house, "soap")) == (["showcase_added"], ["showcase_added"])
    ((facts, sequence),) = await rows(
        house, "SELECT facts, sequence FROM feed_entries WHERE kind = 'showcase_added' AND pair_id = $1", pair
    )
    assert (facts, sequence) == ('{"products":[1]}', None)
    assert await rows(house, "SELECT product_id, commission, conversation_id FROM showcase_entries") == [
        (1, 1250, None), (2, 1250, None),
    ]  # fmt: skip
    assert await rows(house, "SELECT size FROM showcases") == [(2,)]
    await invariants.holds(house.database)


async def test_a_removal_from_elsewhere_is_told_likewise(house: House) -> None:
    await shown_on_a_card(house)
    await feed(house, HAS)

    assert await became(house, replace(HAS, removed=True), replace(HAS, removed=True)) == [UPDATED, UNCHANGED]

    assert await told(house, "soap") == ["showcase_added", "showcase_removed"]
    assert await rows(house, "SELECT size FROM showcases") == [(0,)]


@pytest.mark.parametrize("record", [HAS, CLIP], ids=["a showcase", "a video"])
@pytest.mark.rule("OUT-4")
async def test_what_a_creator_has_of_a_sellers_connects_them(house: House, record: Record) -> None:
    await feed(house, record)

    assert await rows(house, "SELECT connected, last_sequence FROM pairs") == [(True, 0)]


async def test_a_showcase_that_is_full_takes_no_more(house: House) -> None:
    await feed(house, HAS)
    async with house.database.transaction() as unit:
        await unit.fetch(statement("UPDATE showcases SET size = 2000"))

    (outcome,) = await feed(house, replace(HAS, product="brush"))

    assert outcome.problem is not None
    assert outcome.problem.facts == {"limit": 2000}
    assert await became(house, replace(HAS, removed=True), replace(HAS, product="brush")) == [UPDATED, CREATED]


async def test_a_video_is_one_creators_and_its_time_may_be_put_right(house: House) -> None:
    later = replace(CLIP, published_at=MORNING + timedelta(hours=1))

    assert await became(house, CLIP, CLIP, replace(CLIP, product="brush")) == [CREATED, UNCHANGED, CREATED]
    assert await became(house, later) == [UPDATED]


async def test_a_campaign_is_fed_with_its_products_in_their_order(house: House) -> None:
    await feed(house, SUMMER)
    approved = "SELECT place, product_id FROM campaign_products ORDER BY place"
    assert await rows(house, approved) == [(0, 2), (1, 1)]

    assert await became(house, replace(SUMMER, title="Late summer", products=["bar"]), SUMMER) == [UPDATED, UPDATED]
    assert await rows(house, approved) == [(0, 2), (1, 1)]

    assert await became(house, replace(SUMMER, products=["bar"])) == [UPDATED]
    assert await rows(house, approved) == [(0, 1)]


async def test_a_rank_moves_and_goes(house: House) -> None:
    assert await became(house, FIRST, FIRST, replace(FIRST, rank=2)) == [CREATED, UNCHANGED, UPDATED]
    assert await rows(house, "SELECT market, rank, live_gmv, currency FROM live_partner_ranks") == [
        ("US", 2, 1050, "USD")
    ]
    gone = LivePartnerRankRecord(market="US", partner="soap")

    assert await became(house, gone, gone) == [UPDATED, UNCHANGED]
    assert await rows(house, "SELECT * FROM live_partner_ranks") == []


async def test_a_licence_is_given_changed_and_taken_back(house: House) -> None:
    none = LicenceRecord(creator="lena")

    assert await became(house, none, LICENCE, replace(LICENCE, profile="Likes soap.")) == [UNCHANGED, CREATED, UPDATED]
    assert await rows(house, "SELECT contact, profile FROM creator_licences") == [("lena@example.com", "Likes soap.")]
    assert await became(house, none) == [UPDATED]
    assert await rows(house, "SELECT * FROM creator_licences") == []


async def test_a_dashboard_may_be_put_right(house: House) -> None:
    assert await became(house, LIVE, LIVE, replace(LIVE, orders=2)) == [CREATED, UNCHANGED, UPDATED]
    assert await rows(house, "SELECT gmv, currency, unique_viewers, orders FROM live_dashboards") == [
        (500, "USD", 10, 2)
    ]


WRONG: dict[str, tuple[Record, str]] = {
    "a showcase of a seller": (replace(HAS, creator="soap"), "creator"),
    "no product": (replace(HAS, product="nothing"), "product"),
    "an addition to come": (replace(HAS, product="brush", added_at=MORNING + timedelta(days=1)), "addedAt"),
    "a video of a seller": (replace(CLIP, creator="soap"), "creator"),
    "a video to come": (replace(CLIP, published_at=MORNING + timedelta(days=1)), "publishedAt"),
    "a campaign of a seller": (replace(SUMMER, agency="soap"), "agency"),
    "a campaign without products": (replace(SUMMER, products=[]), "products"),
    "a campaign with one twice": (replace(SUMMER, products=["bar", "bar"]), "products.1"),
    "a campaign with an unknown one": (replace(SUMMER, products=["bar", "nothing"]), "products.1"),
    "a campaign that ends first": (replace(SUMMER, ends_at=MORNING), "endsAt"),
    "a rank of no LIVE partner": (replace(FIRST, partner="stars"), "partner"),
    "a rank in another market": (replace(FIRST, market="GB"), "market"),
    "rank 0": (replace(FIRST, rank=0), "rank"),
    "a rank beyond numbers": (replace(FIRST, rank=2**31), "rank"),
    "fewer than no creators": (replace(FIRST, creators=-1), "creators"),
    "a licence of a seller": (replace(LICENCE, creator="soap"), "creator"),
    "an empty contact": (replace(LICENCE, contact=" "), "contact"),
    "a profile that is too long": (replace(LICENCE, profile="p" * 4001), "profile"),
    "a LIVE that ends first": (replace(LIVE, ended_at=MORNING - timedelta(hours=1)), "endedAt"),
    "a LIVE with too many viewers": (replace(LIVE, unique_viewers=2**63), "uniqueViewers"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
async def test_what_is_wrong_is_named_and_changes_nothing(
    house: House, what: str, nothing_happens: NothingHappens
) -> None:
    await feed(house, HAS)
    record, field = WRONG[what]

    async with nothing_happens():
        assert (await refusal(house, record))[0] == field


async def test_another_creators_video_is_refused(house: House) -> None:
    await feed(house, replace(LENA, external_id="noor", handle="noor"))
    await feed(house, CLIP)

    assert await became(house, replace(CLIP, creator="noor")) == [REFUSED]
