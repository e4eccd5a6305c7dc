"""What sellers and agencies note about creators, with or without a conversation: for their own side only (INB-9)."""

from collections.abc import Sequence

from domain import notes
from domain.actions import repeats
from domain.actions.accounts import lock
from domain.errors import InvalidInput, NotFound
from domain.events import ConversationChanged
from domain.notes import LONGEST_LABEL, NOTE_COLUMNS, Note
from domain.queries import accounts
from domain.rows import Account
from domain.rules import access, inputs
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.sql import statement

ADD = statement("""
    INSERT INTO creator_notes (account_id, creator_id, written_by_id, text, written_at) VALUES ($1, $2, $3, $4, $5)
    RETURNING id""")
NOTE = statement(f"SELECT {NOTE_COLUMNS} FROM creator_notes n WHERE n.account_id = $1 AND n.id = $2")
LABELS = statement("SELECT label FROM creator_labels WHERE account_id = $1 AND creator_id = $2")
PUT_ON = statement("INSERT INTO creator_labels (account_id, creator_id, label) VALUES ($1, $2, $3)")
TAKE_OFF = statement("DELETE FROM creator_labels WHERE account_id = $1 AND creator_id = $2 AND label = $3")
CONVERSATION = statement("SELECT conversation_id FROM sides WHERE account_id = $1 AND counterpart_id = $2 AND visible")


@door
async def add(viewer: Viewer, tx: Transaction, made: str, creator_key: int, text: str) -> Note:
    """Write a note on a creator; safe to repeat with the same client-made id. Raises Forbidden for creators."""
    access.partner(viewer)
    me, numbers = viewer.account, viewer.house.policy.of(viewer.account.home_market)
    await _creator(tx, me, creator_key)
    words = inputs.text(text, "text", numbers)
    key = await repeats.begin(tx, me, made, numbers, "note", str(creator_key), words)
    if key is None:
        ((key,),) = await tx.fetch(ADD, me.key, creator_key, viewer.user.key, words, tx.now)
        await repeats.finish(tx, me, made, key)
    return notes.note(await tx.fetch_row(NOTE, me.key, key) or ())


@door
async def set_labels(viewer: Viewer, tx: Transaction, creator_key: int, labels: Sequence[str]) -> None:
    """Let a creator carry these labels and no others; idempotent. Raises Forbidden for creators."""
    access.partner(viewer)
    me = viewer.account
    await _creator(tx, me, creator_key)
    wanted = _checked(labels, viewer.house.policy.of(me.home_market).creator_labels_max)
    # The account's row stands for all its labels: of two sets that come at once the second replaces the first, whole.
    await lock(tx, me.key)
    before = {row[0] for row in await tx.fetch(LABELS, me.key, creator_key)}
    if before == wanted:
        return
    await tx.execute_many(TAKE_OFF, [(me.key, creator_key, label) for label in before - wanted])
    await tx.execute_many(PUT_ON, [(me.key, creator_key, label) for label in wanted - before])
    for (key,) in await tx.fetch(CONVERSATION, me.key, creator_key):
        tx.announce(ConversationChanged(pair_id=key), to=[me.key])


async def _creator(tx: Transaction, me: Account, key: int) -> None:
    """Refuse what is no creator of a shared market, nor one that the account has to do with already."""
    account = accounts.seen(me, await tx.fetch(accounts.BY_KEYS, me.key, [key])).get(key)
    if account is None or account.kind != AccountKind.CREATOR:
        raise NotFound("creatorId", "creator")


def _checked(labels: Sequence[str], most: int) -> set[str]:
    if len(labels) > most:
        raise InvalidInput("labels", f"These are {len(labels):,} labels; a creator can carry at most {most:,}.")
    wanted: set[str] = set()
    for index, words in enumerate(labels):
        label = inputs.name(words, f"labels.{index}", LONGEST_LABEL)
        if label in wanted:
            raise InvalidInput(f"labels.{index}", "This label is named twice.")
        wanted.add(label)
    return wanted
