"""Invitations to a team: by a link that is shown to whoever invites, and accepted by whoever has it (ACC-4)."""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain import member_invitations as rows
from domain.actions import audit, repeats, teams
from domain.erasures import HANDLE, WORD
from domain.errors import Closed, InvalidInput, NotFound, Unauthenticated
from domain.member_invitations import MemberInvitation, MemberInvitationStatus
from domain.members import Membership
from domain.queries import viewers
from domain.rules import access, inputs
from domain.transaction import Transaction, door
from domain.viewer import Newcomer, Viewer
from models.accounts import AccountStatus
from models.audit import AuditAction
from models.sql import statement
from models.teams import Permission

INVITE = statement("""
    INSERT INTO member_invitations (account_id, email, role_id, invited_by_id, secret_hash, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id""")
ONE = statement(f"""
    SELECT {rows.COLUMNS}, i.secret_hash FROM member_invitations i JOIN roles r ON r.id = i.role_id
    WHERE i.account_id = $1 AND i.id = $2""")
WITHDRAW = statement("UPDATE member_invitations SET withdrawn_at = $2 WHERE id = $1")
ACCOUNT = statement("SELECT account_id FROM member_invitations WHERE secret_hash = $1")
# With the role as it is now, and what whoever invited holds now: nothing of a member who has left.
OFFERED = statement("""
    SELECT i.id, i.role_id, i.email, i.expires_at, i.withdrawn_at, i.accepted_by_id, r.permissions, a.status, (
        SELECT ir.permissions FROM memberships im JOIN roles ir ON ir.id = im.role_id
        WHERE im.account_id = i.account_id AND im.user_id = i.invited_by_id)
    FROM member_invitations i JOIN roles r ON r.id = i.role_id JOIN accounts a ON a.id = i.account_id
    WHERE i.secret_hash = $1""")
ACCEPT = statement("UPDATE member_invitations SET accepted_at = $2, accepted_by_id = $3 WHERE id = $1")
# Locked, so that nobody is forgotten with an account that is erased while they join this one.
BY_SUBJECT = statement("SELECT id FROM users WHERE issuer = $1 AND subject = $2 FOR NO KEY UPDATE")
BY_KEY = statement(f"SELECT id FROM users WHERE id = $1 AND handle <> '{HANDLE}' || id FOR NO KEY UPDATE")

NOT_IN_A_HANDLE = re.compile(r"[^a-z0-9_.-]+")
LONGEST_NAME = 100  # as wide as the column that keeps a user's
LONGEST_MADE = 30  # of a handle that is made of a mail address, before what tells it from others'


@dataclass(frozen=True, slots=True)
class Offered:
    """What a link stands for, as of now."""

    key: int
    role_key: int
    email: str
    expires_at: datetime
    withdrawn_at: datetime | None
    accepted_by_key: int | None
    permissions: int
    account_status: str
    inviter_holds: int | None


@door
async def invite(viewer: Viewer, tx: Transaction, made: str, email: str, role_key: int) -> MemberInvitation:
    """Invite into a role that holds no more than the viewer does, by a link; safe to repeat with the same client id.

    Each time the invitation comes with its link, as long as it is open: to whom may give its role only.
    """
    access.team(viewer)
    me, numbers = viewer.account, viewer.house.policy.of(viewer.account.home_market)
    await teams.lock(tx, me.key)
    role = await teams.role_of(tx, me.key, role_key)
    await teams.holds_all_of(tx, viewer, role.held)
    email = inputs.email(email, "email")
    key = await repeats.begin(tx, me, made, numbers, "member invitation", email, str(role_key))
    token = rows.token(tx.house, me.key, made)
    if key is None:
        expires_at = tx.now + timedelta(hours=numbers.member_invitation_hours)
        values = (me.key, email, role_key, viewer.user.key, rows.fingerprint(token), tx.now, expires_at)
        ((key,),) = await tx.fetch(INVITE, *values)
        await repeats.finish(tx, me, made, key)
        await audit.note(tx, viewer, me.key, AuditAction.MEMBER_INVITED, f"miv_{key}", role=role.id)
    invitation, kept = await _one(tx, me.key, key)
    # Of a secret that has been changed since, no link can be made again.
    if invitation.status is MemberInvitationStatus.OPEN and kept == rows.fingerprint(token):
        invitation.link = rows.PLACE + token
    return invitation


@door
async def withdraw(viewer: Viewer, tx: Transaction, key: int) -> MemberInvitation:
    """Take an invitation back: its link opens nothing any more; idempotent. Raises Closed for one that was accepted."""
    access.team(viewer)
    me = viewer.account
    await teams.lock(tx, me.key)
    invitation, _ = await _one(tx, me.key, key)
    if invitation.accepted_at is not None:
        raise Closed("This invitation was accepted: remove the member instead.")
    if invitation.withdrawn_at is None:
        await tx.fetch(WITHDRAW, key, tx.now)
        await audit.note(tx, viewer, me.key, AuditAction.MEMBER_INVITATION_WITHDRAWN, invitation.id)
        invitation.withdrawn_at = tx.now
    return invitation


@door
async def accept(
    viewer: Viewer | Newcomer, tx: Transaction, token: str, *, handle: str | None = None, name: str | None = None
) -> Membership:
    """Join the team that a link invites to, as whoever is signed in; the same person again changes nothing.

    Who was never seen here becomes a user, by `handle` and `name` or such as the invitation's mail address gives.
    Raises NotFound for a link that was never made, Closed for one that opens nothing any more, and for a member.
    """
    account_key, offered = await _offered(tx, rows.fingerprint(inputs.storable(token, "token")))
    user_key = await _known(tx, viewer)
    if user_key is None or offered.accepted_by_key != user_key:
        handles, shown = ([], None) if user_key is not None else _wanted(offered.email, handle, name)
        _still_open(offered, tx.now)
        user_key = user_key or await _made(tx, viewer, handles, shown)
        by = viewer if isinstance(viewer, Viewer) else replace(viewer, user_key=user_key)
        if await teams.join(tx, by, account_key, user_key, offered.role_key) is None:
            raise Closed("You are a member of this team already.")
        await tx.fetch(ACCEPT, offered.key, tx.now, user_key)
    for membership in map(viewers.membership, await tx.fetch(viewers.MEMBERSHIPS, user_key)):
        if membership.account.key == account_key:
            return membership
    raise Closed("You have left this team since: ask for another invitation.")


async def _offered(tx: Transaction, secret: bytes) -> tuple[int, Offered]:
    """What a link stands for, and of which account, whose team is locked."""
    account = await tx.fetch_row(ACCOUNT, secret)
    if account is not None:
        await teams.lock(tx, account[0])
        # An account that was erased meanwhile invites nobody.
        found = await tx.fetch_row(OFFERED, secret)
        if found is not None:
            return account[0], Offered(*found)
    raise NotFound("token", "invitation")


def _still_open(offered: Offered, now: datetime) -> None:
    if offered.accepted_by_key is not None:
        raise Closed("This invitation was accepted already.")
    if offered.withdrawn_at is not None or offered.expires_at <= now:
        raise Closed("This invitation is over: ask for another one.")
    needed = Permission(offered.permissions) | Permission.TEAM_MANAGEMENT
    if needed & ~Permission(offered.inviter_holds or 0):
        raise Closed("Whoever invited you cannot give this role any more: ask for another invitation.")
    if offered.account_status != AccountStatus.ACTIVE:
        raise Closed("This account is not active at the moment.")


async def _one(tx: Transaction, account_key: int, key: int) -> tuple[MemberInvitation, bytes]:
    row = await tx.fetch_row(ONE, account_key, key)
    if row is None:
        raise NotFound("memberInvitationId", "invitation to this team")
    return rows.invitation(row), bytes(row[-1])


async def _known(tx: Transaction, who: Viewer | Newcomer) -> int | None:
    """The user behind a token, if there is one. Raises Unauthenticated where that was forgotten since (PLT-4)."""
    if isinstance(who, Newcomer) and who.subject is not None:
        row = await tx.fetch_row(BY_SUBJECT, *who.subject)
        return None if row is None else row[0]
    row = await tx.fetch_row(BY_KEY, who.user.key if isinstance(who, Viewer) else who.user_key)
    if row is None:
        raise Unauthenticated("This token belongs to nobody known here.")
    return int(row[0])


async def _made(tx: Transaction, who: Viewer | Newcomer, handles: list[str], name: str | None) -> int:
    """Make a user of who was never seen here."""
    assert isinstance(who, Newcomer) and who.subject is not None  # noqa: S101, PT018 - all others are known
    for handle in handles:
        row = await tx.fetch_row(teams.CREATE_USER, handle, name or handle, None, *who.subject, tx.now)
        key = await _known(tx, who) if row is None else row[0]
        if key is not None:
            return key
    raise InvalidInput("handle", f"A user @{handles[0]} is known already: choose another handle.")


def _wanted(email: str, handle: str | None, name: str | None) -> tuple[list[str], str | None]:
    """The handle given, or what the mail address begins with, or that with something nobody has; and the name."""
    shown = None if name is None else inputs.name(name, "name", LONGEST_NAME)
    if handle is not None:
        return [inputs.new_handle(handle, "handle")], shown
    begun = NOT_IN_A_HANDLE.sub("", email.partition("@")[0].lower()).lstrip("_.-")[:LONGEST_MADE]
    if not begun or begun.startswith(WORD):  # nobody new is called as who was erased is, or is yet to be
        begun = "member"
    return [begun, f"{begun}-{secrets.token_hex(4)}"], shown
