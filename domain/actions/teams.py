"""Users, and what they may do for accounts (ACC-2, ACC-3). Every change ends what a member may no longer hear."""

from domain import members
from domain.actions import accounts, assignments, audit
from domain.errors import Forbidden, InvalidInput, LastOwner, LimitReached, NotFound
from domain.events import AccessChanged
from domain.members import Role
from domain.queries.viewers import permissions_of
from domain.rules import access, inputs
from domain.transaction import Transaction, door
from domain.viewer import Newcomer, System, Viewer
from models.audit import AuditAction
from models.sql import statement
from models.teams import Permission

NOTHING = Permission(0)
LONGEST_ROLE = 60  # as wide as the column that keeps a role's name
SAME_NAME = "There is a role of this name already."
CREATE_USER = statement("""
    INSERT INTO users (handle, name, password_hash, issuer, subject, created_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING RETURNING id""")
CREATE_ROLE = statement("""
    INSERT INTO roles (account_id, name, permissions, is_owner) VALUES ($1, $2, $3, FALSE) RETURNING id""")
ROLES = statement("SELECT count(*) FROM roles WHERE account_id = $1")
ROLE = statement("SELECT id, name, permissions, is_owner FROM roles WHERE account_id = $1 AND id = $2")
NAMED = statement("SELECT id FROM roles WHERE account_id = $1 AND name = $2")
OWNER_ROLE = statement("SELECT id FROM roles WHERE account_id = $1 AND is_owner")
CHANGE_ROLE = statement("UPDATE roles SET name = $2, permissions = $3 WHERE id = $1")
ADD = statement("""
    INSERT INTO memberships (account_id, user_id, role_id, created_at)
    SELECT $1, id, $3, $4 FROM users WHERE id = $2
    ON CONFLICT (user_id, account_id) DO NOTHING RETURNING id""")

OWNERS = statement("""
    SELECT count(*) FROM memberships m JOIN roles r ON r.id = m.role_id WHERE m.account_id = $1 AND r.is_owner""")
MEMBER = statement("""
    SELECT m.user_id, r.is_owner, r.permissions FROM memberships m JOIN roles r ON r.id = m.role_id
    WHERE m.account_id = $1 AND m.id = $2""")
SET_ROLE = statement("UPDATE memberships SET role_id = $2 WHERE id = $1 AND role_id <> $2 RETURNING id")
REMOVE = statement("DELETE FROM memberships WHERE id = $1")
HELD_NOW = statement("""
    SELECT r.permissions FROM memberships m JOIN roles r ON r.id = m.role_id WHERE m.id = $1""")


@door
async def create_user(
    viewer: System,  # noqa: ARG001 - a door takes the viewer first
    tx: Transaction,
    handle: str,
    name: str,
    *,
    password_hash: str | None = None,
    issuer: str | None = None,
    subject: str | None = None,
) -> int:
    """Make a person known, by password or by an issuer's subject; return the key."""
    row = await tx.fetch_row(
        CREATE_USER,
        inputs.new_handle(handle, "handle"),
        inputs.name(name, "name", 100),
        password_hash,
        issuer,
        subject,
        tx.now,
    )
    if row is None:
        raise InvalidInput("handle", f"A user @{handle.lower()} is known already.")
    key: int = row[0]
    return key


@door
async def add_owner(viewer: System, tx: Transaction, account_key: int, user_key: int) -> int:
    """Make a user an owner of an account; return the membership's key."""
    await lock(tx, account_key)
    role = await tx.fetch_row(OWNER_ROLE, account_key)
    if role is None:
        raise NotFound("accountId", "account")
    return await _add(viewer, tx, account_key, user_key, role[0])


@door
async def add_member(viewer: Viewer, tx: Transaction, user_key: int, role_key: int) -> int:
    """Let a user act for the viewer's account in a role that holds no more than the viewer does."""
    access.team(viewer)
    await lock(tx, viewer.account.key)
    role = await role_of(tx, viewer.account.key, role_key)
    await holds_all_of(tx, viewer, role.held)
    return await _add(viewer, tx, viewer.account.key, user_key, role_key)


@door
async def create_role(viewer: Viewer, tx: Transaction, name: str, permissions: Permission = NOTHING) -> int:
    """Make a role of the viewer's account. It holds nothing but what is granted, by who holds it (ACC-2).

    Raises LimitReached where the account has as many as there can be.
    """
    access.team(viewer)
    me, most = viewer.account, viewer.house.policy.of(viewer.account.home_market).team_roles_max
    await lock(tx, me.key)
    await holds_all_of(tx, viewer, permissions)
    name = inputs.name(name, "name", LONGEST_ROLE)
    if await tx.fetch_row(NAMED, me.key, name):
        raise InvalidInput("name", SAME_NAME)
    ((kept,),) = await tx.fetch(ROLES, me.key)
    if kept >= most:
        raise LimitReached(f"A team can have {most:,} roles. Change one that it has.", most)
    ((key,),) = await tx.fetch(CREATE_ROLE, me.key, name, int(permissions))
    await _note_role(viewer, tx, AuditAction.ROLE_CREATED, key, permissions)
    return int(key)


@door
async def set_permissions(viewer: Viewer, tx: Transaction, role_key: int, permissions: Permission) -> None:
    """Say what a custom role holds. Nobody grants what they lack; the owner role always holds all (ACC-2)."""
    access.team(viewer)
    await _change_role(viewer, tx, role_key, None, permissions)


@door
async def change_role(viewer: Viewer, tx: Transaction, role_key: int, name: str, permissions: Permission) -> None:
    """The same, under another name too; idempotent."""
    access.team(viewer)
    await _change_role(viewer, tx, role_key, name, permissions)


@door
async def assign_role(viewer: Viewer, tx: Transaction, membership_key: int, role_key: int) -> None:
    """Give a member another role of the account; the last owner stays one (ACC-2); idempotent."""
    access.team(viewer)
    me = viewer.account
    await lock(tx, me.key)
    user_key, was_owner, held = await _member(viewer, tx, membership_key)
    role = await role_of(tx, me.key, role_key)
    await holds_all_of(tx, viewer, role.held | Permission(held))
    if was_owner and not role.is_owner:
        await _another_owner(viewer, tx)
    if await tx.fetch_row(SET_ROLE, membership_key, role_key):
        tx.announce(AccessChanged(), to=[me.key])
        facts = {"user": f"usr_{user_key}", "role": role.id}
        await audit.note(tx, viewer, me.key, AuditAction.ROLE_ASSIGNED, f"mbr_{membership_key}", **facts)


@door
async def remove_member(viewer: Viewer, tx: Transaction, membership_key: int) -> None:
    """End a membership, and what was assigned to it (INB-9); the last owner stays (ACC-2)."""
    access.team(viewer)
    me = viewer.account
    await lock(tx, me.key)
    user_key, is_owner, held = await _member(viewer, tx, membership_key)
    await holds_all_of(tx, viewer, Permission(held))
    if is_owner:
        await _another_owner(viewer, tx)
    await tx.fetch(REMOVE, membership_key)
    await assignments.release(tx, me.key, user_key)
    tx.announce(AccessChanged(), to=[me.key])
    subject, user = f"mbr_{membership_key}", f"usr_{user_key}"
    await audit.note(tx, viewer, me.key, AuditAction.MEMBER_REMOVED, subject, user=user)


async def lock(tx: Transaction, account_key: int) -> None:
    """Lock a team: the account's row stands for the whole of it, so two owners cannot both leave at once (a step)."""
    await accounts.lock(tx, account_key)


async def role_of(tx: Transaction, account_key: int, role_key: int) -> Role:
    """A role of an account (a step). Raises NotFound."""
    row = await tx.fetch_row(ROLE, account_key, role_key)
    if row is None:
        raise NotFound("roleId", "role")
    return members.role(*row)


async def join(
    tx: Transaction, by: Viewer | Newcomer | System, account_key: int, user_key: int, role_key: int
) -> int | None:
    """Make a user a member, of a team that is locked; the membership's key, None for one who is already (a step)."""
    row = await tx.fetch_row(ADD, account_key, user_key, role_key, tx.now)
    if row is None:
        return None
    key: int = row[0]
    tx.announce(AccessChanged(), to=[account_key])
    facts = {"user": f"usr_{user_key}", "role": f"rol_{role_key}"}
    await audit.note(tx, by, account_key, AuditAction.MEMBER_JOINED, f"mbr_{key}", **facts)
    return key


async def _change_role(
    viewer: Viewer, tx: Transaction, role_key: int, name: str | None, permissions: Permission
) -> None:
    me = viewer.account
    await lock(tx, me.key)
    role = await role_of(tx, me.key, role_key)
    await holds_all_of(tx, viewer, permissions ^ role.held)
    if role.is_owner:
        raise InvalidInput("roleId", "The owner role always holds every permission, and keeps its name.")
    name = role.name if name is None else inputs.name(name, "name", LONGEST_ROLE)
    if name != role.name and await tx.fetch_row(NAMED, me.key, name):
        raise InvalidInput("name", SAME_NAME)
    if (name, permissions) == (role.name, role.held):
        return
    await tx.fetch(CHANGE_ROLE, role_key, name, int(permissions))
    if permissions != role.held:
        tx.announce(AccessChanged(), to=[me.key])
    await _note_role(viewer, tx, AuditAction.ROLE_CHANGED, role_key, permissions)


async def _note_role(
    viewer: Viewer, tx: Transaction, action: AuditAction, role_key: int, permissions: Permission
) -> None:
    held = " ".join(str(permission.name) for permission in permissions_of(permissions))
    await audit.note(tx, viewer, viewer.account.key, action, f"rol_{role_key}", permissions=held)


async def _member(viewer: Viewer, tx: Transaction, membership_key: int) -> tuple[int, bool, int]:
    row = await tx.fetch_row(MEMBER, viewer.account.key, membership_key)
    if row is None:
        raise NotFound("membershipId", "member")
    user_key, is_owner, permissions = row
    return user_key, is_owner, permissions


async def holds_all_of(tx: Transaction, by: Viewer, permissions: Permission) -> None:
    """Refuse to hand out, or to take away, what whoever does it does not hold at this moment (a step)."""
    row = await tx.fetch_row(HELD_NOW, by.membership_key)
    held = Permission(row[0] if row else 0)
    lacking = (permissions | Permission.TEAM_MANAGEMENT) & ~held
    if lacking:
        names = ", ".join(str(permission.name) for permission in permissions_of(lacking))
        raise Forbidden(f"You cannot change what you do not hold yourself: {names}.")


async def _another_owner(viewer: Viewer, tx: Transaction) -> None:
    row = await tx.fetch_row(OWNERS, viewer.account.key)
    if row is None or row[0] < 2:  # noqa: PLR2004 - this one and another
        raise LastOwner


async def _add(viewer: Viewer | System, tx: Transaction, account_key: int, user_key: int, role_key: int) -> int:
    key = await join(tx, viewer, account_key, user_key, role_key)
    if key is None:
        raise InvalidInput("userId", "This user is a member already, or is not known.")
    return key
