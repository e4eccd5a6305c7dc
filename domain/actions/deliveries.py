"""Bulk messages on their way: a transaction for each creator, in which it is sent and noted; so each is sent once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain import bulk, invitations, members, refusals, rows
from domain.actions import drafts, due, media, outreach, posts, targets
from domain.actions.audiences import NOWHERE
from domain.actions.bulk import LEFT, become, finish, go_on, tell
from domain.actions.conversations import find_pair, make_pair
from domain.actions.invitations import INVITED, send_to
from domain.actions.notifications import notify
from domain.bulk import BulkMessage
from domain.errors import Closed, DomainError, QuotaExhausted
from domain.members import User
from domain.rows import ACCOUNT_WIDTH, Account
from domain.transaction import Transaction, door
from domain.viewer import System
from models.accounts import AccountStatus
from models.bulk import BulkStatus, RecipientStatus
from models.conversations import EntryPoint
from models.due import DueKind
from models.notifications import NotificationKind
from models.sql import statement

LEASE = timedelta(seconds=5)  # kept up while it goes on: who dies meanwhile loses nothing but this time
TELLING = timedelta(seconds=1)
HOLD = timedelta(minutes=1)
ALREADY = Closed("This creator was invited before.")
FAILED = Closed("This could not be sent: something went wrong on our side.")
FAILURES = 3  # in a row, of one creator, before the others go on without
CREATOR = bulk.WIDTH + ACCOUNT_WIDTH + 5  # where a turn's creator begins

# Who is next, where the bulk message runs: it, its account, its author, and the creator, whom the account may know.
TURN = statement(f"""
    SELECT {bulk.columns("b")}, {rows.account_columns("a")}, u.handle, u.name, p.id IS NOT NULL, r.place, r.text,
        {rows.account_columns("o")}
    FROM bulk_messages b JOIN accounts a ON a.id = b.account_id JOIN users u ON u.id = b.created_by_id
    LEFT JOIN bulk_recipients r ON r.bulk_id = b.id AND r.status = 'PENDING' AND b.status = 'RUNNING' AND r.place = (
        SELECT min(n.place) FROM bulk_recipients n WHERE n.bulk_id = $1 AND n.status = 'PENDING')
    LEFT JOIN accounts o ON o.id = r.creator_id
    LEFT JOIN pairs p ON p.creator_id = r.creator_id AND p.partner_id = b.account_id
    WHERE b.id = $1""")
# The order of all who lock: pair, bulk message, recipient.
LOCK = statement(f"SELECT {bulk.columns('b')} FROM bulk_messages b WHERE b.id = $1 FOR UPDATE")
LOCK_PENDING = statement("""
    SELECT b.told_at FROM bulk_messages b JOIN bulk_recipients r ON r.bulk_id = b.id
    WHERE b.id = $1 AND b.status = 'RUNNING' AND r.place = $2 AND r.status = 'PENDING' FOR UPDATE""")
NOTE = statement("""
    UPDATE bulk_recipients SET status = $3, problem_code = $4, problem_detail = $5, problem_facts = $6, retry_at = $7,
        conversation_id = $8, sequence = $9
    WHERE bulk_id = $1 AND place = $2""")
TOLD = statement("UPDATE bulk_messages SET told_at = $2 WHERE id = $1")
NEXT = statement("SELECT place FROM bulk_recipients WHERE bulk_id = $1 AND status = 'PENDING' ORDER BY place LIMIT 1")
ATTEMPTS = statement("SELECT attempts FROM due_work WHERE kind = $1 AND subject_id = $2")
HOLD_ON = statement("UPDATE due_work SET claimed_until = $3 WHERE kind = $1 AND subject_id = $2")


@dataclass(frozen=True, slots=True)
class _Delivery:
    """One creator's turn."""

    bulk: BulkMessage
    me: Account
    by: User
    place: int
    text: str | None
    creator: Account


@door
async def deliver(viewer: System, tx: Transaction, key: int) -> bool:  # noqa: ARG001 - a door takes the viewer
    """Try the next creator, once, under all the rules; True where there may be more to do now (OUT-12)."""
    row = await tx.fetch_row(TURN, key)
    if row is None:
        return False
    found, (*sender, handle, name, known, place, text) = bulk.bulk(row), row[bulk.WIDTH : CREATOR]
    me = rows.account(sender)
    if me.status != AccountStatus.ACTIVE:  # ACC-5: held, and looked at again
        await due.at(tx, tx.now + HOLD, DueKind.BULK_GOES_ON, key)
        return False
    if place is None:
        return await _settle(tx, key)
    by = members.user(found.created_by_key, handle, name)
    return await _take(tx, _Delivery(found, me, by, place, text, rows.account(row[CREATOR:])), known=known)


@door
async def pause(viewer: System, tx: Transaction, key: int) -> None:  # noqa: ARG001 - as above
    """Let others have their turn first: what is left of a bulk message is due again at once."""
    row = await tx.fetch_row(LOCK, key)
    if row is not None and bulk.bulk(row).status is BulkStatus.RUNNING:
        await due.at(tx, tx.now, DueKind.BULK_GOES_ON, key)


@door
async def pass_over(viewer: System, tx: Transaction, key: int) -> bool:  # noqa: ARG001 - as above
    """Give up the creator whose turn it is, if it has failed for the third time in a row; so the others go on.

    False where it is to be tried again, and where no creator's turn has failed.
    """
    row = await tx.fetch_row(LOCK, key)
    if row is None or bulk.bulk(row).status is not BulkStatus.RUNNING:
        return False
    tried, turn = await tx.fetch_row(ATTEMPTS, DueKind.BULK_GOES_ON, key), await tx.fetch_row(NEXT, key)
    if turn is None or tried is None or tried[0] + 1 < FAILURES:
        return False
    await tx.fetch(NOTE, key, turn[0], RecipientStatus.REFUSED, *refusals.kept(FAILED), None, None, None)
    await due.at(tx, tx.now, DueKind.BULK_GOES_ON, key)
    return True


async def _take(tx: Transaction, turn: _Delivery, *, known: bool) -> bool:
    key, me = turn.bulk.key, turn.me
    # No row is made for a creator whom nothing may be sent to.
    refusal = None if known else (await outreach.weigh(tx, posts.strangers(me, turn.creator))).problem
    pair = refusal or await (find_pair if known else make_pair)(tx, me, turn.creator)
    # It may have been cancelled meanwhile, or blocked, or somebody else has tried this one.
    row = await tx.fetch_row(LOCK_PENDING, key, turn.place)
    if row is None:
        return True
    status, problem, at = await _try(tx, turn, pair)
    place = (None, None) if at is None else (at.pair_key, at.next_sequence)
    retry_at = None if problem is None else problem.retry_at
    await tx.fetch(NOTE, key, turn.place, status, *refusals.kept(problem), retry_at, *place)
    await _now_and_then(tx, turn, row[0])
    return True


async def _try(
    tx: Transaction, turn: _Delivery, pair: int | DomainError | None
) -> tuple[RecipientStatus, DomainError | None, posts.Place | None]:
    """Send to one creator what any send could; nothing is written of what is refused."""
    try:
        at = await (_say if turn.bulk.collaboration_key is None else _invite)(tx, turn, pair)
    except QuotaExhausted as refusal:
        return RecipientStatus.WAITING, refusal, None
    except DomainError as refusal:
        return RecipientStatus.SKIPPED if refusal is ALREADY else RecipientStatus.REFUSED, refusal, None
    return RecipientStatus.SENT, None, at


async def _place(
    tx: Transaction, turn: _Delivery, entry_point: EntryPoint, pair: int | DomainError | None
) -> posts.Place:
    """Where to send, in the pair that is locked, unless none was to be made: what the message says is refused first."""
    if isinstance(pair, DomainError):
        raise pair
    return await posts.place(tx, turn.me, turn.creator, entry_point, pair)


async def _say(tx: Transaction, turn: _Delivery, pair: int | DomainError | None) -> posts.Place:
    me, numbers = turn.me, tx.house.policy.of(turn.me.home_market)
    draft = replace(drafts.drafted(turn.bulk.said), text=turn.text)
    content = drafts.content(draft, await drafts.material(tx, me, draft, numbers, NOWHERE), numbers)
    spent = None if content.media_key is not None else content.spent  # a picture is the whole bulk message's
    if refusal := spent or content.closed:
        raise refusal
    at = await _place(tx, turn, EntryPoint.FIND_CREATORS, pair)
    await posts.post(tx, me, turn.by, at, content.card, kind=content.kind, text=content.text)
    if content.media_key is not None:
        await media.copy(tx, content.media_key, at.pair_key, at.next_sequence)
    return at


async def _invite(tx: Transaction, turn: _Delivery, pair: int | DomainError | None) -> posts.Place:
    ((*row,),) = await tx.fetch(targets.TARGET, turn.me.key, turn.bulk.collaboration_key)
    target = invitations.target(row)
    card = await targets.card(tx, target)
    if await tx.fetch_row(INVITED, target.key, [turn.creator.key]) is not None:
        raise ALREADY
    at = await _place(tx, turn, EntryPoint.TARGET_COLLABORATION, pair)
    await send_to(tx, turn.me, turn.by, None, target, card, turn.creator, at)
    return at


async def _now_and_then(tx: Transaction, turn: _Delivery, told_at: datetime) -> None:
    """Tell of the progress, and keep others off for longer."""
    if tx.now - told_at >= TELLING:
        await tx.fetch(TOLD, turn.bulk.key, tx.now)
        await tx.fetch(HOLD_ON, DueKind.BULK_GOES_ON, turn.bulk.key, tx.now + LEASE)
        tell(tx, turn.me.key, turn.bulk.key, BulkStatus.RUNNING)


async def _settle(tx: Transaction, key: int) -> bool:
    """What follows when nobody is left to be tried now: wait for the refresh, or be finished."""
    row = await tx.fetch_row(LOCK, key)
    found = bulk.bulk(row or ())
    if found.status is BulkStatus.WAITING and found.resumes_at is not None and found.resumes_at <= tx.now:
        await go_on(tx, found)
        return True
    if found.status is not BulkStatus.RUNNING:
        return False
    left = await tx.fetch_row(LEFT, key)
    if left is None:
        await finish(tx, found)
        return False
    if left[0] == RecipientStatus.PENDING:
        return True
    found.resumes_at = left[1]
    await become(tx, found, BulkStatus.WAITING if found.auto_resume else BulkStatus.PAUSED)
    await notify(tx, found.account_key, NotificationKind.BULK_MESSAGE_WAITING, None, key)
    return False
