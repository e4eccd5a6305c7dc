"""How a link stands, and how it ends: shared steps, and the doors of unlinking (LNK-4, LNK-5)."""

from datetime import timedelta

from domain import partnerships
from domain.actions import accounts, audit, due, outreach, posts
from domain.actions.notifications import notify
from domain.errors import Closed, Forbidden, NotFound
from domain.events import PartnershipChanged
from domain.partnerships import LIVE, Partnership
from domain.rows import Account
from domain.rules import access
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.audit import AuditAction
from models.due import DueKind
from models.notifications import NotificationKind
from models.partnerships import PartnershipStatus as Status
from models.sql import statement

ANSWERED = LIVE | {Status.DECLINED}
PLACE = posts.belonging("partnerships", "agency_id")
READ = statement(f"SELECT {partnerships.COLUMNS} FROM partnerships l WHERE l.id = $1")
SET_STATUS = statement("""
    UPDATE partnerships SET status = $2, answered_at = $3, linked_at = $4, ended_at = $5, unlink_requests = $6,
        unlink_due_at = $7
    WHERE id = $1""")
EXPIRE_CHANGES = statement("""
    UPDATE partnership_changes SET status = 'EXPIRED' WHERE partnership_id = $1 AND status = 'PROPOSED' RETURNING id""")
TIMERS = (DueKind.LINK_REQUEST_ENDS, DueKind.LINK_ENDS, DueKind.UNLINK_REQUEST_ENDS)
OVER = "You are no longer linked."


@door
async def request_unlink(viewer: Viewer, tx: Transaction, key: int) -> Partnership:
    """Ask the agency to end the link, as its creator (LNK-5); while it was not answered, again changes nothing.

    Raises Forbidden for the agency, which may end it at once, and Closed where there is no link.
    """
    access.messaging(viewer)
    link = await locked_for(tx, viewer.account, key)
    if link.creator_key != viewer.account.key:
        raise Forbidden("An agency ends a link at once: unlink.")
    if link.status is Status.UNLINK_REQUESTED:
        return link
    if link.status is not Status.LINKED:
        raise closed(link)
    days = viewer.house.policy.of(viewer.account.home_market).unlink_answer_days
    link.unlink_requests += 1
    link.unlink_due_at = tx.now + timedelta(days=days)
    await become(tx, link, Status.UNLINK_REQUESTED, NotificationKind.UNLINK_REQUESTED, link.agency_key)
    await due.at(tx, link.unlink_due_at, DueKind.UNLINK_REQUEST_ENDS, link.key)
    await note(tx, viewer, link, AuditAction.UNLINK_REQUESTED)
    return link


@door
async def respond_to_unlink(viewer: Viewer, tx: Transaction, key: int, *, accept: bool) -> Partnership:
    """Let the creator go, or not, as the agency asked; the last request that the policy allows ends the link anyway.

    Raises Forbidden for the creator, Closed where nothing is asked.
    """
    access.messaging(viewer)
    link = await locked_for(tx, viewer.account, key)
    agencys(viewer.account, link)
    if link.status is not Status.UNLINK_REQUESTED:
        raise closed(link, "The creator has not asked to unlink.")
    if accept:
        await _end(tx, link, Status.UNLINKED, NotificationKind.UNLINKED, link.creator_key)
    else:
        await _declined(tx, link, link.creator_key)
    action = AuditAction.UNLINK_DECLINED if link.is_live else AuditAction.UNLINKED
    await note(tx, viewer, link, action)
    return link


@door
async def unlink(viewer: Viewer, tx: Transaction, key: int) -> Partnership:
    """End a link at once, as its agency (LNK-5); idempotent. Raises Forbidden for the creator, who may ask for it."""
    access.messaging(viewer)
    link = await locked_for(tx, viewer.account, key)
    agencys(viewer.account, link)
    if link.status is Status.UNLINKED:
        return link
    if not link.is_live:
        raise closed(link)
    await _end(tx, link, Status.UNLINKED, NotificationKind.UNLINKED, link.creator_key)
    await note(tx, viewer, link, AuditAction.UNLINKED)
    return link


async def expire_request(tx: Transaction, link: Partnership | None) -> None:
    """End an invitation that was not answered in time (a step)."""
    if link is not None and link.status is Status.REQUESTED and link.expires_at <= tx.now:
        kind = NotificationKind.LINK_REQUEST_EXPIRED
        await become(tx, link, Status.REQUEST_EXPIRED, kind, link.agency_key, link.creator_key)


async def expire_link(tx: Transaction, link: Partnership | None) -> None:
    """End a link whose time has come (a step)."""
    if link is not None and link.is_live and link.ends_at <= tx.now:
        await _end(tx, link, Status.LINK_EXPIRED, NotificationKind.LINK_EXPIRED, link.agency_key, link.creator_key)


async def settle_unlink(tx: Transaction, link: Partnership | None) -> None:
    """Settle a request to unlink that the agency has not answered (a step)."""
    if link is not None and link.unlink_due_at is not None and link.unlink_due_at <= tx.now:
        await _declined(tx, link, link.agency_key, link.creator_key)


async def _declined(tx: Transaction, link: Partnership, *told: int) -> None:
    """The link stays; but not against the last request."""
    if link.unlink_requests >= (await accounts.numbers_of(tx, link.creator_key)).unlink_requests_max:
        await _end(tx, link, Status.UNLINKED, NotificationKind.UNLINKED, *{*told, link.creator_key})
    else:
        link.unlink_due_at = None
        await become(tx, link, Status.LINKED, NotificationKind.UNLINK_DECLINED, *told)
        await due.call_off(tx, link.key, DueKind.UNLINK_REQUEST_ENDS)


async def _end(tx: Transaction, link: Partnership, status: Status, kind: NotificationKind, *told: int) -> None:
    link.ended_at, link.unlink_due_at = tx.now, None
    await become(tx, link, status, kind, *told)
    for (change,) in await tx.fetch(EXPIRE_CHANGES, link.key):
        await due.call_off(tx, change, DueKind.LINK_CHANGE_ENDS)
    await posts.notice(tx, link.conversation_key, OVER)


# ── steps of everybody ──


async def become(tx: Transaction, link: Partnership, status: Status, kind: NotificationKind, *told: int) -> None:
    """Change where a link stands, tell both sides, notify some, and let nothing be due that belonged to before."""
    first_answer = link.status is Status.REQUESTED and status in ANSWERED
    link.status = status
    link.answered_at = tx.now if first_answer else link.answered_at
    link.linked_at = tx.now if first_answer and link.is_live else link.linked_at
    times = (link.answered_at, link.linked_at, link.ended_at)
    await tx.fetch(SET_STATUS, link.key, status, *times, link.unlink_requests, link.unlink_due_at)
    await mark(tx, link)
    if first_answer or not link.is_live:
        await due.call_off(tx, link.key, *TIMERS)
    tell(tx, link)
    for account_key in told:
        other = link.creator_key if account_key == link.agency_key else link.agency_key
        await notify(tx, account_key, kind, other, link.key)


async def mark(tx: Transaction, link: Partnership) -> None:
    """Mark the pair with the moment until which the two are linked, whether or not anybody notices its end by then."""
    until = link.ends_at if link.is_live else None
    if until is not None and link.unlink_due_at is not None:
        numbers = await accounts.numbers_of(tx, link.creator_key)
        if link.unlink_requests >= numbers.unlink_requests_max:
            until = min(until, link.unlink_due_at)
    await outreach.link(tx, link.conversation_key, until)


async def note(tx: Transaction, by: Viewer, link: Partnership, action: AuditAction, **facts: str | None) -> None:
    """Write down what a side did to a link, for the log of that side (PLT-3)."""
    other = link.agency_key if by.account.key == link.creator_key else link.creator_key
    await audit.note(tx, by, by.account.key, action, link.id, other=f"acc_{other}", **facts)


def tell(tx: Transaction, link: Partnership) -> None:
    """Tell both sides how a link stands."""
    place = {"pair_id": link.conversation_key, "sequence": link.sequence}
    event = PartnershipChanged(**place, partnership=link.key, status=link.status)
    tx.announce(event, to=[link.agency_key, link.creator_key])


async def locked(tx: Transaction, key: int) -> Partnership | None:
    """A link as it stays, its pair locked (a step)."""
    return await read(tx, key) if await posts.lock_of(tx, PLACE, key) else None


async def locked_for(tx: Transaction, me: Account, key: int) -> Partnership:
    """The same, of an account on either side, as of now. Raises NotFound."""
    link = await locked_if_seen(tx, me, key)
    if link is None:
        raise NotFound("partnershipId", "partnership")
    return link


async def locked_if_seen(tx: Transaction, me: Account, key: int) -> Partnership | None:
    """The same; None where the account is on neither side."""
    if not await posts.lock_of(tx, PLACE, key, me.key):
        return None
    link = await read(tx, key)
    await settle(tx, link)
    return link


async def settle(tx: Transaction, link: Partnership) -> None:
    """Let time do what it has not done yet, to a link whose pair is locked: so doors see what holds now."""
    await expire_request(tx, link)
    if link.unlink_due_at is not None and link.unlink_due_at < link.ends_at:
        await settle_unlink(tx, link)
    await expire_link(tx, link)


async def read(tx: Transaction, key: int) -> Partnership:
    """A link that is there; they are never deleted (a step)."""
    row = await tx.fetch_row(READ, key)
    assert row is not None  # noqa: S101 - as said
    return partnerships.partnership(row)


def agencys(me: Account, link: Partnership) -> None:
    """Refuse all but the link's agency."""
    if link.agency_key != me.key:
        raise Forbidden("Only the agency does this.")


def closed(link: Partnership, sentence: str | None = None) -> Closed:
    """Why a step cannot be taken, or not any more."""
    return Closed(sentence or f"This partnership is {link.status.lower().replace('_', ' ')}.")
