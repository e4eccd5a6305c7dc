"""Erasing an account: its name, team and place in pools at once, what it said bit by bit, each bit whole (PLT-4)."""

from dataclasses import dataclass
from datetime import timedelta

from domain.actions import audit, due, forgetting, unsaying
from domain.erasures import Erasure
from domain.errors import InvalidInput, NotFound
from domain.events import AccessChanged
from domain.queries import erasures as queries
from domain.rules import inputs
from domain.transaction import Transaction, door
from domain.viewer import Service, Staff, System
from models.audit import AuditAction
from models.due import DueKind
from models.sql import statement

LATE = timedelta(minutes=1)  # longer than a send takes that began before the erasure did

LOCK = statement("SELECT handle FROM accounts WHERE id = $1 FOR UPDATE")  # as it changes what is unique

BEGIN = statement("""
    INSERT INTO erasures (account_id, begun_at, reached_id, reached_sequence) VALUES ($1, $2, 0, 0)""")
# Where it goes on: the conversation that it has reached, or the next; none once all are done.
PLACE = statement("""
    SELECT a.kind, e.finished_at, s.conversation_id, s.counterpart_id,
        CASE WHEN s.conversation_id = e.reached_id THEN e.reached_sequence ELSE 0 END, t.visible
    FROM erasures e JOIN accounts a ON a.id = e.account_id
    LEFT JOIN sides s ON s.account_id = e.account_id AND s.conversation_id = (
        SELECT min(n.conversation_id) FROM sides n WHERE n.account_id = $1 AND n.conversation_id >= e.reached_id)
    LEFT JOIN sides t ON t.account_id = s.counterpart_id AND t.conversation_id = s.conversation_id
    WHERE e.account_id = $1""")
LOCK_PAIR = statement("SELECT last_sequence FROM pairs WHERE id = $1 FOR UPDATE")
LOCK_ERASURE = statement("SELECT account_id FROM erasures WHERE account_id = $1 FOR UPDATE")
REACH = statement("UPDATE erasures SET reached_id = $2, reached_sequence = $3 WHERE account_id = $1")
FINISH = statement("""
    UPDATE erasures SET reached_id = 0, reached_sequence = 0, finished_at = coalesce(finished_at, $2)
    WHERE account_id = $1""")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an erasure goes on: in a conversation, after a sequence; or in what belongs to none.

    `again`: it was finished, and looks for what came late. `moved`: somebody else has gone on meanwhile.
    """

    account_key: int
    kind: str
    again: bool
    moved: bool
    conversation_key: int | None
    counterpart_key: int
    after: int
    told: bool  # whether the other side sees the conversation
    last_sequence: int


@door
async def erase(viewer: Staff | Service | System, tx: Transaction, account_key: int, confirm_handle: str) -> Erasure:
    """Erase an account for good; safe to repeat. From here on nobody acts for it, and its name is gone.

    What it said goes by due work. Raises NotFound for an account that is not there, InvalidInput where the handle,
    said once more, is not its own; of one that is erased already it is not asked.
    """
    row = await tx.fetch_row(LOCK, account_key)
    if row is None:
        raise NotFound("accountId", "account")
    begun = await tx.fetch_row(queries.READ, account_key)
    if begun is not None:
        return Erasure(*begun)
    if inputs.handle(confirm_handle, "confirmHandle") != row[0]:
        raise InvalidInput("confirmHandle", "This is not the account's handle: say it to confirm which one is erased.")
    await forgetting.identity(tx, account_key)
    await forgetting.leads(tx, account_key)
    await tx.fetch(BEGIN, account_key, tx.now)
    await due.at(tx, tx.now, DueKind.ERASURE_GOES_ON, account_key)
    await audit.note(tx, viewer, account_key, AuditAction.ACCOUNT_ERASED, f"acc_{account_key}")
    tx.announce(AccessChanged(), to=[account_key])
    return Erasure(account_key, tx.now, None)


# ── steps of due work ──


async def locked(tx: Transaction, account_key: int) -> Place | None:
    """Lock where an erasure goes on: the pair first, as all who lock do."""
    found = await tx.fetch_row(PLACE, account_key)
    if found is None:
        return None
    last = 0
    if found[2] is not None:
        ((last,),) = await tx.fetch(LOCK_PAIR, found[2])
    await tx.fetch(LOCK_ERASURE, account_key)
    now = await tx.fetch_row(PLACE, account_key)
    assert now is not None  # noqa: S101 - erasures are never deleted
    kind, finished_at, conversation_key, counterpart_key, after, told = now
    moved = conversation_key != found[2]
    again = finished_at is not None
    return Place(account_key, kind, again, moved, conversation_key, counterpart_key, after, bool(told), last)


async def go_on(tx: Transaction, at: Place | None) -> None:
    """Erase some more of what the account said, and let the rest be due at once."""
    if at is None:
        return
    if not at.moved and at.conversation_key is None and not await forgetting.some(tx, at.account_key):
        await _finish(tx, at)
        return
    if not at.moved and at.conversation_key is not None:
        await _unsay(tx, at, at.conversation_key)
    await due.at(tx, tx.now, DueKind.ERASURE_GOES_ON, at.account_key)


async def _unsay(tx: Transaction, at: Place, conversation_key: int) -> None:
    """A part of a conversation; its end is told to the other side, once."""
    end = min(at.after + unsaying.BATCH, at.last_sequence)
    part = unsaying.Part(at.account_key, at.kind, conversation_key, at.after, end)
    changed = await unsaying.some(tx, part)
    over = end == at.last_sequence
    await tx.fetch(REACH, at.account_key, conversation_key + 1 if over else conversation_key, 0 if over else end)
    if at.told and (changed if at.again else over):
        unsaying.tell(tx, conversation_key, at.counterpart_key)


async def _finish(tx: Transaction, at: Place) -> None:
    """Say that it is done; look once more for what was on its way when it began."""
    await tx.fetch(FINISH, at.account_key, tx.now)
    if not at.again:
        await due.at(tx, tx.now + LATE, DueKind.ERASURE_GOES_ON, at.account_key)
