"""Proposals to change a link, each with the creator's consent, one open at a time; none is forgotten (LNK-6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import partnerships
from domain.actions import due, links, posts, repeats
from domain.actions.notifications import notify
from domain.actions.partnerships import WHOLE_RATE
from domain.errors import Closed, Forbidden, InvalidInput, LimitReached, NotFound
from domain.partnerships import CHANGE_COLUMNS, Change, Partnership
from domain.rules import access, sending
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.audit import AuditAction
from models.due import DueKind
from models.notifications import NotificationKind
from models.partnerships import ChangeStatus
from models.sql import statement

OPEN = statement(f"""
    SELECT {CHANGE_COLUMNS} FROM partnership_changes h WHERE h.partnership_id = $1 AND h.status = 'PROPOSED'""")
PROPOSE = statement("""
    INSERT INTO partnership_changes (partnership_id, status, commission, ends_at, previous_commission,
        previous_ends_at, proposed_at, expires_at)
    VALUES ($1, 'PROPOSED', $2, $3, $4, $5, $6, $7) RETURNING id""")
PARTNERSHIP = statement("SELECT partnership_id FROM partnership_changes WHERE id = $1")
READ = statement(f"SELECT {CHANGE_COLUMNS} FROM partnership_changes h WHERE h.id = $1")
SET_STATUS = statement("UPDATE partnership_changes SET status = $2, answered_at = $3 WHERE id = $1")
CHANGE = statement("UPDATE partnerships SET commission = $2, ends_at = $3 WHERE id = $1")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChange:
    """What to propose: another share in basis points, or a later end; one of them."""

    rate: int | None = None
    ends_at: datetime | None = None


@door
async def propose(viewer: Viewer, tx: Transaction, made: str, key: int, new: NewChange) -> Partnership:
    """Propose a change of a link, as its agency; safe to repeat with the same client-made id.

    Raises Forbidden for the creator, RecipientUnavailable and what a block refuses with, LimitReached while another
    proposal is open, Closed where there is no link, or for an extension before the link's last days.
    """
    access.messaging(viewer)
    link = await links.locked_for(tx, viewer.account, key)
    links.agencys(viewer.account, link)
    numbers = viewer.house.policy.of(viewer.account.home_market)
    if (new.rate is None) == (new.ends_at is None):
        raise InvalidInput("commission", "Propose another commission or a later end: one of them.")
    content = (str(key), str(new.rate), str(new.ends_at and new.ends_at.isoformat()))
    if await repeats.begin(tx, viewer.account, made, numbers, "link change", *content) is not None:
        return link
    _sound(link, new)
    _, standing = await posts.standing(tx, viewer.account, link.conversation_key, link.creator_key)
    sending.available(standing.counterpart)
    sending.not_blocked(standing)
    for row in await tx.fetch(OPEN, key):
        change = partnerships.change(row)
        await expire(tx, (link, change))
        if change.status is ChangeStatus.PROPOSED:
            raise LimitReached("A proposal is open already: it has to be answered first.", 1, change.expires_at)
    if not link.is_live:
        raise links.closed(link)
    last_days = link.ends_at - timedelta(days=numbers.link_extension_days)
    if new.ends_at is not None and tx.now < last_days:
        raise Closed(f"A link can be extended in its last {numbers.link_extension_days} days.", last_days)
    expires_at = min(tx.now + timedelta(days=numbers.link_change_days), link.ends_at)
    terms = (new.rate, new.ends_at, link.rate, link.ends_at)
    ((change_key,),) = await tx.fetch(PROPOSE, key, *terms, tx.now, expires_at)
    await due.at(tx, expires_at, DueKind.LINK_CHANGE_ENDS, change_key)
    await repeats.finish(tx, viewer.account, made, change_key)
    links.tell(tx, link)
    await notify(tx, link.creator_key, NotificationKind.LINK_CHANGE_PROPOSED, link.agency_key, key)
    await links.note(tx, viewer, link, AuditAction.LINK_CHANGE_PROPOSED, change=f"pch_{change_key}")
    return link


@door
async def respond(viewer: Viewer, tx: Transaction, change_key: int, *, accept: bool) -> Partnership:
    """Agree to a proposed change or decline it, as the creator; the same answer again changes nothing.

    Raises Forbidden for the agency, Closed where it was answered otherwise, has expired, or the link has ended.
    """
    access.messaging(viewer)
    row = await tx.fetch_row(PARTNERSHIP, change_key)
    link = None if row is None else await links.locked_if_seen(tx, viewer.account, row[0])
    if link is None:
        raise NotFound("changeId", "proposed change")
    if link.creator_key != viewer.account.key:
        raise Forbidden("Only the creator agrees to a change.")
    change = await _read(tx, change_key)
    wanted = ChangeStatus.ACCEPTED if accept else ChangeStatus.DECLINED
    if change.status is wanted:
        return link
    if change.status is not ChangeStatus.PROPOSED or change.expires_at <= tx.now or not link.is_live:
        raise Closed("This proposal is no longer open.")
    if accept:
        link.rate = link.rate if change.rate is None else change.rate
        link.ends_at = change.ends_at or link.ends_at
        await tx.fetch(CHANGE, link.key, link.rate, link.ends_at)
        await due.at(tx, link.ends_at, DueKind.LINK_ENDS, link.key)
        await links.mark(tx, link)
    await _become(tx, link, change, wanted)
    kind = NotificationKind.LINK_CHANGE_ACCEPTED if accept else NotificationKind.LINK_CHANGE_DECLINED
    await notify(tx, link.agency_key, kind, link.creator_key, link.key)
    action = AuditAction.LINK_CHANGE_ACCEPTED if accept else AuditAction.LINK_CHANGE_DECLINED
    await links.note(tx, viewer, link, action, change=change.id)
    return link


async def locked(tx: Transaction, change_key: int) -> tuple[Partnership, Change] | None:
    """A proposal and its link as they stay, the pair locked (a step)."""
    row = await tx.fetch_row(PARTNERSHIP, change_key)
    link = None if row is None else await links.locked(tx, row[0])
    return None if link is None else (link, await _read(tx, change_key))


async def expire(tx: Transaction, both: tuple[Partnership, Change] | None) -> None:
    """End a proposal that was not answered in time (a step)."""
    if both is not None and both[1].status is ChangeStatus.PROPOSED and both[1].expires_at <= tx.now:
        link, change = both
        await _become(tx, link, change, ChangeStatus.EXPIRED)
        for me, other in ((link.agency_key, link.creator_key), (link.creator_key, link.agency_key)):
            await notify(tx, me, NotificationKind.LINK_CHANGE_EXPIRED, other, link.key)


async def _become(tx: Transaction, link: Partnership, change: Change, status: ChangeStatus) -> None:
    answered = None if status is ChangeStatus.EXPIRED else tx.now
    await tx.fetch(SET_STATUS, change.key, status, answered)
    change.status, change.answered_at = status, answered
    await due.call_off(tx, change.key, DueKind.LINK_CHANGE_ENDS)
    links.tell(tx, link)


async def _read(tx: Transaction, change_key: int) -> Change:
    ((*row,),) = await tx.fetch(READ, change_key)
    return partnerships.change(row)


def _sound(link: Partnership, new: NewChange) -> None:
    if new.rate is not None and not 0 <= new.rate <= WHOLE_RATE:
        raise InvalidInput("commission", "A commission share is 0 to 100 %, with at most two digits after the point.")
    if new.rate is not None and new.rate == link.rate:
        raise InvalidInput("commission", "This is the commission that you have.")
    if new.ends_at is not None and new.ends_at <= link.ends_at:
        raise InvalidInput("endsAt", "An extension ends later than the link does.")
