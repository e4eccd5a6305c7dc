"""Rows of invitations, links, samples and notifications, and how their lists are asked for."""

from datetime import timedelta
from typing import Any

from domain import ids
from domain.actions import cards as acts
from domain.actions import departures, held, levels, links, recalls, scheduled, timers
from domain.actions import replies as kept
from domain.queries import creators as found
from domain.queries import invitations, notes, notifications, partnerships, replies, samples
from domain.queries import scheduled as to_go
from models.sql import Statement
from tests.conftest import NOON

FEW = [1, 700, 1400]
LATER = NOON + timedelta(days=30)
# What is asked of creators, after who asks and which part: nothing, or all that can be.
NOTHING = [["US"], "", None, None, "", None, None, None, None, None]
ALL = [["US", "GB"], "a", "US", ["Beauty"], " NONE ", 10, 10**6, "USD", 100, 10**9]


def rows(shop: int, creators: range, others: range) -> dict[str, list[tuple[Any, ...]]]:
    """Some of each for the shop, as a seller and as an agency, among those of many others."""
    keys = range(1, 11_500)
    partner = {key: others[key] if key % 50 else shop for key in keys}
    creator = {key: creators[key % len(creators)] for key in keys}
    talk = {key: key % 1500 + 1 for key in keys}  # a conversation; whose is no matter to a plan
    return {
        "target_collaborations": [(key, partner[key], "T", "t", LATER, False, False, NOON) for key in keys],
        "target_collaboration_products": [(key, place, key + place, 2000) for key in keys for place in (0, 1)],
        "invitations": [(key, key, partner[key], creator[key], talk[key], 3, "PENDING", NOON) for key in keys],
        "partnerships": [
            (key, partner[key], creator[key], talk[key], 3, "TAP", "DECLINED", 1000, LATER, NOON, LATER, 0)
            for key in keys
        ],
        "agreements": [(key, place, "DATA_SHARING", "1", "words") for key in keys for place in (1, 2)],
        "partnership_changes": [(key, key, "DECLINED", 1500, 1000, LATER, NOON, LATER) for key in keys],
        "samples": [
            (key, key, "Product", creator[key], partner[key], talk[key], 3, "TO_REVIEW", NOON, LATER) for key in keys
        ],
        "notifications": [
            (key, partner[key], "LINK_REQUESTED", NOON, None if key % 250 == 0 else NOON) for key in keys
        ],
        "saved_replies": [
            (key, partner[key], "R", "r", "Hi", NOON, NOON, NOON if key % 3 == 0 else None) for key in keys
        ],
        "creator_notes": [(key, partner[key], creator[key], partner[key], "note", NOON) for key in keys],
        "creator_labels": [(partner[key], creator[key], f"label {key}") for key in keys]
        + [(shop, one, "VIP") for one in creators if one % 20 == 0],
        "scheduled_messages": [
            (
                key,
                partner[key],
                partner[key],
                talk[key],
                "{}",
                LATER,
                "SCHEDULED" if key % 20 == 0 else "CANCELLED",
                NOON,
                NOON,
            )
            for key in keys
        ],
        "due_work": [("SAMPLE_STEP_ENDS", key, NOON + timedelta(hours=key), 0) for key in keys],
        "latest_figures": [(key, key, NOON, key * 100, "USD", NOON) for key in (*creators, *others)],
    }


COLUMNS = {
    "target_collaborations": "id, seller_id, name, search_text, ends_at, free_sample, auto_approve_samples, created_at",
    "target_collaboration_products": "collaboration_id, place, product_id, commission",
    "invitations": "id, collaboration_id, seller_id, creator_id, conversation_id, sequence, status, sent_at",
    "partnerships": "id, agency_id, creator_id, conversation_id, sequence, programme, status, commission, ends_at, "
    "requested_at, expires_at, unlink_requests",
    "agreements": "partnership_id, place, kind, version, text",
    "partnership_changes": "id, partnership_id, status, commission, previous_commission, previous_ends_at, "
    "proposed_at, expires_at",
    "samples": "id, product_id, product_title, creator_id, seller_id, conversation_id, sequence, status, requested_at, "
    "due_at",
    "notifications": "id, account_id, kind, at, read_at",
    "saved_replies": "id, account_id, name, search_text, text, created_at, updated_at, deleted_at",
    "creator_notes": "id, account_id, creator_id, written_by_id, text, written_at",
    "creator_labels": "account_id, creator_id, label",
    "scheduled_messages": "id, account_id, created_by_id, conversation_id, content, send_at, status, created_at, "
    "updated_at",
    "due_work": "kind, subject_id, due_at, attempts",
    "latest_figures": "account_id, followers, followers_taken_at, affiliate_gmv, affiliate_gmv_currency, "
    "affiliate_gmv_taken_at",
}


CREATORS = ("a USING INDEX accounts_creators (id<?)", "accounts_creators|accounts_known: id")


def queries(shop: int) -> dict[str, tuple[Statement, list[Any], str, str]]:
    """Each list query, its parameters, and what it must search by on SQLite and on PostgreSQL."""
    page = [shop, ids.LARGEST, 26]
    return {
        "target collaborations": (
            invitations.TARGETS, [*page, "t"],
            "t USING INDEX target_collaborations_seller (seller_id=? AND id<?)",
            "target_collaborations_seller: seller_id id",
        ),
        "some target collaborations": (
            invitations.SOME_TARGETS, [shop, FEW], "t USING INTEGER PRIMARY KEY (rowid=?)",
            "target_collaborations_pkey: id",
        ),
        "a target collaboration's products": (
            invitations.TARGET_PRODUCTS, [FEW], "i USING PRIMARY KEY (collaboration_id=?)",
            "target_collaboration_products_pkey: collaboration_id",
        ),
        "a seller's invitations": (
            invitations.PAGES[False], [*page, ""],
            "i USING INDEX invitations_seller (seller_id=? AND id<?)", "invitations_seller: seller_id id",
        ),
        "a creator's invitations": (
            invitations.PAGES[True], [700, *page[1:], ""],
            "i USING INDEX invitations_creator (creator_id=? AND id<?)", "invitations_creator: creator_id id",
        ),
        "some invitations": (
            invitations.SOME, [shop, FEW], "i USING INTEGER PRIMARY KEY (rowid=?)", "invitations_pkey: id",
        ),
        "an agency's partnerships": (
            partnerships.PAGES[False], [*page, ""],
            "l USING INDEX partnerships_agency (agency_id=? AND id<?)", "partnerships_agency: agency_id id",
        ),
        "a creator's partnerships": (
            partnerships.PAGES[True], [700, *page[1:], ""],
            "l USING INDEX partnerships_creator (creator_id=? AND id<?)", "partnerships_creator: creator_id id",
        ),
        "some partnerships": (
            partnerships.SOME, [shop, FEW], "l USING INTEGER PRIMARY KEY (rowid=?)", "partnerships_pkey: id",
        ),
        "agreements": (
            partnerships.AGREEMENTS, [FEW, shop], "a USING PRIMARY KEY (partnership_id=?)",
            "agreements_pkey: partnership_id",
        ),
        "proposed changes": (
            partnerships.CHANGES, [FEW, ids.LARGEST, 26],
            "i USING COVERING INDEX partnership_changes_partnership (partnership_id=? AND id<?)",
            "partnership_changes_partnership: partnership_id id",
        ),
        "open proposals": (
            partnerships.OPEN_CHANGES, [FEW],
            "h USING INDEX partnership_changes_one_open (partnership_id=?)",
            "partnership_changes_one_open: partnership_id",
        ),
        "a seller's samples": (
            samples.PAGES[False], [*page, ""],
            "x USING INDEX samples_seller (seller_id=? AND id<?)", "samples_seller: seller_id id",
        ),
        "a creator's samples": (
            samples.PAGES[True], [700, *page[1:], ""],
            "x USING INDEX samples_creator (creator_id=? AND id<?)", "samples_creator: creator_id id",
        ),
        "some samples": (samples.SOME, [shop, FEW], "x USING INTEGER PRIMARY KEY (rowid=?)", "samples_pkey: id"),
        "notifications": (
            notifications.PAGE, [*page, True], "n USING INDEX notifications_account (account_id=? AND id<?)",
            "notifications_account: account_id id",
        ),
        "saved replies": (
            replies.PAGE, [*page, "r"], "r USING INDEX saved_replies_account (account_id=? AND id<?)",
            "saved_replies_account: account_id id",
        ),
        "some saved replies": (
            replies.SOME, [shop, FEW], "r USING INDEX saved_replies_account (account_id=? AND id=? AND rowid=?)",
            "saved_replies_account: account_id id",
        ),
        "how many saved replies there are": (
            kept.COUNT, [shop], "saved_replies USING INDEX saved_replies_account (account_id=?)",
            "saved_replies_account: account_id",
        ),
        "unread notifications": (
            notifications.UNREAD, [shop, False], "notifications USING INDEX notifications_unread (account_id=?)",
            "notifications_unread: account_id",
        ),
        "who is told that an invitation is seen": (
            acts.SEEN_INVITATIONS, [FEW], "i USING INDEX invitations_conversation (conversation_id=?)",
            "invitations_conversation: conversation_id",
        ),
        "a link of its pair": (
            links.PLACE, [700, 0], "partnerships USING INTEGER PRIMARY KEY (rowid=?)", "partnerships_pkey: id",
        ),
        "creators": (found.PAGE, [*page, *NOTHING], *CREATORS),
        "creators who are asked for": (found.PAGE, [*page, *ALL], *CREATORS),
        "creators to be sent to": (found.MATCHING, [*page, *ALL], *CREATORS),
        "creators whose levels are set": (
            levels.CREATORS, ["US", 700, NOON, 500],
            "accounts USING INDEX accounts_creators_of (home_market=? AND id>?)",
            "accounts_creators_of: home_market id",
        ),
        "markets that have creators": (
            levels.MARKETS, [], "accounts USING INDEX accounts_creators_of (home_market>?)",
            "accounts_creators_of: home_market",
        ),
        "notes on creators": (
            notes.NOTES, [shop, FEW, 100],
            "i USING COVERING INDEX creator_notes_of (account_id=? AND creator_id=?)",
            "creator_notes_of: account_id creator_id",
        ),
        "some notes": (notes.SOME, [shop, FEW], "n USING INTEGER PRIMARY KEY (rowid=?)", "creator_notes_pkey: id"),
        "labels of creators": (
            notes.LABELS, [shop, FEW],
            "creator_labels USING COVERING INDEX creator_labels_creator (creator_id=? AND account_id=?)",
            "creator_labels_pkey: account_id creator_id",
        ),
        "labels that are in use": (
            notes.USED, [shop, 500], "n USING COVERING INDEX creator_labels_label (account_id=? AND label>?)",
            "creator_labels_label: account_id",
        ),
        "scheduled messages": (
            to_go.PAGE, [*page, ""], "h USING INDEX scheduled_messages_account (account_id=? AND id<?)",
            "scheduled_messages_account: account_id id",
        ),
        "a conversation's scheduled messages": (
            to_go.TO, [*page, "", 700],
            "h USING INDEX scheduled_messages_to (conversation_id=? AND account_id=? AND id<?)",
            "scheduled_messages_to: conversation_id account_id id",
        ),
        "some scheduled messages": (
            to_go.SOME, [shop, FEW], "h USING INDEX scheduled_messages_account (account_id=? AND id=? AND rowid=?)",
            "scheduled_messages_account: account_id id",
        ),
        "how many messages wait": (
            scheduled.WAITING, [shop],
            "scheduled_messages USING INDEX scheduled_messages_waiting (account_id=?)",
            "scheduled_messages_waiting: account_id",
        ),
        "what an account has scheduled": (
            held.SCHEDULED, [shop], "scheduled_messages USING INDEX scheduled_messages_waiting (account_id=?)",
            "scheduled_messages_waiting: account_id",
        ),
        "what is scheduled between two": (
            departures.CANCEL_ALL, [700, shop, NOON, None, None, None],
            "scheduled_messages USING INDEX scheduled_messages_open (conversation_id=? AND account_id=?)",
            "scheduled_messages_open|scheduled_messages_waiting: account_id",
        ),
        "what was scheduled, once recalled": (
            recalls.FORGET_SCHEDULED, [700, 3],
            "scheduled_messages USING INDEX scheduled_messages_sent (conversation_id=? AND sequence=?)",
            "scheduled_messages_sent: conversation_id sequence",
        ),
        "what is due": (
            timers.DUE, [NOON + timedelta(hours=9), 50, " SAMPLE_STEP_ENDS "],
            "due_work USING INDEX due_work_when (due_at<?)", "due_work_when: due_at",
        ),
    }  # fmt: skip


# Put in order once more after it was cut.
PAGES = {"proposed changes", "notes on creators"}
# A few rows may be put in order or not, as PostgreSQL likes.
EITHER = {
    "agreements",
    "what is scheduled between two",
    "a creator's invitations",
    "a creator's partnerships",
    "a creator's samples",
    # Where few match, as PostgreSQL sees where it is told what is asked for.
    "creators who are asked for",
    "creators to be sent to",
}
