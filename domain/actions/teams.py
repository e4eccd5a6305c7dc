"""Users, and what they may do for accounts (ACC-2, ACC-3). Every change ends what a member may no longer hear."""

from domain.actions import assignments
from domain.errors import Forbidden, InvalidInput, LastOwner, NotFound
from domain.events import AccessChanged
from domain.queries.viewers import permissions_of
from domain.rules import access, inputs
from domain.transaction import Transaction, door
from domain.viewer import System, Viewer
from models.sql import statement
from models.teams import Permission

CREATE_USER = statement("""
    INSERT INTO users (handle, name, password_hash, issuer, subject, created_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING RETURNING id""")
CREATE_ROLE = statement("""
    INSERT INTO roles (account_id, name, permissions, is_owner) VALUES ($1, $2, 0, FALSE)
    ON CONFLICT (account_id, name) DO NOTHING RETURNING id""")
ROLE = statement("SELECT id, permissions, is_owner FROM roles WHERE account_id = $1 AND id = $2")
OWNER_ROLE = statement("SELECT id, permissions, is_owner FROM roles WHERE account_id = $1 AND is_owner")
SET_PERMISSIONS = statement("UPDATE roles SET permissions = $2 WHERE id = $1 AND permissions <> $2 RETURNING id")
ADD = statement("""
    INSERT INTO memberships (account_id, user_id, role_id, created_at)
    SELECT $1, id, $3, $4 FROM users WHERE id = $2
    ON CONFLICT (user_id, account_id) DO NOTHING RETURNING id""")

# The account's row stands for its whole team: who changes the team holds it, so two owners cannot both leave at once.
LOCK_TEAM = statement("SELECT id FROM accounts WHERE id = $1 FOR NO KEY UPDATE")
OWNERS = statement("""
    SELECT count(*) FROM memberships m JOIN roles r ON r.id = m.role_id WHERE m.account_id = $1 AND r.is_owner""")
MEMBER = statement("""
    SELECT m.id, r.is_owner, r.permissions FROM memberships m JOIN roles r ON r.id = m.role_id
    WHERE m.account_id = $1 AND m.id = $2""")
SET_ROLE = statement("UPDATE memberships SET role_id = $2 WHERE id = $1 AND role_id <> $2 RETURNING id")
REMOVE = statement("DELETE FROM memberships WHERE id = $1 RETURNING user_id")
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
async def add_owner(viewer: System, tx: Transaction, account_key: int, user_key: int) -> int:  # noqa: ARG001
    """Make a user an owner of an account; return the membership's key."""
    await tx.fetch(LOCK_TEAM, account_key)
    role = await tx.fetch_row(OWNER_ROLE, account_key)
    if role is None:
        raise NotFound("accountId", "account")
    return await _add(tx, account_key, user_key, role[0])


@door
async def add_member(viewer: Viewer, tx: Transaction, user_key: int, role_key: int) -> int:
    """Let a user act for the viewer's account in a role that holds no more than the viewer does."""
    _manages(viewer)
    await tx.fetch(LOCK_TEAM, viewer.account.key)
    _, permissions, _ = await _role(viewer, tx, role_key)
    await _holds_all_of(viewer, tx, Permission(permissions))
    return await _add(tx, viewer.account.key, user_key, role_key)


@door
async def create_role(viewer: Viewer, tx: Transaction, name: str) -> int:
    """Make a role of the viewer's account. It holds nothing until something is granted (ACC-2)."""
    _manages(viewer)
    row = await tx.fetch_row(CREATE_ROLE, viewer.account.key, inputs.name(name, "name", 60))
    if row is None:
        raise InvalidInput("name", "There is a role of this name already.")
    key: int = row[0]
    return key


@door
async def set_permissions(viewer: Viewer, tx: Transaction, role_key: int, permissions: Permission) -> None:
    """Say what a custom role holds. Nobody grants what they lack; the owner role always holds all (ACC-2)."""
    _manages(viewer)
    await tx.fetch(LOCK_TEAM, viewer.account.key)
    _, held, is_owner = await _role(viewer, tx, role_key)
    if is_owner:
        raise InvalidInput("roleId", "The owner role always holds every permission.")
    await _holds_all_of(viewer, tx, permissions ^ Permission(held))
    if await tx.fetch_row(SET_PERMISSIONS, role_key, int(permissions)):
        tx.announce(AccessChanged(), to=[viewer.account.key])


@door
async def assign_role(viewer: Viewer, tx: Transaction, membership_key: int, role_key: int) -> None:
    """Give a member another role of the account; the last owner stays one (ACC-2); idempotent."""
    _manages(viewer)
    await tx.fetch(LOCK_TEAM, viewer.account.key)
    _, permissions, is_owner = await _role(viewer, tx, role_key)
    _, was_owner, held = await _member(viewer, tx, membership_key)
    await _holds_all_of(viewer, tx, Permission(permissions) | Permission(held))
    if was_owner and not is_owner:
        await _another_owner(viewer, tx)
    if await tx.fetch_row(SET_ROLE, membership_key, role_key):
        tx.announce(AccessChanged(), to=[viewer.account.key])


@door
async def remove_member(viewer: Viewer, tx: Transaction, membership_key: int) -> None:
    """End a membership, and what was assigned to it (INB-9); the last owner stays (ACC-2)."""
    _manages(viewer)
    await tx.fetch(LOCK_TEAM, viewer.account.key)
    _, is_owner, held = await _member(viewer, tx, membership_key)
    await _holds_all_of(viewer, tx, Permission(held))
    if is_owner:
        await _another_owner(viewer, tx)
    ((user_key,),) = await tx.fetch(REMOVE, membership_key)
    await assignments.release(tx, viewer.account.key, user_key)
    tx.announce(AccessChanged(), to=[viewer.account.key])


def _manages(viewer: Viewer) -> None:
    access.require(viewer, Permission.TEAM_MANAGEMENT)
    access.active(viewer)


async def _role(viewer: Viewer, tx: Transaction, role_key: int) -> tuple[int, int, bool]:
    row = await tx.fetch_row(ROLE, viewer.account.key, role_key)
    if row is None:
        raise NotFound("roleId", "role")
    key, permissions, is_owner = row
    return key, permissions, is_owner


async def _member(viewer: Viewer, tx: Transaction, membership_key: int) -> tuple[int, bool, int]:
    row = await tx.fetch_row(MEMBER, viewer.account.key, membership_key)
    if row is None:
        raise NotFound("membershipId", "member")
    key, is_owner, permissions = row
    return key, is_owner, permissions


async def _holds_all_of(viewer: Viewer, tx: Transaction, permissions: Permission) -> None:
    """Refuse to hand out, or to take away, what the viewer does not hold at this moment."""
    row = await tx.fetch_row(HELD_NOW, viewer.membership_key)
    held = Permission(row[0] if row else 0)
    lacking = (permissions | Permission.TEAM_MANAGEMENT) & ~held
    if lacking:
        names = ", ".join(str(permission.name) for permission in permissions_of(lacking))
        raise Forbidden(f"You cannot change what you do not hold yourself: {names}.")


async def _another_owner(viewer: Viewer, tx: Transaction) -> None:
    row = await tx.fetch_row(OWNERS, viewer.account.key)
    if row is None or row[0] < 2:  # noqa: PLR2004 - this one and another
        raise LastOwner


async def _add(tx: Transaction, account_key: int, user_key: int, role_key: int) -> int:
    row = await tx.fetch_row(ADD, account_key, user_key, role_key, tx.now)
    if row is None:
        raise InvalidInput("userId", "This user is a member already, or is not known.")
    tx.announce(AccessChanged(), to=[account_key])
    key: int = row[0]
    return key
