"""Invitations into target collaborations: sent, answered, withdrawn, ended (COL-3, COL-4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain import invitations, rows
from domain.actions import due, outreach, posts, repeats, targets
from domain.actions.cards import NewCard
from domain.actions.notifications import notify
from domain.errors import Closed, DomainError, Forbidden, InvalidInput, NotFound
from domain.events import InvitationChanged
from domain.invitations import FROM_INVITATIONS, INVITATION_COLUMNS, Invitation, TargetCollaboration
from domain.members import User
from domain.policy import Numbers
from domain.rows import Account
from domain.rules import access
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.conversations import EntryPoint
from models.due import DueKind
from models.invitations import InvitationStatus as Status
from models.notifications import NotificationKind
from models.sql import statement

CREATORS = statement(f"""
    SELECT {rows.account_columns("a")} FROM accounts a WHERE a.id IN LIST($1) AND a.kind = '{AccountKind.CREATOR}'""")
INVITED = statement(f"""
    SELECT {INVITATION_COLUMNS}, i.client_mutation_id {FROM_INVITATIONS}
    WHERE i.collaboration_id = $1 AND i.creator_id IN LIST($2)""")
INVITE = statement("""
    INSERT INTO invitations (collaboration_id, seller_id, creator_id, conversation_id, sequence, client_mutation_id,
        status, sent_at)
    VALUES ($1, $2, $3, $4, $5, $6, 'PENDING', $7) RETURNING id""")
PLACE = posts.belonging("invitations", "seller_id")
READ = statement(f"SELECT {INVITATION_COLUMNS} {FROM_INVITATIONS} WHERE i.id = $1")
SET_STATUS = statement("UPDATE invitations SET status = $2, answered_at = coalesce($3, answered_at) WHERE id = $1")


@dataclass(frozen=True, slots=True)
class InviteOutcome:
    """What became of one creator: sent, invited before, or refused and why."""

    creator_key: int
    invitation: Invitation | None = None
    sent: bool = False
    problem: DomainError | None = None


@door
async def invite(
    viewer: Viewer, tx: Transaction, made: str, target_key: int, creator_keys: Sequence[int]
) -> list[InviteOutcome]:
    """Invite creators into a target collaboration, one outcome for each, in the order asked for (COL-3).

    Who was invited before gets nothing again; the same client-made id finds what it has sent, and tries those again
    whom it was refused for. Raises Closed for a collaboration that has ended, or of which no product is offered.
    """
    access.messaging(viewer)
    me, numbers = viewer.account, viewer.house.policy.of(viewer.account.home_market)
    row = await tx.fetch_row(targets.TARGET, me.key, target_key)
    if row is None:
        raise NotFound("targetCollaborationId", "target collaboration")
    target = invitations.target(row)
    _named(creator_keys, numbers)
    content = (str(target_key), *map(str, creator_keys))
    first = await repeats.begin(tx, me, made, numbers, "invitations", *content) is None
    if first:
        await repeats.finish(tx, me, made, target_key)
    card: NewCard | Closed
    try:
        card = await targets.card(tx, target)
    except Closed as refusal:
        if first:
            raise
        card = refusal
    creators = {row[0]: rows.account(row) for row in await tx.fetch(CREATORS, list(creator_keys))}
    if isinstance(card, NewCard):
        await posts.lock_all(tx, me, list(creators.values()))
    # Read after the locks: whoever invited meanwhile has done it.
    before = {row[3]: row for row in await tx.fetch(INVITED, target_key, list(creators))}
    outcomes = []
    for key in creator_keys:
        if (row := before.get(key)) is not None:
            sent = row[-1] == made
            outcomes.append(InviteOutcome(key, invitation=invitations.invitation(row[:-1]), sent=sent))
        else:
            outcomes.append(await _invite(viewer, tx, made, target, card, key, creators.get(key)))
    return outcomes


async def _invite(  # noqa: PLR0917 - one creator of many
    viewer: Viewer, tx: Transaction, made: str, target: TargetCollaboration, card: NewCard | Closed, key: int,
    creator: Account | None,
) -> InviteOutcome:  # fmt: skip
    if creator is None:
        return InviteOutcome(key, problem=NotFound("creatorIds", "creator"))
    if isinstance(card, Closed):
        return InviteOutcome(key, problem=card)
    try:
        place = await posts.place(tx, viewer.account, creator, EntryPoint.TARGET_COLLABORATION)
    except DomainError as refusal:
        return InviteOutcome(key, problem=refusal)
    invitation = await send_to(tx, viewer.account, viewer.user, made, target, card, creator, place)
    return InviteOutcome(key, invitation=invitation, sent=True)


async def send_to(  # noqa: PLR0917 - who invites whom into what
    tx: Transaction, me: Account, by: User, made: str | None, target: TargetCollaboration, card: NewCard,
    creator: Account, place: posts.Place,
) -> Invitation:  # fmt: skip
    """Invite a creator who was not invited before, at a place in their conversation (a step)."""
    at = (place.pair_key, place.next_sequence)
    ((key,),) = await tx.fetch(INVITE, target.key, me.key, creator.key, *at, made, tx.now)
    sent = NewCard(card.kind, card.products, key, card.facts)
    await posts.post(tx, me, by, place, sent)
    await due.at(tx, target.ends_at, DueKind.INVITATION_ENDS, key)
    invitation = await read(tx, key)
    _tell(tx, invitation, to=[me.key, creator.key])
    await notify(tx, creator.key, NotificationKind.INVITATION_RECEIVED, me.key, key)
    return invitation


@door
async def respond(viewer: Viewer, tx: Transaction, key: int, *, accept: bool) -> Invitation:
    """Accept or decline an invitation, as the creator invited; the same answer again changes nothing (COL-4).

    Raises Forbidden for its sender, Closed where it was answered otherwise, withdrawn, or has ended.
    """
    access.messaging(viewer)
    invitation = await _locked_for(viewer, tx, key)
    if invitation.creator_key != viewer.account.key:
        raise Forbidden("Only the creator who was invited answers.")
    wanted = Status.ACCEPTED if accept else Status.DECLINED
    if invitation.status is wanted:
        return invitation
    if invitation.status is not Status.PENDING or invitation.ends_at <= tx.now:
        raise closed(invitation)
    await outreach.responded(tx, invitation.conversation_key)
    return await answer(tx, invitation, wanted)


@door
async def withdraw(viewer: Viewer, tx: Transaction, key: int) -> Invitation:
    """Take an invitation back, also an accepted one; idempotent. What was added stays added (COL-8).

    Raises Forbidden for the creator, Closed where it was declined or has ended.
    """
    access.messaging(viewer)
    invitation = await _locked_for(viewer, tx, key)
    if invitation.seller_key != viewer.account.key:
        raise Forbidden("Only the seller who sent it withdraws an invitation.")
    if invitation.status is Status.WITHDRAWN:
        return invitation
    if not invitation.takes(tx.now):
        raise closed(invitation)
    return await _become(tx, invitation, Status.WITHDRAWN, NotificationKind.INVITATION_WITHDRAWN)


async def answer(tx: Transaction, invitation: Invitation, status: Status) -> Invitation:
    """Accept or decline a pending invitation of a locked pair, and tell both sides (a step)."""
    kind = NotificationKind.INVITATION_ACCEPTED if status is Status.ACCEPTED else NotificationKind.INVITATION_DECLINED
    return await _become(tx, invitation, status, kind)


async def locked(tx: Transaction, key: int) -> Invitation | None:
    """An invitation as it stays, its pair locked (a step)."""
    return await read(tx, key) if await posts.lock_of(tx, PLACE, key) else None


async def expire(tx: Transaction, invitation: Invitation | None) -> None:
    """End an invitation that was not answered in time (a step)."""
    if invitation is not None and invitation.status is Status.PENDING and invitation.ends_at <= tx.now:
        ended = await _become(tx, invitation, Status.EXPIRED, NotificationKind.INVITATION_EXPIRED)
        await notify(tx, ended.creator_key, NotificationKind.INVITATION_EXPIRED, ended.seller_key, ended.key)


def closed(invitation: Invitation) -> Closed:
    """Why nothing can be done with an invitation any more."""
    if invitation.status in {Status.PENDING, Status.ACCEPTED}:
        return Closed("This collaboration has ended.")
    return Closed(f"This invitation is {invitation.status.lower()}.")


async def _become(tx: Transaction, invitation: Invitation, status: Status, kind: NotificationKind) -> Invitation:
    """Change the status; whoever did not do it is notified, the seller of what came by itself."""
    answered = tx.now if status in {Status.ACCEPTED, Status.DECLINED} else None
    await tx.fetch(SET_STATUS, invitation.key, status, answered)
    await due.call_off(tx, invitation.key, DueKind.INVITATION_ENDS)
    invitation.status, invitation.answered_at = status, answered or invitation.answered_at
    both = [invitation.seller_key, invitation.creator_key]
    _tell(tx, invitation, to=both)
    told, by = reversed(both) if status is Status.WITHDRAWN else both
    await notify(tx, told, kind, by, invitation.key)
    return invitation


def _tell(tx: Transaction, invitation: Invitation, *, to: Sequence[int]) -> None:
    place = {"pair_id": invitation.conversation_key, "sequence": invitation.sequence}
    tx.announce(InvitationChanged(**place, invitation=invitation.key, status=invitation.status), to=to)


async def _locked_for(viewer: Viewer, tx: Transaction, key: int) -> Invitation:
    if not await posts.lock_of(tx, PLACE, key, viewer.account.key):
        raise NotFound("invitationId", "invitation")
    return await read(tx, key)


async def found(tx: Transaction, key: int) -> Invitation | None:
    """An invitation as it is, which may change unless its pair is locked (a step)."""
    row = await tx.fetch_row(READ, key)
    return None if row is None else invitations.invitation(row)


async def read(tx: Transaction, key: int) -> Invitation:
    """An invitation that is there: they are never deleted (a step)."""
    invitation = await found(tx, key)
    assert invitation is not None  # noqa: S101 - as said
    return invitation


def _named(creator_keys: Sequence[int], numbers: Numbers) -> None:
    if not 1 <= len(creator_keys) <= numbers.invite_max_creators:
        raise InvalidInput("creatorIds", f"Name 1 to {numbers.invite_max_creators} creators at a time.")
    for index, key in enumerate(creator_keys):
        if key in creator_keys[:index]:
            raise InvalidInput(f"creatorIds.{index}", "This creator is named twice.")
