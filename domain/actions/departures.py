"""When a scheduled message goes, or does not: sent once, or refused and its sender told (MSG-8). Steps.

All that happens to one happens under the lock of its pair: whoever comes second finds what became of it.
"""

from domain import members, refusals, rows, scheduled
from domain.actions import drafts, due, media, outreach, posts
from domain.actions.conversations import ACCOUNT
from domain.actions.messages import LOCK
from domain.actions.notifications import notify
from domain.actions.posts import Place
from domain.errors import Blocked, DomainError, YouBlockedThem
from domain.queries.accounts import USERS
from domain.rows import Account
from domain.rules import sending
from domain.rules.sending import Standing
from domain.said import said
from domain.scheduled import COLUMNS, Scheduled
from domain.transaction import Transaction
from models.accounts import AccountStatus
from models.due import DueKind
from models.notifications import NotificationKind
from models.scheduled import ScheduledStatus
from models.sql import statement

PLACE = statement("SELECT conversation_id FROM scheduled_messages WHERE id = $1 AND ($2 = account_id OR $2 = 0)")
READ = statement(f"SELECT {COLUMNS} FROM scheduled_messages h WHERE h.id = $1 FOR UPDATE")
CANCEL_ALL = statement("""
    UPDATE scheduled_messages SET status = 'CANCELLED', updated_at = $3, problem_code = $4, problem_detail = $5,
        problem_facts = $6
    WHERE conversation_id = $1 AND account_id = $2 AND status = 'SCHEDULED' RETURNING id, content, send_at""")
SENT = statement("UPDATE scheduled_messages SET status = 'SENT', sequence = $2, updated_at = $3 WHERE id = $1")
END = statement("""
    UPDATE scheduled_messages SET status = $2, updated_at = $3, problem_code = $4, problem_detail = $5,
        problem_facts = $6
    WHERE id = $1""")
NO_PROBLEM = (None, None, None)


async def read(tx: Transaction, key: int) -> Scheduled:
    """One that is there, as it is now."""
    ((*row,),) = await tx.fetch(READ, key)
    return scheduled.scheduled(row)


async def locked(tx: Transaction, key: int, account_key: int = 0) -> Scheduled | None:
    """Lock the pair that one is for, and find it; None where it is not there, or not the account's, if given."""
    return await read(tx, key) if await posts.lock_of(tx, PLACE, key, account_key) else None


async def go(tx: Transaction, it: Scheduled | None) -> None:
    """Send it, under all the rules of a send; or keep what refuses it, and tell its sender.

    That of an account that is not active is held: it is set to go again when the account is (ACC-5).
    """
    if it is None or not it.is_open:
        return
    ((*found,),) = await tx.fetch(ACCOUNT, it.account_key)
    me = rows.account(found)
    if me.status != AccountStatus.ACTIVE:
        return
    ((last, *state),) = await tx.fetch(LOCK, me.key, it.conversation_key)
    standing = posts.stands(me, (last, *state))
    try:
        await _send(tx, it, standing, last + 1)
    except DomainError as refusal:
        await end(tx, it, me, ScheduledStatus.REFUSED, refusal)
        await _tell(tx, me.key, standing.counterpart, it.key)
    else:
        await tx.fetch(SENT, it.key, last + 1, tx.now)


async def _send(tx: Transaction, it: Scheduled, standing: Standing, sequence: int) -> None:
    """Send it as whoever scheduled it. What it raises, it raises before anything is written of a message."""
    me, key, numbers = standing.me, it.conversation_key, tx.house.policy.of(standing.me.home_market)
    draft = drafts.drafted(it.said)
    if draft.media_key is not None:
        await media.locked(tx, draft.media_key)  # no other message takes it from here on
    content = drafts.content(draft, await drafts.material(tx, me, draft, numbers, key), numbers)
    if content.spent is not None:
        raise content.spent
    sending.kind(me, content.kind)
    contact = await outreach.weigh(tx, standing)
    if refusal := contact.problem or content.closed:
        raise refusal
    await outreach.spend(tx, me, standing.counterpart.key, contact)
    ((*by,),) = await tx.fetch(USERS, [it.created_by_key])
    at = Place(key, sequence, standing.counterpart.key, contact.ties)
    await posts.post(tx, me, members.user(*by), at, content.card, kind=content.kind, text=content.text)
    if content.media_key is not None:
        await media.attach(tx, content.media_key, key, sequence)


async def end(
    tx: Transaction, it: Scheduled, me: Account, status: ScheduledStatus, refusal: DomainError | None = None
) -> None:
    """Let it never go: refused, or cancelled. An upload of its sender's that it held may be sent by another."""
    problem = NO_PROBLEM if refusal is None else refusals.kept(refusal)
    await tx.fetch(END, it.key, status, tx.now, *problem)
    await due.call_off(tx, it.key, DueKind.MESSAGE_GOES)
    if it.said.media_key is not None:
        await media.let_go(tx, [it.said.media_key], tx.house.policy.of(me.home_market))


async def cancel_between(tx: Transaction, conversation_key: int, me: Account, other: Account) -> None:
    """Cancel for good what the two sides of a locked pair were to say: the one blocks the other now (BLK-4).

    The blocked side is told once, of what was to go first.
    """
    await _cancel_all(tx, conversation_key, me, YouBlockedThem())
    first = await _cancel_all(tx, conversation_key, other, Blocked(by=me.kind))
    if first is not None:
        await _tell(tx, other.key, me, first)


async def _cancel_all(tx: Transaction, conversation_key: int, side: Account, refusal: DomainError) -> int | None:
    """Cancel all that one side was to say: there may be many, and they hold up the pair. Which was to go first."""
    found = await tx.fetch(CANCEL_ALL, conversation_key, side.key, tx.now, *refusals.kept(refusal))
    if not found:
        return None
    await due.call_off_all(tx, DueKind.MESSAGE_GOES, [row[0] for row in found])
    held = [said(row[1]).media_key for row in found]
    numbers = tx.house.policy.of(side.home_market)
    await media.let_go(tx, [key for key in held if key is not None], numbers)
    key: int = min(found, key=lambda row: (row[2], row[0]))[0]
    return key


async def _tell(tx: Transaction, account_key: int, other: Account, key: int) -> None:
    await notify(tx, account_key, NotificationKind.SCHEDULED_MESSAGE_REFUSED, other.key, key)
