"""Rows of leads and ranks, and how pools are asked for: with nothing, with each filter, with all of them."""

from datetime import timedelta
from itertools import combinations
from typing import Any

from domain.actions import collaboration_requests
from domain.actions import leads as doors
from domain.actions import pools as copies
from domain.leads import LeadOrder
from domain.queries import leads, live_partners, pools
from domain.queries.conversations import NEWEST
from domain.queries.pools import LeadFilter
from domain.rules.ranges import CountRange
from models.accounts import CreatorLevel
from models.leads import LeadSource, LeadStatus
from models.sql import Statement
from tests.conftest import NOON

FEW = [1, 700, 1400]
WORDS = "a7"
FILTERS: dict[str, dict[str, Any]] = {
    "levels": {"levels": [CreatorLevel.GOLD, CreatorLevel.RUBY]},
    "statuses": {"statuses": [LeadStatus.INVALID]},
    "source": {"source": LeadSource.INSTANT_MESSAGE},
    "a range": {"followers": [CountRange(10_000, 100_000)]},
    "ranges": {"followers": [CountRange(0, 100), CountRange(10_000, 100_000), CountRange(10**6, None)]},
}
ASKED = {
    "": ("", None),
    " by name": (WORDS, None),
    **{f" by {name}": ("", LeadFilter(**filter)) for name, filter in FILTERS.items()},
    **{
        f" by {one} and {other}": (WORDS, LeadFilter(**FILTERS[one], **FILTERS[other]))
        for one, other in combinations(("levels", "statuses", "source", "ranges"), 2)
    },
}


def rows(shop: int, creators: range, others: range) -> dict[str, list[tuple[Any, ...]]]:
    """Some of each for the shop, among those of many others."""
    pool = [(shop, creator) for creator in creators]
    pool += [(other, creators[n % len(creators)]) for n, other in enumerate(others)]
    sources = [(LeadSource.INSTANT_MESSAGE, None), (LeadSource.COLLABORATION_REQUEST, NOON + timedelta(days=7))]
    return {
        "creator_licences": [(creator, "mail", "profile") for creator in creators],
        "live_dashboards": [
            (creator, str(n), NOON - timedelta(days=n), NOON, 100, "USD", 1, 1)
            for creator in creators
            for n in range(3)
        ],
        "live_partner_ranks": [("US" if n % 2 else "GB", other, n % 500 + 1) for n, other in enumerate(others[:2_000])],
        "leads": [
            (
                key, partner, creator, sources[key % 2][0], [*LeadStatus][key % 4], NOON - timedelta(seconds=key),
                False, sources[key % 2][1], [*CreatorLevel][key % 9], key * 100, f"a{creator} a{creator}",
            )
            for key, (partner, creator) in enumerate(pool, 1)
        ],
    }  # fmt: skip


COLUMNS = {
    "creator_licences": "creator_id, contact, profile",
    "live_dashboards": "creator_id, external_id, started_at, ended_at, gmv, currency, unique_viewers, orders",
    "live_partner_ranks": "market, partner_id, rank",
    "leads": "id, partner_id, creator_id, source, status, requested_at, contact_shared, licensed_until, level, "
    "followers, search_text",
}


def queries(shop: int) -> dict[str, tuple[Statement, list[Any], str, str]]:
    """Each with its values, and the index that it is searched by on SQLite and on PostgreSQL."""
    return {
        **{
            f"leads, {order}{name}": _page(shop, order, *asked) for order in LeadOrder for name, asked in ASKED.items()
        },
        **{f"counts of leads{name}": _counts(shop, *asked) for name, asked in ASKED.items()},
        "some leads": (leads.SOME, [shop, FEW], "l USING INTEGER PRIMARY KEY (rowid=?)", "leads_pkey: id"),
        "leads of creators": (
            leads.WITH_CREATORS, [shop, FEW], "l USING INDEX leads_creator (creator_id=?)",
            "leads_creator: creator_id",
        ),
        "what may be done with creators": (
            leads.ACTIONS, [shop, FEW],
            "s USING INDEX sides_counterpart (account_id=? AND counterpart_id=?)",
            "sides_counterpart: account_id counterpart_id",
        ),
        "requests to collaborate": (
            leads.REQUESTS, [700, *NEWEST, 26],
            "l USING INDEX leads_requests (creator_id=? AND ",
            "leads_requests: creator_id requested_at id",
        ),
        "some requests to collaborate": (
            leads.SOME_REQUESTS, [700, FEW], "l USING ", "leads_pkey|leads_requests|leads_creator: id",
        ),
        "the top LIVE partners": (
            live_partners.PAGE, [700, "US", 0, 0, 26],
            "r USING INDEX live_partner_ranks_order (market=? AND (rank,partner_id)>(?,?))",
            "live_partner_ranks_order: market rank partner_id",
        ),
        "the best LIVE": (
            collaboration_requests.BEST_LIVE, [700, NOON - timedelta(days=30), NOON, "USD"],
            "live_dashboards USING INDEX live_dashboards_when (creator_id=? AND started_at>? AND started_at<?)",
            "live_dashboards_when: creator_id started_at",
        ),
        "a lead between two": (
            doors.BETWEEN, [shop, 700], "l USING INDEX leads_creator (creator_id=?)", "leads_creator: creator_id",
        ),
        "a lead's pair": (doors.PLACE, [700, 0], "l USING INTEGER PRIMARY KEY (rowid=?)", "leads_pkey: id"),
        "leads that follow their creators": (
            copies.FOLLOW, [FEW], "leads USING INDEX leads_creator (creator_id=?)", "leads_creator: creator_id",
        ),
    }  # fmt: skip


def _page(shop: int, order: LeadOrder, words: str, asked: LeadFilter | None) -> tuple[Statement, list[Any], str, str]:
    by, values = pools.read(words, asked, order)
    index = f"leads_{order.lower()}"
    searched = f"leads USING COVERING INDEX {index} (partner_id=? AND "
    place = pools.place(order, None, asked)
    found_by = "leads_newest|leads_followers|leads_status: partner_id"
    return pools.page_statement(order, by), [shop, *place, 26, *values], searched, found_by


def _counts(shop: int, words: str, asked: LeadFilter | None) -> tuple[Statement, list[Any], str, str]:
    by, values = pools.read(words, asked)
    searched = "leads USING COVERING INDEX leads_status (partner_id=? AND status=?"
    return pools.counts_statement(by), [shop, 1001, *values], searched, "leads_status|leads_followers: partner_id"


# Put in order once more after it was cut, as far as SQLite knows; or of little, whose best is taken.
PAGES = {f"leads, {order}{name}" for order in LeadOrder for name in ASKED}
IN_ORDER = {"the best LIVE"}
# Where PostgreSQL is told what is asked for, and knows that little matches, it may look that up and put it in order.
EITHER = PAGES | {"requests to collaborate"}
