"""Blocking: a mark on the row of the pair, which every send locks first."""

from domain import rows
from domain.actions.conversations import ACCOUNT, lock_pair
from domain.errors import NotFound
from domain.events import BlockChanged, ConversationChanged
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
async def block(viewer: Viewer, tx: Transaction, account_key: int) -> None:
    """Block the other side, whether or not there is a conversation; idempotent (BLK-1)."""
    await _set(viewer, tx, account_key, blocked=True)


@door
async def unblock(viewer: Viewer, tx: Transaction, account_key: int) -> None:
    """Undo the viewer's own block; idempotent (BLK-1)."""
    await _set(viewer, tx, account_key, blocked=False)


async def _set(viewer: Viewer, tx: Transaction, account_key: int, *, blocked: bool) -> None:
    access.messaging(viewer)
    row = await tx.fetch_row(ACCOUNT, account_key)
    if row is None:
        raise NotFound("accountId", "account")
    other = rows.account(row)
    sending.talking(viewer.account, other, "accountId")
    pair_key = await lock_pair(tx, viewer.account, other)
    mine = AccountKind.CREATOR if viewer.account.kind == AccountKind.CREATOR else AccountKind.SELLER
    changed = await (tx.fetch_row(BLOCK[mine], pair_key, tx.now) if blocked else tx.fetch_row(UNBLOCK[mine], pair_key))
    if not changed:
        return
    tx.announce(BlockChanged(pair_id=pair_key, blocked=blocked), to=[viewer.account.key])
    # The other side is not told of the block, but that what it may do in the conversation has changed.
    if await tx.fetch_row(SEES, other.key, pair_key):
        tx.announce(ConversationChanged(pair_id=pair_key), to=[other.key])
