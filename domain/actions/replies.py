"""Saved replies: kept for the whole team, and what is sent of them (MSG-7)."""

from dataclasses import dataclass

from domain import replies
from domain.actions import accounts, repeats
from domain.errors import LimitReached, NotFound
from domain.policy import Numbers
from domain.replies import COLUMNS, CREATOR_NAME, SHOP_NAME, WIDTH, SavedReply
from domain.rows import Account
from domain.rules import access, inputs
from domain.search_text import normal
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.sql import statement

LONGEST_NAME = 100  # as wide as the column that keeps it
CREATE = statement("""
    INSERT INTO saved_replies (account_id, name, search_text, text, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $5) RETURNING id""")
COUNT = statement("SELECT count(*) FROM saved_replies WHERE account_id = $1 AND deleted_at IS NULL")
ONE = statement(f"""
    SELECT {COLUMNS} FROM saved_replies r WHERE r.account_id = $1 AND r.id = $2 AND r.deleted_at IS NULL FOR UPDATE""")
CHANGE = statement("UPDATE saved_replies SET name = $2, search_text = $3, text = $4, updated_at = $5 WHERE id = $1")
DELETE = statement("""
    UPDATE saved_replies SET deleted_at = $3 WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL RETURNING id""")
WAS = statement("SELECT 1 FROM saved_replies WHERE account_id = $1 AND id = $2")
CHOSEN = statement(f"""
    SELECT {COLUMNS}, r.deleted_at IS NOT NULL, c.name, s.name
    FROM saved_replies r JOIN pairs p ON p.id = $3
    JOIN accounts c ON c.id = p.creator_id JOIN accounts s ON s.id = p.partner_id
    WHERE r.account_id = $1 AND r.id = $2""")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A reply that is to be sent in a conversation, perhaps deleted since, and what its own variables say there."""

    reply: SavedReply
    deleted: bool
    built_in: dict[str, str]


@door
async def create(viewer: Viewer, tx: Transaction, made: str, *, name: str, text: str) -> SavedReply:
    """Save a reply; safe to repeat with the same client-made id (MSG-2).

    Raises LimitReached where the account has as many as there can be.
    """
    access.messaging(viewer)
    me, numbers = viewer.account, viewer.house.policy.of(viewer.account.home_market)
    name, text = _checked(name, text, numbers)
    key = await repeats.begin(tx, me, made, numbers, "saved reply", name, text)
    if key is None:
        await _room(tx, me, numbers.saved_replies_max)
        ((key,),) = await tx.fetch(CREATE, me.key, name, search_text(name, text), text, tx.now)
        await repeats.finish(tx, me, made, key)
    return await _found(tx, me, key, repeats.FIELD, "saved reply any more: it was deleted")


@door
async def change(viewer: Viewer, tx: Transaction, key: int, *, name: str, text: str) -> SavedReply:
    """Give a reply another name and text. What was sent of it stays as it was sent."""
    access.messaging(viewer)
    me, numbers = viewer.account, viewer.house.policy.of(viewer.account.home_market)
    await _found(tx, me, key, "savedReplyId", "saved reply")
    name, text = _checked(name, text, numbers)
    await tx.fetch(CHANGE, key, name, search_text(name, text), text, tx.now)
    return await _found(tx, me, key, "savedReplyId", "saved reply")


@door
async def delete(viewer: Viewer, tx: Transaction, key: int) -> int:
    """Delete a reply; what was sent of it stays. Idempotent."""
    access.messaging(viewer)
    if not await tx.fetch_row(DELETE, viewer.account.key, key, tx.now) and (
        await tx.fetch_row(WAS, viewer.account.key, key) is None
    ):
        raise NotFound("savedReplyId", "saved reply")
    return key


async def chosen(tx: Transaction, me: Account, key: int, conversation_key: int, field: str) -> Chosen:
    """A reply of the account's, for a conversation of its (a step). Raises NotFound where there never was one."""
    row = await tx.fetch_row(CHOSEN, me.key, key, conversation_key)
    if row is None:
        raise NotFound(field, "saved reply")
    deleted, creator, shop = row[WIDTH:]
    return Chosen(replies.reply(row), bool(deleted), {CREATOR_NAME: creator, SHOP_NAME: shop})


def _checked(name: str, text: str, numbers: Numbers) -> tuple[str, str]:
    name, text = inputs.name(name, "name", LONGEST_NAME), inputs.text(text, "text", numbers)
    replies.variables(text, "text")
    return name, text


def search_text(name: str, text: str) -> str:
    """What a reply is found by."""
    return normal(f"{name}\n{text}")


async def _room(tx: Transaction, me: Account, most: int) -> None:
    """Refuse one more than there can be; the account's row makes two at once come one after the other."""
    await accounts.lock(tx, me.key)
    ((kept,),) = await tx.fetch(COUNT, me.key)
    if kept >= most:
        raise LimitReached(f"You can keep {most:,} saved replies. Delete one first.", most)


async def _found(tx: Transaction, me: Account, key: int, field: str, what: str) -> SavedReply:
    row = await tx.fetch_row(ONE, me.key, key)
    if row is None:
        raise NotFound(field, what)
    return replies.reply(row)
