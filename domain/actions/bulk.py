"""Bulk messages: previewed, started, cancelled, resumed (OUT-12). Deliveries send them, one creator at a time."""

from domain import bulk, refusals
from domain.actions import audiences, drafts, due, media, posts, repeats
from domain.actions.audiences import NewBulk, Plan
from domain.actions.notifications import notify
from domain.bulk import BulkMessage, BulkPreview, PreviewedCreator
from domain.errors import Blocked, Closed, NotFound, QuotaExhausted, YouBlockedThem
from domain.events import BulkMessageProgressed
from domain.outreach import ContactCost
from domain.policy import Numbers
from domain.queries import outreach
from domain.rows import Account
from domain.rules import access
from domain.rules.outreach import Calendar
from domain.said import stored
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.bulk import BulkStatus, RecipientStatus
from models.due import DueKind
from models.notifications import NotificationKind
from models.sql import statement

START = statement("""
    INSERT INTO bulk_messages (account_id, created_by_id, collaboration_id, content, media_id, auto_resume, status,
        created_at, told_at)
    VALUES ($1, $2, $3, $4, $5, $6, 'RUNNING', $7, $7) RETURNING id""")
ADDRESS = statement("""
    INSERT INTO bulk_recipients (bulk_id, place, creator_id, partner_id, status, text, problem_code, problem_detail,
        problem_facts)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""")
# A block that came between the plan and what was written of it.
BLOCKED_SINCE = statement("""
    SELECT r.creator_id, p.partner_blocked_at IS NOT NULL
    FROM bulk_recipients r JOIN pairs p ON p.creator_id = r.creator_id AND p.partner_id = r.partner_id
    WHERE r.bulk_id = $1 AND r.status = 'PENDING'
        AND (p.creator_blocked_at IS NOT NULL OR p.partner_blocked_at IS NOT NULL)""")
READ = statement(f"SELECT {bulk.columns('b')} FROM bulk_messages b WHERE b.id = $1")
LOCK = statement(f"SELECT {bulk.columns('b')} FROM bulk_messages b WHERE b.id = $1 AND b.account_id = $2 FOR UPDATE")
SET_STATUS = statement("""
    UPDATE bulk_messages SET status = $2, resumes_at = $3, finished_at = $4, told_at = $5 WHERE id = $1""")
SKIP_THE_REST = statement("""
    UPDATE bulk_recipients SET status = 'SKIPPED', problem_code = $2, problem_detail = $3, problem_facts = NULL,
        retry_at = NULL
    WHERE bulk_id = $1 AND status IN ('PENDING', 'WAITING')""")
GO_ON = statement("""
    UPDATE bulk_recipients
    SET status = 'PENDING', problem_code = NULL, problem_detail = NULL, problem_facts = NULL, retry_at = NULL
    WHERE bulk_id = $1 AND status = 'WAITING'""")
# BLK-4: for good. The pair is locked, as it is when one of these is sent.
REFUSE = statement("""
    UPDATE bulk_recipients SET status = 'REFUSED', problem_code = $3, problem_detail = $4, problem_facts = NULL,
        retry_at = NULL
    WHERE creator_id = $1 AND partner_id = $2 AND status IN ('PENDING', 'WAITING')""")
# Locked before their recipients, as by all who lock: so nobody else ends or pauses one while its last is struck out.
STILL_TO_GO = statement(f"""
    SELECT {bulk.columns("b")} FROM bulk_messages b
    WHERE b.id IN (
        SELECT r.bulk_id FROM bulk_recipients r
        WHERE r.creator_id = $1 AND r.partner_id = $2 AND r.status IN ('PENDING', 'WAITING'))
    ORDER BY b.id FOR UPDATE""")
# Whoever was not tried comes before who waits, the soonest of them first.
LEFT = statement("""
    SELECT status, retry_at FROM bulk_recipients WHERE bulk_id = $1 AND status IN ('PENDING', 'WAITING')
    ORDER BY status, retry_at LIMIT 1""")


@door
async def preview(viewer: Viewer, tx: Transaction, new: NewBulk) -> BulkPreview:
    """What would happen if it were started now; nothing is written, and nothing reserved."""
    numbers = sender(viewer)
    me = viewer.account
    named = await audiences.named(tx, me, new, numbers)
    made = await audiences.plan(tx, me, new, named, await audiences.keys(tx.fetch, viewer, new, named, numbers))
    # Whom the quota does not reach costs a unit all the same, when it is refreshed.
    costs = [
        ContactCost.ONE_UNIT if isinstance(one.check.problem, QuotaExhausted) else one.check.cost
        for one in made.addressed
    ]
    costing = costs.count(ContactCost.ONE_UNIT)
    remaining = await _remaining(tx, me) if me.kind == AccountKind.SELLER else None
    return BulkPreview(
        len(made.addressed), made.left_out, costs.count(ContactCost.FREE), costing,
        0 if remaining is None else max(0, costing - remaining), costs.count(ContactCost.REFUSED), remaining,
        audiences.sample_text(made),
        [PreviewedCreator(one.creator.key, one.check) for one in made.addressed],
    )  # fmt: skip


async def _remaining(tx: Transaction, me: Account) -> int | None:
    """The units that are left of a seller's week; None: no limit."""
    calendar = Calendar(tx.house.policy, me, tx.now)
    ((*row,),) = await tx.fetch(outreach.WEEK, *outreach.week_values(me, calendar))
    return outreach.week(row, calendar).remaining


@door
async def start(viewer: Viewer, tx: Transaction, made: str, new: NewBulk) -> BulkMessage:
    """Start a bulk message; safe to repeat with the same client-made id. Audience and texts are frozen here.

    Raises Forbidden without BULK_MESSAGING and to creators, NotFound and InvalidInput for what is named, KindNotAllowed
    for content of another side's, Closed for a collaboration that has ended.
    """
    numbers = sender(viewer)
    me = viewer.account
    content = ("bulk", *new.parts)
    key = await repeats.known(tx, me, made, numbers, *content)
    if key is not None:
        return await read(tx, key)
    named = await audiences.named(tx, me, new, numbers)
    key = await repeats.begin(tx, me, made, numbers, *content)
    if key is None:
        keys = await audiences.keys(tx.fetch, viewer, new, named, numbers)
        await tx.fetch(posts.LOCK_ALL[False], me.key, keys)  # so that a later block finds who is still to be told
        key = await _write(viewer, tx, new, await audiences.plan(tx, me, new, named, keys))
        await repeats.finish(tx, me, made, key)
        await due.at(tx, tx.now, DueKind.BULK_GOES_ON, key)
        tell(tx, me.key, key, BulkStatus.RUNNING)
    return await read(tx, key)


async def _write(viewer: Viewer, tx: Transaction, new: NewBulk, planned: Plan) -> int:
    draft = planned.draft
    media_key = None if draft is None else draft.media_key
    if media_key is not None and not await media.share(tx, media_key):
        raise media.sent_already("content.media.mediaId")
    content = None if draft is None else stored(drafts.kept(draft, draft.text))
    values = (viewer.account.key, viewer.user.key, new.target_key, content, media_key, new.auto_resume, tx.now)
    ((key,),) = await tx.fetch(START, *values)
    await tx.execute_many(
        ADDRESS,
        [
            (
                key, place, one.creator.key, viewer.account.key,
                RecipientStatus.PENDING if one.skipped is None else RecipientStatus.SKIPPED, one.text,
                *refusals.kept(one.skipped),
            )
            for place, one in enumerate(planned.addressed)
        ],
    )  # fmt: skip
    for creator_key, by_partner in await tx.fetch(BLOCKED_SINCE, key):
        await blocked(tx, creator_key, viewer.account.key, by_partner=bool(by_partner))
    return int(key)


@door
async def cancel(viewer: Viewer, tx: Transaction, key: int) -> BulkMessage:
    """End a bulk message: who was not tried yet is skipped; idempotent. Raises Closed for one that is finished."""
    sender(viewer)
    found = await _locked(viewer, tx, key)
    if found.status is BulkStatus.CANCELLED:
        return found
    if found.status is BulkStatus.FINISHED:
        raise Closed("This bulk message is finished.")
    refusal = Closed("The bulk message was cancelled before this creator's turn.")
    await tx.fetch(SKIP_THE_REST, key, refusal.code, refusal.detail)
    await become(tx, found, BulkStatus.CANCELLED)
    return found


@door
async def resume(viewer: Viewer, tx: Transaction, key: int) -> BulkMessage:
    """Let a paused bulk message go on; idempotent. Raises Closed for one that is over."""
    sender(viewer)
    found = await _locked(viewer, tx, key)
    if found.status in {BulkStatus.FINISHED, BulkStatus.CANCELLED}:
        raise Closed(f"This bulk message is {found.status.lower()}.")
    if found.status is not BulkStatus.RUNNING:
        await go_on(tx, found)
    return found


# ── steps ──


async def go_on(tx: Transaction, found: BulkMessage) -> None:
    """Let those go on that waited; the bulk message is locked."""
    await tx.fetch(GO_ON, found.key)
    await become(tx, found, BulkStatus.RUNNING)


async def become(tx: Transaction, found: BulkMessage, status: BulkStatus) -> None:
    """Change where a locked bulk message stands, and when it goes on; tell of it. `resumes_at` is set before."""
    if status in {BulkStatus.FINISHED, BulkStatus.CANCELLED}:
        found.finished_at = tx.now
    if status not in {BulkStatus.WAITING, BulkStatus.PAUSED}:
        found.resumes_at = None
    found.status = status
    await tx.fetch(SET_STATUS, found.key, status, found.resumes_at, found.finished_at, tx.now)
    if found.finished_at is not None and found.media_key is not None:
        await media.forget_shared(tx, found.media_key)
    goes_on = tx.now if status is BulkStatus.RUNNING else found.resumes_at if status is BulkStatus.WAITING else None
    if goes_on is None:
        await due.call_off(tx, found.key, DueKind.BULK_GOES_ON)
    else:
        await due.at(tx, goes_on, DueKind.BULK_GOES_ON, found.key)
    tell(tx, found.account_key, found.key, status)


async def blocked(tx: Transaction, creator_key: int, partner_key: int, *, by_partner: bool) -> None:
    """Refuse for good what was still to go between the two of a locked pair (BLK-4)."""
    open_ones = [bulk.bulk(row) for row in await tx.fetch(STILL_TO_GO, creator_key, partner_key)]
    if not open_ones:
        return
    refusal = YouBlockedThem() if by_partner else Blocked(by=AccountKind.CREATOR)
    await tx.fetch(REFUSE, creator_key, partner_key, refusal.code, refusal.detail)
    for found in open_ones:
        if await tx.fetch_row(LEFT, found.key) is None:
            await finish(tx, found)
        else:
            tell(tx, partner_key, found.key, found.status)


async def finish(tx: Transaction, found: BulkMessage) -> None:
    """End a locked bulk message of which nobody is left, whether it ran or waited."""
    await become(tx, found, BulkStatus.FINISHED)
    await notify(tx, found.account_key, NotificationKind.BULK_MESSAGE_FINISHED, None, found.key)


def tell(tx: Transaction, account_key: int, key: int, status: str) -> None:
    """Tell the account of its progress."""
    tx.announce(BulkMessageProgressed(bulk=key, status=status), to=[account_key])


async def read(tx: Transaction, key: int) -> BulkMessage:
    """A bulk message that is there; they are never deleted."""
    row = await tx.fetch_row(READ, key)
    assert row is not None  # noqa: S101 - as said
    return bulk.bulk(row)


async def _locked(viewer: Viewer, tx: Transaction, key: int) -> BulkMessage:
    row = await tx.fetch_row(LOCK, key, viewer.account.key)
    if row is None:
        raise NotFound("bulkMessageId", "bulk message")
    return bulk.bulk(row)


def sender(viewer: Viewer) -> Numbers:
    """The numbers that hold for a sender in bulk. Raises Forbidden for everybody else."""
    access.bulk(viewer)
    return viewer.house.policy.of(viewer.account.home_market)
