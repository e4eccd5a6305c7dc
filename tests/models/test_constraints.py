"""Every constraint of the migration, by breaking it. What the code would never do, the database refuses too."""

import re
import sqlite3

import asyncpg
import pytest

from domain.actions import proposals, showcase
from domain.actions.proposals import NewChange
from domain.house import House
from models.sql import statement
from tests.cast import (
    Person,
    invited,
    linked,
    listed,
    offered,
    pictured,
    requested,
    say,
    shown,
    started,
    target,
    to_go,
    uploaded,
)
from tests.models import breaking_feeding
from tests.models.breaking import NOUNS
from tests.models.breaking_leads import LEADS
from tests.models.breaking_leads import ROWS as LEAD_ROWS
from tests.models.breaking_outreach import OUTREACH, ROWS
from tests.models.breaking_search import SEARCH, SEARCH_ROWS
from tests.models.breaking_teams import TEAM_ROWS, TEAMS
from tests.models.breaking_webhooks import WEBHOOK_ROWS, WEBHOOKS

ACCOUNT = """INSERT INTO accounts (kind, handle, name, home_market, markets, status, level, verified, programmes,
    live_partner, created_at, external_id)"""
MEMBERSHIP = "INSERT INTO memberships (account_id, user_id, role_id, created_at)"
NOW = "'2026-11-18 12:00:00+00:00'"
USER = "INSERT INTO users (handle, name, issuer, subject, created_at)"
ROLE = "INSERT INTO roles (account_id, name, permissions, is_owner)"
PAIR = "INSERT INTO pairs (creator_id, partner_id, last_sequence, created_at)"
MESSAGE = "INSERT INTO messages (conversation_id, sequence, sender_id, kind, text, sent_at)"
STATISTIC = "INSERT INTO statistics (account_id, metric, taken_at, value, currency)"
MAYA, ACME = "(SELECT id FROM accounts WHERE handle = 'maya')", "(SELECT id FROM accounts WHERE handle = 'acme')"
NOBODY = "999999"


def account(  # noqa: PLR0917 - a row
    kind: str = "SELLER",
    handle: str = "new",
    markets: str = "US",
    status: str = "ACTIVE",
    level: str = "NONE",
    verified: str = "FALSE",
    programmes: str = "",
    live: str = "FALSE",
    external: str = "NULL",
) -> str:
    """Insert an account that is right but for what is given."""
    return (
        f"{ACCOUNT} VALUES ('{kind}', '{handle}', 'New', 'US', '{markets}', '{status}', '{level}', {verified}, "
        f"'{programmes}', {live}, {NOW}, {external})"
    )


def side(**changed: str) -> str:
    """Change acme's side."""
    return f"UPDATE sides SET {', '.join(f'{k} = {v}' for k, v in changed.items())} WHERE account_id = {ACME}"


# The constraint as PostgreSQL names it, and what breaks it.
BREAKING = [
    ("accounts_pkey", f"INSERT INTO accounts SELECT * FROM accounts WHERE id = {MAYA}"),
    ("accounts_external_id_key", f"UPDATE accounts SET external_id = 'one' WHERE id IN ({MAYA}, {ACME})"),
    ("accounts_handle_key", account(handle="acme")),
    ("account_kind", account(kind="BOT")),
    ("account_handle", account(handle="New")),
    ("account_handle", account(handle="")),
    ("account_status", account(status="AWAY")),
    ("account_market", account(markets="DE USA")),
    ("account_programmes", account(kind="AGENCY")),
    ("account_programmes", account(kind="AGENCY", programmes="TAP CAP")),
    ("account_programmes", account(programmes="CAP")),
    ("account_live_partner", account(kind="CREATOR", live="TRUE")),
    ("account_verified", account(verified="TRUE")),
    ("account_level", account(level="GOLD")),
    (
        "statistics_pkey",
        f"{STATISTIC} VALUES ({MAYA}, 'FOLLOWERS', {NOW}, 1, NULL), ({MAYA}, 'FOLLOWERS', {NOW}, 2, NULL)",
    ),
    ("statistics_account_id_fkey", f"{STATISTIC} VALUES ({NOBODY}, 'FOLLOWERS', {NOW}, 1, NULL)"),
    ("statistic_value", f"{STATISTIC} VALUES ({MAYA}, 'FOLLOWERS', {NOW}, -1, NULL)"),
    ("statistic_currency", f"{STATISTIC} VALUES ({MAYA}, 'FOLLOWERS', {NOW}, 1, 'USD')"),
    ("statistic_currency", f"{STATISTIC} VALUES ({MAYA}, 'REVENUE', {NOW}, 1, NULL)"),
    ("users_pkey", "INSERT INTO users SELECT * FROM users WHERE handle = 'maya'"),
    ("users_handle_key", f"{USER} VALUES ('maya', 'Maya', NULL, NULL, {NOW})"),
    ("users_issuer_subject_key", f"{USER} VALUES ('a', 'A', 'i', 's', {NOW}), ('b', 'B', 'i', 's', {NOW})"),
    ("user_handle", f"{USER} VALUES ('Maya', 'Maya', NULL, NULL, {NOW})"),
    ("user_subject", f"{USER} VALUES ('new', 'New', 'issuer', NULL, {NOW})"),
    ("roles_pkey", f"INSERT INTO roles SELECT * FROM roles WHERE account_id = {MAYA}"),
    ("roles_account_id_fkey", f"{ROLE} VALUES ({NOBODY}, 'New', 0, FALSE)"),
    ("roles_account_id_name_key", f"{ROLE} VALUES ({MAYA}, 'New', 0, FALSE), ({MAYA}, 'New', 0, FALSE)"),
    ("roles_one_owner_role", f"{ROLE} VALUES ({MAYA}, 'Owner too', 31, TRUE)"),
    ("role_permissions", f"{ROLE} VALUES ({MAYA}, 'New', 32, FALSE)"),
    ("role_permissions", f"{ROLE} VALUES ({MAYA}, 'New', -1, FALSE)"),
    ("role_owner", f"UPDATE roles SET permissions = 1 WHERE account_id = {MAYA} AND is_owner"),
    ("memberships_pkey", "INSERT INTO memberships SELECT * FROM memberships"),
    ("memberships_user_id_account_id_key", f"{MEMBERSHIP} SELECT account_id, user_id, role_id, {NOW} FROM memberships"),
    ("memberships_account_id_fkey", f"UPDATE memberships SET account_id = {NOBODY} WHERE account_id = {MAYA}"),
    ("memberships_user_id_fkey", f"UPDATE memberships SET user_id = {NOBODY} WHERE account_id = {MAYA}"),
    ("memberships_role_id_fkey", f"UPDATE memberships SET role_id = {NOBODY} WHERE account_id = {MAYA}"),
    ("pairs_pkey", "INSERT INTO pairs SELECT * FROM pairs"),
    ("pairs_creator_id_partner_id_key", f"{PAIR} VALUES ({MAYA}, {ACME}, 0, {NOW})"),
    ("pairs_creator_id_fkey", f"{PAIR} VALUES ({NOBODY}, {ACME}, 0, {NOW})"),
    ("pairs_partner_id_fkey", f"{PAIR} VALUES ({MAYA}, {NOBODY}, 0, {NOW})"),
    ("pair_two", f"{PAIR} VALUES ({MAYA}, {MAYA}, 0, {NOW})"),
    ("pair_last_sequence", "UPDATE pairs SET last_sequence = -1"),
    ("conversations_pkey", "INSERT INTO conversations SELECT * FROM conversations"),
    ("conversations_id_fkey", f"INSERT INTO conversations VALUES ({NOBODY}, {MAYA}, 'INBOX', {NOW}, NULL)"),
    ("conversations_started_by_id_fkey", f"UPDATE conversations SET started_by_id = {NOBODY}"),
    ("sides_pkey", "INSERT INTO sides SELECT * FROM sides"),
    ("sides_account_id_fkey", side(account_id=NOBODY)),
    ("sides_conversation_id_fkey", side(conversation_id=NOBODY)),
    ("sides_counterpart_id_fkey", side(counterpart_id=NOBODY)),
    ("side_unread_count", side(unread="TRUE", unread_count="-1")),
    ("side_unread", side(unread="FALSE", unread_count="1")),
    ("messages_pkey", "INSERT INTO messages SELECT * FROM messages"),
    ("message_sequence", f"{MESSAGE} VALUES (1, 0, 1, 'TEXT', 'hi', {NOW})"),
    ("message_sender", f"{MESSAGE} VALUES (1, 9, NULL, 'TEXT', 'hi', {NOW})"),
    ("message_sender", f"{MESSAGE} VALUES (1, 9, 1, 'NOTICE', 'hi', {NOW})"),
    ("message_text", f"{MESSAGE} VALUES (1, 9, 1, 'TEXT', NULL, {NOW})"),
    ("client_messages_pkey", "INSERT INTO client_messages SELECT * FROM client_messages"),
    ("status_tellings_pkey", f"INSERT INTO status_tellings VALUES ({MAYA}, 0), ({MAYA}, 0)"),
    ("status_tellings_account_id_fkey", f"INSERT INTO status_tellings VALUES ({NOBODY}, 0)"),
    ("feed_heads_pkey", f"INSERT INTO feed_heads VALUES ({MAYA}, 0)"),
    ("feed_heads_account_id_fkey", f"INSERT INTO feed_heads VALUES ({NOBODY}, 0)"),
    ("feed_head_position", "UPDATE feed_heads SET position = -1"),
    ("feed_epochs_pkey", "INSERT INTO feed_epochs SELECT * FROM feed_epochs"),
    ("feed_epoch_one", "INSERT INTO feed_epochs VALUES (2, 'x', 'y')"),
    ("feed_entries_pkey", "INSERT INTO feed_entries SELECT * FROM feed_entries"),
    ("feed_entry_position", f"INSERT INTO feed_entries (account_id, position, at, kind) VALUES (1, 0, {NOW}, 'x')"),
    ("products_pkey", "INSERT INTO products SELECT * FROM products"),
    ("products_external_id_key", "UPDATE products SET external_id = 'one'"),
    ("products_seller_id_fkey", f"UPDATE products SET seller_id = {NOBODY}"),
    ("product_title", "UPDATE products SET title = ''"),
    ("product_price", "UPDATE products SET price = -1"),
    ("product_commission", "UPDATE products SET commission = 10001"),
    ("product_state", "UPDATE products SET state = 'SOLD'"),
    ("showcases_pkey", "INSERT INTO showcases SELECT * FROM showcases"),
    ("showcases_creator_id_fkey", f"INSERT INTO showcases VALUES ({NOBODY}, 0)"),
    ("showcase_size", "UPDATE showcases SET size = -1"),
    ("showcase_entries_pkey", "INSERT INTO showcase_entries SELECT * FROM showcase_entries"),
    ("showcase_entries_creator_id_fkey", f"UPDATE showcase_entries SET creator_id = {NOBODY}"),
    ("showcase_entries_product_id_fkey", f"UPDATE showcase_entries SET product_id = product_id + {NOBODY}"),
    ("showcase_commission", "UPDATE showcase_entries SET commission = -1"),
    ("showcase_card", "UPDATE showcase_entries SET sequence = NULL"),
    ("cards_pkey", "INSERT INTO cards SELECT * FROM cards"),
    ("card_products_pkey", "INSERT INTO card_products SELECT * FROM card_products"),
    ("campaigns_pkey", "INSERT INTO campaigns SELECT * FROM campaigns"),
    ("campaigns_agency_id_fkey", f"UPDATE campaigns SET agency_id = {NOBODY}"),
    ("campaign_title", "UPDATE campaigns SET title = ''"),
    ("campaign_period", "UPDATE campaigns SET ends_at = starts_at"),
    ("campaign_products_pkey", "INSERT INTO campaign_products SELECT * FROM campaign_products"),
    ("campaign_products_campaign_id_fkey", f"UPDATE campaign_products SET campaign_id = {NOBODY}"),
    ("campaign_products_product_id_fkey", f"UPDATE campaign_products SET product_id = product_id + {NOBODY}"),
    (
        "campaign_products_campaign_id_product_id_key",
        "INSERT INTO campaign_products SELECT campaign_id, 9, product_id FROM campaign_products",
    ),
    ("campaign_product_place", "UPDATE campaign_products SET place = -1 - place"),
    ("product_lists_pkey", "INSERT INTO product_lists SELECT * FROM product_lists"),
    ("product_lists_agency_id_fkey", f"UPDATE product_lists SET agency_id = {NOBODY}"),
    ("product_lists_campaign_id_fkey", f"UPDATE product_lists SET campaign_id = {NOBODY}"),
    ("product_list_name", "UPDATE product_lists SET name = ''"),
    ("product_list_items_pkey", "INSERT INTO product_list_items SELECT * FROM product_list_items"),
    ("product_list_items_list_id_fkey", f"UPDATE product_list_items SET list_id = {NOBODY}"),
    ("product_list_items_product_id_fkey", f"UPDATE product_list_items SET product_id = product_id + {NOBODY}"),
    (
        "product_list_items_list_id_product_id_key",
        "INSERT INTO product_list_items SELECT list_id, 9, product_id FROM product_list_items",
    ),
    ("product_list_item_place", "UPDATE product_list_items SET place = -1 - place"),
    ("client_mutations_pkey", "INSERT INTO client_mutations SELECT * FROM client_mutations"),
    ("client_mutations_account_id_fkey", f"UPDATE client_mutations SET account_id = {NOBODY}"),
    ("media_pkey", "INSERT INTO media SELECT * FROM media"),
    ("media_account_id_fkey", f"UPDATE media SET account_id = {NOBODY}"),
    ("media_uploaded_by_id_fkey", f"UPDATE media SET uploaded_by_id = {NOBODY}"),
    ("media_name_key", "UPDATE media SET name = 'one'"),
    ("media_size", "UPDATE media SET size = 0"),
    ("media_conversation_id_sequence_key", "UPDATE media SET conversation_id = 1, sequence = 1"),
    ("media_message", "UPDATE media SET conversation_id = 1, sequence = NULL"),
    ("card_product_place", "UPDATE card_products SET place = -1"),
    *NOUNS,
    *OUTREACH,
    *TEAMS,
    *LEADS,
    *breaking_feeding.FED,
    *SEARCH,
    *WEBHOOKS,
]
BROKEN = (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)


async def test_every_constraint_holds(house: House, maya: Person, acme: Person, northstar: Person) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    await to_go(acme, conversation)
    products = await offered(acme, "Red", "Blue")
    card = await shown(acme, conversation, products)
    await listed(northstar, products)
    await showcase.add(await maya.viewer(), conversation, card)
    await invited(acme, await target(acme, products), maya)
    link = await linked(northstar, maya)
    await proposals.propose(await northstar.viewer(), "more", link.key, NewChange(rate=1500))
    await requested(maya, (await offered(acme, "Serum", samples_offered=True))[0])
    await uploaded(maya)
    await pictured(maya, conversation, await uploaded(maya))
    async with house.database.transaction() as unit:
        for row in (*ROWS, *TEAM_ROWS, *LEAD_ROWS, *breaking_feeding.ROWS, *SEARCH_ROWS, *WEBHOOK_ROWS):
            await unit.fetch(statement(row))

    for name, text in BREAKING:
        with pytest.raises(BROKEN) as broken:
            async with house.database.transaction() as unit:
                await unit.fetch(statement(text))
        if isinstance(broken.value, asyncpg.IntegrityConstraintViolationError) and broken.value.constraint_name:
            # A partition's own constraint bears the partition's name.
            assert re.sub(r"^feed_entries_(other|\d+)", "feed_entries", broken.value.constraint_name) == name, text
        elif str(broken.value).startswith("CHECK"):
            assert str(broken.value) == f"CHECK constraint failed: {name}"
        else:
            assert name.endswith(
                ("_key", "_pkey", "_fkey", "_cap", "_open", "_external", "_head", "_line", "roles_one_owner_role")
            ), broken.value


@pytest.mark.parametrize("dialect", ["postgres"])
async def test_no_constraint_is_left_out(house: House) -> None:
    """What PostgreSQL knows of is what the list above breaks."""
    query = statement("""
        SELECT conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
        WHERE t.relnamespace = 'public'::regnamespace AND NOT t.relispartition
            AND t.relname <> 'tortoise_migrations' AND c.contype IN ('c', 'u', 'f', 'p')
        UNION SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
            JOIN pg_class t ON t.oid = x.indrelid
        WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace AND NOT t.relispartition
            AND t.relname <> 'tortoise_migrations'""")

    assert {row[0] for row in await house.database.fetch(query)} == {name for name, _ in BREAKING}
