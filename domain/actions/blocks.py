"""Blocking: a mark on the row of the pair, which every send locks first."""

from domain import rows
from domain.actions import bulk, departures
from domain.actions.conversations import ACCOUNT, find_pair, lock_pair
from domain.errors import NotFound
from domain.events import BlockChanged, ConversationChanged
from domain.rows import Account
from domain.rules import access, sending
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.sql import statement

_MARK = {AccountKind.CREATOR: "creator_blocked_at", AccountKind.SELLER: "partner_blocked_at"}
BLOCK = {
    kind: statement(f"UPDATE pairs SET {mark} = $2 WHERE id = $1 AND {mark} IS NULL RETURNING id")
    for kind, mark in _MARK.items()
}
UNBLOCK = {
    kind: statement(f"UPDATE pairs SET {mark} = NULL WHERE id = $1 AND {mark} IS NOT NULL RETURNING id")
    for kind, mark in _MARK.items()
}
SEES = statement("SELECT 1 FROM sides WHERE account_id = $1 AND conversation_id = $2 AND visible")


@door
async def block(viewer: Viewer, tx: Transaction, account_key: int) -> Account:
    """Block the other side, whether or not there is a conversation; idempotent (BLK-1). Returns it as seen now.

    What either side had scheduled for the other, or had still to go in bulk, is cancelled for good (BLK-4).
    """
    other = await _other(viewer, tx, account_key)
    pair_key = await find_pair(tx, viewer.account, other)
    if pair_key is None:
        if not set(viewer.account.markets) & set(other.markets):
            raise NotFound("accountId", "account")  # one that the viewer could not have met
        pair_key = await lock_pair(tx, viewer.account, other)
    if await tx.fetch_row(BLOCK[_mine(viewer)], pair_key, tx.now):
        both = (viewer.account.key, other.key)
        by_partner = viewer.account.kind != AccountKind.CREATOR
        await bulk.blocked(tx, *(reversed(both) if by_partner else both), by_partner=by_partner)
        await departures.cancel_between(tx, pair_key, viewer.account, other)
        await _tell(viewer, tx, pair_key, other, blocked=True)
    other.blocked_by_viewer = True
    return other


@door
async def unblock(viewer: Viewer, tx: Transaction, account_key: int) -> Account:
    """Undo the viewer's own block; idempotent (BLK-1). Returns the account as seen now."""
    other = await _other(viewer, tx, account_key)
    pair_key = await find_pair(tx, viewer.account, other)
    if pair_key is None and not set(viewer.account.markets) & set(other.markets):
        raise NotFound("accountId", "account")
    if pair_key is not None and await tx.fetch_row(UNBLOCK[_mine(viewer)], pair_key):
        await _tell(viewer, tx, pair_key, other, blocked=False)
    return other


async def _other(viewer: Viewer, tx: Transaction, account_key: int) -> Account:
    access.messaging(viewer)
    row = await tx.fetch_row(ACCOUNT, account_key)
    if row is None:
        raise NotFound("accountId", "account")
    other = rows.account(row)
    sending.talking(viewer.account, other, "accountId")
    return other


def _mine(viewer: Viewer) -> AccountKind:
    return AccountKind.CREATOR if viewer.account.kind == AccountKind.CREATOR else AccountKind.SELLER


async def _tell(viewer: Viewer, tx: Transaction, pair_key: int, other: Account, *, blocked: bool) -> None:
    tx.announce(BlockChanged(pair_id=pair_key, blocked=blocked), to=[viewer.account.key])
    # The other side is not told of the block, but that what it may do in the conversation has changed.
    if await tx.fetch_row(SEES, other.key, pair_key):
        tx.announce(ConversationChanged(pair_id=pair_key), to=[other.key])
