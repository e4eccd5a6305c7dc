"""Links of agencies and creators: asked for, agreed to, ended (LNK-1 to LNK-5).

What becomes of a link changes under the lock of its pair. `proposals` changes its terms.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from domain import clock, partnerships, rows
from domain.actions import accounts, due, links, outreach, posts, repeats
from domain.actions.cards import NewCard
from domain.actions.conversations import ACCOUNT, find_pair
from domain.actions.notifications import notify
from domain.errors import (
    AgreementRequired,
    AlreadyLinked,
    Forbidden,
    InvalidInput,
    LimitReached,
    NotFound,
    NotVerified,
)
from domain.partnerships import Partnership
from domain.rows import Account
from domain.rules import access, sending
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.accounts import AccountKind, Programme
from models.audit import AuditAction
from models.conversations import EntryPoint
from models.due import DueKind
from models.messages import MessageKind
from models.notifications import NotificationKind
from models.partnerships import AgreementKind, PartnershipStatus
from models.sql import statement

WHOLE_RATE = 10_000  # basis points
LATEST = statement(f"""
    SELECT {partnerships.COLUMNS} FROM partnerships l WHERE l.conversation_id = $1 ORDER BY l.id DESC LIMIT 1""")
COUNT_DAY = statement("INSERT INTO link_days (agency_id, day, sent) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING")
COUNT_ONE = statement("""
    UPDATE link_days SET sent = sent + 1 WHERE agency_id = $1 AND day = $2 AND sent < $3 RETURNING sent""")
REQUEST = statement("""
    INSERT INTO partnerships (agency_id, creator_id, conversation_id, sequence, programme, status, commission, ends_at,
        requested_at, expires_at, unlink_requests)
    VALUES ($1, $2, $3, $4, $5, 'REQUESTED', $6, $7, $8, $9, 0) RETURNING id""")
AGREEMENT = statement("""
    INSERT INTO agreements (partnership_id, place, kind, version, text) VALUES ($1, $2, $3, $4, $5)""")
AGREEMENTS = statement("SELECT place, kind FROM agreements WHERE partnership_id = $1 ORDER BY place")
AGREE = statement("UPDATE agreements SET accepted_at = $2, accepted_by_id = $3 WHERE partnership_id = $1")
_CAP_LINKS = """
    FROM partnerships WHERE creator_id = $1 AND programme = 'CAP' AND status IN ('LINKED', 'UNLINK_REQUESTED')"""
CAP_LINKS = statement(f"SELECT id {_CAP_LINKS}")
ENDED_CAP_LINKS = statement(f"SELECT id, conversation_id {_CAP_LINKS} AND ends_at <= $2")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """A link to be asked for: the agency's share in basis points, until it ends."""

    creator_key: int
    programme: Programme
    rate: int
    ends_at: datetime


@door
async def invite(viewer: Viewer, tx: Transaction, made: str, new: NewLink) -> Partnership:
    """Ask a creator to link, by a card in their conversation; safe to repeat with the same client-made id (LNK-1).

    Raises Forbidden for an agency without the programme, KindNotAllowed for others than agencies, NotVerified for one
    that is not (ACC-6), AlreadyLinked where the two are, LimitReached for a creator asked within the last days, or for
    more in a day than the policy allows; and what any send would.
    """
    access.links(viewer, new.programme)
    me, policy = viewer.account, viewer.house.policy
    numbers = policy.of(me.home_market)
    row = await tx.fetch_row(ACCOUNT, new.creator_key)
    creator = None if row is None else rows.account(row)
    if creator is None or creator.kind != AccountKind.CREATOR:
        raise NotFound("creatorId", "creator")
    if not 0 <= new.rate <= WHOLE_RATE:
        raise InvalidInput("commission", "A commission share is 0 to 100 %, with at most two digits after the point.")
    content = (str(new.creator_key), new.programme, str(new.rate), new.ends_at.isoformat())
    key = await repeats.begin(tx, me, made, numbers, "link", *content)
    if key is not None:
        return await links.read(tx, key)
    if new.ends_at <= tx.now:
        raise InvalidInput("endsAt", "A link ends in the future.")
    sending.kind(me, MessageKind.LINK_INVITATION)
    if not me.verified:
        raise NotVerified
    latest = await _latest(tx, me, creator)
    place = await posts.place(tx, me, creator, EntryPoint.MANAGE_PARTNERSHIPS)
    _not_again(latest, tx.now, numbers.link_request_days)
    await _one_of_the_day(tx, me, policy.market(me.home_market).zone, numbers.link_invitations_per_day)
    expires_at = min(tx.now + timedelta(days=numbers.link_request_days), new.ends_at)
    at, terms = (place.pair_key, place.next_sequence), (new.programme, new.rate, new.ends_at)
    ((key,),) = await tx.fetch(REQUEST, me.key, creator.key, *at, *terms, tx.now, expires_at)
    texts = policy.agreements(creator.home_market).items()
    await tx.execute_many(
        AGREEMENT, [(key, at, kind, text.version, text.text.strip()) for at, (kind, text) in enumerate(texts, 1)]
    )
    await posts.post(tx, me, viewer.user, place, NewCard(MessageKind.LINK_INVITATION, (), key))
    await due.at(tx, expires_at, DueKind.LINK_REQUEST_ENDS, key)
    await repeats.finish(tx, me, made, key)
    link = await links.read(tx, key)
    await _tell(viewer, tx, link)
    return link


@door
async def respond(
    viewer: Viewer, tx: Transaction, key: int, *, accept: bool, agreed: Collection[tuple[int, int]] = ()
) -> Partnership:
    """Accept or decline to link, as the creator asked; the same answer again changes nothing (LNK-2).

    `agreed` names agreements by partnership and place. Raises AgreementRequired unless all are named, AlreadyLinked
    where another CAP link is in the way (LNK-3), Closed where it was answered otherwise, withdrawn, or has expired.
    """
    access.messaging(viewer)
    if accept:
        await _lock_ended(tx, viewer.account, key)
    link = await links.locked_for(tx, viewer.account, key)
    if link.creator_key != viewer.account.key:
        raise Forbidden("Only the creator who was asked answers.")
    needed: dict[int, str] = {row[0]: row[1] for row in await tx.fetch(AGREEMENTS, key)}
    for index, (of, place) in enumerate(agreed):
        if of != key or place not in needed:
            raise NotFound(f"agreementIds.{index}", "agreement of this partnership")
    if link.answered_at is not None and link.is_live == accept and link.status in links.ANSWERED:
        return link
    if accept:
        _agreed([kind for place, kind in needed.items() if (key, place) not in agreed])
        await _one_cap_link(tx, link)
    if link.status is not PartnershipStatus.REQUESTED:
        raise links.closed(link)
    await outreach.responded(tx, link.conversation_key)
    if not accept:
        await links.become(tx, link, PartnershipStatus.DECLINED, NotificationKind.LINK_DECLINED, link.agency_key)
        await links.note(tx, viewer, link, AuditAction.LINK_DECLINED)
        return link
    await tx.fetch(AGREE, link.key, tx.now, viewer.user.key)
    await links.become(tx, link, PartnershipStatus.LINKED, NotificationKind.LINK_ACCEPTED, link.agency_key)
    await due.at(tx, link.ends_at, DueKind.LINK_ENDS, link.key)
    await posts.notice(tx, link.conversation_key, f"You are linked now, in programme {link.programme}.")
    await links.note(tx, viewer, link, AuditAction.LINK_ACCEPTED)
    return link


@door
async def withdraw(viewer: Viewer, tx: Transaction, key: int) -> Partnership:
    """Take back an invitation to link that was not answered; idempotent. Raises Forbidden for the creator."""
    access.messaging(viewer)
    link = await links.locked_for(tx, viewer.account, key)
    links.agencys(viewer.account, link)
    if link.status is PartnershipStatus.WITHDRAWN:
        return link
    if link.status is not PartnershipStatus.REQUESTED:
        raise links.closed(link)
    await links.become(tx, link, PartnershipStatus.WITHDRAWN, NotificationKind.LINK_WITHDRAWN, link.creator_key)
    await links.note(tx, viewer, link, AuditAction.LINK_WITHDRAWN)
    return link


async def _tell(viewer: Viewer, tx: Transaction, link: Partnership) -> None:
    links.tell(tx, link)
    await notify(tx, link.creator_key, NotificationKind.LINK_REQUESTED, link.agency_key, link.key)
    await links.note(tx, viewer, link, AuditAction.LINK_INVITED, programme=link.programme, commission=link.commission)


async def _latest(tx: Transaction, me: Account, creator: Account) -> Partnership | None:
    """The latest link of the two, if any, as it stands now: where it has just ended, a notice says so first."""
    pair_key = await find_pair(tx, me, creator)
    row = None if pair_key is None else await tx.fetch_row(LATEST, pair_key)
    if row is None:
        return None
    latest = partnerships.partnership(row)
    await links.settle(tx, latest)
    return latest


def _not_again(latest: Partnership | None, now: datetime, days: int) -> None:
    """Refuse two who are linked, and a creator who was asked within some days."""
    if latest is None:
        return
    if latest.is_live:
        raise AlreadyLinked("You are linked with this creator already.")
    again = latest.requested_at + timedelta(days=days)
    if now < again:
        raise LimitReached(f"You can ask the same creator once in {days} days.", 1, again)


async def _one_of_the_day(tx: Transaction, me: Account, zone: tzinfo, most: int) -> None:
    today = clock.day_start(tx.now, zone)
    await tx.fetch(COUNT_DAY, me.key, today)
    if not await tx.fetch_row(COUNT_ONE, me.key, today, most):
        # Nine hours past the end of the day is in the next, whatever the clocks did.
        tomorrow = clock.day_start(today + timedelta(hours=33), zone)
        raise LimitReached(f"An agency can ask {most} creators a day to link.", most, tomorrow)


def _agreed(missing: Sequence[str]) -> None:
    if missing:
        names = " and ".join(AgreementKind(kind).lower().replace("_", " ") for kind in missing)
        raise AgreementRequired(f"Agree to {names} first: name the agreement in agreementIds.")


async def _one_cap_link(tx: Transaction, link: Partnership) -> None:
    """Refuse a second CAP link. The creator's row makes two that are accepted at once come one after the other."""
    if link.programme != Programme.CAP:
        return
    await accounts.lock(tx, link.creator_key)
    for (other,) in await tx.fetch(CAP_LINKS, link.creator_key):
        if other != link.key:
            raise AlreadyLinked("You have a CAP link already. It has to end before you accept another.")


async def _lock_ended(tx: Transaction, me: Account, key: int) -> None:
    """Let those CAP links of a creator go that have come to their end, so that none is in the way of a new one.

    Their pairs are locked together with that of the link to be answered: one after the other could meet another's.
    """
    ended = [(row[0], row[1]) for row in await tx.fetch(ENDED_CAP_LINKS, me.key, tx.now)]
    row = await tx.fetch_row(links.PLACE, key, me.key)
    if ended and row is not None:
        await posts.lock(tx, row[0], *(pair for _, pair in ended))
        for other, _ in ended:
            await links.settle(tx, await links.read(tx, other))
