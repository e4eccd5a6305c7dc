"""Every list query is served by its index: no table is walked and nothing is sorted, however many rows there are."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import asyncpg
import orjson
import pytest

from domain import ids
from domain.actions.folders import sum_up
from domain.house import House
from domain.queries import (
    accounts,
    cards,
    catalog,
    collaborations,
    conversations,
    events,
    folders,
    media,
    messages,
    missed,
    showcase,
    viewers,
)
from domain.queries.conversations import NEWEST, OLDEST, InboxFolder
from domain.queries.filters import By
from domain.queries.narrowing import Bounds
from domain.queries.sides import BRIEF, WHOLE
from domain.viewer import System
from models.sql import Statement, statement
from tests.conftest import NOON
from tests.queries import copied, lead_lists, nouns, outreach_lists, team_lists

CREATORS = 1500
OTHERS = range(10_001, 22_001)  # accounts that talk with nobody here
SHOP, OTHER_SHOP = CREATORS + 1, CREATORS + 2
METRICS = ("FOLLOWERS", "VIDEO_VIEWS")


TALKING, SHOPS = range(1, CREATORS + 1), (SHOP, OTHER_SHOP)
ACCOUNTS = (*TALKING, *SHOPS, *OTHERS)
PAIRS = [(n * CREATORS + creator, creator, shop) for n, shop in enumerate(SHOPS) for creator in TALKING]


def sides() -> Iterator[tuple[Any, ...]]:
    """Both sides of each pair, in every state that a folder asks for."""
    for key, creator, shop in PAIRS:
        at, unread = NOON - timedelta(seconds=key), key % 3 == 0
        state = (at, unread, int(unread), key % 5 == 0, key % 7 == 0, key % 11 == 0, key % 2 == 0)
        for me, other in ((creator, shop), (shop, creator)):
            yield (me, key, other, True, *state, True, 0, 0, SHOP if me == SHOP and key % 50 == 0 else None,
                   "SELLER" if me == creator else "CREATOR", 3, shop, "TEXT", "hello", NOON)  # fmt: skip


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """A few thousand rows: two shops that talk with the same creators, and one long stream."""
    kinds = {key: "CREATOR" if key in TALKING else "SELLER" for key in ACCOUNTS}
    told = ((SHOP, n, NOON, "conversation_changed", PAIRS[n % CREATORS][0]) for n in range(1, 3001))
    return {
        "accounts": [
            (
                key,
                kind,
                f"a{key}",
                f"A{key}",
                ("US", "GB")[key % 2],
                "GB US",
                "ACTIVE",
                "NONE",
                False,
                "",
                False,
                NOON,
                f"a{key} a{key}",
            )
            for key, kind in kinds.items()
        ],
        "users": [(key, f"u{key}", f"U{key}", "https://id", str(key), NOON) for key in ACCOUNTS],
        "roles": [(key, key, "Owner", 31, True) for key in ACCOUNTS],
        "memberships": [(key, key, key, key, NOON) for key in ACCOUNTS],
        "feed_heads": [(key, 3000 if key == SHOP else 1) for key in ACCOUNTS],
        "feed_entries": [*told, *((creator, 1, NOON, "conversation_changed", creator) for creator in TALKING)],
        "pairs": [(*pair, 3, NOON) for pair in PAIRS],
        "conversations": [(key, shop, "INBOX", NOON) for key, _, shop in PAIRS],
        "sides": list(sides()),
        "messages": [
            (key, n, (creator, shop)[n % 2], "TEXT", "hello", NOON) for key, creator, shop in PAIRS for n in (1, 2, 3)
        ],
        "products": [
            (key, OTHERS[key] if key % 50 else SHOP, f"P {key}", f"p {key}", 1000, "USD", False, "ACTIVE", NOON)
            for key in range(1, 12_000)
        ],
        "showcases": [(creator, 100) for creator in TALKING],
        "showcase_entries": [
            (creator, creator + n, NOON - timedelta(minutes=n)) for creator in range(1, 101) for n in range(100)
        ],
        "cards": [(key, 3, "PRODUCT_LIST", creator, key) for key, creator, _ in PAIRS],
        "card_products": [
            (key, 3, place, creator, creator + place, "Product", 1000, "USD")
            for key, creator, _ in PAIRS
            for place in range(3)
        ],
        "campaigns": [
            (key, OTHERS[key] if key > 600 else SHOP, "C", NOON, NOON + timedelta(days=1), NOON)
            for key in range(1, 6000)
        ],
        "product_lists": [(key, OTHERS[key] if key > 600 else SHOP, key, "L", "l", NOON) for key in range(1, 6000)],
        "product_list_items": [(key, place, key + place) for key in range(1, 6000) for place in range(2)],
        "media": [
            (key, creator, creator, f"n{key}", "image/jpeg", 1000, 64, 48, False, NOON, key, 3)
            for key, creator, _ in PAIRS
        ],
        "latest_figures": [(key, key, NOON, key, ("USD", "GBP")[key % 2], NOON) for key in ACCOUNTS],
        "statistics": [
            (key, metric, NOON - timedelta(days=n), n) for key in TALKING for metric in METRICS for n in range(3)
        ],
        **nouns.rows(SHOP, TALKING, OTHERS),
        **outreach_lists.rows(SHOP, TALKING, OTHERS),
        **team_lists.rows(SHOP, OTHERS),
        **lead_lists.rows(SHOP, TALKING, OTHERS),
    }


COLUMNS = {
    "accounts": "id, kind, handle, name, home_market, markets, status, level, verified, programmes, live_partner, "
    "created_at, search_text",
    "users": "id, handle, name, issuer, subject, created_at",
    "roles": "id, account_id, name, permissions, is_owner",
    "memberships": "id, account_id, user_id, role_id, created_at",
    "feed_heads": "account_id, position",
    "feed_entries": "account_id, position, at, kind, pair_id",
    "pairs": "id, creator_id, partner_id, last_sequence, created_at",
    "conversations": "id, started_by_id, entry_point, created_at",
    "sides": "account_id, conversation_id, counterpart_id, visible, last_activity_at, unread, unread_count, unreplied, "
    "starred, archived, has_written, was_written_to, read_up_to, read_by_counterpart_up_to, assignee_id, "
    "counterpart_kind, last_sequence, last_sender_id, last_kind, last_text, last_sent_at",
    "messages": "conversation_id, sequence, sender_id, kind, text, sent_at",
    "products": "id, seller_id, title, search_text, price, currency, samples_offered, state, created_at",
    "showcases": "creator_id, size",
    "showcase_entries": "creator_id, product_id, added_at",
    "cards": "conversation_id, sequence, kind, creator_id, subject_id",
    "campaigns": "id, agency_id, title, starts_at, ends_at, created_at",
    "product_lists": "id, agency_id, campaign_id, name, search_text, created_at",
    "product_list_items": "list_id, place, product_id",
    "card_products": "conversation_id, sequence, place, creator_id, product_id, title, price, currency",
    "media": "id, account_id, uploaded_by_id, name, content_type, size, width, height, animated, uploaded_at, "
    "conversation_id, sequence",
    "latest_figures": "account_id, followers, followers_taken_at, affiliate_gmv, affiliate_gmv_currency, "
    "affiliate_gmv_taken_at",
    "statistics": "account_id, metric, taken_at, value",
    **nouns.COLUMNS,
    **outreach_lists.COLUMNS,
    **team_lists.COLUMNS,
    **lead_lists.COLUMNS,
}

FEW = [1, 700, 1400]
OWN_SIDES = ("s USING PRIMARY KEY (account_id=? AND conversation_id=?)", "sides_pkey: account_id conversation_id")
THREAD = "messages_pkey: conversation_id sequence"
STREAM = ("e USING INDEX sqlite_autoindex_feed_entries_1 (account_id=? AND position>? AND position<?)",
          "feed_entries_other_pkey: account_id position")  # fmt: skip


# By what a folder is narrowed: the values, and PostgreSQL's index of the set, with the columns it is asked by.
NARROWED: dict[By, tuple[list[Any], str]] = {
    ("labels",): ([["VIP", "to call"]], "creator_labels_label: account_id label"),
    ("assignee",): ([SHOP], "sides_assignee|sides_assigned_to: assignee_id"),
    ("lead",): ([], "leads_partner_id_creator_id_key|leads_newest|leads_followers|leads_status: partner_id"),
    ("no lead",): ([], "sides_counterpart: account_id"),
    ("invitation",): ([], "sides_invitations: account_id"),
    ("no invitation",): ([], "sides_counterpart: account_id"),
    ("agency",): ([], "sides_agencies: account_id"),
    ("seller",): ([], "sides_counterpart: account_id"),
    ("levels",): ([["GOLD"]], "accounts_known: level"),
    ("categories",): ([["Beauty"]], "accounts_known: level category"),
    ("market",): (["GB"], "accounts_known: level"),
    ("followers",): ([100, 200], "latest_figures_followers: followers"),
    ("affiliate_gmv",): (["USD", 100, 200], "latest_figures_affiliate_gmv: affiliate_gmv_currency affiliate_gmv"),
    ("labels", "assignee", "levels", "followers", "lead"): (
        [["VIP"], SHOP, ["GOLD"], 100, 200], "accounts_known: level",
    ),
}  # fmt: skip


def _narrowed(folder: InboxFolder, by: By, *, backwards: bool) -> tuple[Statement, list[Any], str, str]:
    query, values, searched, index = _page(folder, backwards=backwards)
    query = conversations.page_statement(folder, backwards=backwards, reading=BRIEF, by=by, bounds=Bounds(walked=100))
    return query, [*values, *NARROWED[by][0]], searched, index


def _page(folder: InboxFolder, *, backwards: bool) -> tuple[Statement, list[Any], str, str]:
    index, place, sign = f"sides_{folder.lower()}", (OLDEST if backwards else NEWEST), ">" if backwards else "<"
    searched = f"sides USING INDEX {index} (account_id=? AND (last_activity_at,conversation_id){sign}(?,?))"
    query = conversations.page_statement(folder, backwards=backwards)
    return query, [SHOP, *place, 26], searched, f"{index}: account_id last_activity_at conversation_id"


# Each list query, its parameters, what SQLite must search by, and PostgreSQL's index with the columns it is asked by.
QUERIES: dict[str, tuple[Statement, list[Any], str, str]] = {
    **{
        f"{folder}, {'backwards' if backwards else 'forwards'}": _page(folder, backwards=backwards)
        for folder in InboxFolder
        for backwards in (False, True)
    },
    **{
        f"{folder} by {' and '.join(by)}, {'backwards' if backwards else 'forwards'}": _narrowed(
            folder, by, backwards=backwards
        )
        for folder in InboxFolder
        for by in NARROWED
        for backwards in (False, True)
    },
    **{
        f"counts by {' and '.join(by)}": (
            conversations.counts_statement(by), [SHOP, 1001, *values],
            "sides USING INDEX sides_new_connections (account_id=?)", index,
        )
        for by, (values, index) in NARROWED.items()
    },
    **{
        f"counterparts of counts by {' and '.join(by)}": (
            conversations.counts_statement(by), [SHOP, 1001, *values],
            "sides USING INDEX sides_messages (account_id=?)", "sides_counterpart: account_id counterpart_id",
        )
        for by, (values, _) in NARROWED.items()
    },
    # A page beyond the first conversations, and counts of many counterparts: by what the folder's index itself knows.
    **{
        f"the folder of {name} by {' and '.join(by)}": (
            query, values, "sides USING INDEX sides_starred", f"sides_starred ONLY: account_id{more}",
        )
        for by in NARROWED
        for name, (query, values, *_), more in (
            ("a page", _narrowed(InboxFolder.STARRED, by, backwards=False), " last_activity_at conversation_id"),
            ("counts", (conversations.counts_statement(by), [SHOP, 1001, *NARROWED[by][0]]), ""),
        )
    },
    "assignees": (conversations.ASSIGNEES, [SHOP, FEW], *OWN_SIDES),
    "counts of folders": (
        folders.KEPT, [SHOP, None], "folder_counts USING INDEX folder_counts_account (account_id=?)",
        "folder_counts_account: account_id",
    ),
    "conversations": (conversations.SOME, [SHOP, FEW], *OWN_SIDES),
    "conversations with accounts": (conversations.WITH_ACCOUNTS, [SHOP, FEW], *OWN_SIDES),
    "a thread": (
        messages.RANGE, [700, 1, 25], "m USING PRIMARY KEY (conversation_id=? AND sequence>? AND sequence<?)", THREAD
    ),
    "threads": (
        messages.RANGES, [FEW, [1, 1, 1], [25, 25, 25]],
        "m USING PRIMARY KEY (conversation_id=? AND sequence>? AND sequence<?)", THREAD,
    ),
    "a conversation and its thread": (
        messages.opened_statement(WHOLE), [SHOP, 700, 2**40, 24, -(2**40), 25],
        "t USING PRIMARY KEY (conversation_id=? AND sequence>? AND sequence<?)", THREAD,
    ),
    "a stream": (events.READ, [[SHOP], [1500]], *STREAM),
    "streams": (events.READ, [FEW, [0, 0, 0]], *STREAM),
    "what was missed": (missed.ENTRIES, [SHOP, 1500], *STREAM),
    "what it speaks of": (missed.TALKS, [SHOP, FEW], *OWN_SIDES),
    "who is asking": (
        viewers.BY_KEY, [FEW, ["a1", "a700", "a1400"]],
        "held USING COVERING INDEX sqlite_autoindex_memberships_1 (user_id=?)",
        "memberships_user_id_account_id_key: user_id",
    ),
    "who is asking, by subject": (
        viewers.BY_SUBJECT, [["https://id"] * 3, ["1", "700", "1400"], ["a1", "a700", "a1400"]],
        "u USING INDEX sqlite_autoindex_users_2 (issuer=? AND subject=?)", "users_issuer_subject_key: issuer subject",
    ),
    "accounts": (accounts.BY_KEYS, [SHOP, FEW], "a USING INTEGER PRIMARY KEY", "accounts_pkey: id"),
    "an account": (
        accounts.BY_HANDLE, [SHOP, "a700"], "a USING INDEX sqlite_autoindex_accounts_2 (handle=?)",
        "accounts_handle_key: handle",
    ),
    "products": (
        catalog.BY_KEYS, [FEW], "p USING INTEGER PRIMARY KEY (rowid=?)", "products_pkey: id",
    ),
    "a seller's products": (
        catalog.PAGES, [[SHOP], ids.LARGEST, SHOP, "9", 26],
        "i USING INDEX products_seller (seller_id=? AND id<?)", "products_seller: seller_id id",
    ),
    "campaigns": (
        collaborations.CAMPAIGNS, [SHOP, ids.LARGEST, 26],
        "c USING INDEX campaigns_agency (agency_id=? AND id<?)", "campaigns_agency: agency_id id",
    ),
    "product lists": (
        collaborations.LISTS, [SHOP, ids.LARGEST, 26, "l"],
        "l USING INDEX product_lists_agency (agency_id=? AND id<?)", "product_lists_agency: agency_id id",
    ),
    "some product lists": (
        collaborations.SOME_LISTS, [SHOP, FEW], "l USING INTEGER PRIMARY KEY (rowid=?)", "product_lists_pkey: id",
    ),
    "a list's products": (
        collaborations.ITEMS["list"], [FEW], "i USING PRIMARY KEY (list_id=?)", "product_list_items_pkey: list_id",
    ),
    "a showcase": (
        showcase.PAGE, [7, *NEWEST, 26],
        "showcase_entries USING INDEX showcase_entries_newest (creator_id=? AND (added_at,product_id)<(?,?))",
        "showcase_entries_newest: creator_id added_at product_id",
    ),
    "cards": (
        cards.READ, [FEW, [3, 3, 3]], "c USING PRIMARY KEY (conversation_id=? AND sequence=?)",
        "card_products_pkey: conversation_id sequence",
    ),
    "pictures": (
        media.SOME, [SHOP, FEW], "m USING INTEGER PRIMARY KEY (rowid=?)", "media_pkey: id",
    ),
    "pictures of messages": (
        media.OF_MESSAGES, [FEW, [3, 3, 3]],
        "m USING INDEX sqlite_autoindex_media_2 (conversation_id=? AND sequence=?)",
        "media_conversation_id_sequence_key: conversation_id sequence",
    ),
    "a picture by its link": (
        media.BY_NAME, ["n700"], "m USING INDEX sqlite_autoindex_media_1 (name=?)", "media_name_key: name",
    ),
    "figures": (
        accounts.LATEST, [FEW], "s USING PRIMARY KEY (account_id=? AND metric=? AND taken_at=?)",
        "statistics_pkey: account_id metric",
    ),
    **nouns.queries(SHOP),
    **outreach_lists.queries(SHOP),
    **team_lists.queries(SHOP),
    **copied.queries(),
    **lead_lists.queries(SHOP),
}  # fmt: skip
# These put in order, at last, what is no more than the pages asked for, or one user's own memberships.
IN_ORDER = {"threads", "a stream", "streams", "who is asking", "who is asking, by subject", "cards"}
IN_ORDER |= outreach_lists.PAGES | lead_lists.IN_ORDER
# What is narrowed is looked up first, and put in order then: it is little. So are those who carry one of some labels.
BY = {
    name
    for name in QUERIES
    if " by label" in name or "of a page by " in name or (" by " in name and name.endswith("wards"))
}
PAGES = {
    *(name for name in QUERIES if name.endswith("wards") or "of a page by " in name),
    "a showcase",
    "a seller's products",
    *nouns.PAGES,
    *lead_lists.PAGES,
}


CLEARED = "TRUNCATE accounts, users, messages, client_messages, feed_entries, folder_counts CASCADE"


@pytest.fixture
async def crowd(house: House) -> AsyncIterator[House]:
    """The rows, and on PostgreSQL what the planner should know of them; on SQLite nobody tells it."""
    async with house.database.transaction() as unit:
        if unit.dialect == "postgres":
            # What other tests deleted would make the tables look longer than they are.
            await unit.fetch(statement(CLEARED))
        for table, told in rows().items():
            columns = COLUMNS[table]
            places = ", ".join(f"${n + 1}" for n in range(len(columns.split(","))))
            query = statement(f"INSERT INTO {table} ({columns}) VALUES ({places})")
            await unit.execute_many(query, told)
    while await sum_up(System(house)):  # as due work does, so that an account has a row and not one for each change
        pass
    if house.database.dialect == "postgres":
        await house.database.fetch(statement("ANALYZE"))
    yield house
    if house.database.dialect == "postgres":
        # So many rows go sooner this way than by the DELETE that the next test begins with.
        await house.database.fetch(statement(CLEARED))


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_sqlite_searches_by_an_index_and_walks_no_table(crowd: House) -> None:
    searches, walks, sorts = {}, {}, set()
    for name, (query, values, expected, _) in QUERIES.items():
        explained = await crowd.database.fetch(statement(sqlite=f"EXPLAIN QUERY PLAN {query.sqlite}"), *values)
        lines = [row[3] for row in explained]
        searches[name] = any(line.startswith(f"SEARCH {expected}") for line in lines)
        # What was made of a few rows just before may be walked.
        made = {line.split()[1] for line in lines if line.startswith(("MATERIALIZE", "CO-ROUTINE"))}
        walks[name] = [
            line
            for line in lines
            if line.startswith("SCAN")
            and line.split()[1] not in made
            and "VIRTUAL" not in line
            and "CONSTANT" not in line
        ]
        if any("TEMP B-TREE" in line for line in lines):
            sorts.add(name)

    assert searches == dict.fromkeys(QUERIES, True)
    assert walks == {name: [] for name in QUERIES}
    # A page is put in order once more after it was cut: SQLite does not see that it is.
    assert sorts - outreach_lists.EITHER == IN_ORDER | PAGES


@pytest.mark.parametrize("dialect", ["postgres"])
@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
async def test_postgresql_searches_by_an_index_and_walks_no_table(crowd: House, database_url: str, mode: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute(f"SET plan_cache_mode = {mode}")
    # As time does: what is known of creators is then read from the index alone.
    await connection.execute("VACUUM accounts, latest_figures, sides")
    searches, walks, sorts = {}, {}, set()
    for name, (query, values, _, expected) in QUERIES.items():
        await connection.execute(f"PREPARE asked AS {query.postgres}")
        given = f"({', '.join(literal(value) for value in values)})" if values else ""
        told = await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE asked {given}")
        await connection.execute("DEALLOCATE asked")
        nodes = list(nodes_of(orjson.loads(told)[0]["Plan"]))
        index, _, columns = expected.partition(": ")
        searches[name] = not expected or any(
            node.get("Index Name") in index.removesuffix(" ONLY").split("|")
            and (node["Node Type"] == "Index Only Scan" or not index.endswith(" ONLY"))
            and all(column in node["Index Cond"] for column in columns.split())
            for node in nodes
        )
        walks[name] = [node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"]
        if any("Sort" in node["Node Type"] for node in nodes):
            sorts.add(name)
    await connection.close()

    assert searches == dict.fromkeys(QUERIES, True)
    if mode == "force_custom_plan":  # which sees that nearly all the sides there are belong to the one account
        walks |= {name: [] for name in QUERIES if "counts by " in name and {*walks[name]} <= {"sides"}}
    assert walks == {name: [] for name in QUERIES}
    # Weeks of the feed are partitions: a page of what was missed comes from two, and is put in order then.
    apart = {"a conversation and its thread", "what was missed"}
    assert sorts - nouns.EITHER - outreach_lists.EITHER - lead_lists.EITHER - apart == IN_ORDER | BY


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A plan and all below it."""
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes_of(part)


def literal(value: object) -> str:
    """A parameter of EXECUTE."""
    if isinstance(value, list):
        return f"'{{{','.join(str(item) for item in value)}}}'"
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(value)
    return "'{}'".format(str(value).replace("'", "''"))
