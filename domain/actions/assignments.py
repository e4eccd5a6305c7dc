"""Who of a team looks after a conversation: known to that side only (INB-9)."""

from domain.actions.conversations import VISIBLE
from domain.errors import InvalidInput, NotFound
from domain.events import ConversationChanged
from domain.rules import access
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.sql import statement
from models.teams import Permission

# Locked, so that who leaves the team at this moment is assigned before that, or not at all.
MEMBER = statement("""
    SELECT r.permissions FROM memberships m JOIN roles r ON r.id = m.role_id
    WHERE m.account_id = $1 AND m.user_id = $2 FOR NO KEY UPDATE OF m""")
ASSIGN = statement("""
    UPDATE sides SET assignee_id = $3
    WHERE account_id = $1 AND conversation_id = $2 AND COALESCE(assignee_id, 0) <> COALESCE($3::bigint, 0)
    RETURNING conversation_id""")
RELEASE = statement("""
    UPDATE sides SET assignee_id = NULL WHERE account_id = $1 AND assignee_id = $2 RETURNING conversation_id""")


@door
async def assign(viewer: Viewer, tx: Transaction, conversation_key: int, user_key: int | None) -> None:
    """Assign a conversation of the viewer's side to a member who may use the inbox, or with None to nobody; idempotent.

    Raises Forbidden for creators.
    """
    access.partner(viewer)
    me = viewer.account.key
    if not await tx.fetch_row(VISIBLE, me, conversation_key):
        raise NotFound("conversationId", "conversation")
    if user_key is not None:
        row = await tx.fetch_row(MEMBER, me, user_key)
        if row is None:
            raise NotFound("userId", "member of your team")
        if Permission.INSTANT_MESSAGING not in Permission(row[0]):
            raise InvalidInput("userId", "Assign it to a member of your team whose role allows instant messaging.")
    if await tx.fetch_row(ASSIGN, me, conversation_key, user_key):
        tx.announce(ConversationChanged(pair_id=conversation_key), to=[me])


async def release(tx: Transaction, account_key: int, user_key: int) -> None:
    """Take from a member who leaves the team whatever is assigned to it (a step)."""
    # Only what a side sees was ever assigned, and it sees that for good.
    for key in sorted(row[0] for row in await tx.fetch(RELEASE, account_key, user_key)):
        tx.announce(ConversationChanged(pair_id=key), to=[account_key])
