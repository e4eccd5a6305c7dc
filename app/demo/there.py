"""What is there of the demo already: an interrupted load goes on where it stopped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.house import House
from models.accounts import AccountStatus
from models.sql import Statement, statement

# The last step of a load: the last of cast.STATUSES.
DONE = statement(f"SELECT 1 FROM accounts WHERE handle = 'dealdropdan' AND status = '{AccountStatus.DEACTIVATED}'")
BEGAN = statement("SELECT created_at FROM accounts WHERE handle = 'maya'")  # the first step
PRODUCTS = statement("SELECT title, id FROM products WHERE seller_id IN LIST($1)")
# What deeds leave behind for ever, by the moment that they were done at. What leaves neither is harmless to repeat.
SENT = statement("""
    SELECT sent_at FROM messages WHERE client_message_id IS NOT NULL AND sender_id IN LIST($1)
    ORDER BY sent_at DESC LIMIT 1""")
NOTED = statement("SELECT at FROM notifications WHERE account_id IN LIST($1) ORDER BY at DESC LIMIT 1")
SCHEDULED = statement("""
    SELECT updated_at FROM scheduled_messages WHERE account_id IN LIST($1) ORDER BY updated_at DESC LIMIT 1""")
NEXT_DUE = statement("SELECT due_at FROM due_work WHERE due_at > $1 AND due_at <= $2 ORDER BY due_at LIMIT 1")
MEMBERS = statement("SELECT account_id, user_id FROM memberships WHERE account_id IN LIST($1)")
ROLES = statement("SELECT account_id, name, id FROM roles WHERE account_id IN LIST($1)")
FED = statement("SELECT DISTINCT account_id FROM statistics WHERE account_id IN LIST($1)")
STARTED = statement("""
    SELECT p.creator_id, p.partner_id FROM pairs p JOIN conversations c ON c.id = p.id
    WHERE p.creator_id IN LIST($1)""")


# What deeds are about: the newest that there is.
CONVERSATION = statement("SELECT id FROM pairs WHERE creator_id = $1 AND partner_id = $2")
SAID = statement("""
    SELECT sequence FROM messages WHERE conversation_id = $1 AND sender_id = $2 ORDER BY sequence DESC LIMIT 1""")
GOODS = statement("SELECT sequence FROM card_products WHERE conversation_id = $1 ORDER BY sequence DESC LIMIT 1")
TARGET = statement("SELECT id FROM target_collaborations WHERE seller_id = $1 AND name = $2")
INVITATION = statement("""
    SELECT i.id FROM invitations i JOIN target_collaborations t ON t.id = i.collaboration_id
    WHERE i.conversation_id = $1 AND t.name = $2""")
CAMPAIGN = statement("SELECT id FROM campaigns WHERE agency_id = $1 AND title = $2")
LIST = statement("SELECT id FROM product_lists WHERE agency_id = $1 AND name = $2")
LEAD = statement("SELECT id FROM leads WHERE partner_id = $1 AND creator_id = $2")
LINK = statement("SELECT id FROM partnerships WHERE conversation_id = $1 ORDER BY id DESC LIMIT 1")
AGREEMENTS = statement("SELECT place FROM agreements WHERE partnership_id = $1")
CHANGE = statement("""
    SELECT h.id FROM partnership_changes h JOIN partnerships l ON l.id = h.partnership_id
    WHERE l.conversation_id = $1 ORDER BY h.id DESC LIMIT 1""")
REPLY = statement("SELECT id FROM saved_replies WHERE account_id = $1 AND name = $2")
SAMPLE = statement("SELECT id FROM samples WHERE conversation_id = $1 AND product_id = $2 ORDER BY id DESC LIMIT 1")


def _keys(table: str) -> Statement:
    return statement(
        postgres=f"SELECT handle, id FROM {table} WHERE handle = ANY($1::text[])",
        sqlite=f"SELECT handle, id FROM {table} WHERE handle IN (SELECT value FROM json_each($1))",
    )


ACCOUNTS, USERS = _keys("accounts"), _keys("users")


@dataclass(frozen=True, slots=True)
class There:
    """What a load need not do again."""

    members: set[tuple[int, int]]
    roles: Mapping[tuple[int, str], int]
    fed: set[int]
    started: set[tuple[int, int]]


async def done(house: House) -> bool:
    """Whether the whole demo has been loaded."""
    return await house.database.fetch_row(DONE) is not None


async def began(house: House) -> datetime | None:
    """The moment that the demo's first account was made at; None where nothing is there yet."""
    row = await house.database.fetch_row(BEGAN)
    return None if row is None else row[0]


async def told_up_to(house: House, account_keys: Iterable[int]) -> datetime | None:
    """The latest moment at which something happened between accounts, beside what was imported."""
    keys = list(account_keys)
    found = [await house.database.fetch_row(query, keys) for query in (SENT, NOTED, SCHEDULED)]
    return max((row[0] for row in found if row is not None), default=None)


async def next_due(house: House, after: datetime, up_to: datetime) -> datetime | None:
    """The first moment of a span at which something happens by itself."""
    row = await house.database.fetch_row(NEXT_DUE, after, up_to)
    return None if row is None else row[0]


async def products(house: House, seller_keys: Iterable[int]) -> dict[str, int]:
    """The keys of products that are there, by title."""
    return {row[0]: row[1] for row in await house.database.fetch(PRODUCTS, list(seller_keys))}


async def accounts(house: House, handles: Iterable[str]) -> dict[str, int]:
    """The keys of those accounts that are there, by handle."""
    return {row[0]: row[1] for row in await house.database.fetch(ACCOUNTS, list(handles))}


async def users(house: House, handles: Iterable[str]) -> dict[str, int]:
    """The keys of those users that are there, by handle."""
    return {row[0]: row[1] for row in await house.database.fetch(USERS, list(handles))}


async def look(house: House, account_keys: Iterable[int]) -> There:
    """What there is about accounts."""
    database, keys = house.database, list(account_keys)
    return There(
        {(row[0], row[1]) for row in await database.fetch(MEMBERS, keys)},
        {(row[0], row[1]): row[2] for row in await database.fetch(ROLES, keys)},
        {row[0] for row in await database.fetch(FED, keys)},
        {(row[0], row[1]) for row in await database.fetch(STARTED, keys)},
    )
