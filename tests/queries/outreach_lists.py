"""Rows of weeks and bulk messages, and how their lists are asked for."""

from datetime import timedelta
from typing import Any

from domain import ids
from domain.actions import bulk as messages
from domain.actions import deliveries, recalls
from domain.queries import bulk, outreach
from domain.queries.conversations import NEWEST
from models.sql import Statement
from tests.conftest import NOON

FEW = [50, 100, 150]
WEEK = timedelta(days=7)


def rows(shop: int, creators: range, others: range) -> dict[str, list[tuple[Any, ...]]]:
    """Some of each for the shop, among those of many others."""
    keys = range(1, 5_001)
    partner = {key: others[key] if key % 50 else shop for key in keys}
    return {
        "outreach_weeks": [(key, partner[key], NOON - key * WEEK, "T1", 50, False, 2, 2) for key in keys],
        "starter_packs": [(key, 10) for key in (shop, *others)],
        "outreach_contacts": [(key, creators[n], NOON + timedelta(hours=n)) for key in keys for n in range(2)],
        "bulk_messages": [(key, partner[key], partner[key], "{}", True, "RUNNING", NOON, NOON) for key in keys],
        "bulk_recipients": [
            (key, n, creators[(key + n) % len(creators)], partner[key], "PENDING" if n else "SKIPPED")
            for key in keys
            for n in range(3)
        ],
    }


COLUMNS = {
    "outreach_weeks": "id, seller_id, week_start, tier, weekly_limit, pack_open, spent, contacted",
    "starter_packs": "seller_id, spent",
    "outreach_contacts": "week_id, creator_id, contacted_at",
    "bulk_messages": "id, account_id, created_by_id, content, auto_resume, status, created_at, told_at",
    "bulk_recipients": "bulk_id, place, creator_id, partner_id, status",
}


def queries(shop: int) -> dict[str, tuple[Statement, list[Any], str, str]]:
    """Each with its values, and the index that it is searched by on SQLite and on PostgreSQL."""
    page: list[Any] = [shop, ids.LARGEST, 26]
    week: list[Any] = [shop, NOON - 50 * WEEK, "USD"]
    return {
        "a seller's week": (
            outreach.QUOTA, week, "w USING INDEX",
            "outreach_weeks_seller_id_week_start_key|outreach_weeks_seller: seller_id",
        ),
        "contact with creators": (
            outreach.SELLERS, [*week, FEW], "o USING INTEGER PRIMARY KEY (rowid=?)", "accounts_pkey: id",
        ),
        "an agency's contact with creators": (
            outreach.AGENCIES, [shop, NOON, FEW], "o USING INTEGER PRIMARY KEY (rowid=?)",
            "accounts_pkey|accounts_creators: id",
        ),
        "weeks of outreach": (
            outreach.WEEKS, page, "w USING INDEX outreach_weeks_seller (seller_id=? AND id<?)",
            "outreach_weeks_seller: seller_id id",
        ),
        "how many of weeks are connected": (
            outreach.CONNECTED, [shop, FEW], "c USING ",
            "outreach_contacts_pkey|outreach_contacts_when: week_id",
        ),
        "whom weeks contacted": (
            outreach.CONTACTED, [FEW, *NEWEST, 26],
            "i USING COVERING INDEX outreach_contacts_when", "outreach_contacts_when: week_id contacted_at",
        ),
        "bulk messages": (
            bulk.PAGE, page, "b USING INDEX bulk_messages_account (account_id=? AND id<?)",
            "bulk_messages_account: account_id id",
        ),
        "some bulk messages": (
            bulk.SOME, [shop, FEW], "b USING ", "bulk_messages_account|bulk_messages_pkey: id",
        ),
        "how creators of bulk messages stand": (
            bulk.COUNTS, [FEW], "bulk_recipients USING ",
            "bulk_recipients_pkey|bulk_recipients_bulk_id_creator_id_key: bulk_id",
        ),
        "creators of bulk messages": (
            bulk.RECIPIENTS, [FEW, -1, 26, ""], "i USING PRIMARY KEY (bulk_id=? AND place>?)",
            "bulk_recipients_pkey: bulk_id place",
        ),
        "whose turn it is": (
            deliveries.TURN, [50], "n USING ", "bulk_recipients_next|bulk_recipients_pkey: bulk_id",
        ),
        "who is left of a bulk message": (
            messages.LEFT, [50], "bulk_recipients USING ", "bulk_recipients_next|bulk_recipients_pkey: bulk_id",
        ),
        "what one was sent, once recalled": (
            recalls.FORGET_BULK, [700, 3],
            "bulk_recipients USING COVERING INDEX bulk_recipients_sent (conversation_id=? AND sequence=?)",
            "bulk_recipients_sent: conversation_id sequence",
        ),
    }  # fmt: skip


PAGES = {"whom weeks contacted", "creators of bulk messages"}
EITHER = {"how creators of bulk messages stand", "who is left of a bulk message", "contact with creators"}
